// Fetching the daily feeds: days and their judgement, gaps, the limit of 2000.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture.h"

namespace {

using namespace arxiv_test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The cursor after a run on Wednesday with two papers.
std::string after_wednesday(const std::string& config = kDailyConfig) {
  Arxiv arxiv(config, "2026-09-23T06:00:00Z");
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-23", papers(2, 1))});
  EXPECT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
  return arxiv.sink().cursor();
}

TEST(ArxivDaily, AsksOnceForAllCategoriesWithAPlainPlus) {
  Arxiv arxiv(R"({"categories": ["cs.CL", "stat.ML", "quant-ph"]})");
  const std::string url = "https://rss.arxiv.org/rss/cs.CL+stat.ML+quant-ph";
  arxiv.host.http.answer(url, {.body = rss("2026-09-24", papers(3, 1))});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  EXPECT_THAT(arxiv.urls(), ElementsAre(url));
  EXPECT_EQ(arxiv.records().size(), 3U);
}

TEST(ArxivDaily, AsksForAtomWhereThePipelineWantsIt) {
  Arxiv arxiv(R"({"categories": ["cs.CL", "stat.ML"], "via": "atom"})");
  arxiv.host.http.answer("https://rss.arxiv.org/atom/cs.CL+stat.ML", {.body = data("daily.atom")});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  EXPECT_EQ(arxiv.records().size(), 1U);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
  EXPECT_TRUE(arxiv.sink().cursor().starts_with("v1|announced=2026-09-24|items="))
      << arxiv.sink().cursor();
}

TEST(ArxivDaily, TheCursorHoldsDayItemsAndHighestId) {
  const std::string cursor = after_wednesday();
  EXPECT_TRUE(cursor.starts_with("v1|announced=2026-09-23|items=")) << cursor;
  EXPECT_TRUE(cursor.ends_with("|top=2609.00002")) << cursor;
}

TEST(ArxivDaily, TheNextDayNeedsNothingElse) {
  Arxiv arxiv(kDailyConfig);
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-24", papers(2, 3))});
  ASSERT_EQ(arxiv.fetch(after_wednesday()), SHEAF_OK);
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.00003", "2609.00004"));
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
  EXPECT_EQ(arxiv.urls().size(), 1U);
}

TEST(ArxivDaily, ASecondRunOnOneDayRepeatsNothing) {
  Arxiv arxiv(kDailyConfig, "2026-09-23T18:00:00Z");
  const std::string cursor = after_wednesday();
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-23", papers(2, 1))});
  ASSERT_EQ(arxiv.fetch(cursor), SHEAF_OK);
  EXPECT_THAT(arxiv.records(), IsEmpty());
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_EMPTY_EXPECTED);
  EXPECT_EQ(arxiv.sink().cursor(), cursor);
}

TEST(ArxivDaily, ASecondRunThatAsksForMoreGetsIt) {
  Arxiv arxiv(R"({"categories": ["cs.CL"], "announce": ["new", "replace"]})",
              "2026-09-23T18:00:00Z");
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-23", papers(2, 1))});
  ASSERT_EQ(arxiv.fetch(after_wednesday()), SHEAF_OK);
  EXPECT_EQ(arxiv.records().size(), 2U);
}

TEST(ArxivDaily, OnAWeekEndFridayIsTheDay) {
  Arxiv arxiv(kDailyConfig, "2026-09-26T12:00:00Z");
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-25", papers(2, 1))});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
}

// ---- Empty feeds

TEST(ArxivDaily, EmptyOnSundayIsExpected) {
  Arxiv arxiv(kDailyConfig, "2026-09-27T12:00:00Z");
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-27", {})});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_EMPTY_EXPECTED);
}

TEST(ArxivDaily, EmptyOnAWeekdayIsNotAndTheDayIsLookedForTomorrow) {
  Arxiv arxiv(kDailyConfig);
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-24", {})});
  ASSERT_EQ(arxiv.fetch(after_wednesday()), SHEAF_OK);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_EMPTY_UNEXPECTED);
  EXPECT_THAT(arxiv.detail(), HasSubstr("Thursday, 2026-09-24 is empty; perhaps a holiday"));
  EXPECT_THAT(arxiv.sink().cursor(), HasSubstr("announced=2026-09-23"));
}

