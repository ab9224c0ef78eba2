#include "run/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "report/usage.h"
#include "run/parts.h"
#include "stages/commit.h"
#include "stages/compose.h"
#include "stages/ingest.h"

namespace host::run {
namespace {

constexpr std::int64_t kLongestGapMs = 60 * 86'400'000LL;  // between runs, for retention

using namespace stages;

class Run {
 public:
  Run(const config::Pipeline& pipeline, plugin::Registry& registry, const RunOptions& options)
      : pipeline_(pipeline),
        registry_(registry),
        options_(options),
        clock_(*options.clock),
        now_ms_(options.clock->now_ms()) {}

  Result<report::RunReport> go();

 private:
  Result<void> run();
  Result<void> read_libraries();
  Result<void> ingest();
  Result<void> judge();
  Result<void> compose();
  Result<void> edit();
  Result<void> estimate();
  Result<void> deliver(Outbox::Which which);
  Result<void> finish();
  Result<void> write_down(store::RunStatus status);
  bool cancelled() const { return options_.cancel && options_.cancel->cancelled(); }

  const config::Pipeline& pipeline_;
  plugin::Registry& registry_;
  const RunOptions& options_;
  Clock& clock_;
  const std::int64_t now_ms_;

  Parts parts_;
  report::RunFacts& facts_ = parts_.facts;
  LibraryEnd libraries_end_;
  IngestEnd ingested_;
  std::vector<Selection> selections_;
  std::vector<Composed> digests_;
  report::RunReport report_;
};

Result<void> Run::read_libraries() {
  std::vector<std::string> readers;
  for (const auto& p : parts_.profiles) readers.push_back(p->profile.id);
  TRY_ASSIGN(libraries_end_,
             stages::read_libraries(pipeline_.name, readers, parts_.libraries, *parts_.store,
                                    parts_.calls, clock_, [this] { return cancelled(); }));
  facts_.partial = facts_.partial || libraries_end_.failed;
  return {};
}

Result<void> Run::ingest() {
  Ingest ingest(pipeline_.name, *parts_.store, *parts_.arrivals, *parts_.judge, parts_.calls,
                clock_, now_ms_);
  TRY_ASSIGN(ingested_, ingest.run(parts_.sources, options_.since_ms));
  facts_.sources = std::move(ingested_.sources);
  facts_.notices = std::move(ingested_.notices);
  facts_.partial = facts_.partial || ingested_.lost_papers;
  ingested_.cursors.merge(libraries_end_.cursors);
  return {};
}

Result<void> Run::judge() {
  TRY(parts_.judge->consider_earlier());
  TRY(parts_.judge->consider_told(parts_.arrivals->told()));
  Enrich enrich;
  if (!options_.dry_run && !parts_.enrichers->empty()) {
    enrich = [this](const std::vector<WorkId>& works) -> Result<News> {
      TRY_ASSIGN(auto changed, parts_.enrichers->enrich(works));
      return News{std::move(changed), parts_.arrivals->told()};
    };
  }
  TRY_ASSIGN(selections_, parts_.judge->decide(enrich));
  for (std::size_t k = 0; k < parts_.scorers.size(); ++k) {
    const std::string& id = parts_.scorers[k].step.id;
    const ScoreFailure* failure = parts_.caller->failure(id);
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
  Composer composer({.profiles = parts_.profiles,
                     .scorers = parts_.scorers,
                     .fetched = std::move(ingested_.funnel),
                     .notices = std::move(libraries_end_.notices)},
                    *parts_.store, *parts_.judge, *parts_.caller);
  TRY_ASSIGN(digests_, composer.compose(std::move(selections_)));
  for (const Composed& c : digests_) {
    // whoever was to judge them could not, whatever else was delivered
    facts_.partial = facts_.partial || !c.unscored.empty();
  }
  for (const report::Notice& n : parts_.enrichers->notices()) {
    facts_.notices.push_back(n);
    facts_.partial = true;
  }
  return {};
}

Result<void> Run::edit() {
  facts_.usage = parts_.caller->usage();
  for (const report::Usage& u : parts_.enrichers->usage()) facts_.usage.push_back(u);
  for (Composed& c : digests_) {
    TRY_ASSIGN(const bool all_well, parts_.editors->edit(facts_, c.digest, c.items));
    facts_.partial = facts_.partial || !all_well;
  }
  for (const report::Usage& u : parts_.editors->usage()) facts_.usage.push_back(u);
  return {};
}

// Scorers after the first that costs something see what the cheap ones leave; their estimate is for
// that many works.
Result<void> Run::estimate() {
  for (const ScorerStep& scorer : parts_.scorers) {
    if (scorer.local) continue;
    for (std::size_t r = 0; r < digests_.size(); ++r) {
      std::vector<Subject> subjects;
      for (std::size_t i = 0; i < digests_[r].works.size(); ++i) {
        subjects.push_back(
            {digests_[r].works[i], std::make_shared<const Work>(digests_[r].items[i].work)});
      }
      parts_.caller->estimate(scorer, subjects, parts_.profiles[r]);
    }
  }
  facts_.usage = parts_.caller->usage();
  return {};
}

Result<void> Run::deliver(Outbox::Which which) {
  TRY_ASSIGN(auto reports,
             options_.rebuild ? parts_.outbox->rebuild() : parts_.outbox->deliver(which));
  // what failed before today's sources were fetched may have been due again
  std::set<std::string> again;
  for (const report::DeliveryReport& d : reports) again.insert(d.id);
  std::erase_if(report_.deliveries, [&](const auto& d) { return again.count(d.id) != 0; });
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
  return parts_.store->in_transaction(store::Durability::process,
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
  for (const auto& [step, s] : parts_.http->stats()) {
    r.traffic.push_back({step, s.requests, s.bytes, s.cache_hits + s.revalidated, s.retries,
                         s.rate_wait_ms + s.retry_wait_ms});
  }
  if (!options_.dry_run) {
    TRY_ASSIGN(auto waiting, parts_.outbox->waiting(r.deliveries));
    for (report::DeliveryReport& d : waiting) r.deliveries.push_back(std::move(d));
  }
  r.exit = cancelled() ? report::Exit::kInterrupted : report::exit_of(r);
  if (options_.dry_run) return {};
  TRY(write_down(store::RunStatus::finished));
  if (!pipeline_.keep_works_ms) return {};
  // A clock that is ahead for once is to throw nothing away: what is old enough is so tomorrow,
  // too.
  TRY_ASSIGN(const auto runs, parts_.store->read([&](store::Session& s) {
    return s.runs().list(pipeline_.name, 2);
  }));
  if (runs.size() < 2 || runs[1].started_ms < now_ms_ - kLongestGapMs) return {};
  return parts_.store->prune(now_ms_ - *pipeline_.keep_works_ms, now_ms_);
}

// The stages in their order, up to what makes the run visible.
Result<void> Run::run() {
  TRY(parts_.make(pipeline_, registry_, options_));
  // what an earlier run left goes out first, so that nobody waits for today's sources
  if (!options_.dry_run) TRY(deliver(Outbox::Which::kTrusted));
  if (options_.rebuild || options_.deliver_only) return {};
  TRY(read_libraries());
  TRY(ingest());
  TRY(judge());
  TRY(compose());
  if (options_.dry_run) return estimate();
  TRY(edit());
  if (cancelled()) return fail(SHEAF_E_CANCELLED, "interrupted");
  return stages::commit(*parts_.store, *parts_.state,
                        {.facts = facts_,
                         .digests = digests_,
                         .cursors = ingested_.cursors,
                         .outputs = parts_.outputs});
}

Result<report::RunReport> Run::go() {
  TRY(parts_.open(pipeline_, options_));
  if (auto ran = run(); !ran) {
    // the first failure is the one to tell
    if (!options_.dry_run) {
      (void)write_down(ran.error().code == SHEAF_E_CANCELLED ? store::RunStatus::interrupted
                                                             : store::RunStatus::failed);
    }
    return tl::unexpected(std::move(ran.error()));
  }
  if (!options_.dry_run && !options_.rebuild) TRY(deliver(Outbox::Which::kAll));
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
