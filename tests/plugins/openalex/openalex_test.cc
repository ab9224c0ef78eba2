// OpenAlex as a source and as an enricher.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "openalex/enricher.h"
#include "openalex/records.h"
#include "openalex/source.h"
#include "plugins/common/webapi/fixture.h"
#include "sheaf/feed/json.hpp"
#include "support/people.h"
#include "support/samples.h"

namespace {

using namespace webapi_test;
using openalex::OpenAlexEnricher;
using openalex::OpenAlexSource;
using test::shown;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

const std::string kKey = R"("api_key": "secret-key")";
const std::string kConfig = R"({"query": "knots", )" + kKey + "}";

std::string list(int count, int first, int total, const std::string& next) {
  std::string out;
  for (int i = first; i < first + count; ++i) {
    out += std::string(out.empty() ? "" : ",") + R"({"id":"https://openalex.org/W)" +
           std::to_string(i + 1000) + R"(","title":"Number )" + std::to_string(i) + "\"}";
  }
  return R"({"meta":{"count":)" + std::to_string(total) + R"(,"next_cursor":)" +
         (next.empty() ? "null" : "\"" + next + "\"") + R"(},"results":[)" + out + "]}";
}

sheaf::Record work(const std::string& fields) {
  return openalex::read_work(R"({"id":"https://openalex.org/W1",)" + fields + "}");
}

TEST(OpenAlexAuthors, AreReadAsTheyArePrinted) {
  const auto r = work(R"("authorships":[
      {"raw_author_name":"Jane Roe, MD, PhD","author":{"display_name":"Jane Roe",
       "orcid":"https://orcid.org/0000-0002-1825-0097"}},
      {"raw_author_name":"King, Jr., Martin Luther"}, {"raw_author_name":"李 明"},
      {"raw_author_name":"[Anonymous]"}, {"raw_author_name":":"}, {"raw_author_name":"Prof. J. Poe"},
      {"raw_author_name":"M. Bar and the LIGO and Virgo Collaborations"},
      {"raw_author_name":"WEIR Collaboration: A. Adler"}, {"raw_author_name":"C. Cho et al."}])");
  EXPECT_THAT(shown(r.authors), ElementsAre("Jane|Roe", "Martin Luther|King|Jr.", "明|李", "J.|Poe",
                                            "M.|Bar", "=the LIGO and Virgo Collaborations",
                                            "=WEIR Collaboration", "A.|Adler", "C.|Cho"));
  EXPECT_EQ(r.authors[0].orcid, "0000-0002-1825-0097");
}

TEST(OpenAlexDates, AYearAloneIsSaid) {
  const auto year = work(R"("publication_date":null,"publication_year":1996)");
  EXPECT_EQ(year.published_ms, at("1996-01-01"));
  EXPECT_EQ(year.published_precision, SHEAF_PRECISION_YEAR);
  EXPECT_EQ(work(R"("publication_date":"1996-03")").published_precision, SHEAF_PRECISION_MONTH);
  EXPECT_EQ(work(R"("publication_date":"1996-03-07","publication_year":1996)").published_precision,
            SHEAF_PRECISION_DAY);
}

class OpenAlexRecords : public testing::Test {
 protected:
  OpenAlexRecords() : page_(openalex::read_list(data("openalex/list.json"))) {}
  const sheaf::Record& find(const std::string& id) {
    for (const sheaf::Record& r : page_.records) {
      if (r.id == id) return r;
    }
    throw std::runtime_error("no " + id);
  }
  webapi::Page page_;
};

TEST_F(OpenAlexRecords, AWorkIsReadWhole) {
  EXPECT_EQ(page_.items, 7u);
  EXPECT_THAT(page_.records, SizeIs(6)) << "one has no id";
  EXPECT_EQ(page_.total, 7u);
  EXPECT_EQ(page_.next, "IlsxMDAuMF0i");
  const sheaf::Record& r = find("W1000000001");
  EXPECT_EQ(r.title.value, "Knots in <i>running</i> water, with CO<sub>2</sub>");
  EXPECT_EQ(r.title.markup, SHEAF_MARKUP_JATS);
  EXPECT_EQ(r.abstract.value, "We tie <p>knots</p> in water. We untie them.");
  EXPECT_EQ(r.abstract.markup, SHEAF_MARKUP_JATS);
  EXPECT_EQ(r.venue.value, "Journal of Made-up Hydraulics");
  EXPECT_EQ(r.url, "https://doi.org/10.5555/knot.1");
  EXPECT_EQ(r.language, "en");
  EXPECT_EQ(r.type, SHEAF_TYPE_RESEARCH);
  EXPECT_EQ(r.published_ms, at("2026-09-21"));
  EXPECT_THAT(r.identifiers,
              ElementsAre(Pair("openalex", "W1000000001"), Pair("doi", "10.5555/knot.1"),
                          Pair("pmid", "39000001"), Pair("pmcid", "PMC7000001")));
  ASSERT_THAT(r.links, SizeIs(2));
  EXPECT_EQ(r.links[0].rel, SHEAF_LINK_PDF);
  EXPECT_EQ(r.links[1].rel, SHEAF_LINK_FULLTEXT);
  EXPECT_EQ(r.links[1].url, "https://repository.example.edu/1");
}

TEST_F(OpenAlexRecords, AuthorsAreThoseOfThePaperNotOfTheGraph) {
  const auto& authors = find("W1000000001").authors;
  ASSERT_THAT(authors, SizeIs(5));
  EXPECT_EQ(authors[0].name, "A. Rope");
  EXPECT_EQ(authors[0].orcid, "0000-0002-1825-0097");
  EXPECT_EQ(authors[0].affiliation, "Institute of Ropes, Kassel; School of Ties");
  EXPECT_EQ(authors[1].name, "Haishi Twine");
  EXPECT_EQ(authors[1].orcid, "") << "that is Hong Twine's";
  EXPECT_EQ(authors[1].affiliation, "Hitch College; Bend Hall");
  EXPECT_EQ(authors[2].name, "Cy Cord");
  EXPECT_EQ(authors[2].family, "Cord");
  EXPECT_EQ(authors[3].name, "Dee Line");
  EXPECT_EQ(authors[3].orcid, "0000-0002-1694-233X");
  EXPECT_TRUE(authors[4].group);
}

TEST_F(OpenAlexRecords, NullsAndFieldsThatCameAndWent) {
  const sheaf::Record& preprint = find("W1000000002");
  EXPECT_EQ(preprint.flags, SHEAF_R_PREPRINT);
  EXPECT_EQ(preprint.abstract.value, "");
  EXPECT_THAT(preprint.identifiers, SizeIs(2));
  EXPECT_EQ(find("W1000000003").title.value, "");
  const sheaf::Record& retracted = find("W1000000004");
  EXPECT_EQ(retracted.flags, SHEAF_R_WITHDRAWN);
  EXPECT_EQ(retracted.published_ms, SHEAF_TIME_UNKNOWN);
  EXPECT_EQ(retracted.url, "https://openalex.org/W1000000004");
  EXPECT_EQ(retracted.abstract.value, "Abstract interpretation of loops") << "that is no heading";
  EXPECT_EQ(find("W1000000005").type, SHEAF_TYPE_CORRECTION);
  EXPECT_EQ(find("W1000000006").type, SHEAF_TYPE_OTHER);
  EXPECT_EQ(find("W1000000006").abstract.value, "near") << "positions that cannot be";
}

// ---- The source

TEST(OpenAlex, AsksWithFiltersAndCursors) {
  Plugin<OpenAlexSource> p(
      R"({"query": "knots", "institution": ["02mhbdp94", "https://ror.org/04zaypm56"],
    "orcid": ["0000-0002-1825-0097"], "issn": ["1932-6203"], )" +
      kKey + "}");
  p.answer(list(100, 0, 130, "next=="));
  p.answer(list(30, 100, 130, ""));
  ASSERT_EQ(p.fetch("v1|next=2026-09-24"), SHEAF_OK) << p.call.message();
  ASSERT_THAT(p.urls(), SizeIs(2));
  const std::string url = p.urls()[0];
  EXPECT_EQ(parameter(url, "filter"),
            "from_publication_date:2026-09-10,to_publication_date:2026-09-24,"
            "authorships.institutions.ror:https://ror.org/02mhbdp94|https://ror.org/04zaypm56,"
            "authorships.author.orcid:https://orcid.org/0000-0002-1825-0097,"
            "primary_location.source.issn:1932-6203");
  EXPECT_EQ(parameter(url, "search"), "knots");
  EXPECT_EQ(parameter(url, "select"), openalex::kSelect);
  EXPECT_EQ(parameter(url, "cursor"), "*");
  EXPECT_EQ(parameter(url, "page"), "");
  EXPECT_EQ(parameter(url, "api_key"), "secret-key");
  EXPECT_EQ(parameter(p.urls()[1], "cursor"), "next==");
  EXPECT_THAT(p.records(), SizeIs(130));
  EXPECT_EQ(p.state(), SHEAF_STATE_OK) << p.detail();
}

