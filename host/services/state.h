// What plugins wrote into their state during a run.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "base/clock.h"
#include "base/error.h"
#include "store/store.h"

namespace host::services {

// What plugins wrote into their state during a run: seen at once by them, stored with the run or
// not at all. Thread-safe.
class PluginState {
 public:
  struct Scope {
    std::string component, step, profile;
    bool operator==(const Scope&) const = default;
    bool operator<(const Scope& other) const {
      return std::tie(component, step, profile) <
             std::tie(other.component, other.step, other.profile);
    }
  };

  PluginState(store::Store& store, std::string pipeline, Clock& clock)
      : store_(store), pipeline_(std::move(pipeline)), clock_(clock) {}

  Result<std::optional<std::string>> get(const Scope& scope, const std::string& key);
  void put(const Scope& scope, const std::string& key, std::string value, std::int64_t expires_ms);
  void remove(const Scope& scope, const std::string& key);
  // The same, stored before they return: survives whatever becomes of the run.
  Result<void> put_at_once(const Scope& scope, const std::string& key, std::string_view value,
                           std::int64_t expires_ms);
  Result<void> remove_at_once(const Scope& scope, const std::string& key);
  Result<std::vector<std::string>> keys(const Scope& scope, const std::string& prefix);
  // Writes everything to the store.
  Result<void> commit(store::Session& session);

 private:
  struct Value {
    std::string bytes;
    std::int64_t expires_ms;
  };
  store::StateScope in_store(const Scope& scope) const {
    return {pipeline_, scope.component, scope.step, scope.profile};
  }
  bool alive(const std::optional<Value>& value);

  store::Store& store_;
  const std::string pipeline_;
  Clock& clock_;
  std::mutex mutex_;
  std::map<std::pair<Scope, std::string>, std::optional<Value>> written_;  // nullopt: removed
};

}  // namespace host::services
