// Which `$` in canonical text is maths; the rule of the canonical form:
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

namespace digest {

// The end of the maths that opens with the `$` at text[pos], closing delimiter included;
// std::string_view::npos if it opens none. Linear in the distance to the next `$`.
std::size_t maths_end(std::string_view text, std::size_t pos);

// True if any `$` of the text opens maths.
bool has_maths(std::string_view text);

}  // namespace digest
