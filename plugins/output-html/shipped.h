// The files that are built in; made by CMake from pages/ and assets/.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace output_html {

extern const char* const kLayout;
extern const char* const kDigest;
extern const char* const kWorks;
extern const char* const kOwn;

// Name and content of what goes to assets/.
const std::vector<std::pair<std::string, std::string>>& assets();

// Folders where KaTeX may be, the best first.
const std::vector<std::string>& katex_folders();

}  // namespace output_html
