#include "texts.h"

#include <algorithm>
#include <array>

#include "sheaf/text/percent.hpp"

namespace arxiv {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

// Cuts `word` (in lower case) and the blanks behind it off the front of `text`.
bool take(std::string_view& text, std::string_view word) {
  if (!sheaf::text::starts_with_ignoring_case(text, word)) return false;
  text.remove_prefix(word.size());
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return true;
}

// "this paper has been withdrawn", "the article is withdrawn" at the beginning.
bool begins_withdrawn(std::string_view text) {
  if (!take(text, "this ") && !take(text, "the ")) return false;
  static constexpr std::array<std::string_view, 8> kNouns = {
      "paper ",    "article ", "submission ", "manuscript ",
      "preprint ", "work ",    "document ",   "version "};
  const auto noun =
      std::find_if(kNouns.begin(), kNouns.end(), [&](std::string_view n) { return take(text, n); });
  if (noun == kNouns.end()) return false;
  const bool verb = take(text, "has been ") || take(text, "is ") || take(text, "was ");
  return verb && sheaf::text::starts_with_ignoring_case(text, "withdrawn");
}

}  // namespace

std::string query_encoded(std::string_view text) {
  std::string out = sheaf::text::percent_encoded(text, " :*");
  std::replace(out.begin(), out.end(), ' ', '+');
  return out;
}

sheaf_announce announce_from(std::string_view word) {
  if (word == "new") return SHEAF_ANNOUNCE_NEW;
  if (word == "cross") return SHEAF_ANNOUNCE_CROSS;
  if (word == "replace") return SHEAF_ANNOUNCE_REPLACE;
  if (word == "replace-cross") return SHEAF_ANNOUNCE_REPLACE_CROSS;
  return SHEAF_ANNOUNCE_UNKNOWN;
}

Announcement split_announcement(std::string_view text) {
  Announcement out;
  out.abstract = text;
  std::string_view rest = trimmed(text);
  if (!take(rest, "arxiv:")) return out;
  Identifier id;
  const auto id_end = std::min(rest.find_first_of(kBlanks), rest.size());
  if (!parse_id(rest.substr(0, id_end), id)) return out;
  rest = trimmed(rest.substr(id_end));
  if (!take(rest, "announce type:")) return out;
  const auto type_end = std::min(rest.find_first_of(kBlanks), rest.size());
  const sheaf_announce type = announce_from(rest.substr(0, type_end));
  rest = trimmed(rest.substr(type_end));
  if (!take(rest, "abstract:")) return out;
  out.id = std::move(id);
  out.type = type;
  out.abstract = rest;
  return out;
}

void set_abstract(std::string& out, std::string_view text) {
  text = trimmed(text);
  out.clear();
  while (!text.empty()) {
    const auto line_end = std::min(text.find('\n'), text.size());
    out += text.substr(0, line_end);
    text.remove_prefix(line_end);
    if (text.empty()) break;
    const auto next = text.find_first_not_of(kBlanks);  // trimmed: there is a next word
    const bool indented = text[next - 1] != '\n';
    const bool empty_line =
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(next), '\n') > 1;
    out += indented || empty_line ? "\n\n" : "\n";
    text.remove_prefix(next);
  }
}

bool says_withdrawn(std::string_view comment, std::string_view abstract) {
  if (begins_withdrawn(trimmed(abstract))) return true;
  comment = trimmed(comment);
  if (sheaf::text::starts_with_ignoring_case(comment, "withdrawn") ||
      sheaf::text::starts_with_ignoring_case(comment, "paper withdrawn"))
    return true;
  for (std::size_t at = 0; at < comment.size(); ++at) {
    if (sheaf::text::lower(comment[at]) == 't' && begins_withdrawn(comment.substr(at))) return true;
  }
  return false;
}

}  // namespace arxiv
