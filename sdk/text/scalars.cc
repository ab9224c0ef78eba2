#include "sheaf/text/scalars.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "sheaf/text/ascii.hpp"

namespace sheaf::text {
namespace {

// The longest prefix that is an unsigned decimal number, cut off `s`.
std::optional<double> take_number(std::string_view& s) {
  std::size_t n = 0;
  while (n < s.size() && is_digit(s[n])) ++n;
  if (n == 0) return std::nullopt;
  if (n + 1 < s.size() && s[n] == '.' && is_digit(s[n + 1])) {
    ++n;
    while (n < s.size() && is_digit(s[n])) ++n;
  }
  const auto v = parse_float(s.substr(0, n));
  s.remove_prefix(n);
  return v;
}

std::optional<std::int64_t> to_whole(double v) {
  // 2^62: far beyond any use, and every sum below stays representable.
  if (!(v >= 0) || v > 4611686018427387904.0) return std::nullopt;
  return static_cast<std::int64_t>(std::llround(v));
}

using Unit = std::pair<std::string_view, double>;

std::optional<double> unit(std::string_view name, std::span<const Unit> units) {
  for (const auto& [n, factor] : units) {
    if (n == name) return factor;
  }
  return std::nullopt;
}

constexpr std::array<Unit, 6> kDurations{
    {{"w", 7 * 86400e3}, {"d", 86400e3}, {"h", 3600e3}, {"m", 60e3}, {"s", 1e3}, {"ms", 1}}};
constexpr std::array<Unit, 12> kSizes{{{"TiB", 1099511627776.0},
                                       {"TB", 1e12},
                                       {"GiB", 1073741824.0},
                                       {"GB", 1e9},
                                       {"MiB", 1048576.0},
                                       {"MB", 1e6},
                                       {"KiB", 1024.0},
                                       {"kiB", 1024.0},
                                       {"kB", 1e3},
                                       {"KB", 1e3},
                                       {"B", 1},
                                       {"", 1}}};

std::string in_unit(std::int64_t v, std::span<const Unit> units) {
  for (const auto& [name, factor] : units) {
    const auto f = static_cast<std::int64_t>(factor);
    if (v != 0 && v % f == 0) return std::to_string(v / f) + std::string(name);
  }
  return std::to_string(v);
}

}  // namespace

std::optional<std::int64_t> parse_int(std::string_view s) {
  if (s.size() > 1 && s[0] == '+' && s[1] != '-') s.remove_prefix(1);
  std::int64_t v = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (ec != std::errc() || end != s.data() + s.size() || s.empty()) return std::nullopt;
  return v;
}

std::optional<double> parse_float(std::string_view s) {
  if (s.size() > 1 && s[0] == '+' && s[1] != '-') s.remove_prefix(1);
  if (s.empty() || s.size() > 100) return std::nullopt;
  double v = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (ec != std::errc() || end != s.data() + s.size() || !std::isfinite(v)) return std::nullopt;
  return v;
}

std::optional<bool> parse_bool(std::string_view s) {
  if (s == "true" || s == "True" || s == "TRUE") return true;
  if (s == "false" || s == "False" || s == "FALSE") return false;
  return std::nullopt;
}

std::optional<std::int64_t> parse_duration(std::string_view s) {
  if (s == "0") return 0;
  double total = 0, last = std::numeric_limits<double>::infinity();
  if (s.empty() || s.size() > 100) return std::nullopt;
  while (!s.empty()) {
    const auto v = take_number(s);
    std::size_t n = 0;
    while (n < s.size() && s[n] >= 'a' && s[n] <= 'z') ++n;
    const auto factor = unit(s.substr(0, n), kDurations);
    if (!v || !factor || *factor >= last) return std::nullopt;  // units fall: 1h30m, not 30m1h
    last = *factor;
    total += *v * *factor;
    s.remove_prefix(n);
  }
  return to_whole(total);
}

std::optional<std::int64_t> parse_size(std::string_view s) {
  const auto v = take_number(s);
  if (s.size() > 1 && s.front() == ' ') s.remove_prefix(1);
  const auto factor = unit(s, kSizes);
  return v && factor ? to_whole(*v * *factor) : std::nullopt;
}

std::optional<std::int64_t> parse_count(std::string_view s) {
  static constexpr std::array<Unit, 4> kCounts{{{"M", 1e6}, {"k", 1e3}, {"K", 1e3}, {"", 1}}};
  const auto v = take_number(s);
  const auto factor = unit(s, kCounts);
  if (!v || !factor || *v * *factor != std::floor(*v * *factor)) return std::nullopt;
  return to_whole(*v * *factor);
}

std::string format_duration(std::int64_t ms) {
  // "14d" reads better than "2w".
  return in_unit(ms, std::span(kDurations).subspan(1));
}

std::string format_size(std::int64_t bytes) {
  return in_unit(bytes, std::span(kSizes).first(kSizes.size() - 2));
}

std::string format_number(double v) {
  char buffer[32];
  const auto [end, ec] = std::to_chars(buffer, buffer + sizeof buffer, v);
  return ec == std::errc() ? std::string(buffer, end) : "?";
}

}  // namespace sheaf::text
