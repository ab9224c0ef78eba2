// Prose to sentences.
#pragma once

#include <string_view>
#include <vector>

namespace briefing {

// The sentences of canonical PLAIN text, views of it without blanks around them. Abbreviations
// ("e.g.", "et al.", "Fig. 2", "z. B."), initials, decimals, dotted words and maths between `$` do
// not end one; paragraphs and the stops of scripts without blanks (。) do. Where it cannot be told,
// two sentences stay together. Total: any bytes are text.
std::vector<std::string_view> sentences_of(std::string_view text);

}  // namespace briefing
