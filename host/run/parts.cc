#include "run/parts.h"

#include <utility>

#include "base/local_date.h"
#include "plugin/host_view.h"
#include "run/steps.h"

namespace host::run {

using namespace stages;

Result<void> Parts::open(const config::Pipeline& pipeline, const RunOptions& options) {
  store = options.store;
  if (store == nullptr) {
    TRY_ASSIGN(const auto url, store::StoreUrl::parse(pipeline.store));
    store::OpenOptions how;
    if (options.dry_run) how.lasting = store::Lasting::copy;
    TRY_ASSIGN(own_store, store::open(url, how));
    store = own_store.get();
  }
  if (!options.dry_run) {
    TRY_ASSIGN(lease,
               store->lease_run(pipeline.name, *options.clock, options.lock_wait_ms, [&options] {
                 return options.cancel && options.cancel->cancelled();
               }));
  }
  const bool frozen = options.clock != &system_clock();
  if (frozen && !options.replays()) patient_clock = std::make_unique<PatientClock>(*options.clock);
  net::HttpConfig web =
      web_config(pipeline, patient_clock ? static_cast<Clock&>(*patient_clock) : *options.clock,
                 options.state_dir);
  web.settings.cache_dir = pipeline.http.cache;
  web.cassettes = options.cassettes;
  web.mode = options.cassette_mode;
  TRY_ASSIGN(http, net::open_http(std::move(web)));

  const std::int64_t now_ms = options.clock->now_ms();
  facts.pipeline = pipeline.name;
  facts.sheaf_version = plugin::kVersion;
  facts.time_zone = pipeline.timezone;
  facts.date = local_date(now_ms, pipeline.timezone);
  facts.started_ms = now_ms;
  TRY_ASSIGN(facts.id, store->in_transaction(store::Durability::process, [&](store::Session& s) {
    return s.runs().begin(pipeline.name, facts.date, now_ms);
  }));
  for (const config::Step* step : pipeline.steps()) {
    for (const config::SettingLine& line : step->settings.lines) {
      if (!line.is_default) facts.settings.emplace_back(step->id + "." + line.path, line.yaml);
    }
  }
  return {};
}

Result<void> Parts::make(const config::Pipeline& pipeline, plugin::Registry& registry,
                         const RunOptions& options) {
  calls = {.run_id = facts.id,
           .clock = options.clock,
           .cancel = options.cancel,
           .log = options.log,
           .progress = options.progress,
           .scrubber = std::make_shared<net::Scrubber>(options.secrets)};
  state = std::make_unique<services::PluginState>(*store, pipeline.name, *options.clock);
  ServiceBase base;
  base.clock = options.clock;
  base.http = http.get();
  base.store = store;
  base.state = state.get();
  base.scrubber = calls.scrubber;
  base.run_id = facts.id;
  base.date = facts.date;
  base.replayed = options.replays();
  TRY_ASSIGN(auto made, make_steps(pipeline, registry, base, calls, !options.left_out.empty()));
  for (const config::Profile& p : pipeline.profiles) {
    profiles.push_back(std::make_shared<const ReaderProfile>(p));
  }
  sources = std::move(made.sources);
  libraries = std::move(made.libraries);
  for (StepInstance& o : made.outputs) outputs.emplace(o.id, std::move(o));
  const std::int64_t now_ms = facts.started_ms;
  outbox = std::make_unique<Outbox>(*store, pipeline.name, *options.clock, outputs, calls,
                                    options.left_out);
  arrivals = std::make_unique<Arrivals>(pipeline.name, now_ms);
  enrichers = std::make_unique<Enrichers>(std::move(made.enrichers), *store, *arrivals, calls,
                                          pipeline.name, now_ms);
  editors = std::make_unique<Editors>(std::move(made.editors), *store, calls);
  caller = std::make_unique<ScoreCaller>(*store, pipeline.name, now_ms, calls);

  JudgePlan plan{.pipeline = pipeline.name,
                 .profiles = profiles,
                 .filter = Filter(pipeline.filter),
                 .scorers = {},
                 .select = pipeline.select,
                 .again = pipeline.again,
                 .now_ms = now_ms,
                 .fresh_ms = pipeline.fresh_ms};
  for (std::size_t k = 0; k < made.scorers.size(); ++k) {
    scorers.push_back(scorer_step(std::move(made.scorers[k]), pipeline.scorers[k].pass));
  }
  // A dry run asks those that cost nothing, and the others for an estimate.
  for (const ScorerStep& scorer : scorers) {
    if (options.dry_run && !scorer.local) break;
    plan.scorers.push_back(scorer);
  }
  judge = std::make_unique<Judge>(std::move(plan), *store, *caller);
  return {};
}

}  // namespace host::run
