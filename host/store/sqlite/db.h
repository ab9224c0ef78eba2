// One SQLite connection: statements prepared once, arguments bound by type, failures turned into
// errors that say what to do. Private to store/sqlite/; not thread-safe.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "store/works.h"

namespace host::store {

struct Blob {  // bound as a BLOB; string_view is bound as TEXT
  std::string_view bytes;
};

class Db;

// The rows of one execution; ends it when destroyed. Text stays valid until the next call of
// next().
class Rows {
 public:
  Rows(Db& db, sqlite3_stmt* statement) : db_(&db), statement_(statement) {}
  Rows(Rows&& other) noexcept
      : db_(other.db_), statement_(std::exchange(other.statement_, nullptr)) {}
  Rows& operator=(Rows&&) = delete;
  ~Rows() {
    if (statement_ != nullptr) sqlite3_reset(statement_);
  }

  bool next();          // false at the end and on failure
  Result<void> done();  // after the last next(): was it the end?

  std::int64_t i64(int column) { return sqlite3_column_int64(statement_, column); }
  std::uint64_t u64(int column) { return static_cast<std::uint64_t>(i64(column)); }
  std::uint32_t u32(int column) { return static_cast<std::uint32_t>(i64(column)); }
  WorkId row(int column) { return WorkId{i64(column)}; }
  double f64(int column) { return sqlite3_column_double(statement_, column); }
  bool null(int column) { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::string_view text(int column) {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  std::string str(int column) { return std::string(text(column)); }

 private:
  Db* db_;
  sqlite3_stmt* statement_;  // null: could not be prepared
};

// What make(Rows&) makes of each row.
template <class Make>
auto all(Rows rows, Make make) -> Result<std::vector<decltype(make(rows))>> {
  std::vector<decltype(make(rows))> made;
  while (rows.next()) made.push_back(make(rows));
  TRY(rows.done());
  return made;
}
// What it makes of the first, if there is one.
template <class Make>
auto first(Rows rows, Make make) -> Result<std::optional<decltype(make(rows))>> {
  std::optional<decltype(make(rows))> made;
  if (rows.next()) made = make(rows);
  TRY(rows.done());
  return made;
}

class Db {
 public:
  // `flags` of sqlite3_open_v2.
  static Result<std::unique_ptr<Db>> open(const std::string& path, int flags, std::int64_t busy_ms);
  ~Db();
  Db(const Db&) = delete;
  Db& operator=(const Db&) = delete;

  // `sql` is a literal: its address is the key of the prepared statement. Bound text is not copied,
  // so it outlives the Rows.
  template <class... Args>
  Rows query(const char* sql, const Args&... args) {
    sqlite3_stmt* statement = prepare(sql);
    if (statement != nullptr) {
      int at = 0;
      (bind(statement, ++at, args), ...);
    }
    return Rows(*this, statement);
  }
  template <class... Args>
  Result<void> run(const char* sql, const Args&... args) {
    Rows rows = query(sql, args...);
    while (rows.next()) {
    }
    return rows.done();
  }
  // Several statements, none kept.
  Result<void> exec(const char* sql);

  const std::string& path() const { return path_; }
  sqlite3* handle() { return handle_; }
  std::int64_t last_row() { return sqlite3_last_insert_rowid(handle_); }
  int changes() { return sqlite3_changes(handle_); }
  bool failed() const { return failure_.has_value(); }
  // The failure of the last statement that failed since this was last asked.
  std::optional<Error> take_failure() { return std::exchange(failure_, std::nullopt); }

 private:
  friend class Rows;
  Db(std::string path, sqlite3* handle) : path_(std::move(path)), handle_(handle) {}
  sqlite3_stmt* prepare(const char* sql);
  void note_failure(int code);

  static void bind(sqlite3_stmt* s, int at, std::string_view text) {
    sqlite3_bind_text64(s, at, text.data() == nullptr ? "" : text.data(), text.size(),
                        SQLITE_STATIC, SQLITE_UTF8);
  }
  static void bind(sqlite3_stmt* s, int at, Blob blob) {
    sqlite3_bind_blob64(s, at, blob.bytes.data() == nullptr ? "" : blob.bytes.data(),
                        blob.bytes.size(), SQLITE_STATIC);
  }
  static void bind(sqlite3_stmt* s, int at, std::int64_t value) {
    sqlite3_bind_int64(s, at, value);
  }
  static void bind(sqlite3_stmt* s, int at, std::uint64_t value) {
    sqlite3_bind_int64(s, at, static_cast<std::int64_t>(value));
  }
  static void bind(sqlite3_stmt* s, int at, std::uint32_t value) {
    sqlite3_bind_int64(s, at, value);
  }
  static void bind(sqlite3_stmt* s, int at, bool value) {
    sqlite3_bind_int64(s, at, static_cast<int>(value));
  }
  static void bind(sqlite3_stmt* s, int at, WorkId row) {
    sqlite3_bind_int64(s, at, static_cast<std::int64_t>(row));
  }
  static void bind(sqlite3_stmt* s, int at, double value) { sqlite3_bind_double(s, at, value); }
  template <class T>
  static void bind(sqlite3_stmt* s, int at, const std::optional<T>& value) {
    if (value) {
      bind(s, at, *value);
    } else {
      sqlite3_bind_null(s, at);
    }
  }

  std::string path_;
  sqlite3* handle_;
  std::unordered_map<const void*, sqlite3_stmt*> statements_;
  std::optional<Error> failure_;
};

// What went wrong with the file, for the user. `code` is SQLite's, `detail` its words.
Error describe(const std::string& path, int code, int system_error, std::string_view detail);

}  // namespace host::store
