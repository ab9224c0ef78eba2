// A 64-bit hash that is the same on every machine and for ever: handles and fingerprints are
// stored.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sheaf/text/hash.hpp"

namespace modelapi {

// FNV-1a, its bits then spread by the finaliser of
// splitmix64. Not for secrets.
constexpr std::uint64_t hash64(std::string_view text, std::uint64_t seed = 0) {
  std::uint64_t h = sheaf::text::fnv1a(text, sheaf::text::kFnvBasis ^ (seed * 0x9e3779b97f4a7c15));
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9;
  h = (h ^ (h >> 27)) * 0x94d049bb133111eb;
  return h ^ (h >> 31);
}

// 32 hexadecimal digits.
inline std::string hash_text(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (const std::uint64_t seed : {std::uint64_t{1}, std::uint64_t{2}}) {
    std::uint64_t h = hash64(text, seed);
    for (int i = 0; i < 16; ++i, h >>= 4) out += kHex[h & 15];
  }
  return out;
}

}  // namespace modelapi
