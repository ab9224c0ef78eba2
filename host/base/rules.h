// What a pipeline wants of works: which are looked at, which pass a scorer, which are shown. What
// each means for the user stands in docs/pipelines.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sheaf/plugin.h"

namespace host {

struct FilterRules {  // empty lists: no condition
  std::vector<sheaf_record_type> types;
  std::vector<std::string> languages;  // lower case
  std::vector<std::string> exclude;
  std::vector<std::string> categories;
  std::vector<sheaf_announce> announce;
};

// Which works a scorer hands on to the next; at most one is given, none: everything.
struct Pass {
  std::optional<double> top_share = {};  // 0..1 of the works
  std::optional<std::uint64_t> top_count = {};
  std::optional<double> min = {};
  std::optional<std::pair<double, double>> band = {};
};

// Changes of a work that show it once more.
struct Again {
  bool replaced = false, published = false, corrected = false, retracted = false;
};

struct Select {
  std::vector<std::pair<std::string, double>> min, rank;  // axis and least value, axis and weight
  std::optional<std::uint64_t> limit, per_source;
};

}  // namespace host
