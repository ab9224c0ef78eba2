// The last step of every clean(): characters, blanks and paragraphs of the canonical form.
#pragma once

#include <string>
#include <string_view>

namespace sheaf::canonical {

struct Form {
  bool single_line = false;    // paragraphs are joined by a blank
  bool marks = false;          // the bytes of marks.h mean what they say; otherwise they vanish
  bool lines_are_text = true;  // an empty line ends a paragraph; otherwise it is a blank
};

// UTF-8 in NFC with U+FFFD for ill-formed bytes and noncharacters. U+0080 to U+009F, but for
// U+0085, are what Windows-1252 has there, since they come from its bytes. Without control
// characters, bidirectional controls, soft hyphens and zero-width characters (U+200C and U+200D
// stay between letters of scripts that need them) and without combining marks after the 30th in a
// row (as in the Stream-Safe Text Format, UAX #15). Blanks are single: no-break blanks stay unless
// beside another blank, all other white space becomes U+0020. Paragraphs are split by "\n\n".
// Total.
std::string canonical(std::string_view bytes, Form form);

}  // namespace sheaf::canonical
