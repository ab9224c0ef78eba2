// Pages, days, the cursor, categories and the API's moods.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture.h"

namespace {

using namespace biorxiv_test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kTwoDays = "biorxiv/2026-09-23/2026-09-24";
const std::string kDoi = "10.64898/2026.09.20.";

std::string url(const std::string& path) {
  return "https://api.biorxiv.org/details/" + path + "/json";
}

TEST(BiorxivPaging, GoesByWhatCameUntilAPageIsEmpty) {
  Biorxiv biorxiv;
  biorxiv.pages(kTwoDays, {{record("1", "2026-09-23"), record("2", "2026-09-23")},
                           {record("3", "2026-09-24")},
                           {record("4", "2026-09-24"), record("5", "2026-09-24")}});
  ASSERT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
  EXPECT_THAT(biorxiv.urls(), ElementsAre(url(kTwoDays + "/0"), url(kTwoDays + "/2"),
                                          url(kTwoDays + "/3"), url(kTwoDays + "/5")));
  EXPECT_THAT(biorxiv.sink().ids(),
              ElementsAre(kDoi + "1", kDoi + "2", kDoi + "3", kDoi + "4", kDoi + "5"));
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_OK) << biorxiv.detail();
}

TEST(BiorxivPaging, TheTotalIsAHint) {
  for (const std::string total : {"1", "5000", "many", ""}) {
    Biorxiv biorxiv;
    biorxiv.answer(kTwoDays + "/0", page({record("1", "2026-09-24")}, total));
    biorxiv.answer(kTwoDays + "/1", page({record("2", "2026-09-24")}, total));
    biorxiv.answer(kTwoDays + "/2", no_posts());
    ASSERT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
    EXPECT_THAT(biorxiv.records(), SizeIs(2)) << total;
    EXPECT_EQ(biorxiv.state(), SHEAF_STATE_OK);
  }
}

TEST(BiorxivPaging, NoPostsFoundMayLackTheCollection) {
  Biorxiv biorxiv;
  biorxiv.answer(kTwoDays + "/0", page({record("1", "2026-09-24")}));
  biorxiv.answer(kTwoDays + "/1", R"({"messages":[{"status":"no posts found"}]})");
  ASSERT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_OK);
}

TEST(BiorxivPaging, PagesThatOverlapRepeatNothing) {
  Biorxiv biorxiv;
  biorxiv.answer(kTwoDays + "/0", page({record("1", "2026-09-24"), record("2", "2026-09-24")}));
  biorxiv.answer(kTwoDays + "/2", page({record("2", "2026-09-24"), record("3", "2026-09-24")}));
  biorxiv.answer(kTwoDays + "/4", no_posts());
  ASSERT_EQ(biorxiv.fetch(), SHEAF_OK);
  EXPECT_THAT(biorxiv.records(), SizeIs(3));
}

TEST(BiorxivPaging, APageThatRepeatsForEverEnds) {
  Biorxiv biorxiv;
  const std::string same = page({record("1", "2026-09-24"), record("2", "2026-09-24")}, "900");
  biorxiv.answer(kTwoDays + "/0", same);
  biorxiv.answer(kTwoDays + "/2", same);
  ASSERT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
  EXPECT_THAT(biorxiv.records(), SizeIs(2));
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(biorxiv.detail(), HasSubstr("the same records"));
}

TEST(BiorxivPaging, OneRequestASecond) {
  const auto rules = biorxiv::BiorxivSource::hosts();
  ASSERT_THAT(rules, SizeIs(3));
  for (const auto& rule : rules) EXPECT_EQ(rule.min_interval_ms, 1000) << rule.host;
}

TEST(BiorxivPaging, MedrxivHasItsOwnAddress) {
  Biorxiv medrxiv(R"({"server": "medrxiv"})");
  medrxiv.pages("medrxiv/2026-09-23/2026-09-24", {{record("1", "2026-09-24")}});
  EXPECT_EQ(medrxiv.fetch(), SHEAF_OK) << medrxiv.call.message();
  EXPECT_THAT(medrxiv.records(), SizeIs(1));
}

// ---- Versions and categories

TEST(BiorxivWants, FirstVersionsUnlessAsked) {
  const std::vector<std::vector<std::string>> pages = {
      {record("1", "2026-09-24"), record("2", "2026-09-24", "cell biology", 2)}};
  Biorxiv first, all(R"({"revisions": true})");
  first.pages(kTwoDays, pages);
  all.pages(kTwoDays, pages);
  ASSERT_EQ(first.fetch(), SHEAF_OK);
  ASSERT_EQ(all.fetch(), SHEAF_OK);
  EXPECT_THAT(first.sink().ids(), ElementsAre(kDoi + "1"));
  EXPECT_THAT(all.records(), SizeIs(2));
}

