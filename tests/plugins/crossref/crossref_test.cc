// Crossref as a source and as an enricher.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crossref/enricher.h"
#include "crossref/records.h"
#include "crossref/source.h"
#include "plugins/common/webapi/fixture.h"
#include "sheaf/feed/json.hpp"
#include "support/people.h"
#include "support/samples.h"

namespace {

using namespace webapi_test;
using crossref::CrossrefEnricher;
using crossref::CrossrefSource;
using test::shown;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

const std::string kConfig = R"({"query": "knots", "contact": "library@example.edu"})";

std::string list(const std::string& items, int total = 1, const std::string& next = "") {
  return R"({"status":"ok","message-type":"work-list","message":{"total-results":)" +
         std::to_string(total) + R"(,"next-cursor":")" + next + R"(","items":[)" + items + "]}}";
}

std::string many(int count, int first) {
  std::string out;
  for (int i = first; i < first + count; ++i) {
    out += std::string(out.empty() ? "" : ",") + R"({"DOI":"10.5555/)" + std::to_string(i) +
           R"(","title":["Number )" + std::to_string(i) + R"("]})";
  }
  return out;
}

sheaf::Record work(const std::string& fields) {
  return crossref::read_work(R"({"status":"ok","message":{"DOI":"10.5555/1",)" + fields + "}}");
}

TEST(CrossrefAuthors, AreReadAsPublishersFillTheirFields) {
  const auto r = work(R"("author":[
      {"family":"King","given":"Martin Luther","suffix":"Jr."},
      {"family":"Roe, MD","given":"Dr. Jane","suffix":"PhD"},
      {"family":"王","given":"伟"}, {"name":"&NA;"}, {"family":"[Anonymous]"},
      {"family":"WEIR Collaboration"}, {"family":"Collaboration","given":"LOCH"},
      {"name":"on behalf of the X Study Group"}, {"name":"Office of Ropes, Knots and Ties"},
      {"family":"C. Cho et al."}, {"family":"Adi","given":"-"}])");
  EXPECT_THAT(shown(r.authors),
              ElementsAre("Martin Luther|King|Jr.", "Jane|Roe", "伟|王", "=WEIR Collaboration",
                          "=LOCH Collaboration", "=the X Study Group",
                          "=Office of Ropes, Knots and Ties", "C.|Cho", "|Adi"));
  EXPECT_EQ(r.authors[0].name, "Martin Luther King Jr.");
  EXPECT_EQ(r.authors[2].name, "王伟");
}

TEST(CrossrefDates, SayWhatIsKnown) {
  for (const auto& [parts, day, precision] :
       {std::tuple("[1996]", "1996-01-01", SHEAF_PRECISION_YEAR),
        std::tuple("[1996, 3]", "1996-03-01", SHEAF_PRECISION_MONTH),
        std::tuple("[1996, null]", "1996-01-01", SHEAF_PRECISION_YEAR),
        std::tuple("[1996, 3, 7]", "1996-03-07", SHEAF_PRECISION_DAY)}) {
    const auto r = work(R"("issued":{"date-parts":[)" + std::string(parts) + "]}");
    EXPECT_EQ(r.published_ms, at(day)) << parts;
    EXPECT_EQ(r.published_precision, static_cast<sheaf_date_precision>(precision)) << parts;
  }
}

class CrossrefRecords : public testing::Test {
 protected:
  CrossrefRecords() : page_(crossref::read_list(data("crossref/list.json"))) {}
  const sheaf::Record& find(const std::string& id) {
    for (const sheaf::Record& r : page_.records) {
      if (r.id == id) return r;
    }
    throw std::runtime_error("no " + id);
  }
  webapi::Page page_;
};

TEST_F(CrossrefRecords, AreCountedAndPaged) {
  EXPECT_EQ(page_.items, 12u);
  EXPECT_EQ(page_.total, 12u);
  EXPECT_THAT(page_.records, SizeIs(11)) << "one has no DOI";
  EXPECT_EQ(page_.next, "AoJ+/page=two==");
}

