#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "store/lock.h"
#include "store/schema.h"
#include "store/sqlite_store.h"

namespace host::store {
namespace {

// An existing file is not opened here: closing a second descriptor would drop the locks that SQLite
// holds in this process (https://sqlite.org/howtocorrupt.html, 2.2).
Result<void> make_file(const std::string& path, bool create) {
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0) {
    if (!S_ISREG(info.st_mode)) return fail(SHEAF_E_CONFIG, "the store " + path + " is not a file");
    return {};
  }
  if (errno != ENOENT) return cannot("read the store", path);
  if (!create)
    return fail(SHEAF_E_NOT_FOUND, "there is no store " + path + " yet: `sheaf run` makes it");
  STORE_TRY(make_folders(std::filesystem::path(path).parent_path()));
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) {
    if (errno == EEXIST) return {};
    return cannot("make the store", path);
  }
  ::close(fd);
  return {};
}

}  // namespace

Result<std::unique_ptr<Store>> open(const std::string& path, const OpenOptions& options) {
  STORE_TRY(make_file(path, options.create));
  auto lock = lock_store(path, false);
  if (!lock) return tl::unexpected(std::move(lock.error()));
  auto db = connect(path, options.busy_ms);
  if (!db) return tl::unexpected(std::move(db.error()));
  if (sqlite3_db_readonly((*db)->handle(), "main") != 0)
    return fail(SHEAF_E_CONFIG, "cannot write the store " + path +
                                    ": check the permissions of the file and its folder, or give "
                                    "`store:` another path");
  STORE_TRY(refuse_foreign(**db));
  STORE_TRY(configure(**db));
  STORE_TRY(migrate(**db, migrations()));
  return std::make_unique<SqliteStore>(std::move(*lock), std::move(*db));
}

}  // namespace host::store
