#include "run/steps.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "services/http.h"
#include "services/mail.h"

namespace host::pipeline {
namespace {

struct Bundle : plugin::ServiceOwner {
  std::unique_ptr<HttpService> http;
  std::unique_ptr<ClockService> clock;
  std::unique_ptr<StateService> state;
  std::unique_ptr<HistoryService> history;
  std::unique_ptr<FeedbackService> feedback;
  std::unique_ptr<BudgetService> budget;
  std::unique_ptr<MailService> mail;
};

store::Limit limit(const config::Limit& l) {
  return {l.cost_micros, l.currency, l.tokens, l.requests};
}

net::CallContext http_context(const config::Pipeline& pipeline, const config::Step& step,
                              const ServiceBase& base) {
  net::CallContext c;
  c.step = step.id;
  const sheaf_component& component = *step.component;
  net::HostRule written;  // the rates of hosts that the pipeline names
  for (std::size_t i = 0; i < component.host_count; ++i) {
    const sheaf_host_rule& rule = *component.hosts[i];
    c.hosts.push_back({rule.host, rule.min_interval_ms, rule.max_connections});
    if (rule.host == net::kAnyHost) written = c.hosts.back();
  }
  for (const std::string& h : step.settings.hosts) {
    written.host = h;
    c.hosts.push_back(written);
  }
  // a URL that the user wrote may be private; one that a feed names may not
  c.allow_private.insert(step.settings.hosts.begin(), step.settings.hosts.end());
  c.allow_private.insert(pipeline.http.allow_private.begin(), pipeline.http.allow_private.end());
  c.files.insert(step.settings.files.begin(), step.settings.files.end());
  c.scrubber = base.scrubber;
  return c;
}

}  // namespace

net::HttpConfig web_config(const config::Pipeline& pipeline, Clock& clock,
                           const std::filesystem::path& state_dir) {
  net::HttpConfig web;
  web.clock = &clock;
  web.state_dir = state_dir;
  web.version = plugin::kVersion;
  web.contact = pipeline.contact;
  web.proxy = pipeline.http.proxy;
  web.ca_file = pipeline.http.ca_file;
  web.timeout_ms = pipeline.http.timeout_ms;
  web.max_body = pipeline.http.max_body;
  return web;
}

plugin::CallOptions CallMaker::operator()(const config::Step& step) const {
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

Result<StepInstance> make_step(const config::Pipeline& pipeline, const config::Step& step,
                               plugin::Registry& registry, const ServiceBase& base,
                               const CallMaker& calls) {
  auto bundle = std::make_shared<Bundle>();
  plugin::Services services;
  const std::string component = step.component->id;
  if (base.http != nullptr) {
    bundle->http = std::make_unique<HttpService>(*base.http, http_context(pipeline, step, base));
    services[SHEAF_SERVICE_HTTP] = static_cast<const sheaf_http*>(bundle->http.get());
  }
  bundle->clock = std::make_unique<ClockService>(*base.clock);
  services[SHEAF_SERVICE_CLOCK] = static_cast<const sheaf_clock*>(bundle->clock.get());
  if (base.store != nullptr) {
    bundle->state = std::make_unique<StateService>(
        *base.state, component, step.id,
        std::string_view(step.component->kind) == SHEAF_OUTPUT ? StateService::Stored::at_once
                                                               : StateService::Stored::with_run);
    services[SHEAF_SERVICE_STATE] = static_cast<const sheaf_state*>(bundle->state.get());
    bundle->history = std::make_unique<HistoryService>(*base.store, pipeline.name);
    services[SHEAF_SERVICE_HISTORY] = static_cast<const sheaf_history*>(bundle->history.get());
    bundle->feedback = std::make_unique<FeedbackService>(*base.store, pipeline.name);
    services[SHEAF_SERVICE_FEEDBACK] = static_cast<const sheaf_feedback*>(bundle->feedback.get());
    bundle->budget = std::make_unique<BudgetService>(
        *base.store, component,
        store::Limits{limit(step.budget.run), limit(step.budget.day), limit(step.budget.month)},
        BudgetService::Period{base.run_id, base.date, base.date.substr(0, 7)});
    services[SHEAF_SERVICE_BUDGET] = static_cast<const sheaf_budget*>(bundle->budget.get());
    bundle->mail = std::make_unique<MailService>(
        *base.store, *base.clock,
        MailService::Settings{pipeline.name, step.id, pipeline.http.ca_file, base.replayed,
                              base.scrubber});
    services[SHEAF_SERVICE_MAIL] = static_cast<const sheaf_mail*>(bundle->mail.get());
  }
  const config::ConfigView view(step.settings);
  auto instance = plugin::Instance::create(registry.find(step.component->kind, component), view,
                                           std::move(services), bundle, calls(step));
  if (!instance) {
    return fail(instance.error().code,
                fmt::format("{}: error: {} ({}): {}", config::to_string(step.at), step.id,
                            component, instance.error().message));
  }
  return StepInstance{&step, std::move(*instance)};
}

}  // namespace host::pipeline