TEST(BiorxivCategories, AFewAreAskedForOneByOne) {
  Biorxiv biorxiv(R"({"categories": ["Cell Biology", "zoology", "cell_biology"]})");
  biorxiv.pages(kTwoDays, {{record("1", "2026-09-24")}}, "cell_biology");
  biorxiv.pages(kTwoDays, {{record("2", "2026-09-24", "zoology")}}, "zoology");
  ASSERT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
  EXPECT_THAT(biorxiv.sink().ids(), ElementsAre(kDoi + "1", kDoi + "2"));
  EXPECT_THAT(biorxiv.urls(), SizeIs(4));
}

TEST(BiorxivCategories, ManyArePickedFromAll) {
  Biorxiv biorxiv(R"({"categories": ["cell biology", "zoology", "genomics", "ecology"]})");
  biorxiv.pages(kTwoDays, {{record("1", "2026-09-24"), record("2", "2026-09-24", "neuroscience"),
                            record("3", "2026-09-24", "Ecology")}});
  ASSERT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
  EXPECT_THAT(biorxiv.sink().ids(), ElementsAre(kDoi + "1", kDoi + "3"));
}

TEST(BiorxivCategories, AFilterThatIsIgnoredIsApplied) {
  Biorxiv biorxiv(R"({"categories": ["cell biology"]})");
  biorxiv.answer(kTwoDays + "/0",
                 page({record("1", "2026-09-24"), record("2", "2026-09-24", "zoology")}),
                 "cell_biology");
  biorxiv.answer(kTwoDays + "/2", no_posts(), "cell_biology");
  ASSERT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
  EXPECT_THAT(biorxiv.sink().ids(), ElementsAre(kDoi + "1"));
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_OK);
}

TEST(BiorxivCategories, AnUnknownOneIsNamed) {
  Biorxiv biorxiv(R"({"categories": ["zellbiologie"]})");
  biorxiv.answer(kTwoDays + "/0", page({record("1", "2026-09-24")}), "zellbiologie");
  biorxiv.answer(kTwoDays + "/1", no_posts(), "zellbiologie");
  ASSERT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
  EXPECT_THAT(biorxiv.records(), IsEmpty());
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_EMPTY_UNEXPECTED);
  EXPECT_THAT(biorxiv.detail(), HasSubstr("does not know the category `zellbiologie`"));
}

TEST(BiorxivCategories, ABlankOneIsRefused) {
  EXPECT_EQ(Biorxiv(R"({"categories": ["-"]})").created(), SHEAF_E_CONFIG);
}

// ---- Days and the cursor

// The cursor after Thursday's run, which took 1 of Wednesday and 2 of Thursday.
std::string after_thursday() {
  Biorxiv biorxiv(R"({"first": "5d"})");
  biorxiv.pages("biorxiv/2026-09-20/2026-09-24",
                {{record("1", "2026-09-23"), record("2", "2026-09-24")}});
  EXPECT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
  return biorxiv.sink().cursor();
}

TEST(BiorxivDays, TheFirstRunReadsTheDaysAskedFor) {
  Biorxiv biorxiv(R"({"first": "5d"})");
  biorxiv.pages("biorxiv/2026-09-20/2026-09-24", {{record("1", "2026-09-24")}});
  ASSERT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
  EXPECT_THAT(biorxiv.records(), SizeIs(1));
}

TEST(BiorxivDays, OrTheLastPosts) {
  Biorxiv biorxiv(R"({"first": "3"})");
  biorxiv.answer("biorxiv/3/0", page({record("1", "2026-09-24"), record("2", "2026-09-23")}));
  biorxiv.answer("biorxiv/3/2", page({record("3", "2026-09-20")}));
  ASSERT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
  EXPECT_THAT(biorxiv.records(), SizeIs(3));
  Biorxiv next(R"({"first": "3"})");
  next.pages("biorxiv/2026-09-22/2026-09-24",
             {{record("2", "2026-09-23"), record("1", "2026-09-24"), record("4", "2026-09-24")}});
  ASSERT_EQ(next.fetch_from(biorxiv.sink().cursor()), SHEAF_OK) << next.call.message();
  EXPECT_THAT(next.sink().ids(), ElementsAre(kDoi + "4"));
}

