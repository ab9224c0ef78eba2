// What every format is read into.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sheaf/plugin.hpp"

namespace import {

struct Entry {
  sheaf::Record record;  // its id is set by finish()
  std::string key;       // the entry's own name in its file; may be empty
  std::size_t line = 0;  // where it begins; 0: not known
};

// What could not be read, or not surely.
struct Problem {
  std::size_t line = 0;  // 0: not known
  std::string sentence;
};

struct Parsed {
  std::vector<Entry> entries;
  std::vector<Problem> problems;  // one for each entry that is left out
  std::vector<Problem> remarks;   // what was read, but may be meant otherwise
};

// Gives each entry its id: its first identifier, else a hash of its key and of what it says, so
// that a file may be moved. An identifier that entries with different titles share (the DOI of the
// book in each of its chapters) identifies none of them and becomes an extra.
void finish(Parsed& parsed);

}  // namespace import
