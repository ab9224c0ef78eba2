#include "modelapi/pause.h"

namespace modelapi {
namespace {

std::string wait_words(std::int64_t ms) {
  const std::int64_t s = (ms + 999) / 1000;
  if (s < 120) return std::to_string(s) + " s";
  return s < 7200 ? std::to_string(s / 60) + " min" : std::to_string(s / 3600) + " h";
}

}  // namespace

void pause(const sheaf::Host& host, const sheaf::Call& call, std::int64_t ms,
           const std::string& why, std::int64_t max_wait_ms) {
  const std::string asked = (why.empty() ? std::string("the server's limit is reached") : why) +
                            "; the server is to be left alone for " + wait_words(ms);
  if (ms > max_wait_ms) {
    throw sheaf::Error(SHEAF_E_RATE_LIMITED, asked + ", more than max_wait allows", ms);
  }
  const std::int64_t deadline = call.raw()->deadline_ms;
  if (deadline != SHEAF_TIME_UNKNOWN && host.now_ms() + ms >= deadline) {
    throw sheaf::Error(SHEAF_E_RATE_LIMITED, asked + ", beyond the deadline of this step", ms);
  }
  call.log(SHEAF_LOG_INFO, asked);
  host.sleep_ms(call, ms);
}

}  // namespace modelapi
