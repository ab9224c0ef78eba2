// Which of the works that passed the scorers are shown, and in which order. Pure: the same
// candidates in any order give the same ranking.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/rules.h"
#include "ranking/scores.h"

namespace host::ranking {

// What a scorer said of one work on one axis.
struct Said {
  double value = kNoValue;  // kNoValue: nothing
  double scale = 1;         // the axis goes from 0 to here
  bool asked = false;       // the scorer was asked about the work
};
using AxisOf = std::function<Said(std::string_view axis)>;

// The weighted mean of the axes of `select.rank`, each as a share of its scale; axes without a
// value are left out. nullopt: no axis has one.
std::optional<double> weighted(const Select& select, const AxisOf& axis);

// What the conditions of `select.min` say of a work. One on an axis without a value is suspended if
// its scorer was never asked about the work, or if `failed`: a scorer failed on it; otherwise the
// work falls below it.
struct Met {
  bool below = false;      // one condition at least
  bool suspended = false;  // one condition at least
};
Met conditions(const Select& select, const AxisOf& axis, bool failed);

struct Candidate {
  Number work = 0;
  std::uint32_t flags = 0;  // SHEAF_ITEM_*; NOTICE and FOLLOWED stand ahead and know no limit
  std::size_t tier = 0;     // how many scorers judged it: more stand first
  double value = 0;
  // What decides between works of one tier and value: the later one, then the smaller id.
  std::int64_t announced_ms = 0;
  std::string id;
  std::string source;  // counts for `select.per_source`
};

// Those that rank() may choose: all but the works beyond the limit that are not even tied with the
// last one within it. What decides ties need be known of these only.
std::vector<Candidate> contenders(std::vector<Candidate> all, const Select& select);

// Those that are shown: notices first, then followed people's works, then the others up to the
// limits; each group by tier, value, and what decides ties.
std::vector<Candidate> rank(std::vector<Candidate> contenders, const Select& select);

}  // namespace host::ranking
