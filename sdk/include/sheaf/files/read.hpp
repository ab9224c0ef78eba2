// Files that the user wrote.
#pragma once

#include <string>

namespace sheaf::files {

// The bytes of the template at `path`. Throws sheaf::Error(SHEAF_E_CONFIG) if it cannot be read or
// is empty.
std::string read_template(const std::string& path);

}  // namespace sheaf::files
