#include "stages/numbering.h"

#include <algorithm>
#include <iterator>

namespace host::stages {
namespace {

// How far `work` lies behind `first`.
std::uint64_t distance(WorkId first, WorkId work) {
  return static_cast<std::uint64_t>(work) - static_cast<std::uint64_t>(first);
}

}  // namespace

std::optional<ranking::Number> Numbering::find(WorkId work) const {
  const auto after = first_works_.upper_bound(work);
  if (after == first_works_.begin()) return std::nullopt;
  const Span& span = spans_[std::prev(after)->second];
  const std::uint64_t behind = distance(span.work, work);
  if (behind >= span.count) return std::nullopt;
  return span.number + static_cast<Number>(behind);
}

ranking::Number Numbering::number(WorkId work) {
  if (const auto known = find(work)) return *known;
  if (!spans_.empty() && work > spans_.back().work &&
      distance(spans_.back().work, work) == spans_.back().count) {
    ++spans_.back().count;
  } else {
    first_works_[work] = spans_.size();
    spans_.push_back({work, size_, 1});
  }
  return size_++;
}

WorkId Numbering::work(Number number) const {
  const auto after = std::upper_bound(spans_.begin(), spans_.end(), number,
                                      [](Number n, const Span& span) { return n < span.number; });
  const Span& span = *std::prev(after);
  return WorkId{static_cast<std::int64_t>(span.work) + (number - span.number)};
}

}  // namespace host::stages
