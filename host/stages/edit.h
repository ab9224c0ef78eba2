// What editors write about readers' digests.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "report/digest.h"
#include "stages/step.h"
#include "store/store.h"

namespace host::stages {

// Asks editors about one reader's digest after the other.
class Editors {
 public:
  Editors(std::vector<StepInstance> steps, store::Store& store, const CallMaker& calls)
      : steps_(std::move(steps)), store_(store), calls_(calls) {}

  // Adds the sections of all editors to the digest, and a notice for each that failed; of what it
  // wrote until then complete sections stay. Sections that were paid for are kept for a day, for
  // the case that the run dies before its commit: they are taken again for the same items, profile
  // and settings of the editor. False if an editor failed or warned. An error only if the store
  // fails.
  Result<bool> edit(const report::RunFacts& facts, report::Digest& digest,
                    const std::vector<report::Item>& items);

  const std::vector<report::Usage>& usage() const { return usage_; }

 private:
  struct Edited;
  Edited ask(const StepInstance& editor, const report::RunFacts& facts,
             const report::Digest& digest, const std::vector<report::Item>& items);
  Result<Edited> take_or_ask(const StepInstance& editor, const report::RunFacts& facts,
                             const report::Digest& digest, const std::vector<report::Item>& items);

  std::vector<StepInstance> steps_;
  store::Store& store_;
  const CallMaker& calls_;
  std::vector<report::Usage> usage_;
  std::map<std::string, Error> lost_;  // those that did not return
};

}  // namespace host::stages
