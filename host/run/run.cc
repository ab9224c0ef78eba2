#include "run/run.h"

#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <utility>

#include "identity/identity.h"
#include "stages/arrivals.h"
#include "stages/edit.h"
#include "stages/enrich.h"
#include "stages/fetch.h"
#include "stages/judge.h"
#include "stages/libraries.h"
#include "base/local_date.h"
#include "stages/outbox.h"
#include "run/steps.h"
#include "plugin/host_view.h"
#include "report/usage.h"

namespace host::pipeline {

using store::Row;

namespace {

// Records placed in one transaction: few at first, so that a day's feed is scored while it is still
// parsed, more of a long one, since each transaction rewrites much of the store's indexes.
constexpr std::size_t kFirstBatch = 128, kBatch = 512, kFew = 1024;

// One reader's digest as it will be stored.
struct Prepared {
  report::Digest digest;
  std::vector<report::Item> items;
  std::vector<Row> rows;  // parallel to items
  std::vector<Unscored> unscored;
  std::vector<Row> settled;
};

Pass pass_of(const config::Pass& p) {
  Pass out;
  if (p.top_share) out.top_percent = *p.top_share * 100;
  out.top_count = p.top_count;
  out.min = p.min;
  out.band = p.band;
  return out;
}

Profile profile_of(const config::Profile& p) {
  Profile out;
  out.id = p.id;
  out.title = p.title;
  out.interests = p.interests;
  out.language = p.language;
  for (const auto& c : p.criteria) out.criteria.push_back({c.id, c.text, c.irrelevant});
  out.terms = p.terms;
  for (const auto& person : p.people) {
    Person followed;
    followed.name = person.name;
    followed.orcid = person.orcid;
    followed.affiliation = person.affiliation;
    out.people.push_back(std::move(followed));
  }
  return out;
}

bool loses_papers(sheaf_source_state s) {
  return s != SHEAF_STATE_OK && s != SHEAF_STATE_EMPTY_EXPECTED;
}

// A folder that vanishes with it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "sheaf-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ec;
    if (!path_.empty()) std::filesystem::remove_all(path_, ec);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

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
  Result<void> open();
  Result<void> make_steps();
  Result<void> read_libraries();
  Result<void> fetch();
  Result<void> fetch_one(const StepInstance& source);
  Result<void> place(std::vector<Record> records, const std::string& source);
  Result<void> judge();
  Result<std::vector<Selection>> select();
  Result<void> prepare();
  Result<void> prepare_reader(std::size_t r, Selection& selection, Prepared& out);
  Result<std::vector<Chosen>> settle_moves(std::size_t r, Selection& selection);
  void explain(std::size_t r, std::vector<report::Item>& items);
  Result<void> commit();
  Result<void> estimate();
  Result<void> deliver();
  Result<void> finish();
  Result<report::RunReport> finished();
  bool cancelled() const { return options_.cancel && options_.cancel->cancelled(); }
  void notice(sheaf_notice_level level, std::string step, std::string text) {
    facts_.notices.push_back({level, std::move(step), std::move(text)});
  }

  const config::Pipeline& pipeline_;
  plugin::Registry& registry_;
  const RunOptions& options_;
  Clock& clock_;
  const std::int64_t now_ms_;

  std::unique_ptr<TemporaryFolder> copy_;  // of the store, in a dry run
  std::unique_ptr<store::Store> store_;
  std::optional<store::RunLock> lock_;
  std::unique_ptr<net::Http> http_;
  std::unique_ptr<RunState> state_;
  CallMaker calls_;
  std::vector<StepInstance> sources_, scorers_;
  std::vector<LibraryInstance> libraries_;
  std::map<std::string, StepInstance> outputs_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<Arrivals> arrivals_;
  std::unique_ptr<Enrichers> enrichers_;
  std::unique_ptr<Editors> editors_;
  std::unique_ptr<ScoreCaller> caller_;
  std::unique_ptr<Judge> judge_;
  std::vector<std::shared_ptr<const ReaderProfile>> profiles_;

