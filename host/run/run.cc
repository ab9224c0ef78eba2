#include "run/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/local_date.h"
#include "plugin/host_view.h"
#include "report/usage.h"
#include "run/steps.h"
#include "stages/commit.h"
#include "stages/compose.h"
#include "stages/enrich.h"
#include "stages/ingest.h"
#include "stages/outbox.h"

namespace host::run {
namespace {

using namespace stages;

class Run {
 public:
  Run(const config::Pipeline& pipeline, plugin::Registry& registry, const RunOptions& options)
      : pipeline_(pipeline),
        registry_(registry),
        options_(options),
        clock_(*options.clock),
        now_ms_(options.clock->now_ms()),
        store_(options.store) {}

  Result<report::RunReport> go();

 private:
  Result<void> open();
  Result<void> make_steps();
  Result<void> run();
  Result<void> read_libraries();
  Result<void> ingest();
  Result<void> judge();
  Result<void> compose();
  Result<void> edit();
  Result<void> estimate();
  Result<void> deliver();
  Result<void> finish();
  Result<void> write_down(store::RunStatus status);
  bool cancelled() const { return options_.cancel && options_.cancel->cancelled(); }

  const config::Pipeline& pipeline_;
  plugin::Registry& registry_;
  const RunOptions& options_;
  Clock& clock_;
  const std::int64_t now_ms_;

  std::unique_ptr<store::Store> own_store_;
  store::Store* store_;
  std::unique_ptr<store::RunLease> lease_;
  std::unique_ptr<net::Http> http_;
  std::unique_ptr<services::PluginState> state_;
  CallMaker calls_;
  std::vector<StepInstance> sources_;
  std::vector<ScorerStep> scorers_;
  std::vector<LibraryInstance> libraries_;
  std::map<std::string, StepInstance> outputs_;
  std::vector<std::shared_ptr<const ReaderProfile>> profiles_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<Arrivals> arrivals_;
  std::unique_ptr<Enrichers> enrichers_;
  std::unique_ptr<Editors> editors_;
  std::unique_ptr<ScoreCaller> caller_;
  std::unique_ptr<Judge> judge_;

