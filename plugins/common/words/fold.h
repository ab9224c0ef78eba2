// What a code point is to the tokenizer, and what it becomes when case, accents, Greek letters and
// compatibility forms no longer matter. Source: Unicode 15.0 through utf8proc; Greek letters and
// the Latin letters that have no decomposition by the tables in fold.cc.
#ifndef SHEAF_WORDS_FOLD_H
#define SHEAF_WORDS_FOLD_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace words {

enum class CharKind : uint8_t {
  kWord,    // part of a word, as `Folded::text()`
  kAlone,   // a word of its own: scripts written without blanks (Han, kana, Hangul, Thai ...)
  kIgnore,  // not there at all: accents that stand alone, soft hyphen, zero-width characters
  kSpace,
  kHyphen,  // hyphens, apostrophes, slashes: glue words if nothing else is between them
  kStop,    // ends a phrase unless alone between two words: . , ; : ! ? brackets
  kEnd,     // ends a phrase always: longer dashes, ellipses, the stops of scripts without blanks
  kOther,   // quotes, symbols: like a blank, unless alone between two words
};

// The folded form of one code point. Empty unless kWord or kAlone.
struct Folded {
  CharKind kind = CharKind::kOther;
  uint8_t size = 0;
  std::array<char, 14> bytes{};
  std::string_view text() const noexcept { return {bytes.data(), size}; }
};

// Total: any value is accepted, those that are no code point are kOther. [thread-safe]
Folded fold(char32_t code_point) noexcept;

// The code point at `p` (p < end), which moves behind it. A byte that is not valid UTF-8 gives
// U+FFFD.
char32_t next_code_point(const char*& p, const char* end) noexcept;

// The Latin name of a Greek letter's LaTeX command ("beta" for "\beta", "\Beta", "\varbeta"); else
// empty.
std::string_view greek_command(std::string_view command) noexcept;

}  // namespace words

#endif
