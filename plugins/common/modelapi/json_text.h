// Writing JSON, and mending what models write in its place.
#pragma once

#include <string>
#include <string_view>

namespace modelapi {

// Appends `text` as a JSON string with its quotes. UTF-8 stays as it is.
void append_json(std::string& out, std::string_view text);
std::string json_string(std::string_view text);

// A copy of text that was meant as JSON with the mistakes of models undone:
// - in strings, a backslash that begins no escape of JSON is doubled ("\alpha"), and so is one that
//   begins a LaTeX command which JSON would read as an escape ("\theta", "\frac", "\nu");
// - line ends and other control characters in strings are escaped;
// - a comma before a closing bracket goes;
// - whole numbers of more than 18 digits get ".0", so that every reader takes them.
// Valid JSON keeps its meaning, but for strings in which a line end or tab stands directly before
// the rest of a LaTeX command's name.
std::string mend_json(std::string_view text);

}  // namespace modelapi
