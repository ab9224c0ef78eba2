// A saved search over the works that the pipeline's sources listed.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sheaf/plugin.h"

namespace output_atom {

class Search {
 public:
  // `words`: parted by blanks; "several in quotes" stand together. All must be found in title,
  // abstract or authors, whatever their case and accents, also as parts of words. A work must come
  // from one of `sources` and be in one of `categories`, where there are any.
  Search(std::string_view words, std::vector<std::string> sources,
         std::vector<std::string> categories);
  bool matches(const sheaf_record& work, std::span<const sheaf_str> sources) const;
  // Whether it asks for anything.
  bool empty() const { return words_.empty() && sources_.empty() && categories_.empty(); }

 private:
  std::vector<std::string> words_, sources_, categories_;
};

}  // namespace output_atom
