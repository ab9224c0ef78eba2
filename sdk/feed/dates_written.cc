#include <array>

#include "dates_scan.hpp"

namespace sheaf::feed::dates {
namespace {

using text::equals_ignoring_case;

// What a date as people write it is made of: a month's name and up to three numbers.
class Written {
 public:
  void add_month(int month) {
    fits_ = fits_ && named_ == 0;
    named_ = month;
  }
  void add_number(int value, std::size_t digits, char separator) {
    fits_ = fits_ && count_ < numbers_.size();
    if (fits_) numbers_[count_++] = {value, digits, separator};
  }

  // The day, or what is known of it; false when it may be another one.
  bool read(Civil& c, Date::Precision& precision) const {
    if (!fits_) return false;
    const auto set = [&](int year, int month, int day) {
      c.year = year;
      c.month = month;
      c.day = day == 0 ? 1 : day;
      precision = day == 0 ? Date::Precision::kMonth : Date::Precision::kDay;
      return true;
    };
    const auto& [a, b, d] = numbers_;
    const auto is_year = [](const Number& n) { return n.digits == 4; };
    const auto is_part = [](const Number& n) { return n.digits <= 2; };
    if (named_ != 0) {
      if (count_ == 1) return is_year(a) && set(a.value, named_, 0);
      if (count_ != 2) return false;
      if (is_year(a) && is_part(b)) return b.value != 0 && set(a.value, named_, b.value);
      return is_part(a) && is_year(b) && a.value != 0 && set(b.value, named_, a.value);
    }
    if (count_ == 1) {
      return a.digits == 8 && a.value % 100 != 0 &&
             set(a.value / 10'000, a.value / 100 % 100, a.value % 100);
    }
    if (count_ == 2) {
      if (is_year(a) && is_part(b)) return set(a.value, b.value, 0);
      return is_part(a) && is_year(b) && set(b.value, a.value, 0);
    }
    if (count_ != 3) return false;
    if (is_year(a) && is_part(b) && is_part(d))
      return d.value != 0 && set(a.value, b.value, d.value);
    if (!is_part(a) || !is_part(b) || !is_year(d) || a.value == 0 || b.value == 0) return false;
    if (b.separator == '.' && d.separator == '.') return set(d.value, b.value, a.value);
    if (a.value <= 12 && b.value <= 12 && a.value != b.value) return false;  // 04/05/2026
    return a.value > 12 ? set(d.value, b.value, a.value) : set(d.value, a.value, b.value);
  }

 private:
  struct Number {
    int value = 0;
    std::size_t digits = 0;
    char separator = 0;  // before it
  };
  std::array<Number, 3> numbers_{};
  std::size_t count_ = 0;
  int named_ = 0;  // month
  bool fits_ = true;
};

// `10:00 Thu 24 Sep`: no zone.
bool begins_with_word(Scanner in) {
  in.blanks();
  const std::string_view word = in.letters();
  return month_of(word) != 0 || is_weekday(word);
}

void take_ordinal(Scanner& in) {
  Scanner behind = in;
  const std::string_view ending = behind.letters();
  for (const char* known : {"st", "nd", "rd", "th"}) {
    if (equals_ignoring_case(ending, known)) in = behind;
  }
}

bool is_filler(std::string_view word) {
  return equals_ignoring_case(word, "at") || equals_ignoring_case(word, "of") ||
         equals_ignoring_case(word, "t");
}

}  // namespace

std::optional<Date> parse_written(std::string_view text) {
  Scanner in(text::trimmed(text));
  Written written;
  Civil c;
  Date out;
  bool timed = false;
  char separator = 0;
  while (!ends(in)) {
    Scanner clock = in;
    int value = 0;
    std::size_t digits = 0;
    if (!timed && time_of_day(clock, c)) {
      in = clock;
      timed = true;
      if (!begins_with_word(in) && !zone(in, c.offset_minutes, out.zone)) return std::nullopt;
    } else if (in.number(1, 8, value, &digits)) {
      written.add_number(value, digits, separator);
      if (digits <= 2) take_ordinal(in);
      separator = 0;
    } else if (in.next_is_letter()) {
      const std::string_view word = in.letters();
      if (const int month = month_of(word); month != 0) {
        written.add_month(month);
      } else if (equals_ignoring_case(word, "t") && !timed && in.number(6, 6, value)) {
        timed = true;  // 20260924T100000Z
        c.hour = value / 10'000;
        c.minute = value / 100 % 100;
        c.second = value % 100;
        if (!zone(in, c.offset_minutes, out.zone)) return std::nullopt;
      } else if (!is_weekday(word) && !is_filler(word)) {
        return std::nullopt;
      }
    } else if (!in.one_of("./-,", &separator)) {
      return std::nullopt;
    }
  }
  if (!written.read(c, out.precision)) return std::nullopt;
  if (timed && out.precision != Date::Precision::kDay) return std::nullopt;
  if (timed) out.precision = Date::Precision::kSecond;
  const auto ms = to_ms(c);
  if (!ms) return std::nullopt;
  out.ms = *ms;
  return out;
}

}  // namespace sheaf::feed::dates
