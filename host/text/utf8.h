// UTF-8 and Unicode properties, as far as the canonical form needs them. Internal to host/text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace host::text {

inline constexpr char32_t kReplacement = 0xFFFD;

// Decodes the code point at bytes[pos] (pos < bytes.size()) and moves pos past it. Ill-formed bytes
// give U+FFFD, one for each maximal subpart (Unicode 15, section 3.9). Never reads past the end.
char32_t decode(std::string_view bytes, std::size_t& pos);

// The code point that ends right before `pos`; 0 at the start.
char32_t decode_before(std::string_view bytes, std::size_t pos);

// Appends a scalar value; anything else appends U+FFFD.
void append(std::string& out, char32_t cp);

bool is_letter(char32_t cp);
bool is_mark(char32_t cp);
bool is_alphanumeric(char32_t cp);

inline bool is_ascii_lower(char c) {
  return c >= 'a' && c <= 'z';
}
inline bool is_ascii_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
inline bool is_ascii_letter(char c) {
  return is_ascii_lower(c) || is_ascii_upper(c);
}
inline bool is_ascii_digit(char c) {
  return c >= '0' && c <= '9';
}
inline bool is_ascii_alnum(char c) {
  return is_ascii_letter(c) || is_ascii_digit(c);
}
inline bool is_ascii_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
inline char ascii_lower(char c) {
  return is_ascii_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

// True: text of such code points is in NFC whatever stands beside them. False: it may not be.
bool is_quick_nfc(char32_t cp);

// True for code points that are reordered: their canonical combining class is not 0, or that of all
// they decompose to.
bool is_combining(char32_t cp);

// `text` (well-formed UTF-8) in NFC. Time grows with the square of a run of combining marks, so
// callers bound those first.
std::string to_nfc(std::string_view text);

// `base` followed by the combining `mark` as one code point; 0 when Unicode has none.
char32_t compose(char32_t base, char32_t mark);

}  // namespace host::text
