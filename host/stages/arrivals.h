// Finds the work that a record belongs to, or makes it, and keeps both in the store.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/record.h"
#include "store/store.h"

namespace host::pipeline {

struct Placed {
  store::Row row{};
  Work work;  // as it is now
  bool is_new = false;
  bool changed = false;          // the record said something that the work did not say before
  std::vector<store::Row> gone;  // works that turned out to be this one
};

// Identity as in identity/identity.h: a shared identifier joins, a title only suggests. When a
// record joins works that were two, the older stays and the other becomes its alias. Call within a
// transaction of the store; one thread.
class Arrivals {
 public:
  Arrivals(store::Store& store, std::string pipeline, std::int64_t now_ms)
      : store_(store), pipeline_(std::move(pipeline)), now_ms_(now_ms) {}

  // `source` is the step id.
  Result<Placed> place(Record record, const std::string& source);

  // What an enricher knows about the work at `row`; may join it with others. The row in the result
  // may be another one than given.
  Result<Placed> enrich(store::Row row, Record partial, const std::string& enricher);

  // Tells the works that this one retracts or corrects. place() does so by itself; a work that was
  // enriched must be asked again, also in a later run, since what an enricher said may have been
  // stored by a run that died before it told anybody.
  Result<void> tell(const Work& notice);

  // The works that were told, which their readers may have to hear of.
  const std::set<store::Row>& told() const { return told_; }

 private:
  Result<void> unite_all(Placed& placed, const std::vector<store::Row>& others);
  Result<void> suggest(store::Row row, std::uint64_t title_key);

  store::Store& store_;
  std::string pipeline_;
  std::int64_t now_ms_;
  std::set<store::Row> told_;
};

}  // namespace host::pipeline
