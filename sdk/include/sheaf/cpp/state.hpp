// sheaf/cpp/state.hpp - sheaf.state/1. See sheaf/plugin.hpp.
#ifndef SHEAF_CPP_STATE_HPP
#define SHEAF_CPP_STATE_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sheaf/abi/state.h"
#include "sheaf/cpp/call.hpp"
#include "sheaf/cpp/host.hpp"
#include "sheaf/cpp/values.hpp"

namespace sheaf {

inline std::optional<std::string> Host::state(const Call& call, std::string_view key,
                                              std::string_view profile) const {
  const auto& state = need<sheaf_state>(SHEAF_SERVICE_STATE);
  std::string value;
  const StringSink sink([&value](std::string_view v) { value = v; });
  const sheaf_status s = state.get(&state, call.raw(), str(profile), str(key), &sink);
  if (s == SHEAF_E_NOT_FOUND) return std::nullopt;
  call.check(s);
  return value;
}

inline void Host::put_state(const Call& call, std::string_view key, std::string_view value,
                            int64_t expires_ms, std::string_view profile) const {
  const auto& state = need<sheaf_state>(SHEAF_SERVICE_STATE);
  call.check(state.put(&state, call.raw(), str(profile), str(key), str(value), expires_ms));
}

}  // namespace sheaf

#endif  // SHEAF_CPP_STATE_HPP
