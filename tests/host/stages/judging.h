// A day of a pipeline without its run: records are placed, judged, chosen and marked as seen over a
// store in memory.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/stages/scripted.h"
#include "identity/identity.h"
#include "stages/arrivals.h"
#include "stages/enrich.h"
#include "stages/judge.h"
#include "support/memory_store.h"

namespace host::stages::testing {

inline constexpr std::int64_t kDayMs = 86'400'000;
inline constexpr std::int64_t kStart = 1'790'000'000'000;

inline Record record(std::string id, std::string title, std::vector<Identifier> identifiers = {}) {
  Record r;
  r.id = std::move(id);
  r.title = std::move(title);
  r.identifiers = std::move(identifiers);
  r.type = SHEAF_TYPE_RESEARCH;
  r.announce = SHEAF_ANNOUNCE_NEW;
  return r;
}

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}
inline void must(const Result<void>& result) {
  if (!result) throw std::runtime_error(result.error().message);
}

// What a reader got.
struct Shown {
  std::vector<std::string> titles;
  std::vector<std::uint32_t> flags;
  std::vector<double> values;
  Funnel funnel;
  std::vector<std::string> unscored;  // titles
  std::size_t twice = 0;              // works that the reader had seen, unless they changed
};

// What the pipeline is, the same for all days of a test.
struct Plan {
  std::vector<std::string> readers = {"ada"};
  std::function<std::vector<ScorerStep>()> scorers = [] { return std::vector<ScorerStep>(); };
  std::vector<StepInstance> enrichers;
  FilterRules filter;
  Select select;
  Again again;
};

// Each work ends in one place of the funnel.
inline std::uint64_t accounted(const Funnel& f) {
  std::uint64_t out = f.filtered + f.seen + f.unscored + f.below + f.over_limit + f.shown;
  for (const auto& [scorer, count] : f.rejected) out += count;
  return out;
}

class Days {
 public:
  explicit Days(Plan plan) : plan_(std::move(plan)) {}

  // Lists the records of each batch, decides and marks as seen what is shown.
  std::map<std::string, Shown> run(std::vector<std::vector<Record>> batches) {
    now_ += kDayMs;
    VirtualClock clock(now_);
    const CallMaker calls{.run_id = "r",
                          .clock = &clock,
                          .cancel = nullptr,
                          .log = {},
                          .progress = {},
                          .scrubber = nullptr};
    const std::string id =
        must(store_->in_transaction(store::Durability::process, [&](store::Session& s) {
          return s.runs().begin("p", "2026-09-24", now_);
        }));
    Arrivals arrivals("p", now_);
    Enrichers enrichers(plan_.enrichers, *store_, arrivals, calls, "p", now_);
    ScoreCaller caller(*store_, "p", now_, calls);
    JudgePlan plan{.pipeline = "p",
                   .profiles = {},
                   .filter = Filter(plan_.filter),
                   .scorers = plan_.scorers(),
                   .select = plan_.select,
                   .again = plan_.again,
                   .now_ms = now_,
                   .fresh_ms = 7 * kDayMs};
    for (const std::string& reader : plan_.readers) {
      Profile profile;
      profile.id = reader;
      plan.profiles.push_back(std::make_shared<const ReaderProfile>(profile));
    }
    Judge judge(std::move(plan), *store_, caller);
    for (std::vector<Record>& batch : batches) {
      std::vector<Placed> placed;
      must(store_->in_transaction(
          store::Durability::process, [&](store::Session& s) -> Result<void> {
            for (Record& r : batch) {
              TRY_ASSIGN(auto one, arrivals.place(s, std::move(r), "source"));
              placed.push_back(std::move(one));
            }
            return {};
          }));
      must(judge.consider(placed));
    }
    must(judge.consider_earlier());
    must(judge.consider_told(arrivals.told()));
    Enrich enrich;
    if (!enrichers.empty()) {
      enrich = [&](const std::vector<WorkId>& works) -> Result<News> {
        TRY_ASSIGN(auto changed, enrichers.enrich(works));
        return News{std::move(changed), arrivals.told()};
      };
    }
    const auto selections = must(judge.decide(enrich));
    notices_ = enrichers.notices();
    std::map<std::string, Shown> out;
    for (std::size_t r = 0; r < selections.size(); ++r) {
      out[plan_.readers[r]] = show(plan_.readers[r], id, selections[r]);
    }
    return out;
  }
  std::map<std::string, Shown> run(std::vector<Record> records) {
    std::vector<std::vector<Record>> batches;
    batches.push_back(std::move(records));
    return run(std::move(batches));
  }

  Plan& plan() { return plan_; }
  store::Store& store() { return *store_; }
  const std::vector<report::Notice>& notices() const { return notices_; }
  Work work(const std::string& id) {
    return must(store_->read([&](store::Session& s) -> Result<Work> {
      TRY_ASSIGN(const auto found, s.works().find_work(id));
      if (!found) return fail(SHEAF_E_NOT_FOUND, id);
      return s.works().load(*found);
    }));
  }

 private:
  Shown show(const std::string& reader, const std::string& run, const Selection& selection) {
    Shown shown;
    shown.funnel = selection.funnel;
    must(store_->in_transaction(store::Durability::process, [&](store::Session& s) -> Result<void> {
      for (const Chosen& c : selection.chosen) {
        TRY_ASSIGN(const Work work, s.works().load(c.work));
        TRY_ASSIGN(const auto marks, s.readers().seen_by("p", c.work));
        for (const store::Seen& mark : marks) {
          shown.twice += mark.profile == reader && (c.flags & SHEAF_ITEM_CHANGED) == 0 ? 1 : 0;
        }
        shown.titles.push_back(work.record.title);
        shown.flags.push_back(c.flags);
        shown.values.push_back(c.rank_value);
        TRY(s.readers().mark_seen("p", reader, c.work, identity::pack(identity::stamp(work)), run,
                                  now_));
      }
      for (const Unscored& u : selection.unscored) {
        TRY_ASSIGN(const Work work, s.works().load(u.work));
        shown.unscored.push_back(work.record.title);
        TRY(s.readers().set_carry("p", reader, u.work, u.reason));
      }
      for (const WorkId work : selection.settled) {
        TRY(s.readers().clear_carry("p", reader, work));
      }
      return {};
    }));
    return shown;
  }

  Plan plan_;
  std::unique_ptr<store::Store> store_ = test::open_memory_store();
  std::int64_t now_ = kStart;
  std::vector<report::Notice> notices_;
};

}  // namespace host::stages::testing
