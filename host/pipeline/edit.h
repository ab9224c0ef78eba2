// Asks an editor for its sections of one reader's digest.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipeline/steps.h"
#include "report/digest.h"

namespace host::pipeline {

struct Edited {
  std::vector<report::Section> sections;  // complete ones, also before a failure
  std::vector<report::Usage> usage;
  Error error;  // if failed
  bool failed = false, hung = false;
};

// The digest as it stands and its items; both are copied for the call. `facts` likewise.
Edited edit(const StepInstance& editor, const CallMaker& calls, const report::RunFacts& facts,
            const report::Digest& digest, const std::vector<report::Item>& items);

}  // namespace host::pipeline
