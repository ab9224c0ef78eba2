// The query API: what entries hold, and how searches are asked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture.h"

namespace {

using namespace arxiv_test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

// ---- Entries

TEST(ArxivApiEntry, IsReadInTheOldForm) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, data("api_old.xml")), SHEAF_OK) << arxiv.call.message();
  const auto r = arxiv.find("hep-ex/0307001");
  EXPECT_EQ(r.version, 1U) << "an old id holds a slash itself";
  EXPECT_EQ(r.title.value, "Teapots at High Transverse Momenta in ep Collisions at\n  the Kitchen");
  EXPECT_EQ(r.abstract.value,
            "Teapots are studied with $0.30 \\pm 0.04$ cups\nper hour.\n\nA second paragraph "
            "follows\nthe first.");
  EXPECT_EQ(r.comment.value, "23 pages, 8 figures");
  EXPECT_EQ(r.venue.value, "Teap.Phys.J. C31 (2003) 17-29");
  ASSERT_EQ(r.relations.size(), 1U) << "element and link name the same DOI";
  EXPECT_EQ(r.relations[0].id, "10.1140/epjc/s2003");
  ASSERT_EQ(r.authors.size(), 2U);
  EXPECT_TRUE(r.authors[0].group);
  EXPECT_EQ(r.authors[1].name, "Étienne Tasse");
  EXPECT_EQ(r.authors[1].affiliation, "Univ. of Cups; Saucer Lab");
  EXPECT_EQ(r.published_ms, at("2003-07-07T17:46:39Z"));
  EXPECT_EQ(r.announced_ms, SHEAF_TIME_UNKNOWN);
}

TEST(ArxivApiEntry, AcmAndMscCodesAreNoCategories) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, data("api_old.xml")), SHEAF_OK);
  const auto r = arxiv.find("hep-ex/0307001");
  EXPECT_THAT(r.categories, ElementsAre("hep-ex", "nucl-ex"));
  EXPECT_EQ(r.primary_category, "hep-ex");
}

TEST(ArxivApiEntry, TakesTheVersionFromTheLinkWhenTheIdHasNone) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, data("api_old.xml")), SHEAF_OK);
  const auto r = arxiv.find("2509.00817");
  EXPECT_EQ(r.version, 3U);
  EXPECT_EQ(r.published_ms, at("2025-09-01T10:00:00Z"));
  EXPECT_EQ(r.updated_ms, at("2025-09-10T17:49:06Z"));
}

TEST(ArxivApiEntry, IsReadInTheNewForm) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, data("api_new.xml")), SHEAF_OK);
  const auto r = arxiv.one();
  EXPECT_EQ(r.id, "2606.20448");
  EXPECT_EQ(r.version, 2U);
  EXPECT_EQ(r.title.value, "Étale drawers");
  EXPECT_EQ(r.abstract.value, "First paragraph with $B>3$.\n\nSecond paragraph.");
  EXPECT_EQ(r.comment.value, "A modest note");
  EXPECT_EQ(r.primary_category, "math.AG");
  EXPECT_THAT(r.categories, ElementsAre("math.AG", "math.NT"));
  EXPECT_THAT(r.identifiers,
              ElementsAre(Pair("arxiv", "2606.20448"), Pair("doi", "10.48550/arxiv.2606.20448")));
  EXPECT_EQ(r.links[0].url, "https://arxiv.org/pdf/2606.20448v2") << "the link had no title=pdf";
  EXPECT_EQ(r.announce, SHEAF_ANNOUNCE_UNKNOWN) << "a url of one's own: all are taken";
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
}

TEST(ArxivApiEntry, AnErrorIsNoPaper) {
  for (const int status : {200, 400}) {
    Arxiv arxiv(kAnyUrl);
    EXPECT_EQ(read(arxiv, data("api_error.xml"), status), SHEAF_E_CONFIG);
    EXPECT_THAT(arxiv.call.message(), HasSubstr("incorrect id format for 1234.12345"));
    EXPECT_THAT(arxiv.records(), IsEmpty());
  }
}

TEST(ArxivApiEntry, ZeroResultsAreFine) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, api_page(0, {})), SHEAF_OK);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_EMPTY_EXPECTED);
}

// ---- Searches

std::string page(const std::string& query, int start) {
  return "https://export.arxiv.org/api/query?search_query=" + query +
         "&start=" + std::to_string(start) +
         "&max_results=1000&sortBy=submittedDate&sortOrder=ascending";
}

const std::string kApiConfig =
    R"({"categories": ["cs.CL", "hep-th", "math"], "via": "api", "from": "2026-09-21"})";
