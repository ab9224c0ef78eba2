#include "base/local_date.h"

#include <date/date.h>
#include <date/tz.h>

#include <chrono>

namespace host {
namespace {

using Millis = date::sys_time<std::chrono::milliseconds>;

}  // namespace

std::string local_date(std::int64_t ms, const std::string& time_zone) {
  const Millis t{std::chrono::milliseconds(ms)};
  if (time_zone != "UTC" && !time_zone.empty()) {
    try {
      return date::format("%F", date::make_zoned(date::locate_zone(time_zone), t));
    } catch (const std::exception&) {
      // fall through to UTC
    }
  }
  return date::format("%F", t);
}

std::string local_time(std::int64_t ms, const std::string& time_zone, const std::string& today) {
  const auto time = date::floor<std::chrono::minutes>(Millis{std::chrono::milliseconds(ms)});
  std::string out = date::format("%F %R", time);
  if (time_zone != "UTC" && !time_zone.empty()) {
    try {
      out = date::format("%F %R", date::make_zoned(date::locate_zone(time_zone), time));
    } catch (const std::exception&) {
      out += " UTC";
    }
  }
  return out.starts_with(today + " ") ? out.substr(today.size() + 1) : out;
}

std::string utc_time(std::int64_t ms) {
  return date::format("%FT%TZ",
                      date::floor<std::chrono::seconds>(Millis{std::chrono::milliseconds(ms)}));
}

}  // namespace host
