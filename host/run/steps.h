// The instances of a pipeline's steps, each with its services.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "config/pipeline.h"
#include "net/http.h"
#include "plugin/shared_object.h"
#include "services/state.h"
#include "stages/step.h"
#include "store/store.h"

namespace host::run {

using stages::CallMaker;
using stages::LibraryInstance;
using stages::StepInstance;

// What the services of all steps stand on. Borrowed; null members: that service is absent.
struct ServiceBase {
  Clock* clock = nullptr;
  net::Http* http = nullptr;
  store::Store* store = nullptr;
  services::PluginState* state = nullptr;
  std::shared_ptr<const net::Scrubber> scrubber;
  std::string run_id, date;  // for budgets
  bool replayed = false;     // answers come from cassettes: nothing may be sent
};

// The HTTP service as the pipeline configures it; no cache and no cassettes yet.
net::HttpConfig web_config(const config::Pipeline& pipeline, Clock& clock,
                           const std::filesystem::path& state_dir);

// The steps of a pipeline, by kind and in its order.
struct StepInstances {
  std::vector<StepInstance> sources, scorers, enrichers, editors, outputs;
  std::vector<LibraryInstance> libraries;
};

// The instance of one step. Failure: what create() said, with file:line:column in front.
Result<StepInstance> make_step(const config::Pipeline& pipeline, const config::Step& step,
                               plugin::Registry& registry, const ServiceBase& base,
                               const CallMaker& calls);

// The instances of all steps. Failure: all that is wrong, a line each: what create() says, and what
// preflight.h finds. `some_left_out`: the pipeline lacks steps that its file has, so unknown axes
// are forgiven.
Result<StepInstances> make_steps(const config::Pipeline& pipeline, plugin::Registry& registry,
                                 const ServiceBase& base, const CallMaker& calls,
                                 bool some_left_out);

}  // namespace host::run