TEST(ArxivDaily, TheEmptyFeedOfSundayOnTuesdayIsStale) {
  Arxiv arxiv(kDailyConfig, "2026-09-29T12:00:00Z");
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-27", {})});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_STALE);
}

// ---- Stale batches

TEST(ArxivStale, YesterdaysPapersUnderTodaysDateAreFoundOut) {
  Arxiv arxiv(kDailyConfig);
  const std::string cursor = after_wednesday();
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-24", papers(2, 1))});
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-24", papers(2, 3))});
  ASSERT_EQ(arxiv.fetch(cursor), SHEAF_OK);
  EXPECT_THAT(arxiv.records(), IsEmpty());
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_STALE);
  EXPECT_THAT(arxiv.detail(), HasSubstr("dated 2026-09-24 but lists the papers of 2026-09-23"));
  EXPECT_EQ(arxiv.sink().cursor(), cursor);
  // When it is mended, the day comes as if nothing had been.
  ASSERT_EQ(arxiv.fetch(arxiv.sink().cursor()), SHEAF_OK);
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.00003", "2609.00004"));
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
}

TEST(ArxivStale, SoAreOldNewPapersBesideOtherReplacements) {
  Arxiv arxiv(kDailyConfig);
  auto list = papers(2, 1);
  list.push_back({"2601.00001v2", "replace"});
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-24", list)});
  ASSERT_EQ(arxiv.fetch(after_wednesday()), SHEAF_OK);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_STALE);
  EXPECT_THAT(arxiv.detail(), HasSubstr("no paper newer than 2609.00002"));
  EXPECT_EQ(arxiv.records().size(), 2U) << "weaker evidence: the papers are handed over";
  EXPECT_THAT(arxiv.sink().cursor(), HasSubstr("announced=2026-09-23")) << "today is still missing";
}

TEST(ArxivStale, SoIsAnOldDateOnAWeekdayAfterTheUpdate) {
  Arxiv arxiv(kDailyConfig, "2026-09-24T06:00:00Z");
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-23", papers(2, 1))});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_STALE);
  EXPECT_THAT(arxiv.detail(), HasSubstr("still that of Wednesday, 2026-09-23"));
  EXPECT_EQ(arxiv.records().size(), 2U);
}

TEST(ArxivStale, ButNotBeforeTheUpdate) {
  Arxiv arxiv(kDailyConfig, "2026-09-24T03:00:00Z");
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-23", papers(2, 1))});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
}

TEST(ArxivStale, AFeedOlderThanTheLastRunIsNotTakenAgain) {
  Arxiv arxiv(kDailyConfig);
  const std::string cursor = after_wednesday();
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-22", papers(2, 900))});
  ASSERT_EQ(arxiv.fetch(cursor), SHEAF_OK);
  EXPECT_THAT(arxiv.records(), IsEmpty());
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_STALE);
  EXPECT_EQ(arxiv.sink().cursor(), cursor);
}

TEST(ArxivStale, ADayOfReplacementsOnlyIsNot) {
  Arxiv arxiv(R"({"categories": ["cs.CL"], "announce": ["replace"]})");
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-24", {{"2601.00001v2", "replace"}})});
  ASSERT_EQ(arxiv.fetch(after_wednesday()), SHEAF_OK);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
}

// ---- Days missed

std::string search(const std::string& from, const std::string& to) {
  return "https://export.arxiv.org/api/query?search_query=%28cat:cs.CL%29+AND+submittedDate:%5B" +
         from + "+TO+" + to +
         "%5D&start=0&max_results=1000&sortBy=submittedDate&sortOrder=ascending";
}

