#include "host/services/fixture.h"

namespace host::services::testing {
namespace {

class BudgetTest : public ServiceTest {
 protected:
  static sheaf_usage usage(std::uint64_t requests, std::uint64_t tokens, std::int64_t cost) {
    auto u = sheaf::sized<sheaf_usage>();
    u.requests = requests;
    u.input_tokens = tokens;
    u.cost_micros = cost;
    u.currency = sheaf::str("USD");
    return u;
  }
  // A ticket, or 0 if it does not fit.
  std::uint64_t reserve(const std::shared_ptr<const sheaf_budget>& budget,
                        const sheaf_usage& most) {
    std::uint64_t ticket = 0;
    const sheaf_status s = budget->reserve(budget.get(), call.raw(), &most, &ticket);
    if (s == SHEAF_E_BUDGET) return 0;
    EXPECT_EQ(s, SHEAF_OK);
    return ticket;
  }
  std::shared_ptr<const sheaf_budget> service(const Budget& limits, const std::string& run = "r1",
                                              const std::string& day = "2026-09-24",
                                              const std::string& month = "2026-09") {
    return budget_service(*store, "component", limits, {run, day, month});
  }
  static Budget day_limit(std::uint64_t requests) {
    Budget b;
    b.day.requests = requests;
    return b;
  }
};

TEST_F(BudgetTest, WhatDoesNotFitIsRefusedAndSettlingGivesBack) {
  const auto budget = service(day_limit(3));
  const auto first = reserve(budget, usage(2, 0, 0));
  EXPECT_NE(first, 0u);
  EXPECT_EQ(reserve(budget, usage(2, 0, 0)), 0u);
  const auto used = usage(1, 0, 0);
  EXPECT_EQ(budget->settle(budget.get(), call.raw(), first, &used), SHEAF_OK);
  EXPECT_NE(reserve(budget, usage(2, 0, 0)), 0u);
  EXPECT_EQ(reserve(budget, usage(1, 0, 0)), 0u);
}

TEST_F(BudgetTest, WhatARunThatDiedReservedCountsInFullThatDay) {
  reserve(service(day_limit(3)), usage(3, 0, 0));
  EXPECT_EQ(reserve(service(day_limit(3), "r2"), usage(1, 0, 0)), 0u);
  EXPECT_NE(reserve(service(day_limit(3), "r3", "2026-09-25"), usage(1, 0, 0)), 0u);
}

TEST_F(BudgetTest, ALaterRunMaySettleATicketOnce) {
  const auto ticket = reserve(service(day_limit(3)), usage(3, 0, 0));
  const auto later = service(day_limit(3), "r2");
  EXPECT_EQ(later->settle(later.get(), call.raw(), ticket, nullptr), SHEAF_OK);
  EXPECT_EQ(later->settle(later.get(), call.raw(), ticket, nullptr), SHEAF_E_NOT_FOUND);
  EXPECT_NE(reserve(later, usage(3, 0, 0)), 0u) << "nothing was used after all";
}

TEST_F(BudgetTest, TheLimitsOfARunAreItsOwn) {
  Budget limits;
  limits.run.requests = 1;
  EXPECT_NE(reserve(service(limits), usage(1, 0, 0)), 0u);
  EXPECT_EQ(reserve(service(limits), usage(1, 0, 0)), 0u);
  EXPECT_NE(reserve(service(limits, "r2"), usage(1, 0, 0)), 0u);
}

}  // namespace
}  // namespace host::services::testing
