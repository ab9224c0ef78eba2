// From cosines to values.
#pragma once

#include <cstddef>
#include <span>

#include "vector.h"

namespace embeddings {

// What works are compared with, as vectors.
struct Weighted {
  const Vector* vector = nullptr;
  double weight = 1;
};

// Models differ in what cosine they give two texts that have nothing to do with each other, from
// 0.1 to 0.8. `unrelated` is that cosine: it becomes 0, what is below it too, and 1 stays 1
// (rescaling with a baseline, as BERTScore does it, https://arxiv.org/abs/1904.09675, section 5).
double rescaled(double cosine, double unrelated);

// The mean cosine of all pairs, which are texts of different fields; 0 for fewer than two, never
// above 0.95.
double unrelated_of(std::span<const Vector* const> background);

struct Nearness {
  double value = 0;          // 0 .. 1
  std::size_t nearest = 0;   // of the references; 0 if there are none
  double nearest_value = 0;  // its similarity, without its weight
};

// The mean of the `neighbours` largest products of similarity and weight; of all if there are
// fewer references. `nearest` is the one with the largest similarity, the first of equals.
Nearness nearness(const Vector& work, std::span<const Weighted> references, std::size_t neighbours,
                  double unrelated);

}  // namespace embeddings