TEST(ArxivGap, DaysMissedComeFromTheQueryApi) {
  // Wednesday's run, then Monday's: Thursday and Friday are missed, the week-end is none.
  Arxiv arxiv(kDailyConfig, "2026-09-28T12:00:00Z");
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-28", papers(1, 30))});
  arxiv.host.http.answer(
      search("202609221800", "202609241800"),
      {.body = api_page(3, {{"2609.00010v1", "2026-09-22T20:00:00Z", "cs.CL"},
                            {"2609.00011v2", "2026-09-23T20:00:00Z", "cs.LG"},
                            {"2609.00030v1", "2026-09-23T21:00:00Z", "cs.CL"}})});
  ASSERT_EQ(arxiv.fetch(after_wednesday()), SHEAF_OK) << arxiv.call.message();
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.00030", "2609.00010", "2609.00011"))
      << "2609.00030 is not repeated";
  EXPECT_EQ(arxiv.find("2609.00010").announce, SHEAF_ANNOUNCE_NEW);
  EXPECT_EQ(arxiv.find("2609.00011").announce, SHEAF_ANNOUNCE_CROSS) << "at home elsewhere";
  EXPECT_EQ(arxiv.find("2609.00010").announced_ms, SHEAF_TIME_UNKNOWN) << "nobody says which day";
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
  EXPECT_THAT(arxiv.sink().cursor(), HasSubstr("announced=2026-09-28"));
  EXPECT_TRUE(arxiv.sink().cursor().ends_with("top=2609.00030")) << arxiv.sink().cursor();
}

TEST(ArxivGap, SpacesItsRequestsOverAllHostsTogether) {
  Arxiv arxiv(kDailyConfig, "2026-09-28T12:00:00Z");
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-28", papers(1, 30))});
  arxiv.host.http.answer(search("202609221800", "202609241800"), {.body = api_page(0, {})});
  ASSERT_EQ(arxiv.fetch(after_wednesday()), SHEAF_OK);
  ASSERT_EQ(arxiv.starts().size(), 2U) << "rss.arxiv.org, then export.arxiv.org";
  EXPECT_GE(arxiv.starts()[1] - arxiv.starts()[0], 3000);
}

TEST(ArxivGap, AHolidayBetweenIsLookedForOnce) {
  Arxiv arxiv(kDailyConfig, "2026-09-25T12:00:00Z");
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-25", papers(1, 30))});
  arxiv.host.http.answer(search("202609221800", "202609231800"), {.body = api_page(0, {})});
  ASSERT_EQ(arxiv.fetch(after_wednesday()), SHEAF_OK) << arxiv.call.message();
  EXPECT_EQ(arxiv.urls().size(), 2U);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
}

TEST(ArxivGap, WhatIsNotFilledTodayIsFilledTomorrow) {
  const std::string window = search("202609221800", "202609231800");
  Arxiv friday(kDailyConfig, "2026-09-25T12:00:00Z");
  friday.host.http.answer(kFeed, {.body = rss("2026-09-25", papers(1, 30))});
  st::Answer limited;
  limited.status = 429;
  limited.body = "Rate exceeded.";
  friday.host.http.answer(window, limited);
  EXPECT_EQ(friday.fetch(after_wednesday()), SHEAF_E_RATE_LIMITED);
  EXPECT_EQ(friday.records().size(), 1U) << "today's papers are there";
  const std::string cursor = friday.sink().cursor();
  EXPECT_THAT(cursor, HasSubstr("announced=2026-09-25"));
  EXPECT_THAT(cursor, HasSubstr("gap=2026-09-24/2026-09-24"));

  Arxiv monday(kDailyConfig, "2026-09-28T12:00:00Z");
  monday.host.http.answer(kFeed, {.body = rss("2026-09-28", papers(1, 40))});
  monday.host.http.answer(window,
                          {.body = api_page(1, {{"2609.00010v1", "2026-09-23T10:00:00Z"}})});
  ASSERT_EQ(monday.fetch(cursor), SHEAF_OK) << monday.call.message();
  EXPECT_THAT(monday.sink().ids(), ElementsAre("2609.00040", "2609.00010"));
  EXPECT_EQ(monday.sink().cursor().find("gap="), std::string::npos);

  // Or later on the same day, with nothing new in the feed.
  Arxiv later(kDailyConfig, "2026-09-25T18:00:00Z");
  later.host.http.answer(kFeed, {.body = rss("2026-09-25", papers(1, 30))});
  later.host.http.answer(window, {.body = api_page(1, {{"2609.00010v1", "2026-09-23T10:00:00Z"}})});
  ASSERT_EQ(later.fetch(cursor), SHEAF_OK) << later.call.message();
  EXPECT_THAT(later.sink().ids(), ElementsAre("2609.00010"));
  EXPECT_EQ(later.state(), SHEAF_STATE_OK);
}

