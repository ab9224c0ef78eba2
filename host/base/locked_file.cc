#include "base/locked_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace host {
namespace {

tl::unexpected<Error> cannot(const char* what, const std::filesystem::path& path) {
  const int error = errno;
  const bool theirs = status_of(error) == SHEAF_E_CONFIG;
  return fail(status_of(error), std::string("cannot ") + what + " " + path.string() + ": " +
                                    std::generic_category().message(error) +
                                    (theirs ? "; is its folder writable?" : ""));
}

}  // namespace

sheaf_status status_of(int system_error) {
  const bool no_space = system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
  return no_space ? SHEAF_E_TRANSIENT : SHEAF_E_CONFIG;
}

Result<LockedFile> LockedFile::open(const std::filesystem::path& path, unsigned mode) {
  std::error_code ignored;  // open() reports what matters
  std::filesystem::create_directories(path.parent_path(), ignored);
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode);
  if (fd < 0) return cannot("open", path);
  return LockedFile(fd, path);
}

LockedFile::LockedFile(LockedFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)) {}

LockedFile& LockedFile::operator=(LockedFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(path_, other.path_);
  return *this;
}

LockedFile::~LockedFile() {
  if (fd_ >= 0) ::close(fd_);
}

bool LockedFile::try_lock(Mode mode) {
  return ::flock(fd_, (mode == Mode::shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0;
}

void LockedFile::lock() {
  while (::flock(fd_, LOCK_EX) != 0 && errno == EINTR) {
  }
}

std::string LockedFile::read() const {
  std::array<char, 4096> buffer{};
  const auto got = ::pread(fd_, buffer.data(), buffer.size(), 0);
  return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : "";
}

Result<void> LockedFile::write(const std::string& text) {
  const auto size = static_cast<ssize_t>(text.size());
  if (::pwrite(fd_, text.data(), text.size(), 0) != size || ::ftruncate(fd_, size) != 0) {
    return cannot("write", path_);
  }
  return {};
}

}  // namespace host
