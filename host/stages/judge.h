// Who gets to see what: filter, seen marks, the score cascade and the selection, for all readers.
//
// Works come in batches while sources still fetch; the first scorer judges them on the way if it is
// local. What is kept in memory per work is a few bytes: a run may consider hundreds of thousands.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/profile.h"
#include "base/rules.h"
#include "identity/identity.h"
#include "ranking/scores.h"
#include "report/digest.h"
#include "report/digest_view.h"
#include "stages/arrivals.h"
#include "stages/filter.h"
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

// One work chosen for a reader.
struct Chosen {
  Row row{};                // under which it was judged
  std::uint32_t flags = 0;  // SHEAF_ITEM_*
  double rank_value = 0;
};

struct Unscored {
  Row row{};
  std::string scorer, reason;
};

struct Selection {
  std::vector<Chosen> chosen;         // notices first, then followed people's works, then by rank
  std::vector<report::Count> funnel;  // without the run-wide lines
  std::vector<Unscored> unscored;     // to be listed and carried
  std::vector<Row> settled;           // carried before, judged now: no longer carried
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
  // others. Works of `rows` that nobody was shown are left alone.
  Result<void> consider_notices(const std::set<Row>& rows);

  // Runs the cascade. `prepare` is called with the rows (ascending) that a scorer which needs
  // abstracts is about to see; it may enrich them.
  Result<void> score(const std::function<Result<void>(const std::vector<Row>&)>& prepare);
  // The choice for reader `r`, an index into profiles.
  Result<Selection> select(std::size_t r);
  // What the scorers said of one work for reader `r`, in pipeline order; of local scorers numbers
  // only.
  std::vector<report::Score> scores(std::size_t r, Row row) const;
  // Axes of all scorers.
  std::vector<report::Axis> axes() const;

 private:
  struct Reader {
    std::vector<Row> seen;                    // among the considered; not filtered
    std::vector<Row> changed;                 // seen before, shown again if scorers agree
    std::set<Row> notices;                    // seen before, retracted or corrected since
    std::set<Row> carried;                    // from earlier runs
    std::vector<ranking::ScoreTable> tables;  // one a scorer
    std::vector<std::vector<Row>> asked;  // one a scorer, ascending; empty for a streamed first one
    std::vector<std::uint64_t> entrants;  // how many each scorer was asked about
    std::vector<ranking::Passed> passed;  // one a scorer
    std::vector<std::uint64_t> rejected;  // by each scorer
    std::vector<Unscored> unscored;       // by row, once
    std::set<Row> suspended;              // went on although their scorer failed
    std::set<Row> outliers;  // a scorer that asks others was far kinder than the one before
  };
  struct AxisPlace {
    std::size_t scorer, axis;
    double scale;
  };
  struct Candidate {
    Row row{};
    std::uint32_t flags = 0;
    std::size_t tier = 0;  // how many scorers judged it
    double rank_value = 0;
    std::int64_t announced_ms = 0;  // from here on: of ties, read when needed
    std::string id, source;
  };

  bool streams() const { return !plan_.scorers.empty() && plan_.scorers[0].local; }
  bool allowed(Row row, std::size_t r) const;
  // Considered, not filtered, not seen: what the first scorer is asked about.
  std::vector<Row> entrants(std::size_t r) const;
  void take(std::size_t scorer, std::size_t r, Row row, const sheaf_score& score);
  Result<void> score_rows(std::size_t k);
  void finish_stage(std::size_t k, std::size_t r);
  std::optional<Candidate> candidate(std::size_t r, Row row, bool& below) const;
  Result<void> order(std::vector<Candidate>& all, std::uint64_t enough) const;

  JudgePlan plan_;
  store::Store& store_;
  ScoreCaller& caller_;
  std::vector<Reader> readers_;
  std::vector<ReaderRef> reader_refs_;
  std::map<std::string, std::size_t> reader_of_;
  std::map<std::string, AxisPlace> axis_places_;
  std::vector<bool> considered_, filtered_;  // by row
  std::set<Row> unjudged_;                   // the streamed scorer failed on them
  std::uint64_t earlier_ = 0;                // considered, but not listed by this run
  // Carried works that are no longer fresh compete for the readers they were carried for.
  std::map<Row, std::set<std::size_t>> only_;
};

}  // namespace host::stages