  report::RunFacts facts_;
  LibraryEnd libraries_end_;
  IngestEnd ingested_;
  std::vector<Selection> selections_;
  std::vector<Composed> digests_;
  report::RunReport report_;
};

Result<void> Run::open() {
  if (store_ == nullptr) {
    TRY_ASSIGN(const auto url, store::StoreUrl::parse(pipeline_.store));
    store::OpenOptions how;
    if (options_.dry_run) how.lasting = store::Lasting::copy;
    TRY_ASSIGN(own_store_, store::open(url, how));
    store_ = own_store_.get();
  }
  if (!options_.dry_run) {
    TRY_ASSIGN(lease_, store_->lease_run(pipeline_.name, clock_, options_.lock_wait_ms,
                                         [this] { return cancelled(); }));
  }
  net::HttpConfig web = web_config(pipeline_, clock_, options_.state_dir);
  web.cache_dir = pipeline_.http.cache;
  web.cassettes = options_.cassettes;
  web.mode = options_.cassette_mode;
  TRY_ASSIGN(http_, net::open_http(web));

  facts_.pipeline = pipeline_.name;
  facts_.sheaf_version = plugin::kVersion;
  facts_.time_zone = pipeline_.timezone;
  facts_.date = local_date(now_ms_, pipeline_.timezone);
  facts_.started_ms = now_ms_;
  TRY_ASSIGN(facts_.id, store_->in_transaction(store::Durability::process, [&](store::Session& s) {
    return s.runs().begin(pipeline_.name, facts_.date, now_ms_);
  }));
  for (const config::Step* step : pipeline_.steps()) {
    for (const config::SettingLine& line : step->settings.lines) {
      if (!line.is_default) facts_.settings.emplace_back(step->id + "." + line.path, line.yaml);
    }
  }
  return {};
}

Result<void> Run::make_steps() {
  calls_ = {.run_id = facts_.id,
            .clock = &clock_,
            .cancel = options_.cancel,
            .log = options_.log,
            .progress = options_.progress,
            .scrubber = std::make_shared<net::Scrubber>(options_.secrets)};
  state_ = std::make_unique<services::PluginState>(*store_, pipeline_.name, clock_);
  ServiceBase base;
  base.clock = &clock_;
  base.http = http_.get();
  base.store = store_;
  base.state = state_.get();
  base.scrubber = calls_.scrubber;
  base.run_id = facts_.id;
  base.date = facts_.date;
  base.replayed =
      !options_.cassettes.empty() && options_.cassette_mode == net::CassetteMode::kReplay;
  TRY_ASSIGN(auto made,
             run::make_steps(pipeline_, registry_, base, calls_, !options_.left_out.empty()));
  for (const config::Profile& p : pipeline_.profiles) {
    profiles_.push_back(std::make_shared<const ReaderProfile>(p));
  }
  sources_ = std::move(made.sources);
  libraries_ = std::move(made.libraries);
  for (StepInstance& o : made.outputs) outputs_.emplace(o.id, std::move(o));
  outbox_ = std::make_unique<Outbox>(*store_, pipeline_.name, clock_, outputs_, calls_,
                                     options_.left_out);
  arrivals_ = std::make_unique<Arrivals>(pipeline_.name, now_ms_);
  enrichers_ = std::make_unique<Enrichers>(std::move(made.enrichers), *store_, *arrivals_, calls_,
                                           pipeline_.name, now_ms_);
  editors_ = std::make_unique<Editors>(std::move(made.editors), *store_, calls_);
  caller_ = std::make_unique<ScoreCaller>(*store_, pipeline_.name, now_ms_, calls_);

  JudgePlan plan{.pipeline = pipeline_.name,
                 .profiles = profiles_,
                 .filter = Filter(pipeline_.filter),
                 .scorers = {},
                 .select = pipeline_.select,
                 .again = pipeline_.again,
                 .now_ms = now_ms_,
                 .fresh_ms = pipeline_.fresh_ms};
  for (std::size_t k = 0; k < made.scorers.size(); ++k) {
    scorers_.push_back(scorer_step(std::move(made.scorers[k]), pipeline_.scorers[k].pass));
  }
  // A dry run asks those that cost nothing, and the others for an estimate.
  for (const ScorerStep& scorer : scorers_) {
    if (options_.dry_run && !scorer.local) break;
    plan.scorers.push_back(scorer);
  }
  judge_ = std::make_unique<Judge>(std::move(plan), *store_, *caller_);
  return {};
}

Result<void> Run::read_libraries() {
  std::vector<std::string> readers;
  for (const auto& p : profiles_) readers.push_back(p->profile.id);
  TRY_ASSIGN(libraries_end_,
             stages::read_libraries(pipeline_.name, readers, libraries_, *store_, calls_, clock_,
                                    [this] { return cancelled(); }));
  facts_.partial = facts_.partial || libraries_end_.failed;
  return {};
}

Result<void> Run::ingest() {
  Ingest ingest(pipeline_.name, *store_, *arrivals_, *judge_, calls_, clock_, now_ms_);
  TRY_ASSIGN(ingested_, ingest.run(sources_, options_.since_ms));
  facts_.sources = std::move(ingested_.sources);
  facts_.notices = std::move(ingested_.notices);
  facts_.partial = facts_.partial || ingested_.lost_papers;
  ingested_.cursors.merge(libraries_end_.cursors);
  return {};
}

Result<void> Run::judge() {
  TRY(judge_->consider_earlier());
  TRY(judge_->consider_told(arrivals_->told()));
  Enrich enrich;
  if (!options_.dry_run && !enrichers_->empty()) {
    enrich = [this](const std::vector<WorkId>& works) -> Result<News> {
      TRY_ASSIGN(auto changed, enrichers_->enrich(works));
      return News{std::move(changed), arrivals_->told()};
    };
  }
  TRY_ASSIGN(selections_, judge_->decide(enrich));
  for (std::size_t k = 0; k < scorers_.size(); ++k) {
    const std::string& id = scorers_[k].step.id;
    const ScoreFailure* failure = caller_->failure(id);
    if (failure == nullptr) continue;
    facts_.partial = true;
    const bool spent = failure->error.code == SHEAF_E_BUDGET;
    const char* then = spent    ? "what it scored is here, the rest is carried to the next run"
                       : k == 0 ? "what it did not score is carried to the next run"
                                : "its conditions are suspended and the scorer before it ranks";
    facts_.notices.push_back({spent ? SHEAF_NOTICE_WARNING : SHEAF_NOTICE_ERROR, id,
                              fmt::format("{}; {}", failure->error.message, then)});
  }
  return {};
}

Result<void> Run::compose() {
  Composer composer({.pipeline = pipeline_.name,
                     .profiles = profiles_,
                     .scorers = scorers_,
                     .fetched = std::move(ingested_.funnel),
                     .notices = std::move(libraries_end_.notices)},
                    *store_, *judge_, *caller_);
  TRY_ASSIGN(digests_, composer.compose(std::move(selections_)));
  for (const Composed& c : digests_) {
    // whoever was to judge them could not, whatever else was delivered
    facts_.partial = facts_.partial || !c.unscored.empty();
  }
  for (const report::Notice& n : enrichers_->notices()) {
    facts_.notices.push_back(n);
    facts_.partial = true;
  }
  return {};
}

Result<void> Run::edit() {
  facts_.usage = caller_->usage();
  for (const report::Usage& u : enrichers_->usage()) facts_.usage.push_back(u);
  for (Composed& c : digests_) {
    TRY_ASSIGN(const bool all_well, editors_->edit(facts_, c.digest, c.items));
    facts_.partial = facts_.partial || !all_well;
  }
  for (const report::Usage& u : editors_->usage()) facts_.usage.push_back(u);
  return {};
}

// Scorers after the first that costs something see what the cheap ones leave; their estimate is for
// that many works.
Result<void> Run::estimate() {
  for (const ScorerStep& scorer : scorers_) {
    if (scorer.local) continue;
    for (std::size_t r = 0; r < digests_.size(); ++r) {
      std::vector<Subject> subjects;
      for (std::size_t i = 0; i < digests_[r].works.size(); ++i) {
        subjects.push_back(
            {digests_[r].works[i], std::make_shared<const Work>(digests_[r].items[i].work)});
      }
      caller_->estimate(scorer, subjects, profiles_[r]);
    }
  }
  facts_.usage = caller_->usage();
  return {};
}

Result<void> Run::deliver() {
  TRY_ASSIGN(auto reports, options_.rebuild ? outbox_->rebuild() : outbox_->deliver());
  for (report::DeliveryReport& d : reports) {
    if (!d.id.empty()) report_.deliveries.push_back(std::move(d));
  }
  return {};
}

Result<void> Run::write_down(store::RunStatus status) {
  store::Run run;
  run.id = facts_.id;
  run.pipeline = pipeline_.name;
  run.date = facts_.date;
  run.started_ms = now_ms_;
  run.finished_ms = clock_.now_ms();
  run.status = status;
  run.facts = report::encode(facts_);
  if (status == store::RunStatus::finished) {
    run.finished_ms = report_.finished_ms;
    run.report = report::to_json(report_);
  }
  return store_->in_transaction(store::Durability::process,
                                [&](store::Session& s) { return s.runs().update(run); });
}

// Counts up, writes down how the run went and throws away what is too old.
Result<void> Run::finish() {
  report::RunReport& r = report_;
  r.facts = facts_;
  r.dry_run = options_.dry_run;
  r.finished_ms = clock_.now_ms();
  for (const Composed& c : digests_) {
    r.readers.push_back({c.digest.profile.id, c.items.size(), c.digest.funnel, c.digest.notices,
                         c.digest.unscored});
  }
  for (const auto& [step, s] : http_->stats()) {
    r.traffic.push_back({step, s.requests, s.bytes, s.cache_hits + s.revalidated, s.retries,
                         s.rate_wait_ms + s.retry_wait_ms});
  }
  const auto open = static_cast<std::size_t>(
      std::count_if(r.deliveries.begin(), r.deliveries.end(),
                    [](const report::DeliveryReport& d) { return d.state != "delivered"; }));
  if (cancelled()) {
    r.exit = report::Exit::kInterrupted;
  } else if (open != 0 && open == r.deliveries.size()) {
    r.exit = report::Exit::kNotDelivered;
  } else if (open != 0 || facts_.partial) {
    r.exit = report::Exit::kPartial;
  }
  if (options_.dry_run) return {};
  TRY(store_->read([&](store::Session& s) -> Result<void> {
    for (const auto state : {store::DeliveryState::pending, store::DeliveryState::dead}) {
      TRY_ASSIGN(const auto left, s.outbox().list(pipeline_.name, state));
      r.open_deliveries += left.size();
    }
    return {};
  }));
  TRY(write_down(store::RunStatus::finished));
  if (!pipeline_.keep_works_ms) return {};
  return store_->prune(now_ms_ - *pipeline_.keep_works_ms, now_ms_).map([](store::Pruned) {});
}

// The stages in their order, up to what makes the run visible.
Result<void> Run::run() {
  TRY(make_steps());
  // what an earlier run left goes out first, so that nobody waits for today's sources; a rebuild
  // does nothing else
  if (!options_.dry_run) TRY(deliver());
  if (options_.rebuild) return {};
  TRY(read_libraries());
  TRY(ingest());
  TRY(judge());
  TRY(compose());
  if (options_.dry_run) return estimate();
  TRY(edit());
  if (cancelled()) return fail(SHEAF_E_CANCELLED, "interrupted");
  return stages::commit(
      *store_, *state_,
      {.facts = facts_, .digests = digests_, .cursors = ingested_.cursors, .outputs = outputs_});
}

Result<report::RunReport> Run::go() {
  TRY(open());
  if (auto ran = run(); !ran) {
    // the first failure is the one to tell
    if (!options_.dry_run) {
      (void)write_down(ran.error().code == SHEAF_E_CANCELLED ? store::RunStatus::interrupted
                                                             : store::RunStatus::failed);
    }
    return tl::unexpected(std::move(ran.error()));
  }
  if (!options_.dry_run && !options_.rebuild) TRY(deliver());
  TRY(finish());
  return std::move(report_);
}

}  // namespace

Result<report::RunReport> run(const config::Pipeline& pipeline, plugin::Registry& registry,
                              const RunOptions& options) {
  auto run = std::make_unique<Run>(pipeline, registry, options);
  auto result = run->go();
  // a plugin that hangs may use anything of the run: the process ends soon, the run does not
  if (plugin::thread_lost())
    (void)run.release();  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks)
  return result;
}

}  // namespace host::run
