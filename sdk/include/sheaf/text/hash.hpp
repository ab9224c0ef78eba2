// A hash that is the same on every machine and for ever, so that it may be stored. It keeps no
// secret, and whoever chooses the text can make two texts share one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sheaf::text {

// The 64 bits of FNV-1a for no text at all.
inline constexpr std::uint64_t kFnvBasis = 0xcbf29ce484222325;

// FNV-1a (draft-eastlake-fnv, section 2). With the hash of what stands before `text` as `start`:
// that of both. Texts that differ in their last byte alone have hashes that look alike.
constexpr std::uint64_t fnv1a(std::string_view text, std::uint64_t start = kFnvBasis) {
  for (const char c : text) start = (start ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return start;
}

// The last `digits` hexadecimal digits of `value` (16 at most), in small letters with leading
// zeros.
std::string hex(std::uint64_t value, std::size_t digits = 16);

// hex(fnv1a(text)).
std::string fnv1a_hex(std::string_view text);

}  // namespace sheaf::text
