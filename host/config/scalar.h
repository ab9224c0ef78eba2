// The scalar notations of a pipeline, read strictly: the whole text or nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace host::config {

std::optional<std::int64_t> parse_int(std::string_view s);
// Finite decimal numbers only.
std::optional<double> parse_float(std::string_view s);
// true or false; YAML 1.1's yes, no, on, off are text.
std::optional<bool> parse_bool(std::string_view s);
// "500ms", "90s", "15m", "1h30m", "7d", "1w", "0"; in milliseconds.
std::optional<std::int64_t> parse_duration(std::string_view s);
// "512", "64KiB", "10MB", "1.5GB"; in bytes.
std::optional<std::int64_t> parse_size(std::string_view s);
// "300k", "2M", "1.5M", "500": a count, not negative.
std::optional<std::int64_t> parse_count(std::string_view s);

// The shortest exact notation: 5400000 -> "90m". For messages.
std::string format_duration(std::int64_t ms);
std::string format_size(std::int64_t bytes);
// Without trailing zeros: 0.5, 40.
std::string format_number(double v);

// An http, https or file URL.
struct Url {
  std::string text;      // as given; a relative file: URL made absolute
  std::string host;      // lower case, without port and brackets; empty for file:
  std::string password;  // of the user part, as written; empty: none
};
// `directory` is what "file:relative/path" resolves against. On failure nothing, and *why says what
// was expected.
std::optional<Url> parse_url(std::string_view s, const std::string& directory, std::string* why);
// The password in `http://user:password@host` or `user:password@host`, as written; empty: none.
std::string password_in(std::string_view url);
// `//user:password@` becomes `//***@`.
std::string without_user_info(std::string_view s);

}  // namespace host::config
