// The pipeline's `filter:`: what no reader gets to see.
#pragma once

#include <string>
#include <vector>

#include "base/record.h"
#include "base/rules.h"

namespace host::stages {

class Filter {
 public:
  explicit Filter(FilterRules rules);
  // An unknown type, language or announce type passes. `exclude` words are looked for in title and
  // abstract, as whole words, whatever their case and accents.
  bool accepts(const Record& work) const;

 private:
  FilterRules rules_;
  std::vector<std::string> exclude_;  // folded, a blank at both ends
};

}  // namespace host::stages
