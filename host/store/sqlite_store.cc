#include "store/sqlite_store.h"

namespace host::store {

Transaction::~Transaction() {
  if (store_ != nullptr) (void)store_->end_transaction(false);
}

Result<void> Transaction::commit() {
  return std::exchange(store_, nullptr)->end_transaction(true);
}

Result<std::optional<std::int64_t>> Names::known(std::string_view name) {
  if (const auto at = ids_.find(name); at != ids_.end()) return at->second;
  std::optional<std::int64_t> id;
  Rows rows = db_.query(find_, name);
  if (rows.next()) id = rows.i64(0);
  STORE_TRY(rows.done());
  if (id) {
    ids_.emplace(name, *id);
    names_.emplace(*id, name);
  }
  return id;
}

Result<std::int64_t> Names::id(std::string_view name) {
  auto found = known(name);
  if (!found) return tl::unexpected(std::move(found.error()));
  if (*found) return **found;
  STORE_TRY(db_.run(add_, name));
  const std::int64_t id = db_.last_row();
  ids_.emplace(name, id);
  names_.emplace(id, name);
  return id;
}

Result<std::string> Names::name(std::int64_t id) {
  if (const auto at = names_.find(id); at != names_.end()) return at->second;
  std::string name;
  Rows rows = db_.query(name_, id);
  if (rows.next()) name = rows.text(0);
  STORE_TRY(rows.done());
  if (!name.empty()) {
    ids_.emplace(name, id);
    names_.emplace(id, name);
  }
  return name;
}

void Names::forget() {
  ids_.clear();
  names_.clear();
}

Result<void> SqliteStore::open_transaction(const char* begin) {
  auto begun = db_->run(begin);
  (void)db_->take_failure();
  return begun;
}

void SqliteStore::roll_back() {
  // Some failures have rolled back already.
  if (sqlite3_get_autocommit(db_->handle()) == 0)
    sqlite3_exec(db_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  (void)db_->take_failure();
  pipelines_.forget();
  names_.forget();
  runs_.forget();
}

Result<Transaction> SqliteStore::begin(Durability durability) {
  std::unique_lock lock(mutex_);
  if (in_transaction_)
    return fail(SHEAF_E_INTERNAL, "the store's transactions do not nest: commit the first");
  full_sync_ = durability == Durability::power;
  if (full_sync_) STORE_TRY(db_->exec("PRAGMA synchronous = FULL"));
  if (auto begun = open_transaction("BEGIN IMMEDIATE"); !begun) {
    if (full_sync_) (void)db_->exec("PRAGMA synchronous = NORMAL");
    return tl::unexpected(std::move(begun.error()));
  }
  in_transaction_ = true;
  lock.release();  // kept until end_transaction()
  return transaction(this);
}

Result<void> SqliteStore::end_transaction(bool commit) {
  const std::unique_lock lock(mutex_, std::adopt_lock);
  Result<void> result;
  if (doomed_) {
    result = tl::unexpected(*std::exchange(doomed_, std::nullopt));
    roll_back();
  } else if (!commit) {
    roll_back();
  } else if (result = db_->run("COMMIT"); !result) {
    roll_back();
  }
  in_transaction_ = false;
  newest_.reset();
  if (full_sync_) (void)db_->exec("PRAGMA synchronous = NORMAL");
  (void)db_->take_failure();
  return result;
}

}  // namespace host::store
