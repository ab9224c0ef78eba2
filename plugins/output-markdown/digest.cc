#include "digest.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "ascii.h"
#include "data.h"
#include "escape.h"
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

// ---- The template

using Context = kainjow::mustache::context<std::string>;

// Remembers the first field that does not exist; mustache itself would print nothing.
class StrictContext : public Context {
 public:
  using Context::Context;
  const Data* get(const std::string& name) const override {
    return found(Context::get(name), name);
  }
  const Data* get_partial(const std::string& name) const override {
    return found(Context::get_partial(name), "> " + name);
  }
  const std::string& unknown() const { return unknown_; }

 private:
  const Data* found(const Data* data, const std::string& name) const {
    if (!data && unknown_.empty()) unknown_ = name;
    return data;
  }
  mutable std::string unknown_;
};

[[noreturn]] void refuse(const Template& tmpl, const std::string& what) {
  throw sheaf::Error(SHEAF_E_CONFIG, "template " + tmpl.name + ": " + what);
}

// mustache says "Unclosed tag at OFFSET".
std::string with_line(const Template& tmpl, const std::string& message) {
  constexpr std::string_view kAt = " at ";
  const std::size_t at = message.rfind(kAt);
  std::size_t offset = 0;
  if (at == std::string::npos ||
      std::from_chars(message.data() + at + kAt.size(), message.data() + message.size(), offset)
              .ec != std::errc()) {
    return message;
  }
  const auto begin = tmpl.text.begin();
  const auto end = begin + static_cast<std::ptrdiff_t>(std::min(offset, tmpl.text.size()));
  return message.substr(0, at) + " in line " + std::to_string(1 + std::count(begin, end, '\n'));
}

// mustache's rule: a line with nothing but a section tag is no line. The library forgets it where
// the section is skipped, so such lines end in a mark that no field contains, and go afterwards.
constexpr char kNoLine = '\x01';

bool is_section_tag(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  return line.size() > 5 && line.starts_with("{{") && line.find("}}") == line.size() - 2 &&
         std::string_view("#^/!").find(line[2]) != std::string_view::npos;
}

std::string mark_tag_lines(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += text.substr(0, end);
    if (is_section_tag(text.substr(0, end))) out += kNoLine;
    if (end < text.size()) out += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string drop_tag_lines(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n') + 1, text.size());
    const std::string_view line = text.substr(0, end == 0 ? text.size() : end);
    if (line.find(kNoLine) == std::string_view::npos) out += line;
    text.remove_prefix(line.size());
  }
  return out;
}

std::string fill(const Template& tmpl, const Data& root) {
  const Template marked{tmpl.name, mark_tag_lines(tmpl.text)};
  kainjow::mustache::mustache mustache(marked.text);
  if (!mustache.is_valid()) refuse(tmpl, with_line(marked, mustache.error_message()));
  // Every field is Markdown already, so that a template can put it anywhere and break nothing.
  mustache.set_custom_escape([](const std::string& md) { return md; });
  StrictContext context(&root);
  const std::string out = mustache.render(context);
  if (!mustache.is_valid()) refuse(tmpl, with_line(marked, mustache.error_message()));
  if (!context.unknown().empty()) refuse(tmpl, "no field is called \"" + context.unknown() + "\"");
  return drop_tag_lines(out);
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
  return fill(tmpl, root);
}

}  // namespace markdown
