// Characters that HTML and XML write as references.
#pragma once

#include <cstddef>
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

// The character that Windows-1252 has at 0x80 to 0x9F; the number itself for the five it leaves
// free and for everything else. HTML reads `&#146;` so, and text that came from such bytes holds
// U+0092.
char32_t windows_1252(char32_t number);

struct NumberedCharacter {
  char32_t character = 0;
  std::size_t size = 0;  // in bytes, with `&#` and the semicolon if there is one; 0: none
};

// The numeric reference that `text` begins with: `&#931;`, `&#x3A3;`, `&#X3a3`
// (https://html.spec.whatwg.org/#numeric-character-reference-state). The semicolon may be missing.
// U+FFFD for what is no character; 128 to 159 are those of windows_1252().
NumberedCharacter numbered_character(std::string_view text);

}  // namespace sheaf::text
