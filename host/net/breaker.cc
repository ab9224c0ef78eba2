#include "net/breaker.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <system_error>

#include "base/local_date.h"
#include "base/locked_file.h"
#include "net/rates.h"

namespace host::net {
namespace {

struct State {
  std::int64_t open_until_ms = 0;
  std::int64_t last_failure_ms = 0;
  int failures = 0;
  bool limited = false;
};

State state_of(const std::string& text) {
  long long open = 0;
  long long last = 0;
  int failures = 0;
  int limited = 0;
  if (std::sscanf(text.c_str(), "%lld %lld %d %d", &open, &last, &failures, &limited) != 4) {
    return {};
  }
  return {open, last, failures, limited != 0};
}

}  // namespace

std::filesystem::path Breaker::file(const std::string& authority) const {
  return folder_ / (file_stem(authority) + ".breaker");
}

Result<void> Breaker::check(const std::string& authority) const {
  std::ifstream in(file(authority));
  if (!in) return {};
  const State state = state_of(std::string(std::istreambuf_iterator<char>(in), {}));
  if (state.last_failure_ms > clock_.now_ms()) return {};  // of a clock that was wrong
  const std::int64_t left = std::min(state.open_until_ms - clock_.now_ms(), settings_.longest_ms);
  if (left <= 0) return {};
  return fail(
      SHEAF_E_RATE_LIMITED,
      fmt::format("{} is left alone until {}: {}. Nothing was asked.", authority,
                  utc_time(clock_.now_ms() + left),
                  state.limited ? "it said that it was asked too much"
                                : fmt::format("it failed {} times in a row", state.failures)),
      left);
}

void Breaker::succeeded(const std::string& authority) {
  std::error_code ignored;
  std::filesystem::remove(file(authority), ignored);
}

void Breaker::failed(const std::string& authority, bool limited, std::int64_t asked_ms) {
  auto lock = LockedFile::open(file(authority), 0666);
  if (!lock) return;
  lock->lock();
  State state = state_of(lock->read());
  const std::int64_t now = clock_.now_ms();
  if (state.last_failure_ms > now) state = {};
  if (now - state.last_failure_ms > settings_.forget_ms) state.failures = 0;
  state.last_failure_ms = now;
  state.failures = std::min(state.failures + 1, 1'000'000);
  if (limited) {
    const std::int64_t length = asked_ms > 0 ? asked_ms : settings_.limited_ms;
    state.open_until_ms = now + std::min(length, settings_.longest_ms);
    state.limited = true;
  } else if (state.failures >= settings_.failures) {
    state.open_until_ms = std::max(state.open_until_ms, now + settings_.failing_ms);
    state.limited = state.limited && state.open_until_ms > now + settings_.failing_ms;
  }
  static_cast<void>(
      lock->write(fmt::format("{} {} {} {}\n", state.open_until_ms, state.last_failure_ms,
                              state.failures, state.limited ? 1 : 0)));
}

}  // namespace host::net
