#include "dates.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "sheaf/feed/dates.hpp"
#include "sheaf/text/ascii.hpp"

namespace import {
namespace {

using sheaf::text::is_blank;
using sheaf::text::is_digit;
using sheaf::text::is_letter;
using sheaf::text::lowered;
using sheaf::text::trimmed;

constexpr std::size_t kLongest = 200;  // of a text that is looked through for a date

struct Token {
  enum class Kind { kNumber, kMonth, kWord };
  Kind kind = Kind::kWord;
  int value = 0;
  std::size_t begin = 0, end = 0;
  bool ordinal = false;  // 4th: no month

  // A day or a month in figures.
  bool is_small() const { return kind == Kind::kNumber && end - begin <= 2; }
  bool is_year() const { return kind == Kind::kNumber && end - begin == 4; }
};

int number(std::string_view digits) {
  int out = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return out;
}

std::size_t run(std::string_view text, std::size_t at, bool (*belongs)(char)) {
  while (at < text.size() && belongs(text[at])) ++at;
  return at;
}

// Numbers, months and other words. Ordinals (`1st`) and words that only join (`of`, `de`, `and`)
// say nothing.
std::vector<Token> tokens(std::string_view text) {
  std::vector<Token> out;
  for (std::size_t i = 0; i < text.size();) {
    if (is_digit(text[i])) {
      const std::size_t end = run(text, i, is_digit);
      const bool behind_month =
          !out.empty() && out.back().kind == Token::Kind::kMonth && out.back().end == i;
      const bool glued =  // Q3, T10
          i > 0 && is_letter(text[i - 1]) && !behind_month && end - i < 4;
      out.push_back({glued ? Token::Kind::kWord : Token::Kind::kNumber,
                     number(text.substr(i, end - i)), i, end,
                     end < text.size() && is_letter(text[end])});
      i = end;
    } else if (is_letter(text[i])) {
      const std::size_t end = run(text, i, is_letter);
      const auto word = text.substr(i, end - i);
      const int month = month_of(word);
      if (month != 0) {
        out.push_back({Token::Kind::kMonth, month, i, end});
      } else if (word.size() > 2 && lowered(word) != "and") {
        out.push_back({Token::Kind::kWord, 0, i, end});
      }
      i = end;
    } else {
      ++i;
    }
  }
  return out;
}

// `2024/05/01` whatever follows it, and `20240501`.
std::optional<Date> numeric_date(std::string_view text) {
  const std::size_t year = run(text, 0, is_digit);
  if (year == 8) {
    const auto date =
        date_of(number(text.substr(0, 4)), number(text.substr(4, 2)), number(text.substr(6, 2)));
    return date && date->precision == SHEAF_PRECISION_DAY ? date : std::nullopt;
  }
  if (year != 4 || text.size() < 8 || std::string_view("-/. ").find(text[4]) == text.npos)
    return std::nullopt;
  const std::size_t month = run(text, 5, is_digit);
  if (month == 5 || month > 7 || month >= text.size() || text[month] != text[4])
    return std::nullopt;
  const std::size_t day = run(text, month + 1, is_digit);
  if (day == month + 1 || day > month + 3) return std::nullopt;
  return date_of(number(text.substr(0, 4)), number(text.substr(5, month - 5)),
                 number(text.substr(month + 1, day - month - 1)));
}

// The day beside a month's name: in front of it (of several, the first) or behind it.
int day_beside(const std::vector<Token>& all, std::size_t month) {
  std::size_t at = month;
  while (at > 0 && all[at - 1].is_small()) --at;
  if (at < month) return all[at].value;
  return month + 1 < all.size() && all[month + 1].is_small() ? all[month + 1].value : 0;
}

// Days and months in figures around the year.
std::optional<Date> figures(std::string_view text, const std::vector<Token>& all,
                            std::size_t year) {
  const int y = all[year].value;
  const auto small = [&](std::size_t at) {
    return at < all.size() && all[at].is_small() && !all[at].ordinal;
  };
  const auto behind = text.substr(all[year].end);
  if (small(year + 1) &&
      !behind.starts_with(
          "//")) {  // 2016-10; 2016 10-05, but 2016 7-8 and 2016 07--08 are several months
    const Token& month = all[year + 1];
    const bool day = small(year + 2) && all[year + 2].begin == month.end + 1 &&
                     month.end - month.begin == 2 && all[year + 2].end - all[year + 2].begin == 2;
    return date_of(y, month.value, day ? all[year + 2].value : 0);
  }
  const auto joined = [&](std::size_t at) {  // to what follows
    return all[at + 1].begin == all[at].end + 1 && !is_blank(text[all[at].end]);
  };
  if (year == 0 || !small(year - 1) || !joined(year - 1)) return date_of(y, 0, 0);
  const int b = all[year - 1].value;
  if (year == 1 || !small(year - 2) || !joined(year - 2)) return date_of(y, b, 0);
  const int a = all[year - 2].value;
  if (a > 12 || a == b || text[all[year - 2].end] == '.') return date_of(y, b, a);
  return b > 12 ? date_of(y, a, b) : date_of(y, 0, 0);
}

}  // namespace

std::optional<Date> date_of(int year, int month, int day) {
  using sheaf::feed::date_of_parts;
  for (const auto& date :
       {date_of_parts(year, month, day), date_of_parts(year, month), date_of_parts(year)}) {
    if (date) return Date{date->ms, sheaf::feed::precision_of(*date)};
  }
  return std::nullopt;
}

int month_of(std::string_view text) {
  text = trimmed(text);
  if (!text.empty() && is_digit(text.front())) {
    const int n = number(text.substr(0, 2));
    return n >= 1 && n <= 12 ? n : 0;
  }
  constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  const std::string begin = lowered(text.substr(0, 3));
  for (std::size_t i = 0; begin.size() == 3 && i < kMonths.size(); i += 3) {
    if (kMonths.substr(i, 3) == begin) return static_cast<int>(i / 3) + 1;
  }
  return 0;
}

std::optional<Date> loose_date(std::string_view text) {
  text = trimmed(text).substr(0, kLongest);
  if (text.size() > 1 && text[0] == '-' && is_digit(text[1])) return std::nullopt;  // before Christ
  if (const auto date = numeric_date(text)) return date;
  const std::vector<Token> all = tokens(text);
  const auto year =
      std::find_if(all.begin(), all.end(), [](const Token& t) { return t.is_year(); });
  if (year == all.end()) return std::nullopt;
  const auto month = std::find_if(all.begin(), all.end(),
                                  [](const Token& t) { return t.kind == Token::Kind::kMonth; });
  if (month == all.end()) return figures(text, all, static_cast<std::size_t>(year - all.begin()));
  return date_of(year->value, month->value,
                 day_beside(all, static_cast<std::size_t>(month - all.begin())));
}

void set_published(sheaf::Record& record, const std::optional<Date>& date) {
  if (!date) return;
  if (record.published_ms != SHEAF_TIME_UNKNOWN && date->precision >= record.published_precision)
    return;
  record.published_ms = date->ms;
  record.published_precision = date->precision;
}

}  // namespace import
