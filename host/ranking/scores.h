// What one scorer said for one reader, and who goes on to the next scorer. Flat arrays: a run may
// score hundreds of thousands of works.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/rules.h"

namespace host::ranking {

// A work in this run: they are numbered from 0 on.
using Number = std::uint32_t;

inline constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();

class ScoreTable {
 public:
  explicit ScoreTable(std::size_t axis_count) : axis_count_(axis_count) {}

  // `axes` has axis_count values, kNoValue where the scorer gave none. Putting a work again
  // replaces it.
  void put(Number work, double value, std::span<const double> axes, bool followed);
  // Sorts by number and drops replaced entries; needed before anything below.
  void settle();
  // After settle(): drops the works that the predicate refuses.
  template <class Predicate>
  void keep_if(Predicate keep) {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < size(); ++i) {
      if (keep(work(i))) order.push_back(i);
    }
    if (order.size() != size()) arrange(order);
  }

  std::size_t size() const { return values_.size(); }
  std::size_t axis_count() const { return axis_count_; }
  Number work(std::size_t i) const { return marks_[i] >> 1; }
  double value(std::size_t i) const { return values_[i]; }
  bool followed(std::size_t i) const { return (marks_[i] & 1) != 0; }
  double axis(std::size_t i, std::size_t k) const {
    return axes_.empty() ? values_[i] : axes_[i * axis_count_ + k];
  }
  std::optional<std::size_t> find(Number work) const;

 private:
  // Makes entry i what was entry order[i].
  void arrange(const std::vector<std::uint32_t>& order);

  std::size_t axis_count_;
  // deques: a growing vector would hold everything twice, now and then
  std::deque<std::uint32_t> marks_;  // twice the number, plus one if followed
  std::deque<double> values_;
  std::deque<double> axes_;  // axis_count_ for each entry; none while they only repeat the value
};

struct Passed {
  std::vector<Number>
      on;  // to the next scorer, ascending; followed people's works always among them
  std::vector<Number> kept;  // `band`: above it, accepted without asking the next scorer, ascending
};

// `entrants`: how many works the scorer was asked about (those with value 0 may be absent). A work
// with value 0 never passes. Ties on the boundary of `top` all pass, so that no order decides.
Passed pass(const ScoreTable& scores, const Pass& rule, std::uint64_t entrants);

// Works that `later` values far more than `earlier`, unlike the others that both have scored,
// ascending: the difference of the two values lies above the median difference by more than a
// quarter and more than two robust standard deviations (1.4826 times the median absolute deviation,
// Rousseeuw and Croux 1993, doi:10.1080/01621459.1993.10476408). None of fewer than kLeastCompared.
inline constexpr std::size_t kLeastCompared = 5;
std::vector<Number> outliers(const ScoreTable& earlier, const ScoreTable& later);

}  // namespace host::ranking
