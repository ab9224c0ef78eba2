// The pipeline that `sheaf create` writes: complete, commented, ready to be changed.
#pragma once

#include <span>
#include <string>

#include "config/host_keys.h"

namespace host::config {

// A pipeline of the given components, with every field, its meaning, and its default or example;
// optional keys are commented out. `small` leaves ADVANCED fields out. It loads without errors if
// the components' examples are valid and there is at least one source and one output.
std::string example_pipeline(const std::string& name,
                             std::span<const sheaf_component* const> components, bool small);

}  // namespace host::config
