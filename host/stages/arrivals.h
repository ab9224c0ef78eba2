// Finds the work that a record belongs to, or makes it, and keeps both in the store.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/record.h"
#include "store/store.h"

namespace host::stages {

struct Placed {
  store::WorkId id{};
  Work work;  // as it is now
  bool is_new = false;
  bool changed = false;             // the record said something that the work did not say before
  std::vector<store::WorkId> gone;  // works that turned out to be this one
};

// Identity as in identity/identity.h: a shared identifier joins, a title only suggests. When a
// record joins works that were two, the older stays and the other becomes its alias. One thread.
class Arrivals {
 public:
  Arrivals(std::string pipeline, std::int64_t now_ms)
      : pipeline_(std::move(pipeline)), now_ms_(now_ms) {}

  // `source` is the step id.
  Result<Placed> place(store::Session& session, Record record, const std::string& source);

  // What an enricher knows about the work `id`; may join it with others. The id in the result
  // may be another one than given.
  Result<Placed> enrich(store::Session& session, store::WorkId id, Record partial,
                        const std::string& enricher);

  // Tells the works that this one retracts or corrects. place() does so by itself; a work that was
  // enriched must be asked again, also in a later run, since what an enricher said may have been
  // stored by a run that died before it told anybody.
  Result<void> tell(store::Session& session, const Work& notice);

  // The works that were told, which their readers may have to hear of.
  const std::set<store::WorkId>& told() const { return told_; }

 private:
  Result<std::optional<Placed>> make(store::Session& session, Record& record,
                                     const std::string& source, const std::vector<Key>& keys);
  Result<void> unite_all(store::Session& session, Placed& placed,
                         const std::vector<store::WorkId>& others);
  Result<void> suggest(store::Session& session, store::WorkId id, std::uint64_t title_key);

  std::string pipeline_;
  std::int64_t now_ms_;
  std::set<store::WorkId> told_;
};

}  // namespace host::stages
