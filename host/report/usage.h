// Adding up what steps used.
#pragma once

#include <string>
#include <vector>

#include "report/digest.h"
#include "sheaf/plugin.h"

namespace host::report {

// Adds to the entry of the same step, model and currency, or appends one. Unknown cost stays
// unknown.
void add_usage(std::vector<Usage>& all, const std::string& step, const sheaf_usage& usage);
void add_usage(std::vector<Usage>& all, const Usage& usage);

}  // namespace host::report