TEST(ArxivGap, ASecondGapJoinsTheFirst) {
  Arxiv arxiv(kDailyConfig, "2026-09-29T12:00:00Z");
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-29", papers(1, 40))});
  arxiv.host.http.answer(search("202609221800", "202609251800"), {.body = api_page(0, {})});
  ASSERT_EQ(arxiv.fetch("v1|announced=2026-09-25|top=2609.00002|gap=2026-09-24/2026-09-24"),
            SHEAF_OK)
      << arxiv.call.message();
}

TEST(ArxivGap, LongGapsComeFromOaiPmh) {
  Arxiv arxiv(kDailyConfig, "2026-10-08T12:00:00Z");
  arxiv.host.http.answer(kFeed, {.body = rss("2026-10-08", {{"2610.00009v1"}})});
  const std::string list =
      "https://oaipmh.arxiv.org/oai?verb=ListRecords&metadataPrefix=arXiv&"
      "from=2026-09-23&set=cs:cs:CL";
  arxiv.host.http.answer(list, {.body = oai_page({{.id = "2609.00005", .created = "2026-08-01"},
                                                  {.id = "2609.00001", .updated = "2026-09-30"},
                                                  {.id = "2609.00002"},
                                                  {.id = "2610.00009"}})});
  ASSERT_EQ(arxiv.fetch(after_wednesday()), SHEAF_OK) << arxiv.call.message();
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2610.00009", "2609.00005"))
      << "new is what has a later id than the last run's; replacements are not asked for";
  EXPECT_TRUE(arxiv.sink().cursor().ends_with("top=2610.00009")) << arxiv.sink().cursor();
  EXPECT_EQ(arxiv.sink().cursor().find("changed="), std::string::npos);
}

TEST(ArxivGap, ReplacementsOfMissedDaysComeFromOaiPmhToo) {
  const std::string config =
      R"({"categories": ["cs.CL"], "announce": ["new", "cross", "replace"]})";
  Arxiv arxiv(config, "2026-09-25T12:00:00Z");
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-25", papers(1, 30))});
  const std::string list =
      "https://oaipmh.arxiv.org/oai?verb=ListRecords&metadataPrefix=arXiv&"
      "from=2026-09-23&set=cs:cs:CL";
  arxiv.host.http.answer(
      list,
      {.body = oai_page({{.id = "2609.00010"},
                         {.id = "2601.00001", .created = "2026-01-01", .updated = "2026-09-23"},
                         {.id = "2601.00002", .created = "2026-01-01"}})});
  ASSERT_EQ(arxiv.fetch(after_wednesday(config)), SHEAF_OK) << arxiv.call.message();
  EXPECT_EQ(arxiv.find("2609.00010").announce, SHEAF_ANNOUNCE_NEW);
  EXPECT_EQ(arxiv.find("2601.00001").announce, SHEAF_ANNOUNCE_REPLACE);
  EXPECT_EQ(arxiv.records().size(), 3U) << "an edit of metadata was never announced";
}

