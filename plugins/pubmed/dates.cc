#include "pubmed/dates.h"

#include <array>
#include <charconv>
#include <utility>

#include "sheaf/plugin.hpp"
#include "sheaf/text/ascii.hpp"
#include "webapi/identifiers.h"

namespace pubmed {

using sheaf::feed::Date;

namespace {

// 0: no number of that many digits at most.
int number(std::string_view text, std::size_t digits) {
  text = webapi::trimmed(text);
  int n = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, n);
  return error == std::errc() && stop == end && text.size() <= digits && n > 0 ? n : 0;
}

// 1 .. 12; 0 for no month and no season.
int month_of(std::string_view text) {
  static constexpr auto kNames = std::to_array<std::pair<std::string_view, int>>({{"jan", 1},
                                                                                  {"feb", 2},
                                                                                  {"mar", 3},
                                                                                  {"apr", 4},
                                                                                  {"may", 5},
                                                                                  {"jun", 6},
                                                                                  {"jul", 7},
                                                                                  {"aug", 8},
                                                                                  {"sep", 9},
                                                                                  {"oct", 10},
                                                                                  {"nov", 11},
                                                                                  {"dec", 12},
                                                                                  {"spr", 3},
                                                                                  {"sum", 6},
                                                                                  {"aut", 9},
                                                                                  {"fal", 9},
                                                                                  {"win", 12}});
  text = webapi::trimmed(text);
  if (const int n = number(text, 2); n >= 1 && n <= 12) return n;
  if (text.size() < 3) return 0;
  std::string begin;
  for (const char c : text.substr(0, 3)) {
    begin.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  for (const auto& [name, month] : kNames) {
    if (begin == name) return month;
  }
  return 0;
}

std::optional<Date> date_of(int year, int month, int day) {
  const auto exact = sheaf::feed::date_of_parts(year, month, month == 0 ? 0 : day);
  return exact ? exact : sheaf::feed::date_of_parts(year, month);
}

// The first four digits that stand alone, and the first month or season after or before them.
std::optional<Date> date_of_text(std::string_view text) {
  int year = 0, month = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    if (sheaf::text::is_letter(text[i])) {
      while (end < text.size() && sheaf::text::is_letter(text[end])) ++end;
      if (month == 0) month = month_of(text.substr(i, end - i));
    } else if (text[i] >= '0' && text[i] <= '9') {
      while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
      if (year == 0 && end - i == 4) year = number(text.substr(i, 4), 4);
    }
    i = end;
  }
  return year == 0 ? std::nullopt : date_of(year, month, 0);
}

}  // namespace

std::optional<Date> date_of(const DateParts& parts) {
  const int year = number(parts.year, 4);
  if (year == 0) return date_of_text(parts.medline);
  const int month = month_of(parts.month.empty() ? parts.season : parts.month);
  return date_of(year, month, parts.month.empty() ? 0 : number(parts.day, 2));
}

std::int64_t time_of(const DateParts& parts) {
  const auto date = date_of(parts);
  return date ? date->ms : SHEAF_TIME_UNKNOWN;
}

}  // namespace pubmed
