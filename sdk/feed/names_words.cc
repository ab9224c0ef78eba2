#include <algorithm>
#include <array>

#include "names_parts.hpp"
#include "sheaf/text/ascii.hpp"
#include "word_set.hpp"

namespace sheaf::feed::names {
namespace {

using text::is_blank;
using text::trimmed;

struct Mark {
  std::string_view from;
  char to;
};
constexpr std::array<Mark, 13> kMarks = {{{"\u3001", ','},    // ideographic comma
                                          {"\uFF0C", ','},    // fullwidth
                                          {"\uFF64", ','},    // halfwidth
                                          {"\u060C", ','},    // Arabic
                                          {"\uFF1B", ';'},    // fullwidth
                                          {"\u061B", ';'},    // Arabic
                                          {"\uFF1A", ':'},    // fullwidth
                                          {"\uFF08", '('},    // fullwidth
                                          {"\uFF09", ')'},    // fullwidth
                                          {"\uFF06", '&'},    // fullwidth
                                          {"\u3000", ' '},    // ideographic blank
                                          {"\u00A0", ' '},    // no-break blank
                                          {"\u202F", ' '}}};  // narrow no-break blank

bool are_balanced(std::string_view text, char open, char close) {
  return std::count(text.begin(), text.end(), open) == std::count(text.begin(), text.end(), close);
}

template <typename IsSeparator>
Views split_if(std::string_view text, IsSeparator is_separator) {
  Views out;
  out.reserve(4);  // most are the words of one name
  std::size_t start = 0;
  const auto push = [&](std::size_t end) {
    const std::string_view piece = trimmed(text.substr(start, end - start));
    if (!piece.empty()) out.push_back(piece);
    start = end + 1;
  };
  const auto is_special = [](char c) { return c == '(' || c == '{' || c == '&'; };
  if (std::none_of(text.begin(), text.end(), is_special)) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (is_separator(text[i])) push(i);
    }
    push(text.size());
    return out;
  }
  const bool round = are_balanced(text, '(', ')');
  const bool curly = are_balanced(text, '{', '}');
  int depth = 0;
  bool entity = false;  // since an ampersand, nothing but what names a character
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((round && c == '(') || (curly && c == '{')) {
      ++depth;
    } else if ((round && c == ')') || (curly && c == '}')) {
      depth = std::max(0, depth - 1);
    } else if (depth == 0 && is_separator(c) && !(entity && c == ';')) {
      push(i);
    }
    entity = c == '&' || (entity && (text::is_alnum(c) || c == '#'));
  }
  push(text.size());
  return out;
}

// A small letter of Latin-1, Latin Extended-A, Greek or Cyrillic
// (https://www.unicode.org/charts/), in two bytes.
bool is_small(unsigned char first, unsigned char second) {
  const unsigned c = (first & 0x1Fu) << 6 | (second & 0x3Fu);
  if (first < 0xC3 || first > 0xD1) return false;
  if (c < 0x100) return c >= 0xDF && c != 0xF7;
  if (c >= 0x180) return (c >= 0x3AC && c <= 0x3CE) || (c >= 0x430 && c <= 0x45F);
  const bool even = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
  return (c % 2 == 0) == even;
}

}  // namespace

std::string with_ascii_marks(std::string_view text) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  std::string out;
  if (std::all_of(text.begin(), text.end(), is_ascii)) return out = text;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto mark = is_ascii(text.front())
                          ? kMarks.end()
                          : std::find_if(kMarks.begin(), kMarks.end(),
                                         [&](const Mark& m) { return text.starts_with(m.from); });
    out += mark == kMarks.end() ? text.front() : mark->to;
    text.remove_prefix(mark == kMarks.end() ? 1 : mark->from.size());
  }
  return out;
}

Views split(std::string_view text, std::string_view separators) {
  return split_if(text, [separators](char c) {
    return std::find(separators.begin(), separators.end(), c) != separators.end();
  });
}

Views words(std::string_view text) {
  return split_if(text, is_blank);
}

std::string_view span_of(const Views& words, std::size_t from, std::size_t to) {
  if (from >= to) return {};
  const std::string_view last = words[to - 1];
  return {words[from].data(),
          static_cast<std::size_t>(last.data() + last.size() - words[from].data())};
}

std::string_view take_affiliation(std::string_view text, std::string& affiliation) {
  Views found;
  text = trimmed(text);
  while (text.ends_with(')')) {
    int depth = 0;
    std::size_t at = text.size();
    while (at > 0) {
      --at;
      if (text[at] == ')') ++depth;
      if (text[at] == '(' && --depth == 0) break;
    }
    if (depth != 0 || at == 0) break;
    found.push_back(trimmed(text.substr(at + 1, text.size() - at - 2)));
    text = trimmed(text.substr(0, at));
  }
  for (auto it = found.rbegin(); it != found.rend(); ++it) {
    if (it->empty()) continue;
    if (!affiliation.empty()) affiliation += "; ";
    affiliation += *it;
  }
  return text;
}

bool is_lower_case(std::string_view word) {
  return !word.empty() && text::is_lower(word.front());
}

bool is_particle(std::string_view word) {
  static constexpr WordSet kParticles("af", "al", "av", "bin", "da", "das", "de", "degli", "dei",
                                      "del", "dela", "della", "den", "der", "des", "di", "do",
                                      "dos", "du", "el", "ibn", "la", "las", "le", "lo", "los",
                                      "op", "ten", "ter", "van", "vom", "von", "zu");
  return kParticles.has(word);
}

bool is_lone(std::string_view text) {
  const auto blank = std::find_if(text.begin(), text.end(), is_blank);
  if (blank == text.end()) return !text.empty();
  if (!is_particle({text.begin(), blank})) return false;
  const Views parts = words(text);
  if (parts.size() <= 1) return !parts.empty();
  return std::all_of(parts.begin(), parts.end() - 1, is_particle) &&
         (is_lower_case(parts[0]) || parts.size() > 2);
}

bool is_initials(std::string_view text) {
  const bool dotted = text.find('.') != text.npos;
  std::size_t letters = 0, run = 0;  // without anything between
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (text::is_lower(c)) return false;
    if (i + 1 < text.size() &&
        is_small(static_cast<unsigned char>(c), static_cast<unsigned char>(text[i + 1])))
      return false;
    if (is_blank(c) || c == '.' || c == '-') {
      if (dotted && run > 1 && c != '.') return false;  // `J. ŁO`
      run = 0;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++letters;
      ++run;
    }
  }
  const bool enough = dotted ? run <= 1 : letters <= 3;
  return letters > 0 && enough && !is_eastern(text);
}

bool is_group_word(std::string_view word) {
  static constexpr WordSet kGroups("collaboration", "collaborations", "collaborators", "consortium",
                                   "consortia", "group", "groups", "team", "teams", "network",
                                   "committee", "initiative", "investigators", "society",
                                   "association", "project", "trialists");
  return kGroups.has(word);
}

bool has_group_word(std::string_view text) {
  while (!text.empty()) {
    const auto end =
        static_cast<std::size_t>(std::find_if(text.begin(), text.end(), is_blank) - text.begin());
    if (is_group_word(text.substr(0, end))) return true;
    text = trimmed(text.substr(end));
  }
  return false;
}

bool is_group(std::string_view name) {
  return std::any_of(name.begin(), name.end(), is_blank) && has_group_word(name);
}

}  // namespace sheaf::feed::names