TEST_F(CrossrefRecords, AnArticleIsReadWhole) {
  const sheaf::Record& r = find("10.5555/knot.1");
  EXPECT_EQ(r.title.value, "Knots in <i>running</i>\n   water: A field study");
  EXPECT_EQ(r.title.markup, SHEAF_MARKUP_JATS);
  EXPECT_THAT(r.abstract.value, AllOf(HasSubstr("<jats:title>"), HasSubstr("<jats:sub>2")));
  EXPECT_EQ(r.abstract.markup, SHEAF_MARKUP_JATS);
  EXPECT_EQ(r.venue.value, "Journal of Made-up Hydraulics");
  EXPECT_EQ(r.url, "https://doi.org/10.5555/knot.1");
  EXPECT_THAT(r.identifiers, ElementsAre(Pair("doi", "10.5555/knot.1")));
  EXPECT_EQ(r.published_ms, at("2026-09-21"));
  EXPECT_EQ(r.announced_ms, at("2026-09-22T10:11:12Z"));
  EXPECT_EQ(r.type, SHEAF_TYPE_UNKNOWN) << "an article may be anything";
  EXPECT_EQ(r.flags, 0u);
  EXPECT_EQ(r.license, "https://creativecommons.org/licenses/by/4.0/");
  ASSERT_THAT(r.links, SizeIs(1));
  EXPECT_EQ(r.links[0].rel, SHEAF_LINK_PDF);
  EXPECT_EQ(r.links[0].url, "https://example.org/knot.pdf");
  ASSERT_THAT(r.relations, SizeIs(1));
  EXPECT_EQ(r.relations[0].type, SHEAF_REL_HAS_PREPRINT);
  EXPECT_EQ(r.relations[0].id, "10.1101/2026.01.02.000003");
  ASSERT_THAT(r.authors, SizeIs(4)) << "blank names are none";
  EXPECT_EQ(r.authors[0].name, "Ada Rope");
  EXPECT_EQ(r.authors[0].orcid, "0000-0002-1825-0097");
  EXPECT_EQ(r.authors[0].affiliation, "Institute of Ropes; School of Ties");
  EXPECT_EQ(r.authors[1].name, "Bo Twine Jr.");
  EXPECT_EQ(r.authors[2].name, "The Knot Consortium");
  EXPECT_TRUE(r.authors[2].group);
  EXPECT_EQ(r.authors[3].name, "Plato");
  EXPECT_FALSE(r.authors[3].group);
}

TEST_F(CrossrefRecords, APreprintNamesItsServerSubjectAndJournalVersion) {
  const sheaf::Record& r = find("10.1101/2026.01.02.000003");
  EXPECT_EQ(r.flags, SHEAF_R_PREPRINT);
  EXPECT_EQ(r.type, SHEAF_TYPE_RESEARCH);
  EXPECT_EQ(r.venue.value, "Cold Spring Preprints");
  EXPECT_THAT(r.extras, ElementsAre(Pair("group", "Hydrology")));
  EXPECT_EQ(r.published_ms, at("2026-01-03")) << "issued is [[null]]";
  ASSERT_THAT(r.relations, SizeIs(1));
  EXPECT_EQ(r.relations[0].type, SHEAF_REL_PREPRINT_OF);
  EXPECT_EQ(r.relations[0].id, "10.5555/knot.1");
}

