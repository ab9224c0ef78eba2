// What names and lists of names are made of. Internal to sdk/feed. Every function is linear in its
// text.
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "sheaf/feed/names.hpp"
#include "sheaf/text/ascii.hpp"

namespace sheaf::feed::names {

using Views = std::vector<std::string_view>;

// names_words.cc

// Commas, semicolons, colons, brackets and blanks of other scripts as those of ASCII.
std::string with_ascii_marks(std::string_view text);

// Pieces between any of the `separators`, trimmed, not empty. Nothing is split inside (...) and
// {...}, provided that every bracket of that kind finds its partner; the semicolon of an entity
// separates nothing.
Views split(std::string_view text, std::string_view separators);
Views words(std::string_view text);

// The text from the first to the last of `words`, which are views of it.
std::string_view span_of(const Views& words, std::size_t from, std::size_t to);

// Takes the parentheses off the end of a name.
std::string_view take_affiliation(std::string_view text, std::string& affiliation);

bool is_particle(std::string_view word);
bool is_lower_case(std::string_view word);

// `Roe`, `de la Cruz`: a family name without given names.
bool is_lone(std::string_view text);

// `D.`, `J.-P.`, `C. B.`, `AB`: capitals, each with its dot, or up to three without any. Letters
// beyond Latin, Greek and Cyrillic count as capitals; Han, kana and hangul are none.
bool is_initials(std::string_view text);

// `Collaboration`, `Consortium`, `Team` …
bool is_group_word(std::string_view word);
bool has_group_word(std::string_view text);
// One of them, among other words.
bool is_group(std::string_view name);

// names_titles.cc

// `Jr.`, `III`
bool is_suffix(std::string_view word);

// Takes one off the end of a name.
std::string_view take_suffix(std::string_view text, std::string& suffix);

// Academic degrees and nothing else: `MD`, `Ph. D.`, `MD/PhD`. Whether `MA` are initials is for the
// caller to see.
bool are_degrees(std::string_view text);

// Whether the last word is a degree or a suffix.
bool ends_in_title(std::string_view text);

// Without `Dr.`, `Prof.` before it.
std::string_view without_honorifics(std::string_view text);

// Without `MD PhD` behind it, as long as given and family names stay.
std::string_view without_degrees(std::string_view text);
// The same for given names alone, where `M.A.` are initials.
std::string_view given_without_degrees(std::string_view text);

// Without `et al.` behind it; empty when that is all.
std::string_view without_et_al(std::string_view text);

bool has_letters(std::string_view text);

// What stands where no author is known: `[Anonymous]`, `N/A`, `&NA;`, `:`.
bool is_nobody(std::string_view text);

// names_eastern.cc

// Nothing but Han, kana and hangul, and blanks.
bool is_eastern(std::string_view text);

// `王`, `欧阳`: such a text, and a family name alone.
bool is_eastern_family(std::string_view text);

// The length of the family name at the beginning of an eastern name without blanks; all of it where
// nothing tells.
std::size_t eastern_family_length(std::string_view text);

// names_pieces.cc

// What separators and "and" leave.
struct Piece {
  std::string_view text;
  bool group = false;   // said to be one
  bool joined = false;  // by "and", to the one before
};
using Pieces = std::vector<Piece>;

// `one_name`: "and" belongs to the name of a group unless a person stands before it for sure.
Pieces pieces_of(std::string_view text, std::string_view separators, bool one_name);

// names_list.cc

// A part between commas, with what stood behind it.
struct Part {
  std::string_view text;
  std::string suffix = {};
  std::string affiliation = {};
  bool group = false;       // whatever its words are
  bool degree = false;      // one stood behind it
  std::size_t segment = 0;  // how many "and" stood before it
};

// The parts of one name, where "and" is a word as any other.
std::vector<Part> parts_of_one(std::string_view text);

// names.cc

// The name that `parts` are, at least one: `Given Family`, or `Family` and `Given`. Empty when it
// is nobody's.
Name name_of(const std::vector<Part>& parts);

}  // namespace sheaf::feed::names
