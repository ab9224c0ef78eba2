// Other people's text in a prompt.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace modelapi {

inline constexpr std::size_t kLongestAbstract = 8000;  // bytes, in a prompt
inline constexpr std::size_t kLongestTitle = 1000;

// `text` for between <paper id="..."> and </paper>: tags of ours in it are taken apart ("</paper"
// becomes "< /paper"), so that it cannot leave its fence; it becomes one line, and what goes beyond
// `most` bytes is cut.
std::string fenced(std::string_view text, std::size_t most);

}  // namespace modelapi
