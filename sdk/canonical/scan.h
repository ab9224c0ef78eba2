// Finding one's way in markup and TeX. Internal to sdk/canonical.
#pragma once

#include <cstddef>
#include <string_view>

#include "sheaf/text/ascii.hpp"

namespace sheaf::canonical {

inline constexpr auto kNone = std::string_view::npos;  // found nowhere

// Past white space, from `pos` on.
inline std::size_t skip_blanks(std::string_view text, std::size_t pos) {
  while (pos < text.size() && sheaf::text::is_blank(text[pos])) ++pos;
  return pos;
}

}  // namespace sheaf::canonical
