// The moment at which the tests of this folder happen.
#pragma once

#include <cstdint>

namespace host::net {

inline constexpr std::int64_t kNow = 1'790'000'000'000;  // 2026-09-21T14:13:20Z

}  // namespace host::net
