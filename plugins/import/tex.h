// TeX's notations, as far as fields are taken apart by them. Text keeps its TeX: the host cleans
// it.
#pragma once

#include <string>
#include <string_view>

namespace import {

// `{World Health Organization}`: one pair of braces around everything.
bool is_enclosed(std::string_view text);

// Without blanks and pairs of braces around everything; of many pairs the outer ones.
std::string_view unbraced(std::string_view text);

// What addresses, identifiers and dates are in print: without escapes and braces, and with the
// characters that commands stand for (`$<$`, `{\textless}`).
std::string verbatim(std::string_view text);

}  // namespace import
