#include "sheaf/feed/dates.hpp"

#include <gtest/gtest.h>

#include <array>
#include <utility>

#include "sheaf/text/dates.hpp"

namespace {

using namespace sheaf::feed;
using sheaf::text::to_rfc3339;
using P = Date::Precision;

// `2026-09-24T04:00:00Z second zone`; "-" for no date.
std::string shown(const std::optional<Date>& date) {
  if (!date) return "-";
  constexpr const char* kNames[] = {"year", "month", "day", "second"};
  return to_rfc3339(date->ms) + " " + kNames[static_cast<int>(date->precision)] +
         (date->zone ? " zone" : "");
}

struct Case {
  const char* text;
  const char* result;
};

TEST(Dates, Rfc822) {
  const Case cases[] = {
      {"Thu, 24 Sep 2026 00:00:00 -0400", "2026-09-24T04:00:00Z second zone"},
      {" \n24 Sep 2026 00:00:00 +0000\t", "2026-09-24T00:00:00Z second zone"},
      {"Wed, 25 Jun 2008 15:29:38 GMT", "2008-06-25T15:29:38Z second zone"},
      {"Thu, 24 Sep 26 04:00 EDT", "2026-09-24T08:00:00Z second zone"},
      {"24 Sep 2026 04:00 EST", "2026-09-24T09:00:00Z second zone"},
      {"1 Jan 70 00:00:00 UT", "1970-01-01T00:00:00Z second zone"},
      {"1 Jan 49 00:00:00 Z", "2049-01-01T00:00:00Z second zone"},
      {"1 Jan 50 00:00:00 Z", "1950-01-01T00:00:00Z second zone"},
      {"1 Jan 103 00:00:00 Z", "2003-01-01T00:00:00Z second zone"},
      {"Thursday, 24 September 2026 00:00:00 +05:30", "2026-09-23T18:30:00Z second zone"},
      {"Thu 24 sept 2026 00:00:00 PDT", "2026-09-24T07:00:00Z second zone"},
      {"Thursday, 24-Sep-26 01:02:03 GMT", "2026-09-24T01:02:03Z second zone"},
      {"24 Sep 2026 01:02:03 -0400 (EDT)", "2026-09-24T05:02:03Z second zone"},
      {"24 Sep 2026 01:02:03", "2026-09-24T01:02:03Z second"},
      {"24 Sep 2026 01:02:03 -0000", "2026-09-24T01:02:03Z second"},
      {"24 Sep 2026 01:02:03 CEST", "2026-09-24T01:02:03Z second"},
      {"24 Sep 2026 01:02:03 A", "2026-09-24T01:02:03Z second"},
      {"24 Sep 2026", "2026-09-24T00:00:00Z day"},
      {"31 Dec 2016 23:59:60 GMT", "2017-01-01T00:00:00Z second zone"},
      {"29 Feb 2024 00:00:00 GMT", "2024-02-29T00:00:00Z second zone"},
      {"29 Feb 2026 00:00:00 GMT", "-"},
      {"30 Feb 2026 00:00:00 GMT", "-"},
      {"0 Sep 2026 00:00:00 GMT", "-"},
      {"24 Xxx 2026 00:00:00 GMT", "-"},
      {"24 Sep 2026 24:00:00 GMT", "-"},
      {"24 Sep 2026 00:60:00 GMT", "-"},
      {"24 Sep 2026 00:00:61 GMT", "-"},
      {"24 Sep 2026 00:00:00 +2500", "-"},
      {"24 Sep 2026 00:00:00 +0060", "-"},
      {"24 Sep 2026 00:00:00 +000", "-"},
      {"24 Sep 2026 00:00:00 GMT x", "-"},
      {"24 Sep 20266 00:00:00 GMT", "-"},
      {"24 Sep", "-"},
      {"Thu,", "-"},
      {"Thu", "-"},
      {"", "-"},
      {"2026-09-24", "-"},
  };
  for (const Case& c : cases) EXPECT_EQ(shown(parse_rfc822(c.text)), c.result) << c.text;
}

TEST(Dates, W3c) {
  const Case cases[] = {
      {"2026", "2026-01-01T00:00:00Z year"},
      {"2026-09", "2026-09-01T00:00:00Z month"},
      {"2026-09-24", "2026-09-24T00:00:00Z day"},
      {" 2026-09-24\n", "2026-09-24T00:00:00Z day"},
      {"2026-09-24T04:00:19.866337+00:00", "2026-09-24T04:00:19.866Z second zone"},
      {"2026-09-24T00:00:00-04:00", "2026-09-24T04:00:00Z second zone"},
      {"2026-06-18T16:25:14Z", "2026-06-18T16:25:14Z second zone"},
      {"2026-06-18t16:25:14z", "2026-06-18T16:25:14Z second zone"},
      {"2026-06-18 16:25:14", "2026-06-18T16:25:14Z second"},
      {"2026-06-18T16:25:14-00:00", "2026-06-18T16:25:14Z second"},
      {"1901-01-01T00:00+00:00", "1901-01-01T00:00:00Z second zone"},
      {"2026-06-18T16:25:14+0530", "2026-06-18T10:55:14Z second zone"},
      {"2026-06-18T16:25:14 +02", "2026-06-18T14:25:14Z second zone"},
      {"2026-06-18T16:25:14.1Z", "2026-06-18T16:25:14.100Z second zone"},
      {"2026-06-18T16:25:14.123456789Z", "2026-06-18T16:25:14.123Z second zone"},
      {"0001-01-01", "0001-01-01T00:00:00Z day"},
      {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z second zone"},
      {"0000-01-01", "-"},
      {"2026-02-30", "-"},
      {"2026-13", "-"},
      {"2026-00-01", "-"},
      {"2026-9-24", "-"},
      {"20260924", "-"},
      {"2026-09-24T", "-"},
      {"2026-09-24T04", "-"},
      {"2026-09-24T24:00:00Z", "-"},
      {"2026-09-24T04:00:00.Z", "-"},
      {"2026-09-24T04:00:00+24:00", "-"},
      {"2026-09-24T04:00:00Zx", "-"},
      {"2026-09-24x", "-"},
      {"", "-"},
      {"Thu, 24 Sep 2026 00:00:00 GMT", "-"},
  };
  for (const Case& c : cases) EXPECT_EQ(shown(parse_w3c(c.text)), c.result) << c.text;
}

TEST(Dates, Either) {
  EXPECT_EQ(shown(parse_date("Thu, 24 Sep 2026 00:00:00 -0400")),
            "2026-09-24T04:00:00Z second zone");
  EXPECT_EQ(shown(parse_date("2026-09-24")), "2026-09-24T00:00:00Z day");
  EXPECT_EQ(shown(parse_date("yesterday")), "-");
  EXPECT_EQ(parse_date("1970-01-02")->ms, 86'400'000);
  EXPECT_EQ(parse_date("1969-12-31T23:59:59.5Z")->ms, -500);
}

TEST(Dates, AsPeopleAndProgramsWriteThem) {
  const Case cases[] = {
      // clocks of twelve hours
      {"Thu, 24 Sep 2026 10:00 PM", "2026-09-24T22:00:00Z second"},
      {"Thu, 24 Sep 2026 10:00:30 pm GMT", "2026-09-24T22:00:30Z second zone"},
      {"24 Sep 2026 12:30 AM", "2026-09-24T00:30:00Z second"},
      {"24 Sep 2026 12:30 p.m. EST", "2026-09-24T17:30:00Z second zone"},
      {"24 Sep 2026 09:15AM", "2026-09-24T09:15:00Z second"},
      {"2026-09-24 10:00 PM", "2026-09-24T22:00:00Z second"},
      {"September 24, 2026 1:05 PM", "2026-09-24T13:05:00Z second"},
      {"24 Sep 2026 22:00 PM", "2026-09-24T22:00:00Z second"},
      {"24 Sep 2026 13:00 AM", "-"},
      {"24 Sep 2026 00:30 PM", "-"},
      {"24 Sep 2026 25:00 PM", "-"},
      // zones
      {"2026-09-24 10:00:00 UTC", "2026-09-24T10:00:00Z second zone"},
      {"2026-09-24 10:00:00 +0000 UTC", "2026-09-24T10:00:00Z second zone"},
      {"2026-09-24T10:00:00-05:00Z", "2026-09-24T15:00:00Z second zone"},
      {"Thu, 24 Sep 2026 10:00:00 GMT+0200", "2026-09-24T08:00:00Z second zone"},
      {"Thu, 24 Sep 2026 10:00:00 UTC+2", "2026-09-24T08:00:00Z second zone"},
      {"Thu, 24 Sep 2026 10:00:00 UTC-03:30", "2026-09-24T13:30:00Z second zone"},
      {"Thu, 24 Sep 2026 10:00:00 +02", "2026-09-24T08:00:00Z second zone"},
      {"2026-09-24 10:00:00 EDT", "2026-09-24T14:00:00Z second zone"},
      {"2026-09-24T10:00:00 +25", "-"},
      // ctime(3), date(1), a browser's toString()
      {"Thu Sep 24 10:00:00 GMT 2026", "2026-09-24T10:00:00Z second zone"},
      {"Thu Sep 24 10:00:00 EDT 2026", "2026-09-24T14:00:00Z second zone"},
      {"Thu Sep  3 10:00:00 2026", "2026-09-03T10:00:00Z second"},
      {"Thu Sep 24 10:00:00 AM UTC 2026", "2026-09-24T10:00:00Z second zone"},
      {"Thu Sep 24 10:00:00 +0200 2026", "2026-09-24T08:00:00Z second zone"},
      {"Thu Sep 24 2026 10:00:00 GMT+0200 (Central European Summer Time)",
       "2026-09-24T08:00:00Z second zone"},
      {"10:00 GMT, Thursday 24 September 2026", "2026-09-24T10:00:00Z second zone"},
      {"10:00 Thursday 24 September 2026", "2026-09-24T10:00:00Z second"},
      // commas, ordinals, names of days and months
      {"Thu, 24 Sep 2026, 10:00 GMT", "2026-09-24T10:00:00Z second zone"},
      {"September 24, 2026", "2026-09-24T00:00:00Z day"},
      {"Thursday, September 24, 2026", "2026-09-24T00:00:00Z day"},
      {"Sept. 24 2026 at 10:00", "2026-09-24T10:00:00Z second"},
      {"24th Sep 2026", "2026-09-24T00:00:00Z day"},
      {"March 1st, 2026", "2026-03-01T00:00:00Z day"},
      {"the 2nd of May 2026", "-"},
      {"2nd of May 2026", "2026-05-02T00:00:00Z day"},
      {"thursday, 24 september 2026", "2026-09-24T00:00:00Z day"},
      {"24 SEPTEMBER 2026", "2026-09-24T00:00:00Z day"},
      {"24-SEP-2026", "2026-09-24T00:00:00Z day"},
      {"24. September 2026", "2026-09-24T00:00:00Z day"},
      {"2026 Sep 24", "2026-09-24T00:00:00Z day"},
      {"2026-Sep-24", "2026-09-24T00:00:00Z day"},
      {"Sep 2026", "2026-09-01T00:00:00Z month"},
      {"september, 2026", "2026-09-01T00:00:00Z month"},
      {"2026 May", "2026-05-01T00:00:00Z month"},
      {"31 September 2026", "-"},
      {"0 Sep 2026 at 10:00", "-"},
      {"Sep 24", "-"},
      {"Sep-Oct 2026", "-"},
      {"Sep 2026 10:00", "-"},
      // numbers
      {"2026-9-24", "2026-09-24T00:00:00Z day"},
      {"2026-9-4 8:05", "2026-09-04T08:05:00Z second"},
      {"2026/09/24", "2026-09-24T00:00:00Z day"},
      {"2026/9/4 10:00:00", "2026-09-04T10:00:00Z second"},
      {"2026.09.24", "2026-09-24T00:00:00Z day"},
      {"20260924", "2026-09-24T00:00:00Z day"},
      {"20260924T100000Z", "2026-09-24T10:00:00Z second zone"},
      {"24.09.2026", "2026-09-24T00:00:00Z day"},
      {"4.5.2026 10:00", "2026-05-04T10:00:00Z second"},
      {"09/24/2026", "2026-09-24T00:00:00Z day"},
      {"24/09/2026", "2026-09-24T00:00:00Z day"},
      {"24-09-2026", "2026-09-24T00:00:00Z day"},
      {"05/05/2026", "2026-05-05T00:00:00Z day"},
      {"2026/09", "2026-09-01T00:00:00Z month"},
      {"09/2026", "2026-09-01T00:00:00Z month"},
      {"04/05/2026", "-"},
      {"24/24/2026", "-"},
      {"32.09.2026", "-"},
      {"2026/13", "-"},
      {"2026-9-0", "-"},
      {"20260900", "-"},
      {"202609", "-"},
      {"123456789", "-"},
      {"1 2 3 4", "-"},
      {"10:00", "-"},
      {"2026 10:00", "-"},
      {"24 Sep 2026 10:00 11:00", "-"},
      {"soon", "-"},
      {"Spring 2026", "-"},
      {"24 Sep 2026 10:00:00 GMT x", "-"},
  };
  for (const Case& c : cases) EXPECT_EQ(shown(parse_date(c.text)), c.result) << c.text;
}

TEST(Dates, OfParts) {
  EXPECT_EQ(shown(date_of_parts(2026, 9, 24)), "2026-09-24T00:00:00Z day");
  EXPECT_EQ(shown(date_of_parts(2026, 9)), "2026-09-01T00:00:00Z month");
  EXPECT_EQ(shown(date_of_parts(2026)), "2026-01-01T00:00:00Z year");
  for (const auto& [year, month, day] : {std::array{0, 0, 0},
                                         {2026, 13, 0},
                                         {2026, 2, 30},
                                         {2026, 0, 5},
                                         {2026, -1, 0},
                                         {10'000, 1, 1}}) {
    EXPECT_EQ(shown(date_of_parts(year, month, day)), "-");
  }
}

TEST(Dates, SayOfARecordWhatIsKnown) {
  for (const auto& [text, precision] : {std::pair{"2026", SHEAF_PRECISION_YEAR},
                                        {"Sep 2026", SHEAF_PRECISION_MONTH},
                                        {"2026-09-24", SHEAF_PRECISION_DAY},
                                        {"2026-09-24T10:00:00Z", SHEAF_PRECISION_DAY}}) {
    sheaf::Record record;
    const auto date = parse_date(text);
    set_published(record, *date);
    EXPECT_EQ(record.published_ms, date->ms);
    EXPECT_EQ(record.published_precision, static_cast<sheaf_date_precision>(precision)) << text;
  }
}

}  // namespace
