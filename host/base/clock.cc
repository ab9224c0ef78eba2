#include "base/clock.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

namespace host {
namespace {

class SystemClock final : public Clock {
 public:
  std::int64_t now_ms() override {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  }

  bool sleep_ms(std::int64_t ms, const std::function<bool()>& cancelled) override {
    using Steady = std::chrono::steady_clock;
    const auto end = Steady::now() + std::chrono::milliseconds(ms);
    for (;;) {
      if (cancelled && cancelled()) return false;
      const auto left = end - Steady::now();
      if (left <= Steady::duration::zero()) return true;
      std::this_thread::sleep_for(std::min<Steady::duration>(left, std::chrono::milliseconds(50)));
    }
  }
};

}  // namespace

Clock& system_clock() {
  static SystemClock clock;
  return clock;
}

std::int64_t VirtualClock::now_ms() {
  return std::atomic_ref(now_).load();
}

bool VirtualClock::sleep_ms(std::int64_t ms, const std::function<bool()>& cancelled) {
  if (cancelled && cancelled()) return false;
  std::atomic_ref(now_).fetch_add(std::max<std::int64_t>(ms, 0));
  return true;
}

}  // namespace host
