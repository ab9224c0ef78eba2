// Saves what can be read of a damaged file. Every table is walked row by row: forward until a page
// cannot be read, then backward from the end; tables with row numbers also skip over the gap.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <set>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/codec.h"
#include "store/sqlite/lock.h"
#include "store/sqlite/schema.h"
#include "store/store.h"

namespace host::store {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> failed_to(const std::string& what, int error) {
  return fail(SHEAF_E_CONFIG, "cannot " + what + ": " + std::generic_category().message(error));
}

struct Table {
  std::string name;
  std::vector<std::string> columns;  // those of the key first
  std::string key;                   // "a, b": the columns of the primary key
  std::string key_descending;
  bool numbered = false;  // has row numbers: key is one INTEGER
};

struct Saved {
  std::uint64_t rows = 0;
  bool damaged = false;
};

// A statement that may fail at any step without a word: damage is what is expected here.
class Raw {
 public:
  Raw(sqlite3* db, const std::string& sql) {
    if (sqlite3_prepare_v2(db, sql.c_str(), -1, &statement_, nullptr) != SQLITE_OK)
      statement_ = nullptr;
  }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;
  ~Raw() { sqlite3_finalize(statement_); }
  sqlite3_stmt* get() { return statement_; }
  int step() { return statement_ == nullptr ? SQLITE_ERROR : sqlite3_step(statement_); }
  std::string text(int column) {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return bytes == nullptr ? std::string() : std::string(bytes);
  }

 private:
  sqlite3_stmt* statement_ = nullptr;
};

// With the columns that `old` has, too: those which came later take their defaults.
std::vector<Table> tables_of(sqlite3* db, sqlite3* old) {
  std::vector<Table> tables;
  Raw names(db,
            "SELECT name, sql LIKE '%WITHOUT ROWID%' FROM sqlite_master "
            "WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rootpage");
  while (names.step() == SQLITE_ROW) {
    Table table;
    table.name = names.text(0);
    table.numbered = sqlite3_column_int(names.get(), 1) == 0;
    std::set<std::string> there;
    Raw before(old, "SELECT name FROM pragma_table_info('" + table.name + "')");
    while (before.step() == SQLITE_ROW) there.insert(before.text(0));
    if (there.empty()) continue;  // a later table
    Raw columns(db, "SELECT name, pk FROM pragma_table_info('" + table.name +
                        "') ORDER BY pk = 0, pk, cid");
    while (columns.step() == SQLITE_ROW) {
      if (there.count(columns.text(0)) == 0) continue;
      table.columns.push_back(columns.text(0));
      if (sqlite3_column_int(columns.get(), 1) == 0) continue;
      const char* comma = table.key.empty() ? "" : ", ";
      table.key += comma + columns.text(0);
      table.key_descending += comma + columns.text(0) + " DESC";
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

class Copier {
 public:
  Copier(sqlite3* from, sqlite3* to, const Table& table)
      : from_(from),
        table_(table),
        columns_(fmt::format("{}", fmt::join(table.columns, ", "))),
        insert_(to, "INSERT OR IGNORE INTO " + table.name + "(" + columns_ + ") VALUES(?" +
                        repeated(", ?", table.columns.size() - 1) + ")") {}

  Saved copy() {
    if (walk("", table_.key) == SQLITE_DONE) return saved_;
    saved_.damaged = true;
    const std::int64_t reached = last_;
    walk("", table_.key_descending);
    if (table_.numbered) skip_gaps(reached, last_);
    return saved_;
  }

 private:
  static std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    while (times-- > 0) out += text;
    return out;
  }

  // Copies until the end or damage; says which.
  int walk(const std::string& where, const std::string& order) {
    Raw rows(from_, "SELECT " + columns_ + " FROM " + table_.name + where + " ORDER BY " + order);
    int code = rows.step();
    for (; code == SQLITE_ROW; code = rows.step()) take(rows.get());
    return code;
  }

  void take(sqlite3_stmt* row) {
    if (table_.numbered) last_ = sqlite3_column_int64(row, 0);
    if (table_.name == "works" && !readable(row)) {
      saved_.damaged = true;
      return;
    }
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      const auto column = static_cast<int>(i);
      sqlite3_bind_value(insert_.get(), column + 1, sqlite3_column_value(row, column));
    }
    if (insert_.step() == SQLITE_DONE) {
      saved_.rows += static_cast<std::uint64_t>(sqlite3_changes(sqlite3_db_handle(insert_.get())));
    } else {
      saved_.damaged = true;  // a value that the table cannot hold
    }
    sqlite3_reset(insert_.get());
  }

  // A work that can be decoded, or the former id of one that was united.
  static bool readable(sqlite3_stmt* row) {
    int into_row = -1, blob = -1;
    for (int i = 0; i < sqlite3_column_count(row); ++i) {
      const std::string_view name = sqlite3_column_name(row, i);
      if (name == "into_row") into_row = i;
      if (name == "blob") blob = i;
    }
    if (sqlite3_column_type(row, into_row) != SQLITE_NULL) return true;
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(row, blob));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, blob));
    return bytes != nullptr && decode_work({bytes, size}).has_value();
  }

  // The rows between two unreadable pages, past ever longer steps.
  void skip_gaps(std::int64_t reached, std::int64_t end) {
    for (std::int64_t step = 1; reached < end - 1;) {
      last_ = reached;
      const std::int64_t from = reached + step;
      if (from >= end) return;
      const int code = walk(" WHERE " + table_.key + " > " + std::to_string(from) + " AND " +
                                table_.key + " < " + std::to_string(end),
                            table_.key);
      if (code == SQLITE_DONE) return;
      const bool moved = last_ > reached;
      reached = moved ? last_ : from;
      step = moved ? 1 : step * 2;
    }
  }

  sqlite3* from_;
  const Table& table_;
  const std::string columns_;
  Raw insert_;
  Saved saved_;
  std::int64_t last_ = 0;  // the row number taken last
};

