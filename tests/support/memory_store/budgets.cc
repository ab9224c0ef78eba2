// Budgets: what was used, and what is reserved.
#include <fmt/format.h>

#include "support/memory_store/data.h"

namespace test::memory_store {
namespace {

class MemoryBudgets final : public Subject<Budgets> {
 public:
  using Subject::Subject;

  Result<uint64_t> reserve(string_view scope, string_view run, const Budget& limits,
                           const Amount& most, string_view day, string_view month) override {
    return tx_.write([&](Data& d) -> Result<uint64_t> {
      const Ticket ticket{s(scope), s(run), s(day), s(month), most};
      const Limit* limit_of[] = {&limits.run, &limits.day, &limits.month};
      for (std::size_t i = 0; i < 3; ++i) {
        const Limit& limit = *limit_of[i];
        if (limit.cost_micros && most.cost_micros > 0 && limit.currency != most.currency)
          return fail(SHEAF_E_CONFIG,
                      fmt::format("the budget of {} is in {} but it is billed in {}", scope,
                                  limit.currency, most.currency));
        for (const auto& [unit, wanted] : units(most)) {
          const std::optional<int64_t> allowed = unit == "tokens"     ? whole(limit.tokens)
                                                 : unit == "requests" ? whole(limit.requests)
                                                                      : limit.cost_micros;
          const auto at = d.budget.find({ticket.scope, period(ticket, i), unit});
          const int64_t used = at == d.budget.end() ? 0 : at->second;
          if (wanted == 0 || !allowed || (used <= *allowed && wanted <= *allowed - used)) continue;
          const bool counted = unit == "tokens" || unit == "requests";
          const auto words = [&counted, &unit = unit](int64_t n) {
            return (counted ? std::to_string(n) : decimal(n)) + " " + string(unit);
          };
          const string name = period(ticket, i);
          return fail(
              SHEAF_E_BUDGET,
              fmt::format("the budget of {} for this {} is {}: {} used or reserved, and the "
                          "next request may take {}",
                          scope, name.substr(0, name.find(' ')), words(*allowed), words(used),
                          words(wanted)));
        }
      }
      charge(d, ticket, most, 1);
      d.tickets[++d.last_ticket] = ticket;
      return d.last_ticket;
    });
  }
  Result<void> settle(uint64_t ticket, const std::optional<Amount>& used) override {
    return tx_.write([&](Data& d) -> Result<void> {
      const auto at = d.tickets.find(ticket);
      if (at == d.tickets.end())
        return fail(SHEAF_E_NOT_FOUND, "this reservation was settled already");
      charge(d, at->second, at->second.most, -1);
      if (used) charge(d, at->second, *used, 1);
      d.tickets.erase(at);
      return {};
    });
  }
  Result<std::vector<BudgetUse>> used(string_view scope) override {
    return tx_.read([&](Data& d) -> Result<std::vector<BudgetUse>> {
      std::vector<BudgetUse> found;
      for (const auto& [key, used] : d.budget)
        if (const auto& [of, period, unit] = key; scope.empty() || of == scope)
          found.push_back({of, period, unit, used});
      return found;
    });
  }

 private:
  static int64_t bounded(uint64_t n) {
    return static_cast<int64_t>(std::min<uint64_t>(n, INT64_MAX / 4));
  }
  static std::optional<int64_t> whole(const std::optional<uint64_t>& n) {
    return n ? std::optional(bounded(*n)) : std::nullopt;
  }
  static std::map<string, int64_t> units(const Amount& a) {
    std::map<string, int64_t> all = {{"tokens", bounded(a.tokens)},
                                     {"requests", bounded(a.requests)}};
    if (!a.currency.empty()) all[a.currency] = std::max<int64_t>(a.cost_micros, 0);
    return all;
  }
  static string period(const Ticket& t, std::size_t i) {
    return i == 0 ? "run " + t.run : i == 1 ? "day " + t.day : "month " + t.month;
  }
  static string decimal(int64_t micros) {
    string text = fmt::format("{}.{:06}", micros / 1'000'000, micros % 1'000'000);
    while (text.back() == '0' && text[text.size() - 3] != '.') text.pop_back();
    return text;
  }
  static void charge(Data& d, const Ticket& ticket, const Amount& amount, int64_t sign) {
    for (std::size_t i = 0; i < 3; ++i)
      for (const auto& [unit, n] : units(amount))
        if (n != 0) d.budget[{ticket.scope, period(ticket, i), unit}] += sign * n;
  }
};

}  // namespace

std::unique_ptr<Budgets> memory_budgets(Tx& tx) {
  return std::make_unique<MemoryBudgets>(tx);
}

}  // namespace test::memory_store
