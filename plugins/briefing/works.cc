#include "works.h"

#include <algorithm>

namespace briefing {
namespace {

std::string field_of(const sheaf_item& item) {
  const std::string_view category = sheaf::view(item.record->primary_category);
  if (!category.empty()) return std::string(category);
  const std::string_view venue = sheaf::view(item.record->venue);
  if (!venue.empty() && venue.size() <= 60) return std::string(venue);
  return item.source_count > 0 ? std::string(sheaf::view(item.sources[0])) : std::string();
}

}  // namespace

Chosen works_of(const sheaf_digest& digest, std::size_t most) {
  Chosen out;
  for (std::size_t i = 0; i < digest.item_count; ++i) {
    const sheaf_item& item = *digest.items[i];
    if ((item.flags & SHEAF_ITEM_NOTICE) != 0 || (item.record->flags & SHEAF_R_REMOVED) != 0) {
      continue;
    }
    const sheaf_record& r = *item.record;
    out.works.push_back({i, &item, sheaf::view(r.id), sheaf::view(r.title),
                         sheaf::view(r.abstract.len > 0 ? r.abstract : r.summary),
                         sheaf::view(r.language), field_of(item)});
  }
  std::stable_sort(out.works.begin(), out.works.end(),
                   [](const Work& a, const Work& b) { return a.raw->rank < b.raw->rank; });
  if (out.works.size() > most) {
    out.left_out = out.works.size() - most;
    out.works.resize(most);
  }
  return out;
}

}  // namespace briefing
