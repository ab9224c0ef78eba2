// What is wrong with a pipeline that only its plugins' instances can tell.
#pragma once

#include <string>
#include <vector>

#include "config/pipeline.h"
#include "stages/step.h"

namespace host::run {

// Axes that `select:` names and no scorer has: a line each, with file:line:column.
std::string unknown_axes(const config::Select& select,
                         const std::vector<stages::StepInstance>& scorers);

// Digests of two readers or outputs that would overwrite each other, a line each.
std::string colliding_targets(const config::Pipeline& pipeline,
                              const std::vector<stages::StepInstance>& outputs);

}  // namespace host::run
