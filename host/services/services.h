// The services of one instance, as the plugin ABI has them. What they refer to outlives them.
#pragma once

#include <memory>
#include <string>

#include "base/budget.h"
#include "base/clock.h"
#include "net/http.h"
#include "net/scrub.h"
#include "services/state.h"
#include "sheaf/plugin.h"
#include "store/store.h"

namespace host::services {

// `context` says on whose behalf: step, declared hosts, what the pipeline allows, secrets. Its
// `cancelled` and `deadline_ms` are taken from the call of each request.
std::shared_ptr<const sheaf_http> http_service(net::Http& http, net::CallContext context);

std::shared_ptr<const sheaf_clock> clock_service(Clock& clock);

// When what is written is stored: with the run, or at once, as outputs need it: what they deliver
// is of a run that is committed already.
enum class Stored { with_run, at_once };
std::shared_ptr<const sheaf_state> state_service(PluginState& state, std::string component,
                                                 std::string step, Stored stored);

std::shared_ptr<const sheaf_history> history_service(store::Store& store, std::string pipeline);

std::shared_ptr<const sheaf_feedback> feedback_service(store::Store& store, std::string pipeline);

// Limits of one step; the amounts used are shared by all pipelines of the store that use the
// component.
struct Period {
  std::string run, day, month;  // "2026-09-24", "2026-09": local to the pipeline
};
std::shared_ptr<const sheaf_budget> budget_service(store::Store& store, std::string component,
                                                   Budget limits, Period period);

// Each receiver that took a message is written down at once under the message's idempotency key,
// and is not sent it again: a retry goes to those who have not had it. What is left of "never
// twice": the moment between the server's answer and our writing it down, and an answer that is
// lost on the way. Sending again is right then, since the other choice is to lose a digest; the
// message's Message-ID is the same, by which many mail stores drop the second.
struct MailSettings {
  std::string pipeline, step;
  std::string ca_file;    // http.ca_file
  bool replayed = false;  // the run is a replay: nothing may leave the machine
  std::shared_ptr<const net::Scrubber> scrubber;  // may be null
};
std::shared_ptr<const sheaf_mail> mail_service(store::Store& store, Clock& clock,
                                               MailSettings settings);

}  // namespace host::services
