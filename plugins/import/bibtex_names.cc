// Lists of names in BibTeX (btxdoc, section 4) and in BibLaTeX's extended form (section 3.4 of its
// manual: `family=Vrees, given=Nils, prefix=de`).
#include <algorithm>
#include <array>

#include "bibtex.h"
#include "names.h"
#include "sheaf/feed/names.hpp"
#include "tex.h"
#include "texts.h"

namespace import {
namespace {

using sheaf::feed::is_name_suffix;
using sheaf::text::equals_ignoring_case;
using sheaf::text::is_blank;
using sheaf::text::is_lower;
using sheaf::text::is_upper;

constexpr sheaf_markup kMarkup = SHEAF_MARKUP_TEX;

// Suffixes beside those that sheaf::feed knows; only in a name with two commas.
constexpr std::array<std::string_view, 10> kSuffixes = {"V",   "VI", "Filho", "Neto", "Junior",
                                                        "PhD", "MD", "Ph.D.", "M.D.", "Sobrinho"};

// With blanks for `~` and `\,` outside braces, which part words as blanks do.
std::string with_blanks(std::string_view list) {
  std::string out(list);
  std::size_t depth = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] == '{') ++depth;
    if (out[i] == '}' && depth > 0) --depth;
    if (depth != 0) continue;
    const auto two = std::string_view(out).substr(i, 2);
    if (out[i] == '~') out[i] = ' ';
    if (two == "\\,") out.replace(i, 2, "  ");
    if (two == "\\~") ++i;  // an accent
  }
  return out;
}

// The pieces between the word `and` and, if `quoted`, outside of quotation marks too.
std::vector<std::string_view> split_at_and(std::string_view list, bool quoted) {
  std::vector<std::string_view> out;
  std::size_t begin = 0, depth = 0;
  bool inside = false;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i] == '{') ++depth;
    if (list[i] == '}' && depth > 0) --depth;
    if (quoted && list[i] == '"' && (i == 0 || list[i - 1] != '\\')) inside = !inside;
    const bool word = depth == 0 && !inside && (i == 0 || is_blank(list[i - 1])) &&
                      equals_ignoring_case(list.substr(i, 3), "and") &&
                      (i + 3 == list.size() || is_blank(list[i + 3]));
    if (!word) continue;
    out.push_back(trimmed(list.substr(begin, i - begin)));
    begin = i + 3;
    i = begin - 1;
  }
  out.push_back(trimmed(list.substr(begin)));
  return out;
}

// `family` of `"family = Vrees"`; the rest is left in `text`. Empty when it is no such part.
std::string take_key(std::string_view& text) {
  static constexpr std::array<std::string_view, 9> kKeys = {"family",   "given",    "prefix",
                                                            "suffix",   "family-i", "given-i",
                                                            "prefix-i", "suffix-i", "useprefix"};
  const auto equals = text.find('=');
  if (equals == text.npos) return {};
  auto name = trimmed(text.substr(0, equals));
  if (name.starts_with('"')) name = trimmed(name.substr(1));
  const auto found = std::find_if(kKeys.begin(), kKeys.end(), [&](std::string_view key) {
    return equals_ignoring_case(key, name);
  });
  if (found == kKeys.end()) return {};
  text = text.substr(equals + 1);
  return std::string(*found);
}

bool is_extended(std::string_view name) {
  return !take_key(name).empty();
}

// Commas in quotation marks belong to what they quote.
std::vector<std::string_view> extended_parts(std::string_view name) {
  std::vector<std::string_view> out;
  bool inside = false;
  std::size_t begin = 0, depth = 0;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    if (i < name.size()) {
      if (name[i] == '{') ++depth;
      if (name[i] == '}' && depth > 0) --depth;
      if (name[i] == '"' && (i == 0 || name[i - 1] != '\\')) inside = !inside;
      if (name[i] != ',' || inside || depth != 0) continue;
    }
    out.push_back(trimmed(name.substr(begin, i - begin)));
    begin = i + 1;
  }
  return out;
}

