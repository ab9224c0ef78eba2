// The one transaction that makes a run visible: digests, marks, carries, cursors, plugins' state
// and what has to be delivered; all of it or nothing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "report/digest.h"
#include "services/state.h"
#include "stages/compose.h"
#include "stages/libraries.h"
#include "stages/step.h"
#include "store/store.h"

namespace host::stages {

struct CommitInput {
  const report::RunFacts& facts;
  const std::vector<Composed>& digests;
  const std::map<std::string, CursorMove>& cursors;    // by step id
  const std::map<std::string, StepInstance>& outputs;  // by step id
};

// On the disk when it returns. A cursor that somebody else moved meanwhile fails it
// (SHEAF_E_TRANSIENT), as the store does.
Result<void> commit(store::Store& store, services::PluginState& state, const CommitInput& input);

}  // namespace host::stages
