// When arXiv announces (https://info.arxiv.org/help/availability.html): Sunday to Thursday evening,
// New York. The daily feeds carry the date of the next morning, Monday to Friday; the one of a day
// holds what was submitted up to 14:00 New York time of the weekday before.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "sheaf/plugin.h"

namespace arxiv {

using Day = std::chrono::sys_days;

// By the rule of the United States since 2007.
Day new_york_day(std::int64_t utc_ms);
// The instant of `hour` o'clock in New York.
std::int64_t new_york_ms(Day day, int hour);
Day utc_day(std::int64_t utc_ms);
std::int64_t ms_of(Day day);  // 00:00 UTC

bool is_weekday(Day day);  // Monday to Friday
Day weekday_before(Day day);
Day weekday_after(Day day);
// The announcement that should be out at that instant; a feed has an hour to appear.
Day announced_by(std::int64_t now_ms);
std::string iso(Day day);           // 2026-09-24
std::string day_in_words(Day day);  // Thursday, 2026-09-24

// Papers of an announcement were submitted in [from, to).
struct Submissions {
  std::int64_t from_ms = 0, to_ms = 0;
};
Submissions submissions(Day announced);

}  // namespace arxiv
