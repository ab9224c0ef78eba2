#include "sheaf/feed/dates.hpp"

#include <date/date.h>

#include <array>
#include <chrono>
#include <cstdio>

#include "sheaf/text/ascii.hpp"

namespace sheaf::feed {
namespace {

using text::is_digit;
using text::is_letter;
using text::lower;
using text::trimmed;

// Reads a text from the left; each member takes what it says and returns whether it was there.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }
  bool next_is_digit() const { return !text_.empty() && is_digit(text_.front()); }
  bool next_is_letter() const { return !text_.empty() && is_letter(text_.front()); }

  bool blanks() {
    const std::size_t size = text_.size();
    while (!text_.empty() && text::is_blank(text_.front())) text_.remove_prefix(1);
    return text_.size() < size;
  }

  bool one_of(std::string_view wanted, char* found = nullptr) {
    if (text_.empty() || wanted.find(text_.front()) == wanted.npos) return false;
    if (found != nullptr) *found = text_.front();
    text_.remove_prefix(1);
    return true;
  }

  // A number of `least` to `most` digits; more digits behind it are a mismatch.
  bool number(std::size_t least, std::size_t most, int& value, std::size_t* digits = nullptr) {
    std::size_t count = 0;
    int result = 0;
    while (count < text_.size() && is_digit(text_[count])) {
      if (count == most) return false;
      result = result * 10 + (text_[count] - '0');
      ++count;
    }
    if (count < least) return false;
    text_.remove_prefix(count);
    value = result;
    if (digits != nullptr) *digits = count;
    return true;
  }

  std::string_view letters() {
    std::size_t count = 0;
    while (count < text_.size() && is_letter(text_[count])) ++count;
    const std::string_view word = text_.substr(0, count);
    text_.remove_prefix(count);
    return word;
  }

  // Digits of a fraction of a second, cut to milliseconds.
  bool fraction(int& ms) {
    int scale = 100;
    ms = 0;
    if (!next_is_digit()) return false;
    for (; next_is_digit(); text_.remove_prefix(1)) {
      ms += (text_.front() - '0') * scale;
      scale /= 10;
    }
    return true;
  }

  // A comment in parentheses, as RFC 822 allows behind a date.
  bool comment() {
    if (!text_.starts_with('(') || !text_.ends_with(')')) return false;
    text_ = {};
    return true;
  }

 private:
  std::string_view text_;
};

struct Civil {
  int year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0;
  int offset_minutes = 0;  // east of Greenwich
};

// Milliseconds since 1970, when that date and time exist.
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

// `hh:mm`, `hhmm` or `hh` behind a sign.
bool offset(Scanner& in, char sign, int& minutes) {
  int hours = 0;
  int rest = 0;
  std::size_t digits = 0;
  if (!in.number(2, 4, hours, &digits) || digits == 3) return false;
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

bool equals_nocase(std::string_view text, std::string_view small) {
  if (text.size() != small.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (lower(text[i]) != small[i]) return false;
  }
  return true;
}

// 1 to 12 for `Sep`, `Sept` or `September`; 0 for anything else.
int month_of(std::string_view name) {
  constexpr std::array<std::string_view, 12> kMonths = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  if (equals_nocase(name, "sept")) return 9;
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (equals_nocase(name, kMonths[i]) || equals_nocase(name, kMonths[i].substr(0, 3))) {
      return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

// The zone names of RFC 822 section 5.1; false for those that mean nothing to RFC 5322.
bool named_zone(std::string_view name, int& minutes) {
  struct Zone {
    std::string_view name;
    int hours;
  };
  constexpr std::array kZones = {Zone{"z", 0},    Zone{"ut", 0},   Zone{"utc", 0},
                                 Zone{"gmt", 0},  Zone{"est", -5}, Zone{"edt", -4},
                                 Zone{"cst", -6}, Zone{"cdt", -5}, Zone{"mst", -7},
                                 Zone{"mdt", -6}, Zone{"pst", -8}, Zone{"pdt", -7}};
  for (const Zone& zone : kZones) {
    if (equals_nocase(name, zone.name)) {
      minutes = zone.hours * 60;
      return true;
    }
  }
  return false;
}

// `+0000`, `-0400`, `GMT`, nothing, and a comment behind it.
bool rfc822_zone(Scanner& in, int& minutes, bool& known) {
  in.blanks();
  char sign = 0;
  if (in.one_of("+-", &sign)) {
    if (!offset(in, sign, minutes)) return false;
    known = sign == '+' || minutes != 0;
  } else if (in.next_is_letter()) {
    known = named_zone(in.letters(), minutes);
  }
  in.blanks();
  return in.at_end() || in.comment();
}

}  // namespace

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
  c.month = month_of(in.letters());
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
    if (!in.number(1, 2, c.hour) || !in.one_of(":") || !in.number(2, 2, c.minute))
      return std::nullopt;
    if (in.one_of(":") && !in.number(2, 2, c.second)) return std::nullopt;
    if (in.one_of(".") && !in.fraction(c.ms)) return std::nullopt;
  }
  if (!rfc822_zone(in, c.offset_minutes, out.zone)) return std::nullopt;
  const auto ms = to_ms(c);
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
          if (!offset(in, sign, c.offset_minutes)) return std::nullopt;
          out.zone = sign == '+' || c.offset_minutes != 0;
        }
      }
    }
  }
  const auto ms = to_ms(c);
  if (!in.at_end() || !ms) return std::nullopt;
  out.ms = *ms;
  return out;
}

std::optional<Date> parse_date(std::string_view text) {
  if (const auto date = parse_w3c(text)) return date;
  return parse_rfc822(text);
}

}  // namespace sheaf::feed
