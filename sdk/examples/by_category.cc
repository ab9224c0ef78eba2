// An editor: an overview of the digest, its works grouped by category.
#include <map>

#include "sheaf/plugin.hpp"

namespace {

class ByCategory final : public sheaf::Editor {
 public:
  static constexpr const char* kId = "by-category";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Lists the selected works by category.";
  static std::vector<sheaf::Field> fields() {
    return {sheaf::field("title", SHEAF_T_STRING, "Title of the section.").def("By category"),
            sheaf::field("others", SHEAF_T_STRING, "Heading of works without one.").def("Others")};
  }

  ByCategory(sheaf::Host, sheaf::Config config)
      : title_(config.get<std::string>("title")), others_(config.get<std::string>("others")) {}

  void edit(const sheaf::Call&, const sheaf_run&, const sheaf_digest& digest,
            const sheaf::SectionSink& sink) override {
    const auto items = sheaf::range(digest.items, digest.item_count);
    std::map<std::string_view, std::vector<size_t>> groups;
    for (size_t i = 0; i < items.size(); ++i) {
      groups[sheaf::view(items[i]->record->primary_category)].push_back(i);
    }
    if (groups.empty()) return;
    sink.section(title_);
    for (const auto& [category, members] : groups) {
      if (!category.empty()) list(category, members, items, sink);
    }
    if (groups.contains("")) list(others_, groups.at(""), items, sink);
  }

 private:
  static void list(std::string_view heading, const std::vector<size_t>& members,
                   std::span<const sheaf_item* const> items, const sheaf::SectionSink& sink) {
    sink.block(SHEAF_BLOCK_HEADING, heading);
    for (const size_t i : members) {
      const size_t cited[] = {i};
      sink.block(SHEAF_BLOCK_LIST_ITEM, sheaf::view(items[i]->record->title), cited);
    }
  }

  std::string title_, others_;
};

}  // namespace

SHEAF_PLUGIN(ByCategory);
