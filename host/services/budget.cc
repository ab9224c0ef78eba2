#include "services/services.h"

#include "services/tell.h"

namespace host::services {

using plugin::view;

namespace {

struct BudgetService : sheaf_budget {
  store::Store& store_;
  std::string component_;
  Budget limits_;
  Period period_;

  BudgetService(store::Store& store, std::string component, Budget limits, Period period)
      : sheaf_budget{},
        store_(store),
        component_(std::move(component)),
        limits_(std::move(limits)),
        period_(std::move(period)) {
    struct_size = sizeof(sheaf_budget);
    sheaf_budget::reserve = &reserve_;
    sheaf_budget::settle = &settle_;
  }

  static store::Amount amount(const sheaf_usage& u) {
    return {u.cost_micros, std::string(view(u.currency)), u.input_tokens + u.output_tokens,
            u.requests};
  }
  static sheaf_status reserve_(const sheaf_budget* self, const sheaf_call* call,
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
  static sheaf_status settle_(const sheaf_budget* self, const sheaf_call* call,
                              std::uint64_t ticket, const sheaf_usage* used) {
    const auto& b = *static_cast<const BudgetService*>(self);
    return told(call, b.store_.in_transaction(store::Durability::process, [&](store::Session& s) {
      return s.budgets().settle(ticket,
                                used != nullptr ? std::optional(amount(*used)) : std::nullopt);
    }));
  }
};

}  // namespace

std::shared_ptr<const sheaf_budget> budget_service(store::Store& store, std::string component,
                                                   Budget limits, Period period) {
  return std::make_shared<BudgetService>(store, std::move(component), std::move(limits),
                                         std::move(period));
}

}  // namespace host::services
