// The TeX commands that have a meaning in titles and abstracts. Internal to sdk/canonical.
#pragma once

#include <string_view>

namespace sheaf::canonical {

enum class TexKind : unsigned char {
  kSymbol,        // stands for its value; blanks after it stay
  kLetter,        // stands for its value; blanks after it end the command and vanish
  kAccent,        // its value is the combining mark for the letter that follows
  kStyle,         // shows its argument
  kDeclaration,   // vanishes with the blanks after it
  kDrop,          // vanishes with its arguments
  kShowSecond,    // shows its second argument
  kUrl,           // shows its argument, an address
  kHref,          // shows its second argument and, in brackets, the address in its first
  kFootnote,      // shows its argument in brackets
  kQuote,         // shows its argument in quotes
  kSuper,         // shows its argument raised
  kSub,           // shows its argument lowered
  kNewParagraph,  // ends a paragraph; an argument is shown
  kSpace,         // stands for a blank
  kBegin,         // opens an environment
  kEnd,           // closes one
  kRoman,         // shows the number after it in Roman numerals
};

struct TexCommand {
  std::string_view name;  // without the backslash
  TexKind kind = TexKind::kSymbol;
  std::string_view value = {};
};

// Null when the name is unknown: then the source is shown. Lives for ever.
const TexCommand* find_tex_command(std::string_view name);

// The combining mark of an accent written with a sign (`\'e`); 0 if `sign` is none.
char32_t tex_accent(char sign);

}  // namespace sheaf::canonical
