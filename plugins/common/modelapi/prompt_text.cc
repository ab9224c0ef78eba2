#include "modelapi/prompt_text.h"

#include <cstddef>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

#include "sheaf/plugin.hpp"

namespace modelapi {
namespace {

[[noreturn]] void refuse(const std::string& name, const std::string& what) {
  throw sheaf::Error(SHEAF_E_CONFIG, "prompt " + name + ": " + what);
}

}  // namespace

PromptText split_prompt(const std::string& name, const std::string& text) {
  static constexpr std::string_view kLine = "\n%%%\n";
  const std::size_t at = text.find(kLine);
  if (at == std::string::npos) {
    refuse(name, "it needs a line `%%%` between the system message and the papers");
  }
  PromptText out{text.substr(0, at + 1), text.substr(at + kLine.size())};
  if (out.user.find("{{handle}}") == std::string::npos) {
    refuse(name, "papers must be named by {{handle}}");
  }
  return out;
}

std::string read_prompt_file(const std::string& path) {
  const std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) refuse(path, "cannot be read");
  return std::move(text).str();
}

}  // namespace modelapi
