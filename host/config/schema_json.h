// The JSON Schema of pipeline files, for completion and checks in editors (`sheaf schema`).
#pragma once

#include <string>

#include "config/host_keys.h"

namespace host::config {

// Draft 7, which the YAML language server reads best: all keys of a pipeline, and under `with:`
// those of the component that `use:` names. A file of a profiles folder is "#/definitions/profile".
// It accepts whatever load_pipeline accepts, and refuses most of what that refuses. The same
// components give the same text.
std::string json_schema(const Components& components);

}  // namespace host::config
