// A file that is there whole or not at all.
#pragma once

#include <string>
#include <string_view>

#include "sheaf/abi/values.h"

namespace sheaf::files {

// Makes `path` hold exactly `bytes`: missing folders are made, a temporary file beside the target
// is written, synced and renamed over it, the folder is synced. A symbolic link at `path` is
// replaced, not followed. `key` names the temporary file, so that a repeated attempt after a crash
// takes over what the first left. Throws sheaf::Error with status_of(errno); then the target is as
// before, and the temporary file and the folders made are gone.
void write_atomically(const std::string& path, std::string_view bytes, std::string_view key);

// SHEAF_E_CONFIG for what only the user can mend (no permission, a read-only file system, a file
// where a folder should be); SHEAF_E_TRANSIENT for the rest (no space left).
sheaf_status status_of(int error);

}  // namespace sheaf::files
