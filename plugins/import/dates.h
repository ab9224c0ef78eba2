// Dates as reference managers write them: with as much as they say.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sheaf/plugin.hpp"

namespace import {

struct Date {
  std::int64_t ms = 0;  // its first moment in UTC
  sheaf_date_precision precision = SHEAF_PRECISION_DAY;

  bool operator==(const Date&) const = default;
};

// 0: not known. A day that the month has not gives the month, a month that is none the year;
// nullopt outside the years 1 to 9999.
std::optional<Date> date_of(int year, int month, int day);

// `1..12` of `9`, `09`, `sep`, `September`; 0 for anything else.
int month_of(std::string_view text);

// `2024`, `2024/05/01/spring`, `2024-05`, `10/2016`, `May 2024`, `2024 May 1`, `23--27 May 2024`,
// `c2024`, `20240501`: of a range its first day. Where day and month may be either (`05/10/2016`)
// the year alone. nullopt without a year of four digits.
std::optional<Date> loose_date(std::string_view text);

// Of the dates that an entry gives, the most exact is kept; of equal ones the first.
void set_published(sheaf::Record& record, const std::optional<Date>& date);

}  // namespace import