sheaf::Person extended(std::string_view name) {
  std::string family, given, prefix, suffix;
  bool group = false;
  for (std::string_view part : extended_parts(name)) {
    const bool quoted = part.starts_with('"');
    const std::string key = take_key(part);
    part = trimmed(part);
    if (part.ends_with('"') && (quoted || part.starts_with('"'))) part.remove_suffix(1);
    if (!quoted && part.starts_with('"')) part.remove_prefix(1);
    if (key == "family") group = is_enclosed(trimmed(part));
    const std::string value(unbraced(part));
    if (key == "family") family = value;
    if (key == "given") given = value;
    if (key == "prefix") prefix = value;
    if (key == "suffix") suffix = value;
  }
  const bool glued = prefix.ends_with('\'') || prefix.ends_with('-');  // d'Ode, al-Ode
  if (!prefix.empty() && !family.empty() && !glued) prefix += ' ';
  sheaf::Person out = person(given, prefix + family, suffix, kMarkup);
  out.group = group && given.empty();
  return out;
}

bool is_rare_suffix(std::string_view word) {
  return std::find(kSuffixes.begin(), kSuffixes.end(), unbraced(word)) != kSuffixes.end();
}

sheaf::Person whole(std::string_view text) {
  sheaf::Person out;
  out.markup = kMarkup;
  out.name = out.family = text;
  return out;
}

// A name as BibTeX knows them: `Given von Family`, `von Family, Given` or `von Family, Jr, Given`.
// What has more commas stays whole.
sheaf::Person one(std::string_view text) {
  if (is_enclosed(text)) {
    sheaf::Person out = whole(unbraced(text));
    out.group = true;
    return out;
  }
  auto parts = split_at(text, ",");
  std::erase(parts, "");
  if (parts.size() > 3) return whole(text);
  if (parts.size() < 2) return person(parts.empty() ? text : parts.front(), kMarkup);
  if (parts.size() == 2 && is_name_suffix(unbraced(parts[1]))) {  // Given Family, Jr.
    const sheaf::Person out = person(parts[0], kMarkup);
    return person(out.given, out.family, unbraced(parts[1]), kMarkup);
  }
  const auto family = unbraced(parts[0]);
  if (parts.size() == 2) return person(parts[1], family, "", kMarkup);
  const bool last =
      is_name_suffix(unbraced(parts[2])) || (is_rare_suffix(parts[2]) && !is_rare_suffix(parts[1]));
  return person(parts[last ? 1 : 2], family, unbraced(parts[last ? 2 : 1]), kMarkup);
}

// `A.`, `J.-P.`, `AB`
bool is_initials(std::string_view text) {
  std::size_t letters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && is_lower(text[i + 1])) {
      ++i;  // an accent: \v{C}.
    } else if (is_lower(text[i])) {
      return false;
    } else if (is_upper(text[i]) || static_cast<unsigned char>(text[i]) >= 0xC0) {
      ++letters;
    }
  }
  return letters > 0 && (letters <= 3 || text.find('.') != text.npos);
}

// `Ada Moor`, `A. van der Moor`: nothing else than the whole of one name.
bool is_whole_name(std::string_view text) {
  if (is_enclosed(text)) return true;
  if (text.find_first_of("&0123456789") != text.npos) return false;
  const auto name = sheaf::feed::split_name(text);
  if (name.group) return true;
  if (name.given.empty() || name.family.ends_with('.')) return false;
  if (is_initials(name.family) && !is_initials(name.given)) return false;  // Moor AB
  for (std::size_t i = 0; i < name.given.size(); ++i) {                    // University of Foam
    if (is_lower(name.given[i]) && (i == 0 || is_blank(name.given[i - 1]))) return false;
  }
  return true;
}

bool has_initials(std::string_view name) {
  return is_whole_name(name) && is_initials(sheaf::feed::split_name(name).given);
}

