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

// A value of its own type, not an alias, so that the compiler warns of each result nobody looks at.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
  Result() = default;
  Result(tl::expected<T, Error> other)  // NOLINT(google-explicit-constructor): what map() gives
      : tl::expected<T, Error>(std::move(other)) {}
};

inline tl::unexpected<Error> fail(sheaf_status code, std::string message,
                                  std::int64_t retry_after_ms = 0) {
  return tl::unexpected<Error>(Error{code, std::move(message), retry_after_ms});
}

// The one spelling of passing a failure on, in functions that give a Result:
//   TRY(store.commit());               // its value is not needed
//   TRY_ASSIGN(auto work, load(row));  // a new variable
//   TRY_ASSIGN(work, load(row));       // or one that is there
#define TRY(expression)                                                  \
  do {                                                                   \
    if (auto tried_ = (expression); !tried_)                             \
      return ::tl::unexpected<::host::Error>(std::move(tried_.error())); \
  } while (false)
#define TRY_ASSIGN(variable, expression) TRY_ASSIGN_(variable, expression, TRY_NAME_(__LINE__))
#define TRY_NAME_(line) TRY_NAME2_(line)
#define TRY_NAME2_(line) tried_##line
// NOLINTBEGIN(bugprone-macro-parentheses): a declaration and a name
#define TRY_ASSIGN_(variable, expression, name)                               \
  auto name = (expression);                                                   \
  if (!name) return ::tl::unexpected<::host::Error>(std::move(name.error())); \
  variable = std::move(*name)
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace host
