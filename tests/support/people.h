// The authors of a record, in short.
#pragma once

#include <string>
#include <vector>

#include "sheaf/plugin.hpp"

namespace test {

// `given|family[|suffix]`, `=group`
inline std::string shown(const sheaf::Person& p) {
  if (p.group) return "=" + p.name;
  return p.given + "|" + p.family + (p.suffix.empty() ? "" : "|" + p.suffix);
}

inline std::vector<std::string> shown(const std::vector<sheaf::Person>& people) {
  std::vector<std::string> out;
  for (const auto& p : people) out.push_back(shown(p));
  return out;
}

}  // namespace test
