// HTML and JATS as text. Internal to sdk/canonical.
#pragma once

#include <string>
#include <string_view>

namespace sheaf::canonical {

struct MarkupOptions {
  bool jats = false;            // JATS names are tags too
  bool drop_citations = false;  // superscript citation numbers vanish
};

// True if the markup reader would change anything but white space.
bool has_markup(std::string_view text);

// Appends the text of `source` with the bytes of marks.h. Known elements vanish, blocks become
// paragraphs, references characters, scripts Unicode; `<` before anything else, and everything in
// maths, stays. The heading "Abstract" vanishes; other headings lead the paragraph that follows
// ("Methods: …"). A text that was escaped once more than it should is unescaped once more, but not
// twice (`&amp;lt;b&amp;gt;` gives "<b>"): every `&` in it begins an escaped reference, and it has
// no `<`, or tags beyond doubt; or it has no `<` and its references spell tags. `\ifmmode` is read
// as in tex.h.
void append_markup(std::string& out, std::string_view source, MarkupOptions options);

}  // namespace sheaf::canonical