TEST(OpenAlex, WithoutAKeyPagesAreNumbered) {
  Plugin<OpenAlexSource> p(R"({"institution": ["I27837315"]})");
  p.answer(list(100, 0, 130, ""));
  p.answer(list(30, 100, 130, ""));
  ASSERT_EQ(p.fetch(), SHEAF_OK) << p.call.message();
  ASSERT_THAT(p.urls(), SizeIs(2));
  EXPECT_EQ(parameter(p.urls()[0], "cursor"), "");
  EXPECT_EQ(parameter(p.urls()[0], "page"), "1");
  EXPECT_EQ(parameter(p.urls()[1], "page"), "2");
  EXPECT_THAT(parameter(p.urls()[0], "filter"), HasSubstr("authorships.institutions.id:I27837315"));
  EXPECT_THAT(p.records(), SizeIs(130));
}

TEST(OpenAlex, TheCreationDateIsForAccounts) {
  EXPECT_EQ(Plugin<OpenAlexSource>(R"({"query": "x", "window": "created"})").created(),
            SHEAF_E_CONFIG);
  Plugin<OpenAlexSource> p(R"({"query": "x", "window": "created", )" + kKey + "}");
  p.answer(list(1, 0, 1, ""));
  ASSERT_EQ(p.fetch("v1|next=2026-09-24"), SHEAF_OK);
  EXPECT_EQ(parameter(p.urls()[0], "filter"),
            "from_created_date:2026-09-22,to_created_date:2026-09-24");
  EXPECT_EQ(p.records()[0].announce, SHEAF_ANNOUNCE_NEW);
}

