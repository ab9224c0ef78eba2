#include "store/sqlite/schema.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

namespace host::store {
namespace {

// Tables whose key is not a row number are WITHOUT ROWID: one tree each. Keys are kept as text,
// since identifiers arrive in nearly ascending order and neighbours share pages; hashes would
// scatter them.
constexpr const char* kSchema1 = R"sql(
CREATE TABLE works(
  row INTEGER PRIMARY KEY,
  title_key INTEGER,
  into_row INTEGER,        -- united: the row it is now; blob is then its former id
  blob BLOB NOT NULL) STRICT;
CREATE INDEX works_title ON works(title_key) WHERE title_key IS NOT NULL;
CREATE INDEX works_into ON works(into_row) WHERE into_row IS NOT NULL;
CREATE TABLE keys(
  key TEXT PRIMARY KEY, work INTEGER NOT NULL, weak INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE suggestions(
  a INTEGER NOT NULL, b INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY(a, b)) STRICT, WITHOUT ROWID;

CREATE TABLE pipelines(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE names(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE arrivals(
  pipeline INTEGER NOT NULL, work INTEGER NOT NULL,
  first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,
  PRIMARY KEY(pipeline, work)) STRICT, WITHOUT ROWID;
CREATE TABLE seen(
  work INTEGER NOT NULL, pipeline INTEGER NOT NULL, profile INTEGER NOT NULL,
  stamp INTEGER NOT NULL, run INTEGER NOT NULL, shown_ms INTEGER NOT NULL,
  PRIMARY KEY(work, pipeline, profile)) STRICT, WITHOUT ROWID;
CREATE TABLE carries(
  work INTEGER NOT NULL, pipeline INTEGER NOT NULL, profile INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY(work, pipeline, profile)) STRICT, WITHOUT ROWID;
CREATE TABLE labels(
  pipeline INTEGER NOT NULL, profile INTEGER NOT NULL, work INTEGER NOT NULL,
  value REAL NOT NULL, at_ms INTEGER NOT NULL,
  PRIMARY KEY(pipeline, profile, work)) STRICT, WITHOUT ROWID;
CREATE INDEX labels_work ON labels(work);
CREATE TABLE library(
  pipeline INTEGER NOT NULL, profile INTEGER NOT NULL, source TEXT NOT NULL, record TEXT NOT NULL,
  at_ms INTEGER NOT NULL, blob BLOB NOT NULL,
  PRIMARY KEY(pipeline, profile, source, record)) STRICT, WITHOUT ROWID;
CREATE TABLE scores(
  fingerprint BLOB NOT NULL, text_hash INTEGER NOT NULL, put_ms INTEGER NOT NULL,
  blob BLOB NOT NULL,
  PRIMARY KEY(fingerprint, text_hash)) STRICT, WITHOUT ROWID;
CREATE INDEX scores_age ON scores(put_ms);

CREATE TABLE cursors(
  pipeline INTEGER NOT NULL, source TEXT NOT NULL, cursor TEXT NOT NULL,
  identity_hash TEXT NOT NULL, stored_ms INTEGER NOT NULL,
  PRIMARY KEY(pipeline, source)) STRICT, WITHOUT ROWID;
CREATE TABLE runs(
  row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, pipeline INTEGER NOT NULL, date TEXT NOT NULL,
  started_ms INTEGER NOT NULL, finished_ms INTEGER NOT NULL, status INTEGER NOT NULL,
  facts BLOB NOT NULL, report TEXT NOT NULL) STRICT;
CREATE TABLE digests(
  run INTEGER NOT NULL, profile INTEGER NOT NULL, pipeline INTEGER NOT NULL,
  shown_ms INTEGER NOT NULL, blob BLOB NOT NULL,
  PRIMARY KEY(run, profile)) STRICT, WITHOUT ROWID;
CREATE INDEX digests_time ON digests(pipeline, shown_ms, run, profile);
CREATE TABLE items(
  run INTEGER NOT NULL, profile INTEGER NOT NULL, rank INTEGER NOT NULL, work INTEGER NOT NULL,
  blob BLOB NOT NULL,
  PRIMARY KEY(run, profile, rank)) STRICT, WITHOUT ROWID;
CREATE TABLE deliveries(
  run INTEGER NOT NULL, profile INTEGER NOT NULL, step INTEGER NOT NULL,
  pipeline INTEGER NOT NULL, date TEXT NOT NULL, sequence INTEGER NOT NULL,
  state INTEGER NOT NULL, attempts INTEGER NOT NULL, next_ms INTEGER NOT NULL,
  error TEXT NOT NULL, has_items INTEGER NOT NULL,
  PRIMARY KEY(run, profile, step)) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_pending ON deliveries(pipeline, next_ms) WHERE state = 0;
CREATE INDEX deliveries_day ON deliveries(pipeline, profile, step, date, sequence);

CREATE TABLE state(
  pipeline INTEGER NOT NULL, step TEXT NOT NULL, component TEXT NOT NULL, profile TEXT NOT NULL,
  key TEXT NOT NULL, expires_ms INTEGER, value BLOB NOT NULL,
  PRIMARY KEY(pipeline, step, component, profile, key)) STRICT, WITHOUT ROWID;
CREATE INDEX state_expiry ON state(expires_ms) WHERE expires_ms IS NOT NULL;
CREATE TABLE budget(
  scope TEXT NOT NULL, period TEXT NOT NULL, unit TEXT NOT NULL, used INTEGER NOT NULL,
  PRIMARY KEY(scope, period, unit)) STRICT, WITHOUT ROWID;
CREATE TABLE tickets(
  ticket INTEGER PRIMARY KEY AUTOINCREMENT, scope TEXT NOT NULL, run TEXT NOT NULL,
  day TEXT NOT NULL, month TEXT NOT NULL, cost_micros INTEGER NOT NULL, currency TEXT NOT NULL,
  tokens INTEGER NOT NULL, requests INTEGER NOT NULL) STRICT;
)sql";

// What the host remembers has tables of its own; before, it stood among plugins' values under names
// that no component can have, and what scorers asked stood under keys of theirs. Expired rows stay
// out.
constexpr const char* kSchema2 = R"sql(
CREATE TABLE asked(
  pipeline INTEGER NOT NULL, enricher TEXT NOT NULL, work TEXT NOT NULL, until_ms INTEGER NOT NULL,
  PRIMARY KEY(pipeline, enricher, work)) STRICT, WITHOUT ROWID;
CREATE TABLE sections(
  pipeline INTEGER NOT NULL, editor TEXT NOT NULL, key TEXT NOT NULL, until_ms INTEGER NOT NULL,
  blob BLOB NOT NULL,
  PRIMARY KEY(pipeline, editor, key)) STRICT, WITHOUT ROWID;
CREATE TABLE receivers(
  pipeline INTEGER NOT NULL, output TEXT NOT NULL, key TEXT NOT NULL, address TEXT NOT NULL,
  until_ms INTEGER NOT NULL,
  PRIMARY KEY(pipeline, output, key, address)) STRICT, WITHOUT ROWID;
CREATE TABLE exchanges(
  id INTEGER PRIMARY KEY, pipeline INTEGER NOT NULL, step TEXT NOT NULL, component TEXT NOT NULL,
  profile TEXT NOT NULL, until_ms INTEGER NOT NULL, text BLOB NOT NULL) STRICT;
CREATE TABLE exchange_works(
  pipeline INTEGER NOT NULL, work TEXT NOT NULL, step TEXT NOT NULL, profile TEXT NOT NULL,
  exchange INTEGER NOT NULL,
  PRIMARY KEY(pipeline, work, step, profile)) STRICT, WITHOUT ROWID;
)sql";

// What schema 1 kept among the plugins' values goes there.
constexpr const char* kMoves2 = R"sql(
INSERT OR IGNORE INTO asked(pipeline, enricher, work, until_ms)
  SELECT pipeline, step, key, expires_ms FROM state
  WHERE component = '(asked)' AND expires_ms IS NOT NULL;
INSERT OR IGNORE INTO sections(pipeline, editor, key, until_ms, blob)
  SELECT pipeline, step, substr(key, length('sections/') + 1), expires_ms, value FROM state
  WHERE component = '(sections)' AND expires_ms IS NOT NULL;
-- a line for each receiver
WITH RECURSIVE lines(pipeline, output, key, until_ms, address, rest) AS (
  SELECT pipeline, step, key, expires_ms, '', CAST(value AS TEXT) || char(10) FROM state
    WHERE component = 'sheaf.mail' AND expires_ms IS NOT NULL
  UNION ALL
  SELECT pipeline, output, key, until_ms, substr(rest, 1, instr(rest, char(10)) - 1),
    substr(rest, instr(rest, char(10)) + 1) FROM lines WHERE rest <> '')
INSERT OR IGNORE INTO receivers(pipeline, output, key, address, until_ms)
  SELECT pipeline, output, key, address, until_ms FROM lines WHERE address <> '';
INSERT INTO exchanges(pipeline, step, component, profile, until_ms, text)
  SELECT pipeline, step, component, profile, expires_ms, value FROM state
  WHERE key LIKE 'exchange/%' AND expires_ms IS NOT NULL;
INSERT OR REPLACE INTO exchange_works(pipeline, work, step, profile, exchange)
  SELECT a.pipeline, substr(a.key, length('asked/') + 1), a.step, a.profile, e.id
  FROM state a JOIN state t ON t.pipeline = a.pipeline AND t.step = a.step
    AND t.component = a.component AND t.profile = a.profile AND t.key = CAST(a.value AS TEXT)
  JOIN exchanges e ON e.pipeline = t.pipeline AND e.step = t.step AND e.component = t.component
    AND e.profile = t.profile AND e.text = t.value
  WHERE a.key LIKE 'asked/%';
DELETE FROM state WHERE component IN ('(asked)', '(sections)', 'sheaf.mail')
  OR key LIKE 'exchange/%' OR key LIKE 'asked/%';
)sql";

constexpr std::array<const char*, 2> kMigrations = {kSchema1, kSchema2};
constexpr std::array<const char*, 2> kMoves = {"", kMoves2};  // of rows, after each

Result<std::int64_t> pragma(Db& db, const char* sql) {
  Rows rows = db.query(sql);
  const std::int64_t value = rows.next() ? rows.i64(0) : 0;
  if (db.failed()) return tl::unexpected(*db.take_failure());
  return value;
}

struct Identity {
  std::int64_t application = 0, schema = 0, tables = 0;
};

// One snapshot: another process may be making the store right now.
Result<Identity> identify(Db& db) {
  TRY(db.exec("SAVEPOINT identify"));
  Identity identity;
  for (const auto& [value, sql] :
       {std::pair(&identity.application, "PRAGMA application_id"),
        std::pair(&identity.schema, "PRAGMA user_version"),
        std::pair(&identity.tables, "SELECT count(*) FROM sqlite_master")}) {
    auto answer = pragma(db, sql);
    if (!answer) {
      sqlite3_exec(db.handle(), "ROLLBACK TO identify; RELEASE identify", nullptr, nullptr,
                   nullptr);
      return tl::unexpected(std::move(answer.error()));
    }
    *value = *answer;
  }
  TRY(db.exec("RELEASE identify"));
  return identity;
}

Result<bool> is_current(Db& db, std::span<const char* const> steps) {
  auto identity = identify(db);
  if (!identity) return tl::unexpected(std::move(identity.error()));
  const auto newest = static_cast<std::int64_t>(steps.size());
  if (identity->application != kApplicationId &&
      (identity->application != 0 || identity->schema != 0 || identity->tables != 0))
    return fail(SHEAF_E_CONFIG, db.path() +
                                    " is not a store of sheaf but another database: give "
                                    "`store:` another path");
  if (identity->schema > newest)
    return fail(SHEAF_E_CONFIG,
                "the store " + db.path() + " was written by a newer sheaf (schema " +
                    std::to_string(identity->schema) + ", this one reads up to " +
                    std::to_string(newest) + "): update sheaf, or give `store:` another path");
  if (identity->schema < 0)
    return fail(SHEAF_E_CONFIG, "the store " + db.path() + " is damaged (schema " +
                                    std::to_string(identity->schema) +
                                    "): run `sheaf doctor --mend " + db.path() +
                                    "`, which keeps the old file");
  return identity->schema == newest;
}

}  // namespace

std::span<const char* const> migrations() {
  return kMigrations;
}

Result<void> refuse_foreign(Db& db) {
  return is_current(db, migrations()).map([](bool) {});
}

Result<void> migrate(Db& db, std::span<const char* const> steps) {
  if (auto current = is_current(db, steps); !current || *current) return current.map([](bool) {});
  TRY(db.exec("BEGIN IMMEDIATE"));
  const auto upgrade = [&]() -> Result<void> {
    auto identity = identify(db);  // another process may have been faster
    if (!identity) return tl::unexpected(std::move(identity.error()));
    for (auto at = static_cast<std::size_t>(identity->schema); at < steps.size(); ++at) {
      TRY(db.exec(steps[at]));
      if (at < kMoves.size()) TRY(db.exec(kMoves[at]));
    }
    TRY(db.exec(("PRAGMA application_id = " + std::to_string(kApplicationId) +
                 "; PRAGMA user_version = " + std::to_string(steps.size()))
                    .c_str()));
    return db.exec("COMMIT");
  };
  auto done = upgrade();
  if (!done) sqlite3_exec(db.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  return done;
}

Result<void> move_rows(Db& db) {
  for (const char* moves : kMoves) TRY(db.exec(moves));
  return {};
}

void remember_roots(Db& db) {
  std::string roots;
  {
    Rows rows =
        db.query("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0 ORDER BY name");
    while (rows.next()) {
      roots.append(rows.text(0)).append(" ").append(std::to_string(rows.i64(1))).append("\n");
    }
  }
  (void)db.take_failure();
  const std::string path = db.path() + ".roots";
  std::ifstream in(path, std::ios::binary);
  if (in && std::string(std::istreambuf_iterator<char>(in), {}) == roots) return;
  const std::string temporary = path + ".new";
  {
    std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
    if (!(out << roots).flush()) return;
  }
  (void)std::rename(temporary.c_str(), path.c_str());
}

Result<void> configure(Db& db) {
  // Big pages: a work takes 2 KiB, and each page written costs several system calls. The log is
  // checkpointed every 32 MiB, since each checkpoint costs a sync of both files.
  static_assert(kPageSize == 16384);
  return db.exec(
      "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
      "PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 2048;"
      "PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY;"
      "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
}

Result<std::unique_ptr<Db>> connect(const std::string& path, std::int64_t busy_ms) {
  return Db::open(path, SQLITE_OPEN_READWRITE, busy_ms);
}

}  // namespace host::store
