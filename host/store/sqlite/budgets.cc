// Budgets: totals by scope, period and unit. A reservation is added to them in full at once, so
// that a run that dies needs no cleaning up; settling corrects them by the difference.
#include <array>
#include <limits>

#include "store/sqlite/subjects.h"

namespace host::store {
namespace {

std::int64_t bounded(std::uint64_t value) {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() / 4);
  return static_cast<std::int64_t>(std::min(value, kMost));
}

std::int64_t money(const Amount& amount) {
  return amount.cost_micros < 0 ? 0 : bounded(static_cast<std::uint64_t>(amount.cost_micros));
}

// 1234500 -> "1.2345"
std::string decimal(std::int64_t micros) {
  std::string digits = std::to_string(micros);
  if (digits.size() < 7) digits.insert(0, 7 - digits.size(), '0');
  digits.insert(digits.size() - 6, 1, '.');
  while (digits.back() == '0' && digits[digits.size() - 3] != '.') digits.pop_back();
  return digits;
}

std::string amount_words(std::int64_t value, std::string_view unit) {
  const bool counted = unit == "tokens" || unit == "requests";
  return (counted ? std::to_string(value) : decimal(value)) + " " + std::string(unit);
}

struct Period {
  const Limit* limit;
  std::string name;  // as stored: "run 2026...", "day ...", "month ..."
};

std::array<Period, 3> periods(const Budget& limits, std::string_view run, std::string_view day,
                              std::string_view month) {
  return {{{&limits.run, "run " + std::string(run)},
           {&limits.day, "day " + std::string(day)},
           {&limits.month, "month " + std::string(month)}}};
}

class SqliteBudgets final : public Subject<Budgets> {
 public:
  using Subject::Subject;

  Result<std::uint64_t> reserve(std::string_view scope, std::string_view run, const Budget& limits,
                                const Amount& most, std::string_view day,
                                std::string_view month) override {
    return c_.write([&]() -> Result<std::uint64_t> {
      const auto check = [&](const Period& period, std::string_view unit, std::int64_t wanted,
                             std::optional<std::int64_t> limit) -> Result<void> {
        if (!limit || wanted == 0) return {};
        Rows rows =
            c_.db->query("SELECT used FROM budget WHERE scope = ?1 AND period = ?2 AND unit = ?3",
                         scope, std::string_view(period.name), unit);
        const std::int64_t used = rows.next() ? rows.i64(0) : 0;
        TRY(rows.done());
        if (used <= *limit && wanted <= *limit - used) return {};
        const std::string kind = period.name.substr(0, period.name.find(' '));
        return fail(SHEAF_E_BUDGET, "the budget of " + std::string(scope) + " for this " + kind +
                                        " is " + amount_words(*limit, unit) + ": " +
                                        amount_words(used, unit) +
                                        " used or reserved, and the next request may take " +
                                        amount_words(wanted, unit));
      };
      const auto whole = [](const std::optional<std::uint64_t>& limit) {
        return limit ? std::optional(bounded(*limit)) : std::nullopt;
      };
      for (const Period& period : periods(limits, run, day, month)) {
        const Limit& limit = *period.limit;
        if (limit.cost_micros && money(most) > 0 && limit.currency != most.currency)
          return fail(SHEAF_E_CONFIG, "the budget of " + std::string(scope) + " is in " +
                                          limit.currency + " but it is billed in " + most.currency +
                                          ": give `budget:` in that currency");
        TRY(check(period, most.currency, money(most), limit.cost_micros));
        TRY(check(period, "tokens", bounded(most.tokens), whole(limit.tokens)));
        TRY(check(period, "requests", bounded(most.requests), whole(limit.requests)));
      }
      TRY(charge(scope, run, day, month, most, 1));
      TRY(
          c_.db->run("INSERT INTO tickets(scope, run, day, month, cost_micros, currency, tokens, "
                     "requests) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                     scope, run, day, month, most.cost_micros, std::string_view(most.currency),
                     most.tokens, most.requests));
      return static_cast<std::uint64_t>(c_.db->last_row());
    });
  }

  Result<void> settle(std::uint64_t ticket, const std::optional<Amount>& used) override {
    return c_.write([&]() -> Result<void> {
      std::string scope, run, day, month;
      Amount reserved;
      {
        Rows rows = c_.db->query(
            "SELECT scope, run, day, month, cost_micros, currency, tokens, requests FROM tickets "
            "WHERE ticket = ?1",
            ticket);
        if (!rows.next()) {
          TRY(rows.done());
          return fail(SHEAF_E_NOT_FOUND, "this reservation was settled already");
        }
        scope = rows.text(0);
        run = rows.text(1);
        day = rows.text(2);
        month = rows.text(3);
        reserved.cost_micros = rows.i64(4);
        reserved.currency = rows.text(5);
        reserved.tokens = rows.u64(6);
        reserved.requests = rows.u64(7);
      }
      TRY(charge(scope, run, day, month, reserved, -1));
      if (used) TRY(charge(scope, run, day, month, *used, 1));
      return c_.db->run("DELETE FROM tickets WHERE ticket = ?1", ticket);
    });
  }

  Result<std::vector<BudgetUse>> used(std::string_view scope) override {
    return c_.read([&]() -> Result<std::vector<BudgetUse>> {
      return all(c_.db->query("SELECT scope, period, unit, used FROM budget "
                              "WHERE (?1 = '' OR scope = ?1) ORDER BY scope, period, unit",
                              scope),
                 [](Rows& rows) {
                   return BudgetUse{rows.str(0), rows.str(1), rows.str(2), rows.i64(3)};
                 });
    });
  }

 private:
  Result<void> charge(std::string_view scope, std::string_view run, std::string_view day,
                      std::string_view month, const Amount& amount, std::int64_t sign) {
    for (const Period& period : periods({}, run, day, month))
      for (const auto& [unit, value] :
           {std::pair(std::string_view("tokens"), bounded(amount.tokens)),
            std::pair(std::string_view("requests"), bounded(amount.requests)),
            std::pair(std::string_view(amount.currency), money(amount))}) {
        if (unit.empty() || value == 0) continue;
        TRY(
            c_.db->run("INSERT INTO budget(scope, period, unit, used) VALUES(?1, ?2, ?3, ?4) "
                       "ON CONFLICT DO UPDATE SET used = used + excluded.used",
                       scope, std::string_view(period.name), unit, sign * value));
      }
    return {};
  }
};

}  // namespace

std::unique_ptr<Budgets> sqlite_budgets(Connection& connection) {
  return std::make_unique<SqliteBudgets>(connection);
}

}  // namespace host::store
