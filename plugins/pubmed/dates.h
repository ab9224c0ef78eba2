// Dates of MEDLINE (https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html#pubdate).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pubmed {

// The parts as they stand in the XML; empty when absent.
struct DateParts {
  std::string year = {}, month = {}, day = {}, season = {}, medline = {};
};

// The first moment of the day, month, season or year; SHEAF_TIME_UNKNOWN when there is none.
// Months are numbers or names, seasons begin in March, June, September and December; `medline` is
// free text that begins with, or holds, a year: "2018 Jan-Feb", "Winter 2000", "1998 Dec-1999 Jan".
std::int64_t time_of(const DateParts& parts);

}  // namespace pubmed
