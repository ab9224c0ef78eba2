// Names of authors, one by one or in a list.
//
// Names are taken apart, not cleaned: TeX and entities stay as they are (the host cleans names),
// and nothing is split inside `{...}` or `(...)`; brackets that never close are ordinary
// characters. Commas, semicolons, colons, brackets and blanks of other scripts (`，` `、` `；`) are
// read, and come out, as those of ASCII.
//
// Whoever reads a name here, these hold:
// - What says that there is no author is nobody: `[Anonymous]`, `N/A`, `&NA;`, `-`, `:`.
// - "et al." is dropped, as are honorifics (`Dr.`, `Prof.`) before a name and academic degrees
//   (`MD`, `Ph.D.`) behind it. `MA` behind a family name alone are initials: `Roe, MA`.
// - Names in Han, kana or hangul have the family name first: what stands before the blank
//   (`山田 太郎`); without a blank one character (`王伟`, `김철수`), two where the name begins with
//   one of some known family names (`欧阳娜`) or has four Han. Their `full` is as printed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sheaf/plugin.hpp"

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
  kComma,       // `A B, C D (affiliation, city) and E F`: arXiv RSS, PLOS, Cell; also pairs that
                // nothing else explains: `Kukla, D., Crampton, A.`, `Roe, Jane and Poe, John`
  kSemicolon,   // `Vanini, J.; de Farias, C. B.`: bioRxiv API
  kCommaPairs,  // `Kukla, D., Crampton, A.`: bioRxiv RSS
  kAuto,        // any of these; `Lovelace, Ada` is one person
  kOne,         // one name, as far as one can tell: `Lima Castro, Paulo` is one person, too, but
                // `A. Adler and the WEIR Collaboration` are two, and `N/A` is none
};

// The people and groups of a list, in order; nobody is left out. "and" and "&" separate too, but
// not inside the name of a group (`LIGO and Virgo Collaborations`); so do "on behalf of", before a
// group, and the colon behind one (`WEIR Collaboration: A. Adler`). A comma between two whole names
// in Han or hangul separates them, whatever the style. Of a list beyond 1 MiB the beginning is
// read. Linear in the list.
std::vector<Name> split_authors(std::string_view text, AuthorStyle style);

// `Jr.`, `III`: such a word alone.
bool is_name_suffix(std::string_view word);

// One name, `Given Family` or `Family, Given[, Suffix]`; empty for nobody. Without a comma the
// family name is the last word, with the particles before it (de, van, von der, la …), which begin
// in lower case or, capitalised, stand before another particle in lower case (`Van der Berg`); so a
// double family name without particle or hyphen loses its first half to the given names (`Gabriel
// García Márquez`), as in every such rule.
Name split_name(std::string_view text);

// The names in fields that a source keeps apart; each field may be empty. Without `given`, `family`
// is read as one name (kOne): it may hold a group, or nobody. Suffixes that are degrees are
// dropped.
std::vector<Name> names_of_fields(std::string_view family, std::string_view given,
                                  std::string_view suffix = {});

// The names in a field for groups: one group, whatever its words are, unless people stand behind a
// colon (`WEIR Collaboration: A. Adler`); none for nobody.
std::vector<Name> names_of_group(std::string_view text);

// The person of a record that this name is, without ORCID.
sheaf::Person person_of(const Name& name, sheaf_markup markup = SHEAF_MARKUP_PLAIN);

}  // namespace sheaf::feed
