// The commands, each in a file of its own.
#pragma once

#include <vector>

#include "cli/args.h"

namespace host::cli {

extern const Command kRun, kCheck, kProbe, kList, kInfo, kCreate, kSchema, kTest, kShow, kState,
    kFeedback, kDoctor, kServe;

inline std::vector<const Command*> commands() {
  return {&kRun,  &kCheck, &kProbe, &kList,     &kInfo,   &kCreate, &kSchema,
          &kTest, &kShow,  &kState, &kFeedback, &kDoctor, &kServe};
}

}  // namespace host::cli
