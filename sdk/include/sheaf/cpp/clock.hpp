// sheaf/cpp/clock.hpp - sheaf.clock/1. See sheaf/plugin.hpp.
#ifndef SHEAF_CPP_CLOCK_HPP
#define SHEAF_CPP_CLOCK_HPP

#include <cstdint>

#include "sheaf/abi/clock.h"
#include "sheaf/cpp/call.hpp"
#include "sheaf/cpp/host.hpp"

namespace sheaf {

inline int64_t Host::now_ms() const {
  const auto& clock = need<sheaf_clock>(SHEAF_SERVICE_CLOCK);
  return clock.now_ms(&clock);
}

inline void Host::sleep_ms(const Call& call, int64_t ms) const {
  const auto& clock = need<sheaf_clock>(SHEAF_SERVICE_CLOCK);
  call.check(clock.sleep_ms(&clock, call.raw(), ms));
}

}  // namespace sheaf

#endif  // SHEAF_CPP_CLOCK_HPP
