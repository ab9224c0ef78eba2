// The instances of a pipeline's steps, each with its services.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "config/pipeline.h"
#include "net/http.h"
#include "pipeline/store_services.h"
#include "plugin/instance.h"
#include "store/store.h"

namespace host::pipeline {

// What the services of all steps stand on. Borrowed; null members: that service is absent.
struct ServiceBase {
  Clock* clock = nullptr;
  net::Http* http = nullptr;
  store::Store* store = nullptr;
  RunState* state = nullptr;
  std::shared_ptr<const net::Scrubber> scrubber;
  std::string run_id, date;  // for budgets
};

// Gives each call of a step its run id, deadline, cancellation, log and progress.
struct CallMaker {
  std::string run_id;
  Clock* clock = nullptr;
  std::shared_ptr<plugin::CancelToken> cancel;
  plugin::LogFunction log;
  plugin::ProgressFunction progress;
  plugin::CallOptions operator()(const config::Step& step) const;
};

// The HTTP service as the pipeline configures it; no cache and no cassettes yet.
net::HttpConfig web_config(const config::Pipeline& pipeline, Clock& clock,
                           const std::filesystem::path& state_dir);

struct StepInstance {
  const config::Step* step = nullptr;
  std::shared_ptr<plugin::Instance> instance;
};

// The instance of one step. Failure: what create() said, with file:line:column in front.
Result<StepInstance> make_step(const config::Pipeline& pipeline, const config::Step& step,
                               plugin::Registry& registry, const ServiceBase& base,
                               const CallMaker& calls);

}  // namespace host::pipeline
