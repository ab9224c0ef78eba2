// docs/pipelines.md: the reference of all keys, generated so that it cannot go stale unseen.
#pragma once

#include <string>

#include "config/host_keys.h"

namespace host::config {

// Markdown: how a file is read, the pipeline's keys, the settings of each component. The same
// components give the same text.
std::string pipeline_reference(const Components& components);

// The settings of one component as a Markdown table, with its hosts; for `sheaf info` too.
std::string component_reference(const sheaf_component& component);

}  // namespace host::config
