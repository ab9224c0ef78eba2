// A digest as JSON Lines; digest.schema.json describes every line.
#pragma once

#include <string>

#include "sheaf/plugin.h"

namespace output_json {

// One `digest` line, then a line for each section, item and work without a score, in the digest's
// order; each ends in a line feed. Bytes that are no UTF-8 become U+FFFD.
std::string lines_of(const sheaf_run& run, const sheaf_digest& digest);

}  // namespace output_json
