// Which `$` is maths. One rule for sources, for the canonical form and for outputs:
//
// - `\` takes the next character with it: `\$` delimits nothing.
// - `$$…$$` is display maths: the content holds no other `$` and is not blank.
// - `$…$` is inline maths: the content neither starts nor ends with a blank and holds no other `$`.
// - Braces in the content balance, and it stays within one paragraph.
// - Content that starts like an amount of money (a digit, or `.` and a digit) is maths only if no
//   digit follows the closing `$` (`$5-$10`) and no word stands alone in it (`$5 of 10$`).
// - Any other `$` is text; `$$` that opens nothing is text as a pair.
#pragma once

#include <cstddef>
#include <string_view>

namespace host::text {

// A part of a text, delimiters included; begin == end when there is none.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool empty() const { return begin == end; }
  bool operator==(const Span&) const = default;
};

// The end of the maths that opens with the `$` at text[pos]; std::string_view::npos if it opens
// none. Linear in the distance to the next `$`.
std::size_t maths_end(std::string_view text, std::size_t pos);

// The first maths at or after `pos`, which must not be inside maths; empty at the end of the text.
Span next_maths(std::string_view text, std::size_t pos);

}  // namespace host::text
