// BibTeX and BibLaTeX files (https://www.ctan.org/pkg/btxdoc; bibtex.web), read here because
// libbtparse keeps its state in globals, writes to stderr and may call exit(): see README.md.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "parsed.h"

namespace import {

struct BibEntry {
  std::string type, key;                      // the type in lower case
  std::map<std::string, std::string> fields;  // names in lower case; values as TeX, macros expanded
  std::size_t line = 0;

  // Empty if there is none.
  const std::string& find(const std::string& name) const;
};

struct BibFile {
  std::vector<BibEntry> entries;  // crossref inherited
  std::vector<Problem> problems;
};

// Total: any bytes give entries and problems. An entry whose braces do not close ends where the
// next one begins.
BibFile read_bibtex_file(std::string_view text);

Parsed parse_bibtex(std::string_view text);

// The names of an `author` field. Lists that are parted by commas are taken apart where that is
// safe; else one stays whole, as a name, and `unsure` has it.
std::vector<sheaf::Person> bibtex_names(std::string_view list,
                                        std::vector<std::string>* unsure = nullptr);

}  // namespace import