// What integrity_check says, at most a few lines; empty if all is well.
std::vector<std::string> complaints(sqlite3* db) {
  std::vector<std::string> found;
  Raw check(db, "PRAGMA integrity_check(5)");
  int code = check.step();
  for (; code == SQLITE_ROW; code = check.step())
    if (check.text(0) != "ok") found.push_back(check.text(0));
  if (code != SQLITE_DONE) found.emplace_back(sqlite3_errmsg(db));
  return found;
}

// Opens without ever writing into the database file itself.
Result<std::unique_ptr<Db>> open_untouched(const std::string& path) {
  auto db = connect(path, 0);
  if (!db) return db;
  sqlite3_db_config((*db)->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  (void)(*db)->exec("PRAGMA wal_autocheckpoint = 0; PRAGMA cell_size_check = ON");
  (void)(*db)->take_failure();
  return db;
}

bool schema_readable(Db& db) {
  Raw tables(db.handle(), "SELECT count(*) FROM sqlite_master");
  return tables.step() == SQLITE_ROW;
}

// Lets the tables of a store begin where PATH.roots says that those of the old one do.
Result<void> set_roots(const std::string& store, const std::string& roots) {
  std::ifstream in(roots);
  if (!in) return {};  // older than that file: its tables are where those of a new store are
  TRY_ASSIGN(auto db, connect(store, 0));
  sqlite3_db_config(db->handle(), SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
  TRY(db->exec("PRAGMA writable_schema = ON"));
  std::string name;
  for (std::int64_t page = 0; in >> name >> page;) {
    TRY(db->run("UPDATE sqlite_master SET rootpage = ?2 WHERE name = ?1 AND rootpage > 0",
                std::string_view(name), page));
  }
  return {};
}

// The first page holds the list of tables. That of a fresh store serves, once it says where the old
// one's tables begin. https://www.sqlite.org/fileformat2.html#the_database_header
Result<void> graft_first_page(const std::string& fresh, const std::string& onto) {
  constexpr std::size_t kSizeInPages = 28;
  constexpr std::uintmax_t kTrees = 64;  // more than any schema has: a tree must not begin outside
  std::error_code error;
  if (fs::file_size(onto, error) < kTrees * kPageSize)
    fs::resize_file(onto, kTrees * kPageSize, error);
  std::array<char, kPageSize> page{};
  std::ifstream(fresh, std::ios::binary).read(page.data(), kPageSize);
  std::fstream file(onto, std::ios::binary | std::ios::in | std::ios::out | std::ios::ate);
  const auto pages = static_cast<std::uint32_t>(static_cast<std::size_t>(file.tellg()) / kPageSize);
  for (std::size_t i = 0; i < 4; ++i)
    page[kSizeInPages + i] = static_cast<char>((pages >> (8 * (3 - i))) & 0xff);
  file.seekp(0);
  file.write(page.data(), kPageSize);
  file.close();
  if (!file) return failed_to("write " + onto, errno);
  return {};
}

void remove_store(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) ::unlink((path + suffix).c_str());
}

// Removes a working file whatever happens.
struct Scratch {
  std::string path;
  explicit Scratch(std::string name) : path(std::move(name)) { remove_store(path); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { remove_store(path); }
};

Result<std::unique_ptr<Db>> make_fresh(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return failed_to("write " + path, errno);
  ::close(fd);
  auto db = connect(path, 0);
  if (!db) return db;
  TRY(configure(**db));
  TRY((*db)->exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF"));
  TRY(migrate(**db, migrations()));
  return db;
}

std::string free_name(const std::string& path) {
  for (int n = 1;; ++n) {
    std::string name = path + ".broken-" + std::to_string(n);
    struct stat info {};
    if (::lstat(name.c_str(), &info) != 0) return name;
  }
}

// Nothing may point at a work that was lost: its number will be given to another.
Result<void> drop_orphans(Db& db) {
  TRY(db.exec(
      "DELETE FROM works WHERE into_row IS NOT NULL AND into_row NOT IN (SELECT row FROM works)"));
  const auto drop = [&](const Reference& r, const char* whose) {
    return db.exec(("DELETE FROM " + std::string(r.table) + " WHERE " + r.column +
                    " NOT IN (SELECT row FROM " + whose + ")")
                       .c_str());
  };
  for (const Reference& r : kOfWorks) TRY(drop(r, "works"));
  for (const Reference& r : kOfRuns) TRY(drop(r, "runs"));
  return {};
}

// Identifiers of works whose keys were lost.
Result<void> restore_keys(Db& db) {
  Rows works = db.query("SELECT row, blob FROM works WHERE into_row IS NULL");
  while (works.next()) {
    const auto work = decode_work(works.text(1));
    if (!work) continue;
    constexpr const char* kAdd = "INSERT OR IGNORE INTO keys(key, work, weak) VALUES(?1, ?2, 0)";
    TRY(db.run(kAdd, std::string_view(work->id), works.i64(0)));
    for (const Identifier& id : work->record.identifiers) {
      const std::string key = id.key();
      TRY(db.run(kAdd, std::string_view(key), works.i64(0)));
    }
  }
  return works.done();
}

Result<std::string> copy_all(Db& old, Db& fresh) {
  std::string report;
  TRY(fresh.exec("BEGIN"));
  for (const Table& table : tables_of(fresh.handle(), old.handle())) {
    const Saved saved = Copier(old.handle(), fresh.handle(), table).copy();
    if (saved.rows == 0 && !saved.damaged) continue;
    report += "  " + table.name + ": " + std::to_string(saved.rows) + " rows saved" +
              (saved.damaged ? ", some could not be read" : "") + "\n";
  }
  TRY(move_rows(fresh));
  TRY(drop_orphans(fresh));
  TRY(restore_keys(fresh));
  TRY(fresh.exec("COMMIT"));
  return report;
}

Result<void> sync(const std::string& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) return failed_to("open " + path, errno);
  const int code = ::fsync(fd);
  const int error = errno;
  ::close(fd);
  if (code != 0) return failed_to("write " + path, error);
  return {};
}

// The fresh file takes the name. The old log goes first: it must never be applied to the new file.
Result<void> swap_in(const std::string& fresh, const std::string& path, const std::string& kept) {
  TRY(sync(fresh, O_RDWR));
  for (const char* suffix : {"", "-wal"}) {
    if (::link((path + suffix).c_str(), (kept + suffix).c_str()) != 0 && errno != ENOENT)
      return failed_to("keep the old file as " + kept + suffix, errno);
  }
  ::unlink((path + "-wal").c_str());
  ::unlink((path + "-shm").c_str());
  if (::rename(fresh.c_str(), path.c_str()) != 0) return failed_to("replace " + path, errno);
  const fs::path folder = fs::path(path).parent_path();
  return sync(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
}

}  // namespace

Result<std::string> mend(const StoreUrl& url) {
  const std::string& path = url.path();
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return failed_to("read the store " + path, errno);
  const auto lock = lock_store(path, true);
  if (!lock) return tl::unexpected(lock.error());

  // Work on a copy: even reading a file with a log may write to it.
  const Scratch source(path + ".mending-old"), target(path + ".mending-new");
  for (const char* suffix : {"", "-wal"}) {
    std::error_code error;
    fs::copy_file(path + suffix, source.path + suffix, error);
    if (error && !(error == std::errc::no_such_file_or_directory && *suffix != '\0'))
      return failed_to("copy " + path + suffix, error.value());
  }
  auto fresh = make_fresh(target.path);
  if (!fresh) return tl::unexpected(std::move(fresh.error()));
  auto old = open_untouched(source.path);
  if (!old) return tl::unexpected(std::move(old.error()));

  std::string report;
  if (schema_readable(**old)) {
    if (auto foreign = refuse_foreign(**old); !foreign) {
      const std::size_t at = foreign.error().message.find(source.path);
      if (at != std::string::npos) foreign.error().message.replace(at, source.path.size(), path);
      return tl::unexpected(std::move(foreign.error()));
    }
    const auto wrong = complaints((*old)->handle());
    if (wrong.empty()) return "The store " + path + " is sound: nothing to mend.\n";
    for (const std::string& line : wrong) report += "  " + line + "\n";
  } else {
    report +=
        "  its first page cannot be read: " + std::string(sqlite3_errmsg((*old)->handle())) + "\n";
    old->reset();
    const Scratch model(path + ".mending-model");
    TRY(make_fresh(model.path).map([](std::unique_ptr<Db>) {}));
    TRY(set_roots(model.path, path + ".roots"));
    TRY(graft_first_page(model.path, source.path));
    old = open_untouched(source.path);
    if (!old) return tl::unexpected(std::move(old.error()));
  }
  auto saved = copy_all(**old, **fresh);
  if (!saved) return tl::unexpected(std::move(saved.error()));
  if (const auto wrong = complaints((*fresh)->handle()); !wrong.empty())
    return fail(SHEAF_E_INTERNAL, "the mended store is not sound: " + wrong.front());
  fresh->reset();
  const std::string kept = free_name(path);
  TRY(swap_in(target.path, path, kept));
  return "The store " + path + " was damaged:\n" + report + "Saved into a fresh store:\n" + *saved +
         "The old file is kept as " + kept + ".\n";
}

}  // namespace host::store
