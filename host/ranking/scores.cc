#include "ranking/scores.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace host::ranking {

void ScoreTable::put(Number work, double value, std::span<const double> axes, bool followed) {
  const bool repeats = axis_count_ == 0 || (axis_count_ == 1 && axes[0] == value);
  if (!repeats && axes_.empty()) axes_.assign(values_.begin(), values_.end());
  if (!repeats || !axes_.empty()) axes_.insert(axes_.end(), axes.begin(), axes.end());
  marks_.push_back(work * 2 + (followed ? 1 : 0));
  values_.push_back(value);
}

void ScoreTable::settle() {
  const auto not_less = [](std::uint32_t a, std::uint32_t b) { return a >> 1 >= b >> 1; };
  if (std::adjacent_find(marks_.begin(), marks_.end(), not_less) == marks_.end()) return;
  std::vector<std::uint32_t> order(size());
  std::iota(order.begin(), order.end(), 0u);
  const auto before = [this](std::uint32_t a, std::uint32_t b) { return work(a) < work(b); };
  std::stable_sort(order.begin(), order.end(), before);
  // of one work the last put is the last in line
  std::size_t out = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i + 1 < order.size() && work(order[i + 1]) == work(order[i])) continue;
    order[out++] = order[i];
  }
  order.resize(out);
  arrange(order);
}

void ScoreTable::arrange(const std::vector<std::uint32_t>& order) {
  ScoreTable out(axis_count_);
  std::vector<double> axes(axis_count_);
  for (const std::uint32_t i : order) {
    for (std::size_t k = 0; k < axis_count_; ++k) axes[k] = axis(i, k);
    out.put(work(i), value(i), axes, followed(i));
  }
  *this = std::move(out);
}

std::optional<std::size_t> ScoreTable::find(Number wanted) const {
  const auto at = std::lower_bound(marks_.begin(), marks_.end(), wanted,
                                   [](std::uint32_t m, Number n) { return m >> 1 < n; });
  const auto i = static_cast<std::size_t>(at - marks_.begin());
  if (i == size() || work(i) != wanted) return std::nullopt;
  return i;
}

Passed pass(const ScoreTable& scores, const Pass& rule, std::uint64_t entrants) {
  double lowest = 0;
  bool at_least = false;  // value >= lowest, else value > lowest
  double highest = std::numeric_limits<double>::infinity();
  std::optional<std::uint64_t> top = rule.top_count;
  if (rule.top_share) {
    top = static_cast<std::uint64_t>(std::ceil(*rule.top_share * static_cast<double>(entrants)));
  }
  if (top) {
    std::vector<double> values;
    values.reserve(scores.size());
    for (std::size_t i = 0; i < scores.size(); ++i) {
      if (scores.value(i) > 0) values.push_back(scores.value(i));
    }
    if (*top == 0) {
      lowest = std::numeric_limits<double>::infinity();
    } else if (*top < values.size()) {
      const auto nth = values.begin() + static_cast<std::ptrdiff_t>(*top - 1);
      std::nth_element(values.begin(), nth, values.end(), std::greater<>());
      lowest = *nth;
      at_least = true;
    }
  } else if (rule.min) {
    lowest = *rule.min;
    at_least = true;
  } else if (rule.band) {
    lowest = rule.band->first;
    at_least = true;
    highest = rule.band->second;
  }

  Passed out;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const double v = scores.value(i);
    if (scores.followed(i)) {
      out.on.push_back(scores.work(i));
    } else if (v > 0 && (at_least ? v >= lowest : v > lowest)) {
      (v > highest ? out.kept : out.on).push_back(scores.work(i));
    }
  }
  return out;
}

namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::vector<Number> outliers(const ScoreTable& earlier, const ScoreTable& later) {
  std::vector<Number> works;
  std::vector<double> leaps;
  for (std::size_t i = 0; i < later.size(); ++i) {
    const auto before = earlier.find(later.work(i));
    if (!before) continue;
    works.push_back(later.work(i));
    leaps.push_back(later.value(i) - earlier.value(*before));
  }
  if (works.size() < kLeastCompared) return {};
  const double usual = median(leaps);
  std::vector<double> distances;
  for (const double leap : leaps) distances.push_back(std::abs(leap - usual));
  const double most = std::max(0.25, 2 * 1.4826 * median(distances));
  std::vector<Number> out;
  for (std::size_t i = 0; i < works.size(); ++i) {
    if (leaps[i] - usual > most) out.push_back(works[i]);
  }
  return out;
}

}  // namespace host::ranking
