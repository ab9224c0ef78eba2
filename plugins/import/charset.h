// What a file is written in.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace import {

// A file as UTF-8 without byte order mark: UTF-16 by its mark; what holds no character beyond ASCII
// in UTF-8 is Windows-1252. In UTF-8 a byte that belongs to no character is Windows-1252, and its
// line goes to `mended`, each once.
std::string to_utf8(std::string bytes, std::vector<std::size_t>* mended = nullptr);

}  // namespace import
