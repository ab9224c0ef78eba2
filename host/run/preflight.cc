#include "run/preflight.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config/suggest.h"
#include "report/digest_view.h"
#include "stages/outbox.h"
#include "stages/score_call.h"

namespace host::run {

using stages::StepInstance;

std::string unknown_axes(const config::Select& select, const std::vector<StepInstance>& scorers) {
  std::vector<std::string> known;
  for (const StepInstance& s : scorers) {
    for (report::Axis& axis : stages::axes_of(s)) known.push_back(std::move(axis.id));
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

std::string colliding_targets(const config::Pipeline& pipeline,
                              const std::vector<StepInstance>& outputs) {
  report::RunFacts facts;
  facts.pipeline = pipeline.name;
  facts.date = "2000-01-01";
  const report::RunView run(facts);
  std::map<std::string, std::string> taken;  // target -> who
  std::string out;
  for (const StepInstance& s : outputs) {
    for (const config::Profile& profile : pipeline.profiles) {
      const report::ProfileView view(profile);
      const std::string target = stages::target_of(s, view.get(), run.get());
      if (target.empty()) continue;
      const std::string who = fmt::format("output `{}` for `{}`", s.id, profile.id);
      const auto [other, fresh] = taken.emplace(target, who);
      if (!fresh) {
        out +=
            fmt::format("{}: error: {} and {} would both write {}; use {{profile}} in the path\n",
                        s.at, other->second, who, target);
      }
      if ((s.instance->table<sheaf_output>()->flags & SHEAF_O_PER_RUN) != 0) break;
    }
  }
  return out;
}

}  // namespace host::run
