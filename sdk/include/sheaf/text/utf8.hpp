// Places in UTF-8 (RFC 3629).
#pragma once

#include <string>
#include <string_view>

namespace sheaf::text {

// At most so many bytes from the beginning, not ending inside a character.
std::string_view beginning(std::string_view utf8, std::size_t bytes);

// Appends a character; U+FFFD for a surrogate or a number beyond Unicode.
void append_utf8(std::string& out, char32_t code);

}  // namespace sheaf::text
