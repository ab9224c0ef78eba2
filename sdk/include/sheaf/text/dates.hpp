// Dates of RFC 3339 in milliseconds since 1970-01-01T00:00:00Z. What feeds write instead is read by
// sheaf/feed/dates.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sheaf/abi/record.h"

namespace sheaf::text {

// A full date (RFC 3339, section 5.6), which means its first moment in UTC, or a date and time with
// its zone; `t`, `z` and a blank for the T are allowed, as there. Fractions are cut to
// milliseconds; second 60 is the next minute's first. nullopt for anything else than the whole of a
// date that exists.
std::optional<std::int64_t> parse_rfc3339(std::string_view text);

// `2026-09-24T04:00:00Z` (with `.123` unless the milliseconds are 0) and `2026-09-24`, both UTC.
// Empty outside the years 1 to 9999.
std::string to_rfc3339(std::int64_t ms);
std::string to_date(std::int64_t ms);

// Of a date that begins with year and month (`2026-09-24…`) what is known of it.
std::string_view known_part(std::string_view iso, sheaf_date_precision precision);

}  // namespace sheaf::text
