#include "pieces.h"

#include <algorithm>

#include "digest/page.h"
#include "digest/words.h"
#include "markup.h"

namespace output_webhook {
namespace {

using digest::Line;

constexpr std::size_t kLongest = 2000;  // bytes of one span
constexpr std::size_t kTitleRoom = 400;

// Lines of a piece; spans are cut shorter and shorter until it fits.
std::string piece(const std::vector<Line>& lines, const Preset& preset) {
  std::string out;
  for (std::size_t most = std::min(kLongest, preset.max_piece); most >= 8; most /= 2) {
    out.clear();
    for (const Line& line : lines) {
      const std::string text = written(line, preset.markup, most);
      if (!text.empty()) out += (out.empty() ? "" : "\n") + text;
    }
    if (json_size(out) <= preset.max_piece) return out;
  }
  return {};
}

Line strong(std::string_view text) {
  Line out;
  out.strong_label(text);
  return out;
}

std::vector<Line> lines_of(const digest::Entry& entry) {
  std::vector<Line> out;
  digest::Span title;
  title.text = digest::one_line(entry.title);
  title.kind = digest::Span::Kind::label;
  title.strong = true;
  title.url = entry.url;
  Line heading;
  heading.own(std::to_string(entry.number) + ". ").add(title);
  out.push_back(std::move(heading));
  out.push_back(entry.authors);
  for (const Line& mark : entry.marks) out.push_back(mark);
  for (const Line& person : entry.people) out.push_back(person);
  if (!entry.scores.empty()) {
    Line said;
    said.strong(entry.scores.front().values).join(": ", entry.scores.front().why);
    out.push_back(std::move(said));
  }
  out.push_back(entry.where);
  return out;
}

std::string heading(const digest::Page& page) {
  return page.title + (page.date_words.empty() ? "" : " · " + page.date_words);
}

std::vector<std::string> pieces_of(const digest::Page& page, const Options& options,
                                   const Preset& preset) {
  std::vector<std::string> out;
  const auto add = [&](const std::vector<Line>& lines) {
    if (std::string text = piece(lines, preset); !text.empty()) out.push_back(std::move(text));
  };
  add({strong(heading(page)), page.tally});
  if (!page.headline.empty()) {
    std::vector<Line> banner{strong("⚠ " + page.headline)};
    banner.insert(banner.end(), page.problems.begin(), page.problems.end());
    if (banner.size() > 8) banner.resize(8);
    add(banner);
  }
  for (const digest::Section& section : page.sections) {
    add({strong(section.title)});
    for (const digest::Block& block : section.blocks) {
      Line line;
      if (block.kind == SHEAF_BLOCK_LIST_ITEM) line.own("• ");
      for (digest::Span span : block.line.spans()) {
        span.strong = span.strong || block.kind == SHEAF_BLOCK_HEADING;
        line.add(std::move(span));
      }
      add({line});
    }
  }
  std::size_t shown = 0, all = 0;
  for (const digest::Group& group : page.groups) {
    all += group.entries.size();
    if (shown < options.max_items && !group.entries.empty() && page.groups.size() > 1) {
      add({strong(group.title)});
    }
    for (const digest::Entry& entry : group.entries) {
      if (shown == options.max_items) break;
      ++shown;
      add(lines_of(entry));
    }
  }
  Line rest;
  if (all > shown) rest.own("… and " + digest::thousands(all - shown) + " more");
  if (!options.link.empty()) {
    rest.own(rest.empty() ? "" : ": ");
    rest.link("the whole digest", options.link);
  }
  add({rest});
  return out;
}

}  // namespace

std::string title_of(const sheaf_run& run, const sheaf_digest& digest) {
  return clipped(heading(digest::page_of(run, digest, {})), 200);
}

std::vector<Message> messages_of(const sheaf_run& run, const sheaf_digest& digest,
                                 const Options& options, const Preset& preset) {
  const digest::Page page = digest::page_of(run, digest, {.max_authors = 5});
  if (digest.item_count == 0 && digest.section_count == 0 && page.headline.empty()) return {};
  std::vector<Message> out;
  std::size_t room = 0;
  for (std::string& text : pieces_of(page, options, preset)) {
    const std::size_t size = json_size(text) + 4;  // what parts it from the one before
    if (out.empty() || size > room || out.back().size() == preset.max_pieces) {
      out.emplace_back();
      room = preset.max_message - kTitleRoom;
    }
    room -= std::min(room, size);
    out.back().push_back(std::move(text));
  }
  for (std::size_t i = 1; i < out.size(); ++i) {
    Line title;
    title.strong_label(clipped(page.title, 100))
        .own(" " + std::to_string(i + 1) + "/" + std::to_string(out.size()));
    out[i].insert(out[i].begin(), written(title, preset.markup, 100));
  }
  return out;
}

}  // namespace output_webhook
