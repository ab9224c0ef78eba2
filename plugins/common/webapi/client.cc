#include "webapi/client.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "webapi/identifiers.h"

namespace webapi {
namespace {

constexpr std::int64_t kPatienceMs = 60'000;
constexpr std::int64_t kLongestResetS = 7 * 86'400;

// "50", "1s"
std::optional<std::int64_t> number(std::string_view header) {
  header = trimmed(header);
  std::int64_t n = 0;
  const char* const end = header.data() + header.size();
  const auto [stop, error] = std::from_chars(header.data(), end, n);
  const bool unit = stop != end && (*stop != 's' || stop + 1 != end);
  return error != std::errc() || unit || n < 0 ? std::nullopt : std::optional(n);
}

std::optional<std::int64_t> either(const sheaf::ResponseView& answer, std::string_view name) {
  const auto plain = number(answer.header(name));
  return plain ? plain : number(answer.header("x-" + std::string(name)));
}

// For messages; the rest of the address may hold a key.
std::string host_of(std::string_view url) {
  url.remove_prefix(std::min(url.find("://") + 3, url.size()));
  return std::string(url.substr(0, url.find('/')));
}

}  // namespace

void Client::wait_for_turn(const sheaf::Call& call) {
  if (next_ms_ == SHEAF_TIME_UNKNOWN) return;
  const std::int64_t wait = next_ms_ - host_.now_ms();
  if (wait > kPatienceMs) {
    throw sheaf::Error(SHEAF_E_RATE_LIMITED,
                       "the service says that nothing is left of the allowance; it is renewed in " +
                           std::to_string(wait / 60'000 + 1) + " minutes",
                       wait);
  }
  if (wait > 0) host_.sleep_ms(call, wait);
}

void Client::learn(const sheaf::ResponseView& answer) {
  const auto limit = number(answer.header("x-rate-limit-limit"));
  const auto interval_s = number(answer.header("x-rate-limit-interval"));
  if (limit && interval_s && *limit > 0) {
    gap_ms_ = std::min((*interval_s * 1000 + *limit - 1) / *limit, kPatienceMs);
  }
  std::int64_t wait = gap_ms_;
  if (either(answer, "ratelimit-remaining") == 0) {
    const std::int64_t reset_s = either(answer, "ratelimit-reset").value_or(1);
    wait = std::max(wait, std::min(reset_s, kLongestResetS) * 1000);
  }
  next_ms_ = host_.now_ms() + wait;
}

sheaf::Response Client::get(const sheaf::Call& call, const std::string& url) {
  wait_for_turn(call);
  auto response = host_.get(call, url);
  learn(response);
  if (trimmed(response.body()).empty()) {
    throw sheaf::Error(SHEAF_E_TRANSIENT, host_of(url) + " gave an empty answer");
  }
  return response;
}

sheaf::Stream Client::open(const sheaf::Call& call, const std::string& url) {
  wait_for_turn(call);
  sheaf::HttpRequest request;
  request.url = url;
  auto stream = host_.open(call, request);
  learn(stream);
  return stream;
}

}  // namespace webapi
