// Names of files made from names of things: one path component each, ASCII, the same for ever.
#pragma once

#include <string>
#include <string_view>

namespace output_html {

// "José Ángel" -> "jose-angel-1f3c9a": what a person can read of it, and a part of its hash, so
// that different names never share a file.
std::string slug(std::string_view name);

// A profile's folder: its id where that is plain ([a-z0-9][a-z0-9._-]*, 100 characters at most),
// else its slug.
std::string profile_folder(std::string_view id);

}  // namespace output_html
