#pragma once

#include <string_view>

namespace sheaf::feed {

// White space of XML 1.0 (section 2.3): less than sheaf::text::is_blank() takes.
inline constexpr std::string_view kBlanks = " \t\r\n";

constexpr bool is_xml_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace sheaf::feed
