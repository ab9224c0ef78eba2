#include "store/sqlite/lock.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "base/local_date.h"
#include "sheaf/text/percent.hpp"
#include "store/sqlite/db.h"

namespace host::store {
namespace {

constexpr std::int64_t kPollMs = 100;

}  // namespace

tl::unexpected<Error> cannot(const char* what, const std::string& path) {
  const int error = errno;
  std::string message =
      std::string("cannot ") + what + " " + path + ": " + std::generic_category().message(error);
  if (status_of(error) == SHEAF_E_CONFIG)
    message += "; check the permissions, or give `store:` another path";
  return fail(status_of(error), std::move(message));
}

Result<void> make_folders(const std::filesystem::path& folder) {
  struct stat info {};
  if (folder.empty() || ::stat(folder.c_str(), &info) == 0) return {};
  TRY(make_folders(folder.parent_path()));
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return cannot("make the folder", folder.string());
  return {};
}

namespace {

std::string describe_self(std::string_view pipeline, std::int64_t now_ms) {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) name[0] = '?';
  return "pipeline " + std::string(pipeline) + " (process " + std::to_string(::getpid()) + " on " +
         name.data() + ", since " + utc_time(now_ms) + ")";
}

}  // namespace

Result<LockedFile> lock_store(const std::string& path, bool exclusive) {
  TRY_ASSIGN(auto lock, LockedFile::open(path + ".lock", 0600));
  if (lock.try_lock(exclusive ? LockedFile::Mode::exclusive : LockedFile::Mode::shared)) {
    return lock;
  }
  if (exclusive)
    return fail(SHEAF_E_TRANSIENT, "the store " + path + " is in use by " + holders(path) +
                                       ": try again when that has ended");
  return fail(SHEAF_E_TRANSIENT,
              "the store " + path + " is being mended: try again when that has ended");
}

std::string holders(const std::string& path) {
  const std::filesystem::path store(path);
  const std::string prefix = store.filename().string() + ".", suffix = ".lock";
  std::error_code error;
  std::string found;
  for (std::filesystem::directory_iterator
           at(store.has_parent_path() ? store.parent_path() : ".", error),
       end;
       !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.size() <= prefix.size() + suffix.size() || name.rfind(prefix, 0) != 0 ||
        name.compare(name.size() - suffix.size(), suffix.size(), suffix) != 0)
      continue;
    auto file = LockedFile::open(at->path(), 0600);
    if (!file || file->try_lock(LockedFile::Mode::shared)) continue;
    found += (found.empty() ? "" : ", ") + file->read();
  }
  return found.empty() ? "another process" : found;
}

Result<LockedFile> lock_run(const std::string& path, std::string_view pipeline, Clock& clock,
                            std::int64_t wait_ms, const std::function<bool()>& cancelled) {
  TRY(make_folders(std::filesystem::path(path).parent_path()));
  // pipeline names are plain words; anything else must not leave the folder
  TRY_ASSIGN(auto lock,
             LockedFile::open(path + "." + sheaf::text::percent_encoded(pipeline) + ".lock", 0600));
  for (std::int64_t waited = 0; !lock.try_lock(); waited += kPollMs) {
    if (errno != EWOULDBLOCK && errno != EINTR) return cannot("lock", path);
    if (waited >= wait_ms)
      return fail(SHEAF_E_TRANSIENT, "another run holds the store " + path + ": " + lock.read());
    if (!clock.sleep_ms(kPollMs, cancelled))
      return fail(SHEAF_E_CANCELLED, "interrupted while waiting for " + lock.read());
  }
  TRY(lock.write(describe_self(pipeline, clock.now_ms())));
  return lock;
}

}  // namespace host::store
