#include "vector.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace embeddings {
namespace {

constexpr std::string_view kMark = "v1";
constexpr std::size_t kHead = kMark.size() + 4;

std::int32_t product(const std::int8_t* a, const std::int8_t* b, std::size_t n) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += std::int32_t{a[i]} * std::int32_t{b[i]};
  return sum;
}

bool measure(Vector& v) {
  v.length =
      std::sqrt(static_cast<double>(product(v.parts.data(), v.parts.data(), v.parts.size())));
  return v.length > 0;
}

}  // namespace

std::optional<Vector> quantised(std::span<const float> values) {
  if (values.empty() || values.size() > kMostDimensions) return std::nullopt;
  float largest = 0;
  for (const float x : values) {
    if (!std::isfinite(x)) return std::nullopt;
    largest = std::max(largest, std::abs(x));
  }
  if (largest == 0) return std::nullopt;
  Vector out;
  out.parts.reserve(values.size());
  for (const float x : values) {
    out.parts.push_back(static_cast<std::int8_t>(
        std::lround(static_cast<double>(x) / static_cast<double>(largest) * 127)));
  }
  return measure(out) ? std::optional(std::move(out)) : std::nullopt;
}

double cosine(const Vector& a, const Vector& b) {
  const std::size_t n = std::min(a.parts.size(), b.parts.size());
  return std::clamp(
      static_cast<double>(product(a.parts.data(), b.parts.data(), n)) / (a.length * b.length), -1.0,
      1.0);
}

std::string to_bytes(const Vector& vector, std::int64_t day) {
  std::string out(kMark);
  for (int i = 0; i < 4; ++i) out += static_cast<char>((day >> (8 * i)) & 0xFF);
  for (const std::int8_t p : vector.parts) out += static_cast<char>(p);
  return out;
}

std::optional<Kept> from_bytes(std::string_view bytes) {
  if (!bytes.starts_with(kMark) || bytes.size() <= kHead ||
      bytes.size() > kHead + kMostDimensions) {
    return std::nullopt;
  }
  Kept out;
  for (std::size_t i = 0; i < 4; ++i) {
    out.day |= std::int64_t{static_cast<unsigned char>(bytes[kMark.size() + i])} << (8 * i);
  }
  for (const char c : bytes.substr(kHead)) out.vector.parts.push_back(static_cast<std::int8_t>(c));
  return measure(out.vector) ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace embeddings
