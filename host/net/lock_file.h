// A small text file that processes of one machine share under flock(2). The kernel gives the lock
// back when its holder dies.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.h"

namespace host::net {

// Owns the descriptor; the lock ends with it. Not thread-safe; two objects on one path exclude each
// other even in one process.
class LockFile {
 public:
  // Creates the file and its folder if needed. SHEAF_E_CONFIG if that is impossible.
  static Result<LockFile> open(const std::filesystem::path& path);
  LockFile(LockFile&& other) noexcept;
  LockFile& operator=(LockFile&& other) noexcept;
  ~LockFile();

  bool try_lock();
  void lock();               // waits; only for locks that are held for microseconds
  std::string read() const;  // at most 4 KiB; empty if unreadable
  // Replaces the content. SHEAF_E_CONFIG if the disk refuses.
  Result<void> write(const std::string& text);

 private:
  LockFile(int fd, std::filesystem::path path) : fd_(fd), path_(std::move(path)) {}
  int fd_ = -1;
  std::filesystem::path path_;
};

// A host's name as part of a file name.
std::string file_stem(const std::string& authority);

}  // namespace host::net
