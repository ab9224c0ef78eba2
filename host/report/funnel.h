// A funnel in words.
#pragma once

#include <vector>

#include "base/funnel.h"
#include "report/digest.h"

namespace host::report {

// The lines in the order of judging, the run-wide ones not among them.
std::vector<Count> lines(const Funnel& funnel);

}  // namespace host::report
