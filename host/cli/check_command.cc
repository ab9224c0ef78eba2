// sheaf check, sheaf probe
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/session.h"
#include "net/http.h"
#include "pipeline/local_date.h"
#include "pipeline/steps.h"
#include "plugin/host_view.h"
#include "report/digest_view.h"

namespace host::cli {
namespace {

std::vector<const config::Step*> all_steps(const config::Pipeline& p) {
  std::vector<const config::Step*> steps;
  for (const auto* list : {&p.sources, &p.scorers, &p.enrichers, &p.editors, &p.outputs}) {
    for (const config::Step& s : *list) steps.push_back(&s);
  }
  return steps;
}

// Axes that select: names and no scorer has. Complaints, one a line.
std::string unknown_axes(const config::Pipeline& p,
                         const std::vector<pipeline::StepInstance>& steps) {
  std::vector<std::string> known;
  for (const auto& s : steps) {
    if (std::string_view(s.step->component->kind) != SHEAF_SCORER) continue;
    const auto* table = s.instance->table<sheaf_scorer>();
    std::size_t n = 0;
    const sheaf_axis* const* axes =
        table->axes != nullptr ? table->axes(s.instance->raw(), &n) : nullptr;
    for (std::size_t i = 0; axes != nullptr && i < n; ++i)
      known.emplace_back(plugin::view(axes[i]->id));
  }
  std::string out;
  for (const auto* list : {&p.select.min, &p.select.rank}) {
    for (const auto& [axis, value] : *list) {
      if (std::find(known.begin(), known.end(), axis) != known.end()) continue;
      std::string names;
      for (const auto& k : known) names += (names.empty() ? "" : ", ") + k;
      out += fmt::format("{}: error: select: no scorer has an axis `{}`; there is: {}\n", p.file,
                         axis, names.empty() ? "none" : names);
    }
  }
  return out;
}

// Two readers whose digests of one output would overwrite each other.
std::string colliding_targets(const config::Pipeline& p,
                              const std::vector<pipeline::StepInstance>& steps) {
  report::RunFacts facts;
  facts.pipeline = p.name;
  facts.date = "2000-01-01";
  const report::RunView run(facts);
  std::map<std::string, std::string> taken;  // target -> who
  std::string out;
  struct Sink : sheaf_string_sink {
    std::string value;
  };
  for (const auto& s : steps) {
    if (std::string_view(s.step->component->kind) != SHEAF_OUTPUT) continue;
    const auto* table = s.instance->table<sheaf_output>();
    if (table->target == nullptr) continue;
    const bool per_run = (table->flags & SHEAF_O_PER_RUN) != 0;
    for (const config::Profile& profile : p.profiles) {
      Profile plain;
      plain.id = profile.id;
      plain.title = profile.title;
      const report::ProfileView view(plain);
      Sink sink;
      static_cast<sheaf_string_sink&>(sink) = sheaf_string_sink{};
      sink.struct_size = sizeof(sheaf_string_sink);
      sink.put = [](const sheaf_string_sink* self, sheaf_str v) {
        const_cast<Sink*>(static_cast<const Sink*>(self))->value = plugin::view(v);
        return sheaf_status{SHEAF_OK};
      };
      table->target(s.instance->raw(), view.get(), run.get(), &sink);
      if (sink.value.empty()) continue;
      const std::string who = fmt::format("output `{}` for `{}`", s.step->id, profile.id);
      const auto [it, fresh] = taken.emplace(sink.value, who);
      if (!fresh) {
        out +=
            fmt::format("{}: error: {} and {} would both write {}; use {{profile}} in the path\n",
                        config::to_string(s.step->at), it->second, who, sink.value);
      }
      if (per_run) break;
    }
  }
  return out;
}

int check_one(Session& session, const std::string& file, const std::vector<std::string>& set) {
  auto loaded = session.load(file, set, false);
  if (!loaded) return kConfiguration;
  const config::Pipeline& p = *loaded->pipeline;
  pipeline::ServiceBase base;
  base.clock = &system_clock();
  pipeline::CallMaker calls;
  calls.clock = base.clock;
  std::vector<pipeline::StepInstance> made;
  std::string wrong;
  for (const config::Step* step : all_steps(p)) {
    auto instance = pipeline::make_step(p, *step, session.registry(), base, calls);
    if (instance) {
      made.push_back(std::move(*instance));
    } else {
      wrong += instance.error().message + "\n";
    }
  }
  wrong += unknown_axes(p, made) + colliding_targets(p, made);
  if (!wrong.empty()) {
    std::fprintf(stderr, "%s", wrong.c_str());
    return kConfiguration;
  }
  std::printf("%s: ok: %zu source%s, %zu scorer%s, %zu reader%s, %zu output%s\n", file.c_str(),
              p.sources.size(), p.sources.size() == 1 ? "" : "s", p.scorers.size(),
              p.scorers.size() == 1 ? "" : "s", p.profiles.size(),
              p.profiles.size() == 1 ? "" : "s", p.outputs.size(),
              p.outputs.size() == 1 ? "" : "s");
  return kOk;
}

int check(const Args& args) {
  Session session;
  int worst = kOk;
  for (const std::string& file : args.words) {
    worst = std::max(worst, check_one(session, file, args.all("set")));
  }
  return worst;
}

int probe(const Args& args) {
  Session session;
  auto loaded = session.load(args.words[0], args.all("set"), true);
  if (!loaded) return kConfiguration;
  const config::Pipeline& p = *loaded->pipeline;
  auto http = net::open_http(pipeline::web_config(p, system_clock(), state_folder()));
  if (!http) {
    complain(http.error().message);
    return exit_code(http.error());
  }
  Console console(loaded->secrets, false, false);
  pipeline::ServiceBase base;
  base.clock = &system_clock();
  base.http = http->get();
  base.scrubber = std::make_shared<net::Scrubber>(loaded->secrets);
  pipeline::CallMaker calls;
  calls.clock = base.clock;
  calls.log = console.log();
  int worst = kOk;
  for (const config::Step* step : all_steps(p)) {
    auto made = pipeline::make_step(p, *step, session.registry(), base, calls);
    if (!made) {
      complain(made.error().message);
      worst = kConfiguration;
      continue;
    }
    auto instance = made->instance;
    const auto* table = instance->interface<sheaf_probe>(SHEAF_PROBE);
    if (table == nullptr) {
      std::printf("%-16s nothing to probe\n", step->id.c_str());
      continue;
    }
    const plugin::Outcome outcome = plugin::call(
        instance, "probe", calls(*step),
        [instance, table](const sheaf_call* c) { return table->probe(instance->raw(), c); });
    if (outcome.status >= 0) {
      std::printf("%-16s ok\n", step->id.c_str());
      continue;
    }
    std::printf("%-16s FAILED: %s\n", step->id.c_str(),
                console.scrub(outcome.error.message).c_str());
    worst = std::max(worst, exit_code(outcome.error));
    if (outcome.hung) {
      std::fflush(nullptr);
      std::_Exit(worst);
    }
  }
  return worst;
}

}  // namespace

const Command kCheck = {"check",
                        "PIPELINE...",
                        "Check pipelines as `run` would; needs no network and no secret.",
                        {kSetOption},
                        1,
                        SIZE_MAX,
                        &check};
const Command kProbe = {
    "probe",      "PIPELINE", "Ask each step whether its hosts answer and its keys are good.",
    {kSetOption}, 1,          1,
    &probe};

}  // namespace host::cli
