#include "schedule.h"

#include <array>

#include "sheaf/text/dates.hpp"

namespace arxiv {
namespace {

using namespace std::chrono;

constexpr int kCutOffHour = 14;  // submissions later than this wait for the next announcement
constexpr hours kStandard{-5}, kDaylight{-4};

// Daylight saving time runs from 2:00 on the second Sunday of March to 2:00 on the first Sunday of
// November (15 U.S.C. 260a).
bool is_daylight(sys_time<milliseconds> utc) {
  const year y = year_month_day(floor<days>(utc + kStandard)).year();
  const sys_days begins{y / March / Sunday[2]};
  const sys_days ends{y / November / Sunday[1]};
  return utc >= begins + hours(2) - kStandard && utc < ends + hours(2) - kDaylight;
}

sys_time<milliseconds> instant(std::int64_t ms) {
  return sys_time<milliseconds>(milliseconds(ms));
}

}  // namespace

Day new_york_day(std::int64_t utc_ms) {
  const auto t = instant(utc_ms);
  return floor<days>(t + (is_daylight(t) ? kDaylight : kStandard));
}

std::int64_t new_york_ms(Day day, int hour) {
  const sys_time<milliseconds> local = day + hours(hour);
  const auto utc = local - (is_daylight(local - kDaylight) ? kDaylight : kStandard);
  return utc.time_since_epoch().count();
}

Day utc_day(std::int64_t utc_ms) {
  return floor<days>(instant(utc_ms));
}

std::int64_t ms_of(Day day) {
  return milliseconds(day.time_since_epoch()).count();
}

bool is_weekday(Day day) {
  return weekday(day).iso_encoding() <= 5;
}

Day weekday_before(Day day) {
  do {
    day -= days(1);
  } while (!is_weekday(day));
  return day;
}

Day weekday_after(Day day) {
  do {
    day += days(1);
  } while (!is_weekday(day));
  return day;
}

Day announced_by(std::int64_t now_ms) {
  const Day day = new_york_day(now_ms - milliseconds(hours(1)).count());
  return is_weekday(day) ? day : weekday_before(day);
}

std::string iso(Day day) {
  return sheaf::text::to_date(ms_of(day));
}

std::string day_in_words(Day day) {
  static constexpr std::array<const char*, 7> kNames = {
      "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
  return kNames[weekday(day).c_encoding()] + (", " + iso(day));
}

Submissions submissions(Day announced) {
  const Day last = weekday_before(announced);
  return {new_york_ms(weekday_before(last), kCutOffHour), new_york_ms(last, kCutOffHour)};
}

}  // namespace arxiv