TEST(OpenAlex, TheKeyIsDeclaredSecret) {
  for (const sheaf_component* c :
       {sheaf::Component<OpenAlexSource>::get(), sheaf::Component<OpenAlexEnricher>::get()}) {
    bool secret = false;
    for (const sheaf_field* f : sheaf::range(c->fields, c->field_count)) {
      if (f->name == std::string("api_key")) secret = (f->flags & SHEAF_F_SECRET) != 0;
    }
    EXPECT_TRUE(secret) << c->kind;
  }
}

TEST(OpenAlex, NullTitlesAreCountedAndMissingIdsReported) {
  Plugin<OpenAlexSource> p(kConfig);
  p.answer(data("openalex/list.json"));
  p.answer(list(0, 0, 7, ""));
  ASSERT_EQ(p.fetch(), SHEAF_OK);
  EXPECT_THAT(p.records(), SizeIs(5));
  EXPECT_EQ(p.state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_THAT(p.detail(), HasSubstr("1 records have no identifier"));
  EXPECT_THAT(p.detail(), HasSubstr("1 records without title are left out"));
}

TEST(OpenAlex, WaitsOrStopsAsTheAllowanceSays) {
  Plugin<OpenAlexSource> p(kConfig);
  p.answer({.body = list(100, 0, 300, "a"),
            .headers = {{"ratelimit-remaining", "0"}, {"ratelimit-reset", "1"}}});
  p.answer({.body = list(100, 100, 300, "b"),
            .headers = {{"ratelimit-remaining", "0"}, {"ratelimit-reset", "3600"}}});
  EXPECT_EQ(p.fetch(), SHEAF_E_RATE_LIMITED);
  EXPECT_EQ(p.call.failure().retry_after_ms, 3'600'000);
  EXPECT_EQ(p.starts()[1] - p.starts()[0], 1000);
  EXPECT_THAT(p.urls(), SizeIs(2));
  EXPECT_THAT(p.records(), SizeIs(200)) << "what came is kept";
  EXPECT_EQ(p.call.message().find("secret-key"), std::string::npos);
}

TEST(OpenAlex, FailuresAndChangedFormats) {
  const std::pair<int, sheaf_status> kStatuses[] = {{401, SHEAF_E_AUTH},
                                                    {403, SHEAF_E_AUTH},
                                                    {429, SHEAF_E_RATE_LIMITED},
                                                    {500, SHEAF_E_TRANSIENT}};
  for (const auto& [status, code] : kStatuses) {
    Plugin<OpenAlexSource> p(kConfig);
    st::Answer answer;
    answer.status = status;
    p.answer(answer);
    EXPECT_EQ(p.fetch(), code) << status;
  }
  for (const auto& [body, wanted] : {std::pair(R"({"meta":{}})", "results is missing"),
                                     std::pair(R"({"results":null})", "results is missing"),
                                     std::pair(R"({"results":{"W1":{}}})", "results is not a list"),
                                     std::pair("<html></html>", "not JSON")}) {
    Plugin<OpenAlexSource> p(kConfig);
    p.answer(body);
    ASSERT_EQ(p.fetch(), SHEAF_OK);
    EXPECT_EQ(p.state(), SHEAF_STATE_FORMAT_CHANGED);
    EXPECT_THAT(p.detail(), HasSubstr(wanted));
  }
  Plugin<OpenAlexSource> empty(kConfig);
  empty.answer(list(0, 0, 0, ""));
  ASSERT_EQ(empty.fetch(), SHEAF_OK);
  EXPECT_EQ(empty.state(), SHEAF_STATE_EMPTY_EXPECTED);
}

TEST(OpenAlex, OptionsThatMakeNoSenseAreRefused) {
  for (const char* config :
       {"{}", R"({"institution": ["Kassel"]})", R"({"institution": ["02mhbdp94", "I27837315"]})",
        R"({"orcid": ["0000"]})"}) {
    EXPECT_EQ(Plugin<OpenAlexSource>(config).created(), SHEAF_E_CONFIG) << config;
  }
  Plugin<OpenAlexSource> p(kConfig);
  p.answer(list(0, 0, 0, ""));
  EXPECT_EQ(p.probe(), SHEAF_OK);
  EXPECT_EQ(parameter(p.urls()[0], "per_page"), "1");
}

// ---- The enricher

TEST(OpenAlexEnricher, AsksForAllDoisAtOnce) {
  Plugin<OpenAlexEnricher> p("{" + kKey + "}");
  p.answer(data("openalex/list.json"));
  ASSERT_EQ(
      p.enrich(
          {{{"doi", "10.48550/arxiv.2609.00001"}}, {{"doi", "10.5555/knot.1"}}, {{"arxiv", "1"}}}),
      SHEAF_OK)
      << p.call.message();
  ASSERT_THAT(p.urls(), SizeIs(1));
  EXPECT_EQ(parameter(p.urls()[0], "filter"), "doi:10.48550/arxiv.2609.00001|10.5555/knot.1");
  EXPECT_EQ(parameter(p.urls()[0], "api_key"), "secret-key");
  ASSERT_THAT(p.answers.partials(), SizeIs(2));
  EXPECT_EQ(p.answers.find(1)->abstract.value, "We tie <p>knots</p> in water. We untie them.");
  EXPECT_EQ(p.answers.find(1)->title.value, "");
  EXPECT_THAT(p.answers.find(1)->links, SizeIs(2));
}

TEST(OpenAlexEnricher, AsksByItselfForADoiThatAFilterCannotHold) {
  Plugin<OpenAlexEnricher> p("{}");
  st::Answer none;
  none.status = 404;
  none.body = "<!doctype html><title>404 Not Found</title>";
  p.answer(none);
  p.answer(R"({"id":"https://openalex.org/W7","doi":"https://doi.org/10.5555/a|b","title":"T",
              "abstract_inverted_index":{"Found.":[0]}})");
  ASSERT_EQ(p.enrich({{{"doi", "10.5555/no,ne"}}, {{"doi", "10.5555/a|b"}}}), SHEAF_OK);
  ASSERT_THAT(p.answers.partials(), SizeIs(1));
  EXPECT_EQ(p.answers.find(1)->abstract.value, "Found.");
  EXPECT_THAT(p.urls()[1], HasSubstr("/works/doi:10.5555%2Fa%7Cb?"));
}

