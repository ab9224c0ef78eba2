#include "net/lock_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace host::net {

Result<LockFile> LockFile::open(const std::filesystem::path& path) {
  std::error_code ignored;  // open() reports what matters
  std::filesystem::create_directories(path.parent_path(), ignored);
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (fd < 0) {
    return fail(SHEAF_E_CONFIG,
                fmt::format("cannot keep rates of hosts in {}: {}. Make the folder writable.",
                            path.string(), std::strerror(errno)));
  }
  return LockFile(fd, path);
}

LockFile::LockFile(LockFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)) {}

LockFile& LockFile::operator=(LockFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(path_, other.path_);
  return *this;
}

LockFile::~LockFile() {
  if (fd_ >= 0) ::close(fd_);
}

bool LockFile::try_lock() {
  return ::flock(fd_, LOCK_EX | LOCK_NB) == 0;
}

void LockFile::lock() {
  while (::flock(fd_, LOCK_EX) != 0 && errno == EINTR) {
  }
}

std::string LockFile::read() const {
  std::array<char, 4096> buffer{};
  const auto got = ::pread(fd_, buffer.data(), buffer.size(), 0);
  return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : "";
}

Result<void> LockFile::write(const std::string& text) {
  const auto size = static_cast<ssize_t>(text.size());
  if (::pwrite(fd_, text.data(), text.size(), 0) != size || ::ftruncate(fd_, size) != 0) {
    return fail(SHEAF_E_CONFIG,
                fmt::format("cannot write {}: {}.", path_.string(), std::strerror(errno)));
  }
  return {};
}

std::string file_stem(const std::string& authority) {
  std::string out = authority.substr(0, 200);
  for (char& c : out) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    if (!plain) c = '_';
  }
  return out;
}

}  // namespace host::net
