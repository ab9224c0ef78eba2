#include "run/steps.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "run/preflight.h"
#include "services/services.h"

namespace host::run {
namespace {

net::CallContext http_context(const config::Pipeline& pipeline, const config::Step& step,
                              const ServiceBase& base) {
  net::CallContext c;
  c.step = step.id;
  const sheaf_component& component = *step.component;
  net::HostRule written;  // the rates of hosts that the pipeline names
  for (std::size_t i = 0; i < component.host_count; ++i) {
    const sheaf_host_rule& rule = *component.hosts[i];
    c.hosts.push_back({rule.host, rule.min_interval_ms, rule.max_connections,
                       rule.group != nullptr ? rule.group : ""});
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
  web.settings.clock = &clock;
  web.settings.state_dir = state_dir;
  web.settings.limits.timeout_ms = pipeline.http.timeout_ms;
  web.settings.limits.body = pipeline.http.max_body;
  web.curl.user_agent = net::user_agent(plugin::kVersion, pipeline.contact);
  web.curl.proxy = pipeline.http.proxy;
  web.curl.ca_file = pipeline.http.ca_file;
  return web;
}

Result<StepInstance> make_step(const config::Pipeline& pipeline, const config::Step& step,
                               plugin::Registry& registry, const ServiceBase& base,
                               const CallMaker& calls) {
  plugin::Services offered;
  const std::string component = step.component->id;
  if (base.http != nullptr) {
    offered[SHEAF_SERVICE_HTTP] =
        services::http_service(*base.http, http_context(pipeline, step, base));
  }
  offered[SHEAF_SERVICE_CLOCK] = services::clock_service(*base.clock);
  if (base.store != nullptr) {
    const bool output = std::string_view(step.component->kind) == SHEAF_OUTPUT;
    offered[SHEAF_SERVICE_STATE] =
        services::state_service(*base.state, component, step.id,
                                output ? services::Stored::at_once : services::Stored::with_run);
    offered[SHEAF_SERVICE_HISTORY] = services::history_service(*base.store, pipeline.name);
    offered[SHEAF_SERVICE_FEEDBACK] = services::feedback_service(*base.store, pipeline.name);
    offered[SHEAF_SERVICE_BUDGET] = services::budget_service(
        *base.store, component, step.budget, {base.run_id, base.date, base.date.substr(0, 7)});
    offered[SHEAF_SERVICE_MAIL] = services::mail_service(
        *base.store, *base.clock,
        {pipeline.name, step.id, pipeline.http.ca_file, base.replayed, base.scrubber});
  }
  const config::ConfigView view(step.settings);
  StepInstance made{step.id,          component, config::to_string(step.at), step.settings.identity,
                    step.deadline_ms, nullptr};
  auto instance = plugin::Instance::create(registry.find(step.component->kind, component), view,
                                           std::move(offered), calls(made));
  if (!instance) {
    return fail(instance.error().code, fmt::format("{}: error: {} ({}): {}", made.at, step.id,
                                                   component, instance.error().message));
  }
  made.instance = std::move(*instance);
  return made;
}

Result<StepInstances> make_steps(const config::Pipeline& pipeline, plugin::Registry& registry,
                                 const ServiceBase& base, const CallMaker& calls,
                                 bool some_left_out) {
  StepInstances made;
  const std::pair<const std::vector<config::Step>*, std::vector<StepInstance>*> lists[] = {
      {&pipeline.sources, &made.sources},
      {&pipeline.scorers, &made.scorers},
      {&pipeline.enrichers, &made.enrichers},
      {&pipeline.editors, &made.editors},
      {&pipeline.outputs, &made.outputs}};
  std::string wrong;
  sheaf_status code = SHEAF_E_CONFIG;
  bool all_scorers = !some_left_out;
  for (const auto& [steps, instances] : lists) {
    for (const config::Step& step : *steps) {
      auto instance = make_step(pipeline, step, registry, base, calls);
      if (instance) {
        instances->push_back(std::move(*instance));
        continue;
      }
      if (wrong.empty()) code = instance.error().code;
      wrong += instance.error().message + "\n";
      all_scorers = all_scorers && steps != &pipeline.scorers;
    }
  }
  for (const config::Profile& profile : pipeline.profiles) {
    for (const config::Step& step : profile.library) {
      auto instance = make_step(pipeline, step, registry, base, calls);
      if (instance) {
        made.libraries.push_back({profile.id, std::move(*instance)});
        continue;
      }
      if (wrong.empty()) code = instance.error().code;
      wrong += instance.error().message + "\n";
    }
  }
  if (all_scorers) wrong += unknown_axes(pipeline.select, made.scorers);
  wrong += colliding_targets(pipeline, made.outputs);
  if (wrong.empty()) return made;
  wrong.pop_back();  // the last line's end
  return fail(code, std::move(wrong));
}

}  // namespace host::run
