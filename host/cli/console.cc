#include "cli/console.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace host::cli {
namespace {

const char* level_name(sheaf_log_level level) {
  static constexpr const char* kNames[] = {
      "trace", "debug", "info", "warning", "error", "host misbehaving", "plugin misbehaving"};
  return kNames[std::clamp<sheaf_log_level>(level, 0, SHEAF_LOG_PLUGIN_MISBEHAVING)];
}

}  // namespace

Console::Console(const std::vector<std::string>& secrets, bool verbose, bool quiet)
    : scrubber_(secrets),
      least_(verbose ? SHEAF_LOG_DEBUG
             : quiet ? SHEAF_LOG_ERROR
                     : SHEAF_LOG_WARN),
      terminal_(!quiet && ::isatty(STDERR_FILENO) != 0) {}

plugin::LogFunction Console::log() {
  return [this](sheaf_log_level level, std::string_view step, std::string_view message) {
    if (level < least_) return;
    std::string line = scrubber_.scrub(message);
    // one line is one message, whatever a feed put into it
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c >= 0 && c < ' '; }, ' ');
    const std::lock_guard lock(mutex_);
    std::fprintf(stderr, "%s%s: %.*s: %s\n", line_open_ ? "\r\x1b[K" : "", level_name(level),
                 static_cast<int>(step.size()), step.data(), line.c_str());
    line_open_ = false;
  };
}

plugin::ProgressFunction Console::progress() {
  if (!terminal_) return {};
  return [this](std::string_view step, std::uint64_t done, std::uint64_t total) {
    constexpr std::size_t kWidth = 30;
    std::string bar;
    if (total != 0) {
      const auto filled = static_cast<std::size_t>(static_cast<double>(kWidth) *
                                                   static_cast<double>(std::min(done, total)) /
                                                   static_cast<double>(total));
      bar = fmt::format(" [{:=<{}}{:<{}}] {}/{}", "", filled, "", kWidth - filled, done, total);
    } else {
      bar = fmt::format(" {}", done);
    }
    const std::lock_guard lock(mutex_);
    std::fprintf(stderr, "\r\x1b[K%.*s%s", static_cast<int>(step.size()), step.data(), bar.c_str());
    line_open_ = true;
  };
}

void Console::finish() {
  const std::lock_guard lock(mutex_);
  if (line_open_) std::fprintf(stderr, "\r\x1b[K");
  line_open_ = false;
}

StandardOutput::StandardOutput() {
  std::fflush(stdout);
  swallowed_ = ::memfd_create("sheaf-stdout", MFD_CLOEXEC);
  if (swallowed_ < 0) return;
  original_ = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  if (original_ >= 0) ::dup2(swallowed_, STDOUT_FILENO);
}

std::uint64_t StandardOutput::restore() {
  if (original_ < 0) return 0;
  std::fflush(stdout);
  ::dup2(original_, STDOUT_FILENO);
  ::close(original_);
  original_ = -1;
  struct stat st {};
  return ::fstat(swallowed_, &st) == 0 ? static_cast<std::uint64_t>(st.st_size) : 0;
}

StandardOutput::~StandardOutput() {
  restore();
  if (swallowed_ >= 0) ::close(swallowed_);
}

}  // namespace host::cli
