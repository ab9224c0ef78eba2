#include "sheaf/files/write.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "sheaf/plugin.hpp"
#include "sheaf/text/hash.hpp"

namespace sheaf::files {
namespace {

[[noreturn]] void fail(const std::string& what, const std::string& path, int error) {
  throw Error(status_of(error),
              "cannot " + what + " " + path + ": " + std::generic_category().message(error));
}

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() { close(); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool ok() const { return fd_ >= 0; }
  int fd() const { return fd_; }
  bool close() {
    const int fd = std::exchange(fd_, -1);
    return fd < 0 || ::close(fd) == 0;
  }

 private:
  int fd_;
};

// Folders on the way to a file; those it made are removed again unless kept.
class Folders {
 public:
  explicit Folders(const std::string& path) {
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
      const std::string folder = path.substr(0, slash);
      if (::mkdir(folder.c_str(), 0777) == 0) {
        made_.push_back(folder);
      } else if (errno != EEXIST && errno != EISDIR && errno != EROFS && errno != EACCES) {
        const int error = errno;  // if one of those is in the way, the next step says so
        remove();
        fail("make folder", folder, error);
      }
    }
  }
  ~Folders() { remove(); }
  Folders(const Folders&) = delete;
  Folders& operator=(const Folders&) = delete;

  // Syncs the folders that got a new entry, deepest first, and keeps them.
  void keep(const std::string& folder) {
    sync(folder);
    for (auto f = made_.rbegin(); f != made_.rend(); ++f) sync(parent(*f));
    made_.clear();
  }
  static std::string parent(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
  }

 private:
  static void sync(const std::string& folder) {
    const File f(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // Some file systems cannot sync a folder; the file is in place all the same.
    if (f.ok()) ::fsync(f.fd());
  }
  void remove() {
    for (auto f = made_.rbegin(); f != made_.rend(); ++f) ::rmdir(f->c_str());
    made_.clear();
  }
  std::vector<std::string> made_;
};

// 0, or the errno of the step that failed.
int write_file(const std::string& path, std::string_view bytes) {
  File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!file.ok()) return errno;
  while (!bytes.empty()) {
    const ssize_t n = ::write(file.fd(), bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  if (::fsync(file.fd()) != 0) return errno;
  return file.close() ? 0 : errno;
}

}  // namespace

sheaf_status status_of(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOTDIR:
    case EISDIR:
    case ELOOP:
    case ENAMETOOLONG:
      return SHEAF_E_CONFIG;
    default:
      return SHEAF_E_TRANSIENT;
  }
}

void write_atomically(const std::string& path, std::string_view bytes, std::string_view key) {
  const std::string folder = Folders::parent(path);
  const std::string temporary =
      folder + "/.sheaf-" + text::fnv1a_hex(std::string(key) + "\n" + path) + ".tmp";
  Folders folders(path);
  ::unlink(temporary.c_str());
  if (const int error = write_file(temporary, bytes); error != 0) {
    ::unlink(temporary.c_str());
    fail("write", path, error);
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    fail("write", path, error);
  }
  folders.keep(folder);
}

}  // namespace sheaf::files
