#include "store/sqlite/db.h"

#include <cerrno>
#include <system_error>

#include "store/sqlite/lock.h"

namespace host::store {
namespace {

std::string words(int system_error) {
  return std::generic_category().message(system_error);
}

// The errno behind a failure. SQLite keeps it with the file that failed, the log or the database.
int cause(sqlite3* db) {
  int error = 0;
  sqlite3_file* log = nullptr;
  if (sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
      log != nullptr && log->pMethods != nullptr)
    log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
  if (error == 0) sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &error);
  return error != 0 ? error : sqlite3_system_errno(db);
}

}  // namespace

Error describe(const std::string& path, int code, int system_error, std::string_view detail) {
  const auto error = [](sheaf_status status, std::string message) {
    return Error{status, std::move(message), 0};
  };
  const int kind = code & 0xff;
  const bool of_the_disk = kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN;
  if (kind == SQLITE_FULL ||
      (of_the_disk && system_error != 0 && status_of(system_error) == SHEAF_E_TRANSIENT))
    return error(SHEAF_E_TRANSIENT, "no space left for the store " + path +
                                        ": nothing that was stored is lost; free some space "
                                        "and run again");
  switch (kind) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return error(SHEAF_E_TRANSIENT, "the store " + path + " is being written by " +
                                          holders(path) + ": try again when that has ended");
    case SQLITE_IOERR:
      return error(SHEAF_E_TRANSIENT,
                   "cannot read or write the store " + path + ": " +
                       (system_error != 0 ? words(system_error) : std::string(detail)));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return error(SHEAF_E_CONFIG, "the store " + path + " is damaged (" + std::string(detail) +
                                       "): run `sheaf doctor --mend " + path +
                                       "`, which keeps the old file");
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return error(SHEAF_E_CONFIG,
                   "cannot write the store " + path + ": " +
                       (system_error != 0 ? words(system_error) : std::string(detail)) +
                       "; check the permissions of the file and its folder, or set `store:`");
    case SQLITE_NOMEM:
      return error(SHEAF_E_TRANSIENT, "not enough memory for the store " + path);
    default:
      return error(SHEAF_E_INTERNAL, "the store " + path + " failed: " + std::string(detail));
  }
}

bool Rows::next() {
  if (statement_ == nullptr) return false;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) db_->note_failure(code);
  sqlite3_reset(statement_);
  statement_ = nullptr;
  return false;
}

Result<void> Rows::done() {
  if (db_->failure_) return tl::unexpected(*db_->failure_);
  return {};
}

Result<std::unique_ptr<Db>> Db::open(const std::string& path, int flags, std::int64_t busy_ms) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    Error error = describe(path, code, handle != nullptr ? sqlite3_system_errno(handle) : 0,
                           sqlite3_errstr(code));
    sqlite3_close_v2(handle);
    return tl::unexpected(std::move(error));
  }
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, static_cast<int>(busy_ms));
  return std::unique_ptr<Db>(new Db(path, handle));
}

Db::~Db() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close_v2(handle_);
}

void Db::note_failure(int code) {
  failure_ = describe(path_, code, cause(handle_), sqlite3_errmsg(handle_));
}

sqlite3_stmt* Db::prepare(const char* sql) {
  sqlite3_stmt*& statement = statements_[sql];
  if (statement == nullptr) {
    const int code =
        sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) note_failure(code);
  }
  return statement;
}

Result<void> Db::exec(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) return {};
  note_failure(code);
  return tl::unexpected(*failure_);
}

}  // namespace host::store
