#include "base/local_date.h"

#include <date/date.h>
#include <date/tz.h>

#include <chrono>

namespace host {
namespace {

using Millis = date::sys_time<std::chrono::milliseconds>;

// `time` as the zone's clocks show it; an unknown zone counts as UTC.
template <class Time>
std::string in_zone(const char* format, Time time, const std::string& time_zone) {
  if (time_zone != "UTC" && !time_zone.empty()) {
    try {
      return date::format(format, date::make_zoned(date::locate_zone(time_zone), time));
    } catch (const std::exception&) {
      // fall through to UTC
    }
  }
  return date::format(format, time);
}

}  // namespace

std::string local_date(std::int64_t ms, const std::string& time_zone) {
  return in_zone("%F", Millis{std::chrono::milliseconds(ms)}, time_zone);
}

std::string local_time(std::int64_t ms, const std::string& time_zone, const std::string& today) {
  const auto time = date::floor<std::chrono::minutes>(Millis{std::chrono::milliseconds(ms)});
  const std::string out = in_zone("%F %R", time, time_zone);
  return out.starts_with(today + " ") ? out.substr(today.size() + 1) : out;
}

std::string utc_time(std::int64_t ms) {
  return date::format("%FT%TZ",
                      date::floor<std::chrono::seconds>(Millis{std::chrono::milliseconds(ms)}));
}

}  // namespace host
