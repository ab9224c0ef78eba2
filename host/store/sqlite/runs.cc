// Cursors and runs.
#include <date/date.h>

#include <chrono>

#include "store/sqlite/subjects.h"

namespace host::store {

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

class SqliteRuns final : public Subject<Runs> {
 public:
  using Subject::Subject;

  Result<std::optional<Cursor>> cursor(std::string_view pipeline,
                                       std::string_view source) override {
    return c_.read([&]() -> Result<std::optional<Cursor>> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      return first(c_.db->query("SELECT cursor, identity_hash, stored_ms FROM cursors "
                                "WHERE pipeline = ?1 AND source = ?2",
                                in, source),
                   [](Rows& rows) {
                     return Cursor{rows.str(0), rows.str(1), rows.i64(2)};
                   });
    });
  }

  Result<std::vector<CursorEntry>> cursors(std::string_view pipeline) override {
    return c_.read([&]() -> Result<std::vector<CursorEntry>> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      return all(c_.db->query("SELECT source, cursor, identity_hash, stored_ms FROM cursors "
                              "WHERE pipeline = ?1 ORDER BY source",
                              in),
                 [](Rows& rows) {
                   return CursorEntry{rows.str(0), Cursor{rows.str(1), rows.str(2), rows.i64(3)}};
                 });
    });
  }

  Result<void> set_cursor(std::string_view pipeline, std::string_view source,
                          const std::optional<Cursor>& begun_from, const Cursor& cursor) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto now, this->cursor(pipeline, source));
      if (now != begun_from) {
        return fail(SHEAF_E_TRANSIENT,
                    "the source " + std::string(source) + " of " + std::string(pipeline) +
                        " was read or reset by somebody else meanwhile: run again");
      }
      TRY_ASSIGN(const auto in, c_.pipelines.id(pipeline));
      return c_.db->run(
          "INSERT OR REPLACE INTO cursors(pipeline, source, cursor, identity_hash, "
          "stored_ms) VALUES(?1, ?2, ?3, ?4, ?5)",
          in, source, std::string_view(cursor.cursor), std::string_view(cursor.identity_hash),
          cursor.stored_ms);
    });
  }

  Result<void> reset_cursor(std::string_view pipeline, std::string_view source) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      return c_.db->run("DELETE FROM cursors WHERE pipeline = ?1 AND source = ?2", in, source);
    });
  }

  Result<std::string> begin(std::string_view pipeline, std::string_view date,
                            std::int64_t now_ms) override {
    return c_.write([&]() -> Result<std::string> {
      TRY_ASSIGN(const auto in, c_.pipelines.id(pipeline));
      const auto now = ::date::floor<std::chrono::seconds>(
          std::chrono::system_clock::time_point(std::chrono::milliseconds(now_ms)));
      const std::string base = ::date::format("%Y%m%dT%H%M%SZ", now);
      std::string id = base;
      for (int n = 2;; ++n) {
        TRY_ASSIGN(const auto taken, c_.runs.known(id));
        if (!taken) break;
        id = base + "-" + std::to_string(n);
      }
      TRY(
          c_.db->run("INSERT INTO runs(id, pipeline, date, started_ms, finished_ms, status, "
                     "facts, report) VALUES(?1, ?2, ?3, ?4, ?5, ?6, x'', '')",
                     std::string_view(id), in, date, now_ms, std::int64_t{SHEAF_TIME_UNKNOWN},
                     static_cast<std::uint32_t>(RunStatus::running)));
      return id;
    });
  }

  Result<void> update(const Run& run) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto row, c_.run_row(run.id));
      return c_.db->run(
          "UPDATE runs SET status = ?2, finished_ms = ?3, facts = ?4, report = ?5 "
          "WHERE row = ?1",
          row, static_cast<std::uint32_t>(run.status), run.finished_ms, Blob{run.facts},
          std::string_view(run.report));
    });
  }

  Result<std::optional<Run>> find(std::string_view id) override {
    return c_.read([&]() -> Result<std::optional<Run>> {
      std::optional<Run> found;
      Rows rows = c_.db->query(
          "SELECT r.id, p.name, r.date, r.started_ms, r.finished_ms, r.status, r.facts, r.report "
          "FROM runs r JOIN pipelines p ON p.id = r.pipeline WHERE r.id = ?1",
          id);
      if (rows.next()) {
        found = run_of(rows);
        found->facts = rows.text(6);
        found->report = rows.text(7);
      }
      TRY(rows.done());
      return found;
    });
  }

  Result<std::vector<Run>> list(std::string_view pipeline, std::size_t limit) override {
    return c_.read([&]() -> Result<std::vector<Run>> {
      std::vector<Run> found;
      Rows rows = c_.db->query(
          "SELECT r.id, p.name, r.date, r.started_ms, r.finished_ms, r.status "
          "FROM runs r JOIN pipelines p ON p.id = r.pipeline "
          "WHERE ?1 = '' OR p.name = ?1 ORDER BY r.started_ms DESC, r.row DESC",
          pipeline);
      while (found.size() < limit && rows.next()) found.push_back(run_of(rows));
      TRY(rows.done());
      return found;
    });
  }

  Result<std::vector<std::string>> pipelines() override {
    return c_.read([&]() -> Result<std::vector<std::string>> {
      return all(c_.db->query("SELECT name FROM pipelines ORDER BY name"),
                 [](Rows& rows) { return rows.str(0); });
    });
  }
};

}  // namespace

std::unique_ptr<Runs> sqlite_runs(Connection& connection) {
  return std::make_unique<SqliteRuns>(connection);
}

}  // namespace host::store
