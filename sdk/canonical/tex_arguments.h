// What stands after a TeX command. Internal to sdk/canonical.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sheaf::canonical {

// Past ASCII letters, from `pos` on.
std::size_t skip_letters(std::string_view text, std::size_t pos);

// Past a star and arguments in square brackets; at the `{` of the argument that follows, if any.
std::size_t skip_options(std::string_view text, std::size_t pos);

// The argument in braces at `pos`, without them; nothing if there is none, or it is too long.
std::optional<std::string_view> argument_at(std::string_view text, std::size_t pos);

// An address as it is meant: `\_` is `_`, `\~{}` is `~`.
std::string plain_address(std::string_view source);

// 14 -> xiv; nothing for numbers below 1.
std::string roman(int number);

}  // namespace sheaf::canonical
