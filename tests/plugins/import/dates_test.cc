// What each format says of a date, and with how much of it.
#include "dates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsed.h"
#include "sheaf/text/dates.hpp"

namespace {

using namespace import;
using sheaf::text::to_date;

// `2016-10-05`, `2016-10`, `2016`, or `-`.
std::string said(const std::optional<Date>& date) {
  if (!date) return "-";
  const std::string day = to_date(date->ms);
  return day.substr(0, date->precision == SHEAF_PRECISION_YEAR    ? 4
                       : date->precision == SHEAF_PRECISION_MONTH ? 7
                                                                  : 10);
}
std::string said(const sheaf::Record& r) {
  if (r.published_ms == SHEAF_TIME_UNKNOWN) return "-";
  return said(Date{r.published_ms, r.published_precision});
}

struct Case {
  const char *text, *date;
};

TEST(Dates, AreReadHoweverTheyAreWritten) {
  for (const auto& [text, date] : {Case{"2024", "2024"},
                                   Case{"2024/05/01/spring", "2024-05-01"},
                                   Case{"2024/05/01/October issue", "2024-05-01"},
                                   Case{"2024///", "2024"},
                                   Case{"2016///Spring", "2016"},
                                   Case{"2016///Oct", "2016-10"},
                                   Case{"2016//7/", "2016"},
                                   Case{"2024-05-31T10:00:00Z", "2024-05-31"},
                                   Case{"2024-05-31 23:11", "2024-05-31"},
                                   Case{"May 1, 2024", "2024-05-01"},
                                   Case{"1 May 2024", "2024-05-01"},
                                   Case{"1st of May, 2024", "2024-05-01"},
                                   Case{"Thu, 24 Sep 2026 04:00:00 -0400", "2026-09-24"},
                                   Case{"2024 Sep", "2024-09"},
                                   Case{"Sept. 2024", "2024-09"},
                                   Case{"2016/Oct/5", "2016-10-05"},
                                   Case{"10/2016", "2016-10"},
                                   Case{"12/2006", "2006-12"},
                                   Case{"2016-3", "2016-03"},
                                   Case{"2016.10.5", "2016-10-05"},
                                   Case{"5.10.2016", "2016-10-05"},
                                   Case{"25/12/2016", "2016-12-25"},
                                   Case{"12/25/2016", "2016-12-25"},
                                   Case{"05/10/2016", "2016"},
                                   Case{"20161005", "2016-10-05"},
                                   Case{"23--27 May 2016", "2016-05-23"},
                                   Case{"May 23\xE2\x80\x93"
                                        "27, 2016",
                                        "2016-05-23"},
                                   Case{"30 June - 2 July 2016", "2016-06-30"},
                                   Case{"June 30 - July 2, 2016", "2016-06-30"},
                                   Case{"Jul-Aug 2016", "2016-07"},
                                   Case{"May 2016 to June 2017", "2016-05"},
                                   Case{"1998-2000", "1998"},
                                   Case{"1998-99", "1998"},
                                   Case{"2004-22", "2004"},
                                   Case{"c1998", "1998"},
                                   Case{"circa 1998a", "1998"},
                                   Case{"Q3 2016", "2016"},
                                   Case{"2016 4th quarter", "2016"},
                                   Case{"Spring 2016", "2016"},
                                   Case{"2023-02-31", "2023-02"},
                                   Case{"30 February 2016", "2016-02"},
                                   Case{"2016-13-05", "2016"},
                                   Case{"2016-00-00", "2016"},
                                   Case{"2016/05/00", "2016-05"},
                                   Case{"0476", "0476"},
                                   Case{"no date", "-"},
                                   Case{"in press", "-"},
                                   Case{"-0044", "-"},
                                   Case{"0000", "-"},
                                   Case{"99999999999999999999", "-"},
                                   Case{"", "-"}}) {
    EXPECT_EQ(said(loose_date(text)), date) << text;
  }
}

TEST(Dates, OfBibtexMonthsHoldDays) {
  for (const auto& [fields, date] : {
           Case{"year = 2016, month = 10 # \"~\" # jan", "2016-01-10"},
           Case{"year = 2016, month = jan # \"~10\"", "2016-01-10"},
           Case{"year = 2016, month = {June 1--5}", "2016-06-01"},
           Case{"year = 2016, month = \"23{--}27 \" # may", "2016-05-23"},
           Case{"year = 2016, month = \"5--7~\" # may", "2016-05-05"},
           Case{"year = 2016, month = {23\\textendash{}27 May}", "2016-05-23"},
           Case{"year = 2016, month = jun # \"~29--\" # jul # \"~3\"", "2016-06-29"},
           Case{"year = 2016, month = \"1~jan\"", "2016-01-01"},
           Case{"year = 2016, month = {sep. 12}", "2016-09-12"},
           Case{"year = 2016, month = {August 2nd}", "2016-08-02"},
           Case{"year = 2016, month = 9", "2016-09"},
           Case{"year = 2016, month = {09}", "2016-09"},
           Case{"year = 2016, month = {09-12}", "2016-09-12"},
           Case{"year = 2016, month = {7--8}", "2016-07"},
           Case{"year = 2016, month = {7/8}", "2016-07"},
           Case{"year = 2016, month = jul # \"/\" # aug", "2016-07"},
           Case{"year = 2016, month = {31 February}", "2016-02"},
           Case{"year = 2016, month = {Spring}", "2016"},
           Case{"year = 2016, month = may, day = 4", "2016-05-04"},
           Case{"year = 2016, month = 5, day = {4--6}", "2016-05-04"},
           Case{"year = 2010, month = {2010-05-03}", "2010-05-03"},
           Case{"month = {May 2010}", "2010-05"},
           Case{"year = 1996", "1996"},
           Case{"year = {1996a}", "1996"},
           Case{"year = {2011/12}", "2011"},
           Case{"year = {1999--00}", "1999"},
           Case{"year = {2016-05-04}", "2016-05-04"},
           Case{"year = {to appear}", "-"},
           Case{"date = {2017}", "2017"},
           Case{"date = {2017-06}", "2017-06"},
           Case{"date = {2017-06-12/2017-06-14}", "2017-06-12"},
           Case{"date = {2017-06-XX}", "2017-06"},
           Case{"date = {2017-21}", "2017"},
           Case{"date = {2017}, year = 2017, month = jun # \" 12\"", "2017-06-12"},
           Case{"month = jan", "-"},
       }) {
    EXPECT_EQ(said(test::bibtex(fields)), date) << fields;
  }
}

TEST(Dates, OfRisTheMostExactCounts) {
  for (const auto& [lines, date] : {
           Case{"PY  - 2005\nY1  - 2005/10/19", "2005-10-19"},
           Case{"PY  - 2005\nDA  - 2005/10/19", "2005-10-19"},
           Case{"DA  - 2016\nPY  - 10/2016", "2016-10"},
           Case{"PY  - 10/2016", "2016-10"},
           Case{"DA  - 2016/Oct/5", "2016-10-05"},
           Case{"PY  - 2016///Spring", "2016"},
           Case{"PY  - 2016/02/30/", "2016-02"},
           Case{"PY  - 2016\nDA  - Oct 5", "2016-10-05"},
           Case{"PY  - 2016\nDA  - October", "2016-10"},
           Case{"PY  - 1996", "1996"},
           Case{"Y1  - 1996/05//", "1996-05"},
           Case{"Y2  - 2020/01/01", "-"},
       }) {
    EXPECT_EQ(said(test::ris(lines)), date) << lines;
  }
}

TEST(Dates, OfCslInAllItsForms) {
  for (const auto& [issued, date] : {
           Case{R"({"date-parts": [["2015-3"]]})", "2015-03"},
           Case{R"([{"year": 2009}])", "2009"},
           Case{R"([{"year": "2009", "month": "5", "day": 7}])", "2009-05-07"},
           Case{R"({"year": 2009, "month": 5})", "2009-05"},
           Case{R"({"date-parts": [["2015", "3"]]})", "2015-03"},
           Case{R"({"date-parts": [[2015.0, 3]]})", "2015-03"},
           Case{R"({"date-parts": [["2015", "March", "04"]]})", "2015-03-04"},
           Case{R"({"date-parts": ["2015", "3"]})", "2015-03"},
           Case{R"(["2015", "3"])", "2015-03"},
           Case{R"([[2015, 3, 4]])", "2015-03-04"},
           Case{R"({"date-parts": [[2015]], "season": "2"})", "2015"},
           Case{R"({"date-parts": [[2015, 14]]})", "2015"},
           Case{R"({"date-parts": [[2015, 2, 30]]})", "2015-02"},
           Case{R"({"date-parts": [[2015, 3, 30], [2015, 4, 2]]})", "2015-03-30"},
           Case{R"({"date-parts": [[476]]})", "0476"},
           Case{R"({"date-parts": [[-44]]})", "-"},
           Case{R"({"date-parts": [[null]]})", "-"},
           Case{R"({"date-parts": [[]]})", "-"},
           Case{R"({"date-parts": [[2015]], "raw": "2015-03-04"})", "2015-03-04"},
           Case{R"({"raw": "12 March 2015"})", "2015-03-12"},
           Case{R"({"raw": "2015-03/2015-05"})", "2015-03"},
           Case{R"({"literal": "Summer 2015"})", "2015"},
           Case{R"("2015-03-04T23:00:00Z")", "2015-03-04"},
           Case{R"("2015")", "2015"},
           Case{"2015", "2015"},
           Case{"{}", "-"},
           Case{"[]", "-"},
       }) {
    EXPECT_EQ(said(test::csl("\"issued\": " + std::string(issued))), date) << issued;
  }
  EXPECT_EQ(said(test::csl(R"("issued": {"date-parts": [[2015]]},
                              "published-online": {"date-parts": [[2015, 2, 3]]})")),
            "2015-02-03");
  EXPECT_EQ(said(test::csl(R"("issued": {"date-parts": [[2015]]},
                              "submitted": {"date-parts": [[2014, 2, 3]]})")),
            "2015");
}

TEST(Dates, OfZoteroAreWhatItReadsInThem) {
  EXPECT_EQ(said(test::zotero(R"("date": "12/2006")")), "2006-12");
  EXPECT_EQ(said(test::zotero(R"("date": "2006")")), "2006");
  EXPECT_EQ(said(test::zotero(R"("date": "05/12/2006")", R"({"parsedDate": "2006-12-05"})")),
            "2006-12-05");
  EXPECT_EQ(said(test::zotero(R"("date": "zima 2006")", R"({"parsedDate": "2006"})")), "2006");
  EXPECT_EQ(said(test::zotero(R"("date": "")", R"({"parsedDate": "2006-12"})")), "2006-12");
}

TEST(Dates, OfJsonLines) {
  for (const auto& [members, date] : {
           Case{R"("published": "1996")", "1996"},
           Case{R"("published": "1996-05")", "1996-05"},
           Case{R"("published": "1996-05-04T01:02:03Z")", "1996-05-04"},
           Case{R"("year": 1996)", "1996"},
           Case{R"("year": "1996")", "1996"},
           Case{R"("year": 1996, "month": 5)", "1996-05"},
           Case{R"("year": 1996, "month": "May", "day": "4")", "1996-05-04"},
           Case{R"("year": 1996, "date": "1996-05-04")", "1996-05-04"},
           Case{R"("date": "May 1996")", "1996-05"},
           Case{R"("published_ms": 0, "year": 1996)", "1970-01-01"},
           Case{R"("year": "n.d.")", "-"},
       }) {
    EXPECT_EQ(said(test::jsonl(members)), date) << members;
  }
}

}  // namespace
