// Strings as the array that the ABI wants. It borrows them.
#pragma once

#include <string>
#include <vector>

#include "sheaf/plugin.hpp"

namespace sheaf::testing {

inline std::vector<sheaf_str> raw(const std::vector<std::string>& strings) {
  std::vector<sheaf_str> out;
  for (const auto& s : strings) out.push_back(str(s));
  return out;
}

}  // namespace sheaf::testing
