// The notations of settings, read strictly: the whole text or nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sheaf::text {

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

}  // namespace sheaf::text
