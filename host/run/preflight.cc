// What is wrong with a pipeline that only its plugins' instances can tell.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config/suggest.h"
#include "run/steps.h"
#include "plugin/record_view.h"
#include "report/digest_view.h"

namespace host::pipeline {
namespace {

// Axes that `select:` names and no scorer has.
std::string unknown_axes(const config::Select& select, const std::vector<StepInstance>& scorers) {
  std::vector<std::string> known;
  for (const StepInstance& s : scorers) {
    const auto* table = s.instance->table<sheaf_scorer>();
    if (table->axes == nullptr) continue;
    std::size_t count = 0;
    const sheaf_axis* const* axes = table->axes(s.instance->raw(), &count);
    for (std::size_t i = 0; i < count; ++i) known.emplace_back(plugin::view(axes[i]->id));
  }
  std::string out;
  const auto look = [&](const char* key, const auto& axes, const auto& places) {
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const std::string& axis = axes[i].first;
      if (std::find(known.begin(), known.end(), axis) != known.end()) continue;
      out += fmt::format("{}: error: select.{}: no scorer has an axis `{}`{}\n",
                         config::to_string(places[i]), key, axis, config::suggestion(axis, known));
    }
  };
  look("min", select.min, select.min_at);
  look("rank", select.rank, select.rank_at);
  return out;
}

struct Target : sheaf_string_sink {
  std::string value;
  Target() : sheaf_string_sink{} {
    struct_size = sizeof(sheaf_string_sink);
    put = [](const sheaf_string_sink* self, sheaf_str v) {
      const_cast<Target*>(static_cast<const Target*>(self))->value = plugin::view(v);
      return sheaf_status{SHEAF_OK};
    };
  }
};

// Two digests that would overwrite each other.
std::string colliding_targets(const config::Pipeline& pipeline,
                              const std::vector<StepInstance>& outputs) {
  report::RunFacts facts;
  facts.pipeline = pipeline.name;
  facts.date = "2000-01-01";
  const report::RunView run(facts);
  std::map<std::string, std::string> taken;  // target -> who
  std::string out;
  for (const StepInstance& s : outputs) {
    const auto* table = s.instance->table<sheaf_output>();
    if (table->target == nullptr) continue;
    for (const config::Profile& profile : pipeline.profiles) {
      Profile plain;
      plain.id = profile.id;
      plain.title = profile.title;
      const report::ProfileView view(plain);
      const Target target;
      table->target(s.instance->raw(), view.get(), run.get(), &target);
      if (target.value.empty()) continue;
      const std::string who = fmt::format("output `{}` for `{}`", s.step->id, profile.id);
      const auto [other, fresh] = taken.emplace(target.value, who);
      if (!fresh) {
        out +=
            fmt::format("{}: error: {} and {} would both write {}; use {{profile}} in the path\n",
                        config::to_string(s.step->at), other->second, who, target.value);
      }
      if ((table->flags & SHEAF_O_PER_RUN) != 0) break;
    }
  }
  return out;
}

}  // namespace

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

}  // namespace host::pipeline
