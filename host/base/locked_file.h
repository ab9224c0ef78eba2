// A small text file that processes of one machine share under flock(2). The kernel gives the lock
// back when its holder dies.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.h"

namespace host {

// Owns the descriptor; the lock ends with it. Not thread-safe; two objects on one path exclude each
// other even in one process.
class [[nodiscard]] LockedFile {
 public:
  enum class Mode { shared, exclusive };

  // Creates the file and its folders if needed, for `mode` (open(2), umask); follows no symbolic
  // link. "cannot open PATH: why", with status_of().
  static Result<LockedFile> open(const std::filesystem::path& path, unsigned mode);
  LockedFile(LockedFile&& other) noexcept;
  LockedFile& operator=(LockedFile&& other) noexcept;
  ~LockedFile();

  bool try_lock(Mode mode = Mode::exclusive);  // errno says why not; EWOULDBLOCK: somebody has it
  void lock();               // waits; only for locks that are held for microseconds
  std::string read() const;  // at most 4 KiB; empty if unreadable
  // Replaces the content. "cannot write PATH: why", with status_of().
  Result<void> write(const std::string& text);

 private:
  LockedFile(int fd, std::filesystem::path path) : fd_(fd), path_(std::move(path)) {}
  int fd_ = -1;
  std::filesystem::path path_;
};

// What an errno of the file system means: TRANSIENT if space is lacking, else the user must act.
sheaf_status status_of(int system_error);

}  // namespace host
