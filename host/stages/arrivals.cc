#include "stages/arrivals.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "identity/identity.h"

namespace host::stages {

using store::WorkId;

namespace {

constexpr const char* kSameTitle = "same title, first author and year";
constexpr const char* kSameTarget = "says it is the preprint of the same article";

// The works that a record's keys lead to.
struct Joined {
  std::vector<WorkId> strong, weak;  // sorted, without repetition; weak has none of strong
};

Joined sort_hits(const std::vector<Key>& keys, const std::vector<std::optional<store::Hit>>& hits) {
  Joined out;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (!hits[i]) continue;
    (keys[i].weak || hits[i]->weak ? out.weak : out.strong).push_back(hits[i]->work);
  }
  for (auto* rows : {&out.strong, &out.weak}) {
    std::sort(rows->begin(), rows->end());
    rows->erase(std::unique(rows->begin(), rows->end()), rows->end());
  }
  std::erase_if(out.weak, [&](WorkId r) {
    return std::binary_search(out.strong.begin(), out.strong.end(), r);
  });
  return out;
}

}  // namespace

// Adds the works at `others` to placed.work and keeps the oldest.
Result<void> Arrivals::unite_all(store::Session& session, Placed& placed,
                                 const std::vector<WorkId>& others) {
  for (WorkId gone : others) {
    TRY_ASSIGN(Work theirs, session.works().load(gone));
    TRY_ASSIGN(const auto age, session.works().by_age({placed.id, gone}));
    if (age.front() == gone) {
      std::swap(placed.work, theirs);
      std::swap(placed.id, gone);
    }
    identity::unite(placed.work, std::move(theirs));
    TRY(session.works().update(placed.id, placed.work, {},
                               identity::title_key(placed.work.record)));
    TRY(session.works().unite(placed.id, gone, &identity::unite_stamps));
    placed.gone.push_back(gone);
    placed.changed = true;
  }
  return {};
}

Result<void> Arrivals::suggest(store::Session& session, WorkId id, std::uint64_t title_key) {
  TRY_ASSIGN(const auto works, session.works().with_title_key(title_key));
  for (WorkId other : works) {
    if (other != id) TRY(session.works().add_suggestion(id, other, kSameTitle));
  }
  return {};
}

Result<void> Arrivals::tell(store::Session& session, const Work& notice) {
  for (const identity::Noticed& noticed : identity::noticed(notice.record)) {
    TRY_ASSIGN(const auto hits, session.works().find(std::span(&noticed.work, 1)));
    const auto& hit = hits.front();
    if (!hit || hit->weak) continue;
    // even if it is no news: a run that was killed may have known it and told nobody
    told_.insert(hit->work);
    TRY_ASSIGN(Work work, session.works().load(hit->work));
    if (!identity::take_notice(work, noticed.as, {notice.id, false})) continue;
    TRY(session.works().update(hit->work, work, {}, identity::title_key(work.record)));
  }
  return {};
}

// A work of its own for the record, which is moved from. Nothing if another writer has made one of
// its identifiers since they were looked up; then the record is as it was.
Result<std::optional<Placed>> Arrivals::make(store::Session& session, Record& record,
                                             const std::string& source,
                                             const std::vector<Key>& keys) {
  Placed placed;
  placed.work = identity::make_work(std::move(record), source, keys);
  placed.is_new = placed.changed = true;
  const auto title_key = identity::title_key(placed.work.record);
  TRY_ASSIGN(const store::Claim claim, session.works().claim(placed.work, keys, title_key));
  if (!claim.work) {
    record = std::move(placed.work.record);
    record.id = std::move(placed.work.places.front().record);
    record.flags = placed.work.provenance.front().flags;
    return std::nullopt;
  }
  placed.id = *claim.work;
  if (title_key) TRY(suggest(session, placed.id, *title_key));
  return placed;
}

Result<Placed> Arrivals::place(store::Session& session, Record record, const std::string& source) {
  const auto keys = identity::keys(record, pipeline_ + "/" + source);
  std::optional<Placed> placed;
  std::vector<WorkId> refused;
  while (!placed) {
    TRY_ASSIGN(const auto hits, session.works().find(keys));
    Joined joined = sort_hits(keys, hits);
    std::vector<WorkId> works = joined.strong;
    refused.clear();
    for (WorkId weak : joined.weak) {
      TRY_ASSIGN(const Work other, session.works().load(weak));
      (identity::may_join(other, record, source) ? works : refused).push_back(weak);
    }
    if (works.empty()) {
      TRY_ASSIGN(placed, make(session, record, source, keys));
      continue;
    }
    TRY_ASSIGN(works, session.works().by_age(std::move(works)));
    placed.emplace();
    placed->id = works.front();
    TRY_ASSIGN(placed->work, session.works().load(placed->id));
    placed->changed = identity::merge(placed->work, std::move(record), source);
    if (placed->changed) {
      TRY(session.works().update(placed->id, placed->work, keys,
                                 identity::title_key(placed->work.record)));
    }
    TRY(unite_all(session, *placed, {works.begin() + 1, works.end()}));
  }
  for (WorkId other : refused) {
    TRY(session.works().add_suggestion(placed->id, other, kSameTarget));
  }
  TRY(tell(session, placed->work));
  TRY(session.works().arrive(pipeline_, placed->id, now_ms_));
  return std::move(*placed);
}

Result<Placed> Arrivals::enrich(store::Session& session, WorkId id, Record partial,
                                const std::string& enricher) {
  Placed placed;
  placed.id = id;
  TRY_ASSIGN(placed.work, session.works().load(id));

  std::vector<Key> keys;
  for (Key& k : identity::keys(partial, enricher)) {
    // without identifiers of its own the enricher's answer identifies nothing
    if (!k.text.starts_with("record:")) keys.push_back(std::move(k));
  }
  TRY_ASSIGN(const auto hits, session.works().find(keys));
  placed.changed =
      identity::merge(placed.work, std::move(partial), enricher, identity::Role::enricher);
  if (!placed.changed) return placed;
  TRY(session.works().update(id, placed.work, keys, identity::title_key(placed.work.record)));
  Joined joined = sort_hits(keys, hits);
  std::vector<WorkId> others = std::move(joined.strong);
  for (WorkId weak : joined.weak) {
    TRY_ASSIGN(const Work other, session.works().load(weak));
    if (identity::may_unite(placed.work, other)) others.push_back(weak);
  }
  std::erase(others, id);
  TRY(unite_all(session, placed, others));
  return placed;
}

}  // namespace host::stages
