// Repairs of running text that need more than one character to see. Internal to sdk/canonical.
#pragma once

#include <string>

namespace sheaf::canonical {

// Puts a blank where a lost line break joined two sentences ("accuracy.To overcome"): between
// `.`, `?` or `!` and a word that opens sentences (from a fixed list, followed by a blank or a
// comma), if a word of three small letters or more, a closing bracket or quote, `%` or `$` stands
// before. Addresses, file names and maths stay as they are.
void mend_lost_breaks(std::string& text);

}  // namespace sheaf::canonical
