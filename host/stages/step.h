// The instance of a step, as stages call it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "net/scrub.h"
#include "plugin/instance.h"

namespace host::stages {

struct StepInstance {
  std::string id;
  std::string component;  // the plugin's
  std::string at;         // file:line:column
  std::string settings;   // hash of the settings that give a cursor its meaning
  std::int64_t deadline_ms = 0;
  std::shared_ptr<plugin::Instance> instance;
};

// A source that reads one reader's library.
struct LibraryInstance {
  std::string profile;
  StepInstance step;
};

// Gives each call of a step its run id, deadline, cancellation, log and progress.
struct CallMaker {
  std::string run_id;
  Clock* clock = nullptr;
  std::shared_ptr<plugin::CancelToken> cancel;
  plugin::LogFunction log;
  plugin::ProgressFunction progress;
  std::shared_ptr<const net::Scrubber> scrubber;  // may be null

  plugin::CallOptions operator()(const StepInstance& step) const {
    plugin::CallOptions o;
    o.run_id = run_id;
    o.step_id = step.id;
    o.cancel = std::make_shared<plugin::CancelToken>(cancel);
    o.log = log;
    o.progress = progress;
    o.clock = clock;
    if (scrubber) {
      o.scrub = [s = scrubber](std::string_view words) { return s->scrub(words); };
    }
    if (step.deadline_ms > 0) o.deadline_ms = clock->now_ms() + step.deadline_ms;
    return o;
  }
};

}  // namespace host::stages
