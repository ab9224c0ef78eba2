#include "sheaf/feed/names.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sheaf/text/ascii.hpp"

namespace sheaf::feed {
namespace {

using text::is_blank;
using text::trimmed;

std::size_t word_length(std::string_view text) {
  return static_cast<std::size_t>(std::find_if(text.begin(), text.end(), is_blank) - text.begin());
}

bool ends_nocase(std::string_view text, std::string_view small) {
  return text.size() >= small.size() &&
         text::equals_ignoring_case(text.substr(text.size() - small.size()), small);
}

template <std::size_t N>
bool is_in(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view entry) {
    return text::equals_ignoring_case(word, entry);
  });
}

// Pieces of `text` between characters that are `separators`, trimmed, not empty. Nothing is split
// inside (...) and {...}, provided that every bracket of that kind finds its partner.
template <typename IsSeparator>
std::vector<std::string_view> split_if(std::string_view text, IsSeparator is_separator) {
  const bool round =
      std::count(text.begin(), text.end(), '(') == std::count(text.begin(), text.end(), ')');
  const bool curly =
      std::count(text.begin(), text.end(), '{') == std::count(text.begin(), text.end(), '}');
  std::vector<std::string_view> out;
  int depth = 0;
  std::size_t start = 0;
  const auto push = [&](std::size_t end) {
    const std::string_view piece = trimmed(text.substr(start, end - start));
    if (!piece.empty()) out.push_back(piece);
    start = end + 1;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((round && c == '(') || (curly && c == '{')) {
      ++depth;
    } else if ((round && c == ')') || (curly && c == '}')) {
      depth = std::max(0, depth - 1);
    } else if (depth == 0 && is_separator(c)) {
      push(i);
    }
  }
  push(text.size());
  return out;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  return split_if(text, [separator](char c) { return c == separator; });
}

std::vector<std::string_view> words(std::string_view text) {
  return split_if(text, is_blank);
}

// The part of `text` from the first to the last of `words`, which are views of it.
std::string_view span_of(const std::vector<std::string_view>& words, std::size_t from,
                         std::size_t to) {
  if (from >= to) return {};
  const std::string_view last = words[to - 1];
  return {words[from].data(),
          static_cast<std::size_t>(last.data() + last.size() - words[from].data())};
}

bool is_suffix(std::string_view word) {
  constexpr std::array<std::string_view, 8> kSuffixes = {"jr",  "jr.", "sr",  "sr.",
                                                         "2nd", "3rd", "4th", "esq."};
  constexpr std::array<std::string_view, 3> kNumerals = {"II", "III",
                                                         "IV"};  // `Ii` and `Iv` are names
  return is_in(kSuffixes, word) ||
         std::find(kNumerals.begin(), kNumerals.end(), word) != kNumerals.end();
}

bool is_group(std::string_view name) {
  constexpr std::array<std::string_view, 15> kGroups = {
      "collaboration", "collaborations", "consortium", "consortia",   "group",
      "groups",        "team",           "teams",      "network",     "committee",
      "initiative",    "investigators",  "society",    "association", "project"};
  bool several = false;
  bool found = false;
  while (!name.empty()) {
    const auto end = word_length(name);
    found = found || (end > 3 && is_in(kGroups, name.substr(0, end)));
    name = trimmed(name.substr(end));
    several = several || !name.empty();
  }
  return found && several;
}

bool is_lower_case(std::string_view word) {
  return !word.empty() && word.front() >= 'a' && word.front() <= 'z';
}

bool is_particle(std::string_view word) {
  constexpr std::array<std::string_view, 33> kParticles = {
      "af",    "al",  "av",  "bin", "da", "das", "de",  "degli", "dei", "del", "dela",
      "della", "den", "der", "des", "di", "do",  "dos", "du",    "el",  "ibn", "la",
      "las",   "le",  "lo",  "los", "op", "ten", "ter", "van",   "vom", "von", "zu"};
  return is_in(kParticles, word);
}

// Where the family name begins among `words`.
std::size_t family_start(const std::vector<std::string_view>& words) {
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (!is_particle(words[i])) continue;
    if (is_lower_case(words[i])) return i;
    if (is_particle(words[i + 1]) && is_lower_case(words[i + 1]) && i + 2 < words.size()) return i;
  }
  return words.size() - 1;
}

// Takes the parentheses off the end of a name.
std::string_view take_affiliation(std::string_view text, std::string& affiliation) {
  std::vector<std::string_view> found;
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

void set_full(Name& name) {
  name.full = name.given;
  for (const std::string& part : {name.family, name.suffix}) {
    if (part.empty()) continue;
    if (!name.full.empty()) name.full += ' ';
    name.full += part;
  }
}

void set_group(Name& name, std::string_view text) {
  name.family = text;
  name.group = true;
}

// `Given Family[ Suffix]`.
void set_natural(Name& name, std::string_view text) {
  auto parts = words(text);
  if (parts.empty()) return;
  if (parts.size() > 2 && is_suffix(parts.back())) {
    name.suffix = parts.back();
    parts.pop_back();
  }
  const std::size_t family = family_start(parts);
  name.given = span_of(parts, 0, family);
  name.family = span_of(parts, family, parts.size());
}

// The parts of one name that stood between commas: `Given Family`, `Family`+`Given`, with a suffix
// anywhere behind.
Name from_parts(std::vector<std::string_view> parts) {
  Name name;
  if (parts.empty()) return name;
  parts.back() = take_affiliation(parts.back(), name.affiliation);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (!is_suffix(parts[i])) continue;
    name.suffix = parts[i];
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i));
    break;
  }
  const std::string_view all = span_of(parts, 0, parts.size());
  if (is_group(all)) {
    set_group(name, all);
  } else if (parts.size() == 1) {
    set_natural(name, parts[0]);
  } else {
    name.family = parts[0];
    name.given = span_of(parts, 1, parts.size());
  }
  set_full(name);
  return name;
}

