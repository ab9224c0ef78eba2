// Small values that plugins keep.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace host::store {

struct StateScope {
  std::string_view pipeline, component, step, profile;
};

class State {
 public:
  virtual ~State() = default;

  virtual Result<std::optional<std::string>> get(const StateScope& scope, std::string_view key,
                                                 std::int64_t now_ms) = 0;
  // Those that begin with `prefix`, in byte order.
  virtual Result<std::vector<std::string>> keys(const StateScope& scope, std::string_view prefix,
                                                std::int64_t now_ms) = 0;
  virtual Result<void> put(const StateScope& scope, std::string_view key, std::string_view value,
                           std::int64_t expires_ms) = 0;  // SHEAF_TIME_UNKNOWN: never
  virtual Result<void> remove(const StateScope& scope, std::string_view key) = 0;
  // Everything the plugin of a step remembers, for all profiles; its cursor stays, and what the
  // host remembers of it.
  virtual Result<void> reset(std::string_view pipeline, std::string_view step) = 0;
};

}  // namespace host::store
