#include "net/retry.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace host::net {
namespace {

constexpr std::int64_t kTenYears = 10LL * 366 * 86'400'000;

}  // namespace

bool retryable_status(int status) {
  static constexpr std::array kRetryable = {408, 425, 429, 500, 502, 503, 504};
  return std::find(kRetryable.begin(), kRetryable.end(), status) != kRetryable.end();
}

bool repeatable(const Request& request) {
  static constexpr std::array<std::string_view, 5> kIdempotent = {"GET", "HEAD", "OPTIONS", "PUT",
                                                                  "DELETE"};
  return request.retry_post ||
         std::find(kIdempotent.begin(), kIdempotent.end(), request.method) != kIdempotent.end();
}

std::optional<std::int64_t> parse_whole_number(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string::npos) return std::nullopt;
  const auto end = text.find_last_not_of(" \t") + 1;
  if (end - begin > 18) return std::nullopt;
  std::int64_t value = 0;
  for (auto i = begin; i < end; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

std::optional<std::int64_t> parse_http_date(const std::string& text) {
  // curl_getdate also reads "0" and "20260924": a date of HTTP names its month in letters.
  if (text.find_first_of("JFMASOND") == std::string::npos) return std::nullopt;
  const time_t seconds = curl_getdate(text.c_str(), nullptr);
  if (seconds == -1) return std::nullopt;
  return static_cast<std::int64_t>(seconds) * 1000;
}

std::int64_t retry_after_ms(int status, const Headers& headers, std::int64_t now_ms) {
  if (status != 429 && status != 503) return 0;
  std::int64_t wait = 0;
  for (const auto& [name, value] : headers) {
    const auto number = parse_whole_number(value);
    if (name == "retry-after") {
      if (number) {
        wait = std::max(wait, std::min(*number, kTenYears / 1000) * 1000);
      } else if (const auto date = parse_http_date(value)) {
        wait = std::max(wait, std::min(*date - now_ms, kTenYears));
      }
    } else if (name == "retry-after-ms" && number) {
      wait = std::max(wait, std::min(*number, kTenYears));
    }
  }
  return wait;
}

std::int64_t back_off_ms(const RetryPolicy& policy, int failed_attempts, std::mt19937_64& random) {
  const int doublings = std::clamp(failed_attempts - 1, 0, 20);
  const std::int64_t whole = std::min(policy.first_ms << doublings, policy.longest_ms);
  const std::int64_t half = whole / 2;
  return half + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(whole - half + 1));
}

}  // namespace host::net
