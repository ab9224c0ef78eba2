// Accented letters of TeX. Internal to sdk/canonical.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tex_commands.h"

namespace sheaf::canonical {

// The combining mark of a command of kind kAccent.
char32_t accent_mark(const TexCommand& command);

// Reads the letter at `pos` - plain, in braces, `\i`, `\ae`, itself accented - and sets `letter` to
// it with the combining `mark`, as one code point if there is one. Returns where it ends;
// std::string_view::npos, and `letter` unchanged, if no letter stands there.
std::size_t read_accented(std::string_view text, std::size_t pos, char32_t mark,
                          std::string& letter);

}  // namespace sheaf::canonical
