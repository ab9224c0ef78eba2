// Which `$` is maths. One rule (docs/design/text.md) for sources, for the canonical form and for
// outputs:
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

namespace sheaf::text {

// A part of a text, delimiters included; begin == end when there is none.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool empty() const { return begin == end; }
  bool operator==(const Span&) const = default;
};

// The end of the maths that opens with the `$` at text[pos], closing delimiter included;
// std::string_view::npos if it opens none. `breaks`: control characters that end a paragraph as a
// blank line does. Linear in the distance to the next `$`.
std::size_t maths_end(std::string_view text, std::size_t pos, std::string_view breaks = {});

// The first maths at or after `pos`, which must not be inside maths; empty if there is none.
Span next_maths(std::string_view text, std::size_t pos, std::string_view breaks = {});

// True if any `$` of the text opens maths.
inline bool has_maths(std::string_view text) {
  return !next_maths(text, 0).empty();
}

}  // namespace sheaf::text