// ---- Real answers

TEST(OpenAlexSamples, AreReadWhole) {
  const auto files = test::samples("feeds/openalex", ".json");
  std::size_t all = 0;
  for (const auto& file : files) {
    const std::string body = read_file(file);
    std::vector<sheaf::Record> records;
    if (body.find("\"group_by\"") != body.npos) {
      const webapi::Page page = openalex::read_list(body);
      EXPECT_EQ(page.items, page.records.size()) << file;
      records = page.records;
    } else if (body.find("authorships") != body.npos) {
      records.push_back(openalex::read_work(body));
    } else {  // select=open_access,doi
      EXPECT_THROW(openalex::read_work(body), sheaf::feed::FormatError) << file;
    }
    std::size_t abstracts = 0, authors = 0, orcids = 0;
    for (const sheaf::Record& r : records) {
      EXPECT_NE(r.id, "") << file;
      EXPECT_NE(r.title.value, "") << file;
      EXPECT_NE(r.published_ms, SHEAF_TIME_UNKNOWN) << file;
      abstracts += r.abstract.value.empty() ? 0 : 1;
      authors += r.authors.size();
      for (const auto& person : r.authors) orcids += person.orcid.empty() ? 0 : 1;
    }
    std::printf("%s: %zu items, %zu abstracts, %zu authors, %zu ORCIDs\n", file.filename().c_str(),
                records.size(), abstracts, authors, orcids);
    all += records.size();
  }
  EXPECT_EQ(all, 35u);
}

}  // namespace
