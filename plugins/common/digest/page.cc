#include "digest/page.h"

#include <algorithm>
#include <array>
#include <utility>

#include "digest/words.h"
#include "sheaf/plugin.hpp"

namespace digest {
namespace {

using sheaf::range;
using sheaf::view;

enum Kind : std::size_t { kNotices, kFollowed, kNew, kUpdated, kKinds };
constexpr std::array<const char*, kKinds> kIds = {"notices", "followed", "new", "updated"};
constexpr std::array<const char*, kKinds> kTitles = {"Retracted or corrected since you saw them",
                                                     "By people you follow", "New works",
                                                     "New versions and other changes"};
constexpr std::array<const char*, kKinds> kSummaries = {
    " retracted or corrected", " by people you follow", " new", " updated"};

Kind kind_of(const sheaf_item& item) {
  if (item.flags & SHEAF_ITEM_NOTICE) return kNotices;
  if (item.flags & SHEAF_ITEM_FOLLOWED) return kFollowed;
  const sheaf_announce announce = item.record->announce;
  const bool replaced =
      announce == SHEAF_ANNOUNCE_REPLACE || announce == SHEAF_ANNOUNCE_REPLACE_CROSS;
  return replaced || (item.flags & SHEAF_ITEM_CHANGED) ? kUpdated : kNew;
}

using Members = std::array<std::vector<std::size_t>, kKinds>;
Members members_of(const sheaf_digest& digest) {
  Members out;
  for (std::size_t i = 0; i < digest.item_count; ++i) {
    out[kind_of(*digest.items[i])].push_back(i);
  }
  return out;
}

void add_groups(Page& page, const sheaf_run& run, const sheaf_digest& digest,
                const Options& options, const Numbers& numbers, const Members& members) {
  std::vector<std::string> summary;
  for (std::size_t k = 0; k < kKinds; ++k) {
    if (members[k].empty()) continue;
    summary.push_back(thousands(members[k].size()) + kSummaries[k]);
    Group& group = page.groups.emplace_back(Group{kIds[k], kTitles[k], {}});
    group.entries.reserve(members[k].size());
    for (const std::size_t i : members[k]) {
      group.entries.push_back(entry_of(run, digest, i, numbers, options));
    }
  }
  if (!summary.empty()) {
    page.tally.strong(counted(digest.item_count, "work")).own(": " + join(summary, ", ") + ".");
  }
}

Line with_citations(const sheaf_block& block, const Numbers& numbers) {
  Line out;
  out.prose(view(block.text));
  for (const std::size_t cited : range(block.citations, block.citation_count)) {
    if (cited >= numbers.size()) continue;
    const std::string n = std::to_string(numbers[cited]);
    out.join(" ", Line().jump("[" + n + "]", "item-" + n));
  }
  return out;
}

void add_sections(Page& page, const sheaf_digest& digest, const Numbers& numbers) {
  for (const auto* section : range(digest.sections, digest.section_count)) {
    Section out;
    std::size_t depth = 0;  // of the list that is open
    for (const auto* block : range(section->blocks, section->block_count)) {
      Line line = with_citations(*block, numbers);
      if (line.empty()) continue;
      const bool entry = block->kind == SHEAF_BLOCK_LIST_ITEM;
      depth = entry ? std::clamp<std::size_t>(block->level, 1, depth + 1) : 0;
      const std::size_t level = entry ? depth : std::clamp<std::size_t>(block->level, 1, 4);
      out.blocks.push_back({block->kind, level, std::move(line)});
    }
    if (out.blocks.empty()) continue;
    const std::string n = std::to_string(page.sections.size() + 1);
    out.id = "section-" + n;
    out.title = one_line(view(section->title));
    if (out.title.empty()) out.title = "Section " + n;
    page.sections.push_back(std::move(out));
  }
}

}  // namespace

Numbers numbers_of(const sheaf_digest& digest) {
  Numbers numbers(digest.item_count);
  std::size_t last = 0;
  for (const auto& group : members_of(digest)) {
    for (const std::size_t i : group) numbers[i] = ++last;
  }
  return numbers;
}

Page page_of(const sheaf_run& run, const sheaf_digest& digest, const Options& options) {
  const Members members = members_of(digest);
  const Numbers numbers = numbers_of(digest);
  const sheaf_profile& profile = *digest.profile;
  Page page;
  page.title = one_line(view(profile.title.len > 0 ? profile.title : profile.id));
  page.date_words = long_date(view(run.date));
  add_report(page, run, digest);
  add_sections(page, digest, numbers);
  add_groups(page, run, digest, options, numbers, members);
  return page;
}

}  // namespace digest
