#include "sheaf/feed/dates.hpp"

#include "dates_scan.hpp"

namespace sheaf::feed {

using dates::Civil;
using dates::Scanner;
using text::trimmed;

std::optional<Date> parse_rfc822(std::string_view text) {
  Scanner in(trimmed(text));
  Civil c;
  Date out;
  if (in.next_is_letter()) {
    in.letters();
    in.one_of(".");
    if (!in.one_of(",") && in.at_end()) return std::nullopt;
    in.blanks();
  }
  if (!in.number(1, 2, c.day) || !(in.blanks() || in.one_of("-"))) return std::nullopt;
  c.month = dates::month_of(in.letters());
  in.one_of(".");
  std::size_t digits = 0;
  if (c.month == 0 || !(in.blanks() || in.one_of("-")) || !in.number(2, 4, c.year, &digits)) {
    return std::nullopt;
  }
  if (digits == 2) c.year += c.year < 50 ? 2000 : 1900;
  if (digits == 3) c.year += 1900;

  out.precision = Date::Precision::kDay;
  if (in.blanks() && in.next_is_digit()) {
    out.precision = Date::Precision::kSecond;
    if (!dates::time_of_day(in, c)) return std::nullopt;
  }
  if (!dates::zone(in, c.offset_minutes, out.zone) || !dates::ends(in)) return std::nullopt;
  const auto ms = dates::to_ms(c);
  if (!ms) return std::nullopt;
  out.ms = *ms;
  return out;
}

std::optional<Date> parse_w3c(std::string_view text) {
  Scanner in(trimmed(text));
  Civil c;
  Date out;
  out.precision = Date::Precision::kYear;
  if (!in.number(4, 4, c.year)) return std::nullopt;
  if (in.one_of("-")) {
    out.precision = Date::Precision::kMonth;
    if (!in.number(2, 2, c.month)) return std::nullopt;
    if (in.one_of("-")) {
      out.precision = Date::Precision::kDay;
      if (!in.number(2, 2, c.day)) return std::nullopt;
      if (in.one_of("Tt ")) {
        out.precision = Date::Precision::kSecond;
        if (!in.number(2, 2, c.hour) || !in.one_of(":") || !in.number(2, 2, c.minute))
          return std::nullopt;
        if (in.one_of(":") && !in.number(2, 2, c.second)) return std::nullopt;
        if (in.one_of(".,") && !in.fraction(c.ms)) return std::nullopt;
        in.blanks();
        char sign = 0;
        if (in.one_of("Zz")) {
          out.zone = true;
        } else if (in.one_of("+-", &sign)) {
          if (!dates::offset(in, sign, c.offset_minutes)) return std::nullopt;
          out.zone = sign == '+' || c.offset_minutes != 0;
        }
      }
    }
  }
  const auto ms = dates::to_ms(c);
  if (!in.at_end() || !ms) return std::nullopt;
  out.ms = *ms;
  return out;
}

std::optional<Date> parse_date(std::string_view text) {
  if (const auto date = parse_w3c(text)) return date;
  if (const auto date = parse_rfc822(text)) return date;
  return dates::parse_written(text);
}

std::optional<Date> date_of_parts(int year, int month, int day) {
  Date out;
  out.precision = day != 0     ? Date::Precision::kDay
                  : month != 0 ? Date::Precision::kMonth
                               : Date::Precision::kYear;
  if (month < 0 || month > 12 || day < 0 || day > 31 || (month == 0 && day != 0))
    return std::nullopt;
  Civil c;
  c.year = year;
  c.month = month == 0 ? 1 : month;
  c.day = day == 0 ? 1 : day;
  const auto ms = dates::to_ms(c);
  if (!ms) return std::nullopt;
  out.ms = *ms;
  return out;
}

sheaf_date_precision precision_of(const Date& date) {
  switch (date.precision) {
    case Date::Precision::kYear:
      return SHEAF_PRECISION_YEAR;
    case Date::Precision::kMonth:
      return SHEAF_PRECISION_MONTH;
    case Date::Precision::kDay:
    case Date::Precision::kSecond:
      break;
  }
  return SHEAF_PRECISION_DAY;
}

void set_published(sheaf::Record& record, const Date& date) {
  record.published_ms = date.ms;
  record.published_precision = precision_of(date);
}

}  // namespace sheaf::feed