// From `from:` to the end of the day in New York, GMT.
const std::string kQuery =
    "%28cat:cs.CL+OR+cat:hep-th+OR+cat:math.*%29+AND+submittedDate:%5B202609210000+TO+202609250400"
    "%5D";

std::vector<Entry> entries(int count, int first, const std::string& published) {
  std::vector<Entry> out;
  for (int i = 0; i < count; ++i) {
    out.push_back({"2609." + std::to_string(100'000 + first + i).substr(1) + "v1", published});
  }
  return out;
}

TEST(ArxivSearch, AsksForAWindowOfSubmissionsOldestFirst) {
  Arxiv arxiv(kApiConfig);
  arxiv.host.http.answer(
      page(kQuery, 0), {.body = api_page(2, {{"2609.00001v1", "2026-09-21T10:00:00Z", "cs.CL"},
                                             {"2609.00002v2", "2026-09-22T10:00:00Z", "cs.LG"}})});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  EXPECT_EQ(arxiv.find("2609.00001").announce, SHEAF_ANNOUNCE_NEW);
  EXPECT_EQ(arxiv.find("2609.00002").announce, SHEAF_ANNOUNCE_CROSS) << "at home elsewhere";
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
  EXPECT_EQ(arxiv.sink().cursor(), "v1|submitted=" + std::to_string(at("2026-09-22T10:00:00Z")));
}

TEST(ArxivSearch, GoesOnAfterTheLastSubmissionAndRepeatsNone) {
  Arxiv arxiv(kApiConfig);
  const std::string window = with(kQuery, "202609210000", "202609221000");
  arxiv.host.http.answer(page(window, 0),
                         {.body = api_page(2, {{"2609.00002v2", "2026-09-22T10:00:00Z"},
                                               {"2609.00003v1", "2026-09-22T10:00:01Z"}})});
  ASSERT_EQ(arxiv.fetch("v1|submitted=" + std::to_string(at("2026-09-22T10:00:00Z"))), SHEAF_OK)
      << arxiv.call.message();
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.00003"));
}

TEST(ArxivSearch, SinceGoesBackBehindTheCursor) {
  Arxiv arxiv(kApiConfig);
  arxiv.host.http.answer(page(with(kQuery, "202609210000", "202609200600"), 0),
                         {.body = api_page(1, {{"2609.00001v1", "2026-09-20T10:00:00Z"}})});
  st::FetchRequest request;
  request.cursor = "v1|submitted=" + std::to_string(at("2026-09-22T10:00:00Z"));
  request.since_ms = at("2026-09-20T06:00:00Z");
  ASSERT_EQ(arxiv.fetch(request), SHEAF_OK) << arxiv.call.message();
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.00001"));
  EXPECT_EQ(arxiv.sink().cursor(), request.cursor) << "it never goes back";
}

TEST(ArxivSearch, JoinsQueryAndCategories) {
  Arxiv arxiv(R"({"categories": ["quant-ph"], "query": "au:O'Neil OR ti:\"a&b\"",
                  "from": "2026-09-21"})");
  arxiv.host.http.answer(
      page("%28cat:quant-ph%29+AND+%28au:O%27Neil+OR+ti:%22a%26b%22%29+AND+submittedDate:%5B"
           "202609210000+TO+202609250400%5D",
           0),
      {.body = api_page(0, {})});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_EMPTY_EXPECTED);
  EXPECT_THAT(arxiv.detail(), HasSubstr("nothing submitted since 2026-09-21"));
}

TEST(ArxivSearch, BeginsAWeekAgo) {
  Arxiv arxiv(R"({"query": "au:x"})");
  arxiv.host.http.answer(page("%28au:x%29+AND+submittedDate:%5B202609170600+TO+202609250400%5D", 0),
                         {.body = api_page(0, {})});
  EXPECT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
}

TEST(ArxivSearch, PagesAndToleratesADriftingTotal) {
  Arxiv arxiv(kApiConfig);
  const std::string day = "2026-09-22T12:00:00Z";
  arxiv.host.http.answer(page(kQuery, 0), {.body = api_page(2100, entries(1000, 1, day))});
  arxiv.host.http.answer(page(kQuery, 1000), {.body = api_page(2103, entries(1000, 1000, day))});
  arxiv.host.http.answer(page(kQuery, 2000), {.body = api_page(2101, entries(101, 2000, day))});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  EXPECT_EQ(arxiv.records().size(), 2100U) << "2609.01000 was on two pages";
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
  EXPECT_EQ(arxiv.urls().size(), 3U);
  for (std::size_t i = 1; i < arxiv.starts().size(); ++i) {
    EXPECT_GE(arxiv.starts()[i] - arxiv.starts()[i - 1], 3000);
  }
  // After a page that was not the last one, a paper of the same second may still come.
  EXPECT_EQ(arxiv.sink().checkpoints().front().cursor,
            "v1|submitted=" + std::to_string(at(day) - 1000));
}

TEST(ArxivSearch, AsksAnUnexpectedlyEmptyPageAgainAfterThreeSeconds) {
  Arxiv arxiv(kApiConfig);
  arxiv.host.http.answer(page(kQuery, 0),
                         {.body = api_page(1001, entries(1000, 1, "2026-09-22T12:00:00Z"))});
  arxiv.host.http.answer(page(kQuery, 1000), {.body = api_page(1001, {})});
  arxiv.host.http.answer(page(kQuery, 1000),
                         {.body = api_page(1001, entries(1, 1001, "2026-09-22T13:00:00Z"))});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK);
  EXPECT_EQ(arxiv.records().size(), 1001U);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
  ASSERT_EQ(arxiv.starts().size(), 3U);
  EXPECT_GE(arxiv.starts()[2] - arxiv.starts()[1], 3000);
  EXPECT_NE(arxiv.host.http.asked()[2].flags & SHEAF_H_NO_CACHE, 0U) << "not the same from a cache";
}

