// An output: each reader's digest as a list of titles and addresses.
#include "sheaf/files/output.hpp"

namespace {

class TitleList final : public sheaf::files::FileOutput {
 public:
  static constexpr const char* kId = "title-list";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Writes each reader's digest as a list of titles.";
  static std::vector<sheaf::Field> fields() {
    return {sheaf::files::path_field("\"out/{profile}/{date}.txt\"")};
  }

  TitleList(sheaf::Host, const sheaf::Config& config) : FileOutput(config) {}

  std::string bytes(const sheaf::Call&, const sheaf_run&, const sheaf_digest& digest) override {
    std::string out;
    for (const sheaf_item* item : sheaf::range(digest.items, digest.item_count)) {
      ((out += sheaf::view(item->record->title)) += ' ') += sheaf::view(item->record->url);
      out += '\n';
    }
    return out;
  }
};

}  // namespace

SHEAF_PLUGIN(TitleList);
