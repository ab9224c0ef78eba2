// Short for what most tests ask for.
#pragma once

#include <string>
#include <string_view>

#include "sheaf/canonical/clean.hpp"

namespace sheaf::canonical {

inline std::string plain(std::string_view text) {
  return clean(text, Markup::kPlain);
}
inline std::string tex(std::string_view text) {
  return clean(text, Markup::kTex);
}

}  // namespace sheaf::canonical
