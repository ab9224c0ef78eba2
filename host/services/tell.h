// How a service tells the caller of a failure.
#pragma once

#include <string>
#include <utility>

#include "base/error.h"
#include "plugin/record_view.h"
#include "sheaf/plugin.h"

namespace host::services {

inline sheaf_status tell(const sheaf_call* call, const Error& error) {
  return call->fail(call, error.code, error.retry_after_ms, plugin::str(error.message));
}

inline sheaf_status tell(const sheaf_call* call, sheaf_status code, std::string message) {
  return tell(call, Error{code, std::move(message), 0});
}

inline sheaf_status told(const sheaf_call* call, const Result<void>& done) {
  return done ? sheaf_status{SHEAF_OK} : tell(call, done.error());
}

}  // namespace host::services
