#include "stages/arrivals.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "identity/identity.h"

namespace host::stages {

using store::Row;

namespace {

constexpr const char* kSameTitle = "same title, first author and year";
constexpr const char* kSameTarget = "says it is the preprint of the same article";

// The works that a record's keys lead to.
struct Joined {
  std::vector<Row> strong, weak;  // ascending, without repetition; weak has none of strong
};

Joined sort_hits(const std::vector<Key>& keys, const std::vector<std::optional<store::Hit>>& hits) {
  Joined out;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (!hits[i]) continue;
    (keys[i].weak || hits[i]->weak ? out.weak : out.strong).push_back(hits[i]->row);
  }
  for (auto* rows : {&out.strong, &out.weak}) {
    std::sort(rows->begin(), rows->end());
    rows->erase(std::unique(rows->begin(), rows->end()), rows->end());
  }
  std::erase_if(out.weak,
                [&](Row r) { return std::binary_search(out.strong.begin(), out.strong.end(), r); });
  return out;
}

}  // namespace

// Adds the works at `others` to placed.work and keeps the oldest row.
Result<void> Arrivals::unite_all(store::Session& session, Placed& placed,
                                 const std::vector<Row>& others) {
  for (Row other : others) {
    TRY_ASSIGN(Work theirs, session.works().load(other));
    Row gone = other;
    if (other < placed.row) {
      std::swap(placed.work, theirs);
      std::swap(placed.row, gone);
    }
    identity::unite(placed.work, std::move(theirs));
    TRY(session.works().update(placed.row, placed.work, {},
                               identity::title_key(placed.work.record)));
    TRY(session.works().unite(placed.row, gone, &identity::unite_stamps));
    placed.gone.push_back(gone);
    placed.changed = true;
  }
  return {};
}

Result<void> Arrivals::suggest(store::Session& session, Row row, std::uint64_t title_key) {
  TRY_ASSIGN(const auto rows, session.works().rows_with_title_key(title_key));
  for (Row other : rows) {
    if (other != row) TRY(session.works().add_suggestion(row, other, kSameTitle));
  }
  return {};
}

Result<void> Arrivals::tell(store::Session& session, const Work& notice) {
  for (const identity::Noticed& noticed : identity::noticed(notice.record)) {
    TRY_ASSIGN(const auto hits, session.works().find(std::span(&noticed.work, 1)));
    const auto& hit = hits.front();
    if (!hit || hit->weak) continue;
    // even if it is no news: a run that was killed may have known it and told nobody
    told_.insert(hit->row);
    TRY_ASSIGN(Work work, session.works().load(hit->row));
    if (!identity::take_notice(work, noticed.as, {notice.id, false})) continue;
    TRY(session.works().update(hit->row, work, {}, identity::title_key(work.record)));
  }
  return {};
}

// A work of its own for the record. Nothing if another writer has made one of its identifiers since
// they were looked up.
Result<std::optional<Placed>> Arrivals::make(store::Session& session, const Record& record,
                                             const std::string& source,
                                             const std::vector<Key>& keys) {
  Placed placed;
  placed.work = identity::make_work(record, source, keys);
  placed.is_new = placed.changed = true;
  const auto title_key = identity::title_key(placed.work.record);
  TRY_ASSIGN(const store::Claim claim, session.works().claim(placed.work, keys, title_key));
  if (!claim.row) return std::nullopt;
  placed.row = *claim.row;
  if (title_key) TRY(suggest(session, placed.row, *title_key));
  return placed;
}

Result<Placed> Arrivals::place(store::Session& session, Record record, const std::string& source) {
  const auto keys = identity::keys(record, pipeline_ + "/" + source);
  std::optional<Placed> placed;
  std::vector<Row> refused;
  while (!placed) {
    TRY_ASSIGN(const auto hits, session.works().find(keys));
    Joined joined = sort_hits(keys, hits);
    std::vector<Row> rows = joined.strong;
    refused.clear();
    for (Row r : joined.weak) {
      TRY_ASSIGN(const Work other, session.works().load(r));
      (identity::may_join(other, record, source) ? rows : refused).push_back(r);
    }
    std::sort(rows.begin(), rows.end());
    if (rows.empty()) {
      TRY_ASSIGN(placed, make(session, record, source, keys));
      continue;
    }
    placed.emplace();
    placed->row = rows.front();
    TRY_ASSIGN(placed->work, session.works().load(placed->row));
    placed->changed = identity::merge(placed->work, std::move(record), source);
    if (placed->changed) {
      TRY(session.works().update(placed->row, placed->work, keys,
                                 identity::title_key(placed->work.record)));
    }
    TRY(unite_all(session, *placed, {rows.begin() + 1, rows.end()}));
  }
  for (Row r : refused) TRY(session.works().add_suggestion(placed->row, r, kSameTarget));
  TRY(tell(session, placed->work));
  TRY(session.works().arrive(pipeline_, placed->row, now_ms_));
  return std::move(*placed);
}

Result<Placed> Arrivals::enrich(store::Session& session, Row row, Record partial,
                                const std::string& enricher) {
  Placed placed;
  placed.row = row;
  TRY_ASSIGN(placed.work, session.works().load(row));

  std::vector<Key> keys;
  for (Key& k : identity::keys(partial, enricher)) {
    // without identifiers of its own the enricher's answer identifies nothing
    if (!k.text.starts_with("record:")) keys.push_back(std::move(k));
  }
  TRY_ASSIGN(const auto hits, session.works().find(keys));
  placed.changed =
      identity::merge(placed.work, std::move(partial), enricher, identity::Role::enricher);
  if (!placed.changed) return placed;
  TRY(session.works().update(row, placed.work, keys, identity::title_key(placed.work.record)));
  Joined joined = sort_hits(keys, hits);
  std::vector<Row> others = std::move(joined.strong);
  for (Row r : joined.weak) {
    TRY_ASSIGN(const Work other, session.works().load(r));
    if (identity::may_unite(placed.work, other)) others.push_back(r);
  }
  std::erase(others, row);
  TRY(unite_all(session, placed, others));
  return placed;
}

}  // namespace host::stages
