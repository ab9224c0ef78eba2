// Leaving a server alone for a while.
#pragma once

#include <cstdint>
#include <string>

#include "sheaf/plugin.hpp"

namespace modelapi {

// Sleeps for `ms`, and says so. Throws sheaf::Error(SHEAF_E_RATE_LIMITED) at once if that is longer
// than max_wait_ms or would end after the deadline of the call. `why`, which may be empty, is the
// beginning of what is said.
void pause(const sheaf::Host& host, const sheaf::Call& call, std::int64_t ms,
           const std::string& why, std::int64_t max_wait_ms);

}  // namespace modelapi
