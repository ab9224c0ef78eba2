// MathML as text. Internal to sdk/canonical.
#pragma once

#include <string>
#include <string_view>

namespace sheaf::canonical {

// What a `<math>` element says; `element` reaches from its start tag to before its end tag. TeX
// that comes with it (an annotation, or alttext with a TeX command in it) is given as maths, `$…$`.
// Otherwise the characters in reading order: scripts as Unicode or `_{…}` and `^{…}`, accents as
// combining marks, fractions with a slash. Any input gives some text; deep nesting is flattened.
std::string mathml_to_text(std::string_view element);

// `content` between `$`, or between `$$`, without blanks at its ends; empty when that would not be
// read as maths again (see maths.h).
std::string as_maths(std::string_view content, bool display);

// `maths`, with its delimiters, with the branch for maths of every `\ifmmode…\else…\fi` in it.
std::string chosen_maths(std::string_view maths);

// The maths that a TeX formula holds: the body of a whole document or the text itself, with or
// without delimiters. The text as it is if it cannot be read as maths.
std::string tex_formula(std::string_view tex);

}  // namespace sheaf::canonical
