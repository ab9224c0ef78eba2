#include "clusters.h"

#include <algorithm>

namespace briefing {
namespace {

constexpr double kAcross = 1.15;

// "cs.LG" -> "cs"
std::string_view discipline(std::string_view field) {
  return field.substr(0, field.find('.'));
}

}  // namespace

std::vector<std::vector<std::size_t>> clusters_of(std::span<const TermWork> works,
                                                  std::span<const Work> fields, double least) {
  const std::size_t n = works.size();
  std::vector<std::vector<double>> alike(n, std::vector<double>(n));
  std::vector<std::vector<std::size_t>> groups(n);
  for (std::size_t a = 0; a < n; ++a) {
    groups[a] = {a};
    for (std::size_t b = 0; b < n; ++b) {
      const bool across = discipline(fields[a].field) != discipline(fields[b].field);
      alike[a][b] = cosine(works[a].terms, works[b].terms) * (across ? kAcross : 1);
    }
  }
  for (;;) {
    std::size_t best_a = 0, best_b = 0;
    double best = least;
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = a + 1; b < n && !groups[a].empty(); ++b) {
        if (groups[b].empty() || alike[a][b] < best || (best_b != 0 && alike[a][b] == best)) {
          continue;
        }
        best = alike[a][b];
        best_a = a;
        best_b = b;
      }
    }
    if (best_b == 0) break;
    const auto size_a = static_cast<double>(groups[best_a].size());
    const auto size_b = static_cast<double>(groups[best_b].size());
    for (std::size_t c = 0; c < n; ++c) {
      const double mean =
          (alike[best_a][c] * size_a + alike[best_b][c] * size_b) / (size_a + size_b);
      alike[best_a][c] = alike[c][best_a] = mean;
    }
    groups[best_a].insert(groups[best_a].end(), groups[best_b].begin(), groups[best_b].end());
    groups[best_b].clear();
  }
  std::vector<std::vector<std::size_t>> out;
  for (auto& g : groups) {
    if (g.size() < 2) continue;
    std::sort(g.begin(), g.end());
    out.push_back(std::move(g));
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace briefing
