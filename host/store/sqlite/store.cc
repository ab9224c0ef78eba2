#include "store/sqlite/store.h"

namespace host::store {

void SqliteStore::roll_back() {
  // Some failures have rolled back already.
  if (sqlite3_get_autocommit(c_.db->handle()) == 0)
    sqlite3_exec(c_.db->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<void> SqliteStore::transact(Durability durability,
                                   const std::function<Result<void>(Session&)>& body) {
  if (owner_ == std::this_thread::get_id())
    return fail(SHEAF_E_INTERNAL, "the store's transactions do not nest: end the first");
  const std::lock_guard lock(mutex_);
  owner_ = std::this_thread::get_id();
  const auto run = [&]() -> Result<void> {
    TRY(c_.db->run(durability == Durability::read ? "BEGIN" : "BEGIN IMMEDIATE"));
    TRY(body(session_));
    if (c_.lost) return tl::unexpected(*c_.lost);
    return c_.db->run("COMMIT");
  };
  const bool sync = durability == Durability::power;
  Result<void> done;
  if (sync) done = c_.db->exec("PRAGMA synchronous = FULL");
  c_.reading = durability == Durability::read;
  if (done) done = run();
  // what lost it is the reason, whatever the body made of it
  if (!done && c_.lost) done = tl::unexpected(*c_.lost);
  if (!done) roll_back();
  c_.end(!done);
  if (sync) (void)c_.db->exec("PRAGMA synchronous = NORMAL");
  (void)c_.db->take_failure();
  owner_ = std::thread::id();
  return done;
}

Result<std::unique_ptr<RunLease>> SqliteStore::lease_run(std::string_view pipeline, Clock& clock,
                                                         std::int64_t wait_ms,
                                                         const std::function<bool()>& cancelled) {
  struct Held final : RunLease {
    explicit Held(LockedFile held) : lock(std::move(held)) {}
    LockedFile lock;
  };
  TRY_ASSIGN(LockedFile lock, lock_run(c_.db->path(), pipeline, clock, wait_ms, cancelled));
  return std::make_unique<Held>(std::move(lock));
}

Result<void> SqliteStore::copy_to(const std::string& path) {
  const std::lock_guard lock(mutex_);
  return c_.db->run("VACUUM INTO ?1", std::string_view(path));
}

}  // namespace host::store
