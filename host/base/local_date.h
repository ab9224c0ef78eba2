// Dates and times in a pipeline's time zone.
#pragma once

#include <cstdint>
#include <string>

namespace host {

// "2026-09-24". An unknown zone counts as UTC (config checks the name).
std::string local_date(std::int64_t ms, const std::string& time_zone);

// "06:05" on the day `today` ("2026-09-24"), "2026-09-25 06:05" on others; for people.
std::string local_time(std::int64_t ms, const std::string& time_zone, const std::string& today);

// "2026-09-24T06:00:00Z", for reports.
std::string utc_time(std::int64_t ms);

}  // namespace host
