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

// `\ifmmode…\else…\fi`: what stands for one thing in maths and in text.
struct Conditional {
  std::string_view maths;
  std::string_view text;
  std::size_t end = 0;  // past `\fi` and the blanks or the `{}` that end its name
};

// The conditional at `pos`; nothing if none begins there, or it is not closed soon.
std::optional<Conditional> conditional_at(std::string_view text, std::size_t pos);

// `maths` with the first branch of every conditional in it.
std::string maths_branches(std::string_view maths);

// An address as it is meant: `\_` is `_`, `\~{}` is `~`.
std::string plain_address(std::string_view source);

// 14 -> xiv; nothing for numbers below 1.
std::string roman(int number);

}  // namespace sheaf::canonical
