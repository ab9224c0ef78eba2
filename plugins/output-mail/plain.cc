#include <algorithm>
#include <string_view>
#include <vector>

#include "body.h"
#include "digest/words.h"
#include "sheaf/plugin.hpp"
#include "shortened.h"

namespace output_mail {
namespace {

using digest::Line;
using digest::Span;
using sheaf::view;

constexpr std::size_t kWidth = 76;
constexpr std::size_t kLongest = 900;  // bytes of a line, below SMTP's 998 whatever the encoding
constexpr std::size_t kListed = 40;    // problems, works without a score

std::size_t characters(std::string_view s) {
  return static_cast<std::size_t>(
      std::count_if(s.begin(), s.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// Words in lines of kWidth, the first after `first`, the others after `rest`.
std::string wrapped(std::string_view text, const std::string& first, const std::string& rest) {
  std::string out, line = first;
  bool begun = false;  // the line has a word
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string word = shortened(text.substr(0, end), kLongest);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (begun && characters(line) + 1 + characters(word) > kWidth) {
      out += line + "\n";
      line = rest;
      begun = false;
    }
    line += (begun ? " " : "") + word;
    begun = true;
  }
  return begun ? out + line + "\n" : out;
}

std::string words(const Line& line) {
  std::string out;
  for (const Span& span : line.spans()) {
    out += span.kind == Span::Kind::own ? span.text : shortened(span.text, kSpan);
  }
  return out;
}

std::string underlined(const std::string& text, char with) {
  const std::string line = shortened(text, kTitle);
  return wrapped(line, "", "") + std::string(std::min(characters(line), kWidth), with) + "\n";
}

void add_list(std::string& out, const std::vector<Line>& lines) {
  for (std::size_t i = 0; i < std::min(lines.size(), kListed); ++i) {
    out += wrapped(words(lines[i]), "- ", "  ");
  }
  if (lines.size() > kListed) {
    out += "- and " + digest::thousands(lines.size() - kListed) + " more\n";
  }
}

void add_section(std::string& out, const digest::Section& section) {
  out += "\n" + underlined(section.title, '-');
  bool in_list = false;
  for (const digest::Block& block : section.blocks) {
    const bool entry = block.kind == SHEAF_BLOCK_LIST_ITEM;
    if (!entry || !in_list) out += "\n";
    in_list = entry;
    const std::string indent(entry ? 2 * (block.level - 1) : 0, ' ');
    out += wrapped(words(block.line), entry ? indent + "- " : "", entry ? indent + "  " : "");
  }
}

void add_entry(std::string& out, const digest::Entry& e, const Options& options) {
  const sheaf_record& r = *e.record;
  const std::string indent = "   ";
  const auto line = [&](const std::string& text) { out += wrapped(text, indent, indent); };
  out += "\n" + wrapped(shortened(e.title, kTitle), std::to_string(e.number) + ". ", indent);
  line(words(e.authors));
  line(words(e.where));
  for (const auto& mark : e.marks) line("! " + words(mark));
  for (const auto& person : e.people) line(words(person));
  for (const digest::Score& s : e.scores) {
    const std::string why = words(s.why);
    line(s.values + " (" + s.scorer + ")" + (why.empty() ? "" : ": " + why));
  }
  if (e.no_score) line("No score.");
  if (e.url.size() <= kLongest) line(e.url);
  const std::string summary = digest::one_line(view(r.summary));
  if (!summary.empty()) line("In short: " + shortened(summary, kText));
  if (options.abstract > 0) {
    line(shortened(digest::one_line(view(r.abstract)), options.abstract));
  }
  line(shortened(digest::one_line(view(r.comment)), 300));
  for (const auto& relation : e.relations) line(words(relation));
  if (!e.same_as.empty()) line("May be the same as " + words(e.same_as) + ".");
}

}  // namespace

std::string plain_part(const Letter& letter, std::size_t left_out) {
  const digest::Page& page = *letter.page;
  std::string out = underlined(page.title + " · " + page.date_words, '=');
  if (!page.headline.empty()) {
    out += "\n" + wrapped("*** " + page.headline + " ***", "", "");
    add_list(out, page.problems);
  }
  if (!page.quiet.empty()) out += "\n" + wrapped(page.quiet, "", "");
  if (page.nothing) out += "\nNo work could be selected.\n";
  if (!page.tally.empty()) out += "\n" + wrapped(words(page.tally), "", "");
  for (const digest::Section& section : page.sections) {
    if (out.size() < kClip / 2) add_section(out, section);
  }
  std::size_t shown = 0;  // the same works as in the other part
  for (const digest::Group& g : page.groups) shown += g.entries.size();
  shown -= left_out;
  for (const digest::Group& g : page.groups) {
    if (shown == 0) break;
    out += "\n" + underlined(g.title, '-');
    for (const digest::Entry& e : g.entries) {
      if (shown == 0) break;
      add_entry(out, e, letter.options);
      --shown;
    }
  }
  if (left_out > 0) {
    out += "\n" + digest::counted(left_out, "more work") +
           (letter.more_url.empty() ? " left out here.\n" : ":\n" + letter.more_url + "\n");
  }
  if (!page.unscored.empty()) {
    out += "\n" + underlined("Not scored", '-');
    std::vector<Line> works;
    for (const auto& group : page.unscored) {
      for (const Line& work : group.works)
        works.emplace_back(work).own(" - ").join("", group.reason);
    }
    add_list(out, works);
  }
  if (!page.notes.empty()) {
    out += "\n";
    add_list(out, page.notes);
  }
  out += "\n-- \n";
  for (const std::string& line : {sources_line(*letter.run), cost_line(*letter.run)}) {
    out += wrapped(line, "", "");
  }
  out += wrapped("Run " + std::string(view(letter.run->id)) + " of " +
                     digest::one_line(view(letter.run->pipeline)) + ", by sheaf " +
                     std::string(view(letter.run->sheaf_version)),
                 "", "");
  if (!letter.more_url.empty()) out += "Read it on the web: " + letter.more_url + "\n";
  if (!letter.unsubscribe_url.empty()) out += "Unsubscribe: " + letter.unsubscribe_url + "\n";
  return out;
}

}  // namespace output_mail
