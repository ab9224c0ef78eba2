#include "cursor/hashes.h"

#include <charconv>

#include "sheaf/text/hash.hpp"

namespace cursor {

std::uint64_t short_hash(std::string_view text) {
  std::uint64_t h = sheaf::text::fnv1a(text);
  h = (h ^ h >> 33) * 0xff51afd7ed558ccdU;  // spreads what the last bytes changed
  return (h ^ h >> 33) & 0xFF'FFFF'FFFFU;
}

void append_hashes(std::string& out, const std::vector<std::uint64_t>& hashes) {
  for (const std::uint64_t hash : hashes) out += sheaf::text::hex(hash, kDigits);
}

bool parse_hashes(std::string_view digits, std::vector<std::uint64_t>& out) {
  if (digits.size() % kDigits != 0) return false;
  for (std::size_t i = 0; i < digits.size(); i += kDigits) {
    std::uint64_t hash = 0;
    const char* const end = digits.data() + i + kDigits;
    const auto [stop, error] = std::from_chars(digits.data() + i, end, hash, 16);
    if (error != std::errc() || stop != end) return false;
    out.push_back(hash);
  }
  return true;
}

}  // namespace cursor
