// Control bytes that the markup readers leave for canonical(). They cannot come from outside:
// clean() removes every control character from its input before a reader sees it.
#pragma once

#include <string_view>

namespace sheaf::canonical {

inline constexpr char kDollar = '\x01';     // a `$` that the author escaped: never maths
inline constexpr char kParagraph = '\x02';  // the end of a block
inline constexpr char kLine = '\x03';       // a forced line break; two of them end a paragraph
inline constexpr char kNothing = '\x04';    // was markup; vanishes without a blank

// Those that end a paragraph, for sheaf::text::maths_end().
inline constexpr std::string_view kParagraphEnds = "\x02\x03";

}  // namespace sheaf::canonical
