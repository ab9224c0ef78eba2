#include "services/budget.h"

#include "services/tell.h"

namespace host::services {

using plugin::view;

struct BudgetAbi {
  static store::Amount amount(const sheaf_usage& u) {
    return {u.cost_micros, std::string(view(u.currency)), u.input_tokens + u.output_tokens,
            u.requests};
  }
  static sheaf_status reserve(const sheaf_budget* self, const sheaf_call* call,
                              const sheaf_usage* most, std::uint64_t* ticket) {
    const auto& b = *static_cast<const BudgetService*>(self);
    auto got = b.store_.in_transaction(store::Durability::process, [&](store::Session& s) {
      return s.budgets().reserve(b.component_, b.period_.run, b.limits_, amount(*most),
                                 b.period_.day, b.period_.month);
    });
    if (!got) return tell(call, got.error());
    *ticket = *got;
    return SHEAF_OK;
  }
  static sheaf_status settle(const sheaf_budget* self, const sheaf_call* call, std::uint64_t ticket,
                             const sheaf_usage* used) {
    const auto& b = *static_cast<const BudgetService*>(self);
    return told(call, b.store_.in_transaction(store::Durability::process, [&](store::Session& s) {
      return s.budgets().settle(ticket,
                                used != nullptr ? std::optional(amount(*used)) : std::nullopt);
    }));
  }
};

BudgetService::BudgetService(store::Store& store, std::string component, Budget limits,
                             Period period)
    : sheaf_budget{},
      store_(store),
      component_(std::move(component)),
      limits_(std::move(limits)),
      period_(std::move(period)) {
  struct_size = sizeof(sheaf_budget);
  reserve = &BudgetAbi::reserve;
  settle = &BudgetAbi::settle;
}

}  // namespace host::services
