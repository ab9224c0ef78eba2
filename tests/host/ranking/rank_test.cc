#include "ranking/rank.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace host::ranking {
namespace {

using testing::ElementsAre;

Candidate candidate(Number work, double value, std::uint32_t flags = 0) {
  Candidate c;
  c.work = work;
  c.value = value;
  c.flags = flags;
  c.tier = 1;
  c.id = "w:" + std::to_string(work);
  c.source = "s";
  return c;
}

std::vector<Number> works(const std::vector<Candidate>& ranked) {
  std::vector<Number> out;
  for (const Candidate& c : ranked) out.push_back(c.work);
  return out;
}

Select limits(std::optional<std::uint64_t> limit, std::optional<std::uint64_t> per_source = {}) {
  Select s;
  s.limit = limit;
  s.per_source = per_source;
  return s;
}

TEST(Rank, NoticesStandFirstThenFollowedPeopleThenTheRest) {
  const auto ranked =
      rank({candidate(1, 0.9), candidate(2, 0.1, SHEAF_ITEM_FOLLOWED),
            candidate(3, 0, SHEAF_ITEM_NOTICE | SHEAF_ITEM_CHANGED), candidate(4, 0.95)},
           limits(1));
  EXPECT_THAT(works(ranked), ElementsAre(3, 2, 4)) << "the limit is for the rest alone";
}

TEST(Rank, MoreScorersStandBeforeMoreValue) {
  Candidate judged_twice = candidate(1, 0.1);
  judged_twice.tier = 2;
  EXPECT_THAT(works(rank({candidate(2, 0.9), judged_twice}, {})), ElementsAre(1, 2));
}

TEST(Rank, TiesGoToTheLaterAnnouncedThenToTheSmallerId) {
  Candidate old = candidate(1, 0.5), b = candidate(2, 0.5), a = candidate(3, 0.5);
  old.announced_ms = 1;
  a.announced_ms = b.announced_ms = 2;
  a.id = "w:a";
  b.id = "w:b";
  EXPECT_THAT(works(rank({old, b, a}, {})), ElementsAre(3, 2, 1));
}

TEST(Rank, ASourceGivesNoMoreThanItsShare) {
  Candidate other = candidate(4, 0.1);
  other.source = "t";
  const auto ranked =
      rank({candidate(1, 0.9), candidate(2, 0.8), candidate(3, 0.7), other}, limits(3, 2));
  EXPECT_THAT(works(ranked), ElementsAre(1, 2, 4));
}

TEST(Weighted, IsTheMeanOfSharesOfTheirScales) {
  Select select;
  select.rank = {{"a", 3}, {"b", 1}, {"nobody", 5}};
  const auto axis = [](std::string_view id) {
    return id == "a" ? Said{5, 10, true} : id == "b" ? Said{1, 1, true} : Said{};
  };
  EXPECT_DOUBLE_EQ(weighted(select, axis).value(), (3 * 0.5 + 1) / 4);
  EXPECT_EQ(weighted({}, axis), std::nullopt);
  select.rank = {{"nobody", 1}};
  EXPECT_EQ(weighted(select, axis), std::nullopt);
}

TEST(Weighted, ANegativeWeightCountsAgainst) {
  Select select;
  select.rank = {{"a", 1}, {"b", -1}};
  const auto axis = [](std::string_view id) {
    return id == "a" ? Said{1, 1, true} : Said{1, 1, true};
  };
  EXPECT_DOUBLE_EQ(weighted(select, axis).value(), 0);
}

TEST(Conditions, FallBelowOrAreSuspended) {
  Select select;
  select.min = {{"a", 0.5}};
  const auto said = [](Said s) { return [s](std::string_view) { return s; }; };
  const auto of = [&](Said s, bool failed) {
    const Met met = conditions(select, said(s), failed);
    return std::pair(met.below, met.suspended);
  };
  EXPECT_EQ(of({0.5, 1, true}, false), std::pair(false, false));
  EXPECT_EQ(of({0.4, 1, true}, false), std::pair(true, false));
  EXPECT_EQ(of({kNoValue, 1, true}, false), std::pair(true, false)) << "it was asked, and silent";
  EXPECT_EQ(of({kNoValue, 1, true}, true), std::pair(false, true)) << "it failed";
  EXPECT_EQ(of({kNoValue, 1, false}, false), std::pair(false, true)) << "it was never asked";
  select.min = {{"a", 0.5}, {"b", 0.5}};
  const Met met = conditions(
      select,
      [](std::string_view id) {
        return id == "a" ? Said{} : Said{0.1, 1, true};
      },
      false);
  EXPECT_TRUE(met.below && met.suspended);
}

// ---- Properties

std::vector<Candidate> any(std::mt19937& rng) {
  std::vector<Candidate> out;
  const std::size_t count = rng() % 40;
  for (Number n = 0; n < count; ++n) {
    Candidate c = candidate(n, static_cast<double>(rng() % 6) / 5);
    c.tier = rng() % 3;
    c.announced_ms = static_cast<std::int64_t>(rng() % 3);
    c.source = std::string(1, static_cast<char>('a' + rng() % 3));
    if (rng() % 8 == 0) c.flags |= SHEAF_ITEM_FOLLOWED;
    if (rng() % 12 == 0) c.flags |= SHEAF_ITEM_NOTICE | SHEAF_ITEM_CHANGED;
    out.push_back(std::move(c));
  }
  return out;
}

Select any_limits(std::mt19937& rng) {
  const auto some = [&]() -> std::optional<std::uint64_t> {
    return rng() % 3 == 0 ? std::nullopt : std::optional<std::uint64_t>(rng() % 12);
  };
  return limits(some(), rng() % 2 == 0 ? some() : std::nullopt);
}

bool ahead(const Candidate& c) {
  return (c.flags & (SHEAF_ITEM_FOLLOWED | SHEAF_ITEM_NOTICE)) != 0;
}

TEST(RankProperty, NoOrderOfTheCandidatesMatters) {
  std::mt19937 rng(1);
  for (int i = 0; i < 500; ++i) {
    auto all = any(rng);
    const Select select = any_limits(rng);
    const auto once = works(rank(all, select));
    std::shuffle(all.begin(), all.end(), rng);
    EXPECT_EQ(works(rank(all, select)), once);
  }
}

TEST(RankProperty, ContendersGiveTheSameRankingAsAll) {
  std::mt19937 rng(2);
  std::size_t fewer = 0;
  for (int i = 0; i < 500; ++i) {
    const auto all = any(rng);
    const Select select = any_limits(rng);
    const auto some = contenders(all, select);
    fewer += some.size() < all.size() ? 1 : 0;
    EXPECT_EQ(works(rank(some, select)), works(rank(all, select)));
  }
  EXPECT_GT(fewer, 50u) << "it leaves some out";
}

TEST(RankProperty, LimitsHoldAndNobodyAheadIsLost) {
  std::mt19937 rng(3);
  for (int i = 0; i < 500; ++i) {
    const auto all = any(rng);
    const Select select = any_limits(rng);
    const auto ranked = rank(all, select);
    std::map<std::string, std::uint64_t> from_source;
    std::uint64_t others = 0;
    for (const Candidate& c : ranked) {
      if (ahead(c)) continue;
      ++others;
      ++from_source[c.source];
    }
    if (select.limit.value_or(0) != 0) {
      EXPECT_LE(others, *select.limit);
    }
    if (select.per_source.value_or(0) != 0) {
      for (const auto& [source, count] : from_source) EXPECT_LE(count, *select.per_source);
    }
    EXPECT_EQ(ranked.size() - others,
              static_cast<std::size_t>(std::count_if(all.begin(), all.end(), ahead)));
  }
}

TEST(RankProperty, AHigherLimitOnlyAdds) {
  std::mt19937 rng(4);
  for (int i = 0; i < 300; ++i) {
    const auto all = any(rng);
    auto few = works(rank(all, limits(3)));
    const auto more = works(rank(all, limits(7)));
    ASSERT_LE(few.size(), more.size());
    EXPECT_TRUE(std::equal(few.begin(), few.end(), more.begin()));
  }
}

}  // namespace
}  // namespace host::ranking
