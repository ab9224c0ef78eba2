// One SQLite file, one connection, one transaction at a time. Private to store/sqlite/.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>

#include "base/temporary_folder.h"
#include "store/sqlite/lock.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/subjects.h"

namespace host::store {
class SqliteStore final : public Store {
 public:
  SqliteStore(std::unique_ptr<TemporaryFolder> folder, LockedFile open_lock, std::unique_ptr<Db> db)
      : folder_(std::move(folder)), open_lock_(std::move(open_lock)), c_(std::move(db)) {}

  Result<std::unique_ptr<RunLease>> lease_run(std::string_view pipeline, Clock& clock,
                                              std::int64_t wait_ms,
                                              const std::function<bool()>& cancelled) override;
  Result<void> prune(std::optional<std::int64_t> before_ms, std::int64_t now_ms) override;
  Result<Statistics> statistics() override;
  Result<void> verify() override;
  // A copy as of now in a new file.
  Result<void> copy_to(const std::string& path);

 private:
  Result<void> transact(Durability durability,
                        const std::function<Result<void>(Session&)>& body) override;
  Result<bool> old_runs(std::int64_t before_ms);
  Result<void> collect_kept(std::int64_t before_ms);
  Result<void> forget(std::optional<std::int64_t> before_ms, std::int64_t now_ms);
  Result<void> remove_where(const Reference& r, const std::string& condition);
  void roll_back();

  std::mutex mutex_;
  std::atomic<std::thread::id> owner_{};  // the thread that is in a transaction
  std::unique_ptr<TemporaryFolder> folder_;
  LockedFile open_lock_;
  Connection c_;
  SqliteSession session_{c_};
};

}  // namespace host::store
