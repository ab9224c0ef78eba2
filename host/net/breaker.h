// Leaves a host alone that asked for it or that fails again and again, in later runs too.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/clock.h"
#include "base/error.h"

namespace host::net {

// One `<host>.breaker` file per host that failed lately, shared by the processes of the machine; no
// file: all is well. Thread-safe. A file that cannot be read or written counts as none: the breaker
// is a courtesy, the request itself reports what is wrong.
class Breaker {
 public:
  struct Settings {
    int failures = 5;                      // in a row open the circuit
    std::int64_t failing_ms = 60'000;      // for so long
    std::int64_t limited_ms = 300'000;     // after a 429 that named no time
    std::int64_t longest_ms = 86'400'000;  // whatever the host asked
    std::int64_t forget_ms = 3'600'000;    // failures older than this do not count
  };
  Breaker(std::filesystem::path folder, Clock& clock, Settings settings)
      : folder_(std::move(folder)), clock_(clock), settings_(settings) {}

  // SHEAF_E_RATE_LIMITED with retry_after_ms and the instant until when, while the circuit is open.
  Result<void> check(const std::string& authority) const;
  void succeeded(const std::string& authority);
  // A request that was given up. `limited`: it was a 429, or a 503 that named a time; `asked_ms`:
  // for how long (0: not said). Not limited: one of several failures in a row.
  void failed(const std::string& authority, bool limited, std::int64_t asked_ms);

 private:
  std::filesystem::path file(const std::string& authority) const;

  std::filesystem::path folder_;
  Clock& clock_;
  Settings settings_;
};

}  // namespace host::net
