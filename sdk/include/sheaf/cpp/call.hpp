// sheaf/cpp/call.hpp - the call that a plugin is in, and where its exceptions end. See
// sheaf/plugin.hpp.
#ifndef SHEAF_CPP_CALL_HPP
#define SHEAF_CPP_CALL_HPP

#include <cstdint>
#include <exception>
#include <new>
#include <span>
#include <string_view>
#include <utility>

#include "sheaf/abi/call.h"
#include "sheaf/cpp/values.hpp"

namespace sheaf {

// The call that the plugin is in; see sheaf_call. Cheap to copy, valid until that call returns.
class Call {
 public:
  explicit Call(const sheaf_call* c) noexcept : c_(c) {}
  const sheaf_call* raw() const noexcept { return c_; }
  std::string_view run_id() const noexcept { return view(c_->run_id); }
  std::string_view step_id() const noexcept { return view(c_->step_id); }
  bool cancelled() const noexcept { return c_->is_cancelled(c_) != 0; }
  void throw_if_cancelled() const {
    if (cancelled()) throw Error(SHEAF_E_CANCELLED, "cancelled");
  }
  void log(sheaf_log_level level, std::string_view message,
           std::span<const sheaf_kv> fields = {}) const noexcept {
    c_->log(c_, level, str(message), fields.data(), fields.size());
  }
  void warn(std::string_view message) const noexcept { log(SHEAF_LOG_WARN, message); }
  void progress(uint64_t done, uint64_t total) const noexcept { c_->progress(c_, done, total); }
  // Throws Reported if a host function failed.
  void check(sheaf_status s) const {
    if (s < 0) throw Reported{s};
  }

 private:
  const sheaf_call* c_;
};

// Runs fn and turns whatever it throws into a status. The only place in the SDK where it ends.
template <class F>
sheaf_status guard(const sheaf_call* call, F&& fn) noexcept {
  const auto fail = [&](sheaf_status code, int64_t retry, const char* what) noexcept {
    return call ? call->fail(call, code, retry, str(what)) : code;
  };
  try {
    std::forward<F>(fn)();
    return SHEAF_OK;
  } catch (const Reported& r) {
    return r.code;
  } catch (const Error& e) {
    return fail(e.code(), e.retry_after_ms(), e.what());
  } catch (const std::bad_alloc&) {
    return fail(SHEAF_E_INTERNAL, 0, "out of memory");
  } catch (const std::exception& e) {
    return fail(SHEAF_E_INTERNAL, 0, e.what());
  } catch (...) {
    return fail(SHEAF_E_INTERNAL, 0, "unknown exception");
  }
}

// A sheaf_string_sink that hands each string to a function object.
template <class F>
class StringSink : public sheaf_string_sink {
 public:
  explicit StringSink(F f) : sheaf_string_sink(sized<sheaf_string_sink>()), f_(std::move(f)) {
    put = [](const sheaf_string_sink* self, sheaf_str s) noexcept -> sheaf_status {
      return guard(nullptr, [&] { static_cast<const StringSink*>(self)->f_(view(s)); });
    };
  }

 private:
  F f_;
};

}  // namespace sheaf

#endif  // SHEAF_CPP_CALL_HPP
