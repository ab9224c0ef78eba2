#include "digest.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "ascii.h"
#include "data.h"
#include "escape.h"
#include "mustache/fill.h"
#include "words.h"

namespace markdown {
namespace {

using sheaf::range;
using sheaf::view;

// ---- Items in groups

enum Group : std::size_t { kNotices, kFollowed, kNew, kUpdated, kGroups };
constexpr std::array<const char*, kGroups> kIds = {"notices", "followed", "new", "updated"};
constexpr std::array<const char*, kGroups> kTitles = {"Retracted or corrected since you saw them",
                                                      "By people you follow", "New works",
                                                      "New versions and other changes"};
constexpr std::array<const char*, kGroups> kSummaries = {
    " retracted or corrected", " by people you follow", " new", " updated"};

Group group_of(const sheaf_item& item) {
  if (item.flags & SHEAF_ITEM_NOTICE) return kNotices;
  if (item.flags & SHEAF_ITEM_FOLLOWED) return kFollowed;
  const sheaf_announce announce = item.record->announce;
  const bool replaced =
      announce == SHEAF_ANNOUNCE_REPLACE || announce == SHEAF_ANNOUNCE_REPLACE_CROSS;
  return replaced || (item.flags & SHEAF_ITEM_CHANGED) ? kUpdated : kNew;
}

void add_items(Data& root, const sheaf_run& run, const sheaf_digest& digest, const Options& options,
               const Numbers& numbers,
               const std::array<std::vector<std::size_t>, kGroups>& members) {
  List groups(kGroups);
  std::vector<std::string> summary;
  for (std::size_t g = 0; g < kGroups; ++g) {
    if (members[g].empty()) continue;
    summary.push_back(thousands(members[g].size()) + kSummaries[g]);
    List items(members[g].size());
    for (const std::size_t i : members[g]) {
      items.add(item_data(run, digest, i, numbers, options));
    }
    Data group;
    group["id"] = Data(kIds[g]);
    group["title"] = Data(kTitles[g]);
    group["count"] = Data(thousands(members[g].size()));
    group["items"] = std::move(items).take();
    groups.add(std::move(group));
  }
  root["groups"] = std::move(groups).take();
  root["tally"] = or_false(summary.empty() ? ""
                                           : strong(counted(digest.item_count, "work")) + ": " +
                                                 join(summary, ", ") + ".");
}

// ---- What editors wrote

std::string with_citations(const sheaf_block& block, const Numbers& numbers) {
  std::string out = prose(view(block.text));
  for (const std::size_t cited : range(block.citations, block.citation_count)) {
    if (cited >= numbers.size()) continue;
    const std::string n = std::to_string(numbers[cited]);
    out += (out.empty() ? "[\\[" : " [\\[") + n + "\\]](#item-" + n + ")";
  }
  return out;
}

std::string section_body(const sheaf_section& section, const Numbers& numbers) {
  std::string out;
  std::size_t depth = 0;  // of the list that is open
  for (const auto* block : range(section.blocks, section.block_count)) {
    const std::string text = with_citations(*block, numbers);
    if (text.empty()) continue;
    if (block->kind == SHEAF_BLOCK_LIST_ITEM) {
      if (depth == 0 && !out.empty()) out += '\n';
      depth = std::clamp<std::size_t>(block->level, 1, depth + 1);
      out += std::string(2 * (depth - 1), ' ') + "- " + text + "\n";
      continue;
    }
    depth = 0;
    if (!out.empty()) out += '\n';
    if (block->kind == SHEAF_BLOCK_HEADING) {
      out += std::string(std::clamp<std::size_t>(block->level, 1, 4) + 2, '#') + " ";
    }
    out += text + "\n";
  }
  return out;
}

void add_sections(Data& root, const sheaf_digest& digest, const Numbers& numbers) {
  List sections(digest.section_count);
  std::size_t count = 0;
  for (const auto* section : range(digest.sections, digest.section_count)) {
    std::string body = section_body(*section, numbers);
    if (body.empty()) continue;
    body.pop_back();
    const std::string n = std::to_string(++count);
    const std::string title = label(view(section->title));
    Data data;
    data["id"] = Data("section-" + n);
    data["title"] = Data(title.empty() ? "Section " + n : title);
    data["body"] = Data(body);
    sections.add(std::move(data));
  }
  root["has_contents"] = Data(count > 0 || digest.item_count > 0);
  root["sections_by_editors"] = std::move(sections).take();
}

}  // namespace

std::string render(const sheaf_run& run, const sheaf_digest& digest, const Options& options,
                   const Template& tmpl) {
  std::array<std::vector<std::size_t>, kGroups> members;
  for (std::size_t i = 0; i < digest.item_count; ++i) {
    members[group_of(*digest.items[i])].push_back(i);
  }
  Numbers numbers(digest.item_count);
  std::size_t last = 0;
  for (const auto& group : members) {
    for (const std::size_t i : group) numbers[i] = ++last;
  }

  const sheaf_profile& profile = *digest.profile;
  Data root;
  root["title"] = Data(label(view(profile.title.len > 0 ? profile.title : profile.id)));
  root["profile"] = Data(label(view(profile.id)));
  root["pipeline"] = Data(label(view(run.pipeline)));
  root["date"] = Data(label(view(run.date)));
  root["date_words"] = Data(label(long_date(view(run.date))));
  root["time_zone"] = Data(label(view(run.time_zone)));
  root["again"] = or_false(run.sequence > 1 ? std::to_string(run.sequence) : "");
  root["run"] = Data(label(view(run.id)));
  root["sheaf"] = Data(label(view(run.sheaf_version)));
  add_report(root, run, digest);
  add_sections(root, digest, numbers);
  add_items(root, run, digest, options, numbers, members);
  // Every field is Markdown already, so that a template can put it anywhere and break nothing.
  return mustache::fill("template " + tmpl.name, tmpl.text, root);
}

}  // namespace markdown
