// sheaf check, sheaf probe
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "base/local_date.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/session.h"
#include "net/http.h"
#include "plugin/host_view.h"
#include "report/digest_view.h"
#include "run/steps.h"

namespace host::cli {
namespace {

// Of readers' libraries, too.
std::vector<const config::Step*> all_steps(const config::Pipeline& p) {
  std::vector<const config::Step*> steps = p.steps();
  for (const config::Profile& profile : p.profiles) {
    for (const config::Step& s : profile.library) steps.push_back(&s);
  }
  return steps;
}

int check_one(Session& session, const std::string& file, const std::vector<std::string>& set) {
  auto loaded = session.load(file, set, false);
  if (!loaded) return kConfiguration;
  const config::Pipeline& p = *loaded->pipeline;
  run::ServiceBase base;
  base.clock = &system_clock();
  run::CallMaker calls;
  calls.clock = base.clock;
  if (auto made = run::make_steps(p, session.registry(), base, calls, false); !made) {
    std::fprintf(stderr, "%s\n", made.error().message.c_str());
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
  auto http = net::open_http(run::web_config(p, system_clock(), state_folder()));
  if (!http) {
    complain(http.error().message);
    return exit_code(http.error());
  }
  Console console(loaded->secrets, false, false);
  run::ServiceBase base;
  base.clock = &system_clock();
  base.http = http->get();
  base.scrubber = std::make_shared<net::Scrubber>(loaded->secrets);
  run::CallMaker calls;
  calls.clock = base.clock;
  calls.log = console.log();
  int worst = kOk;
  for (const config::Step* step : all_steps(p)) {
    auto made = run::make_step(p, *step, session.registry(), base, calls);
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
        instance, "probe", calls(*made),
        [instance, table](const sheaf_call* c) { return table->probe(instance->raw(), c); });
    if (outcome.status >= 0) {
      std::printf("%-16s ok\n", step->id.c_str());
      continue;
    }
    std::printf("%-16s FAILED: %s\n", step->id.c_str(),
                console.scrub(outcome.error.message).c_str());
    worst = std::max(worst, exit_code(outcome.error));
    if (outcome.hung) leave(worst);
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
