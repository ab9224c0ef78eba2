#include "base/temporary_folder.h"

#include <stdlib.h>

#include <string>
#include <system_error>

namespace host {

TemporaryFolder::TemporaryFolder() {
  std::error_code ec;
  std::string name = (std::filesystem::temp_directory_path(ec) / "sheaf-XXXXXX").string();
  if (::mkdtemp(name.data()) != nullptr) path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ec;
  if (!path_.empty()) std::filesystem::remove_all(path_, ec);
}

}  // namespace host
