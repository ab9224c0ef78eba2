// Digests for tests of outputs, in sentences of our own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sheaf/testing.hpp"

namespace test {

// Midnight UTC of a day of September 2026.
constexpr std::int64_t september(int day) {
  return (std::int64_t{20697} + day - 1) * 86'400'000;  // 1 September 2026 is day 20,697
}

struct SampleDay {
  sheaf::testing::Run run;
  sheaf::testing::Digest digest;
};

// A preprint that a followed person wrote, one with all that a record can hold, a journal article,
// a retracted work; sections, notices, usage, works without a score. Started at september(24).
SampleDay sample_day();

// Works whose texts try to leave their place, in every format.
std::vector<sheaf::Record> hostile_works();
// sample_day() with hostile_works() for items, and hostile texts everywhere else.
SampleDay hostile_day();

}  // namespace test
