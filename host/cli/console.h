// What a run shows while it runs: log lines, and a progress line on a terminal. And standard output
// kept clean of what plugins print.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "net/scrub.h"
#include "plugin/call.h"

namespace host::cli {

// Thread-safe; writes to standard error.
class Console {
 public:
  Console(const std::vector<std::string>& secrets, bool verbose, bool quiet);
  // Both borrow the console.
  plugin::LogFunction log();
  plugin::ProgressFunction progress();  // empty unless standard error is a terminal
  void finish();                        // ends the progress line
  std::string scrub(std::string_view text) const { return scrubber_.scrub(text); }

 private:
  net::Scrubber scrubber_;
  sheaf_log_level least_;
  bool terminal_;
  std::mutex mutex_;
  bool line_open_ = false;
};

// While alive, whatever is written to file descriptor 1 is swallowed and counted: a plugin must not
// garble `--json`.
class StandardOutput {
 public:
  StandardOutput();
  ~StandardOutput();
  StandardOutput(const StandardOutput&) = delete;
  StandardOutput& operator=(const StandardOutput&) = delete;
  // Gives standard output back; how many bytes were swallowed.
  std::uint64_t restore();

 private:
  int original_ = -1;
  int swallowed_ = -1;
};

}  // namespace host::cli
