#include "sheaf/text/dates.hpp"

#include <array>
#include <chrono>
#include <cstdio>

#include "sheaf/text/ascii.hpp"

namespace sheaf::text {
namespace {

using namespace std::chrono;
using Time = sys_time<milliseconds>;

// Reads a text from the left.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }
  bool take_any(std::string_view characters) {
    if (text_.empty() || characters.find(text_.front()) == text_.npos) return false;
    text_.remove_prefix(1);
    return true;
  }
  // A number of `width` digits that is no more than `most`.
  bool take(int& out, std::size_t width, int most) {
    if (text_.size() < width) return false;
    out = 0;
    for (const char c : text_.substr(0, width)) {
      if (!is_digit(c)) return false;
      out = out * 10 + (c - '0');
    }
    text_.remove_prefix(width);
    return out <= most;
  }
  // The first three digits of a fraction.
  bool take_fraction(int& out) {
    int scale = 100;
    for (; !text_.empty() && is_digit(text_.front()); text_.remove_prefix(1), scale /= 10) {
      out += (text_.front() - '0') * scale;
    }
    return scale != 100;
  }
  // `Z`, or the minutes east of it.
  bool take_zone(int& minutes) {
    if (take_any("Zz")) return true;
    int h = 0, m = 0;
    const bool west = !text_.empty() && text_.front() == '-';
    if (!take_any("+-") || !take(h, 2, 23) || !take_any(":") || !take(m, 2, 59)) return false;
    minutes = (h * 60 + m) * (west ? -1 : 1);
    return true;
  }

 private:
  std::string_view text_;
};

constexpr Time kFirst = sys_days(year(1) / January / 1);
constexpr Time kEnd = sys_days(year(10000) / January / 1);

template <typename... Values>
std::string printed(const char* format, Values... values) {
  std::array<char, 32> out;
  const int size = std::snprintf(out.data(), out.size(), format, values...);
  return {out.data(), static_cast<std::size_t>(size)};
}

}  // namespace

std::optional<std::int64_t> parse_rfc3339(std::string_view text) {
  Scanner in(text);
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0, ms = 0, east = 0;
  if (!in.take(y, 4, 9999) || !in.take_any("-") || !in.take(mo, 2, 12) || !in.take_any("-") ||
      !in.take(d, 2, 31)) {
    return std::nullopt;
  }
  const year_month_day date(year(y), month(static_cast<unsigned>(mo)),
                            day(static_cast<unsigned>(d)));
  if (!date.ok()) return std::nullopt;
  if (!in.at_end()) {
    if (!in.take_any("Tt ") || !in.take(h, 2, 23) || !in.take_any(":") || !in.take(mi, 2, 59) ||
        !in.take_any(":") || !in.take(s, 2, 60) || (in.take_any(".") && !in.take_fraction(ms)) ||
        !in.take_zone(east) || !in.at_end()) {
      return std::nullopt;
    }
  }
  const Time time = sys_days(date) + hours(h) + minutes(mi - east) + seconds(s) + milliseconds(ms);
  return time.time_since_epoch().count();
}

std::string to_date(std::int64_t ms) {
  const Time time{milliseconds(ms)};
  if (time < kFirst || time >= kEnd) return {};
  const year_month_day date(floor<days>(time));
  return printed("%04d-%02u-%02u", static_cast<int>(date.year()),
                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string_view known_part(std::string_view iso, sheaf_date_precision precision) {
  return iso.substr(0, precision == SHEAF_PRECISION_YEAR    ? 4
                       : precision == SHEAF_PRECISION_MONTH ? 7
                                                            : std::string_view::npos);
}

std::string to_rfc3339(std::int64_t ms) {
  std::string out = to_date(ms);
  if (out.empty()) return out;
  const Time time{milliseconds(ms)};
  const hh_mm_ss<milliseconds> of_day(time - floor<days>(time));
  out += printed("T%02d:%02d:%02d", static_cast<int>(of_day.hours().count()),
                 static_cast<int>(of_day.minutes().count()),
                 static_cast<int>(of_day.seconds().count()));
  if (const auto sub = of_day.subseconds().count(); sub != 0) {
    out += printed(".%03d", static_cast<int>(sub));
  }
  return out + "Z";
}

}  // namespace sheaf::text
