// TeX prose as text. Internal to sdk/canonical.
#pragma once

#include <string>
#include <string_view>

namespace sheaf::canonical {

// True if the TeX reader would change anything but white space.
bool has_tex(std::string_view text);

// Appends the text of `source` with the bytes of marks.h. Maths (maths.h) stays, `\(…\)` and
// `\[…\]` and equation environments become `$…$` and `$$…$$`. Outside maths:
// - accents, letters, symbols, quotes, dashes become Unicode; `~` between two words a no-break
//   blank, elsewhere ("~5 %") it stays;
// - known commands vanish or show their argument, citations vanish, `\href{u}{t}` gives "t (u)";
// - unknown commands stay as they are written, with their arguments;
// - braces vanish, but stay around what looks like a set ({0, 1}) and where they do not balance;
// - `\ifmmode…\else…\fi` gives its second branch, in maths its first;
// - addresses (http…) keep their `~`, `--` and `_`.
void append_tex(std::string& out, std::string_view source);

}  // namespace sheaf::canonical
