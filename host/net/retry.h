// When a failed attempt is worth another, and how long to wait before it.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>

#include "net/message.h"

namespace host::net {

struct RetryPolicy {
  int attempts = 4;
  std::int64_t first_ms = 500;        // the first back-off; doubles each time
  std::int64_t longest_ms = 30'000;   // back-off
  std::int64_t patience_ms = 60'000;  // a longer wait is the caller's to decide
};

// 408, 425, 429, 500, 502, 503, 504 (RFC 9110 section 15; RFC 8470 for 425).
bool retryable_status(int status);
// GET, HEAD, OPTIONS, PUT, DELETE (RFC 9110 section 9.2.2), or a POST that says so.
bool repeatable(const Request& request);
// What the server asked for on 429 or 503: the longest of Retry-After (seconds or a date; RFC 9110
// section 10.2.3) and retry-after-ms, up to ten years. 0: nothing, or another status.
std::int64_t retry_after_ms(int status, const Headers& headers, std::int64_t now_ms);
// Milliseconds before attempt `failed_attempts + 1`: exponential, the upper half of it random.
std::int64_t back_off_ms(const RetryPolicy& policy, int failed_attempts, std::mt19937_64& random);

// An HTTP date (RFC 9110 section 5.6.7, the old forms too) in milliseconds.
std::optional<std::int64_t> parse_http_date(const std::string& text);
// A whole number of at most 18 digits, blanks around it allowed.
std::optional<std::int64_t> parse_whole_number(const std::string& text);

}  // namespace host::net
