// From sources to works: fetches, places what comes, and lets the judge see it on the way.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "report/digest.h"
#include "stages/arrivals.h"
#include "stages/judge.h"
#include "stages/libraries.h"
#include "stages/step.h"
#include "store/store.h"

namespace host::stages {

struct IngestEnd {
  std::vector<report::SourceReport> sources;
  std::vector<report::Notice> notices;
  std::vector<report::Count> funnel;          // the run-wide lines
  std::map<std::string, CursorMove> cursors;  // by step id; to be stored with the run
  bool lost_papers = false;                   // a source did not give all it should have
};

// One source after the other, in the pipeline's order, each parsing in a thread of its own: which
// record comes first decides a work's id, and the same input must give the same digest. Works are
// stored in batches on the way: a work alone shows nothing to anybody.
// Errors: the store's, and SHEAF_E_CANCELLED.
class Ingest {
 public:
  Ingest(std::string pipeline, store::Store& store, Arrivals& arrivals, Judge& judge,
         const CallMaker& calls, Clock& clock, std::int64_t now_ms)
      : pipeline_(std::move(pipeline)),
        store_(store),
        arrivals_(arrivals),
        judge_(judge),
        calls_(calls),
        clock_(clock),
        now_ms_(now_ms) {}

  // `since_ms`: also what was announced since then, SHEAF_TIME_UNKNOWN: only what is new.
  Result<IngestEnd> run(const std::vector<StepInstance>& sources, std::int64_t since_ms);

 private:
  bool cancelled() const { return calls_.cancel && calls_.cancel->cancelled(); }
  Result<void> fetch(const StepInstance& source, std::int64_t since_ms, IngestEnd& out);
  Result<void> place(std::vector<Record> records, const std::string& source);

  const std::string pipeline_;
  store::Store& store_;
  Arrivals& arrivals_;
  Judge& judge_;
  const CallMaker& calls_;
  Clock& clock_;
  const std::int64_t now_ms_;
  std::uint64_t announced_[5] = {};  // records by announce type
};

}  // namespace host::stages