TEST(BiorxivDays, WhatCouldNotBeReadOfTheLastPostsComesAgain) {
  Biorxiv biorxiv(R"({"first": "3"})");
  const std::string whole = page({record("1", "2026-09-24"), record("2", "2026-09-20")});
  biorxiv.answer("biorxiv/3/0", whole.substr(0, whole.find("Paper 2")));
  ASSERT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
  EXPECT_THAT(biorxiv.records(), SizeIs(1));
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(biorxiv.sink().checkpoints(), IsEmpty());
}

TEST(BiorxivDays, TheLastDaysAreReadAgainWithoutRepeating) {
  Biorxiv friday("{}", "2026-09-25T18:00:00Z");
  friday.pages("biorxiv/2026-09-22/2026-09-25",
               {{record("1", "2026-09-23"), record("9", "2026-09-23"), record("2", "2026-09-24"),
                 record("3", "2026-09-25")}});
  ASSERT_EQ(friday.fetch_from(after_thursday()), SHEAF_OK) << friday.call.message();
  EXPECT_THAT(friday.sink().ids(), ElementsAre(kDoi + "9", kDoi + "3")) << "9 was late";
}

TEST(BiorxivDays, ASecondRunOnOneDayHasNothingNew) {
  Biorxiv again;
  again.pages("biorxiv/2026-09-22/2026-09-24",
              {{record("1", "2026-09-23"), record("2", "2026-09-24")}});
  const std::string cursor = after_thursday();
  ASSERT_EQ(again.fetch_from(cursor), SHEAF_OK) << again.call.message();
  EXPECT_THAT(again.records(), IsEmpty());
  EXPECT_EQ(again.state(), SHEAF_STATE_EMPTY_EXPECTED);
  EXPECT_EQ(again.detail(), "Nothing new since the last run.");
  EXPECT_EQ(again.sink().cursor(), cursor);
}

TEST(BiorxivDays, ARevisionOfAKnownPaperIsNew) {
  Biorxiv again(R"({"revisions": true})");
  again.pages("biorxiv/2026-09-22/2026-09-24",
              {{record("2", "2026-09-24"), record("2", "2026-09-24", "cell biology", 2)}});
  ASSERT_EQ(again.fetch_from(after_thursday()), SHEAF_OK) << again.call.message();
  ASSERT_THAT(again.records(), SizeIs(1));
  EXPECT_EQ(again.records()[0].version, 2U);
}

TEST(BiorxivDays, MissedDaysAreFilledWeekByWeek) {
  Biorxiv later("{}", "2026-10-08T18:00:00Z");
  later.pages("biorxiv/2026-09-22/2026-09-28", {{record("3", "2026-09-28")}});
  later.pages("biorxiv/2026-09-29/2026-10-05", {{record("4", "2026-10-05")}});
  later.pages("biorxiv/2026-10-06/2026-10-08", {{record("5", "2026-10-08")}});
  ASSERT_EQ(later.fetch_from(after_thursday()), SHEAF_OK) << later.call.message();
  EXPECT_THAT(later.sink().ids(), ElementsAre(kDoi + "3", kDoi + "4", kDoi + "5"));
  EXPECT_THAT(later.sink().cursor(), HasSubstr("v1|from=2026-10-06|2026-10-08="));
}

TEST(BiorxivDays, FromEveryCheckpointTheRestComes) {
  const auto serve = [](Biorxiv& biorxiv) {
    biorxiv.pages(
        "biorxiv/2026-09-14/2026-09-20",
        {{record("1", "2026-09-14"), record("2", "2026-09-15")}, {record("3", "2026-09-20")}});
    biorxiv.pages("biorxiv/2026-09-21/2026-09-24",
                  {{record("4", "2026-09-21"), record("5", "2026-09-24")}});
    biorxiv.pages("biorxiv/2026-09-22/2026-09-24", {{record("5", "2026-09-24")}});
  };
  const std::string config = R"({"first": "11d"})";
  Biorxiv all(config);
  serve(all);
  ASSERT_EQ(all.fetch(), SHEAF_OK) << all.call.message();
  ASSERT_THAT(all.records(), SizeIs(5));
  for (const auto& checkpoint : all.sink().checkpoints()) {
    Biorxiv rest(config);
    serve(rest);
    ASSERT_EQ(rest.fetch_from(checkpoint.cursor), SHEAF_OK) << rest.call.message();
    EXPECT_EQ(checkpoint.records + rest.records().size(), 5U) << checkpoint.cursor;
  }
  for (std::size_t stop = 1; stop < 5; ++stop) {
    Biorxiv part(config), rest(config);
    part.stop_after = stop;
    serve(part);
    serve(rest);
    ASSERT_EQ(part.fetch(), SHEAF_OK);
    ASSERT_THAT(part.records(), SizeIs(stop));
    ASSERT_EQ(rest.fetch_from(part.sink().cursor()), SHEAF_OK) << rest.call.message();
    EXPECT_THAT(rest.records(), SizeIs(5 - stop));
  }
}

