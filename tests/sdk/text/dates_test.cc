#include "sheaf/text/dates.hpp"

#include <gtest/gtest.h>

namespace sheaf::text {
namespace {

TEST(Dates, Rfc3339) {
  EXPECT_EQ(parse_rfc3339("1970-01-01"), 0);
  EXPECT_EQ(parse_rfc3339("2026-09-24T06:00:00Z"), 1790229600000);
  EXPECT_EQ(parse_rfc3339("2026-09-24T08:00:00+02:00"), 1790229600000);
  EXPECT_EQ(parse_rfc3339("2026-09-24t00:30:00-05:30"), 1790229600000);
  EXPECT_EQ(parse_rfc3339("2026-09-24 06:00:00.25z"), 1790229600250);
  EXPECT_EQ(parse_rfc3339("2026-09-24T06:00:00.123987Z"), 1790229600123);
  EXPECT_EQ(parse_rfc3339("2016-12-31T23:59:60Z"), 1483228800000);
}

TEST(Dates, NotRfc3339) {
  for (const char* bad :
       {"", "2026", "2026-9-24", "2026-02-30", "2026-00-10", "2026-13-01", "2026-09-24T06:00Z",
        "2026-09-24T24:00:00Z", "2026-09-24T06:60:00Z", "2026-09-24T06:00:61Z",
        "2026-09-24T06:00:00", "2026-09-24T06:00:00.Z", "2026-09-24T06:00:00+0200",
        "2026-09-24T06:00:00+24:00", "2026-09-24 ", " 2026-09-24", "2026-09-24T06:00:00Zx"}) {
    EXPECT_EQ(parse_rfc3339(bad), std::nullopt) << bad;
  }
}

TEST(Dates, Format) {
  EXPECT_EQ(to_rfc3339(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_rfc3339(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(to_date(1'790'222'400'000), "2026-09-24");
  EXPECT_EQ(to_date(-1), "1969-12-31");
  EXPECT_EQ(to_date(-62'135'596'800'000), "0001-01-01");
  EXPECT_EQ(to_date(-62'135'596'800'001), "");
  EXPECT_EQ(to_date(253'402'300'799'999), "9999-12-31");
  EXPECT_EQ(to_date(253'402'300'800'000), "");
  EXPECT_EQ(to_rfc3339(INT64_MIN), "");
  EXPECT_EQ(to_rfc3339(INT64_MAX), "");
}

TEST(Dates, WhatIsKnownOfOne) {
  EXPECT_EQ(known_part("1996-05-03T00:00:00Z", SHEAF_PRECISION_DAY), "1996-05-03T00:00:00Z");
  EXPECT_EQ(known_part("1996-05-03T00:00:00Z", SHEAF_PRECISION_MONTH), "1996-05");
  EXPECT_EQ(known_part("1996-05-03T00:00:00Z", SHEAF_PRECISION_YEAR), "1996");
  EXPECT_EQ(known_part("", SHEAF_PRECISION_YEAR), "");
}

}  // namespace
}  // namespace sheaf::text
