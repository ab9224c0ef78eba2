// Dates, numbers and money in words. No locale, no clock.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sheaf/plugin.h"

namespace digest {

// "2026-09-24" -> "24 September 2026"; anything else as it is.
std::string long_date(std::string_view iso);

// The UTC date, "24 Sep 2026", "Sep 2026" or "2026"; empty for SHEAF_TIME_UNKNOWN and years beyond
// 0..9999.
std::string short_date(std::int64_t ms, sheaf_date_precision precision = SHEAF_PRECISION_DAY);

// 1234567 -> "1,234,567".
std::string thousands(std::uint64_t n);

// At most two decimals, no trailing zeros: "9", "0.83".
std::string number(double value);

// "1 work", "2 works".
std::string counted(std::uint64_t n, std::string_view noun);

// Empty parts are left out.
std::string join(const std::vector<std::string>& parts, std::string_view between);

// The fewest decimals (two at least) in which every amount is exact, so that printed parts add up
// to the printed total.
int exact_decimals(const std::vector<std::uint64_t>& micros);
std::string money(std::uint64_t micros, int decimals);

}  // namespace digest
