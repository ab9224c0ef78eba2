#include "contract/fixture.h"

namespace host::store {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;

class BudgetContract : public testing::StoreTest {
 protected:
  Result<std::uint64_t> reserve(const Budget& limits, const Amount& most,
                                std::string_view run = "r1", std::string_view day = "2026-09-24") {
    return store().reserve("p/llm", run, limits, most, day, day.substr(0, 7));
  }
  std::int64_t used(const std::string& period, const std::string& unit) {
    for (const BudgetUse& use : must(store().budget_used("p/llm")))
      if (use.period == period && use.unit == unit) return use.used;
    return 0;
  }
};
OVER_EVERY_STORE(BudgetContract);

Amount usd(std::int64_t micros) {
  return {micros, "USD", 0, 1};
}

Budget in_run(std::int64_t micros) {
  Budget limits;
  limits.run.cost_micros = micros;
  limits.run.currency = "USD";
  return limits;
}

TEST_P(BudgetContract, ReservationsCountUntilSettled) {
  const Budget limits = in_run(500'000);
  const std::uint64_t first = must(reserve(limits, usd(300'000)));
  const auto refused = reserve(limits, usd(200'001));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, SHEAF_E_BUDGET);
  EXPECT_EQ(refused.error().message,
            "the budget of p/llm for this run is 0.50 USD: 0.30 USD used or reserved, and the next "
            "request may take 0.200001 USD");
  must(reserve(limits, usd(200'000)));
  must(store().settle(first, usd(100'000)));
  EXPECT_EQ(used("run r1", "USD"), 300'000);
  must(reserve(limits, usd(200'000)));
  EXPECT_EQ(store().settle(first, std::nullopt).error().code, SHEAF_E_NOT_FOUND) << "twice";
}

TEST_P(BudgetContract, NothingUsedGivesAllBack) {
  const std::uint64_t ticket = must(reserve(in_run(100), usd(100)));
  must(store().settle(ticket, std::nullopt));
  EXPECT_EQ(used("run r1", "USD"), 0);
  must(reserve(in_run(100), usd(100)));
}

TEST_P(BudgetContract, AnOverrunIsRemembered) {
  const std::uint64_t ticket = must(reserve(in_run(100), usd(100)));
  must(store().settle(ticket, usd(150)));
  EXPECT_EQ(reserve(in_run(100), usd(1)).error().code, SHEAF_E_BUDGET);
}

TEST_P(BudgetContract, ADeadRunsReservationStaysUsed) {
  Budget limits;
  limits.day.tokens = 1'000;
  must(reserve(limits, {-1, "", 900, 1}, "r1"));
  reopen();  // r1 died
  const auto refused = reserve(limits, {-1, "", 101, 1}, "r2");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("this day is 1000 tokens: 900 tokens used"));
  must(reserve(limits, {-1, "", 100, 1}, "r2"));
  must(reserve(limits, {-1, "", 1'000, 1}, "r3", "2026-09-25"));
}

TEST_P(BudgetContract, MonthsAndRequests) {
  Budget limits;
  limits.month.requests = 2;
  must(reserve(limits, usd(-1), "r1", "2026-09-24"));
  must(reserve(limits, usd(-1), "r2", "2026-09-30"));
  EXPECT_EQ(reserve(limits, usd(-1), "r3", "2026-09-30").error().code, SHEAF_E_BUDGET);
  must(reserve(limits, usd(-1), "r3", "2026-10-01"));
  EXPECT_EQ(used("month 2026-09", "requests"), 2);
}

TEST_P(BudgetContract, AnUnknownCostCountsAsNoMoney) {
  must(reserve(in_run(1), {-1, "USD", 10, 1}));
  EXPECT_EQ(used("run r1", "USD"), 0);
  EXPECT_EQ(used("run r1", "tokens"), 10);
}

TEST_P(BudgetContract, AnotherCurrencyCannotBeCompared) {
  const auto refused = reserve(in_run(1'000'000), {1, "EUR", 0, 1});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, SHEAF_E_CONFIG);
  EXPECT_THAT(refused.error().message, HasSubstr("is in USD but it is billed in EUR"));
}

TEST_P(BudgetContract, ARefusalReservesNothing) {
  Budget limits = in_run(1'000);
  limits.month.tokens = 5;
  EXPECT_FALSE(reserve(limits, {100, "USD", 6, 1}));
  EXPECT_THAT(must(store().budget_used("")), IsEmpty());
}

TEST_P(BudgetContract, HugeNumbersDoNotWrapRound) {
  Budget limits;
  limits.run.tokens = 1'000;
  EXPECT_FALSE(reserve(limits, {-1, "", UINT64_MAX, 1}));
  must(reserve(limits, {-1, "", 1'000, 1}));
  EXPECT_FALSE(reserve(limits, {-1, "", UINT64_MAX, 1}));
}

}  // namespace
}  // namespace host::store
