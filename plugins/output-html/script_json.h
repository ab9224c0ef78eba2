// JSON that may stand in a script: `<`, U+2028 and U+2029 are escaped.
#pragma once

#include <string>
#include <string_view>

namespace output_html {

// Appends the text as a JSON string.
void append_json(std::string& out, std::string_view text);

// At most `bytes` of it, cut between characters and then ended by "…".
std::string shortened(std::string_view text, std::size_t bytes);

}  // namespace output_html
