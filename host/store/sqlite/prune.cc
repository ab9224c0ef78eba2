// Retention and counts.
#include <sys/stat.h>

#include "store/sqlite/schema.h"
#include "store/sqlite/store.h"

namespace host::store {

// Fills the table `kept` with the rows that a pipeline, a reader or a kept digest still needs.
Result<void> SqliteStore::collect_kept(std::int64_t before_ms) {
  TRY(c_.db->run("CREATE TEMP TABLE IF NOT EXISTS kept(row INTEGER PRIMARY KEY)"));
  TRY(c_.db->run("DELETE FROM temp.kept"));
  TRY(
      c_.db->run("INSERT OR IGNORE INTO temp.kept SELECT work FROM arrivals "
                 "WHERE last_ms >= ?1",
                 before_ms));
  TRY(c_.db->run("INSERT OR IGNORE INTO temp.kept SELECT work FROM seen WHERE shown_ms >= ?1",
                 before_ms));
  TRY(c_.db->run("INSERT OR IGNORE INTO temp.kept SELECT work FROM carries"));
  TRY(c_.db->run("INSERT OR IGNORE INTO temp.kept SELECT work FROM labels"));
  TRY(c_.db->run("INSERT OR IGNORE INTO temp.kept SELECT work FROM items"));
  // The last row, so that its number is not given to another work.
  TRY(
      c_.db->run("INSERT OR IGNORE INTO temp.kept SELECT max(row) FROM works "
                 "HAVING max(row) IS NOT NULL"));
  // A united work goes with the one it is now.
  TRY(
      c_.db->run("INSERT OR IGNORE INTO temp.kept SELECT into_row FROM works "
                 "WHERE into_row IS NOT NULL AND row IN (SELECT row FROM temp.kept)"));
  return c_.db->run(
      "INSERT OR IGNORE INTO temp.kept SELECT row FROM works "
      "WHERE into_row IS NOT NULL AND into_row IN (SELECT row FROM temp.kept)");
}

Result<bool> SqliteStore::old_runs(std::int64_t before_ms) {
  Rows rows = c_.db->query("SELECT 1 FROM runs WHERE started_ms < ?1 LIMIT 1", before_ms);
  const bool any = rows.next();
  TRY(rows.done());
  return any;
}

Result<void> SqliteStore::prune(std::optional<std::int64_t> before_ms, std::int64_t now_ms) {
  return in_transaction(Durability::process, [&](Session&) { return forget(before_ms, now_ms); });
}

Result<void> SqliteStore::remove_where(const Reference& r, const std::string& condition) {
  return c_.db->exec(
      ("DELETE FROM " + std::string(r.table) + " WHERE " + r.column + " " + condition).c_str());
}

Result<void> SqliteStore::forget(std::optional<std::int64_t> before_ms, std::int64_t now_ms) {
  return c_.write([&]() -> Result<void> {
    for (const char* sql :
         {"DELETE FROM state WHERE expires_ms <= ?1", "DELETE FROM asked WHERE until_ms <= ?1",
          "DELETE FROM sections WHERE until_ms <= ?1", "DELETE FROM receivers WHERE until_ms <= ?1",
          "DELETE FROM exchange_works WHERE exchange IN "
          "(SELECT id FROM exchanges WHERE until_ms <= ?1)",
          "DELETE FROM exchanges WHERE until_ms <= ?1"})
      TRY(c_.db->run(sql, now_ms));
    if (!before_ms) return {};
    TRY(c_.db->run("DELETE FROM scores WHERE put_ms < ?1", *before_ms));

    // Works come with runs, so nothing has come of age before a run has.
    TRY_ASSIGN(const bool old, old_runs(*before_ms));
    if (!old) return {};

    // Runs with a pending or dead delivery are kept until that is settled.
    TRY(
        c_.db->run("DELETE FROM runs WHERE started_ms < ?1 AND NOT EXISTS "
                   "(SELECT 1 FROM deliveries d WHERE d.run = runs.row AND d.state IN (0, 2)) "
                   "AND row < (SELECT max(row) FROM runs)",
                   *before_ms));
    for (const Reference& r : kOfRuns) TRY(remove_where(r, "NOT IN (SELECT row FROM runs)"));
    for (const char* sql : {"DELETE FROM tickets WHERE run NOT IN (SELECT id FROM runs)",
                            "DELETE FROM budget WHERE period LIKE 'run %' AND "
                            "substr(period, 5) NOT IN (SELECT id FROM runs)"})
      TRY(c_.db->run(sql));
    c_.runs.forget();

    TRY(collect_kept(*before_ms));
    TRY(c_.db->run("CREATE TEMP TABLE IF NOT EXISTS gone(row INTEGER PRIMARY KEY)"));
    TRY(c_.db->run("DELETE FROM temp.gone"));
    // From the keys, which are small, rather than from the works.
    TRY(
        c_.db->run("INSERT OR IGNORE INTO temp.gone SELECT work FROM keys "
                   "WHERE work NOT IN (SELECT row FROM temp.kept)"));
    TRY(c_.db->run("DELETE FROM works WHERE row IN (SELECT row FROM temp.gone)"));
    for (const Reference& r : kOfWorks) TRY(remove_where(r, "IN (SELECT row FROM temp.gone)"));
    return {};
  });
}

Result<Statistics> SqliteStore::statistics() {
  return read([&](Session&) {
    return c_.read([&]() -> Result<Statistics> {
      Statistics statistics;
      statistics.schema = static_cast<std::uint32_t>(migrations().size());
      for (const char* suffix : {"", "-wal"}) {
        struct stat info {};
        if (::stat((c_.db->path() + suffix).c_str(), &info) == 0)
          statistics.bytes += static_cast<std::uint64_t>(info.st_size);
      }
      for (const auto& [value, sql] :
           {std::pair(&statistics.works, "SELECT count(*) FROM works WHERE into_row IS NULL"),
            std::pair(&statistics.keys, "SELECT count(*) FROM keys"),
            std::pair(&statistics.suggestions, "SELECT count(*) / 2 FROM suggestions"),
            std::pair(&statistics.scores, "SELECT count(*) FROM scores"),
            std::pair(&statistics.runs, "SELECT count(*) FROM runs"),
            std::pair(&statistics.state, "SELECT count(*) FROM state"),
            std::pair(&statistics.labels, "SELECT count(*) FROM labels")}) {
        Rows rows = c_.db->query(sql);
        if (rows.next()) *value = rows.u64(0);
        TRY(rows.done());
      }
      return statistics;
    });
  });
}

Result<void> SqliteStore::verify() {
  return read([&](Session&) {
    return c_.read([&]() -> Result<void> {
      TRY_ASSIGN(const auto said, first(c_.db->query("PRAGMA integrity_check(1)"),
                                        [](Rows& rows) { return rows.str(0); }));
      if (said == "ok") return {};
      const std::string& path = c_.db->path();
      return fail(SHEAF_E_CONFIG, "the store " + path + " is damaged (" + said.value_or("") +
                                      "): restore a backup, or `sheaf doctor --mend " + path +
                                      "` saves what can be read");
    });
  });
}

}  // namespace host::store
