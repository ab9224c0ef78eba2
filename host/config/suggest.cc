#include "config/suggest.h"

#include <algorithm>
#include <vector>

#include "sheaf/text/ascii.hpp"

namespace host::config {
namespace {

using sheaf::text::lower;

constexpr std::size_t kLongestName = 64;  // hostile keys may be megabytes long
constexpr std::size_t kMostListed = 12;

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  if (a.size() > kLongestName || b.size() > kLongestName) return std::max(a.size(), b.size());
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const char x = lower(a[i - 1]), y = lower(b[j - 1]);
      row[j] = std::min({previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (x == y ? 0 : 1)});
      if (i > 1 && j > 1 && x == lower(b[j - 2]) && lower(a[i - 2]) == y) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(previous);
    previous.swap(row);
  }
  return previous[b.size()];
}

std::string nearest(std::string_view name, std::span<const std::string> candidates) {
  std::size_t best = std::max<std::size_t>(1, name.size() / 3) + 1;
  std::string found;
  for (const auto& c : candidates) {
    const std::size_t d = edit_distance(name, c);
    if (d < best) {
      best = d;
      found = c;
    }
  }
  return found;
}

std::string suggestion(std::string_view name, std::span<const std::string> candidates) {
  if (const auto near = nearest(name, candidates); !near.empty()) {
    return "; did you mean \"" + near + "\"?";
  }
  if (candidates.empty()) return "";
  std::string out = "; expected one of: ";
  for (std::size_t i = 0; i < std::min(candidates.size(), kMostListed); ++i) {
    out += (i ? ", " : "") + candidates[i];
  }
  return candidates.size() > kMostListed ? out + ", ..." : out;
}

}  // namespace host::config
