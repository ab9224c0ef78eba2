#include "similarity.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace embeddings {

double rescaled(double cosine, double unrelated) {
  return std::clamp((cosine - unrelated) / (1 - unrelated), 0.0, 1.0);
}

double unrelated_of(std::span<const Vector* const> background) {
  double sum = 0;
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < background.size(); ++i) {
    for (std::size_t k = i + 1; k < background.size(); ++k, ++pairs) {
      sum += cosine(*background[i], *background[k]);
    }
  }
  return pairs == 0 ? 0 : std::clamp(sum / static_cast<double>(pairs), 0.0, 0.95);
}

Nearness nearness(const Vector& work, std::span<const Weighted> references, std::size_t neighbours,
                  double unrelated) {
  Nearness out;
  if (references.empty() || neighbours == 0) return out;
  std::vector<double> all;
  all.reserve(references.size());
  for (std::size_t i = 0; i < references.size(); ++i) {
    const double value = rescaled(cosine(work, *references[i].vector), unrelated);
    if (value > out.nearest_value) {
      out.nearest_value = value;
      out.nearest = i;
    }
    all.push_back(value * references[i].weight);
  }
  const std::size_t count = std::min(neighbours, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), all.end(),
                    std::greater<>());
  for (std::size_t i = 0; i < count; ++i) out.value += all[i];
  out.value = std::min(out.value / static_cast<double>(count), 1.0);
  return out;
}

}  // namespace embeddings
