// Fast search for any of a few bytes. Internal to sdk/canonical.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace sheaf::canonical {

class ByteSet {
 public:
  constexpr explicit ByteSet(std::string_view bytes) {
    for (const char c : bytes) has_[static_cast<unsigned char>(c)] = true;
  }

  constexpr bool has(char c) const { return has_[static_cast<unsigned char>(c)]; }

  // The first byte of the set at or after `pos`; text.size() when there is none.
  std::size_t find(std::string_view text, std::size_t pos) const {
    while (pos < text.size() && !has(text[pos])) ++pos;
    return pos;
  }

 private:
  std::array<bool, 256> has_{};
};

}  // namespace sheaf::canonical
