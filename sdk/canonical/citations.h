// Superscript citations of journals ("cortex3,21"). Internal to sdk/canonical.
#pragma once

#include <string>
#include <string_view>

namespace sheaf::canonical {

// Decides number by number, in reading order: citations are numbered as they first occur.
class CitationCounter {
 public:
  // Whether `numbers`, right after `before`, is a citation. A list or range of rising numbers up
  // to 999 ("5,6", "1–10") is one after a word of three letters or more that ends in a small
  // letter. A single number is one only if it is the next after the highest so far: "cells1" may
  // be, "caspase9" is not. `raised` says that it is a superscript in the source: then a number
  // cited before is one again, and a list is one after anything but a digit.
  bool is_citation(std::string_view before, std::string_view numbers, bool raised);

 private:
  int highest_ = 0;
};

// Canonical text without the citations glued to its words; maths and addresses are left alone.
std::string drop_glued_citations(std::string_view text);

}  // namespace sheaf::canonical
