// Works, their keys, suggestions, and what uniting two of them moves.
#include "base/codec.h"
#include "store/sqlite_store.h"

namespace host::store {

Result<Row> SqliteStore::actual(Row row) {
  if (row == newest_) return row;
  Rows rows = db_->query("SELECT into_row FROM works WHERE row = ?1", row);
  Row now = row;
  if (rows.next() && !rows.null(0)) now = rows.row(0);
  STORE_TRY(rows.done());
  return now;
}

Result<std::optional<Row>> SqliteStore::row_of_key(std::string_view key, bool* weak) {
  std::optional<Row> found;
  {
    Rows rows = db_->query("SELECT work, weak FROM keys WHERE key = ?1", key);
    if (rows.next()) {
      found = rows.row(0);
      *weak = rows.i64(1) != 0;
    }
    STORE_TRY(rows.done());
  }
  if (!found) return found;
  return actual(*found).map([](Row row) { return std::optional(row); });
}

Result<std::vector<std::optional<Hit>>> SqliteStore::find(std::span<const Key> keys) {
  return read([&]() -> Result<std::vector<std::optional<Hit>>> {
    std::vector<std::optional<Hit>> hits;
    hits.reserve(keys.size());
    for (const Key& key : keys) {
      bool weak = false;
      auto row = row_of_key(key.text, &weak);
      if (!row) return tl::unexpected(std::move(row.error()));
      hits.push_back(*row ? std::optional(Hit{**row, weak}) : std::nullopt);
    }
    return hits;
  });
}

Result<std::optional<Row>> SqliteStore::find_work(std::string_view id) {
  return read([&] {
    bool weak = false;
    return row_of_key(id, &weak);
  });
}

Result<Work> SqliteStore::load(Row row) {
  return read([&]() -> Result<Work> {
    auto now = actual(row);
    if (!now) return tl::unexpected(std::move(now.error()));
    Rows rows = db_->query("SELECT blob FROM works WHERE row = ?1", *now);
    if (!rows.next()) {
      STORE_TRY(rows.done());
      return fail(SHEAF_E_NOT_FOUND, "the work is not in the store any more (see `retention:`)");
    }
    auto work = decode_work(rows.text(0));
    if (!work)
      return tl::unexpected(describe(db_->path(), SQLITE_CORRUPT, 0, work.error().message));
    return work;
  });
}

Result<void> SqliteStore::put_keys(Row row, std::span<const Key> keys) {
  for (const Key& key : keys)
    STORE_TRY(
        db_->run("INSERT INTO keys(key, work, weak) VALUES(?1, ?2, ?3) ON CONFLICT(key) DO "
                 "UPDATE SET work = excluded.work, weak = 0 "
                 "WHERE keys.weak AND NOT excluded.weak",
                 key.text, row, key.weak));
  return {};
}

Result<Row> SqliteStore::insert(const Work& work, std::span<const Key> keys,
                                std::optional<std::uint64_t> title_key) {
  return write([&]() -> Result<Row> {
    buffer_.clear();
    encode_work(work, buffer_);
    STORE_TRY(
        db_->run("INSERT INTO works(title_key, blob) VALUES(?1, ?2)", title_key, Blob{buffer_}));
    const Row row{db_->last_row()};
    STORE_TRY(put_keys(row, keys));
    if (in_transaction_) newest_ = row;
    return row;
  });
}

Result<void> SqliteStore::update(Row row, const Work& work, std::span<const Key> keys,
                                 std::optional<std::uint64_t> title_key) {
  return write([&]() -> Result<void> {
    auto now = actual(row);
    if (!now) return tl::unexpected(std::move(now.error()));
    buffer_.clear();
    encode_work(work, buffer_);
    STORE_TRY(db_->run("UPDATE works SET title_key = ?2, blob = ?3 WHERE row = ?1", *now, title_key,
                       Blob{buffer_}));
    if (db_->changes() == 0)
      return fail(SHEAF_E_NOT_FOUND, "the work is not in the store any more");
    return put_keys(*now, keys);
  });
}

Result<std::vector<Row>> SqliteStore::rows_with_title_key(std::uint64_t title_key) {
  return read([&]() -> Result<std::vector<Row>> {
    std::vector<Row> found;
    Rows rows =
        db_->query("SELECT row FROM works WHERE title_key = ?1 ORDER BY row LIMIT 16", title_key);
    while (rows.next()) found.push_back(rows.row(0));
    STORE_TRY(rows.done());
    return found;
  });
}

Result<void> SqliteStore::add_suggestion(Row a, Row b, std::string_view reason) {
  return write([&]() -> Result<void> {
    const auto one = actual(a), other = actual(b);
    if (!one) return tl::unexpected(one.error());
    if (!other) return tl::unexpected(other.error());
    if (*one == *other) return {};
    constexpr const char* kAdd =
        "INSERT INTO suggestions(a, b, reason) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING";
    STORE_TRY(db_->run(kAdd, *one, *other, reason));
    return db_->run(kAdd, *other, *one, reason);
  });
}

Result<std::vector<Suggestion>> SqliteStore::suggestions(Row row) {
  return read([&]() -> Result<std::vector<Suggestion>> {
    auto now = actual(row);
    if (!now) return tl::unexpected(std::move(now.error()));
    std::vector<Suggestion> found;
    Rows rows = db_->query(
        "SELECT s.b, w.blob, s.reason FROM suggestions s JOIN works w ON w.row = s.b "
        "WHERE s.a = ?1 ORDER BY s.b",
        *now);
    while (rows.next()) {
      auto work = decode_work(rows.text(1));
      if (!work)
        return tl::unexpected(describe(db_->path(), SQLITE_CORRUPT, 0, work.error().message));
      found.push_back({rows.row(0), std::move(work->id), std::string(rows.text(2))});
    }
    STORE_TRY(rows.done());
    return found;
  });
}

// Where both works have a row under one key, keep's is the merged one.
Result<void> SqliteStore::move_to(Row keep, Row gone, UniteStamps stamps) {
  STORE_TRY(
      db_->run("INSERT INTO arrivals(pipeline, work, first_ms, last_ms) "
               "SELECT pipeline, ?1, first_ms, last_ms FROM arrivals "
               "WHERE work = ?2 AND pipeline IN (SELECT id FROM pipelines) "
               "ON CONFLICT(pipeline, work) DO UPDATE SET "
               "first_ms = min(first_ms, excluded.first_ms), "
               "last_ms = max(last_ms, excluded.last_ms)",
               keep, gone));
  STORE_TRY(
      db_->run("DELETE FROM arrivals WHERE work = ?1 AND "
               "pipeline IN (SELECT id FROM pipelines)",
               gone));

  struct Mark {
    std::int64_t pipeline, profile;
    std::uint64_t stamp;
  };
  std::vector<Mark> both;
  {
    Rows rows = db_->query(
        "SELECT g.pipeline, g.profile, g.stamp, k.stamp FROM seen g JOIN seen k "
        "ON k.work = ?1 AND k.pipeline = g.pipeline AND k.profile = g.profile "
        "WHERE g.work = ?2",
        keep, gone);
    while (rows.next())
      both.push_back({rows.i64(0), rows.i64(1), stamps(rows.u64(2), rows.u64(3))});
    STORE_TRY(rows.done());
  }
  // The later showing stays, with what either mark has seen.
  STORE_TRY(
      db_->run("INSERT INTO seen(work, pipeline, profile, stamp, run, shown_ms) "
               "SELECT ?1, pipeline, profile, stamp, run, shown_ms FROM seen "
               "WHERE work = ?2 ON CONFLICT(work, pipeline, profile) DO UPDATE SET "
               "run = excluded.run, shown_ms = excluded.shown_ms "
               "WHERE excluded.shown_ms > shown_ms",
               keep, gone));
  for (const Mark& mark : both)
    STORE_TRY(
        db_->run("UPDATE seen SET stamp = ?4 WHERE work = ?1 AND pipeline = ?2 AND "
                 "profile = ?3",
                 keep, mark.pipeline, mark.profile, mark.stamp));
  STORE_TRY(db_->run("DELETE FROM seen WHERE work = ?1", gone));

  STORE_TRY(db_->run("UPDATE OR IGNORE carries SET work = ?1 WHERE work = ?2", keep, gone));
  STORE_TRY(db_->run("DELETE FROM carries WHERE work = ?1", gone));
  // Of two labels the later one is what the reader thinks now.
  STORE_TRY(
      db_->run("INSERT INTO labels(pipeline, profile, work, value, at_ms) "
               "SELECT pipeline, profile, ?1, value, at_ms FROM labels WHERE work = ?2 "
               "ON CONFLICT(pipeline, profile, work) DO UPDATE SET "
               "value = excluded.value, at_ms = excluded.at_ms "
               "WHERE excluded.at_ms > at_ms",
               keep, gone));
  STORE_TRY(db_->run("DELETE FROM labels WHERE work = ?1", gone));

  STORE_TRY(db_->run("DELETE FROM suggestions WHERE (a = ?1 AND b = ?2) OR (a = ?2 AND b = ?1)",
                     keep, gone));
  STORE_TRY(
      db_->run("UPDATE OR IGNORE suggestions SET b = ?1 WHERE a IN "
               "(SELECT b FROM suggestions WHERE a = ?2) AND b = ?2",
               keep, gone));
  STORE_TRY(
      db_->run("DELETE FROM suggestions WHERE a IN "
               "(SELECT b FROM suggestions WHERE a = ?1) AND b = ?1",
               gone));
  STORE_TRY(db_->run("UPDATE OR IGNORE suggestions SET a = ?1 WHERE a = ?2", keep, gone));
  return db_->run("DELETE FROM suggestions WHERE a = ?1", gone);
}

Result<void> SqliteStore::unite(Row keep, Row gone, UniteStamps stamps) {
  return write([&]() -> Result<void> {
    const auto to = actual(keep), from = actual(gone);
    if (!to) return tl::unexpected(to.error());
    if (!from) return tl::unexpected(from.error());
    if (*to == *from) return {};
    auto work = load(*from);
    if (!work) return tl::unexpected(std::move(work.error()));
    STORE_TRY(move_to(*to, *from, stamps));
    newest_.reset();
    // Keys and old digests go on pointing at the gone row, which now points on.
    STORE_TRY(db_->run("UPDATE works SET into_row = ?1 WHERE into_row = ?2", *to, *from));
    return db_->run("UPDATE works SET into_row = ?1, title_key = NULL, blob = ?3 WHERE row = ?2",
                    *to, *from, Blob{work->id});
  });
}

Result<std::vector<std::string>> SqliteStore::aliases(Row row) {
  return read([&]() -> Result<std::vector<std::string>> {
    auto now = actual(row);
    if (!now) return tl::unexpected(std::move(now.error()));
    std::vector<std::string> found;
    Rows rows = db_->query("SELECT blob FROM works WHERE into_row = ?1 ORDER BY row", *now);
    while (rows.next()) found.emplace_back(rows.text(0));
    STORE_TRY(rows.done());
    return found;
  });
}

}  // namespace host::store