TEST(ArxivSearch, GivesUpOnAPageThatStaysEmptyAndGoesOnThereNextTime) {
  Arxiv arxiv(kApiConfig);
  arxiv.host.http.answer(page(kQuery, 0),
                         {.body = api_page(1001, entries(1000, 1, "2026-09-22T12:00:00Z"))});
  arxiv.host.http.answer(page(kQuery, 1000), {.body = api_page(1001, {})});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK);
  EXPECT_EQ(arxiv.records().size(), 1000U);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_EQ(arxiv.urls().size(), 5U) << "three more attempts";
  EXPECT_EQ(arxiv.sink().cursor(),
            "v1|submitted=" + std::to_string(at("2026-09-22T12:00:00Z") - 1000));
}

TEST(ArxivSearch, AnEmptyLastPageAfterTheTotalShrankIsTheEnd) {
  Arxiv arxiv(kApiConfig);
  arxiv.host.http.answer(page(kQuery, 0),
                         {.body = api_page(1001, entries(1000, 1, "2026-09-22T12:00:00Z"))});
  arxiv.host.http.answer(page(kQuery, 1000), {.body = api_page(1000, {})});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
}

TEST(ArxivSearch, NeverReachesBehindThirtyThousandResults) {
  Arxiv arxiv(kApiConfig);
  for (int i = 0; i < 30; ++i) {
    const std::string day = i < 29 ? "2026-09-21T12:00:00Z" : "2026-09-22T12:34:56Z";
    arxiv.host.http.answer(page(kQuery, i * 1000),
                           {.body = api_page(30'001, entries(1000, i * 1000, day))});
  }
  const std::string rest = with(kQuery, "202609210000", "202609221234");
  auto last = entries(1, 29'999, "2026-09-22T12:34:56Z");
  last.push_back({"2609.30000v1", "2026-09-22T12:40:00Z"});
  arxiv.host.http.answer(page(rest, 0), {.body = api_page(2, last)});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  EXPECT_EQ(arxiv.records().size(), 30'001U);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
  for (const std::string& url : arxiv.urls()) EXPECT_EQ(url.find("start=30000"), url.npos);
}

TEST(ArxivSearch, TheHostStopsItWhenItHasEnough) {
  Arxiv arxiv(kApiConfig);
  arxiv.host.http.answer(page(kQuery, 0),
                         {.body = api_page(3000, entries(1000, 1, "2026-09-22T12:00:00Z"))});
  // A sink of its own, as fetch() makes one that takes everything.
  st::RecordSink sink;
  sink.stop_after(10);
  const auto config = st::FakeConfig::json(sheaf::Component<arxiv::ArxivSource>::get(), kApiConfig);
  st::Instance source(sheaf::Component<arxiv::ArxivSource>::get(), arxiv.host, config, arxiv.call);
  EXPECT_EQ(source.fetch(arxiv.call, sink), SHEAF_OK);
  EXPECT_EQ(sink.records().size(), 10U);
  EXPECT_THAT(sink.checkpoints(), IsEmpty()) << "what was left out must come again";
  EXPECT_EQ(arxiv.urls().size(), 1U);
}

TEST(ArxivSearch, KeepsWhatCameBeforeAnAnswerBroke) {
  Arxiv arxiv(kApiConfig);
  std::string body = api_page(2, entries(2, 1, "2026-09-22T12:00:00Z"));
  body.resize(body.rfind("<entry>") + 40);
  arxiv.host.http.answer(page(kQuery, 0), {.body = body});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK);
  EXPECT_EQ(arxiv.records().size(), 1U);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(arxiv.sink().checkpoints(), IsEmpty());
}

}  // namespace
