// The files: what they are, and whether they changed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "options.h"
#include "parsed.h"

namespace import {

// What tells that a file changed, without reading it. Empty for standard input, which always counts
// as changed. Throws sheaf::Error when there is no such file or it may not be read.
std::string mark_of(const std::string& path);

// The whole of it as UTF-8; `mended` as in to_utf8(). Throws sheaf::Error.
std::string read_file(const std::string& path, std::vector<std::size_t>& mended);

// Throws sheaf::Error(SHEAF_E_UPSTREAM) when the text is none of the formats.
Format format_of(std::string_view text);
Parsed parse(std::string_view text, Format format);

}  // namespace import
