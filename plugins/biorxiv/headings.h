// Headings of structured abstracts that lost their line.
#pragma once

#include <string>
#include <string_view>

namespace biorxiv {

// `MethodsWe count …`, `RESULTSTwo of …` at the beginning of a paragraph become `Methods: We
// count …`. A heading `Abstract` or `ABSTRACT` at the very beginning goes.
std::string separate_headings(std::string_view text);

}  // namespace biorxiv
