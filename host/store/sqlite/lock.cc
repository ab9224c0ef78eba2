#include "store/sqlite/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <system_error>

#include <date/date.h>

#include "store/sqlite/db.h"

namespace host::store {
namespace {

constexpr std::int64_t kPollMs = 100;

std::string words() {
  return std::generic_category().message(errno);
}

Result<int> open_lock(const std::string& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return fail(status_of(errno), "cannot write " + file + ": " + words());
  return fd;
}

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

// Pipeline names are plain words; anything else must not leave the folder.
std::string file_name(std::string_view pipeline) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string name;
  for (const char c : pipeline) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.';
    if (plain) {
      name += c;
    } else {
      name.append(1, '%').append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
    }
  }
  return name;
}

std::string read_start(int fd) {
  std::array<char, 512> buffer{};
  const ssize_t size = ::pread(fd, buffer.data(), buffer.size(), 0);
  return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string();
}

std::string describe_self(std::string_view pipeline, std::int64_t now_ms) {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) name[0] = '?';
  const auto now = date::floor<std::chrono::seconds>(
      std::chrono::system_clock::time_point(std::chrono::milliseconds(now_ms)));
  return "pipeline " + std::string(pipeline) + " (process " + std::to_string(::getpid()) + " on " +
         name.data() + ", since " + date::format("%FT%TZ", now) + ")";
}

}  // namespace

sheaf_status status_of(int system_error) {
  const bool no_space = system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
  return no_space ? SHEAF_E_TRANSIENT : SHEAF_E_CONFIG;
}

FileLock::~FileLock() {
  if (file_ >= 0) ::close(file_);
}

Result<FileLock> lock_store(const std::string& path, bool exclusive) {
  Result<int> fd = open_lock(path + ".lock");
  if (!fd) return tl::unexpected(std::move(fd.error()));
  FileLock lock(*fd);
  if (::flock(*fd, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0) return lock;
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
    const int fd = ::open(at->path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) continue;
    const FileLock closes(fd);
    if (::flock(fd, LOCK_SH | LOCK_NB) == 0) continue;
    found += (found.empty() ? "" : ", ") + read_start(fd);
  }
  return found.empty() ? "another process" : found;
}

Result<FileLock> lock_run(const std::string& path, std::string_view pipeline, Clock& clock,
                          std::int64_t wait_ms, const std::function<bool()>& cancelled) {
  TRY(make_folders(std::filesystem::path(path).parent_path()));
  Result<int> fd = open_lock(path + "." + file_name(pipeline) + ".lock");
  if (!fd) return tl::unexpected(std::move(fd.error()));
  FileLock lock(*fd);
  for (std::int64_t waited = 0; ::flock(*fd, LOCK_EX | LOCK_NB) != 0; waited += kPollMs) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      return fail(SHEAF_E_CONFIG, "cannot lock " + path + ": " + words());
    if (waited >= wait_ms)
      return fail(SHEAF_E_TRANSIENT,
                  "another run holds the store " + path + ": " + read_start(*fd));
    if (!clock.sleep_ms(kPollMs, cancelled))
      return fail(SHEAF_E_CANCELLED, "interrupted while waiting for " + read_start(*fd));
  }
  const std::string self = describe_self(pipeline, clock.now_ms());
  if (::ftruncate(*fd, 0) != 0 ||
      ::pwrite(*fd, self.data(), self.size(), 0) != static_cast<ssize_t>(self.size()))
    return fail(SHEAF_E_TRANSIENT, "cannot write the lock of " + path + ": " + words());
  return lock;
}

}  // namespace host::store
