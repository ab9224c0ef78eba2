// What services cost. A reservation counts in full until it is settled, so those of a dead run stay
// used in full.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/budget.h"
#include "base/error.h"

namespace host::store {

// What a request may cost or did cost.
struct Amount {
  std::int64_t cost_micros = -1;  // millionths of `currency`; -1: unknown, counts as no money
  std::string currency;
  std::uint64_t tokens = 0;
  std::uint64_t requests = 0;
};

struct BudgetUse {
  std::string scope, period;  // "run RUN", "day 2026-09-24", "month 2026-09"
  std::string unit;           // "tokens", "requests" or a currency (then millionths)
  std::int64_t used = 0;
};

class Budgets {
 public:
  virtual ~Budgets() = default;

  // SHEAF_E_BUDGET, saying which limit and how much of it is used, if `most` does not fit; a limit
  // in another currency than `most` is SHEAF_E_CONFIG. `day` and `month` name the current ones.
  virtual Result<std::uint64_t> reserve(std::string_view scope, std::string_view run,
                                        const Budget& limits, const Amount& most,
                                        std::string_view day, std::string_view month) = 0;
  // Replaces the reservation by what was used; nullopt: nothing. SHEAF_E_NOT_FOUND the second time.
  virtual Result<void> settle(std::uint64_t ticket, const std::optional<Amount>& used) = 0;
  virtual Result<std::vector<BudgetUse>> used(std::string_view scope) = 0;  // empty: all
};

}  // namespace host::store
