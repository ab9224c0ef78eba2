// Dates as feeds write them, tolerantly. sheaf/text/dates.hpp reads RFC 3339 alone, and writes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sheaf/plugin.hpp"

namespace sheaf::feed {

struct Date {
  enum class Precision { kYear, kMonth, kDay, kSecond };  // minutes count as seconds

  std::int64_t ms =
      0;  // since 1970-01-01T00:00:00Z; the first moment of the year, month or day when that is all
  Precision precision = Precision::kSecond;
  bool zone = false;  // a time zone was given; without one (or with one that means nothing,
                      // "-0000") UTC is assumed

  bool operator==(const Date&) const = default;
};

// All parsers: white space around is ignored; years 1 to 9999; nullopt for anything else than the
// whole of a date that exists (no 30 February, no hour 24; second 60 is the next minute's first).

// RFC 5322 with its obsolete forms and RFC 822: `Thu, 24 Sep 2026 00:00:00 -0400`, `24 Sep 26 04:00
// EDT`, also `10:00 PM`. The weekday is not checked. Unknown zone names count as no zone (RFC 5322
// section 4.3), as do the military letters.
std::optional<Date> parse_rfc822(std::string_view text);

// RFC 3339 and W3C-DTF (https://www.w3.org/TR/NOTE-datetime): `2026`, `2026-09`, `2026-09-24`,
// `2026-09-24T04:00:19.866337+00:00`; also without zone or seconds, and with a blank for the T.
// Fractions are cut to milliseconds.
std::optional<Date> parse_w3c(std::string_view text);

// Either of the above, or a date as people and programs write it otherwise:
// - `September 24, 2026`, `24th Sept. 2026`, `2026 Sep 24`, `Sep 2026`; `20260924`, `2026-9-24`,
//   `2026/09/24`, `24.09.2026` (the day comes first between dots), `09/24/2026` where no other
//   reading is a date: `04/05/2026` is none;
// - with a time before or behind it, on a clock of 12 hours, too (`10:00 PM`), and with a zone by
//   name, by difference or both (`UTC`, `GMT+0200`, `UTC+2`): `2026-09-24 10:00:00 UTC`;
// - ctime(3) and date(1): `Thu Sep 24 10:00:00 GMT 2026`.
std::optional<Date> parse_date(std::string_view text);

// The date of numbers; `month` and `day` are 0 where they are not known. nullopt for a date that
// does not exist.
std::optional<Date> date_of_parts(int year, int month = 0, int day = 0);

// How much of the date is known, as records say it.
sheaf_date_precision precision_of(const Date& date);

// The first date of a record and its precision.
void set_published(sheaf::Record& record, const Date& date);

}  // namespace sheaf::feed
