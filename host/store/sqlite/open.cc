#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "store/sqlite/lock.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/store.h"

namespace host::store {
namespace {

// An existing file is not opened here: closing a second descriptor would drop the locks that SQLite
// holds in this process (https://sqlite.org/howtocorrupt.html, 2.2).
Result<void> make_file(const std::string& path, bool create) {
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0) {
    if (!S_ISREG(info.st_mode)) return fail(SHEAF_E_CONFIG, "the store " + path + " is not a file");
    struct stat roots {};
    if (info.st_size == 0 && ::stat((path + ".roots").c_str(), &roots) == 0) {
      return fail(SHEAF_E_CONFIG, "the store " + path + " is empty, though it was not (" + path +
                                      ".roots says so): restore a backup, or remove both to show "
                                      "everybody everything anew");
    }
    return {};
  }
  if (errno != ENOENT) return cannot("read the store", path);
  if (!create)
    return fail(SHEAF_E_NOT_FOUND, "there is no store " + path + " yet: `sheaf run` makes it");
  TRY(make_folders(std::filesystem::path(path).parent_path()));
  (void)::unlink((path + ".roots").c_str());  // of a store that somebody removed
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) {
    if (errno == EEXIST) return {};
    return cannot("make the store", path);
  }
  ::close(fd);
  return {};
}

Result<std::unique_ptr<SqliteStore>> open_file(const std::string& path, const OpenOptions& options,
                                               std::unique_ptr<TemporaryFolder> folder) {
  TRY(make_file(path, options.create));
  TRY_ASSIGN(auto lock, lock_store(path, false));
  TRY_ASSIGN(auto db, connect(path, options.busy_ms));
  if (sqlite3_db_readonly(db->handle(), "main") != 0)
    return fail(SHEAF_E_CONFIG, "cannot write the store " + path +
                                    ": check the permissions of the file and its folder, or give "
                                    "`store:` another path");
  TRY(refuse_foreign(*db));
  TRY(configure(*db));
  TRY(migrate(*db, migrations()));
  if (options.lasting == Lasting::kept) remember_roots(*db);
  return std::make_unique<SqliteStore>(std::move(folder), std::move(lock), std::move(db));
}

}  // namespace

Result<std::unique_ptr<Store>> open(const StoreUrl& url, const OpenOptions& options) {
  if (options.lasting == Lasting::kept) {
    TRY_ASSIGN(auto store, open_file(url.path(), options, nullptr));
    return store;
  }
  auto folder = std::make_unique<TemporaryFolder>();
  if (folder->path().empty()) return fail(SHEAF_E_TRANSIENT, "cannot make a temporary folder");
  const std::string path = (folder->path() / "store.db").string();
  if (options.lasting == Lasting::copy) {
    OpenOptions there = options;
    there.create = false;
    auto original = open_file(url.path(), there, nullptr);
    if (original) {
      TRY((*original)->copy_to(path));
    } else if (original.error().code != SHEAF_E_NOT_FOUND) {
      return tl::unexpected(std::move(original.error()));
    }
  }
  TRY_ASSIGN(auto store, open_file(path, options, std::move(folder)));
  return store;
}

}  // namespace host::store
