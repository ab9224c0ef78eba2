// Who gets to see what: filter, seen marks, the score cascade and the selection, for all readers.
//
// Works come in batches while sources still fetch; the first scorer judges them on the way if it is
// local. What enrichers say comes in later, on the same way: a work that they change or join with
// another stands anew for every reader. What is kept in memory per work is a few bytes: a run may
// consider hundreds of thousands, which it numbers for itself.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/funnel.h"
#include "base/profile.h"
#include "base/rules.h"
#include "identity/identity.h"
#include "ranking/rank.h"
#include "ranking/scores.h"
#include "report/digest.h"
#include "report/digest_view.h"
#include "stages/arrivals.h"
#include "stages/filter.h"
#include "stages/numbering.h"
#include "stages/score_call.h"
#include "store/store.h"

namespace host::stages {

struct JudgePlan {
  std::string pipeline;
  std::vector<std::shared_ptr<const ReaderProfile>> profiles;
  Filter filter;
  std::vector<ScorerStep> scorers;
  Select select;
  Again again;
  std::int64_t now_ms = 0;
  std::int64_t fresh_ms = 0;  // how long an unseen work competes after it was last listed
};

// What enrichers brought.
struct News {
  std::vector<Placed> works;  // that they changed
  std::set<WorkId> told;      // works that a notice is about: all that are known by now
};
// Asks enrichers about works, which are given with the oldest first.
using Enrich = std::function<Result<News>(const std::vector<WorkId>&)>;

// One work chosen for a reader.
struct Chosen {
  WorkId work{};
  std::uint32_t flags = 0;  // SHEAF_ITEM_*
  double rank_value = 0;
};

struct Unscored {
  WorkId work{};
  std::string scorer, reason;
};

struct Selection {
  std::vector<Chosen> chosen;  // notices first, then followed people's works, then by rank
  Funnel funnel;
  std::vector<Unscored> unscored;  // to be listed and carried, the oldest first
  std::vector<WorkId> settled;     // carried before, judged now: no longer carried
};

class Judge {
 public:
  Judge(JudgePlan plan, store::Store& store, ScoreCaller& caller);

  // Works placed by this run; call outside a transaction. What was considered before and changed is
  // judged again.
  Result<void> consider(std::vector<Placed>& batch);
  // The rest: works of earlier runs that still compete or were carried. After all sources have
  // ended.
  Result<void> consider_earlier();
  // Works that a notice retracts or corrects: readers who were shown them get them before all
  // others. Works that nobody was shown are left alone. True if somebody gets one that he would not
  // have got before the call.
  Result<bool> consider_told(const std::set<WorkId>& works);

  // Runs the cascade and gives each reader's choice, parallel to the profiles. Works that a scorer
  // which needs abstracts is about to see are enriched before, works that are chosen after; then
  // all is decided again with what is known now, until nothing new is chosen. What a scorer said of
  // a work stands whatever enrichers add. `enrich` may be null, and is asked about a work once.
  Result<std::vector<Selection>> decide(const Enrich& enrich);

  // What the scorers said of one work for reader `r`, in pipeline order; of local scorers numbers
  // only.
  std::vector<report::Score> scores(std::size_t r, WorkId work) const;
  // Axes of all scorers.
  std::vector<report::Axis> axes() const;

 private:
  using Number = ranking::Number;
  static constexpr std::size_t kChunk = 512;  // works in memory at once

  struct Stage {  // one scorer, one reader
    explicit Stage(std::size_t axes) : table(axes) {}
    ranking::ScoreTable table;
    std::vector<Number> asked;     // sorted; empty for a streamed first one
    std::vector<Number> answered;  // sorted; those of the last round of decide()
    std::uint64_t entrants = 0;    // how many the scorer was asked about
    ranking::Passed passed;
    std::uint64_t rejected = 0;
  };
  struct Reader {
    std::vector<Number> seen;     // among the considered; not filtered
    std::vector<Number> changed;  // seen before, shown again if scorers agree
    std::set<Number> notices;     // seen before, retracted or corrected since
    std::set<Number> carried;     // from earlier runs
    std::vector<Stage> stages;
    std::vector<std::pair<Number, Unscored>> unscored;
    std::set<Number> suspended;  // went on although their scorer failed
    std::set<Number> outliers;   // a scorer that asks others was far kinder than the one before
  };
  struct AxisPlace {
    std::size_t scorer, axis;
    double scale;
  };

  // Who competes: judge.cc.
  Number number(WorkId work);
  bool streams() const { return !plan_.scorers.empty() && plan_.scorers[0].local; }
  bool competes(Number n) const { return considered_[n] && !filtered_[n]; }
  bool allowed(Number n, std::size_t r) const;
  Result<bool> admit(const Placed& placed, Number n, std::vector<std::size_t>& barred);
  void ask_first(const std::vector<Subject>& subjects,
                 const std::function<bool(std::size_t subject, std::size_t reader)>& eligible);
  void take(std::size_t scorer, std::size_t r, Number n, const sheaf_score& score);
  Result<bool> learn(const Enrich& enrich, const std::vector<Number>& works);
  void inherit(WorkId gone, WorkId kept);

  // Who passes and is chosen: cascade.cc.
  std::vector<Number> entrants(std::size_t r) const;
  void settle_readers();
  Result<bool> cascade(const Enrich& enrich);
  Result<void> score_works(std::size_t k, const std::vector<Number>& works);
  void finish_stage(std::size_t k, std::size_t r);
  std::optional<ranking::Candidate> candidate(std::size_t r, Number n) const;
  Result<void> look_up_ties(std::vector<ranking::Candidate>& candidates) const;
  Result<Selection> select(std::size_t r);
  Result<void> count(std::size_t r, Selection& out) const;
  std::vector<WorkId> ids(const std::vector<Number>& works) const;

  JudgePlan plan_;
  store::Store& store_;
  ScoreCaller& caller_;
  std::vector<Reader> readers_;
  std::vector<ReaderRef> reader_refs_;
  std::map<std::string, std::size_t> reader_of_;
  std::map<std::string, AxisPlace, std::less<>> axis_places_;
  Numbering works_;
  std::vector<bool> considered_, filtered_;  // by number
  std::vector<bool> earlier_;                // by number: considered, but not listed by this run
  std::vector<bool> enriched_;               // by number
  std::set<Number> unjudged_;                // the streamed scorer failed on them
  // Works that compete for these readers only: they are no longer fresh, and carried; or nobody is
  // to see them but as a notice.
  std::map<Number, std::set<std::size_t>> only_;
};

}  // namespace host::stages