TEST_F(CrossrefRecords, NoticesAndWhatTheyAreAbout) {
  const sheaf::Record& notice = find("10.5555/knot.2");
  EXPECT_EQ(notice.type, SHEAF_TYPE_RETRACTION);
  ASSERT_THAT(notice.relations, SizeIs(1));
  EXPECT_EQ(notice.relations[0].type, SHEAF_REL_RETRACTS);
  EXPECT_EQ(notice.relations[0].id, "10.5555/loop.9");
  EXPECT_EQ(notice.flags, 0u) << "the notice stands";
  EXPECT_THAT(notice.links, IsEmpty()) << "nobody may read that PDF";
  EXPECT_EQ(notice.published_ms, SHEAF_TIME_UNKNOWN) << "[[]]";

  const sheaf::Record& retracted = find("10.5555/loop.9");
  EXPECT_EQ(retracted.flags, SHEAF_R_WITHDRAWN);
  EXPECT_EQ(retracted.published_ms, at("2024-01-01"));
  ASSERT_THAT(retracted.relations, SizeIs(1));
  EXPECT_EQ(retracted.relations[0].type, SHEAF_REL_RETRACTED_BY);
  EXPECT_EQ(retracted.relations[0].id, "10.5555/knot.2");
  EXPECT_EQ(find("10.5555/knot.7").relations[1].type, SHEAF_REL_CORRECTED_BY);
  EXPECT_EQ(find("10.5555/knot.7").relations[2].type, SHEAF_REL_RELATED);

  EXPECT_EQ(find("10.5555/knot.3").type, SHEAF_TYPE_CORRECTION);
  EXPECT_EQ(find("10.5555/knot.3").relations[0].type, SHEAF_REL_CORRECTS);
  EXPECT_EQ(find("10.5555/knot.3").published_ms, SHEAF_TIME_UNKNOWN) << "there is no month 13";
  EXPECT_EQ(find("10.5555/knot.4").relations[0].type, SHEAF_REL_COMMENTS_ON);
  EXPECT_EQ(find("10.5555/knot.5").flags, SHEAF_R_PREPRINT | SHEAF_R_WITHDRAWN);
  EXPECT_THAT(find("10.5555/knot.5").relations, IsEmpty());
}

TEST_F(CrossrefRecords, OtherTypesAndEmptyShapes) {
  EXPECT_EQ(find("10.5555/knot.6").type, SHEAF_TYPE_EDITORIAL);
  EXPECT_EQ(find("10.5555/knot.7").type, SHEAF_TYPE_OTHER);
  EXPECT_EQ(find("10.5555/knot.7").relations[0].type, SHEAF_REL_COMMENTS_ON);
  EXPECT_EQ(find("10.5555/knot.8").title.value, "");
  EXPECT_EQ(find("10.5555/knot.9").title.value, "");
}

// ---- The source

TEST(Crossref, AsksPolitelyForLittle) {
  Plugin<CrossrefSource> p(R"({"query": "knots & ties", "affiliation": "Kassel",
    "issn": ["1932-6203", "2050-084x"], "orcid": ["https://orcid.org/0000-0002-1825-0097"],
    "ror": ["https://ror.org/02mhbdp94"], "type": ["journal-article"],
    "contact": "library@example.edu"})");
  p.answer(list("", 0));
  ASSERT_EQ(p.fetch("v1|next=2026-09-24"), SHEAF_OK) << p.call.message();
  ASSERT_THAT(p.urls(), SizeIs(1));
  const std::string url = p.urls()[0];
  EXPECT_THAT(url, testing::StartsWith("https://api.crossref.org/works?"));
  EXPECT_EQ(parameter(url, "query"), "knots & ties");
  EXPECT_EQ(parameter(url, "query.affiliation"), "Kassel");
  EXPECT_EQ(parameter(url, "filter"),
            "from-created-date:2026-09-22,until-created-date:2026-09-24,issn:1932-6203,"
            "issn:2050-084x,orcid:0000-0002-1825-0097,ror-id:02mhbdp94,type:journal-article");
  EXPECT_EQ(parameter(url, "select"), crossref::kSelect);
  EXPECT_EQ(parameter(url, "cursor"), "*");
  EXPECT_EQ(parameter(url, "mailto"), "library@example.edu");
  EXPECT_EQ(p.state(), SHEAF_STATE_EMPTY_EXPECTED);
}

TEST(Crossref, TheWindowMayBeAnotherDate) {
  for (const auto& [window, filter, again] :
       {std::tuple("index", "from-index-date:2026-09-22", SHEAF_ANNOUNCE_UNKNOWN),
        std::tuple("published", "from-pub-date:2026-09-10", SHEAF_ANNOUNCE_UNKNOWN),
        std::tuple("created", "from-created-date:2026-09-22", SHEAF_ANNOUNCE_NEW)}) {
    Plugin<CrossrefSource> p(R"({"query": "x", "window": ")" + std::string(window) + "\"}");
    p.answer(list(many(1, 1)));
    ASSERT_EQ(p.fetch("v1|next=2026-09-24"), SHEAF_OK);
    EXPECT_THAT(parameter(p.urls()[0], "filter"), HasSubstr(filter));
    EXPECT_EQ(p.records()[0].announce, static_cast<sheaf_announce>(again));
  }
}

