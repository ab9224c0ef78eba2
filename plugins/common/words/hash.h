// A rolling hash of byte strings: polynomials modulo the Mersenne prime 2^61 - 1.
//
// hash(a + b) follows from hash(a), hash(b) and the length of b, so that the hash of several tokens
// run together ("mixture" "of" "experts") equals that of the run itself, however it was spelled.
#ifndef SHEAF_WORDS_HASH_H
#define SHEAF_WORDS_HASH_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace words {

inline constexpr uint64_t kPrime = (uint64_t{1} << 61) - 1;
inline constexpr uint64_t kBase = 0x0b7e151628aed2a6;  // any large number below kPrime

constexpr uint64_t mod_prime(uint64_t x) noexcept {
  x = (x & kPrime) + (x >> 61);
  return x >= kPrime ? x - kPrime : x;
}

constexpr uint64_t mul_mod(uint64_t a, uint64_t b) noexcept {
  __extension__ typedef unsigned __int128 Wide;
  const Wide product = static_cast<Wide>(a) * b;
  return mod_prime((static_cast<uint64_t>(product) & kPrime) +
                   static_cast<uint64_t>(product >> 61));
}

constexpr uint64_t hash_bytes(std::string_view s) noexcept {
  uint64_t h = 0;
  for (const char c : s) {
    h = mod_prime(mul_mod(h, kBase) + static_cast<unsigned char>(c) + 1);
  }
  return h;
}

inline constexpr auto kPowers = [] {
  std::array<uint64_t, 256> out{};
  out[0] = 1;
  for (size_t i = 1; i < out.size(); ++i) out[i] = mul_mod(out[i - 1], kBase);
  return out;
}();

// hash(a + b). `b_length` is below kPowers.size().
constexpr uint64_t hash_concat(uint64_t a, uint64_t b, size_t b_length) noexcept {
  return mod_prime(mul_mod(a, kPowers[b_length]) + b);
}

}  // namespace words

#endif
