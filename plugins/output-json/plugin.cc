// The output plugin: one JSON Lines file per reader and digest.
#include <string>
#include <vector>

#include "lines.h"
#include "sheaf/files/output.hpp"

namespace output_json {
namespace {

class JsonOutput : public sheaf::files::FileOutput {
 public:
  static constexpr const char* kId = "output-json";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Writes each reader's digest as JSON Lines.";
  static constexpr const char* kDescription =
      "One file per reader and digest: a line for the digest and its run, then one for each "
      "section, "
      "work, and work without a score. All that sheaf knows is in it. `digest.schema.json` is its "
      "JSON Schema; `import` reads the works back.";

  static std::vector<sheaf::Field> fields() {
    return {sheaf::files::path_field("\"out/{profile}/{date}.jsonl\"")};
  }

  JsonOutput(sheaf::Host, const sheaf::Config& config) : FileOutput(config) {}

  std::string bytes(const sheaf::Call&, const sheaf_run& run, const sheaf_digest& digest) override {
    return lines_of(run, digest);
  }
};

}  // namespace
}  // namespace output_json

SHEAF_PLUGIN(output_json::JsonOutput);