TEST(ArxivGap, AnInterruptedHarvestGoesOn) {
  Arxiv arxiv(kDailyConfig, "2026-10-08T12:00:00Z");
  arxiv.host.http.answer(kFeed, {.body = rss("2026-10-08", {{"2610.00009v1"}})});
  const std::string base = "https://oaipmh.arxiv.org/oai?verb=ListRecords";
  arxiv.host.http.answer(base + "&metadataPrefix=arXiv&from=2026-09-23&set=cs:cs:CL",
                         {.body = oai_page({{.id = "2609.00005"}}, "t")});
  arxiv.host.http.answer(base + "&resumptionToken=t", st::Answer::fail(SHEAF_E_TRANSIENT, "gone"));
  arxiv.host.http.answer(base + "&resumptionToken=t", {.body = oai_page({{.id = "2609.00006"}})});
  EXPECT_EQ(arxiv.fetch(after_wednesday()), SHEAF_E_TRANSIENT);
  ASSERT_EQ(arxiv.fetch(arxiv.sink().cursor()), SHEAF_OK) << arxiv.call.message();
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.00006"));
  EXPECT_EQ(arxiv.sink().cursor().find("gap="), std::string::npos);
}

TEST(ArxivGap, SinceFillsFromThatDay) {
  Arxiv arxiv(kDailyConfig);
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-24", papers(2, 3))});
  // Announcements of Tuesday and Wednesday.
  arxiv.host.http.answer(search("202609181800", "202609221800"),
                         {.body = api_page(1, {{"2609.00001v1", "2026-09-21T10:00:00Z"}})});
  st::FetchRequest request;
  request.since_ms = at("2026-09-22T06:00:00Z");
  ASSERT_EQ(arxiv.fetch(request), SHEAF_OK) << arxiv.call.message();
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.00003", "2609.00004", "2609.00001"));

  // Also when today's were taken already.
  request.cursor = arxiv.sink().cursor();
  ASSERT_EQ(arxiv.fetch(request), SHEAF_OK);
  EXPECT_EQ(arxiv.records().size(), 3U);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
}

TEST(ArxivGap, UntilLeavesLaterAnnouncementsOut) {
  Arxiv arxiv(kDailyConfig);
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-24", papers(2, 3))});
  arxiv.host.http.answer(search("202609181800", "202609211800"),
                         {.body = api_page(1, {{"2609.00001v1", "2026-09-21T10:00:00Z"}})});
  st::FetchRequest request;
  request.since_ms = at("2026-09-22T06:00:00Z");
  request.until_ms = at("2026-09-22T12:00:00Z");
  ASSERT_EQ(arxiv.fetch(request), SHEAF_OK) << arxiv.call.message();
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.00001"));
}

TEST(ArxivGap, FromFillsOnTheFirstRun) {
  Arxiv arxiv(R"({"categories": ["cs.CL"], "from": "2026-09-23T12:00:00Z"})");
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-24", papers(2, 3))});
  arxiv.host.http.answer(search("202609211800", "202609221800"), {.body = api_page(0, {})});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  EXPECT_EQ(arxiv.urls().size(), 2U);
}

TEST(ArxivGap, RssAloneSaysWhatWasMissed) {
  Arxiv arxiv(R"({"categories": ["cs.CL"], "via": "rss"})", "2026-09-28T12:00:00Z");
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-28", papers(1, 30))});
  ASSERT_EQ(arxiv.fetch(after_wednesday()), SHEAF_OK);
  EXPECT_EQ(arxiv.urls().size(), 1U);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(arxiv.detail(), HasSubstr("2026-09-24 to 2026-09-25 were missed"));
}

// ---- Two thousand items

