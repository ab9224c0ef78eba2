#include "sheaf/files/read.hpp"

#include <fstream>
#include <sstream>
#include <utility>

#include "sheaf/plugin.hpp"

namespace sheaf::files {

std::string read_template(const std::string& path) {
  const std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    throw Error(SHEAF_E_CONFIG, "template " + path + ": cannot be read, or empty");
  }
  return std::move(text).str();
}

}  // namespace sheaf::files
