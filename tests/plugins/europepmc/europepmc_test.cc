// Europe PMC as a source and as an enricher.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "europepmc/enricher.h"
#include "europepmc/records.h"
#include "europepmc/source.h"
#include "plugins/common/webapi/fixture.h"
#include "support/people.h"

namespace {

using namespace webapi_test;
using europepmc::EuropePmcEnricher;
using europepmc::EuropePmcSource;
using test::shown;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

const std::string kConfig = R"({"query": "knots OR loops"})";

std::string list(int count, int first, int total, const std::string& next) {
  std::string out;
  for (int i = first; i < first + count; ++i) {
    out += std::string(out.empty() ? "" : ",") + R"({"id":")" + std::to_string(i) +
           R"(","source":"MED","title":"Number )" + std::to_string(i) + ".\"}";
  }
  return R"({"hitCount":)" + std::to_string(total) + R"(,"nextCursorMark":")" + next +
         R"(","resultList":{"result":[)" + out + "]}}";
}

sheaf::Record result(const std::string& fields) {
  return europepmc::read_list(R"({"hitCount":1,"resultList":{"result":[{"id":"1","source":"MED",)" +
                              fields + "}]}}")
      .records.at(0);
}

TEST(EuropePmcAuthors, AreReadAsTheyArePrinted) {
  const auto r = result(R"("authorList":{"author":[
      {"fullName":"King ML Jr","lastName":"King","firstName":"Martin Luther"},
      {"fullName":"van der Roe MA 3rd"}, {"fullName":"王伟"}, {"fullName":"&NA;"},
      {"collectiveName":"on behalf of the X Study Group"},
      {"collectiveName":"Office of Ropes, Knots and Ties"}, {"collectiveName":"[No authors listed]"}
      ]})");
  EXPECT_THAT(shown(r.authors),
              ElementsAre("Martin Luther|King|Jr", "MA|van der Roe|3rd", "伟|王",
                          "=the X Study Group", "=Office of Ropes, Knots and Ties"));
  EXPECT_EQ(r.authors[0].name, "Martin Luther King Jr");
  EXPECT_THAT(
      shown(result(R"("authorString":"Roe MA, Poe J Jr, Knot Consortium, et al.")").authors),
      ElementsAre("MA|Roe", "J|Poe|Jr", "=Knot Consortium"));
}

TEST(EuropePmcDates, SayWhatIsKnown) {
  for (const auto& [fields, day, precision] :
       {std::tuple(R"("pubYear":"1996")", "1996-01-01", SHEAF_PRECISION_YEAR),
        std::tuple(
            R"("firstPublicationDate":"1996-01-01","journalInfo":{"dateOfPublication":"1996"})",
            "1996-01-01", SHEAF_PRECISION_YEAR),
        std::tuple(
            R"("firstPublicationDate":"1996-03-01","journalInfo":{"dateOfPublication":"1996 Mar"})",
            "1996-03-01", SHEAF_PRECISION_MONTH),
        std::tuple(
            R"("firstPublicationDate":"1996-03-07","journalInfo":{"dateOfPublication":"1996 Mar"})",
            "1996-03-07", SHEAF_PRECISION_DAY),
        std::tuple(R"("firstPublicationDate":"1996-03-01","electronicPublicationDate":"1996-03-01",
                      "journalInfo":{"dateOfPublication":"1996 Mar"})",
                   "1996-03-01", SHEAF_PRECISION_DAY)}) {
    const auto r = result(fields);
    EXPECT_EQ(r.published_ms, at(day)) << fields;
    EXPECT_EQ(r.published_precision, static_cast<sheaf_date_precision>(precision)) << fields;
  }
}

class EuropePmcRecords : public testing::Test {
 protected:
  EuropePmcRecords() : page_(europepmc::read_list(data("europepmc/list.json"))) {}
  const sheaf::Record& find(const std::string& id) {
    for (const sheaf::Record& r : page_.records) {
      if (r.id == id) return r;
    }
    throw std::runtime_error("no " + id);
  }
  webapi::Page page_;
};

