#include "net/shared_file.h"

#include "sheaf/text/ascii.hpp"

namespace host::net {

Result<LockedFile> open_shared(const std::filesystem::path& path) {
  auto file = LockedFile::open(path, 0666);
  if (file) return file;
  return fail(SHEAF_E_CONFIG, "cannot keep rates of hosts: " + file.error().message +
                                  ". Make the folder writable.");
}

std::string file_stem(const std::string& authority) {
  std::string out = authority.substr(0, 200);
  for (char& c : out) {
    const bool plain = sheaf::text::is_lower(c) || sheaf::text::is_digit(c) || c == '.' || c == '-';
    if (!plain) c = '_';
  }
  return out;
}

}  // namespace host::net
