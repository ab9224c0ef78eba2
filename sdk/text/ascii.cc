#include "sheaf/text/ascii.hpp"

#include <algorithm>

namespace sheaf::text {

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

}  // namespace sheaf::text