TEST_F(EuropePmcRecords, APaperIsReadWhole) {
  EXPECT_EQ(page_.items, 8u);
  EXPECT_THAT(page_.records, SizeIs(7));
  EXPECT_EQ(page_.total, 8u);
  EXPECT_EQ(page_.next, "AoIIP4AAACgzOTAwMDAwMQ==");
  const sheaf::Record& r = find("MED/39000001");
  EXPECT_EQ(r.title.value, "Knots in &lt;i&gt;running&lt;/i&gt; water &amp; ice");
  EXPECT_EQ(r.title.markup, SHEAF_MARKUP_HTML);
  EXPECT_THAT(r.abstract.value, HasSubstr("<h4>Results</h4>It ties"));
  EXPECT_EQ(r.abstract.markup, SHEAF_MARKUP_HTML);
  EXPECT_EQ(r.venue.value, "Journal of made-up hydraulics");
  EXPECT_EQ(r.url, "https://doi.org/10.5555/knot.1");
  EXPECT_EQ(r.language, "en");
  EXPECT_EQ(r.type, SHEAF_TYPE_RESEARCH);
  EXPECT_EQ(r.flags, 0u);
  EXPECT_EQ(r.published_ms, at("2026-09-20"));
  EXPECT_EQ(r.announced_ms, at("2026-09-22"));
  EXPECT_THAT(r.identifiers, ElementsAre(Pair("doi", "10.5555/knot.1"), Pair("pmid", "39000001"),
                                         Pair("pmcid", "PMC7000001")));
  EXPECT_THAT(r.extras, ElementsAre(Pair("open-access", "yes")));
  ASSERT_THAT(r.links, SizeIs(2)) << "not what needs a subscription";
  EXPECT_EQ(r.links[0].rel, SHEAF_LINK_PDF);
  EXPECT_EQ(r.links[1].rel, SHEAF_LINK_FULLTEXT);
  ASSERT_THAT(r.relations, SizeIs(2)) << "a comment on it is no relation of its own";
  EXPECT_EQ(r.relations[0].type, SHEAF_REL_HAS_PREPRINT);
  EXPECT_EQ(r.relations[0].scheme, "europepmc");
  EXPECT_EQ(r.relations[0].id, "PPR900001");
  EXPECT_EQ(r.relations[1].type, SHEAF_REL_CORRECTED_BY);
  EXPECT_EQ(r.relations[1].id, "38000007");
  ASSERT_THAT(r.authors, SizeIs(3));
  EXPECT_EQ(r.authors[0].name, "Ada Rope");
  EXPECT_EQ(r.authors[0].orcid, "0000-0002-1825-0097");
  EXPECT_EQ(r.authors[0].affiliation, "Institute of Ropes, Kassel.; School of Ties.");
  EXPECT_EQ(r.authors[1].name, "B Twine");
  EXPECT_EQ(r.authors[1].orcid, "") << "an ISNI";
  EXPECT_EQ(r.authors[2].name, "Knot Consortium");
  EXPECT_TRUE(r.authors[2].group);
}

TEST_F(EuropePmcRecords, APreprintAndItsStringOfAuthors) {
  const sheaf::Record& r = find("PPR/PPR900001");
  EXPECT_EQ(r.flags, SHEAF_R_PREPRINT);
  EXPECT_EQ(r.venue.value, "bioRxiv");
  EXPECT_THAT(r.identifiers, ElementsAre(Pair("doi", "10.1101/2026.01.02.000003"),
                                         Pair("europepmc", "PPR900001")));
  ASSERT_THAT(r.relations, SizeIs(1));
  EXPECT_EQ(r.relations[0].type, SHEAF_REL_PREPRINT_OF);
  EXPECT_EQ(r.relations[0].scheme, "pmid");
  ASSERT_THAT(r.authors, SizeIs(2));
  EXPECT_EQ(r.authors[0].name, "A Rope");
  EXPECT_EQ(r.authors[1].name, "BC van der Twine");
  EXPECT_EQ(r.authors[1].family, "van der Twine");
  EXPECT_THAT(r.extras, IsEmpty());
}