TEST(BiorxivDays, SinceAsksForThoseDaysAgain) {
  Biorxiv since;
  since.pages(kTwoDays, {{record("1", "2026-09-23"), record("2", "2026-09-24")}});
  const std::string cursor = after_thursday();
  ASSERT_EQ(since.fetch({.cursor = cursor, .since_ms = at("2026-09-23T15:00:00Z")}), SHEAF_OK)
      << since.call.message();
  EXPECT_THAT(since.records(), SizeIs(2));
  EXPECT_EQ(since.sink().cursor(), cursor) << "what it left out stays to be read";
}

TEST(BiorxivDays, SinceAfterAGapLeavesTheGap) {
  Biorxiv since("{}", "2026-10-08T18:00:00Z");
  since.pages("biorxiv/2026-10-08/2026-10-08", {{record("5", "2026-10-08")}});
  ASSERT_EQ(since.fetch({.cursor = after_thursday(), .since_ms = at("2026-10-08T00:00:00Z")}),
            SHEAF_OK)
      << since.call.message();
  EXPECT_THAT(since.sink().cursor(), HasSubstr("v1|from=2026-09-22|"));
}

TEST(BiorxivDays, UntilEndsEarlier) {
  Biorxiv biorxiv;
  biorxiv.pages("biorxiv/2026-09-10/2026-09-12", {{record("1", "2026-09-11")}});
  ASSERT_EQ(biorxiv.fetch(
                {.since_ms = at("2026-09-10T00:00:00Z"), .until_ms = at("2026-09-12T12:00:00Z")}),
            SHEAF_OK)
      << biorxiv.call.message();
  EXPECT_EQ(biorxiv.sink().cursor(), "v1|from=2026-09-13");
}

TEST(BiorxivDays, AForeignCursorIsRefused) {
  Biorxiv biorxiv;
  EXPECT_EQ(biorxiv.fetch_from("v7|x"), SHEAF_E_CONFIG);
  EXPECT_THAT(biorxiv.call.message(), HasSubstr("sheaf state reset"));
}

// ---- States

TEST(BiorxivStates, NothingOnWorkingDaysIsUnexpected) {
  Biorxiv biorxiv;
  biorxiv.answer(kTwoDays + "/0", no_posts());
  ASSERT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_EMPTY_UNEXPECTED);
  EXPECT_EQ(biorxiv.detail(),
            "bioRxiv lists nothing from 2026-09-23 to 2026-09-24, working days among them.");
}

TEST(BiorxivStates, NothingAtTheWeekEndIsExpected) {
  for (const auto& [now, interval] :
       {std::pair{"2026-09-27T12:00:00Z", "biorxiv/2026-09-26/2026-09-27/0"},
        std::pair{"2026-09-28T02:00:00Z", "biorxiv/2026-09-27/2026-09-28/0"}}) {
    Biorxiv biorxiv("{}", now);
    biorxiv.answer(interval, no_posts());
    ASSERT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
    EXPECT_EQ(biorxiv.state(), SHEAF_STATE_EMPTY_EXPECTED) << now;
  }
}

TEST(BiorxivStates, RevisionsAloneAreNothingNew) {
  Biorxiv biorxiv;
  biorxiv.pages(kTwoDays, {{record("2", "2026-09-24", "cell biology", 2)}});
  ASSERT_EQ(biorxiv.fetch(), SHEAF_OK);
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_EMPTY_EXPECTED);
  EXPECT_THAT(biorxiv.detail(), HasSubstr("None of the 1 posts"));
}