bool is_et_al(std::string_view text) {
  return text::equals_ignoring_case(text, "et al.") || text::equals_ignoring_case(text, "et al") ||
         text::equals_ignoring_case(text, "et. al.");
}

bool is_and(std::string_view word) {
  return word == "&" || text::equals_ignoring_case(word, "and");
}

// Takes "and", "&" and "et al." off the ends of an entry.
std::string_view without_conjunctions(std::string_view text) {
  text = trimmed(text);
  if (const auto end = word_length(text); is_and(text.substr(0, end)))
    text = trimmed(text.substr(end));
  for (const std::string_view tail : {" et al.", " et al", " et. al."}) {
    if (ends_nocase(text, tail)) text = trimmed(text.substr(0, text.size() - tail.size()));
  }
  return is_et_al(text) ? std::string_view() : text;
}

// Splits an entry at "and" and "&", except inside the name of a group: `LIGO and Virgo
// Collaborations`.
void split_at_and(std::string_view entry, std::vector<std::string_view>& out) {
  const auto parts = words(entry);
  std::size_t start = 0;
  const auto push = [&](std::size_t end) {
    const std::string_view piece = without_conjunctions(span_of(parts, start, end));
    if (!piece.empty()) out.push_back(piece);
    start = end + 1;
  };
  for (std::size_t i = 1; i + 1 < parts.size(); ++i) {
    if (!is_and(parts[i])) continue;
    const bool one_word_before = i - start <= 1 && is_group(span_of(parts, i + 1, parts.size()));
    const bool plural = is_group(entry) && ends_nocase(entry, "s");
    if (!one_word_before && !plural) push(i);
  }
  push(parts.size());
}

std::vector<std::string_view> entries(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  for (const std::string_view entry : split(text, separator)) split_at_and(entry, out);
  return out;
}

void attach_suffix(Name& name, std::string_view suffix) {
  suffix = take_affiliation(suffix, name.affiliation);
  name.suffix = suffix;
  set_full(name);
}

bool begins_with_suffix(std::string_view entry) {
  std::string ignored;
  return is_suffix(take_affiliation(entry, ignored));
}

std::vector<Name> from_commas(std::string_view text) {
  std::vector<Name> out;
  for (const std::string_view entry : entries(text, ',')) {
    if (!out.empty() && !out.back().group && begins_with_suffix(entry)) {
      attach_suffix(out.back(), entry);
    } else {
      out.push_back(from_parts({entry}));
    }
  }
  return out;
}

std::vector<Name> from_semicolons(std::string_view text) {
  std::vector<Name> out;
  for (const std::string_view entry : entries(text, ';')) {
    Name name = from_parts(split(entry, ','));
    if (!name.full.empty()) out.push_back(std::move(name));
  }
  return out;
}

// `D.`, `J.-P.`, `C. B.`, `AB`: capitals, each with or without its dot. Letters beyond ASCII count
// as capitals.
bool is_initials(std::string_view text) {
  std::size_t letters = 0;
  for (const char c : text) {
    if (c >= 'a' && c <= 'z') return false;
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80 && !is_blank(c) && c != '.' && c != '-') {
      ++letters;
    }
  }
  return letters > 0 && (letters <= 3 || text.find('.') != text.npos);
}

std::vector<Name> from_pairs(std::string_view text) {
  const auto parts = entries(text, ',');
  const bool initials = std::any_of(parts.begin(), parts.end(), is_initials);
  std::vector<Name> out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!out.empty() && !out.back().group && begins_with_suffix(parts[i])) {
      attach_suffix(out.back(), parts[i]);
      continue;
    }
    std::string ignored;
    const bool pair = i + 1 < parts.size() && !is_group(parts[i]) &&
                      (!initials || is_initials(take_affiliation(parts[i + 1], ignored)));
    if (pair) {
      out.push_back(from_parts({parts[i], parts[i + 1]}));
      ++i;
    } else {
      out.push_back(from_parts({parts[i]}));
    }
  }
  return out;
}

}  // namespace

std::vector<Name> split_authors(std::string_view text, AuthorStyle style) {
  switch (style) {
    case AuthorStyle::kComma:
      return from_commas(text);
    case AuthorStyle::kSemicolon:
      return from_semicolons(text);
    case AuthorStyle::kCommaPairs:
      break;
  }
  return from_pairs(text);
}

Name split_name(std::string_view text) {
  return from_parts(split(text, ','));
}

}  // namespace sheaf::feed
