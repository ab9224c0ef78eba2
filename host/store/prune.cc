// Retention and counts.
#include <sys/stat.h>

#include "store/schema.h"
#include "store/sqlite_store.h"

namespace host::store {

Result<std::uint64_t> SqliteStore::count(const char* sql) {
  Rows rows = db_->query(sql);
  const std::uint64_t n = rows.next() ? rows.u64(0) : 0;
  STORE_TRY(rows.done());
  return n;
}

// Fills the table `kept` with the rows that a pipeline, a reader or a kept digest still needs.
Result<void> SqliteStore::collect_kept(std::int64_t before_ms) {
  STORE_TRY(db_->run("CREATE TEMP TABLE IF NOT EXISTS kept(row INTEGER PRIMARY KEY)"));
  STORE_TRY(db_->run("DELETE FROM temp.kept"));
  STORE_TRY(
      db_->run("INSERT OR IGNORE INTO temp.kept SELECT work FROM arrivals "
               "WHERE last_ms >= ?1",
               before_ms));
  STORE_TRY(db_->run("INSERT OR IGNORE INTO temp.kept SELECT work FROM seen WHERE shown_ms >= ?1",
                     before_ms));
  STORE_TRY(db_->run("INSERT OR IGNORE INTO temp.kept SELECT work FROM carries"));
  STORE_TRY(db_->run("INSERT OR IGNORE INTO temp.kept SELECT work FROM labels"));
  STORE_TRY(db_->run("INSERT OR IGNORE INTO temp.kept SELECT work FROM items"));
  // The last row, so that its number is not given to another work.
  STORE_TRY(
      db_->run("INSERT OR IGNORE INTO temp.kept SELECT max(row) FROM works "
               "HAVING max(row) IS NOT NULL"));
  // A united work goes with the one it is now.
  STORE_TRY(
      db_->run("INSERT OR IGNORE INTO temp.kept SELECT into_row FROM works "
               "WHERE into_row IS NOT NULL AND row IN (SELECT row FROM temp.kept)"));
  return db_->run(
      "INSERT OR IGNORE INTO temp.kept SELECT row FROM works "
      "WHERE into_row IS NOT NULL AND into_row IN (SELECT row FROM temp.kept)");
}

Result<bool> SqliteStore::old_runs(std::int64_t before_ms) {
  Rows rows = db_->query("SELECT 1 FROM runs WHERE started_ms < ?1 LIMIT 1", before_ms);
  const bool any = rows.next();
  STORE_TRY(rows.done());
  return any;
}

Result<Pruned> SqliteStore::prune(const Retention& retention, std::int64_t now_ms) {
  return write([&]() -> Result<Pruned> {
    Pruned pruned;
    const auto forget = [&](std::uint64_t& counter, const char* sql,
                            std::int64_t ms) -> Result<void> {
      STORE_TRY(db_->run(sql, ms));
      counter += static_cast<std::uint64_t>(db_->changes());
      return {};
    };
    STORE_TRY(forget(pruned.state, "DELETE FROM state WHERE expires_ms <= ?1", now_ms));
    if (retention.scores_before_ms != SHEAF_TIME_UNKNOWN)
      STORE_TRY(forget(pruned.scores, "DELETE FROM scores WHERE put_ms < ?1",
                       retention.scores_before_ms));
    if (retention.works_before_ms == SHEAF_TIME_UNKNOWN) return pruned;

    // Works come with runs, so nothing has come of age before a run has.
    const auto old = old_runs(retention.works_before_ms);
    if (!old) return tl::unexpected(old.error());
    if (!*old) return pruned;

    // Runs with a pending or dead delivery are kept until that is settled.
    STORE_TRY(forget(pruned.runs,
                     "DELETE FROM runs WHERE started_ms < ?1 AND NOT EXISTS "
                     "(SELECT 1 FROM deliveries d WHERE d.run = runs.row AND d.state IN (0, 2)) "
                     "AND row < (SELECT max(row) FROM runs)",
                     retention.works_before_ms));
    for (const char* sql : {"DELETE FROM deliveries WHERE run NOT IN (SELECT row FROM runs)",
                            "DELETE FROM digests WHERE run NOT IN (SELECT row FROM runs)",
                            "DELETE FROM items WHERE run NOT IN (SELECT row FROM runs)",
                            "DELETE FROM tickets WHERE run NOT IN (SELECT id FROM runs)",
                            "DELETE FROM budget WHERE period LIKE 'run %' AND "
                            "substr(period, 5) NOT IN (SELECT id FROM runs)"})
      STORE_TRY(db_->run(sql));
    runs_.forget();

    STORE_TRY(collect_kept(retention.works_before_ms));
    STORE_TRY(db_->run("CREATE TEMP TABLE IF NOT EXISTS gone(row INTEGER PRIMARY KEY)"));
    STORE_TRY(db_->run("DELETE FROM temp.gone"));
    // From the keys, which are small, rather than from the works.
    STORE_TRY(
        db_->run("INSERT OR IGNORE INTO temp.gone SELECT work FROM keys "
                 "WHERE work NOT IN (SELECT row FROM temp.kept)"));
    STORE_TRY(db_->run("DELETE FROM works WHERE row IN (SELECT row FROM temp.gone)"));
    pruned.works = static_cast<std::uint64_t>(db_->changes());
    for (const char* sql : {"DELETE FROM keys WHERE work IN (SELECT row FROM temp.gone)",
                            "DELETE FROM arrivals WHERE work IN (SELECT row FROM temp.gone)",
                            "DELETE FROM seen WHERE work IN (SELECT row FROM temp.gone)",
                            "DELETE FROM suggestions WHERE a IN (SELECT row FROM temp.gone) "
                            "OR b IN (SELECT row FROM temp.gone)"})
      STORE_TRY(db_->run(sql));
    return pruned;
  });
}

Result<Statistics> SqliteStore::statistics() {
  return read([&]() -> Result<Statistics> {
    Statistics statistics;
    statistics.schema = static_cast<std::uint32_t>(migrations().size());
    for (const char* suffix : {"", "-wal"}) {
      struct stat info {};
      if (::stat((db_->path() + suffix).c_str(), &info) == 0)
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
      const auto n = count(sql);
      if (!n) return tl::unexpected(n.error());
      *value = *n;
    }
    return statistics;
  });
}

Result<void> SqliteStore::copy_to(const std::string& path) {
  return read([&] { return db_->run("VACUUM INTO ?1", std::string_view(path)); });
}

}  // namespace host::store