TEST_F(EuropePmcRecords, RetractionsLettersAndNulls) {
  const sheaf::Record& retracted = find("MED/39000002");
  EXPECT_EQ(retracted.flags, SHEAF_R_WITHDRAWN);
  EXPECT_EQ(retracted.type, SHEAF_TYPE_RESEARCH);
  ASSERT_THAT(retracted.relations, SizeIs(1));
  EXPECT_EQ(retracted.relations[0].type, SHEAF_REL_RETRACTED_BY);
  EXPECT_EQ(retracted.relations[0].id, "39000003");
  EXPECT_EQ(retracted.url, "https://europepmc.org/article/MED/39000002");
  const sheaf::Record& notice = find("MED/39000003");
  EXPECT_EQ(notice.type, SHEAF_TYPE_RETRACTION);
  EXPECT_EQ(notice.relations[0].type, SHEAF_REL_RETRACTS);
  EXPECT_EQ(notice.title.value, "Retraction notice to Loops without ends...");
  const sheaf::Record& letter = find("MED/39000004");
  EXPECT_EQ(letter.type, SHEAF_TYPE_LETTER);
  EXPECT_EQ(letter.language, "de");
  EXPECT_EQ(letter.title.value, "Hitches in [18F]rope, [sic]");
  EXPECT_EQ(letter.abstract.value, "");
  EXPECT_EQ(find("MED/39000005").flags, SHEAF_R_WITHDRAWN) << "whatever the notice";
  EXPECT_THAT(find("MED/39000005").relations, IsEmpty());
}

// ---- The source

TEST(EuropePmc, AListThatEndsBeforeItsTotalIsNotWhole) {
  Plugin<EuropePmcSource> p(R"({"query": "knots"})");
  p.answer(list(200, 0, 401, "one=="));
  p.answer(list(200, 200, 401, "two"));
  p.answer(list(0, 0, 401, "two"));
  ASSERT_EQ(p.fetch("v1|next=2026-09-24"), SHEAF_OK) << p.call.message();
  EXPECT_THAT(p.records(), SizeIs(400));
  EXPECT_EQ(p.state(), SHEAF_STATE_TRUNCATED);
}

TEST(EuropePmc, AsksInItsLanguageAndPagesToTheTotal) {
  Plugin<EuropePmcSource> p(R"({"query": "knots OR loops", "orcid": ["0000-0002-1825-0097"],
    "affiliation": ["University of \"Kassel\"", "ETH"], "preprints": "only"})");
  p.answer(list(200, 0, 400, "one=="));
  p.answer(list(200, 200, 400, "two"));
  ASSERT_EQ(p.fetch("v1|next=2026-09-24"), SHEAF_OK) << p.call.message();
  EXPECT_THAT(p.records(), SizeIs(400));
  EXPECT_EQ(p.state(), SHEAF_STATE_OK) << p.detail();
  ASSERT_THAT(p.urls(), SizeIs(2));
  const std::string url = p.urls()[0];
  EXPECT_EQ(parameter(url, "query"),
            "(knots OR loops) AND (AUTHORID:\"0000-0002-1825-0097\") AND "
            "(AFF:\"University of Kassel\" OR AFF:\"ETH\") AND (SRC:PPR) AND "
            "(FIRST_IDATE:[2026-09-22 TO 2026-09-24])");
  EXPECT_EQ(parameter(url, "resultType"), "core");
  EXPECT_EQ(parameter(url, "format"), "json");
  EXPECT_EQ(parameter(url, "cursorMark"), "*");
  EXPECT_EQ(parameter(p.urls()[1], "cursorMark"), "one==");
  EXPECT_EQ(p.records()[0].announce, SHEAF_ANNOUNCE_NEW);

  Plugin<EuropePmcSource> repeating(kConfig);
  repeating.answer(list(200, 0, 400, "same"));
  repeating.answer(list(200, 0, 400, "same"));
  ASSERT_EQ(repeating.fetch(), SHEAF_OK);
  EXPECT_THAT(repeating.urls(), SizeIs(2));
  EXPECT_THAT(repeating.records(), SizeIs(200));
}

TEST(EuropePmc, OtherWindowsAndNoPreprints) {
  Plugin<EuropePmcSource> p(R"({"query": "x", "window": "published", "preprints": "exclude"})");
  p.answer(list(0, 0, 0, "*"));
  ASSERT_EQ(p.fetch("v1|next=2026-09-24"), SHEAF_OK);
  EXPECT_EQ(parameter(p.urls()[0], "query"),
            "(x) AND (NOT SRC:PPR) AND (FIRST_PDATE:[2026-09-10 TO 2026-09-24])");
  EXPECT_EQ(p.state(), SHEAF_STATE_EMPTY_EXPECTED);
  for (const char* config : {"{}", R"({"preprints": "only"})", R"({"orcid": ["1"]})"}) {
    EXPECT_EQ(Plugin<EuropePmcSource>(config).created(), SHEAF_E_CONFIG) << config;
  }
}