  report::RunFacts facts_;
  std::vector<report::Count> fetched_;  // the run-wide lines of the funnel
  std::uint64_t announced_[5] = {};     // records by announce type
  std::map<std::string, store::Cursor> cursors_;
  std::map<std::string, std::vector<report::Notice>> library_notices_;  // by profile
  std::vector<Prepared> prepared_;
  std::vector<report::DeliveryReport> deliveries_;
  report::RunReport report_;
};

Result<void> Run::open() {
  std::string path = pipeline_.store;
  if (!options_.dry_run) {
    auto lock = store::lock_run(path, pipeline_.name, clock_, options_.lock_wait_ms,
                                [this] { return cancelled(); });
    if (!lock) return tl::unexpected(lock.error());
    lock_.emplace(std::move(*lock));
  }
  if (options_.dry_run) {
    copy_ = std::make_unique<TemporaryFolder>();
    if (copy_->path().empty()) return fail(SHEAF_E_TRANSIENT, "cannot make a temporary folder");
    const std::string copy = (copy_->path() / "store.db").string();
    auto original = store::open(path, {.create = false});
    if (original) {
      if (auto ok = (*original)->copy_to(copy); !ok) return ok;
    } else if (original.error().code != SHEAF_E_NOT_FOUND) {
      return tl::unexpected(original.error());
    }
    path = copy;
  }
  auto store = store::open(path, {});
  if (!store) return tl::unexpected(store.error());
  store_ = std::move(*store);

  net::HttpConfig web = web_config(pipeline_, clock_, options_.state_dir);
  web.cache_dir = pipeline_.http.cache;
  web.cassettes = options_.cassettes;
  web.mode = options_.cassette_mode;
  auto http = net::open_http(web);
  if (!http) return tl::unexpected(http.error());
  http_ = std::move(*http);

  facts_.pipeline = pipeline_.name;
  facts_.sheaf_version = plugin::kVersion;
  facts_.time_zone = pipeline_.timezone;
  facts_.date = local_date(now_ms_, pipeline_.timezone);
  facts_.started_ms = now_ms_;
  auto id = store_->begin_run(pipeline_.name, facts_.date, now_ms_);
  if (!id) return tl::unexpected(id.error());
  facts_.id = *id;
  for (const auto* list : {&pipeline_.sources, &pipeline_.scorers, &pipeline_.enrichers,
                           &pipeline_.editors, &pipeline_.outputs}) {
    for (const config::Step& step : *list) {
      for (const config::SettingLine& line : step.settings.lines) {
        if (!line.is_default) facts_.settings.emplace_back(step.id + "." + line.path, line.yaml);
      }
    }
  }
  state_ = std::make_unique<RunState>(*store_, pipeline_.name, clock_);
  calls_ = {facts_.id,    &clock_,           options_.cancel,
            options_.log, options_.progress, std::make_shared<net::Scrubber>(options_.secrets)};
  outbox_ = std::make_unique<Outbox>(*store_, pipeline_.name, clock_, outputs_, calls_,
                                     options_.left_out);
  return {};
}

Result<void> Run::make_steps() {
  ServiceBase base;
  base.clock = &clock_;
  base.http = http_.get();
  base.store = store_.get();
  base.state = state_.get();
  base.scrubber = calls_.scrubber;
  base.run_id = facts_.id;
  base.date = facts_.date;
  base.replayed =
      !options_.cassettes.empty() && options_.cassette_mode == net::CassetteMode::kReplay;
  auto made = pipeline::make_steps(pipeline_, registry_, base, calls_, !options_.left_out.empty());
  if (!made) return tl::unexpected(made.error());
  sources_ = std::move(made->sources);
  scorers_ = std::move(made->scorers);
  editors_ = std::make_unique<Editors>(std::move(made->editors), *store_, calls_);
  libraries_ = std::move(made->libraries);
  for (StepInstance& o : made->outputs) outputs_.emplace(o.step->id, std::move(o));
  for (const config::Profile& p : pipeline_.profiles) {
    profiles_.push_back(std::make_shared<const ReaderProfile>(profile_of(p)));
  }
  arrivals_ = std::make_unique<Arrivals>(*store_, pipeline_.name, now_ms_);
  enrichers_ = std::make_unique<Enrichers>(std::move(made->enrichers), *store_, *arrivals_, calls_,
                                           pipeline_.name, now_ms_);
  caller_ = std::make_unique<ScoreCaller>(*store_, now_ms_, [this](const std::string& id) {
    for (const StepInstance& s : scorers_) {
      if (s.step->id == id) return calls_(*s.step);
    }
    return plugin::CallOptions{};
  });
  JudgePlan plan{pipeline_.name, profiles_,         Filter(pipeline_.filter), {}, {}, {},
                 now_ms_,        pipeline_.fresh_ms};
  // A dry run asks those that cost nothing, and the others for an estimate.
  for (const StepInstance& s : scorers_) {
    ScorerStep scorer = scorer_step(s.step->id, s.instance, pass_of(s.step->pass));
    if (options_.dry_run && !scorer.local) break;
    plan.scorers.push_back(std::move(scorer));
  }
  plan.select = {pipeline_.select.min, pipeline_.select.rank, pipeline_.select.limit.value_or(0),
                 pipeline_.select.per_source.value_or(0)};
  if (pipeline_.again_replaced) plan.again.insert(identity::Change::replaced);
  if (pipeline_.again_published) plan.again.insert(identity::Change::published);
  if (pipeline_.again_corrected) plan.again.insert(identity::Change::corrected);
  if (pipeline_.again_retracted) plan.again.insert(identity::Change::retracted);
  judge_ = std::make_unique<Judge>(std::move(plan), *store_, *caller_);
  return {};
}

Result<void> Run::place(std::vector<Record> records, const std::string& source) {
  std::vector<Placed> batch;
  batch.reserve(records.size());
  auto transaction = store_->begin(store::Durability::process);
  if (!transaction) return tl::unexpected(transaction.error());
  for (Record& record : records) {
    ++announced_[record.announce <= SHEAF_ANNOUNCE_REPLACE_CROSS ? record.announce : 0];
    auto placed = arrivals_->place(std::move(record), source);
    if (!placed) return tl::unexpected(placed.error());
    batch.push_back(std::move(*placed));
  }
  if (auto ok = transaction->commit(); !ok) return ok;
  return judge_->consider(batch);
}

Result<void> Run::fetch_one(const StepInstance& source) {
  const config::Step& step = *source.step;
  FetchOptions fetch_options;
  fetch_options.since_ms = options_.since_ms;
  auto cursor = store_->cursor(pipeline_.name, step.id);
  if (!cursor) return tl::unexpected(cursor.error());
  if (*cursor) {
    if ((*cursor)->identity_hash == step.settings.identity) {
      fetch_options.cursor = (*cursor)->cursor;
    } else {
      notice(SHEAF_NOTICE_INFO, step.id, "its settings changed, so it starts afresh");
    }
  }
  Fetch fetch(source.instance, step.component->id, calls_(step), fetch_options, clock_);
  std::vector<Record> waiting;
  std::size_t placed = 0;
  for (std::vector<Record> records = fetch.next(); !records.empty(); records = fetch.next()) {
    waiting.insert(waiting.end(), std::make_move_iterator(records.begin()),
                   std::make_move_iterator(records.end()));
    if (waiting.size() < (placed < kFew ? kFirstBatch : kBatch)) continue;
    placed += waiting.size();
    if (auto ok = place(std::exchange(waiting, {}), step.id); !ok) return ok;
    if (cancelled()) return fail(SHEAF_E_CANCELLED, "interrupted");
  }
  if (!waiting.empty()) {
    if (auto ok = place(std::move(waiting), step.id); !ok) return ok;
  }
  FetchEnd end = fetch.end();
  if (end.cursor) cursors_[step.id] = {*end.cursor, step.settings.identity, now_ms_};
  facts_.partial = facts_.partial || loses_papers(end.report.state);
  facts_.sources.push_back(std::move(end.report));
  return {};
}

Result<void> Run::read_libraries() {
  auto end = pipeline::read_libraries(pipeline_, libraries_, *store_, calls_, clock_,
                                      [this] { return cancelled(); });
  if (!end) return tl::unexpected(end.error());
  cursors_.merge(end->cursors);
  library_notices_ = std::move(end->notices);
  facts_.partial = facts_.partial || end->failed;
  return {};
}

Result<void> Run::fetch() {
  // In the pipeline's order: which record comes first decides a work's id, and the same input must
  // give the same digest.
  for (const StepInstance& source : sources_) {
    if (cancelled()) return fail(SHEAF_E_CANCELLED, "interrupted");
    if (auto ok = fetch_one(source); !ok) return ok;
  }
  std::uint64_t refused = 0;
  std::uint64_t records = 0;
  for (const report::SourceReport& s : facts_.sources) {
    records += s.records;
    refused += s.refused;
  }
  const std::uint64_t replaced =
      announced_[SHEAF_ANNOUNCE_REPLACE] + announced_[SHEAF_ANNOUNCE_REPLACE_CROSS];
  fetched_ = {{"fetched", "records fetched", records + refused, 0},
              {"new", "new", announced_[SHEAF_ANNOUNCE_NEW], 1},
              {"cross", "cross-lists", announced_[SHEAF_ANNOUNCE_CROSS], 1},
              {"replaced", "replacements", replaced, 1},
              {"unspecified", "of no announce type", announced_[SHEAF_ANNOUNCE_UNKNOWN], 1},
              {"refused", "unreadable", refused, 1}};
  return {};
}

Result<void> Run::judge() {
  if (auto ok = judge_->consider_earlier(); !ok) return ok;
  if (auto ok = judge_->consider_notices(arrivals_->told()); !ok) return ok;
  if (auto ok = judge_->score([this](const std::vector<Row>& rows) {
        return options_.dry_run ? Result<void>() : enrichers_->enrich(rows);
      });
      !ok) {
    return ok;
  }
  for (std::size_t k = 0; k < scorers_.size(); ++k) {
    const std::string& id = scorers_[k].step->id;
    const ScoreFailure* failure = caller_->failure(id);
    if (failure == nullptr) continue;
    facts_.partial = true;
    const char* then = failure->error.code == SHEAF_E_BUDGET
                           ? "what it scored is here, the rest is carried to the next run"
                       : k == 0 ? "what it did not score is carried to the next run"
                                : "its conditions are suspended and the scorer before it ranks";
    notice(failure->error.code == SHEAF_E_BUDGET ? SHEAF_NOTICE_WARNING : SHEAF_NOTICE_ERROR, id,
           fmt::format("{}; {}", failure->error.message, then));
  }
  return {};
}

// What of a choice is still right after enrichers joined works: a work may be there twice now, or
// have been seen as another one.
Result<std::vector<Chosen>> Run::settle_moves(std::size_t r, Selection& selection) {
  if (!enrichers_->joined()) return std::move(selection.chosen);
  std::vector<Chosen> out;
  std::set<Row> have;
  const auto count = [&](const char* id) -> std::uint64_t& {
    return std::find_if(selection.funnel.begin(), selection.funnel.end(),
                        [&](const report::Count& c) { return c.id == id; })
        ->value;
  };
  for (Chosen c : selection.chosen) {
    const Row row = enrichers_->now_at(c.row);
    auto marks = store_->seen_by(pipeline_.name, row);
    if (!marks) return tl::unexpected(marks.error());
    const bool seen = std::any_of(marks->begin(), marks->end(), [&](const store::Seen& s) {
      return s.profile == profiles_[r]->profile.id;
    });
    if (seen && (c.flags & SHEAF_ITEM_CHANGED) == 0) {
      ++count("seen");
    } else if (!have.insert(row).second) {
      --count("considered");
    } else {
      out.push_back(c);
      continue;
    }
    --count("shown");
  }
  return out;
}

void Run::explain(std::size_t r, std::vector<report::Item>& items) {
  for (const StepInstance& s : scorers_) {
    const ScorerStep scorer = scorer_step(s.step->id, s.instance, {});
    if (!scorer.local) continue;
    std::vector<std::shared_ptr<const Work>> works;
    std::vector<report::Score*> scores;
    for (report::Item& item : items) {
      for (report::Score& score : item.scores) {
        if (score.scorer != scorer.id) continue;
        works.push_back(std::make_shared<const Work>(item.work));
        scores.push_back(&score);
      }
    }
    caller_->explain(scorer, works, profiles_[r], scores);
  }
}

Result<void> Run::prepare_reader(std::size_t r, Selection& selection, Prepared& out) {
  auto chosen = settle_moves(r, selection);
  if (!chosen) return tl::unexpected(chosen.error());

  report::Digest& digest = out.digest;
  digest.profile = profiles_[r]->profile;
  digest.axes = judge_->axes();
  digest.notices = std::move(library_notices_[digest.profile.id]);
  digest.funnel = fetched_;
  digest.funnel.insert(digest.funnel.end(), selection.funnel.begin(), selection.funnel.end());
  for (std::size_t i = 0; i < chosen->size(); ++i) {
    const Chosen& c = (*chosen)[i];
    auto work = store_->load(c.row);
    if (!work) return tl::unexpected(work.error());
    auto alike = store_->suggestions(c.row);
    if (!alike) return tl::unexpected(alike.error());
    report::Item& item = out.items.emplace_back();
    item.work = std::move(*work);
    item.work.record.links = identity::all_links(item.work);
    item.flags = c.flags;
    item.rank = i + 1;
    item.rank_value = c.rank_value;
    item.scores = judge_->scores(r, c.row);
    for (const Place& p : item.work.places) {
      if (item.sources.empty() || item.sources.back() != p.source) item.sources.push_back(p.source);
    }
    for (store::Suggestion& s : *alike) item.suggestions.push_back(std::move(s.work_id));
    out.rows.push_back(enrichers_->now_at(c.row));
  }
  explain(r, out.items);
  for (const Unscored& u : selection.unscored) {
    auto work = store_->load(u.row);
    if (!work) return tl::unexpected(work.error());
    digest.unscored.push_back({work->id, work->record.title, u.scorer, u.reason});
  }
  // whoever was to judge them could not, whatever else was delivered
  facts_.partial = facts_.partial || !selection.unscored.empty();
  out.unscored = std::move(selection.unscored);
  out.settled = std::move(selection.settled);
  return {};
}

Result<std::vector<Selection>> Run::select() {
  std::vector<Selection> out;
  for (std::size_t r = 0; r < profiles_.size(); ++r) {
    auto selection = judge_->select(r);
    if (!selection) return tl::unexpected(selection.error());
    out.push_back(std::move(*selection));
  }
  return out;
}

Result<void> Run::prepare() {
  prepared_.resize(profiles_.size());
  auto selected = select();
  if (!selected) return tl::unexpected(selected.error());
  // for all readers before any digest is made: a join may concern them all
  if (!options_.dry_run && !enrichers_->empty()) {
    std::vector<Row> rows;
    for (const Selection& s : *selected) {
      for (const Chosen& c : s.chosen) rows.push_back(c.row);
    }
    // whatever the order of the readers, so that another one changes no question
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    if (auto ok = enrichers_->enrich(rows); !ok) return ok;
    // an enricher may know what a notice is about, which its source did not say
    if (auto ok = judge_->consider_notices(arrivals_->told()); !ok) return ok;
    selected = select();
    if (!selected) return tl::unexpected(selected.error());
  }
  std::vector<Selection>& selections = *selected;
  for (std::size_t r = 0; r < profiles_.size(); ++r) {
    if (auto ok = prepare_reader(r, selections[r], prepared_[r]); !ok) return ok;
  }
  for (const report::Notice& n : enrichers_->notices()) {
    facts_.notices.push_back(n);
    facts_.partial = true;
  }
  facts_.usage = caller_->usage();
  for (const report::Usage& u : enrichers_->usage()) facts_.usage.push_back(u);
  if (!options_.dry_run) {
    for (Prepared& p : prepared_) {
      const auto edited = editors_->edit(facts_, p.digest, p.items);
      if (!edited) return tl::unexpected(edited.error());
      facts_.partial = facts_.partial || !*edited;
    }
  }
  for (const report::Usage& u : editors_->usage()) facts_.usage.push_back(u);
  return {};
}

Result<void> Run::estimate() {
  // Scorers after the first that costs something see what the cheap ones leave; their estimate is
  // for that many works.
  for (const StepInstance& s : scorers_) {
    const ScorerStep scorer = scorer_step(s.step->id, s.instance, {});
    if (scorer.local) continue;
    for (std::size_t r = 0; r < profiles_.size(); ++r) {
      std::vector<Subject> subjects;
      for (Row row : prepared_[r].rows) {
        auto work = store_->load(row);
        if (!work) return tl::unexpected(work.error());
        subjects.push_back({row, std::make_shared<const Work>(std::move(*work))});
      }
      caller_->estimate(scorer, subjects, profiles_[r]);
    }
  }
  facts_.usage = caller_->usage();
  return {};
}

Result<void> Run::commit() {
  if (cancelled()) return fail(SHEAF_E_CANCELLED, "interrupted");
  std::vector<std::vector<store::Item>> blobs(prepared_.size());
  for (std::size_t r = 0; r < prepared_.size(); ++r) {
    const Prepared& p = prepared_[r];
    for (std::size_t i = 0; i < p.items.size(); ++i) {
      blobs[r].push_back(
          {static_cast<std::uint32_t>(i + 1), p.rows[i], report::encode(p.items[i])});
    }
  }
  auto transaction = store_->begin(store::Durability::power);
  if (!transaction) return tl::unexpected(transaction.error());
  // A failed write loses the transaction, and commit() says so again.
  (void)state_->commit();
  for (const auto& [source, cursor] : cursors_)
    (void)store_->set_cursor(pipeline_.name, source, cursor);

  const auto due = [&](const std::string& profile, const std::string& step,
                       bool has_items) -> Result<void> {
    auto sequence = store_->next_sequence(pipeline_.name, profile, step, facts_.date);
    if (!sequence) return tl::unexpected(sequence.error());
    // nothing new later in the day says nothing that the day's digest did not say
    if (!has_items && *sequence > 1) return {};
    store::Delivery d;
    d.run = facts_.id;
    d.pipeline = pipeline_.name;
    d.profile = profile;
    d.step = step;
    d.date = facts_.date;
    d.sequence = *sequence;
    d.next_ms = now_ms_;
    d.has_items = has_items;
    return store_->add_delivery(d);
  };

  bool anything = false;
  for (std::size_t r = 0; r < prepared_.size(); ++r) {
    const Prepared& p = prepared_[r];
    const std::string& profile = p.digest.profile.id;
    (void)store_->put_digest(facts_.id, profile, report::encode(p.digest), now_ms_);
    for (std::size_t i = 0; i < p.items.size(); ++i) {
      (void)store_->put_item(facts_.id, profile, blobs[r][i]);
      (void)store_->mark_seen(pipeline_.name, profile, p.rows[i],
                              identity::pack(identity::stamp(p.items[i].work)), facts_.id, now_ms_);
    }
    for (Row row : p.settled) (void)store_->clear_carry(pipeline_.name, profile, row);
    for (const Unscored& u : p.unscored) {
      (void)store_->set_carry(pipeline_.name, profile, u.row, u.reason);
    }
    anything = anything || !p.items.empty();
  }
  for (const auto& [id, output] : outputs_) {
    if ((output.instance->table<sheaf_output>()->flags & SHEAF_O_PER_RUN) != 0) {
      if (auto ok = due("", id, anything); !ok) return ok;
      continue;
    }
    for (const Prepared& p : prepared_) {
      if (auto ok = due(p.digest.profile.id, id, !p.items.empty()); !ok) return ok;
    }
  }
  store::Run stored{facts_.id,
                    pipeline_.name,
                    facts_.date,
                    now_ms_,
                    SHEAF_TIME_UNKNOWN,
                    store::RunStatus::committed,
                    report::encode(facts_),
                    {}};
  (void)store_->update_run(stored);
  return transaction->commit();
}

Result<void> Run::deliver() {
  auto reports = options_.rebuild ? outbox_->rebuild() : outbox_->deliver();
  if (!reports) return tl::unexpected(reports.error());
  for (report::DeliveryReport& d : *reports) {
    if (!d.id.empty()) deliveries_.push_back(std::move(d));
  }
  return {};
}

Result<void> Run::finish() {
  report::RunReport& r = report_;
  r.facts = facts_;
  r.dry_run = options_.dry_run;
  r.deliveries = deliveries_;
  r.finished_ms = clock_.now_ms();
  for (const Prepared& p : prepared_) {
    r.readers.push_back({p.digest.profile.id, p.items.size(), p.digest.funnel, p.digest.notices,
                         p.digest.unscored});
  }
  for (const auto& [step, s] : http_->stats()) {
    r.traffic.push_back({step, s.requests, s.bytes, s.cache_hits + s.revalidated, s.retries,
                         s.rate_wait_ms + s.retry_wait_ms});
  }
  std::size_t open = 0;
  for (const report::DeliveryReport& d : deliveries_) open += d.state != "delivered" ? 1 : 0;
  if (cancelled()) {
    r.exit = report::Exit::kInterrupted;
  } else if (open != 0 && open == deliveries_.size()) {
    r.exit = report::Exit::kNotDelivered;
  } else if (open != 0 || facts_.partial) {
    r.exit = report::Exit::kPartial;
  }
  if (options_.dry_run) return {};
  for (const auto state : {store::DeliveryState::pending, store::DeliveryState::dead}) {
    store::DeliveryFilter filter;
    filter.pipeline = pipeline_.name;
    filter.state = state;
    auto left = store_->deliveries(filter);
    if (!left) return tl::unexpected(left.error());
    r.open_deliveries += left->size();
  }
  return {};
}

Result<report::RunReport> Run::go() {
  if (auto ok = open(); !ok) return tl::unexpected(ok.error());
  const auto end_badly = [this](const Error& error) -> Result<report::RunReport> {
    if (!options_.dry_run) {
      store::Run failed{facts_.id,
                        pipeline_.name,
                        facts_.date,
                        now_ms_,
                        clock_.now_ms(),
                        error.code == SHEAF_E_CANCELLED ? store::RunStatus::interrupted
                                                        : store::RunStatus::failed,
                        report::encode(facts_),
                        {}};
      (void)store_->update_run(failed);
    }
    return tl::unexpected(error);
  };
  if (auto ok = make_steps(); !ok) return end_badly(ok.error());
  // what an earlier run left goes out first, so that nobody waits for today's sources; --rebuild
  // does nothing else
  if (!options_.dry_run) {
    if (auto ok = deliver(); !ok) return end_badly(ok.error());
  }
  if (options_.rebuild) return finished();
  if (auto ok = read_libraries(); !ok) return end_badly(ok.error());
  if (auto ok = fetch(); !ok) return end_badly(ok.error());
  if (auto ok = judge(); !ok) return end_badly(ok.error());
  if (auto ok = prepare(); !ok) return end_badly(ok.error());
  if (options_.dry_run) {
    if (auto ok = estimate(); !ok) return end_badly(ok.error());
    if (auto ok = finish(); !ok) return tl::unexpected(ok.error());
    return std::move(report_);
  }
  if (auto ok = commit(); !ok) return end_badly(ok.error());
  if (auto ok = deliver(); !ok) return tl::unexpected(ok.error());
  return finished();
}

// Counts up, writes down how the run went and throws away what is too old.
Result<report::RunReport> Run::finished() {
  if (auto ok = finish(); !ok) return tl::unexpected(ok.error());
  store::Run done{facts_.id,
                  pipeline_.name,
                  facts_.date,
                  now_ms_,
                  report_.finished_ms,
                  store::RunStatus::finished,
                  report::encode(facts_),
                  report::to_json(report_)};
  if (auto ok = store_->update_run(done); !ok) return tl::unexpected(ok.error());
  if (pipeline_.keep_works_ms) {
    store::Retention keep;
    keep.works_before_ms = now_ms_ - *pipeline_.keep_works_ms;
    keep.scores_before_ms = keep.works_before_ms;
    if (auto ok = store_->prune(keep, now_ms_); !ok) return tl::unexpected(ok.error());
  }
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

}  // namespace host::pipeline