bool is_no_name(std::string_view text) {
  return text.empty() || equals_ignoring_case(text, "others") ||
         equals_ignoring_case(text, "et al") || equals_ignoring_case(text, "et al.");
}

// The parts between commas, and which of them begin a name or go on with one: all but suffixes.
struct Parts {
  explicit Parts(std::string_view text) : all(split_at(text, ",")) {
    std::erase_if(all, is_no_name);
    for (auto& part : all) {  // the last: `& D. Poe`
      for (const std::string_view mark : {"\\& ", "& "}) {
        if (part.starts_with(mark)) part = trimmed(part.substr(mark.size()));
      }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i == 0 || !is_name_suffix(unbraced(all[i]))) bases.push_back(i);
    }
  }
  // Whether every `step`th base is such a text.
  bool every(std::size_t first, std::size_t step, bool (*is)(std::string_view)) const {
    for (std::size_t i = first; i < bases.size(); i += step) {
      if (!is(all[bases[i]])) return false;
    }
    return true;
  }
  // So many bases make a name.
  std::vector<std::string_view> names(std::size_t step) const {
    std::vector<std::string_view> out;
    for (std::size_t i = 0; i < bases.size(); i += step) {
      const auto last = all[(i + step < bases.size() ? bases[i + step] : all.size()) - 1];
      const char* const begin = all[bases[i]].data();
      out.emplace_back(begin, static_cast<std::size_t>(last.data() + last.size() - begin));
    }
    return out;
  }

  std::vector<std::string_view> all;
  std::vector<std::size_t> bases;
};

// The names of a text without `and`. BibTeX has at most two commas in one; more of them, or whole
// names between them, are a list. `sure` becomes false if something else may be meant.
std::vector<std::string_view> names_in(std::string_view text, bool& sure) {
  if (is_enclosed(text)) return {text};
  if (const auto list = split_at(text, ";"); list.size() > 1) {
    std::vector<std::string_view> out;
    for (const auto part : list) {
      const auto names = names_in(part, sure);
      out.insert(out.end(), names.begin(), names.end());
    }
    return out;
  }
  const Parts parts(text);
  const std::size_t count = parts.bases.size();
  if (count == 0) return {};
  if (count == 1) return parts.names(1);
  // `Moor Lind, Ada Cleo` is one name, `A. Moor, B. Lind` are two
  if (count == 2) return parts.names(parts.every(0, 1, has_initials) ? 1 : 2);
  if (parts.every(0, 1, is_whole_name)) return parts.names(1);
  const auto is_given = [](std::string_view part) {  // `A.`, `Ada B.`
    return is_initials(part) || part.ends_with('.');
  };
  const auto is_family = [](std::string_view part) {
    return !is_initials(part) && !part.ends_with('.');
  };
  if (count % 2 == 0 && parts.every(0, 2, is_family) && parts.every(1, 2, is_given))
    return parts.names(2);
  const bool rare = is_rare_suffix(parts.all[1]) || is_rare_suffix(parts.all[2]);
  if (parts.all.size() != 3 || !rare) sure = false;
  return {text};
}

}  // namespace

std::vector<sheaf::Person> bibtex_names(std::string_view list, std::vector<std::string>* unsure) {
  std::vector<sheaf::Person> out;
  const std::string spaced = with_blanks(list);
  for (auto text : split_at_and(spaced, is_extended(spaced))) {
    for (const std::string_view tail : {" et al.", " et al"}) {
      if (text.ends_with(tail)) text = trimmed(text.substr(0, text.size() - tail.size()));
    }
    if (is_no_name(text)) continue;
    if (is_extended(text)) {
      if (auto p = extended(text); !p.name.empty()) out.push_back(std::move(p));
      continue;
    }
    bool sure = true;
    for (const auto name : names_in(text, sure)) {
      if (is_no_name(name)) continue;
      if (auto p = one(name); !p.name.empty()) out.push_back(std::move(p));
    }
    if (!sure && unsure) unsure->emplace_back(text);
  }
  return out;
}

}  // namespace import
