// Asks enrichers about works, and joins what they say to the works.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "report/digest.h"
#include "stages/arrivals.h"
#include "stages/step.h"
#include "store/store.h"

namespace host::stages {

class Enrichers {
 public:
  Enrichers(std::vector<StepInstance> steps, store::Store& store, Arrivals& arrivals,
            const CallMaker& calls, std::string pipeline, std::int64_t now_ms)
      : steps_(std::move(steps)),
        store_(store),
        arrivals_(arrivals),
        calls_(calls),
        pipeline_(std::move(pipeline)),
        now_ms_(now_ms) {}

  // Each enricher is asked once a run about a work that has an identifier it can look up, and not
  // again in later runs before its answer is a month old, or its silence three days: what it said
  // is in the store. A failing enricher is noted and not asked again. Gives the works that the
  // answers changed or joined, in the order of the works. Fails only if the store does.
  Result<std::vector<Placed>> enrich(const std::vector<store::WorkId>& works);

  // There is no enricher.
  bool empty() const { return steps_.empty(); }

  const std::vector<report::Notice>& notices() const { return notices_; }
  const std::vector<report::Usage>& usage() const { return usage_; }

 private:
  using Asked = std::vector<std::pair<store::WorkId, Work>>;
  Result<void> ask(const StepInstance& step, Asked batch, std::vector<Placed>& out);
  Result<void> tell(const std::vector<store::WorkId>& works);

  std::vector<StepInstance> steps_;
  store::Store& store_;
  Arrivals& arrivals_;
  const CallMaker& calls_;
  const std::string pipeline_;
  const std::int64_t now_ms_;
  std::map<std::string, std::set<std::string>> asked_;  // ids of works by step
  std::set<std::string> failed_;
  std::vector<report::Notice> notices_;
  std::vector<report::Usage> usage_;
};

}  // namespace host::stages
