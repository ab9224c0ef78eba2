// Vectors as they are compared and kept.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace embeddings {

constexpr std::size_t kMostDimensions = 65'536;  // so that a product of two vectors fits 32 bits

// A direction: eight bits for each dimension, the largest 127. A model's vector of 512 dimensions
// takes 512 bytes instead of 2048 (or some 10 000 as JSON); a cosine moves by about 0.0005.
struct Vector {
  std::vector<std::int8_t> parts;
  double length = 0;  // of `parts`, above 0

  bool operator==(const Vector&) const = default;
};

// Nothing if there is no direction: a part is not finite, all are 0, or there are none, or more
// than kMostDimensions.
std::optional<Vector> quantised(std::span<const float> values);

// -1 .. 1. Both have the same number of dimensions.
double cosine(const Vector& a, const Vector& b);

// What is kept: "v1", the day (since 1970) in four bytes, low ones first, then the parts.
struct Kept {
  Vector vector;
  std::int64_t day = 0;
};
std::string to_bytes(const Vector& vector, std::int64_t day);
std::optional<Kept> from_bytes(std::string_view bytes);

}  // namespace embeddings
