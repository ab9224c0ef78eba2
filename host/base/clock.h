// Time comes in as an interface, so that replays and tests have no wall clock.
#pragma once

#include <cstdint>
#include <functional>

namespace host {

// Milliseconds since 1970-01-01T00:00Z. All functions are thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t now_ms() = 0;
  // Waits, or moves virtual time on. Polls `cancelled` at least ten times a second; false if it
  // said true before the time was over.
  virtual bool sleep_ms(std::int64_t ms, const std::function<bool()>& cancelled) = 0;
};

// The machine's clock. Lives for ever.
Clock& system_clock();

// Starts at `start_ms`; only sleep_ms moves it, at once.
class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(std::int64_t start_ms) : now_(start_ms) {}
  std::int64_t now_ms() override;
  bool sleep_ms(std::int64_t ms, const std::function<bool()>& cancelled) override;

 private:
  std::int64_t now_;
};

// The time of `clock`, which is none of now, but with waits that take their time: for those who
// make others wait. Borrowed.
class PatientClock final : public Clock {
 public:
  explicit PatientClock(Clock& clock) : clock_(clock) {}
  std::int64_t now_ms() override { return clock_.now_ms(); }
  bool sleep_ms(std::int64_t ms, const std::function<bool()>& cancelled) override {
    return system_clock().sleep_ms(ms, cancelled) && clock_.sleep_ms(ms, cancelled);
  }

 private:
  Clock& clock_;
};

}  // namespace host
