#include "stages/numbering.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <vector>

namespace host::stages {
namespace {

using Number = ranking::Number;

// Numbers them all, and holds the answers against a plain map.
void check(const std::vector<std::int64_t>& ids) {
  Numbering numbering;
  std::map<std::int64_t, Number> expected;
  std::vector<std::int64_t> by_number;
  for (const std::int64_t id : ids) {
    const bool known = expected.count(id) != 0;
    EXPECT_EQ(numbering.find(WorkId{id}).has_value(), known) << id;
    const auto at = expected.emplace(id, static_cast<Number>(by_number.size())).first;
    if (!known) by_number.push_back(id);
    ASSERT_EQ(numbering.number(WorkId{id}), at->second) << id;
    ASSERT_EQ(numbering.size(), by_number.size());
  }
  for (Number n = 0; n < numbering.size(); ++n) {
    ASSERT_EQ(numbering.work(n), WorkId{by_number[n]});
    ASSERT_EQ(numbering.find(WorkId{by_number[n]}), n);
  }
}

TEST(NumberingTest, FollowsAListing) {
  check({7, 8, 9, 10});
  check({10, 9, 8, 7, 8, 10, 11});
}

TEST(NumberingTest, AWorkBetweenTwoListedIsNotOneOfThem) {
  Numbering numbering;
  numbering.number(WorkId{1});
  numbering.number(WorkId{2});
  numbering.number(WorkId{5});
  EXPECT_FALSE(numbering.find(WorkId{0}));
  EXPECT_FALSE(numbering.find(WorkId{3}));
  EXPECT_FALSE(numbering.find(WorkId{6}));
  EXPECT_EQ(numbering.number(WorkId{3}), 3U);  // follows 2, which no longer is the last
  EXPECT_EQ(numbering.work(3), WorkId{3});
  EXPECT_EQ(numbering.find(WorkId{5}), 2U);
}

TEST(NumberingTest, TakesTheEndsOfTheRange) {
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  check({kMost, kLeast, kMost - 1, kLeast + 1, 0, -1, kMost});
}

TEST(NumberingTest, IsRightForAnyOrder) {
  std::mt19937 random(20261130);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::int64_t> ids;
    auto spread = std::uniform_int_distribution<std::int64_t>(-20, 20 + 5 * round);
    for (int i = 0; i < 60; ++i) {
      std::int64_t id = spread(random);
      for (auto length = random() % 5; length > 0; --length) ids.push_back(id++);
    }
    check(ids);
  }
}

}  // namespace
}  // namespace host::stages
