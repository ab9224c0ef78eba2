// A short key for texts of any length. Private to store/sqlite/.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace host::store {

// 16 bytes: FNV-1a with 128 bits (http://www.isthe.com/chongo/tech/comp/fnv/). Wide enough that two
// fingerprints never share one by chance; they come from the user's own files, not from strangers.
inline std::string fingerprint_key(std::string_view text) {
  __extension__ using Wide = unsigned __int128;
  constexpr Wide kPrime = (Wide{1} << 88) | 0x13b;
  Wide hash = (Wide{0x6c62272e07bb0142} << 64) | 0x62b821756295c58d;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  std::string key(16, '\0');
  for (char& byte : key) {
    byte = static_cast<char>(hash & 0xff);
    hash >>= 8;
  }
  return key;
}

}  // namespace host::store
