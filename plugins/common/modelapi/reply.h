// The body of an answer of POST /chat/completions, as the many servers send it.
// https://platform.openai.com/docs/api-reference/chat/object
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace modelapi {

// Of one request. `cached` is part of `input`, `reasoning` part of `output`.
struct TokenUse {
  std::uint64_t input = 0, cached = 0, output = 0, reasoning = 0;
};

// What is said to be wrong. Codes and types are lower case; a number as code becomes its digits.
struct ApiError {
  std::string message, code, type, param;
};

struct Reply {
  int status = 0;  // of HTTP, or what an error in a body of status 200 says instead
  std::optional<ApiError> error;
  std::string model;  // as the server resolved it
  std::string finish_reason;
  std::string content;  // of the parts of a list those that are text, one after the other
  std::string refusal;
  std::optional<TokenUse> usage;
  bool usage_in_detail = false;  // the server tells cached and reasoning tokens apart
  std::optional<double> cost;    // in USD, where the server says it (OpenRouter)
};

// Never throws. Blanks before the JSON are skipped; whatever is missing or null stays empty. A body
// without choices[0].message, or one that is no JSON, is an error of type "unreadable" that says
// what was missed. A status of 400 or more is always an error.
Reply read_reply(int http_status, std::string_view body);

}  // namespace modelapi
