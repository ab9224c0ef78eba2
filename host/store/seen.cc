// What belongs to a work and a pipeline: arrivals, seen marks, carries, labels; and paid scores.
#include "store/hash.h"
#include "store/sqlite_store.h"

namespace host::store {

Result<void> SqliteStore::arrive(std::string_view pipeline, Row row, std::int64_t now_ms) {
  return write([&]() -> Result<void> {
    const auto in = pipelines_.id(pipeline);
    if (!in) return tl::unexpected(in.error());
    const auto now = actual(row);
    if (!now) return tl::unexpected(now.error());
    return db_->run(
        "INSERT INTO arrivals(pipeline, work, first_ms, last_ms) "
        "VALUES(?1, ?2, ?3, ?3) ON CONFLICT(pipeline, work) DO UPDATE SET "
        "first_ms = min(first_ms, excluded.first_ms), "
        "last_ms = max(last_ms, excluded.last_ms)",
        *in, *now, now_ms);
  });
}

Result<std::vector<Row>> SqliteStore::arrived_since(std::string_view pipeline,
                                                    std::int64_t since_ms,
                                                    const std::function<bool(Row)>& wanted) {
  return read([&]() -> Result<std::vector<Row>> {
    std::vector<Row> found;
    STORE_KNOWN(in, pipelines_, pipeline, found);
    Rows rows = db_->query(
        "SELECT work FROM arrivals "
        "WHERE pipeline = ?1 AND last_ms >= ?2 ORDER BY work",
        **in, since_ms);
    while (rows.next()) {
      if (wanted(rows.row(0))) found.push_back(rows.row(0));
    }
    STORE_TRY(rows.done());
    return found;
  });
}

Result<std::optional<Arrival>> SqliteStore::arrival(std::string_view pipeline, Row row) {
  return read([&]() -> Result<std::optional<Arrival>> {
    std::optional<Arrival> found;
    STORE_KNOWN(in, pipelines_, pipeline, found);
    const auto now = actual(row);
    if (!now) return tl::unexpected(now.error());
    Rows rows = db_->query(
        "SELECT first_ms, last_ms FROM arrivals WHERE pipeline = ?1 AND work = ?2", **in, *now);
    if (rows.next()) found = Arrival{*now, rows.i64(0), rows.i64(1)};
    STORE_TRY(rows.done());
    return found;
  });
}

Result<void> SqliteStore::mark_seen(std::string_view pipeline, std::string_view profile, Row row,
                                    std::uint64_t stamp, std::string_view run,
                                    std::int64_t now_ms) {
  return write([&]() -> Result<void> {
    const auto in = pipelines_.id(pipeline), by = names_.id(profile), during = run_row(run);
    for (const auto* id : {&in, &by, &during})
      if (!*id) return tl::unexpected(id->error());
    const auto now = actual(row);
    if (!now) return tl::unexpected(now.error());
    return db_->run(
        "INSERT OR REPLACE INTO seen(work, pipeline, profile, stamp, run, shown_ms) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
        *now, *in, *by, stamp, *during, now_ms);
  });
}

Result<std::vector<Seen>> SqliteStore::seen_by(std::string_view pipeline, Row row) {
  return read([&]() -> Result<std::vector<Seen>> {
    std::vector<Seen> found;
    STORE_KNOWN(in, pipelines_, pipeline, found);
    const auto now = actual(row);
    if (!now) return tl::unexpected(now.error());
    Rows rows = db_->query(
        "SELECT profile, stamp, run, shown_ms FROM seen WHERE work = ?1 AND pipeline = ?2", *now,
        **in);
    while (rows.next()) {
      auto profile = names_.name(rows.i64(0)), run = runs_.name(rows.i64(2));
      if (!profile) return tl::unexpected(std::move(profile.error()));
      if (!run) return tl::unexpected(std::move(run.error()));
      found.push_back({std::move(*profile), rows.u64(1), std::move(*run), rows.i64(3)});
    }
    STORE_TRY(rows.done());
    return found;
  });
}

Result<void> SqliteStore::forget_seen(std::string_view pipeline, std::string_view profile) {
  return write([&]() -> Result<void> {
    STORE_KNOWN(in, pipelines_, pipeline, {});
    STORE_KNOWN(by, names_, profile, {});
    return db_->run("DELETE FROM seen WHERE pipeline = ?1 AND profile = ?2", **in, **by);
  });
}

Result<void> SqliteStore::set_carry(std::string_view pipeline, std::string_view profile, Row row,
                                    std::string_view reason) {
  return write([&]() -> Result<void> {
    const auto in = pipelines_.id(pipeline), by = names_.id(profile);
    for (const auto* id : {&in, &by})
      if (!*id) return tl::unexpected(id->error());
    const auto now = actual(row);
    if (!now) return tl::unexpected(now.error());
    return db_->run(
        "INSERT OR REPLACE INTO carries(work, pipeline, profile, reason) VALUES(?1, ?2, ?3, ?4)",
        *now, *in, *by, reason);
  });
}

Result<void> SqliteStore::clear_carry(std::string_view pipeline, std::string_view profile,
                                      Row row) {
  return write([&]() -> Result<void> {
    STORE_KNOWN(in, pipelines_, pipeline, {});
    STORE_KNOWN(by, names_, profile, {});
    const auto now = actual(row);
    if (!now) return tl::unexpected(now.error());
    return db_->run("DELETE FROM carries WHERE work = ?1 AND pipeline = ?2 AND profile = ?3", *now,
                    **in, **by);
  });
}

Result<std::vector<Carry>> SqliteStore::carried(std::string_view pipeline) {
  return read([&]() -> Result<std::vector<Carry>> {
    std::vector<Carry> found;
    STORE_KNOWN(in, pipelines_, pipeline, found);
    Rows rows = db_->query(
        "SELECT n.name, c.work, c.reason FROM carries c JOIN names n ON n.id = c.profile "
        "WHERE c.pipeline = ?1 ORDER BY c.work, n.name",
        **in);
    while (rows.next())
      found.push_back({std::string(rows.text(0)), rows.row(1), std::string(rows.text(2))});
    STORE_TRY(rows.done());
    return found;
  });
}

Result<void> SqliteStore::put_label(std::string_view pipeline, std::string_view profile, Row row,
                                    double value, std::int64_t now_ms) {
  return write([&]() -> Result<void> {
    const auto in = pipelines_.id(pipeline), by = names_.id(profile);
    for (const auto* id : {&in, &by})
      if (!*id) return tl::unexpected(id->error());
    const auto now = actual(row);
    if (!now) return tl::unexpected(now.error());
    return db_->run(
        "INSERT OR REPLACE INTO labels(pipeline, profile, work, value, at_ms) "
        "VALUES(?1, ?2, ?3, ?4, ?5)",
        *in, *by, *now, value, now_ms);
  });
}

Result<void> SqliteStore::remove_label(std::string_view pipeline, std::string_view profile,
                                       Row row) {
  return write([&]() -> Result<void> {
    STORE_KNOWN(in, pipelines_, pipeline, {});
    STORE_KNOWN(by, names_, profile, {});
    const auto now = actual(row);
    if (!now) return tl::unexpected(now.error());
    return db_->run("DELETE FROM labels WHERE pipeline = ?1 AND profile = ?2 AND work = ?3", **in,
                    **by, *now);
  });
}

Result<std::vector<Label>> SqliteStore::labels(std::string_view pipeline,
                                               std::string_view profile) {
  return read([&]() -> Result<std::vector<Label>> {
    std::vector<Label> found;
    STORE_KNOWN(in, pipelines_, pipeline, found);
    STORE_KNOWN(by, names_, profile, found);
    Rows rows = db_->query(
        "SELECT work, value, at_ms FROM labels "
        "WHERE pipeline = ?1 AND profile = ?2 ORDER BY at_ms, work",
        **in, **by);
    while (rows.next()) found.push_back({rows.row(0), rows.f64(1), rows.i64(2)});
    STORE_TRY(rows.done());
    return found;
  });
}

Result<std::optional<std::string>> SqliteStore::score_get(std::string_view fingerprint,
                                                          std::uint64_t text_hash) {
  return read([&]() -> Result<std::optional<std::string>> {
    std::optional<std::string> found;
    const std::string key = fingerprint_key(fingerprint);
    Rows rows = db_->query("SELECT blob FROM scores WHERE fingerprint = ?1 AND text_hash = ?2",
                           Blob{key}, text_hash);
    if (rows.next()) found = rows.text(0);
    STORE_TRY(rows.done());
    return found;
  });
}

Result<void> SqliteStore::score_put(std::string_view fingerprint, std::uint64_t text_hash,
                                    std::string_view blob, std::int64_t now_ms) {
  return write([&]() -> Result<void> {
    const std::string key = fingerprint_key(fingerprint);
    return db_->run(
        "INSERT OR REPLACE INTO scores(fingerprint, text_hash, put_ms, blob) "
        "VALUES(?1, ?2, ?3, ?4)",
        Blob{key}, text_hash, now_ms, Blob{blob});
  });
}

}  // namespace host::store
