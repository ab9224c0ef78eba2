#include "sheaf/text/utf8.hpp"

namespace sheaf::text {

std::string_view beginning(std::string_view utf8, std::size_t bytes) {
  if (utf8.size() <= bytes) return utf8;
  while (bytes > 0 && (static_cast<unsigned char>(utf8[bytes]) & 0xc0) == 0x80) --bytes;
  return utf8.substr(0, bytes);
}

}  // namespace sheaf::text
