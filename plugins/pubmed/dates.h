// Dates of MEDLINE (https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html#pubdate).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sheaf/feed/dates.hpp"

namespace pubmed {

// The parts as they stand in the XML; empty when absent.
struct DateParts {
  std::string year = {}, month = {}, day = {}, season = {}, medline = {};
};

// The day, month or year; nullopt when there is none. Months are numbers or names, a season is the
// month that it begins in: March, June, September or December; `medline` is free text that begins
// with, or holds, a year: "2018 Jan-Feb", "Winter 2000", "1998 Dec-1999 Jan".
std::optional<sheaf::feed::Date> date_of(const DateParts& parts);

// Its first moment; SHEAF_TIME_UNKNOWN when there is none.
std::int64_t time_of(const DateParts& parts);

}  // namespace pubmed
