#include "digest/words.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace digest {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

std::string date_words(const std::chrono::year_month_day& date, std::size_t month_letters) {
  return std::to_string(static_cast<unsigned>(date.day())) + " " +
         std::string(kMonths[static_cast<unsigned>(date.month()) - 1].substr(0, month_letters)) +
         " " + std::to_string(static_cast<int>(date.year()));
}

}  // namespace

std::string long_date(std::string_view iso) {
  const auto part = [iso](std::size_t from, std::size_t length) {
    int value = -1;
    std::from_chars(iso.data() + from, iso.data() + from + length, value);
    return value;
  };
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::string(iso);
  const std::chrono::year_month_day date{std::chrono::year(part(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(part(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(part(8, 2)))};
  return date.ok() ? date_words(date, std::string_view::npos) : std::string(iso);
}

std::string short_date(std::int64_t ms, sheaf_date_precision precision) {
  constexpr std::int64_t kYear0 = -62'167'219'200'000, kYear10000 = 253'402'300'800'000;
  if (ms < kYear0 || ms >= kYear10000) return {};
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(ms)};
  std::string words = date_words(std::chrono::floor<std::chrono::days>(time), 3);
  if (precision >= SHEAF_PRECISION_MONTH) words.erase(0, words.find(' ') + 1);
  if (precision >= SHEAF_PRECISION_YEAR) words.erase(0, words.find(' ') + 1);
  return words;
}

std::string thousands(std::uint64_t n) {
  std::string out = std::to_string(n);
  for (std::size_t i = out.size(); i > 3; i -= 3) out.insert(i - 3, ",");
  return out;
}

std::string number(double value) {
  if (!std::isfinite(value)) return "?";
  std::array<char, 400> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::fixed, 2)
                       .ptr;
  std::string out(buffer.data(), end);
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out == "-0" ? "0" : out;
}

std::string counted(std::uint64_t n, std::string_view noun) {
  return thousands(n) + " " + std::string(noun) + (n == 1 ? "" : "s");
}

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += between;
    out += part;
  }
  return out;
}

int exact_decimals(const std::vector<std::uint64_t>& micros) {
  int decimals = 2;
  std::uint64_t unit = 10'000;
  for (const std::uint64_t amount : micros) {
    for (; amount % unit != 0; unit /= 10) ++decimals;
  }
  return decimals;
}

std::string money(std::uint64_t micros, int decimals) {
  const std::string fraction = std::to_string(1'000'000 + micros % 1'000'000);
  return std::to_string(micros / 1'000'000) + "." +
         fraction.substr(1, static_cast<std::size_t>(decimals));
}

}  // namespace digest
