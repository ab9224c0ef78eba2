// `${NAME}` and `${NAME:-default}` inside scalars, after parsing.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace host::config {

// The value of an environment variable, or nothing.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// The variables of this process.
Environment process_environment();

struct Expansion {
  std::string text;
  bool expanded = false;  // held at least one variable
  std::string undefined;  // the first variable without value and default; empty: none
  std::string malformed;  // what is wrong with a `${`; empty: nothing
  bool ok() const { return undefined.empty() && malformed.empty(); }
};

// `${NAME}` is the variable's value and undefined without one; `${NAME:-default}` is the default if
// the variable is unset or empty; `$${` is a literal `${`. Any other `$` is text. Values are not
// expanded again.
Expansion expand(std::string_view text, const Environment& env);

// The NAME, if the text is `${NAME}` or `${NAME:-}` and nothing else.
std::optional<std::string> sole_variable(std::string_view text);

}  // namespace host::config