TEST(Crossref, PagesWithTheCursorAndKeepsToTheLimitOfTheAnswers) {
  Plugin<CrossrefSource> p(kConfig);
  const st::Pairs limit = {{"x-rate-limit-limit", "3"}, {"x-rate-limit-interval", "1s"}};
  p.answer({.body = list(many(500, 0), 1100, "a+b/c=="), .headers = limit});
  p.answer({.body = list(many(500, 500), 1100, "second"), .headers = limit});
  p.answer({.body = list(many(100, 1000), 1100, "third"), .headers = limit});
  ASSERT_EQ(p.fetch(), SHEAF_OK) << p.call.message();
  EXPECT_THAT(p.records(), SizeIs(1100));
  EXPECT_EQ(p.state(), SHEAF_STATE_OK) << p.detail();
  ASSERT_THAT(p.urls(), SizeIs(3)) << "the total is reached";
  EXPECT_EQ(parameter(p.urls()[1], "cursor"), "a+b/c==");
  EXPECT_EQ(parameter(p.urls()[2], "cursor"), "second");
  EXPECT_EQ(p.starts()[1] - p.starts()[0], 334);
  EXPECT_EQ(p.starts()[2] - p.starts()[1], 334);
}

TEST(Crossref, AShortPageIsNotTheLast) {
  Plugin<CrossrefSource> p(kConfig);
  p.answer(list(many(499, 0), 520, "n2"));
  p.answer(list(many(21, 499), 520, "n3"));
  ASSERT_EQ(p.fetch(), SHEAF_OK) << p.call.message();
  EXPECT_THAT(p.records(), SizeIs(520));
  EXPECT_EQ(p.state(), SHEAF_STATE_OK) << p.detail();
  EXPECT_THAT(p.urls(), SizeIs(2)) << "nothing is asked for behind the total";
}

