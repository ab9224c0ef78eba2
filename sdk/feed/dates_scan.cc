#include "dates_scan.hpp"

#include <date/date.h>

#include <algorithm>
#include <chrono>

namespace sheaf::feed::dates {
namespace {

using text::equals_ignoring_case;

// The zone names of RFC 822 section 5.1; false for those that mean nothing to RFC 5322.
bool named_zone(std::string_view name, int& minutes) {
  struct Zone {
    std::string_view name;
    int hours;
  };
  static constexpr std::array kZones = {Zone{"z", 0},    Zone{"ut", 0},   Zone{"utc", 0},
                                        Zone{"gmt", 0},  Zone{"est", -5}, Zone{"edt", -4},
                                        Zone{"cst", -6}, Zone{"cdt", -5}, Zone{"mst", -7},
                                        Zone{"mdt", -6}, Zone{"pst", -8}, Zone{"pdt", -7}};
  for (const Zone& zone : kZones) {
    if (equals_ignoring_case(name, zone.name)) {
      minutes = zone.hours * 60;
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<std::int64_t> to_ms(const Civil& c) {
  const date::year_month_day ymd(date::year(c.year), date::month(static_cast<unsigned>(c.month)),
                                 date::day(static_cast<unsigned>(c.day)));
  if (c.year < 1 || c.year > 9999 || !ymd.ok() || c.hour > 23 || c.minute > 59 || c.second > 60) {
    return std::nullopt;
  }
  const auto time = date::sys_days(ymd) + std::chrono::hours(c.hour) +
                    std::chrono::minutes(c.minute - c.offset_minutes) +
                    std::chrono::seconds(c.second) + std::chrono::milliseconds(c.ms);
  return std::chrono::milliseconds(time.time_since_epoch()).count();
}

bool offset(Scanner& in, char sign, int& minutes) {
  int hours = 0;
  int rest = 0;
  std::size_t digits = 0;
  if (!in.number(1, 4, hours, &digits) || digits == 3) return false;
  if (digits == 4) {
    rest = hours % 100;
    hours /= 100;
  } else if (in.one_of(":") && !in.number(2, 2, rest)) {
    return false;
  }
  if (hours > 23 || rest > 59) return false;
  minutes = (hours * 60 + rest) * (sign == '-' ? -1 : 1);
  return true;
}

int month_of(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  if (equals_ignoring_case(name, "sept")) return 9;
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (equals_ignoring_case(name, kMonths[i]) ||
        equals_ignoring_case(name, kMonths[i].substr(0, 3))) {
      return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

bool time_of_day(Scanner& in, Civil& civil) {
  Civil c = civil;
  if (!in.number(1, 2, c.hour) || !in.one_of(":") || !in.number(2, 2, c.minute)) return false;
  if (in.one_of(":") && !in.number(2, 2, c.second)) return false;
  if (in.one_of(".") && !in.fraction(c.ms)) return false;
  Scanner behind = in;
  behind.blanks();
  char half = 0;
  if (behind.one_of("AaPp", &half)) {
    const bool dotted = behind.one_of(".");
    if (behind.one_of("Mm") && (!dotted || behind.one_of(".")) && !behind.next_is_letter()) {
      in = behind;
      const bool afternoon = text::lower(half) == 'p';
      if (c.hour < 1 || (!afternoon && c.hour > 12)) return false;
      if (afternoon && c.hour < 12) c.hour += 12;  // some write `22:00 PM`
      if (!afternoon && c.hour == 12) c.hour = 0;
    }
  }
  civil = c;
  return true;
}

bool zone(Scanner& in, int& minutes, bool& known) {
  in.blanks();
  if (in.next_is_letter()) known = named_zone(in.letters(), minutes);
  char sign = 0;
  if (!in.one_of("+-", &sign)) return true;
  if (!offset(in, sign, minutes)) return false;
  known = sign == '+' || minutes != 0;
  Scanner behind = in;
  behind.blanks();
  int ignored = 0;
  if (behind.next_is_letter() && named_zone(behind.letters(), ignored)) in = behind;
  return true;
}

bool ends(Scanner& in) {
  in.blanks();
  return in.at_end() || in.comment();
}

bool is_weekday(std::string_view word) {
  static constexpr std::array<std::string_view, 7> kDays = {
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
  return word.size() >= 3 && std::any_of(kDays.begin(), kDays.end(), [&](std::string_view day) {
           return equals_ignoring_case(word, day.substr(0, word.size()));
         });
}

}  // namespace sheaf::feed::dates
