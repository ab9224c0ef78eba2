// What a step may use up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace host {

struct Limit {                              // absent: no limit
  std::optional<std::int64_t> cost_micros;  // millionths of `currency`
  std::string currency;
  std::optional<std::uint64_t> tokens, requests;
};

struct Budget {
  Limit run, day, month;
};

}  // namespace host
