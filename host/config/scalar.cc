#include "config/scalar.h"

#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <limits>
#include <span>
#include <utility>

#include "sheaf/text/ascii.hpp"
#include "sheaf/text/percent.hpp"

namespace host::config {
namespace {

using sheaf::text::is_digit;

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

// RFC 3986, section 3; scheme and host only, the rest is the server's business.
std::optional<Url> parse_url(std::string_view s, const std::string& directory, std::string* why) {
  for (const char c : s) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) {
      *why = "a URL has no spaces or control characters; write them as %20";
      return std::nullopt;
    }
  }
  const auto colon = s.find(':');
  const std::string_view scheme = colon == std::string_view::npos ? "" : s.substr(0, colon);
  std::string_view rest = colon == std::string_view::npos ? s : s.substr(colon + 1);
  Url url;
  if (scheme == "file") {
    if (rest.starts_with("//")) rest.remove_prefix(2);
    if (rest.starts_with("localhost/")) rest.remove_prefix(9);
    if (rest.empty()) {
      *why = "expected file:///absolute/path or file:path/beside/this/file";
      return std::nullopt;
    }
    const bool absolute = rest.starts_with('/');
    const auto base = absolute ? std::string() : sheaf::text::percent_encoded(directory, "/") + "/";
    url.text =
        "file://" + std::filesystem::path(base + std::string(rest)).lexically_normal().string();
    return url;
  }
  if ((scheme != "http" && scheme != "https") || !rest.starts_with("//")) {
    *why = "expected a URL: https://..., http://... or file:...";
    return std::nullopt;
  }
  rest.remove_prefix(2);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  url.password = password_in(s);
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) rest.remove_prefix(at + 1);
  if (rest.starts_with('[')) {
    const auto close = rest.find(']');
    if (close == std::string_view::npos) {
      *why = "the host's bracket is not closed";
      return std::nullopt;
    }
    url.host = rest.substr(1, close - 1);
    rest.remove_prefix(close + 1);
  } else {
    const auto port = rest.find(':');
    url.host = rest.substr(0, port);
    rest = port == std::string_view::npos ? "" : rest.substr(port);
  }
  url.host = sheaf::text::lowered(url.host);
  if (url.host.empty()) {
    *why = "the URL names no host";
    return std::nullopt;
  }
  if (!rest.empty()) {
    const auto port = parse_int(rest.substr(1));
    if (rest.front() != ':' || !port || *port < 1 || *port > 65535) {
      *why = "the URL's port is not a number from 1 to 65535";
      return std::nullopt;
    }
  }
  url.text = s;
  return url;
}

std::string password_in(std::string_view url) {
  if (const auto start = url.find("//"); start != std::string_view::npos) {
    url.remove_prefix(start + 2);
  }
  url = url.substr(0, url.find_first_of("/?#"));
  const auto at = url.rfind('@');
  if (at == std::string_view::npos) return "";
  const auto user = url.substr(0, at);
  const auto sep = user.find(':');
  return sep == std::string_view::npos ? "" : std::string(user.substr(sep + 1));
}

std::string without_user_info(std::string_view s) {
  std::string out;
  for (auto start = s.find("//"); start != std::string_view::npos; start = s.find("//")) {
    const auto end = s.find_first_of("/?# \n", start + 2);
    const auto authority =
        s.substr(start + 2, end == std::string_view::npos ? end : end - start - 2);
    const auto at = authority.rfind('@');
    out += s.substr(0, start + 2);
    if (at != std::string_view::npos) out += "***";
    out += at == std::string_view::npos ? authority : authority.substr(at);
    s.remove_prefix(start + 2 + authority.size());
  }
  return out.append(s);
}

}  // namespace host::config
