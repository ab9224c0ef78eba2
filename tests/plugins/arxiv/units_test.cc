// Identifiers, categories, DOIs, schedule and cursor.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "category.h"
#include "cursor.h"
#include "doi.h"
#include "fixture.h"
#include "identifier.h"
#include "schedule.h"
#include "texts.h"

namespace {

using namespace arxiv;
using arxiv_test::at;
using testing::ElementsAre;
using testing::IsEmpty;

std::string parsed(std::string_view text) {
  Identifier id;
  if (!parse_id(text, id)) return "none";
  return id.id + " " + std::to_string(id.version);
}

std::string found(std::string_view text) {
  Identifier id;
  return find_id(text, id) ? id.id + " " + std::to_string(id.version) : "none";
}

TEST(ArxivId, ReadsOldAndNewOnes) {
  EXPECT_EQ(parsed("2609.26811v12"), "2609.26811 12");
  EXPECT_EQ(parsed("0704.0001"), "0704.0001 0");
  EXPECT_EQ(parsed("hep-th/9901001v3"), "hep-th/9901001 3");
  EXPECT_EQ(parsed("math.GT/0309136"), "math/0309136 0");
  EXPECT_EQ(parsed("cond-mat.mes-hall/0309136v2"), "cond-mat/0309136 2");
  for (const char* bad : {"", "v1", "2609.268", "2609.268111", "26090.26811", "2609.26811v0",
                          "2609.26811v", "2609.26811v99999", "hep-th/990100", "hep-th/99010011",
                          "/9901001", "hep th/9901001", "10.1000/1234567", "math.G1/0309136"}) {
    EXPECT_EQ(parsed(bad), "none") << bad;
  }
}

TEST(ArxivId, IsFoundInEveryWrapping) {
  EXPECT_EQ(found("oai:arXiv.org:2609.26811v1"), "2609.26811 1");
  EXPECT_EQ(found("oai:arXiv.org:hep-th/9901001"), "hep-th/9901001 0");
  EXPECT_EQ(found("http://arxiv.org/abs/hep-ex/0307015v1"), "hep-ex/0307015 1");
  EXPECT_EQ(found("https://arxiv.org/pdf/2609.26811v2.pdf"), "2609.26811 2");
  EXPECT_EQ(found("https://arxiv.org/abs/2609.26811?context=cs"), "2609.26811 0");
  EXPECT_EQ(found("arXiv:math/0309136v2"), "math/0309136 2");
  EXPECT_EQ(found("http://arxiv.org/api/errors#incorrect_id"), "none");
}

TEST(ArxivId, KnowsWhichIsLater) {
  EXPECT_TRUE(is_later("2609.10000", "2609.09999"));
  EXPECT_TRUE(is_later("2610.00001", "2609.99999"));
  EXPECT_TRUE(is_later("1501.00001", "1412.9999"));
  EXPECT_TRUE(is_later("0704.0001", "hep-th/0703999"));
  EXPECT_TRUE(is_later("0704.0001", ""));
  EXPECT_FALSE(is_later("2609.10000", "2609.10000"));
  EXPECT_FALSE(is_later("hep-th/0703999", ""));
}

std::string canonical(std::string_view text) {
  std::string out = "none";
  canonical_category(text, out);
  return out;
}

TEST(ArxivCategory, IsCanonicalWhateverItsCase) {
  EXPECT_EQ(canonical("CS.CL"), "cs.CL");
  EXPECT_EQ(canonical("math.pr"), "math.PR");
  EXPECT_EQ(canonical("Quant-PH"), "quant-ph");
  EXPECT_EQ(canonical("COND-MAT.MES-HALL"), "cond-mat.mes-hall");
  EXPECT_EQ(canonical("physics.AO-PH"), "physics.ao-ph");
  EXPECT_EQ(canonical("nlin.cd"), "nlin.CD");
  EXPECT_EQ(canonical("chao-dyn"), "chao-dyn");
  for (const char* code :
       {"I.2.6", "H.m", "68T05", "14F20; 14M99", "", "cs.", ".CL", "cs.CLX", "-cs", "c s"}) {
    EXPECT_EQ(canonical(code), "none") << code;
  }
}

TEST(ArxivCategory, AnArchiveCoversItsCategories) {
  EXPECT_TRUE(covers("cs", "cs.CL"));
  EXPECT_TRUE(covers("cs.CL", "cs.CL"));
  EXPECT_FALSE(covers("cs.CL", "cs"));
  EXPECT_FALSE(covers("math", "math-ph"));
}

TEST(ArxivCategory, NamesItsOaiSetAndSearchTerm) {
  EXPECT_EQ(oai_set("cs.AI"), "cs:cs:AI");
  EXPECT_EQ(oai_set("math.NA"), "math:math:NA");
  EXPECT_EQ(oai_set("hep-lat"), "physics:hep-lat");
  EXPECT_EQ(oai_set("astro-ph.GA"), "physics:astro-ph:GA");
  EXPECT_EQ(oai_set("physics.optics"), "physics:physics:optics");
  EXPECT_EQ(oai_set("cs"), "cs");
  for (const char* c : {"cs.AI", "hep-lat", "astro-ph.GA", "cs", "physics.optics", "math-ph"}) {
    EXPECT_EQ(from_oai_set(oai_set(c)), c);
  }
  EXPECT_EQ(from_oai_set("physics"), "");
  EXPECT_EQ(search_term("cs"), "cat:cs.*");
  EXPECT_EQ(search_term("hep-th"), "cat:hep-th");
}

std::vector<std::string> dois(std::string_view text) {
  Slots<std::string> out;
  add_dois(text, out);
  return {out.begin(), out.end()};
}

TEST(ArxivDoi, SplitsListsButNotOldDois) {
  EXPECT_THAT(dois("10.1103/PhysRevD.93.1, 10.1103/B;10.1103/C 10.1103/d"),
              ElementsAre("10.1103/physrevd.93.1", "10.1103/b", "10.1103/c", "10.1103/d"));
  EXPECT_THAT(dois("10.1002/(SICI)1521-3978(199901)47:1/3<5::AID-PROP5>3.0.CO;2-K"),
              ElementsAre("10.1002/(sici)1521-3978(199901)47:1/3<5::aid-prop5>3.0.co;2-k"));
  EXPECT_THAT(
      dois(
          "https://doi.org/10.1000/A, doi:10.1000/B.; DOI: 10.1000/c; http://dx.doi.org/10.1000/a"),
      ElementsAre("10.1000/a", "10.1000/b", "10.1000/c"));
  EXPECT_THAT(dois("10.48550/arXiv.2609.00001"), IsEmpty());
  EXPECT_THAT(dois("to appear"), IsEmpty());
  EXPECT_THAT(dois("10.1000"), IsEmpty());
  EXPECT_THAT(dois("Erratum: 10.1000/x"), ElementsAre("10.1000/x"));
  EXPECT_THAT(dois(""), IsEmpty());
}

Day day(const char* text) {
  return utc_day(at(text));
}

TEST(ArxivSchedule, KnowsNewYorkInSummerAndWinter) {
  EXPECT_EQ(new_york_day(at("2026-09-24T03:59:59Z")), day("2026-09-23"));
  EXPECT_EQ(new_york_day(at("2026-09-24T04:00:00Z")), day("2026-09-24"));
  EXPECT_EQ(new_york_day(at("2026-12-24T04:59:59Z")), day("2026-12-23"));
  EXPECT_EQ(new_york_day(at("2026-12-24T05:00:00Z")), day("2026-12-24"));
  EXPECT_EQ(new_york_ms(day("2026-09-24"), 0), at("2026-09-24T04:00:00Z"));
  EXPECT_EQ(new_york_ms(day("2026-12-24"), 14), at("2026-12-24T19:00:00Z"));
  // 8 March and 1 November 2026 are the days of change.
  EXPECT_EQ(new_york_ms(day("2026-03-08"), 1), at("2026-03-08T06:00:00Z"));
  EXPECT_EQ(new_york_ms(day("2026-03-08"), 14), at("2026-03-08T18:00:00Z"));
  EXPECT_EQ(new_york_ms(day("2026-11-01"), 14), at("2026-11-01T19:00:00Z"));
}

TEST(ArxivSchedule, KnowsWhatAnAnnouncementHolds) {
  EXPECT_EQ(announced_by(at("2026-09-24T06:00:00Z")), day("2026-09-24"));
  EXPECT_EQ(announced_by(at("2026-09-24T04:30:00Z")), day("2026-09-23")) << "an hour to appear";
  EXPECT_EQ(announced_by(at("2026-09-27T12:00:00Z")), day("2026-09-25")) << "Sunday: Friday's";
  // Thursday's feed: Tuesday 14:00 to Wednesday 14:00.
  EXPECT_EQ(submissions(day("2026-09-24")).from_ms, at("2026-09-22T18:00:00Z"));
  EXPECT_EQ(submissions(day("2026-09-24")).to_ms, at("2026-09-23T18:00:00Z"));
  // Monday's: Thursday to Friday. Tuesday's: the week-end too.
  EXPECT_EQ(submissions(day("2026-09-28")).from_ms, at("2026-09-24T18:00:00Z"));
  EXPECT_EQ(submissions(day("2026-09-28")).to_ms, at("2026-09-25T18:00:00Z"));
  EXPECT_EQ(submissions(day("2026-09-29")).from_ms, at("2026-09-25T18:00:00Z"));
  EXPECT_EQ(submissions(day("2026-09-29")).to_ms, at("2026-09-28T18:00:00Z"));
}

TEST(ArxivCursor, ComesBackAsItWas) {
  Cursor c;
  EXPECT_EQ(parse_cursor(""), c);
  EXPECT_EQ(parse_cursor(c.text()), c);
  c.announced = day("2026-09-24");
  c.items = 0xfedcba9876543210U;
  c.top = "2609.26811";
  c.gap = Gap{day("2026-09-21"), day("2026-09-22")};
  c.submitted_ms = -5;
  c.changed = day("2026-09-01");
  c.set = 3;
  c.set_from = day("2026-09-02");
  c.token_day = day("2026-09-24");
  c.next = day("2026-09-23");
  c.token = "verb%3DListRecords%26skip%3D2000|=\"x";
  EXPECT_EQ(parse_cursor(c.text()), c);
  EXPECT_TRUE(c.text().starts_with("v1|announced=2026-09-24|items=fedcba9876543210|"));
}

TEST(ArxivCursor, RefusesWhatItDidNotWrite) {
  for (const char* bad :
       {"x", "v2|announced=2026-09-24", "v1|", "v1|announced", "v1|announced=", "v1|announced=2026",
        "v1|announced=2026-09-24|what=1", "v1|items=xyz", "v1|top=hello", "v1|gap=2026-09-24",
        "v1|gap=2026-09-24/2026-09-23", "v1|set=-1", "v1|set=1x", "v1 |set=1",
        "v1|token=", "{\"v\":1}", "v1|submitted="}) {
    EXPECT_EQ(parse_cursor(bad), std::nullopt) << bad;
  }
}

TEST(ArxivTexts, PercentEncodesQueryValues) {
  EXPECT_EQ(query_encoded("(cat:cs.* OR au:Å)"), "%28cat:cs.*+OR+au:%C3%85%29");
  EXPECT_EQ(query_encoded("a%3Db&c"), "a%253Db%26c");
}

TEST(ArxivTexts, KnowsWithdrawnPapers) {
  EXPECT_TRUE(says_withdrawn("", " This paper has been withdrawn by the authors"));
  EXPECT_TRUE(says_withdrawn("12 pages. This article has been withdrawn", ""));
  EXPECT_TRUE(says_withdrawn("Withdrawn due to an error", "We show"));
  EXPECT_FALSE(says_withdrawn("12 pages", "A drug that has been withdrawn from the market"));
  EXPECT_FALSE(says_withdrawn("the cash withdrawn", "We show that this paper has been withdrawn"));
}

}  // namespace