TEST(ArxivLimit, AFullFeedIsFetchedAgainPerCategory) {
  Arxiv arxiv(R"({"categories": ["cs.CL", "cs.LG"]})");
  auto all = papers(1999, 2, "cross", "stat.ML cs.CL");
  all.push_back({"2609.05000v1", "new", "cs.LG cs.CL"});
  arxiv.host.http.answer("https://rss.arxiv.org/rss/cs.CL+cs.LG", {.body = rss("2026-09-24", all)});
  auto first = papers(1200, 2, "cross", "stat.ML cs.CL");
  first.push_back({"2609.05001v1", "cross", "cs.LG cs.CL"});
  arxiv.host.http.answer("https://rss.arxiv.org/rss/cs.CL", {.body = rss("2026-09-24", first)});
  arxiv.host.http.answer("https://rss.arxiv.org/rss/cs.LG",
                         {.body = rss("2026-09-24", {{"2609.00001v1", "new", "cs.LG"},
                                                     {"2609.05000v1", "new", "cs.LG cs.CL"},
                                                     {"2609.05001v1", "new", "cs.LG cs.CL"}})});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  EXPECT_EQ(arxiv.records().size(), 2002U) << "each paper once";
  EXPECT_EQ(arxiv.find("2609.00001").announce, SHEAF_ANNOUNCE_NEW) << "had been cut off";
  EXPECT_EQ(arxiv.find("2609.05001").announce, SHEAF_ANNOUNCE_NEW)
      << "new in one, cross in the other";
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
  ASSERT_EQ(arxiv.starts().size(), 3U);
  EXPECT_GE(arxiv.starts()[1] - arxiv.starts()[0], 3000);
  EXPECT_GE(arxiv.starts()[2] - arxiv.starts()[1], 3000);
}

TEST(ArxivLimit, ASingleCategoryThatIsStillFullIsTruncated) {
  Arxiv arxiv(R"({"categories": ["cs"]})");
  arxiv.host.http.answer("https://rss.arxiv.org/rss/cs",
                         {.body = rss("2026-09-24", papers(2000, 1))});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK);
  EXPECT_EQ(arxiv.records().size(), 2000U);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(arxiv.detail(), HasSubstr("name the categories you follow instead of the archive"));
}

TEST(ArxivLimit, WhatWasReadIsHandedOverWhenTheSecondLookFails) {
  Arxiv arxiv(R"({"categories": ["cs.CL", "cs.LG"]})");
  arxiv.host.http.answer("https://rss.arxiv.org/rss/cs.CL+cs.LG",
                         {.body = rss("2026-09-24", papers(2000, 1))});
  arxiv.host.http.answer("https://rss.arxiv.org/rss/cs.CL",
                         st::Answer::fail(SHEAF_E_TRANSIENT, "gone"));
  EXPECT_EQ(arxiv.fetch(), SHEAF_E_TRANSIENT);
  EXPECT_EQ(arxiv.records().size(), 2000U);
  EXPECT_THAT(arxiv.sink().checkpoints(), IsEmpty());
}

// ---- The cursor

TEST(ArxivDaily, AGarbledCursorNamesTheCommandThatMendsIt) {
  Arxiv arxiv(kDailyConfig);
  EXPECT_EQ(arxiv.fetch("what is this"), SHEAF_E_CONFIG);
  EXPECT_THAT(arxiv.call.message(), HasSubstr("`sheaf state reset test-step`"));
  EXPECT_THAT(arxiv.urls(), IsEmpty());
}

TEST(ArxivDaily, TheCursorStaysWhereTheFeedBroke) {
  Arxiv arxiv(kDailyConfig);
  std::string body = rss("2026-09-24", papers(5, 3));
  body.resize(body.find("2609.00006v1"));
  arxiv.host.http.answer(kFeed, {.body = body});
  ASSERT_EQ(arxiv.fetch(after_wednesday()), SHEAF_OK);
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.00003", "2609.00004", "2609.00005"));
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(arxiv.sink().checkpoints(), IsEmpty());
}

TEST(ArxivDaily, TheCursorStaysWhenTheHostHasEnough) {
  Arxiv arxiv(kDailyConfig);
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-24", papers(5, 3))});
  st::RecordSink sink;
  sink.stop_after(2);
  const auto config =
      st::FakeConfig::json(sheaf::Component<arxiv::ArxivSource>::get(), kDailyConfig);
  st::Instance source(sheaf::Component<arxiv::ArxivSource>::get(), arxiv.host, config, arxiv.call);
  EXPECT_EQ(source.fetch(arxiv.call, sink), SHEAF_OK);
  EXPECT_EQ(sink.records().size(), 2U);
  EXPECT_THAT(sink.checkpoints(), IsEmpty());
}

}  // namespace
