#include "json_dates.h"

#include <cmath>

#include "sheaf/feed/dates.hpp"

namespace import {
namespace {

using sheaf::feed::Json;

std::string part_of_date(Json part) {
  auto number = sheaf::feed::integer_of(part);
  double real = 0;
  if (!number && part.get(real) == simdjson::SUCCESS && std::abs(real) < 10'000)
    number = static_cast<std::int64_t>(real);  // 2016.0
  if (!number) return std::string(sheaf::feed::string_of(part));
  const std::string digits = std::to_string(*number);
  return *number > 0 && digits.size() == 3 ? "0" + digits : digits;  // the year 476
}

std::optional<Date> read(std::string_view text) {
  const auto date = sheaf::feed::parse_date(text);
  if (!date) return loose_date(text);
  using Precision = sheaf::feed::Date::Precision;
  return Date{date->ms,
              sheaf_date_precision{date->precision == Precision::kYear    ? SHEAF_PRECISION_YEAR
                                   : date->precision == Precision::kMonth ? SHEAF_PRECISION_MONTH
                                                                          : SHEAF_PRECISION_DAY}};
}

}  // namespace

void add_date(Json date, sheaf::Record& record) {
  if (const auto dates = sheaf::feed::items_of(date); !dates.empty()) {
    if (dates.front().is_array() || dates.front().is_object())
      return add_date(dates.front(), record);
    std::string text;
    for (const Json part : dates) text += (text.empty() ? "" : "/") + part_of_date(part);
    return set_published(record, loose_date(text));
  }
  if (!date.is_object()) return set_published(record, read(part_of_date(date)));
  if (const auto parts = sheaf::feed::member_at(date, "date-parts")) add_date(*parts, record);
  std::string text;
  for (const char* name : {"year", "month", "day"}) {
    if (const auto part = sheaf::feed::member_at(date, name)) text += part_of_date(*part) + "/";
  }
  set_published(record, loose_date(text));
  for (const char* name : {"raw", "literal"})
    set_published(record, read(sheaf::feed::string_at(date, name)));
}

}  // namespace import
