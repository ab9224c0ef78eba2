#include "ranking/rank.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace host::ranking {
namespace {

// 0: notices, 1: followed people's works, 2: the others.
int group(const Candidate& c) {
  return (c.flags & SHEAF_ITEM_NOTICE) != 0 ? 0 : (c.flags & SHEAF_ITEM_FOLLOWED) != 0 ? 1 : 2;
}

bool better(const Candidate& a, const Candidate& b) {
  return std::tuple(group(a), b.tier, b.value) < std::tuple(group(b), a.tier, a.value);
}

bool before(const Candidate& a, const Candidate& b) {
  if (better(a, b)) return true;
  if (better(b, a)) return false;
  return std::tie(b.announced_ms, a.id) < std::tie(a.announced_ms, b.id);
}

}  // namespace

std::optional<double> weighted(const Select& select, const AxisOf& axis) {
  double sum = 0;
  double weights = 0;
  for (const auto& [id, weight] : select.rank) {
    const Said said = axis(id);
    if (std::isnan(said.value)) continue;
    sum += weight * said.value / said.scale;
    weights += std::abs(weight);
  }
  return weights > 0 ? std::optional(sum / weights) : std::nullopt;
}

Met conditions(const Select& select, const AxisOf& axis, bool failed) {
  Met met;
  for (const auto& [id, least] : select.min) {
    const Said said = axis(id);
    if (std::isnan(said.value) && (failed || !said.asked)) {
      met.suspended = true;
    } else if (std::isnan(said.value) || said.value < least) {
      met.below = true;
    }
  }
  return met;
}

std::vector<Candidate> contenders(std::vector<Candidate> all, const Select& select) {
  const std::uint64_t limit = select.limit.value_or(0);  // 0: none
  if (limit == 0 || select.per_source.value_or(0) != 0) return all;
  std::stable_sort(all.begin(), all.end(), better);
  auto end = std::find_if(all.begin(), all.end(), [](const Candidate& c) { return group(c) == 2; });
  if (static_cast<std::uint64_t>(all.end() - end) <= limit) return all;
  end += static_cast<std::ptrdiff_t>(limit);
  const Candidate last = *(end - 1);
  while (end != all.end() && !better(last, *end)) ++end;
  all.erase(end, all.end());
  return all;
}

std::vector<Candidate> rank(std::vector<Candidate> contenders, const Select& select) {
  const std::uint64_t limit = select.limit.value_or(0);  // 0: none
  const std::uint64_t per_source = select.per_source.value_or(0);
  std::sort(contenders.begin(), contenders.end(), before);
  std::map<std::string, std::uint64_t, std::less<>> from_source;
  std::uint64_t taken = 0;
  std::vector<Candidate> out;
  for (Candidate& c : contenders) {
    if (group(c) == 2) {
      if (limit != 0 && taken >= limit) break;
      if (per_source != 0 && ++from_source[c.source] > per_source) continue;
      ++taken;
    }
    out.push_back(std::move(c));
  }
  return out;
}

}  // namespace host::ranking
