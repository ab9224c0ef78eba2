// Text as HTML.
#pragma once

#include <string>
#include <string_view>

namespace digest {

// For content and attributes in double quotes: & < > " are written as entities.
std::string html_escaped(std::string_view text);

}  // namespace digest
