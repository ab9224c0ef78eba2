// Records as tests write them: `key value` lines, records apart by blank lines.
//
//   id p1
//   title Sparse experts
//   author Ada Lovelace
//   identifier doi:10.1/p1
//   relation preprint-of doi:10.9/j1
//   announce replace
//   version 2
//   extra relevance 9
//
// Of the record's other keys see script.cc. Lines that stand alone between blank lines are acts of
// the source: `act state stale WORDS`, `act checkpoint C`, `act sleep 50` (milliseconds of real
// time), `act mood transient WORDS` (mood.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sheaf/plugin.hpp"

namespace e2e {

struct Entry {
  sheaf::Record record;
  std::string act, words;  // if act is not empty there is no record
  std::string about;       // `for scheme:value`: the work an enricher's entry is about
};

// Throws CONFIG for what it cannot read.
std::vector<Entry> read_script(const std::string& path);

}  // namespace e2e
