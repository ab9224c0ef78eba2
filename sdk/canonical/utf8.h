// UTF-8 and Unicode properties, as far as the canonical form needs them. Internal to sdk/canonical.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sheaf/text/ascii.hpp"
#include "sheaf/text/utf8.hpp"

namespace sheaf::canonical {

namespace ascii = sheaf::text;  // is_digit() and the like, beside those of code points

inline constexpr char32_t kReplacement = 0xFFFD;

// Decodes the code point at bytes[pos] (pos < bytes.size()) and moves pos past it. Ill-formed bytes
// give U+FFFD, one for each maximal subpart (Unicode 15, section 3.9). Never reads past the end.
char32_t decode(std::string_view bytes, std::size_t& pos);

// The code point that ends right before `pos`; 0 at the start.
char32_t decode_before(std::string_view bytes, std::size_t pos);

inline void append(std::string& out, char32_t cp) {
  ascii::append_utf8(out, cp);
}

bool is_letter(char32_t cp);
bool is_mark(char32_t cp);
bool is_alphanumeric(char32_t cp);

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

}  // namespace sheaf::canonical
