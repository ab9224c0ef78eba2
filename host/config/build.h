// From a checked document to a typed Pipeline, with the checks that a schema cannot express.
#pragma once

#include "config/host_keys.h"
#include "config/pipeline.h"

namespace host::config {

// Writes the short forms of a profile's `library:` (a path, a list of paths) in full: `[{path:
// ...}]`.
void spell_out_libraries(Node& root);

// Checks every key of `root` and of the steps' components. What is wrong is in ctx.diagnostics; the
// result is complete only if nothing is.
Pipeline build_pipeline(const Node& root, const Components& components, const Context& ctx);

// What is wrong with a time zone's name, or nothing.
std::string check_timezone(const std::string& name);

}  // namespace host::config
