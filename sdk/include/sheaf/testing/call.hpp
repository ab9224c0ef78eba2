// The call, and what the fakes of this folder share.
#ifndef SHEAF_TESTING_CALL_HPP
#define SHEAF_TESTING_CALL_HPP

#include <cstddef>
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

  explicit FakeCall(std::string run = "test-run", std::string step = "test-step");
  ~FakeCall();
  FakeCall(const FakeCall&) = delete;

  // Every poll from now on says "cancelled".
  void cancel();
  // The next `polls` polls say "go on", later ones "cancelled". Host services poll too.
  void cancel_after(std::size_t polls);
  // Polls say "cancelled" once `now` has reached `at_ms`:
  //   call.set_deadline(5000, [&] { return host.clock.now(); });
  void set_deadline(std::int64_t at_ms, std::function<std::int64_t()> now);

  // The last failure told; its code is SHEAF_OK when there was none.
  Failure failure() const;
  std::string message() const;
  std::vector<LogLine> logs() const;
  std::vector<Progress> progress_told() const;
  std::size_t polls() const;

 private:
  bool poll() const;

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
                 std::int64_t retry_after_ms = 0);
  std::size_t calls() const;

 protected:
  // Counts a call; the failure it must end in, if any.
  std::optional<FakeCall::Failure> count_call() const;
  // The same, told through `call`, for services that have nowhere else to tell it: SHEAF_OK, the
  // failure's code, or SHEAF_E_CANCELLED.
  sheaf_status enter(const sheaf_call* call) const;
  static sheaf_status tell(const sheaf_call* call, sheaf_status code, std::string_view message);

 private:
  mutable std::mutex mutex_;
  mutable std::size_t calls_ = 0;
  std::map<std::size_t, FakeCall::Failure> faults_;
};

}  // namespace sheaf::testing

#endif  // SHEAF_TESTING_CALL_HPP
