// The sheaf_call of one plugin call: cancellation, deadline, error text, log, progress.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "sheaf/plugin.h"

namespace host::plugin {

// Says "return now" to whoever holds it. Thread-safe; a child also obeys its parent.
class CancelToken {
 public:
  explicit CancelToken(std::shared_ptr<const CancelToken> parent = nullptr)
      : parent_(std::move(parent)) {}
  void cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  bool cancelled() const {
    return cancelled_.load(std::memory_order_relaxed) || (parent_ && parent_->cancelled());
  }

 private:
  std::atomic<bool> cancelled_{false};
  std::shared_ptr<const CancelToken> parent_;
};

// Receives what plugins log. Thread-safe. `step` is the step's id.
using LogFunction =
    std::function<void(sheaf_log_level, std::string_view step, std::string_view message)>;
using ProgressFunction =
    std::function<void(std::string_view step, std::uint64_t done, std::uint64_t total)>;

struct CallOptions {
  std::string run_id, step_id;
  std::shared_ptr<CancelToken> cancel;  // may be null: never cancelled
  LogFunction log;                      // may be empty
  ProgressFunction progress;            // may be empty
  // Takes secrets out of what the plugin says; may be empty.
  std::function<std::string(std::string_view)> scrub;
  Clock* clock = nullptr;  // with deadline_ms: past it, is_cancelled says yes
  std::int64_t deadline_ms = SHEAF_TIME_UNKNOWN;
};

// What a plugin said, scrubbed as the options want.
std::string said(const CallOptions& options, std::string_view words);

class Call : public sheaf_call {
 public:
  explicit Call(CallOptions options);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  const CallOptions& options() const { return options_; }
  bool cancelled() const;
  // Past its deadline in real time, whatever the clock says: from now on cancelled.
  void expire() { expired_.store(true, std::memory_order_relaxed); }
  // What fail() was told last, scrubbed, with `code` as returned; a general sentence if it was told
  // nothing.
  Error failure(sheaf_status code) const;

 private:
  CallOptions options_;
  std::atomic<bool> expired_{false};
  mutable std::mutex mutex_;
  mutable Error failure_;
};

}  // namespace host::plugin
