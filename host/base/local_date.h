// Calendar dates in a pipeline's time zone.
#pragma once

#include <cstdint>
#include <string>

namespace host {

// "2026-09-24". An unknown zone counts as UTC (config checks the name).
std::string local_date(std::int64_t ms, const std::string& time_zone);

// "2026-09-24T06:00:00Z", for reports.
std::string utc_time(std::int64_t ms);

}  // namespace host
