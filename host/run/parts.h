// What a run is made of: the store and who may write to it, the web, the steps as instances, and
// the stages over them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "report/digest.h"
#include "run/run.h"
#include "services/state.h"
#include "stages/arrivals.h"
#include "stages/edit.h"
#include "stages/enrich.h"
#include "stages/judge.h"
#include "stages/libraries.h"
#include "stages/outbox.h"
#include "stages/score_call.h"

namespace host::run {

// Stages refer to each other and to what is above them: neither copied nor moved. In the order of
// making; null until made.
struct Parts {
  Parts() = default;
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  // The store, the pipeline's lease (of a dry run none), the web and the run's row in the store,
  // which `facts` describe. Fails as run() does.
  Result<void> open(const config::Pipeline& pipeline, const RunOptions& options);
  // Instances of all steps, and the stages.
  Result<void> make(const config::Pipeline& pipeline, plugin::Registry& registry,
                    const RunOptions& options);

  std::unique_ptr<store::Store> own_store;  // null: the options gave one
  store::Store* store = nullptr;
  std::unique_ptr<store::RunLease> lease;
  std::unique_ptr<PatientClock> patient_clock;  // of the web, if the run's own stands still
  std::unique_ptr<net::Http> http;
  report::RunFacts facts;

  std::unique_ptr<services::PluginState> state;
  stages::CallMaker calls;
  std::vector<stages::StepInstance> sources;
  std::vector<stages::ScorerStep> scorers;
  std::vector<stages::LibraryInstance> libraries;
  std::map<std::string, stages::StepInstance> outputs;  // by step id
  std::vector<std::shared_ptr<const stages::ReaderProfile>> profiles;

  std::unique_ptr<stages::Outbox> outbox;
  std::unique_ptr<stages::Arrivals> arrivals;
  std::unique_ptr<stages::Enrichers> enrichers;
  std::unique_ptr<stages::Editors> editors;
  std::unique_ptr<stages::ScoreCaller> caller;
  std::unique_ptr<stages::Judge> judge;
};

}  // namespace host::run
