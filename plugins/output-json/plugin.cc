// The output plugin: one JSON Lines file per reader and digest.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lines.h"
#include "outfile/delivery.h"
#include "outfile/target.h"
#include "sheaf/plugin.hpp"

namespace jsonl {
namespace {

class JsonOutput : public sheaf::Output {
 public:
  static constexpr const char* kId = "output-json";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Writes each reader's digest as JSON Lines.";
  static constexpr const char* kDescription =
      "One file per reader and digest: a line for the digest and its run, then one for each "
      "section, "
      "work, and work without a score. All that sheaf knows is in it. `digest.schema.json` is its "
      "JSON Schema; `import` reads the works back.";
  static constexpr uint32_t kFlags = SHEAF_O_ATOMIC | SHEAF_O_IDEMPOTENT | SHEAF_O_REBUILDS;

  static std::vector<sheaf::Field> fields() {
    std::vector<sheaf::Field> out;
    out.push_back(outfile::path_field("\"out/{profile}/{date}.jsonl\""));
    return out;
  }

  JsonOutput(sheaf::Host, const sheaf::Config& config) : target_(config.get<std::string>("path")) {}

  std::unique_ptr<sheaf::Transaction> begin(const sheaf::Call&, std::string_view delivery_id,
                                            const sheaf_run& run) override {
    return std::make_unique<outfile::FileDelivery>(
        delivery_id, [this, &run](const sheaf::Call&, const sheaf_digest& digest) {
          return outfile::Made{target_.of(*digest.profile, run), lines_of(run, digest)};
        });
  }
  std::string target(const sheaf_profile& profile, const sheaf_run& run) override {
    return target_.of(profile, run);
  }

 private:
  outfile::TargetPath target_;
};

}  // namespace
}  // namespace jsonl

SHEAF_PLUGIN(jsonl::JsonOutput);
