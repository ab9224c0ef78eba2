// Lists of authors in one string.
//
// Names are taken apart, not cleaned: TeX and entities stay as they are (the host cleans names),
// and nothing is split inside `{...}` or `(...)`; brackets that never close are ordinary
// characters.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sheaf::feed {

struct Name {
  std::string full;    // in reading order: `Paulo Lima de Castro`, `J. Vanini`, `A. Smith Jr.`
  std::string given;   // empty for groups and single names
  std::string family;  // with particles: `de Castro`; the whole name for groups and single names
  std::string suffix;  // `Jr.`, `Sr.`, `II`, `III`, `IV`
  std::string affiliation;  // what stood in parentheses behind the name; several joined by "; "
  bool group = false;       // a collaboration, consortium, working group …
};

enum class AuthorStyle {
  kComma,       // `A B, C D (affiliation, city) and E F`: arXiv RSS, PLOS, Cell
  kSemicolon,   // `Vanini, J.; de Farias, C. B.`: bioRxiv API
  kCommaPairs,  // `Kukla, D., Crampton, A.`: bioRxiv RSS
};

// The people and groups of a list, in order. "et al." is dropped; "and" and "&" separate too, but
// not inside the name of a group (`LIGO and Virgo Collaborations`). Empty entries are dropped.
std::vector<Name> split_authors(std::string_view text, AuthorStyle style);

// One name, `Given Family` or `Family, Given[, Suffix]`. Without a comma the family name is the
// last word, with the particles before it (de, van, von der, la …), which begin in lower case or,
// capitalised, stand before another particle in lower case (`Van der Berg`); so a double family
// name without particle or hyphen loses its first half to the given names (`Gabriel García
// Márquez`), as in every such rule.
Name split_name(std::string_view text);

}  // namespace sheaf::feed
