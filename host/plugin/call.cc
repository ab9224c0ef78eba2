#include "plugin/call.h"

#include <fmt/format.h>

#include "sheaf/cpp/values.hpp"

namespace host::plugin {
namespace {

const Call& of(const sheaf_call* call) {
  return *static_cast<const Call*>(call);
}

const char* what_it_means(sheaf_status code) {
  switch (code) {
    case SHEAF_E_CANCELLED:
      return "cancelled";
    case SHEAF_E_CONFIG:
      return "its configuration is refused";
    case SHEAF_E_AUTH:
      return "credentials are missing, refused or expired";
    case SHEAF_E_RATE_LIMITED:
      return "upstream asks to wait";
    case SHEAF_E_TRANSIENT:
      return "a passing failure";
    case SHEAF_E_UPSTREAM:
      return "upstream answered something unreadable";
    case SHEAF_E_NOT_FOUND:
      return "not found";
    case SHEAF_E_UNSUPPORTED:
      return "not supported";
    case SHEAF_E_BUDGET:
      return "a budget is used up";
    case SHEAF_E_INTERNAL:
      return "a bug in the plugin";
    default:
      return "an unknown status code";
  }
}

}  // namespace

std::string said(const CallOptions& options, std::string_view words) {
  return options.scrub ? options.scrub(words) : std::string(words);
}

Call::Call(CallOptions options) : sheaf_call{}, options_(std::move(options)) {
  struct_size = sizeof(sheaf_call);
  deadline_ms = options_.deadline_ms;
  run_id = {options_.run_id.data(), options_.run_id.size()};
  step_id = {options_.step_id.data(), options_.step_id.size()};
  is_cancelled = [](const sheaf_call* c) -> std::uint8_t { return of(c).cancelled() ? 1 : 0; };
  fail = [](const sheaf_call* c, sheaf_status code, std::int64_t retry_after_ms,
            sheaf_str message) {
    const Call& self = of(c);
    const std::lock_guard lock(self.mutex_);
    self.failure_ = Error{code, said(self.options_, sheaf::view(message)), retry_after_ms};
    return code;
  };
  log = [](const sheaf_call* c, sheaf_log_level level, sheaf_str message, const sheaf_kv* fields,
           std::size_t count) {
    const Call& self = of(c);
    if (!self.options_.log) return;
    std::string line(sheaf::view(message));
    for (std::size_t i = 0; i < count; ++i) {
      line += fmt::format(" {}={}", sheaf::view(fields[i].key), sheaf::view(fields[i].value));
    }
    self.options_.log(level, self.options_.step_id, line);
  };
  progress = [](const sheaf_call* c, std::uint64_t done, std::uint64_t total) {
    const Call& self = of(c);
    if (self.options_.progress) self.options_.progress(self.options_.step_id, done, total);
  };
}

bool Call::cancelled() const {
  if (expired_.load(std::memory_order_relaxed)) return true;
  if (options_.cancel && options_.cancel->cancelled()) return true;
  return options_.clock != nullptr && options_.deadline_ms != SHEAF_TIME_UNKNOWN &&
         options_.clock->now_ms() > options_.deadline_ms;
}

Error Call::failure(sheaf_status code) const {
  const std::lock_guard lock(mutex_);
  Error out = failure_;
  if (failure_.message.empty() || failure_.code != code) {
    out = Error{code, fmt::format("{} (the plugin gave no reason)", what_it_means(code)), 0};
  }
  return out;
}

}  // namespace host::plugin
