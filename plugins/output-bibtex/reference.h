// What a reference says, whatever the format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sheaf/plugin.h"

namespace output_bibtex {

struct Author {
  std::string family, given;  // given empty: the name is in one piece (a group, a single name)
  std::string suffix;         // Jr., III; empty without a given name
};

// On one line each, without control characters; `$...$` in texts is LaTeX maths.
struct Reference {
  std::string id;   // the work's
  std::string key;  // lovelace2026sparse-1c9a2f
  bool preprint = false;
  std::string title, venue, comment;
  std::string abstract;  // the only one of several lines
  std::vector<Author> authors;
  std::optional<int> year;  // of the first version, else of this one
  int month = 0, day = 0;   // 0: not known
  std::string doi, arxiv, arxiv_class, pmid;
  std::string url, pdf;               // http and https only, without blanks, quotes and braces
  std::vector<std::string> keywords;  // ids of the reader's criteria that it met
};

Reference reference_of(const sheaf_item& item);

// The family name of the first author, the year, the first word of weight of the title, in ASCII
// letters, and a hash of the work's id: the same for a work wherever and whenever it is written.
// `hash_digits`: 6, or 16 where two works of one file would have the same key.
std::string key_of(const Reference& reference, int hash_digits);

}  // namespace output_bibtex
