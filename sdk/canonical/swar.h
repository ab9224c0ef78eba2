// Eight bytes at a time. Internal to sdk/canonical.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sheaf::canonical {

// One word of eight bytes of a text; the order of the bytes does not matter to what is asked.
class EightBytes {
 public:
  static constexpr std::size_t kSize = 8;

  // text[pos] to text[pos + 7], which must exist.
  EightBytes(std::string_view text, std::size_t pos) {
    std::memcpy(&word_, text.data() + pos, kSize);
  }

  // Below U+0020.
  bool has_control() const { return ((word_ - 0x20 * kOnes) & ~word_ & kHighs) != 0; }

  // Only U+0020 to U+007E.
  bool is_printable_ascii() const {
    return !has_control() && ((word_ | (word_ + kOnes)) & kHighs) == 0;
  }

  // Two U+0020 in a row.
  bool has_two_blanks() const {
    const std::uint64_t other = word_ ^ (0x20 * kOnes);
    const std::uint64_t blanks = ~(((other & ~kHighs) + ~kHighs) | other | ~kHighs);
    return (blanks & (blanks << 8)) != 0;
  }

 private:
  static constexpr std::uint64_t kOnes = 0x0101010101010101;
  static constexpr std::uint64_t kHighs = 0x8080808080808080;

  std::uint64_t word_ = 0;
};

}  // namespace sheaf::canonical
