#include "stages/arrivals.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "identity/identity.h"

namespace host::pipeline {

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
Result<void> Arrivals::unite_all(Placed& placed, const std::vector<Row>& others) {
  for (Row other : others) {
    auto theirs = store_.load(other);
    if (!theirs) return tl::unexpected(theirs.error());
    Row gone = other;
    if (other < placed.row) {
      std::swap(placed.work, *theirs);
      std::swap(placed.row, gone);
    }
    identity::unite(placed.work, std::move(*theirs));
    if (auto ok =
            store_.update(placed.row, placed.work, {}, identity::title_key(placed.work.record));
        !ok) {
      return ok;
    }
    if (auto ok = store_.unite(placed.row, gone, &identity::unite_stamps); !ok) return ok;
    placed.gone.push_back(gone);
    placed.changed = true;
  }
  return {};
}

Result<void> Arrivals::suggest(Row row, std::uint64_t title_key) {
  auto rows = store_.rows_with_title_key(title_key);
  if (!rows) return tl::unexpected(rows.error());
  for (Row other : *rows) {
    if (other == row) continue;
    if (auto ok = store_.add_suggestion(row, other, kSameTitle); !ok) return ok;
  }
  return {};
}

Result<void> Arrivals::tell(const Work& notice) {
  for (const identity::Noticed& noticed : identity::noticed(notice.record)) {
    auto hits = store_.find(std::span(&noticed.work, 1));
    if (!hits) return tl::unexpected(hits.error());
    const auto& hit = hits->front();
    if (!hit || hit->weak) continue;
    // even if it is no news: a run that was killed may have known it and told nobody
    told_.insert(hit->row);
    auto work = store_.load(hit->row);
    if (!work) return tl::unexpected(work.error());
    if (!identity::take_notice(*work, noticed.as, {notice.id, false})) continue;
    if (auto ok = store_.update(hit->row, *work, {}, identity::title_key(work->record)); !ok) {
      return ok;
    }
  }
  return {};
}

Result<Placed> Arrivals::place(Record record, const std::string& source) {
  const auto keys = identity::keys(record, pipeline_ + "/" + source);
  auto hits = store_.find(keys);
  if (!hits) return tl::unexpected(hits.error());
  Joined joined = sort_hits(keys, *hits);

  std::vector<Row> rows = joined.strong;
  std::vector<Row> refused;
  for (Row r : joined.weak) {
    auto other = store_.load(r);
    if (!other) return tl::unexpected(other.error());
    (identity::may_join(*other, record, source) ? rows : refused).push_back(r);
  }
  std::sort(rows.begin(), rows.end());

  Placed placed;
  if (rows.empty()) {
    placed.work = identity::make_work(std::move(record), source, keys);
    placed.is_new = placed.changed = true;
    const auto title_key = identity::title_key(placed.work.record);
    auto row = store_.insert(placed.work, keys, title_key);
    if (!row) return tl::unexpected(row.error());
    placed.row = *row;
    if (title_key) {
      if (auto ok = suggest(placed.row, *title_key); !ok) return tl::unexpected(ok.error());
    }
  } else {
    placed.row = rows.front();
    auto work = store_.load(placed.row);
    if (!work) return tl::unexpected(work.error());
    placed.work = std::move(*work);
    placed.changed = identity::merge(placed.work, std::move(record), source);
    const auto title_key = identity::title_key(placed.work.record);
    if (placed.changed) {
      if (auto ok = store_.update(placed.row, placed.work, keys, title_key); !ok) {
        return tl::unexpected(ok.error());
      }
    }
    if (auto ok = unite_all(placed, {rows.begin() + 1, rows.end()}); !ok) {
      return tl::unexpected(ok.error());
    }
  }
  for (Row r : refused) {
    if (auto ok = store_.add_suggestion(placed.row, r, kSameTarget); !ok) {
      return tl::unexpected(ok.error());
    }
  }
  if (auto ok = tell(placed.work); !ok) return tl::unexpected(ok.error());
  if (auto ok = store_.arrive(pipeline_, placed.row, now_ms_); !ok)
    return tl::unexpected(ok.error());
  return placed;
}

Result<Placed> Arrivals::enrich(Row row, Record partial, const std::string& enricher) {
  auto work = store_.load(row);
  if (!work) return tl::unexpected(work.error());
  Placed placed;
  placed.row = row;
  placed.work = std::move(*work);

  std::vector<Key> keys;
  for (Key& k : identity::keys(partial, enricher)) {
    // without identifiers of its own the enricher's answer identifies nothing
    if (!k.text.starts_with("record:")) keys.push_back(std::move(k));
  }
  auto hits = store_.find(keys);
  if (!hits) return tl::unexpected(hits.error());
  placed.changed =
      identity::merge(placed.work, std::move(partial), enricher, identity::Role::enricher);
  if (!placed.changed) return placed;
  if (auto ok = store_.update(row, placed.work, keys, identity::title_key(placed.work.record));
      !ok) {
    return tl::unexpected(ok.error());
  }
  Joined joined = sort_hits(keys, *hits);
  std::vector<Row> others = std::move(joined.strong);
  for (Row r : joined.weak) {
    auto other = store_.load(r);
    if (!other) return tl::unexpected(other.error());
    if (identity::may_unite(placed.work, *other)) others.push_back(r);
  }
  std::erase(others, row);
  if (auto ok = unite_all(placed, others); !ok) return tl::unexpected(ok.error());
  return placed;
}

}  // namespace host::pipeline
