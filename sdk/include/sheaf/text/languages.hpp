// Languages as feeds name them.
#pragma once

#include <string>
#include <string_view>

namespace sheaf::text {

// The BCP 47 tag (https://www.rfc-editor.org/info/bcp47) of what a source says of a language:
// `en_US`, `EN-us`, `en_GB.UTF-8` (en-US, en-GB), codes of ISO 639-2 (`eng`, `fre`, `fra`), English
// names and the language's own (`English`, `français`). Of a list the first. Empty for `und`, `mul`
// and whatever is no language known.
std::string language_tag(std::string_view said);

}  // namespace sheaf::text
