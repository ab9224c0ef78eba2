// Who uses a store: files beside it that are locked (flock) by the processes that do. Private to
// store/sqlite/.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/error.h"
#include "base/locked_file.h"

namespace host::store {

// "cannot WHAT PATH: why", of the current errno.
tl::unexpected<Error> cannot(const char* what, const std::string& path);

// Makes the folder and those above it, for their owner only.
Result<void> make_folders(const std::filesystem::path& folder);

// Held by every process that has the store open (shared), and by mend() (exclusive): PATH.lock.
// SHEAF_E_TRANSIENT if the other kind holds it.
Result<LockedFile> lock_store(const std::string& path, bool exclusive);

// Store::lease_run. The lock is a file beside the store: PATH.PIPELINE.lock.
Result<LockedFile> lock_run(const std::string& path, std::string_view pipeline, Clock& clock,
                            std::int64_t wait_ms, const std::function<bool()>& cancelled);

// The running pipelines on the store, in words; "another process" if none is known.
std::string holders(const std::string& path);

}  // namespace host::store
