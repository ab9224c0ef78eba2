// Cursors and runs.
#include <date/date.h>

#include <chrono>

#include "store/sqlite_store.h"

namespace host::store {

Result<std::optional<Cursor>> SqliteStore::cursor(std::string_view pipeline,
                                                  std::string_view source) {
  return read([&]() -> Result<std::optional<Cursor>> {
    std::optional<Cursor> found;
    STORE_KNOWN(in, pipelines_, pipeline, found);
    Rows rows = db_->query(
        "SELECT cursor, identity_hash, stored_ms FROM cursors "
        "WHERE pipeline = ?1 AND source = ?2",
        **in, source);
    if (rows.next())
      found = Cursor{std::string(rows.text(0)), std::string(rows.text(1)), rows.i64(2)};
    STORE_TRY(rows.done());
    return found;
  });
}

Result<std::vector<CursorEntry>> SqliteStore::cursors(std::string_view pipeline) {
  return read([&]() -> Result<std::vector<CursorEntry>> {
    std::vector<CursorEntry> found;
    STORE_KNOWN(in, pipelines_, pipeline, found);
    Rows rows = db_->query(
        "SELECT source, cursor, identity_hash, stored_ms FROM cursors "
        "WHERE pipeline = ?1 ORDER BY source",
        **in);
    while (rows.next())
      found.push_back({std::string(rows.text(0)),
                       Cursor{std::string(rows.text(1)), std::string(rows.text(2)), rows.i64(3)}});
    STORE_TRY(rows.done());
    return found;
  });
}

Result<void> SqliteStore::set_cursor(std::string_view pipeline, std::string_view source,
                                     const Cursor& cursor) {
  return write([&]() -> Result<void> {
    const auto in = pipelines_.id(pipeline);
    if (!in) return tl::unexpected(in.error());
    return db_->run(
        "INSERT OR REPLACE INTO cursors(pipeline, source, cursor, identity_hash, "
        "stored_ms) VALUES(?1, ?2, ?3, ?4, ?5)",
        *in, source, std::string_view(cursor.cursor), std::string_view(cursor.identity_hash),
        cursor.stored_ms);
  });
}

Result<void> SqliteStore::reset_cursor(std::string_view pipeline, std::string_view source) {
  return write([&]() -> Result<void> {
    STORE_KNOWN(in, pipelines_, pipeline, {});
    return db_->run("DELETE FROM cursors WHERE pipeline = ?1 AND source = ?2", **in, source);
  });
}

Result<std::int64_t> SqliteStore::run_row(std::string_view run) {
  const auto row = runs_.known(run);
  if (!row) return tl::unexpected(row.error());
  if (!*row) return fail(SHEAF_E_NOT_FOUND, "there is no run " + std::string(run));
  return **row;
}

Result<std::string> SqliteStore::begin_run(std::string_view pipeline, std::string_view date,
                                           std::int64_t now_ms) {
  return write([&]() -> Result<std::string> {
    const auto in = pipelines_.id(pipeline);
    if (!in) return tl::unexpected(in.error());
    const auto now = ::date::floor<std::chrono::seconds>(
        std::chrono::system_clock::time_point(std::chrono::milliseconds(now_ms)));
    const std::string base = ::date::format("%Y%m%dT%H%M%SZ", now);
    std::string id = base;
    for (int n = 2;; ++n) {
      const auto taken = runs_.known(id);
      if (!taken) return tl::unexpected(taken.error());
      if (!*taken) break;
      id = base + "-" + std::to_string(n);
    }
    STORE_TRY(
        db_->run("INSERT INTO runs(id, pipeline, date, started_ms, finished_ms, status, "
                 "facts, report) VALUES(?1, ?2, ?3, ?4, ?5, ?6, x'', '')",
                 std::string_view(id), *in, date, now_ms, std::int64_t{SHEAF_TIME_UNKNOWN},
                 static_cast<std::uint32_t>(RunStatus::running)));
    return id;
  });
}

Result<void> SqliteStore::update_run(const Run& run) {
  return write([&]() -> Result<void> {
    const auto row = run_row(run.id);
    if (!row) return tl::unexpected(row.error());
    return db_->run(
        "UPDATE runs SET status = ?2, finished_ms = ?3, facts = ?4, report = ?5 "
        "WHERE row = ?1",
        *row, static_cast<std::uint32_t>(run.status), run.finished_ms, Blob{run.facts},
        std::string_view(run.report));
  });
}

namespace {

// id, pipeline, date, started_ms, finished_ms, status
Run run_of(Rows& rows) {
  Run run;
  run.id = rows.text(0);
  run.pipeline = rows.text(1);
  run.date = rows.text(2);
  run.started_ms = rows.i64(3);
  run.finished_ms = rows.i64(4);
  run.status = static_cast<RunStatus>(rows.u32(5));
  return run;
}

}  // namespace

Result<std::optional<Run>> SqliteStore::run(std::string_view id) {
  return read([&]() -> Result<std::optional<Run>> {
    std::optional<Run> found;
    Rows rows = db_->query(
        "SELECT r.id, p.name, r.date, r.started_ms, r.finished_ms, r.status, r.facts, r.report "
        "FROM runs r JOIN pipelines p ON p.id = r.pipeline WHERE r.id = ?1",
        id);
    if (rows.next()) {
      found = run_of(rows);
      found->facts = rows.text(6);
      found->report = rows.text(7);
    }
    STORE_TRY(rows.done());
    return found;
  });
}

Result<std::vector<Run>> SqliteStore::list_runs(std::string_view pipeline, std::size_t limit) {
  return read([&]() -> Result<std::vector<Run>> {
    std::vector<Run> found;
    Rows rows = db_->query(
        "SELECT r.id, p.name, r.date, r.started_ms, r.finished_ms, r.status "
        "FROM runs r JOIN pipelines p ON p.id = r.pipeline "
        "WHERE ?1 = '' OR p.name = ?1 ORDER BY r.started_ms DESC, r.row DESC",
        pipeline);
    while (found.size() < limit && rows.next()) found.push_back(run_of(rows));
    STORE_TRY(rows.done());
    return found;
  });
}

Result<std::vector<std::string>> SqliteStore::pipelines() {
  return read([&]() -> Result<std::vector<std::string>> {
    std::vector<std::string> found;
    Rows rows = db_->query("SELECT name FROM pipelines ORDER BY name");
    while (rows.next()) found.emplace_back(rows.text(0));
    STORE_TRY(rows.done());
    return found;
  });
}

}  // namespace host::store
