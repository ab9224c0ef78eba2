#include "ranking/scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace host::ranking {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Number work(int n) {
  return static_cast<Number>(n);
}

ScoreTable table(const std::vector<std::pair<int, double>>& values, int followed = 0) {
  ScoreTable t(1);
  for (const auto& [r, v] : values) {
    const double axis[] = {v * 10};
    t.put(work(r), v, axis, r == followed);
  }
  t.settle();
  return t;
}

TEST(ScoreTable, KeepsTheLastPutOfAWork) {
  ScoreTable t(2);
  const double first[] = {1, 2};
  const double second[] = {3, kNoValue};
  t.put(work(7), 0.1, first, false);
  t.put(work(3), 0.2, first, false);
  t.put(work(7), 0.9, second, true);
  t.settle();
  ASSERT_EQ(t.size(), 2u);
  ASSERT_TRUE(t.find(work(7)));
  EXPECT_EQ(t.value(*t.find(work(7))), 0.9);
  EXPECT_EQ(t.axis(*t.find(work(7)), 0), 3);
  EXPECT_TRUE(std::isnan(t.axis(*t.find(work(7)), 1)));
  EXPECT_TRUE(t.followed(*t.find(work(7))));
  EXPECT_FALSE(t.find(work(4)));
}

TEST(Pass, WithoutARuleEverythingAboveZeroGoesOn) {
  EXPECT_THAT(pass(table({{1, 0.1}, {2, 0.0}, {3, 1.0}}), {}, 10).on,
              ElementsAre(work(1), work(3)));
}

TEST(Pass, TopPercentCountsAllWhoEntered) {
  // 30 % of 10 entrants are 3, although only five have a score
  const auto t = table({{1, 0.1}, {2, 0.5}, {3, 0.4}, {4, 0.3}, {5, 0.2}});
  EXPECT_THAT(pass(t, {.top_share = 0.3}, 10).on, ElementsAre(work(2), work(3), work(4)));
  EXPECT_THAT(pass(t, {.top_share = 1}, 10).on, testing::SizeIs(5));
  EXPECT_THAT(pass(t, {.top_share = 0.01}, 10).on, ElementsAre(work(2))) << "rounded up";
}

TEST(Pass, TiesOnTheBoundaryAllPass) {
  EXPECT_THAT(pass(table({{1, 0.5}, {2, 0.5}, {3, 0.9}, {4, 0.1}}), {.top_count = 2}, 4).on,
              ElementsAre(work(1), work(2), work(3)));
}

TEST(Pass, ZeroNeverPasses) {
  EXPECT_THAT(pass(table({{1, 0.0}}), {.top_count = 5}, 1).on, IsEmpty());
  EXPECT_THAT(pass(table({{1, 0.0}}), {.min = 0.0}, 1).on, IsEmpty());
}

TEST(Pass, MinIsInclusive) {
  EXPECT_THAT(pass(table({{1, 0.4}, {2, 0.39}}), {.min = 0.4}, 2).on, ElementsAre(work(1)));
}

TEST(Pass, BandSendsTheUncertainOnAndKeepsTheSure) {
  const Passed p =
      pass(table({{1, 0.1}, {2, 0.2}, {3, 0.8}, {4, 0.81}}), {.band = std::pair(0.2, 0.8)}, 4);
  EXPECT_THAT(p.on, ElementsAre(work(2), work(3)));
  EXPECT_THAT(p.kept, ElementsAre(work(4)));
}

TEST(Pass, FollowedPeopleBypassEveryRule) {
  const auto t = table({{1, 0.9}, {2, 0.01}}, 2);
  EXPECT_THAT(pass(t, {.min = 0.5}, 2).on, ElementsAre(work(1), work(2)));
  EXPECT_THAT(pass(t, {.top_count = 1}, 2).on, ElementsAre(work(1), work(2)));
}

TEST(Pass, TheOrderOfScoresDoesNotMatter) {
  std::mt19937 random(7);
  std::vector<std::pair<int, double>> values;
  for (int i = 1; i <= 200; ++i) values.emplace_back(i, static_cast<double>(random() % 50) / 50.0);
  const auto expected = pass(table(values), {.top_share = 0.2}, 200).on;
  for (int round = 0; round < 20; ++round) {
    std::shuffle(values.begin(), values.end(), random);
    EXPECT_EQ(pass(table(values), {.top_share = 0.2}, 200).on, expected);
  }
}

}  // namespace
TEST(Outliers, AreWorksThatTheLaterScorerLeapsFor) {
  const auto words = table({{1, 0.1}, {2, 0.3}, {3, 0.5}, {4, 0.4}, {5, 0.6}, {6, 0.2}});
  // it is kinder to all, and disagrees here and there, but only once out of all proportion
  const auto model = table({{1, 1.0}, {2, 0.6}, {3, 0.6}, {4, 0.5}, {5, 0.9}, {6, 0.1}});
  EXPECT_THAT(outliers(words, model), ElementsAre(work(1)));
}

TEST(Outliers, AreNoneAmongFewOrWhereScorersAlwaysDisagree) {
  EXPECT_THAT(outliers(table({{1, 0.1}, {2, 0.3}, {3, 0.5}, {4, 0.4}}),
                       table({{1, 1.0}, {2, 0.3}, {3, 0.5}, {4, 0.4}})),
              testing::IsEmpty());
  EXPECT_THAT(outliers(table({{1, 0.1}, {2, 0.9}, {3, 0.2}, {4, 0.8}, {5, 0.1}, {6, 0.7}}),
                       table({{1, 1.0}, {2, 0.1}, {3, 0.9}, {4, 0.3}, {5, 0.6}, {6, 0.2}})),
              testing::IsEmpty());
  EXPECT_THAT(
      outliers(table({{1, 0.1}}), table({{1, 1.0}, {2, 1.0}, {3, 0.1}, {4, 0.1}, {5, 0.1}})),
      testing::IsEmpty())
      << "compared are only works that both have scored";
}

}  // namespace host::ranking