TEST(Crossref, AListShortOfItsTotalIsNotWhole) {
  Plugin<CrossrefSource> p(kConfig);
  p.answer(list(many(499, 0), 520, "n2"));
  p.answer(list(many(20, 499), 520, "n3"));
  p.answer(list("", 520, "n4"));
  ASSERT_EQ(p.fetch(), SHEAF_OK) << p.call.message();
  EXPECT_EQ(p.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(p.detail(), HasSubstr("520 records"));
  EXPECT_THAT(p.detail(), HasSubstr("519 came"));
}

TEST(Crossref, AListThatShrinksWhileItIsReadIsWhole) {
  Plugin<CrossrefSource> p(kConfig);
  p.answer(list(many(500, 0), 502, "n2"));
  p.answer(list(many(1, 500), 501, "n3"));
  ASSERT_EQ(p.fetch(), SHEAF_OK) << p.call.message();
  EXPECT_EQ(p.state(), SHEAF_STATE_OK) << p.detail();
}

TEST(Crossref, FailuresReachTheHostWithItsCodes) {
  const std::tuple<int, sheaf_status, std::int64_t> kFailures[] = {
      {429, SHEAF_E_RATE_LIMITED, 600'000}, {403, SHEAF_E_AUTH, 0},
      {500, SHEAF_E_TRANSIENT, 0},          {503, SHEAF_E_RATE_LIMITED, 600'000},
      {400, SHEAF_E_UPSTREAM, 0},           {404, SHEAF_E_NOT_FOUND, 0}};
  for (const auto& [status, code, retry] : kFailures) {
    Plugin<CrossrefSource> p(kConfig);
    st::Answer answer;
    answer.status = status;
    answer.body = "Resource not found.";
    answer.headers = {{"content-type", "text/plain"}, {"retry-after", "600"}};
    p.answer(answer);
    EXPECT_EQ(p.fetch(), code) << status;
    EXPECT_EQ(p.call.failure().retry_after_ms, retry) << status;
    EXPECT_THAT(p.sink().checkpoints(), IsEmpty());
  }
}

TEST(Crossref, WhatIsNoListSaysWhatItMissed) {
  const std::pair<const char*, const char*> kBodies[] = {
      {"<!DOCTYPE html><html>", "not JSON"},
      {"Resource not found.", "not JSON"},
      {R"({"status":"failed"})", "message is missing"},
      {R"({"message":{"total-results":3}})", "message.items is missing"},
      {R"({"message":{"items":{}}})", "message.items is not a list"}};
  for (const auto& [body, wanted] : kBodies) {
    Plugin<CrossrefSource> p(kConfig);
    p.answer(body);
    ASSERT_EQ(p.fetch(), SHEAF_OK);
    EXPECT_EQ(p.state(), SHEAF_STATE_FORMAT_CHANGED) << body;
    EXPECT_THAT(p.detail(), HasSubstr(wanted));
    EXPECT_THAT(p.sink().checkpoints(), IsEmpty());
  }
}

TEST(Crossref, AnAnswerThatBrokeOffKeepsWhatIsWhole) {
  Plugin<CrossrefSource> p(kConfig);
  const std::string body = list(many(20, 0), 20);
  p.answer(body.substr(0, body.size() - 30));
  ASSERT_EQ(p.fetch(), SHEAF_OK) << p.call.message();
  EXPECT_THAT(p.records(), SizeIs(19));
  EXPECT_EQ(p.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(p.sink().checkpoints(), IsEmpty());
}

TEST(Crossref, OptionsThatAskForNothingAreRefused) {
  for (const char* config : {"{}", R"({"type": ["journal-article"]})", R"({"query": "  "})",
                             R"({"orcid": ["0000-0002-1825-0098"]})", R"({"ror": ["Kassel"]})"}) {
    EXPECT_EQ(Plugin<CrossrefSource>(config).created(), SHEAF_E_CONFIG) << config;
  }
}

TEST(Crossref, ProbeAsksForOneWork) {
  Plugin<CrossrefSource> p(kConfig);
  p.answer(list("", 0));
  EXPECT_EQ(p.probe(), SHEAF_OK) << p.call.message();
  EXPECT_EQ(parameter(p.urls()[0], "rows"), "1");
}

// ---- The enricher

TEST(CrossrefEnricher, AsksForAllDoisAtOnceButThoseOfDataCite) {
  Plugin<CrossrefEnricher> p(R"({"contact": "library@example.edu"})");
  p.answer(data("crossref/list.json"));
  ASSERT_EQ(p.enrich({{{"doi", "10.48550/arxiv.2609.00001"}, {"arxiv", "2609.00001"}},
                      {{"doi", "10.5555/knot.1"}},
                      {{"pmid", "1"}},
                      {{"doi", "https://doi.org/10.5555/LOOP.9"}},
                      {{"doi", "10.5555/unknown"}}}),
            SHEAF_OK)
      << p.call.message();
  ASSERT_THAT(p.urls(), SizeIs(1));
  EXPECT_EQ(parameter(p.urls()[0], "filter"),
            "doi:10.5555/knot.1,doi:10.5555/loop.9,doi:10.5555/unknown");
  EXPECT_EQ(parameter(p.urls()[0], "rows"), "50");
  EXPECT_EQ(parameter(p.urls()[0], "mailto"), "library@example.edu");
  ASSERT_THAT(p.answers.partials(), SizeIs(2));
  const sheaf::Record article = *p.answers.find(1);
  EXPECT_EQ(article.title.value, "");
  EXPECT_THAT(article.abstract.value, HasSubstr("We tie"));
  EXPECT_EQ(article.authors[0].orcid, "0000-0002-1825-0097");
  EXPECT_EQ(article.relations[0].type, SHEAF_REL_HAS_PREPRINT);
  EXPECT_EQ(article.announced_ms, SHEAF_TIME_UNKNOWN);
  EXPECT_EQ(p.answers.find(3)->flags, SHEAF_R_WITHDRAWN);
}

TEST(CrossrefEnricher, AsksForADoiWithACommaByItselfAndTakesNotFoundForAnAnswer) {
  Plugin<CrossrefEnricher> p("{}");
  st::Answer none;
  none.status = 404;
  none.body = "Resource not found.";
  none.headers = {{"content-type", "text/plain"}};
  p.answer(none);
  p.answer(R"({"status":"ok","message-type":"work","message":{"DOI":"10.5555/a,b","title":["T"],
    "abstract":"<jats:p>Found.</jats:p>"}})");
  ASSERT_EQ(p.enrich({{{"doi", "10.5555/no,ne"}}, {{"doi", "10.5555/a,b"}}}), SHEAF_OK)
      << p.call.message();
  EXPECT_THAT(p.urls(), ElementsAre("https://api.crossref.org/works/10.5555%2Fno%2Cne",
                                    "https://api.crossref.org/works/10.5555%2Fa%2Cb"));
  ASSERT_THAT(p.answers.partials(), SizeIs(1));
  EXPECT_EQ(p.answers.partials()[0].index, 1u);
}

TEST(CrossrefEnricher, AsksNothingWhenThereIsNothingToAsk) {
  Plugin<CrossrefEnricher> p("{}");
  EXPECT_EQ(p.enrich({{{"doi", "10.48550/arxiv.1"}}, {{"pmid", "1"}}, {}}), SHEAF_OK);
  EXPECT_THAT(p.urls(), IsEmpty());
}

TEST(CrossrefEnricher, OneDoiThatIsRefusedDoesNotCostTheOthersTheirAnswers) {
  Plugin<CrossrefEnricher> p("{}");
  st::Answer refused;
  refused.status = 400;
  p.answer(refused);  // a, bad
  p.answer(list(R"({"DOI":"10.5555/a","abstract":"<jats:p>Found.</jats:p>"})"));
  p.answer(refused);  // bad
  ASSERT_EQ(p.enrich({{{"doi", "10.5555/a"}}, {{"doi", "10.5555/b()ad"}}}), SHEAF_OK)
      << p.call.message();
  EXPECT_EQ(p.answers.find(0)->abstract.value, "<jats:p>Found.</jats:p>");
  EXPECT_THAT(p.urls(), SizeIs(3));
  ASSERT_THAT(p.call.logs(), SizeIs(1));
  EXPECT_THAT(p.call.logs()[0].message, HasSubstr("10.5555/b()ad"));
  Plugin<CrossrefEnricher> down("{}");
  st::Answer failed;
  failed.status = 500;
  down.answer(failed);
  EXPECT_EQ(down.enrich({{{"doi", "10.5555/a"}}, {{"doi", "10.5555/b"}}}), SHEAF_E_TRANSIENT);
  EXPECT_THAT(down.urls(), SizeIs(1));
}

TEST(CrossrefEnricher, SaysWhatFailed) {
  Plugin<CrossrefEnricher> p("{}");
  p.answer(R"({"message":{}})");
  EXPECT_EQ(p.enrich({{{"doi", "10.5555/a"}}}), SHEAF_E_UPSTREAM);
  EXPECT_THAT(p.call.message(), HasSubstr("message.items is missing"));
}

// ---- Real answers

TEST(CrossrefSamples, AreReadWhole) {
  const auto files = test::samples("feeds/crossref", ".json");
  std::size_t all = 0;
  for (const auto& file : files) {
    const std::string body = read_file(file);
    std::vector<sheaf::Record> records;
    if (body.find("\"items\"") != body.npos) {
      records = crossref::read_list(body).records;
    } else {
      records.push_back(crossref::read_work(body));
    }
    std::size_t abstracts = 0, authors = 0, orcids = 0;
    for (const sheaf::Record& r : records) {
      EXPECT_NE(r.id, "") << file;
      EXPECT_NE(r.title.value, "") << file;
      abstracts += r.abstract.value.empty() ? 0 : 1;
      authors += r.authors.size();
      for (const auto& person : r.authors) {
        EXPECT_NE(person.name, "") << file;
        orcids += person.orcid.empty() ? 0 : 1;
      }
    }
    std::printf("%s: %zu items, %zu abstracts, %zu authors, %zu ORCIDs\n", file.filename().c_str(),
                records.size(), abstracts, authors, orcids);
    all += records.size();
  }
  EXPECT_EQ(all, 46u);
}

}  // namespace
