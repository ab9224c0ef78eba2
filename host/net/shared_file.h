// The files under which processes of one machine agree on rates and circuits of a host.
#pragma once

#include "base/locked_file.h"

namespace host::net {

// SHEAF_E_CONFIG if it cannot be kept.
Result<LockedFile> open_shared(const std::filesystem::path& path);

// A host's name as part of a file name.
std::string file_stem(const std::string& authority);

}  // namespace host::net
