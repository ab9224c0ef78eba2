// A file of references.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sheaf/plugin.h"

namespace output_bibtex {

enum class Format { kBibtex, kRis, kCsl };

// Each work once, where it came first, as it was said last.
class Library {
 public:
  Library(Format format, bool abstracts) : format_(format), abstracts_(abstracts) {}
  void add(const sheaf_item& item);
  std::string text() const;

 private:
  Format format_;
  bool abstracts_;
  std::map<std::string, std::size_t> by_id_;
  std::set<std::string> keys_;
  std::vector<std::string> keys_of_;  // parallel to entries_
  std::vector<std::string> entries_;
};

}  // namespace output_bibtex
