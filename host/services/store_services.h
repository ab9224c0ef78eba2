// sheaf.state/1, sheaf.history/1, sheaf.feedback/1 and sheaf.budget/1 of one instance, over the
// store.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "base/clock.h"
#include "base/error.h"
#include "sheaf/plugin.h"
#include "store/store.h"

namespace host::pipeline {

// What plugins wrote into their state during a run: seen at once by them, stored with the run or
// not at all. Thread-safe.
class RunState {
 public:
  struct Scope {
    std::string component, step, profile;
    bool operator==(const Scope&) const = default;
    bool operator<(const Scope& other) const {
      return std::tie(component, step, profile) <
             std::tie(other.component, other.step, other.profile);
    }
  };

  RunState(store::Store& store, std::string pipeline, Clock& clock)
      : store_(store), pipeline_(std::move(pipeline)), clock_(clock) {}

  Result<std::optional<std::string>> get(const Scope& scope, const std::string& key);
  void put(const Scope& scope, const std::string& key, std::string value, std::int64_t expires_ms);
  void remove(const Scope& scope, const std::string& key);
  // The same, stored before they return: survives whatever becomes of the run.
  Result<void> put_at_once(const Scope& scope, const std::string& key, std::string_view value,
                           std::int64_t expires_ms);
  Result<void> remove_at_once(const Scope& scope, const std::string& key);
  Result<std::vector<std::string>> keys(const Scope& scope, const std::string& prefix);
  // Writes everything to the store, within the caller's transaction.
  Result<void> commit();

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

class StateService : public sheaf_state {
 public:
  // When what is written is stored: with the run, or at once, as outputs need it: what they
  // deliver is of a run that is committed already.
  enum class Stored { with_run, at_once };
  StateService(RunState& state, std::string component, std::string step, Stored stored);
  StateService(const StateService&) = delete;
  StateService& operator=(const StateService&) = delete;

 private:
  friend struct StateAbi;
  RunState& state_;
  std::string component_, step_;
  Stored stored_;
};

class HistoryService : public sheaf_history {
 public:
  HistoryService(store::Store& store, std::string pipeline);
  HistoryService(const HistoryService&) = delete;
  HistoryService& operator=(const HistoryService&) = delete;

 private:
  friend struct HistoryAbi;
  store::Store& store_;
  std::string pipeline_;
};

class FeedbackService : public sheaf_feedback {
 public:
  FeedbackService(store::Store& store, std::string pipeline);
  FeedbackService(const FeedbackService&) = delete;
  FeedbackService& operator=(const FeedbackService&) = delete;

 private:
  friend struct FeedbackAbi;
  store::Store& store_;
  std::string pipeline_;
};

// Limits of one step; the amounts used are shared by all pipelines of the store that use the
// component.
class BudgetService : public sheaf_budget {
 public:
  struct Period {
    std::string run, day, month;  // "2026-09-24", "2026-09": local to the pipeline
  };
  BudgetService(store::Store& store, std::string component, store::Limits limits, Period period);
  BudgetService(const BudgetService&) = delete;
  BudgetService& operator=(const BudgetService&) = delete;

 private:
  friend struct BudgetAbi;
  store::Store& store_;
  std::string component_;
  store::Limits limits_;
  Period period_;
};

}  // namespace host::pipeline
