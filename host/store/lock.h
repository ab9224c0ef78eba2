// Who uses a store: files beside it that are locked (flock) by the processes that do. Private to
// store/.
#pragma once

#include <filesystem>
#include <string>

#include "store/store.h"

namespace host::store {

// What an errno of the file system means: TRANSIENT if space is lacking, else the user must act.
sheaf_status status_of(int system_error);

// "cannot WHAT PATH: why", of the current errno.
tl::unexpected<Error> cannot(const char* what, const std::string& path);

// Makes the folder and those above it, for their owner only.
Result<void> make_folders(const std::filesystem::path& folder);

// Held by every process that has the store open (shared), and by mend() (exclusive): PATH.lock.
// SHEAF_E_TRANSIENT if the other kind holds it.
Result<RunLock> lock_store(const std::string& path, bool exclusive);

// The running pipelines on the store, in words; "another process" if none is known.
std::string holders(const std::string& path);

}  // namespace host::store