TEST(BiorxivStates, ATruncatedPageKeepsItsRecordsAndTheCursor) {
  Biorxiv biorxiv;
  const std::string whole =
      page({record("1", "2026-09-23"), record("2", "2026-09-24"), record("3", "2026-09-24")});
  biorxiv.answer(kTwoDays + "/0", whole.substr(0, whole.find("Paper 3")));
  ASSERT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
  EXPECT_THAT(biorxiv.sink().ids(), ElementsAre(kDoi + "1", kDoi + "2"));
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(biorxiv.detail(), HasSubstr(kTwoDays + "/0"));
  EXPECT_THAT(biorxiv.sink().cursor(), HasSubstr("v1|from=2026-09-23|"));
  Biorxiv next;
  next.pages(kTwoDays,
             {{record("1", "2026-09-23"), record("2", "2026-09-24"), record("3", "2026-09-24")}});
  ASSERT_EQ(next.fetch_from(biorxiv.sink().cursor()), SHEAF_OK) << next.call.message();
  EXPECT_THAT(next.sink().ids(), ElementsAre(kDoi + "3"));
}

TEST(BiorxivStates, ACutBeforeTheRecordsIsNoEnd) {
  Biorxiv biorxiv;
  const std::string whole = page({record("1", "2026-09-24")});
  biorxiv.answer(kTwoDays + "/0", whole.substr(0, whole.find("Paper 1")));
  ASSERT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(biorxiv.sink().cursor(), HasSubstr("v1|from=2026-09-23"));
}

TEST(BiorxivStates, AFormatThatChangedHoldsTheCursor) {
  Biorxiv biorxiv("{}", "2026-10-08T18:00:00Z");
  const std::string interval = "biorxiv/2026-09-22/2026-09-28";
  biorxiv.answer(interval + "/0", with(page({record("3", "2026-09-28")}), "\"doi\"", "\"DOI\""));
  const std::string cursor = after_thursday();
  ASSERT_EQ(biorxiv.fetch_from(cursor), SHEAF_OK) << biorxiv.call.message();
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_THAT(biorxiv.detail(), HasSubstr("1 of 1 records have no `doi`"));
  EXPECT_EQ(biorxiv.sink().cursor(), cursor);
  Biorxiv html;
  html.answer(kTwoDays + "/0", "<html><body>Attention required</body></html>");
  ASSERT_EQ(html.fetch(), SHEAF_OK) << html.call.message();
  EXPECT_EQ(html.state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_THAT(html.detail(), HasSubstr("not JSON"));
  EXPECT_THAT(html.sink().checkpoints(), IsEmpty());
}

TEST(BiorxivStates, AnEmptyAnswerIsTroubleToBeTriedAgain) {
  Biorxiv biorxiv;
  biorxiv.answer(kTwoDays + "/0", page({record("1", "2026-09-24")}));
  biorxiv.answer(kTwoDays + "/1", "\n");
  EXPECT_EQ(biorxiv.fetch(), SHEAF_E_TRANSIENT);
  EXPECT_THAT(biorxiv.call.message(), HasSubstr(kTwoDays + "/1"));
  EXPECT_THAT(biorxiv.sink().cursor(), HasSubstr("v1|from=2026-09-23|2026-09-24="));
}

TEST(BiorxivStates, TheApisOwnWordsAreToldOn) {
  Biorxiv biorxiv;
  biorxiv.answer(kTwoDays + "/0", R"({"messages":[{"status":"error: bad interval"}]})");
  EXPECT_EQ(biorxiv.fetch(), SHEAF_E_UPSTREAM);
  EXPECT_THAT(biorxiv.call.message(), HasSubstr("bad interval"));
}

TEST(BiorxivStates, WhatFailsOverHttpIsTheHostsToTell) {
  for (const auto& [status, code] : {std::pair{403, SHEAF_E_AUTH}, {503, SHEAF_E_TRANSIENT}}) {
    Biorxiv biorxiv;
    st::Answer answer;
    answer.status = status;
    biorxiv.host.http.answer(url(kTwoDays + "/0"), answer);
    EXPECT_EQ(biorxiv.fetch(), code);
    EXPECT_EQ(biorxiv.host.http.unreleased(), 0);
  }
}

TEST(BiorxivProbe, AsksForOnePost) {
  Biorxiv biorxiv(R"({"server": "medrxiv"})");
  biorxiv.answer("medrxiv/1/0", page({record("1", "2026-09-24")}));
  EXPECT_EQ(biorxiv.probe(), SHEAF_OK) << biorxiv.call.message();
  Biorxiv changed;
  changed.answer("biorxiv/1/0", "{}");
  EXPECT_EQ(changed.probe(), SHEAF_E_UPSTREAM);
}

}  // namespace
