#include "sheaf/testing/call.hpp"

namespace sheaf::testing {

namespace {

const FakeCall& of(const sheaf_call* c) noexcept {
  return *static_cast<const FakeCall*>(c);
}

}  // namespace

FakeCall::FakeCall(std::string run, std::string step)
    : sheaf_call(sized<sheaf_call>()), run_(std::move(run)), step_(std::move(step)) {
  deadline_ms = SHEAF_TIME_UNKNOWN;
  run_id = str(run_);
  step_id = str(step_);
  is_cancelled = [](const sheaf_call* c) noexcept -> std::uint8_t { return of(c).poll() ? 1 : 0; };
  fail = [](const sheaf_call* c, sheaf_status code, std::int64_t retry,
            sheaf_str message) noexcept -> sheaf_status {
    const std::lock_guard lock(of(c).mutex_);
    of(c).failure_ = {code, retry, std::string(view(message))};
    return code;
  };
  log = [](const sheaf_call* c, sheaf_log_level level, sheaf_str message, const sheaf_kv* fields,
           std::size_t count) noexcept {
    LogLine line{level, std::string(view(message)), {}};
    for (const auto& f : range(fields, count)) line.fields.emplace_back(view(f.key), view(f.value));
    const std::lock_guard lock(of(c).mutex_);
    of(c).logs_.push_back(std::move(line));
  };
  progress = [](const sheaf_call* c, std::uint64_t done, std::uint64_t total) noexcept {
    const std::lock_guard lock(of(c).mutex_);
    of(c).progress_.push_back({done, total});
  };
}

FakeCall::~FakeCall() = default;

void FakeCall::cancel() {
  cancel_after(0);
}

void FakeCall::cancel_after(std::size_t polls) {
  const std::lock_guard lock(mutex_);
  left_ = polls;
}

void FakeCall::set_deadline(std::int64_t at_ms, std::function<std::int64_t()> now) {
  deadline_ms = at_ms;
  now_ = std::move(now);
}

FakeCall::Failure FakeCall::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

std::string FakeCall::message() const {
  return failure().message;
}

std::vector<FakeCall::LogLine> FakeCall::logs() const {
  const std::lock_guard lock(mutex_);
  return logs_;
}

std::vector<FakeCall::Progress> FakeCall::progress_told() const {
  const std::lock_guard lock(mutex_);
  return progress_;
}

std::size_t FakeCall::polls() const {
  const std::lock_guard lock(mutex_);
  return polls_;
}

bool FakeCall::poll() const {
  if (now_ && now_() >= deadline_ms) return true;
  const std::lock_guard lock(mutex_);
  ++polls_;
  if (left_ == 0) return true;
  if (left_ != kNever) --left_;
  return false;
}

void Faults::fail_call(std::size_t nth, sheaf_status code, std::string message,
                       std::int64_t retry_after_ms) {
  const std::lock_guard lock(mutex_);
  faults_[calls_ + nth] = {code, retry_after_ms, std::move(message)};
}

std::size_t Faults::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

std::optional<FakeCall::Failure> Faults::count_call() const {
  const std::lock_guard lock(mutex_);
  const auto found = faults_.find(++calls_);
  return found == faults_.end() ? std::nullopt : std::optional(found->second);
}

sheaf_status Faults::enter(const sheaf_call* call) const {
  if (const auto f = count_call()) {
    return call->fail(call, f->code, f->retry_after_ms, str(f->message));
  }
  return call->is_cancelled(call) ? tell(call, SHEAF_E_CANCELLED, "cancelled") : SHEAF_OK;
}

sheaf_status Faults::tell(const sheaf_call* call, sheaf_status code, std::string_view message) {
  return call->fail(call, code, 0, str(message));
}

}  // namespace sheaf::testing
