#include "pipeline/scores.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace host::pipeline {

void ScoreTable::put(Row row, double value, std::span<const double> axes, bool followed) {
  entries_.push_back({row, value, static_cast<std::uint32_t>(axes_.size()), followed});
  axes_.insert(axes_.end(), axes.begin(), axes.end());
}

void ScoreTable::settle() {
  const auto by_row = [](const Entry& a, const Entry& b) { return a.row < b.row; };
  if (!std::is_sorted(entries_.begin(), entries_.end(), by_row)) {
    std::stable_sort(entries_.begin(), entries_.end(), by_row);
  }
  // of equal rows the last put is the last in line
  std::size_t out = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (i + 1 < entries_.size() && entries_[i + 1].row == entries_[i].row) continue;
    entries_[out++] = entries_[i];
  }
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(out), entries_.end());
}

std::optional<std::size_t> ScoreTable::find(Row row) const {
  const auto it = std::lower_bound(entries_.begin(), entries_.end(), row,
                                   [](const Entry& e, Row r) { return e.row < r; });
  if (it == entries_.end() || it->row != row) return std::nullopt;
  return static_cast<std::size_t>(it - entries_.begin());
}

Passed pass(const ScoreTable& scores, const Pass& rule, std::uint64_t entrants) {
  double lowest = 0;
  bool at_least = false;  // value >= lowest, else value > lowest
  double highest = std::numeric_limits<double>::infinity();
  std::optional<std::uint64_t> top = rule.top_count;
  if (rule.top_percent) {
    top = static_cast<std::uint64_t>(
        std::ceil(*rule.top_percent / 100.0 * static_cast<double>(entrants)));
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
      out.on.push_back(scores.row(i));
    } else if (v > 0 && (at_least ? v >= lowest : v > lowest)) {
      (v > highest ? out.kept : out.on).push_back(scores.row(i));
    }
  }
  return out;
}

}  // namespace host::pipeline
