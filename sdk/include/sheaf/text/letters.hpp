// Letters that Unicode's decompositions (UAX #15) leave whole.
#pragma once

#include <string_view>

namespace sheaf::text {

// A small Latin letter with a stroke, a ligature, or one of the letters without a dot, in ASCII:
// "ae" for æ, "l" for ł. Empty for any other code point. For text that is folded to lower case and
// decomposed already.
std::string_view spelled_out(char32_t letter);

}  // namespace sheaf::text
