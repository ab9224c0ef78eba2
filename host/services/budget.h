// sheaf.budget/1 of one instance, over the store.
#pragma once

#include <string>

#include "base/budget.h"
#include "sheaf/plugin.h"
#include "store/store.h"

namespace host::services {

// Limits of one step; the amounts used are shared by all pipelines of the store that use the
// component.
class BudgetService : public sheaf_budget {
 public:
  struct Period {
    std::string run, day, month;  // "2026-09-24", "2026-09": local to the pipeline
  };
  BudgetService(store::Store& store, std::string component, Budget limits, Period period);
  BudgetService(const BudgetService&) = delete;
  BudgetService& operator=(const BudgetService&) = delete;

 private:
  friend struct BudgetAbi;
  store::Store& store_;
  std::string component_;
  Budget limits_;
  Period period_;
};

}  // namespace host::services
