// What the plugins for bibliographic databases share: identifiers, words, pace, days, lookups.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "fixture.h"
#include "sheaf/feed/json.hpp"
#include "webapi/client.h"
#include "webapi/fetch.h"
#include "webapi/identifiers.h"
#include "webapi/lookup.h"
#include "webapi/url.h"
#include "webapi/vocabulary.h"

namespace {

using namespace webapi;
using namespace webapi_test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// ---- Identifiers and words

TEST(Identifiers, AreTakenFromAllTheirForms) {
  EXPECT_EQ(doi_url("10.1002/(sici)1097<1::aid-a#b>3.0.co;2-z"),
            "https://doi.org/10.1002/(sici)1097%3C1::aid-a%23b%3E3.0.co;2-z");
  for (const char* text : {"0000-0002-1825-0097", "http://orcid.org/0000-0002-1825-0097",
                           "https://orcid.org/0000-0002-1825-0097/", "0000000218250097",
                           "ORCID: 0000-0002-1825-0097"}) {
    EXPECT_EQ(bare_orcid(text), "0000-0002-1825-0097") << text;
  }
  EXPECT_EQ(bare_orcid("0000-0002-1694-233x"), "0000-0002-1694-233X");
  for (const char* text : {"", "0000-0002-1825-0098", "0000-0002-1825", "n/a"}) {
    EXPECT_EQ(bare_orcid(text), "") << text;
  }
  EXPECT_EQ(bare_ror("https://ror.org/02MHBDP94"), "02mhbdp94");
  EXPECT_EQ(bare_ror("I27837315"), "");
  EXPECT_EQ(bare_pmid("https://pubmed.ncbi.nlm.nih.gov/38889132/"), "38889132");
  EXPECT_EQ(bare_pmid("PMC38889132"), "");
  EXPECT_EQ(bare_pmcid("https://www.ncbi.nlm.nih.gov/pmc/articles/4740857"), "PMC4740857");
  EXPECT_EQ(bare_pmcid("pmc4740857"), "PMC4740857");
  EXPECT_EQ(Url("https://x.org/a").with("q", "a b&c=é").with("none", "").with("n", "1").text(),
            "https://x.org/a?q=a%20b%26c%3D%C3%A9&n=1");
}

TEST(Vocabulary, TitlesThatSayWhatTheyAre) {
  const std::pair<const char*, sheaf_record_type> kTitles[] = {
      {"Erratum", SHEAF_TYPE_CORRECTION},
      {"Correction to: Knots in water", SHEAF_TYPE_CORRECTION},
      {"Correction to “Knots in water”", SHEAF_TYPE_CORRECTION},
      {"Author Correction: Knots in water", SHEAF_TYPE_CORRECTION},
      {"RETRACTION NOTE: Knots in water", SHEAF_TYPE_RETRACTION},
      {" Editorial.", SHEAF_TYPE_EDITORIAL},
      {"Letter to the Editor", SHEAF_TYPE_LETTER},
      {"Correction of myopia by laser", SHEAF_TYPE_UNKNOWN},
      {"Correction to the Higgs mass from loops", SHEAF_TYPE_UNKNOWN},
      {"Retraction of the tongue in infants", SHEAF_TYPE_UNKNOWN},
      {"Editorial choices in open journals", SHEAF_TYPE_UNKNOWN},
      {"", SHEAF_TYPE_UNKNOWN}};
  for (const auto& [title, type] : kTitles) EXPECT_EQ(type_of_title(title), type) << title;
  EXPECT_TRUE(is_marked_retracted(" RETRACTED: Knots"));
  EXPECT_TRUE(is_marked_retracted("WITHDRAWN: Knots"));
  EXPECT_FALSE(is_marked_retracted("Retracted knots"));
}

TEST(Vocabulary, TheStrongestPublicationTypeCounts) {
  using Types = std::vector<std::string>;
  const std::pair<Types, sheaf_record_type> kTypes[] = {
      {{"Journal Article"}, SHEAF_TYPE_RESEARCH},
      {{"Journal Article", "Review"}, SHEAF_TYPE_REVIEW},
      {{"review-article"}, SHEAF_TYPE_REVIEW},
      {{"Letter", "Comment"}, SHEAF_TYPE_LETTER},
      {{"Editorial", "Review"}, SHEAF_TYPE_EDITORIAL},
      {{"News"}, SHEAF_TYPE_NEWS},
      {{"Journal Article", "Retraction of Publication"}, SHEAF_TYPE_RETRACTION},
      {{"Published Erratum"}, SHEAF_TYPE_CORRECTION},
      {{"Research Support, Non-U.S. Gov't"}, SHEAF_TYPE_UNKNOWN},
      {{}, SHEAF_TYPE_UNKNOWN}};
  for (const auto& [types, type] : kTypes) EXPECT_EQ(kind_of(types).type, type);
  const Types retracted = {"Journal Article", "Retracted Publication"};
  EXPECT_TRUE(kind_of(retracted).retracted);
  EXPECT_EQ(kind_of(retracted).type, SHEAF_TYPE_RESEARCH);
  const Types preprint = {"Preprint", "Journal Article"};
  EXPECT_TRUE(kind_of(preprint).preprint);
}

TEST(Vocabulary, CorrectionsLanguagesStops) {
  const std::tuple<const char*, bool, std::optional<sheaf_relation_type>> kNames[] = {
      {"RetractionOf", false, SHEAF_REL_RETRACTS},
      {"Retraction of", false, SHEAF_REL_RETRACTS},
      {"Retraction in", false, SHEAF_REL_RETRACTED_BY},
      {"ErratumIn", false, SHEAF_REL_CORRECTED_BY},
      {"ErratumFor", false, SHEAF_REL_CORRECTS},
      {"Comment on", false, SHEAF_REL_COMMENTS_ON},
      {"UpdateIn", true, SHEAF_REL_PREPRINT_OF},
      {"UpdateIn", false, SHEAF_REL_RELATED},
      {"Cites", false, std::nullopt}};
  for (const auto& [name, preprint, relation] : kNames) {
    EXPECT_EQ(relation_of(name, preprint), relation) << name;
  }
  const std::pair<std::string, std::string> kStops[] = {
      {"Knots. ", "Knots"}, {"Knots", "Knots"}, {"And so on...", "And so on..."}, {".", ""}};
  for (auto [title, wanted] : kStops) {
    drop_final_stop(title);
    EXPECT_EQ(title, wanted);
  }
}

TEST(Vocabulary, BracketsAroundATitle) {
  const std::pair<std::string, std::string> kTitles[] = {
      {"[Role of [18F]rope in knots].", "Role of [18F]rope in knots"},
      {"[Knots.]", "Knots."},
      {" [ Knots ] ", "Knots"},
      {"[[11C]rope and [18F]rope]", "[11C]rope and [18F]rope"},
      {"[]", ""}};
  for (auto [title, wanted] : kTitles) {
    EXPECT_TRUE(drop_outer_brackets(title)) << wanted;
    EXPECT_EQ(title, wanted);
  }
  for (const std::string_view other :
       {"[18F]rope in [11C]", "[18F]rope", "Knots [review].", "[Knots", "[[Knots]", "Knots]", ""}) {
    std::string title(other);
    EXPECT_FALSE(drop_outer_brackets(title)) << other;
    EXPECT_EQ(title, other);
  }
}

// ---- Pace

// Not a real component: only to have a host with a clock and answers.
struct Asking {
  Asking() { host.provide(SHEAF_SERVICE_HTTP, static_cast<sheaf_http*>(&http)); }
  st::FakeHost host;
  st::FakeCall call;
  QueueHttp http{host.http, host.clock};
  Client client{sheaf::Host(&host), 1000};
  void ask() { client.get(sheaf::Call(&call), "https://api.example.org/?key=k"); }
  std::int64_t gap() { return http.starts().back() - http.starts()[http.starts().size() - 2]; }
};

TEST(ClientPace, FollowsWhatAnswersSay) {
  const std::pair<st::Pairs, std::int64_t> kGaps[] = {
      {{}, 1000},  // as it was given
      {{{"x-rate-limit-limit", "5"}, {"x-rate-limit-interval", "1s"}}, 200},
      {{{"x-rate-limit-limit", "30"}, {"x-rate-limit-interval", "60s"}}, 2000},
      {{{"x-rate-limit-limit", "0"}, {"x-rate-limit-interval", "1s"}}, 1000},
      {{{"x-rate-limit-limit", "many"}, {"x-rate-limit-interval", "1 h"}}, 1000},
      {{{"ratelimit-remaining", "9"}, {"ratelimit-reset", "30"}}, 1000},
      {{{"ratelimit-remaining", "0"}, {"ratelimit-reset", "30"}}, 30'000},
      {{{"x-ratelimit-remaining", "0"}}, 1000},
      {{{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "4"}}, 4000}};
  for (const auto& [headers, gap] : kGaps) {
    Asking a;
    a.http.answer({.body = "{}", .headers = headers});
    a.http.answer({.body = "{}"});
    a.ask();
    EXPECT_EQ(a.host.clock.now(), st::FakeClock::kStart) << "nothing is waited for at first";
    a.ask();
    EXPECT_EQ(a.gap(), gap) << testing::PrintToString(headers);
  }
}

TEST(ClientPace, StopsWhenNothingIsLeftForLong) {
  Asking a;
  a.http.answer(
      {.body = "{}", .headers = {{"ratelimit-remaining", "0"}, {"ratelimit-reset", "7200"}}});
  a.ask();
  try {
    a.ask();
    ADD_FAILURE() << "it asked";
  } catch (const sheaf::Error& e) {
    EXPECT_EQ(e.code(), SHEAF_E_RATE_LIMITED);
    EXPECT_EQ(e.retry_after_ms(), 7'200'000);
    EXPECT_THAT(e.what(), HasSubstr("121 minutes"));
  }
  EXPECT_THAT(a.http.urls(), SizeIs(1));
}

TEST(ClientPace, AnEmptyAnswerIsAPassingFailureAndItsKeyStaysUnsaid) {
  Asking a;
  a.http.answer({.body = " \n"});
  try {
    a.ask();
    ADD_FAILURE();
  } catch (const sheaf::Error& e) {
    EXPECT_EQ(e.code(), SHEAF_E_TRANSIENT);
    EXPECT_STREQ(e.what(), "api.example.org gave an empty answer");
  }
}

// ---- Days

// A database of `per_day` records a day, in pages of `rows`.
struct Database {
  std::size_t rows = 10;
  std::map<std::string, std::size_t> per_day{};
  std::vector<std::string> asked{};
  std::function<void(Page&)> spoil = [](Page&) {};

  Page operator()(const Days& days, const std::string& token) {
    asked.push_back(days.first_text().substr(8) + "-" + days.last_text().substr(8) +
                    (token.empty() ? "" : "+" + token));
    std::vector<std::string> ids;
    for (const auto& [day, count] : per_day) {
      if (day < days.first_text() || day > days.last_text()) continue;
      for (std::size_t i = 0; i < count; ++i) ids.push_back(day + "/" + std::to_string(i));
    }
    Page page;
    page.total = ids.size();
    const std::size_t start = token.empty() ? 0 : std::stoul(token);
    for (std::size_t i = start; i < std::min(start + rows, ids.size()); ++i) {
      sheaf::Record& r = page.records.emplace_back();
      r.id = ids[i];
      r.title.value = "On " + ids[i];
    }
    page.items = page.records.size();
    if (start + rows < ids.size()) page.next = std::to_string(start + rows);
    spoil(page);
    return page;
  }
};

struct Fetch {
  explicit Fetch(Database d) : database(std::move(d)) {
    plan.service = "Base";
    plan.list_limit = 40;
    plan.run_limit = 1000;
  }
  void run(const std::string& cursor = "", std::int64_t since = SHEAF_TIME_UNKNOWN) {
    auto request = sheaf::sized<sheaf_fetch_request>();
    request.cursor = sheaf::str(cursor);
    request.since_ms = since;
    request.until_ms = SHEAF_TIME_UNKNOWN;
    const sheaf::Call c(&call);
    fetch_by_days(c, request, sheaf::RecordSink(&sink, c), at("2026-09-24T06:00:00Z"), plan,
                  std::ref(database));
  }
  std::vector<std::string> cursors() {
    std::vector<std::string> out;
    for (const auto& c : sink.checkpoints()) out.push_back(c.cursor);
    return out;
  }
  std::string detail() { return sink.reports().empty() ? "" : sink.reports().back().detail; }

  Database database;
  Plan plan;
  st::FakeCall call;
  st::RecordSink sink;
};

TEST(FetchByDays, AShortListIsOneListAndTodayIsNotOver) {
  Fetch f({.per_day = {{"2026-09-20", 4}, {"2026-09-24", 9}}});
  f.run();
  EXPECT_THAT(f.database.asked, ElementsAre("17-24", "17-24+10"));
  EXPECT_THAT(f.sink.ids(), SizeIs(13));
  EXPECT_THAT(f.cursors(), ElementsAre("v1|next=2026-09-24"));
  EXPECT_EQ(f.sink.state(), SHEAF_STATE_OK);
}

TEST(FetchByDays, TheNextRunReadsSomeDaysAgain) {
  Fetch f({.per_day = {{"2026-09-23", 1}}});
  f.run("v1|next=2026-09-24");
  EXPECT_THAT(f.database.asked, ElementsAre("22-24"));
  Fetch later({.per_day = {{"2026-09-12", 1}}});
  later.plan.again = 14;
  later.run("v1|next=2026-09-24");
  EXPECT_THAT(later.database.asked, ElementsAre("10-24"));
}

TEST(FetchByDays, LongListsAreReadInSmallerRangesWithACheckpointEach) {
  Fetch f({.per_day = {{"2026-09-17", 30}, {"2026-09-20", 30}, {"2026-09-23", 30}}});
  f.run();
  EXPECT_THAT(f.sink.ids(), SizeIs(90));
  EXPECT_EQ(f.sink.state(), SHEAF_STATE_OK) << f.detail();
  EXPECT_THAT(f.cursors(),
              ElementsAre("v1|resume=2026-09-19", "v1|resume=2026-09-22", "v1|next=2026-09-24"));
  EXPECT_EQ(f.sink.checkpoints()[0].records, 30u);
}

TEST(FetchByDays, ARunThatDiesRepeatsLittleAndLosesNothing) {
  Database database{.per_day = {{"2026-09-17", 30}, {"2026-09-20", 30}, {"2026-09-23", 30}}};
  Fetch f(database);
  int pages = 0;
  f.database.spoil = [&](Page&) {
    if (++pages == 9) throw sheaf::Error(SHEAF_E_TRANSIENT, "down");
  };
  EXPECT_THROW(f.run(), sheaf::Error);
  std::vector<std::string> all = f.sink.ids();
  Fetch again(database);
  again.run(f.sink.cursor());
  for (const std::string& id : again.sink.ids()) all.push_back(id);
  std::sort(all.begin(), all.end());
  const auto unique = std::unique(all.begin(), all.end());
  EXPECT_EQ(unique - all.begin(), 90);
  EXPECT_EQ(all.end() - unique, 20) << "what the broken range gave";
}

TEST(FetchByDays, SinceGoesBackAndTheCursorDoesNot) {
  Fetch f({.per_day = {{"2026-09-01", 3}}});
  f.run("v1|next=2026-09-24", at("2026-09-01T12:00:00Z"));
  EXPECT_THAT(f.database.asked, ElementsAre("01-24"));
  EXPECT_THAT(f.cursors(), ElementsAre("v1|next=2026-09-24"));
  Fetch first({});
  first.plan.from_ms = at("2026-09-20");
  first.run();
  EXPECT_THAT(first.database.asked, ElementsAre("20-24"));
}

TEST(FetchByDays, NothingIsExpected) {
  Fetch f({});
  f.run();
  EXPECT_EQ(f.sink.state(), SHEAF_STATE_EMPTY_EXPECTED);
  EXPECT_EQ(f.detail(), "Base has nothing from 2026-09-17 to 2026-09-24.");
  EXPECT_THAT(f.cursors(), ElementsAre("v1|next=2026-09-24"));
}

TEST(FetchByDays, ADayThatIsTooLongIsSaidToBe) {
  Fetch f({.per_day = {{"2026-09-24", 60}}});
  f.run();
  EXPECT_THAT(f.sink.ids(), SizeIs(40));
  EXPECT_EQ(f.sink.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(f.detail(), HasSubstr("60 records from 2026-09-24 to 2026-09-24, but 40 came"));
}

TEST(FetchByDays, ARunHasALimitAndTheNextGoesOn) {
  Fetch f({.per_day = {{"2026-09-17", 30}, {"2026-09-20", 30}}});
  f.plan.run_limit = 20;
  f.run();
  EXPECT_THAT(f.sink.ids(), SizeIs(30)) << "a range is read to its end";
  EXPECT_EQ(f.sink.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(f.detail(), HasSubstr("limit of 20 records"));
  EXPECT_EQ(f.sink.cursor(), "v1|resume=2026-09-19");
  Fetch next(f.database);
  next.plan.run_limit = 20;
  next.plan.again = 14;
  next.run(f.sink.cursor());
  EXPECT_EQ(next.sink.ids().front(), "2026-09-20/0") << "it gets on, however little it may read";
}

TEST(FetchByDays, AListThatLosesRecordsOnTheWayIsTruncated) {
  Fetch f({.per_day = {{"2026-09-24", 30}}});
  f.database.spoil = [](Page& page) { page.next.clear(); };
  f.run();
  EXPECT_EQ(f.sink.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(f.detail(), HasSubstr("30 records from 2026-09-17 to 2026-09-24, but 10 came."));
}

TEST(FetchByDays, AnEndlessListEnds) {
  Fetch f({.per_day = {{"2026-09-24", 5}}});
  f.database.spoil = [](Page& page) {
    page.next = "0";  // the same again and again
    page.total = 0;   // and nobody says how long it is
  };
  f.run();
  EXPECT_THAT(f.sink.ids(), SizeIs(5));
  EXPECT_THAT(f.database.asked, SizeIs(2));
}

TEST(FetchByDays, ABrokenAnswerKeepsTheCursor) {
  Fetch f({.per_day = {{"2026-09-24", 15}}});
  f.database.spoil = [](Page& page) { page.cut = page.next.empty(); };
  f.run();
  EXPECT_THAT(f.sink.ids(), SizeIs(15));
  EXPECT_THAT(f.cursors(), IsEmpty());
  EXPECT_EQ(f.sink.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(f.detail(), HasSubstr("broke off after 5 records"));
}

TEST(FetchByDays, AChangedFormatIsReportedWithWhatCameBefore) {
  Fetch f({.per_day = {{"2026-09-24", 15}}});
  f.database.spoil = [](Page& page) {
    if (page.next.empty()) throw sheaf::feed::FormatError("results is missing in the answer");
  };
  f.run();
  EXPECT_THAT(f.sink.ids(), SizeIs(10));
  EXPECT_THAT(f.cursors(), IsEmpty());
  EXPECT_EQ(f.sink.state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_EQ(f.detail(), "Base: results is missing in the answer.");
}

TEST(FetchByDays, RecordsWithoutTitleOrIdentifierAreCounted) {
  Fetch f({.per_day = {{"2026-09-24", 5}}});
  f.database.spoil = [](Page& page) {
    page.records[1].title.value.clear();
    page.records[2].title.value.clear();
  };
  f.run();
  EXPECT_THAT(f.sink.ids(), SizeIs(3));
  EXPECT_EQ(f.sink.state(), SHEAF_STATE_TRUNCATED) << "more than a tenth";
  EXPECT_EQ(f.detail(), "2 records without title are left out.");
  Fetch few({.per_day = {{"2026-09-24", 15}}});
  few.database.spoil = [](Page& page) {
    if (page.records.size() == 10) page.records[1].title.value.clear();
  };
  few.run();
  EXPECT_EQ(few.sink.state(), SHEAF_STATE_OK);
  EXPECT_EQ(few.detail(), "1 records without title are left out.");
  Fetch g({.per_day = {{"2026-09-24", 5}}});
  g.database.spoil = [](Page& page) { page.records.pop_back(); };
  g.run();
  EXPECT_EQ(g.sink.state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_EQ(g.detail(), "Base: 1 records have no identifier.");
}

TEST(FetchByDays, TheHostMayHaveEnough) {
  Fetch f({.per_day = {{"2026-09-24", 15}}});
  f.sink.stop_after(3);
  f.run();
  EXPECT_THAT(f.sink.ids(), SizeIs(3));
  EXPECT_THAT(f.cursors(), IsEmpty()) << "what was left out must come again";
  EXPECT_THAT(f.database.asked, SizeIs(1));
}

TEST(FetchByDays, AForeignCursorIsRefused) {
  for (const char* cursor : {"v2|next=2026-09-24", "v1|next=", "v1|next=2026", "2026-09-24"}) {
    Fetch f({});
    try {
      f.run(cursor);
      ADD_FAILURE() << cursor;
    } catch (const sheaf::Error& e) {
      EXPECT_EQ(e.code(), SHEAF_E_CONFIG);
      EXPECT_THAT(e.what(), HasSubstr("sheaf state reset test-step"));
    }
  }
}

// ---- Lookups

TEST(LookUp, AsksInBatchesOnceForEachIdentifierAndAnswersAllWhoAsked) {
  std::vector<sheaf::Record> works(4);
  for (std::size_t i = 0; i < works.size(); ++i) works[i].id = "w" + std::to_string(i);
  works[0].identifiers = {{"doi", "10.1/a"}, {"arxiv", "1"}};
  works[1].identifiers = {{"doi", "10.1/b"}, {"doi", "10.1/c"}};
  works[3].identifiers = {{"doi", "10.1/a"}};
  const st::Works view(works);
  st::FakeCall call;
  st::EnrichSink sink(works.size());
  const sheaf::Call c(&call);
  std::vector<std::string> asked;
  look_up(
      c, "base", sheaf::range(view.data(), view.size()), sheaf::EnrichSink(&sink, c), 2,
      [](const sheaf_record& work) {
        std::vector<Id> ids;
        for (const std::string& doi : identifiers_of(work, "doi")) ids.push_back({"doi", doi});
        return ids;
      },
      [&](std::span<const Id> ids) {
        std::vector<sheaf::Record> out;
        std::string all;
        for (const Id& id : ids) all += id.value + " ";
        asked.push_back(all);
        sheaf::Record& r = out.emplace_back();
        r.id = r.abstract.value = "about " + ids.front().value;
        r.title.value = "Not to be taken";
        r.url = "https://example.org/";
        r.flags = SHEAF_R_WITHDRAWN;
        r.identifiers = {{"doi", ids.front().value}, {"pmid", "7"}};
        out.push_back(r);
        out.back().identifiers = {{"doi", "10.1/never-asked"}};
        return out;
      });
  EXPECT_THAT(asked, ElementsAre("10.1/a 10.1/b ", "10.1/c "));
  ASSERT_THAT(sink.partials(), SizeIs(3));
  EXPECT_EQ(sink.find(0)->abstract.value, "about 10.1/a");
  EXPECT_EQ(sink.find(3)->abstract.value, "about 10.1/a");
  EXPECT_EQ(sink.find(1)->abstract.value, "about 10.1/c");
  EXPECT_EQ(sink.find(2), std::nullopt);
  EXPECT_EQ(sink.find(0)->title.value, "");
  EXPECT_EQ(sink.find(0)->url, "");
  ASSERT_THAT(sink.find(0)->relations, SizeIs(1));
  EXPECT_EQ(sink.find(0)->relations[0].type, SHEAF_REL_RETRACTED_BY);
  EXPECT_EQ(sink.find(0)->relations[0].scheme, "base");
}

}  // namespace
