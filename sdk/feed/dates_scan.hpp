// Reading dates from the left, piece by piece. Internal to sdk/feed.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "sheaf/feed/dates.hpp"
#include "sheaf/text/ascii.hpp"

namespace sheaf::feed::dates {

// Reads a text from the left; each member takes what it says and returns whether it was there.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }
  bool next_is_digit() const { return !text_.empty() && text::is_digit(text_.front()); }
  bool next_is_letter() const { return !text_.empty() && text::is_letter(text_.front()); }

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
    while (count < text_.size() && text::is_digit(text_[count])) {
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
    while (count < text_.size() && text::is_letter(text_[count])) ++count;
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
std::optional<std::int64_t> to_ms(const Civil& c);

// 1 to 12 for `Sep`, `Sept` or `September`; 0 for anything else.
int month_of(std::string_view name);
// `Thu`, `Thurs`, `Thursday`
bool is_weekday(std::string_view word);

// Each takes what it says and returns whether it was there and is right.

// `hh:mm`, `hhmm`, `hh` or `h` behind a sign.
bool offset(Scanner& in, char sign, int& minutes);
// `10:00`, `10:00:00.5`, `10:00 PM`
bool time_of_day(Scanner& in, Civil& c);
// `+0000`, `GMT`, `UTC+2`, `-05:00Z`, or nothing. Names that mean nothing are no zone.
bool zone(Scanner& in, int& minutes, bool& known);
// Nothing more, but a comment.
bool ends(Scanner& in);

// Dates as people write them, the parts in whatever order leaves no doubt.
std::optional<Date> parse_written(std::string_view text);

}  // namespace sheaf::feed::dates