TEST(EuropePmc, AnEmptyBodyIsAPassingFailureAndOtherShapesAreChangedFormats) {
  Plugin<EuropePmcSource> empty(kConfig);
  empty.answer("");
  EXPECT_EQ(empty.fetch(), SHEAF_E_TRANSIENT);
  EXPECT_THAT(empty.call.message(), HasSubstr("www.ebi.ac.uk gave an empty answer"));
  for (const auto& [body, wanted] :
       {std::pair(R"({"hitCount":3})", "resultList is missing"),
        std::pair(R"({"resultList":{}})", "resultList.result is missing"),
        std::pair(R"({"errCode":404,"errMsg":"no"})", "resultList is missing"),
        std::pair("<html>", "not JSON")}) {
    Plugin<EuropePmcSource> p(kConfig);
    p.answer(body);
    ASSERT_EQ(p.fetch(), SHEAF_OK);
    EXPECT_EQ(p.state(), SHEAF_STATE_FORMAT_CHANGED) << body;
    EXPECT_THAT(p.detail(), HasSubstr(wanted));
  }
  Plugin<EuropePmcSource> cut(kConfig);
  cut.answer(list(9, 0, 9, "x").substr(0, 330));
  ASSERT_EQ(cut.fetch(), SHEAF_OK);
  EXPECT_EQ(cut.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_FALSE(cut.records().empty());
  Plugin<EuropePmcSource> limited(kConfig);
  st::Answer answer;
  answer.status = 429;
  answer.headers = {{"retry-after", "60"}};
  limited.answer(answer);
  EXPECT_EQ(limited.fetch(), SHEAF_E_RATE_LIMITED);
  EXPECT_EQ(limited.call.failure().retry_after_ms, 60'000);
  Plugin<EuropePmcSource> probed(kConfig);
  probed.answer(list(0, 0, 0, "*"));
  EXPECT_EQ(probed.probe(), SHEAF_OK);
}

// ---- The enricher

TEST(EuropePmcEnricher, AsksByPubMedNumberElseByDoiInOneQuery) {
  Plugin<EuropePmcEnricher> p("{}");
  p.answer(data("europepmc/list.json"));
  ASSERT_EQ(p.enrich({{{"doi", "10.5555/knot.1"}},
                      {{"doi", "10.5555/loops"}, {"pmid", "39000002"}},
                      {{"arxiv", "1"}},
                      {{"doi", "10.5555/\"quoted\""}},
                      {{"pmid", "39000005"}}}),
            SHEAF_OK)
      << p.call.message();
  ASSERT_THAT(p.urls(), SizeIs(1));
  EXPECT_EQ(parameter(p.urls()[0], "query"),
            "DOI:\"10.5555/knot.1\" OR (EXT_ID:39000002 AND SRC:MED) OR "
            "(EXT_ID:39000005 AND SRC:MED)");
  ASSERT_THAT(p.answers.partials(), SizeIs(3));
  const sheaf::Record paper = *p.answers.find(0);
  EXPECT_EQ(paper.title.value, "");
  EXPECT_THAT(paper.abstract.value, HasSubstr("Water runs."));
  EXPECT_EQ(paper.authors[0].orcid, "0000-0002-1825-0097");
  EXPECT_THAT(paper.links, SizeIs(2));
  EXPECT_EQ(p.answers.find(1)->relations[0].type, SHEAF_REL_RETRACTED_BY);
  EXPECT_EQ(p.answers.find(1)->relations[0].id, "39000003");
  EXPECT_EQ(p.answers.find(4)->relations[0].scheme, "europepmc") << "no notice is named";
}

TEST(EuropePmcEnricher, AsksTwentyFiveAtOnce) {
  Plugin<EuropePmcEnricher> p("{}");
  std::vector<std::vector<std::pair<std::string, std::string>>> works;
  for (int i = 1; i <= 30; ++i) works.push_back({{"pmid", std::to_string(i)}});
  p.answer(list(25, 1, 25, "x"));
  p.answer(list(5, 26, 5, "x"));
  ASSERT_EQ(p.enrich(works), SHEAF_OK);
  EXPECT_THAT(p.urls(), SizeIs(2));
}

}  // namespace
