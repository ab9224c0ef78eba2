// A year in small: two readers, four days, a quiet one, a failed one, a day with two digests, and
// works that try to leave their place.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sheaf/testing.hpp"
#include "support/sample_digest.h"

namespace output_html::test {

namespace fs = std::filesystem;
using sheaf::testing::Digest;
using Run = sheaf::testing::Run;

struct Day {
  Run run;
  std::vector<Digest> digests;
};

// What ran, in order; the first `count` of them.
std::vector<Day> days(std::size_t count = 99);

// Puts the runs and the works they listed into a host's history.
void tell(sheaf::testing::FakeHistory& history, const std::vector<Day>& days);

// Works with plain texts, listed one after the other since midnight of a day of September 2026.
void tell_plain_works(sheaf::testing::FakeHistory& history, std::size_t count, int day);

// Every file below a folder by its path, and the hash of its content: what differs is told in a
// line.
std::map<std::string, std::string> hashes(const fs::path& root);

}  // namespace output_html::test
