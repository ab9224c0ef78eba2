// The call, and what the fakes of this folder share.
#ifndef SHEAF_TESTING_CALL_HPP
#define SHEAF_TESTING_CALL_HPP

#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sheaf/plugin.hpp"

namespace sheaf::testing {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// A sheaf_call that remembers what the plugin said. All functions are thread-safe, but set the
// deadline before the call starts.
class FakeCall final : public sheaf_call {
 public:
  struct Failure {
    sheaf_status code = SHEAF_OK; /* SHEAF_OK: fail() was not called */
    std::int64_t retry_after_ms = 0;
    std::string message;
  };
  struct LogLine {
    sheaf_log_level level = SHEAF_LOG_INFO;
    std::string message;
    Pairs fields;
  };
  struct Progress {
    std::uint64_t done = 0, total = 0;
    bool operator==(const Progress&) const = default;
  };

  explicit FakeCall(std::string run = "test-run", std::string step = "test-step")
      : sheaf_call(sized<sheaf_call>()), run_(std::move(run)), step_(std::move(step)) {
    deadline_ms = SHEAF_TIME_UNKNOWN;
    run_id = str(run_);
    step_id = str(step_);
    is_cancelled = [](const sheaf_call* c) noexcept -> std::uint8_t {
      return of(c).poll() ? 1 : 0;
    };
    fail = [](const sheaf_call* c, sheaf_status code, std::int64_t retry,
              sheaf_str message) noexcept -> sheaf_status {
      const std::lock_guard lock(of(c).mutex_);
      of(c).failure_ = {code, retry, std::string(view(message))};
      return code;
    };
    log = [](const sheaf_call* c, sheaf_log_level level, sheaf_str message, const sheaf_kv* fields,
             std::size_t count) noexcept {
      LogLine line{level, std::string(view(message)), {}};
      for (const auto& f : range(fields, count))
        line.fields.emplace_back(view(f.key), view(f.value));
      const std::lock_guard lock(of(c).mutex_);
      of(c).logs_.push_back(std::move(line));
    };
    progress = [](const sheaf_call* c, std::uint64_t done, std::uint64_t total) noexcept {
      const std::lock_guard lock(of(c).mutex_);
      of(c).progress_.push_back({done, total});
    };
  }
  FakeCall(const FakeCall&) = delete;

  // Every poll from now on says "cancelled".
  void cancel() { cancel_after(0); }
  // The next `polls` polls say "go on", later ones "cancelled". Host services poll too.
  void cancel_after(std::size_t polls) {
    const std::lock_guard lock(mutex_);
    left_ = polls;
  }
  // Polls say "cancelled" once `now` has reached `at_ms`:
  //   call.set_deadline(5000, [&] { return host.clock.now(); });
  void set_deadline(std::int64_t at_ms, std::function<std::int64_t()> now) {
    deadline_ms = at_ms;
    now_ = std::move(now);
  }

  // The last failure told; its code is SHEAF_OK when there was none.
  Failure failure() const {
    const std::lock_guard lock(mutex_);
    return failure_;
  }
  std::string message() const { return failure().message; }
  std::vector<LogLine> logs() const {
    const std::lock_guard lock(mutex_);
    return logs_;
  }
  std::vector<Progress> progress_told() const {
    const std::lock_guard lock(mutex_);
    return progress_;
  }
  std::size_t polls() const {
    const std::lock_guard lock(mutex_);
    return polls_;
  }

 private:
  static const FakeCall& of(const sheaf_call* c) noexcept {
    return *static_cast<const FakeCall*>(c);
  }
  bool poll() const {
    if (now_ && now_() >= deadline_ms) return true;
    const std::lock_guard lock(mutex_);
    ++polls_;
    if (left_ == 0) return true;
    if (left_ != kNever) --left_;
    return false;
  }

  static constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();
  std::string run_, step_;
  std::function<std::int64_t()> now_;
  mutable std::mutex mutex_;
  mutable std::size_t polls_ = 0;
  mutable std::size_t left_ = kNever;
  mutable Failure failure_;
  mutable std::vector<LogLine> logs_;
  mutable std::vector<Progress> progress_;
};

// Makes the nth call of a service fail. Base of the fake services. [thread-safe]
class Faults {
 public:
  // The nth call from now (1 is the next) does nothing but fail with `code` and `message`. Several
  // may be set.
  void fail_call(std::size_t nth, sheaf_status code, std::string message = "injected failure",
                 std::int64_t retry_after_ms = 0) {
    const std::lock_guard lock(mutex_);
    faults_[calls_ + nth] = {code, retry_after_ms, std::move(message)};
  }
  std::size_t calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }

 protected:
  // Counts a call; the failure it must end in, if any.
  std::optional<FakeCall::Failure> count_call() const {
    const std::lock_guard lock(mutex_);
    const auto found = faults_.find(++calls_);
    return found == faults_.end() ? std::nullopt : std::optional(found->second);
  }
  // The same, told through `call`, for services that have nowhere else to tell it: SHEAF_OK, the
  // failure's code, or SHEAF_E_CANCELLED.
  sheaf_status enter(const sheaf_call* call) const {
    if (const auto f = count_call()) {
      return call->fail(call, f->code, f->retry_after_ms, str(f->message));
    }
    return call->is_cancelled(call) ? tell(call, SHEAF_E_CANCELLED, "cancelled") : SHEAF_OK;
  }
  static sheaf_status tell(const sheaf_call* call, sheaf_status code, std::string_view message) {
    return call->fail(call, code, 0, str(message));
  }

 private:
  mutable std::mutex mutex_;
  mutable std::size_t calls_ = 0;
  std::map<std::size_t, FakeCall::Failure> faults_;
};

}  // namespace sheaf::testing

#endif  // SHEAF_TESTING_CALL_HPP
