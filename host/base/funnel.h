// How many works were left after each step of judging, for one reader.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace host {

// considered = filtered + seen + all of rejected + unscored + below + over_limit + shown, since
// each work that was considered ends in one place.
struct Funnel {
  std::uint64_t considered = 0;
  std::uint64_t earlier = 0;  // among the considered: not listed by this run
  std::uint64_t filtered = 0;
  std::uint64_t seen = 0;
  std::vector<std::pair<std::string, std::uint64_t>> rejected;  // by scorer, in pipeline order
  std::uint64_t unscored = 0;
  std::uint64_t below = 0;  // of the conditions of `select.min`
  std::uint64_t over_limit = 0;
  std::uint64_t shown = 0;
  bool operator==(const Funnel&) const = default;
};

}  // namespace host
