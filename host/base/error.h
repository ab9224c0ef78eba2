// Expected failures are values: Result<T> holds a T or an Error that a user can act on.
#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "sheaf/plugin.h"

namespace host {

// Why something failed. `code` is the decision (retry, ask the user, give up; see sheaf_status),
// `message` is one sentence or more for the user: where, what, and what to do. It holds no secret.
struct Error {
  sheaf_status code = SHEAF_E_INTERNAL;
  std::string message;
  std::int64_t retry_after_ms = 0;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(sheaf_status code, std::string message,
                                  std::int64_t retry_after_ms = 0) {
  return tl::unexpected<Error>(Error{code, std::move(message), retry_after_ms});
}

}  // namespace host
