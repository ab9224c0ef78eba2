// "Did you mean ...?"
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace host::config {

// Edits (insert, delete, replace, swap of neighbours) from `a` to `b`, ASCII case ignored.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate closest to `name`, or empty if none is near enough to be a slip of the pen.
std::string nearest(std::string_view name, std::span<const std::string> candidates);

// The tail of a message: `; did you mean "x"?`, or `; expected one of: a, b, c`, or nothing.
std::string suggestion(std::string_view name, std::span<const std::string> candidates);

}  // namespace host::config
