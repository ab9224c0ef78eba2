#include "base/clock.h"

#include "host/services/fixture.h"

namespace host::services::testing {
namespace {

class ClockServiceTest : public ServiceTest {};

TEST_F(ClockServiceTest, IsTheRunsClockAndSleepsOnIt) {
  const sheaf::Host host = host_with(SHEAF_SERVICE_CLOCK, clock_service(clock));
  EXPECT_EQ(host.now_ms(), kNow);
  host.sleep_ms(call, 5000);
  EXPECT_EQ(clock.now_ms(), kNow + 5000);
}

TEST_F(ClockServiceTest, AServiceThatTheHostLacksIsSaid) {
  const sheaf::Host bare(plugin::bare_host());
  EXPECT_EQ(code_of([&] { static_cast<void>(bare.now_ms()); }), SHEAF_E_UNSUPPORTED);
  EXPECT_EQ(code_of([&] { static_cast<void>(bare.state(call, "k")); }), SHEAF_E_UNSUPPORTED);
}

}  // namespace
}  // namespace host::services::testing
