#include "sheaf/text/hash.hpp"

namespace sheaf::text {

std::string hex(std::uint64_t value, std::size_t digits) {
  std::string out(digits, '0');
  for (std::size_t i = digits; i-- > 0; value >>= 4) out[i] = "0123456789abcdef"[value & 15];
  return out;
}

std::string fnv1a_hex(std::string_view text) {
  return hex(fnv1a(text));
}

}  // namespace sheaf::text
