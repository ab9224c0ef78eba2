// Characters that HTML and XML write as references.
#pragma once

#include <string>
#include <string_view>

namespace sheaf::text {

// For content and for attributes in double quotes: & < > " are written as entities
// (https://html.spec.whatwg.org/#escapingString; XML 1.0, section 4.6).
void append_html_escaped(std::string& out, std::string_view text);
std::string html_escaped(std::string_view text);

// The character that a named reference of HTML (https://html.spec.whatwg.org/entities.json) stands
// for, as UTF-8 (one or two code points): "nbsp" gives U+00A0. `name` is without & and ; and is
// case-sensitive. Empty when HTML has no such name.
std::string_view html_entity(std::string_view name);

inline constexpr std::size_t kLongestHtmlEntity = 31;  // CounterClockwiseContourIntegral

}  // namespace sheaf::text
