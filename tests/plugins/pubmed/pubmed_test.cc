// PubMed as a source.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugins/common/webapi/fixture.h"
#include "pubmed/article.h"
#include "pubmed/dates.h"
#include "pubmed/search.h"
#include "pubmed/source.h"
#include "sheaf/feed/json.hpp"
#include "sheaf/text/dates.hpp"
#include "support/people.h"
#include "support/samples.h"

namespace {

using namespace webapi_test;
using pubmed::PubMedSource;
using sheaf::feed::from_memory;
using test::shown;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

const std::string kConfig = R"({"query": "knots[tiab]", "contact": "library@example.edu"})";

std::string search(int count, const std::string& more = "") {
  return "<?xml version=\"1.0\"?>\n<!DOCTYPE eSearchResult PUBLIC \"-//NLM//DTD esearch "
         "20060628//EN\" \"https://example.org/esearch.dtd\">\n<eSearchResult><Count>" +
         std::to_string(count) +
         "</Count><RetMax>0</RetMax><RetStart>0</RetStart><QueryKey>1</QueryKey><WebEnv>MCID_a=b"
         "</WebEnv><IdList/><TranslationStack><TermSet><Term>x</Term><Count>77</Count></TermSet>"
         "</TranslationStack>" +
         more + "</eSearchResult>";
}

std::string articles(int count, int first) {
  std::string out = "<?xml version=\"1.0\" ?><PubmedArticleSet>";
  for (int i = first; i < first + count; ++i) {
    out += "<PubmedArticle><MedlineCitation><PMID>" + std::to_string(i + 1) +
           "</PMID><Article><ArticleTitle>Number " + std::to_string(i) +
           ".</ArticleTitle></Article></MedlineCitation></PubmedArticle>";
  }
  return out + "</PubmedArticleSet>";
}

TEST(PubMedDates, OfAllKinds) {
  const std::pair<pubmed::DateParts, const char*> kDates[] = {
      {{.year = "2026", .month = "Sep", .day = "03"}, "2026-09-03"},
      {{.year = "2026", .month = "09", .day = "3"}, "2026-09-03"},
      {{.year = "2026", .month = "September"}, "2026-09-01"},
      {{.year = "2026"}, "2026-01-01"},
      {{.year = "2026", .day = "5"}, "2026-01-01"},
      {{.year = "2026", .season = "Spring"}, "2026-03-01"},
      {{.year = "2026", .season = "Fall"}, "2026-09-01"},
      {{.year = "2026", .month = "Feb", .day = "30"}, "2026-02-01"},
      {{.year = "2026", .month = "Foo", .day = "3"}, "2026-01-01"},
      {{.medline = "2018 Jan-Feb"}, "2018-01-01"},
      {{.medline = "1998 Dec-1999 Jan"}, "1998-12-01"},
      {{.medline = "2000 Spring"}, "2000-03-01"},
      {{.medline = "Winter 2000"}, "2000-12-01"},
      {{.medline = "2015 Nov 27"}, "2015-11-01"},
      {{.medline = "1976-1977"}, "1976-01-01"},
      {{.medline = "19761"}, ""},
      {{.medline = "in press"}, ""},
      {{.year = "20x6"}, ""},
      {{}, ""}};
  for (const auto& [parts, day] : kDates) {
    const std::int64_t ms = pubmed::time_of(parts);
    EXPECT_EQ(ms == SHEAF_TIME_UNKNOWN ? "" : sheaf::text::to_date(ms), day)
        << parts.year << "|" << parts.month << "|" << parts.season << "|" << parts.medline;
  }
}

sheaf::Record article(const std::string& inside) {
  const std::string body =
      "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>T."
      "</ArticleTitle>" +
      inside + "</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>";
  return pubmed::read_articles(from_memory(body)).records.at(0);
}

TEST(PubMedAuthors, AreReadAsTheyStandInTheirElements) {
  const auto author = [](const std::string& fields) { return "<Author>" + fields + "</Author>"; };
  const auto r = article(
      "<AuthorList>" +
      author("<LastName>King</LastName><ForeName>Martin Luther</ForeName><Suffix>Jr</Suffix>") +
      author("<LastName>Roe</LastName><Initials>MA</Initials><Suffix>MD</Suffix>") +
      author("<LastName>王</LastName><ForeName>伟</ForeName>") +
      author("<LastName>&amp;NA;</LastName>") +
      author("<CollectiveName>on behalf of the X Study Group</CollectiveName>") +
      author("<CollectiveName>Office of Ropes, Knots and Ties</CollectiveName>") +
      author("<LastName>Anonymous</LastName>") + "</AuthorList>");
  EXPECT_THAT(shown(r.authors),
              ElementsAre("Martin Luther|King|Jr", "MA|Roe", "伟|王", "=the X Study Group",
                          "=Office of Ropes, Knots and Ties"));
  EXPECT_EQ(r.authors[2].name, "王伟");
}

TEST(PubMedDates, SayWhatIsKnown) {
  for (const auto& [parts, day, precision] :
       {std::tuple("<Year>1996</Year>", "1996-01-01", SHEAF_PRECISION_YEAR),
        std::tuple("<Year>1996</Year><Month>Mar</Month>", "1996-03-01", SHEAF_PRECISION_MONTH),
        std::tuple("<Year>1996</Year><Month>03</Month><Day>7</Day>", "1996-03-07",
                   SHEAF_PRECISION_DAY),
        std::tuple("<Year>1996</Year><Month>Feb</Month><Day>30</Day>", "1996-02-01",
                   SHEAF_PRECISION_MONTH),
        std::tuple("<MedlineDate>1996 Mar-Apr</MedlineDate>", "1996-03-01", SHEAF_PRECISION_MONTH),
        std::tuple("<MedlineDate>1996-1997</MedlineDate>", "1996-01-01", SHEAF_PRECISION_YEAR)}) {
    const auto r = article("<Journal><JournalIssue><PubDate>" + std::string(parts) +
                           "</PubDate></JournalIssue></Journal>");
    EXPECT_EQ(r.published_ms, at(day)) << parts;
    EXPECT_EQ(r.published_precision, static_cast<sheaf_date_precision>(precision)) << parts;
  }
}

class PubMedArticles : public testing::Test {
 protected:
  PubMedArticles() : body_(data("pubmed/articles.xml")) {
    page_ = pubmed::read_articles(from_memory(body_));
  }
  const sheaf::Record& find(const std::string& id) {
    for (const sheaf::Record& r : page_.records) {
      if (r.id == id) return r;
    }
    throw std::runtime_error("no " + id);
  }
  std::string body_;
  webapi::Page page_;
};

TEST_F(PubMedArticles, AnArticleIsReadWhole) {
  EXPECT_EQ(page_.items, 7u) << "deleted ones are none";
  EXPECT_FALSE(page_.cut);
  const sheaf::Record& r = find("39000001");
  EXPECT_EQ(r.title.value, "Pérez' <i>knots</i> in CO<sub>2</sub>: is x<sup>2</sup><u>&lt;</u> 3?");
  EXPECT_EQ(r.title.markup, SHEAF_MARKUP_JATS);
  EXPECT_EQ(r.abstract.value,
            "<title>OBJECTIVE</title><p>We tie <i>K\u2009&lt;&lt;\u2009n</i> knots.</p>"
            "<p>Nothing more &lt; that.</p><p>See <math><mi>x</mi></math>.</p>");
  EXPECT_EQ(r.abstract.markup, SHEAF_MARKUP_JATS);
  EXPECT_EQ(r.venue.value, "Journal of made-up hydraulics &amp; ropes");
  EXPECT_EQ(r.venue.markup, SHEAF_MARKUP_JATS);
  EXPECT_EQ(r.url, "https://pubmed.ncbi.nlm.nih.gov/39000001/");
  EXPECT_EQ(r.language, "en");
  EXPECT_EQ(r.type, SHEAF_TYPE_REVIEW);
  EXPECT_EQ(r.published_ms, at("2026-09-20")) << "before the date of the issue";
  EXPECT_EQ(r.announced_ms, at("2026-09-22"));
  EXPECT_THAT(r.identifiers, ElementsAre(Pair("doi", "10.5555/knot.1"), Pair("pmcid", "PMC7000001"),
                                         Pair("pmid", "39000001")))
      << "not those of what it cites";
  ASSERT_THAT(r.links, SizeIs(1));
  EXPECT_EQ(r.links[0].url, "https://pmc.ncbi.nlm.nih.gov/articles/PMC7000001/");
  ASSERT_THAT(r.relations, SizeIs(1));
  EXPECT_EQ(r.relations[0].type, SHEAF_REL_CORRECTED_BY);
  EXPECT_EQ(r.relations[0].id, "39000009");
  ASSERT_THAT(r.authors, SizeIs(3)) << "neither misspelt names nor investigators";
  EXPECT_EQ(r.authors[0].name, "Ada Rope Jr");
  EXPECT_EQ(r.authors[0].family, "Rope");
  EXPECT_EQ(r.authors[0].orcid, "0000-0002-1825-0097");
  EXPECT_EQ(r.authors[0].affiliation, "Institute of Ropes, Kassel.; School of Ties.");
  EXPECT_EQ(r.authors[1].name, "B Twine");
  EXPECT_EQ(r.authors[1].orcid, "0000-0001-5109-3700");
  EXPECT_EQ(r.authors[2].name, "Knot Consortium");
  EXPECT_TRUE(r.authors[2].group);
}

TEST_F(PubMedArticles, OtherKinds) {
  const sheaf::Record& retracted = find("39000002");
  EXPECT_EQ(retracted.title.value, "Loops of [18F]rope without ends");
  EXPECT_EQ(retracted.language, "de");
  EXPECT_THAT(retracted.extras, ElementsAre(Pair("original-title", "Schleifen ohne Ende")));
  EXPECT_EQ(retracted.flags, SHEAF_R_WITHDRAWN);
  EXPECT_EQ(retracted.relations[0].type, SHEAF_REL_RETRACTED_BY);
  EXPECT_EQ(retracted.published_ms, at("2018-01-01"));
  const sheaf::Record& notice = find("39000003");
  EXPECT_EQ(notice.type, SHEAF_TYPE_RETRACTION);
  ASSERT_THAT(notice.relations, SizeIs(1));
  EXPECT_EQ(notice.relations[0].type, SHEAF_REL_RETRACTS);
  EXPECT_EQ(notice.published_ms, at("2026-03-01"));
  const sheaf::Record& letter = find("39000004");
  EXPECT_EQ(letter.title.value, "Nœuds") << "the original, for want of a translation";
  EXPECT_EQ(letter.type, SHEAF_TYPE_LETTER);
  EXPECT_EQ(letter.relations[0].type, SHEAF_REL_COMMENTS_ON);
  EXPECT_EQ(letter.abstract.value, "");
  const sheaf::Record& preprint = find("39000005");
  EXPECT_EQ(preprint.flags, SHEAF_R_PREPRINT);
  EXPECT_EQ(preprint.relations[0].type, SHEAF_REL_PREPRINT_OF);
  EXPECT_EQ(find("39000006").title.value, "");
  const sheaf::Record& chapter = find("39000007");
  EXPECT_EQ(chapter.title.value, "Chapter on <b>bends</b>");
  EXPECT_EQ(chapter.venue.value, "The book of ropes");
  EXPECT_EQ(chapter.type, SHEAF_TYPE_REVIEW);
  ASSERT_THAT(chapter.authors, SizeIs(1)) << "not the editors";
  EXPECT_EQ(chapter.authors[0].name, "Cy Bend");
  EXPECT_EQ(chapter.abstract.value, "<p>Bends bend.</p>");
  EXPECT_EQ(chapter.published_ms, at("2025-01-01"));
}

TEST_F(PubMedArticles, CutAnywhereTheWholeOnesStay) {
  for (std::size_t cut = 300; cut < body_.size(); cut += 97) {
    const webapi::Page page = pubmed::read_articles(from_memory(body_.substr(0, cut)));
    EXPECT_TRUE(page.cut) << cut;
    EXPECT_LE(page.records.size(), 7u);
    for (std::size_t i = 0; i < page.records.size(); ++i) {
      EXPECT_EQ(page.records[i].id, page_.records[i].id);
      EXPECT_EQ(page.records[i].abstract.value, page_.records[i].abstract.value);
    }
  }
}

// ---- The source

TEST(PubMed, SearchesTheDaysAndFetchesInPortions) {
  Plugin<PubMedSource> p(R"({"query": "knots[tiab]", "contact": "library@example.edu",
                             "api_key": "secret-key", "window": "crdt"})");
  p.answer(search(450));
  p.answer(articles(200, 0));
  p.answer(articles(200, 200));
  p.answer(articles(50, 400));
  ASSERT_EQ(p.fetch("v1|next=2026-09-24"), SHEAF_OK) << p.call.message();
  EXPECT_THAT(p.records(), SizeIs(450));
  EXPECT_EQ(p.state(), SHEAF_STATE_OK) << p.detail();
  EXPECT_EQ(p.records()[0].title.value, "Number 0");
  EXPECT_EQ(p.records()[0].announce, SHEAF_ANNOUNCE_NEW);
  EXPECT_EQ(p.sink().cursor(), "v1|next=2026-09-24");
  ASSERT_THAT(p.urls(), SizeIs(4));
  const std::string url = p.urls()[0];
  EXPECT_THAT(url, HasSubstr("/entrez/eutils/esearch.fcgi?"));
  EXPECT_EQ(parameter(url, "db"), "pubmed");
  EXPECT_EQ(parameter(url, "term"), "knots[tiab]");
  EXPECT_EQ(parameter(url, "datetype"), "crdt");
  EXPECT_EQ(parameter(url, "mindate"), "2026/09/22");
  EXPECT_EQ(parameter(url, "maxdate"), "2026/09/24");
  EXPECT_EQ(parameter(url, "usehistory"), "y");
  EXPECT_EQ(parameter(url, "tool"), "sheaf");
  EXPECT_EQ(parameter(url, "email"), "library@example.edu");
  EXPECT_EQ(parameter(url, "api_key"), "secret-key");
  const std::string second = p.urls()[2];
  EXPECT_THAT(second, HasSubstr("/entrez/eutils/efetch.fcgi?"));
  EXPECT_EQ(parameter(second, "WebEnv"), "MCID_a=b");
  EXPECT_EQ(parameter(second, "query_key"), "1");
  EXPECT_EQ(parameter(second, "retstart"), "200");
  EXPECT_EQ(parameter(second, "retmax"), "200");
  EXPECT_EQ(parameter(second, "retmode"), "xml");
  EXPECT_EQ(p.starts()[1] - p.starts()[0], 100) << "ten a second";
}

TEST(PubMed, WithoutAKeyThreeASecondAreAsked) {
  Plugin<PubMedSource> p(kConfig);
  p.answer(search(1));
  p.answer(articles(1, 0));
  ASSERT_EQ(p.fetch(), SHEAF_OK);
  EXPECT_EQ(p.starts()[1] - p.starts()[0], 334);
  EXPECT_EQ(parameter(p.urls()[0], "datetype"), "edat");
  EXPECT_EQ(parameter(p.urls()[0], "api_key"), "");
}

TEST(PubMed, MoreThanCanBeReachedIsAskedForInSmallerRanges) {
  Plugin<PubMedSource> p(kConfig);
  p.answer(search(12'000));
  p.answer(search(1));
  p.answer(articles(1, 0));
  p.answer(search(1));
  p.answer(articles(1, 1));
  ASSERT_EQ(p.fetch(), SHEAF_OK) << p.call.message();
  EXPECT_THAT(p.records(), SizeIs(2));
  EXPECT_EQ(p.state(), SHEAF_STATE_OK) << p.detail();
  EXPECT_EQ(parameter(p.urls()[1], "maxdate"), "2026/09/20");
  EXPECT_EQ(parameter(p.urls()[3], "mindate"), "2026/09/21");
}

TEST(PubMed, AnErrorWithStatus200IsOne) {
  const std::pair<const char*, sheaf_status> kErrors[] = {
      {"Search Backend failed: Database is temporarily unavailable", SHEAF_E_TRANSIENT},
      {"Empty term and query_key - nothing todo", SHEAF_E_CONFIG}};
  for (const auto& [error, code] : kErrors) {
    Plugin<PubMedSource> p(kConfig);
    p.answer(std::string("<eSearchResult><ERROR>") + error + "</ERROR></eSearchResult>");
    EXPECT_EQ(p.fetch(), code) << error;
    EXPECT_THAT(p.call.message(), HasSubstr(error));
  }
  Plugin<PubMedSource> p(kConfig);
  p.answer(search(1));
  p.answer("<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>");
  EXPECT_EQ(p.fetch(), SHEAF_E_TRANSIENT);
  EXPECT_THAT(p.call.message(), HasSubstr("Unable to obtain"));
}

TEST(PubMed, WhatItDoesNotKnowIsSaid) {
  Plugin<PubMedSource> p(kConfig);
  p.answer(search(0,
                  "<ErrorList><PhraseNotFound>knotz</PhraseNotFound></ErrorList><WarningList>"
                  "<OutputMessage>No items found.</OutputMessage></WarningList>"));
  ASSERT_EQ(p.fetch(), SHEAF_OK) << p.call.message();
  EXPECT_EQ(p.state(), SHEAF_STATE_EMPTY_EXPECTED);
  EXPECT_THAT(p.detail(), HasSubstr("does not know «knotz»"));
}

TEST(PubMed, ChangedFormatsNameWhatIsMissed) {
  const std::tuple<const char*, const char*, const char*> kBodies[] = {
      {"<eSearchResult><IdList/></eSearchResult>", "", "eSearchResult/Count is missing"},
      {"<result><Count>1</Count></result>", "", "eSearchResult/Count is missing"},
      {"<!DOCTYPE html><html><body>Sign in", "", "cannot be read"},
      {"<eSearchResult><Count>1</Count></eSearchResult>", "<Articles><Article/></Articles>",
       "PubmedArticleSet is missing in the answer, which is Articles"},
      {"<eSearchResult><Count>1</Count></eSearchResult>",
       "<PubmedArticleSet><PubmedArticle><Citation/></PubmedArticle></PubmedArticleSet>",
       "1 records have no identifier"}};
  for (const auto& [first, second, wanted] : kBodies) {
    Plugin<PubMedSource> p(kConfig);
    p.answer(first);
    p.answer(second);
    ASSERT_EQ(p.fetch(), SHEAF_OK) << p.call.message();
    EXPECT_EQ(p.state(), SHEAF_STATE_FORMAT_CHANGED) << p.detail();
    EXPECT_THAT(p.detail(), HasSubstr(wanted));
  }
}

TEST(PubMed, BrokenAnswersAndRefusals) {
  Plugin<PubMedSource> cut(kConfig);
  cut.answer(search(2));
  cut.answer(articles(2, 0).substr(0, 240));
  ASSERT_EQ(cut.fetch(), SHEAF_OK);
  EXPECT_THAT(cut.records(), SizeIs(1));
  EXPECT_EQ(cut.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(cut.sink().checkpoints(), IsEmpty());
  Plugin<PubMedSource> empty(kConfig);
  empty.answer(search(1));
  empty.answer("");
  EXPECT_EQ(empty.fetch(), SHEAF_E_TRANSIENT);
  Plugin<PubMedSource> limited(kConfig);
  st::Answer answer;
  answer.status = 429;
  answer.headers = {{"retry-after", "2"}};
  limited.answer(answer);
  EXPECT_EQ(limited.fetch(), SHEAF_E_RATE_LIMITED);
  EXPECT_EQ(limited.call.failure().retry_after_ms, 2000);
  EXPECT_EQ(Plugin<PubMedSource>(R"({"query": " "})").created(), SHEAF_E_CONFIG);
  Plugin<PubMedSource> probed(kConfig);
  probed.answer(search(3));
  EXPECT_EQ(probed.probe(), SHEAF_OK);
}

// ---- Real answers

TEST(PubMedSamples, AreReadWhole) {
  const auto files = test::samples("feeds/pubmed", ".xml");
  std::size_t all = 0;
  for (const auto& file : files) {
    const std::string body = read_file(file);
    if (body.find("<PubmedArticleSet") == body.npos) {
      const bool is_search = body.find("<eSearchResult>") != body.npos;
      if (is_search) {
        std::printf("%s: a search that finds %llu\n", file.filename().c_str(),
                    static_cast<unsigned long long>(pubmed::read_search(from_memory(body)).count));
      } else {  // ESummary, PMC's full texts
        EXPECT_ANY_THROW(pubmed::read_articles(from_memory(body))) << file;
      }
      continue;
    }
    const webapi::Page page = pubmed::read_articles(from_memory(body));
    EXPECT_FALSE(page.cut) << file;
    EXPECT_EQ(page.items, page.records.size()) << file;
    std::size_t abstracts = 0, authors = 0, orcids = 0;
    for (const sheaf::Record& r : page.records) {
      EXPECT_NE(r.title.value, "") << file;
      EXPECT_FALSE(r.title.value.ends_with('.')) << r.title.value;
      EXPECT_NE(r.venue.value, "") << file;
      EXPECT_NE(r.published_ms, SHEAF_TIME_UNKNOWN) << file;
      EXPECT_NE(r.announced_ms, SHEAF_TIME_UNKNOWN) << file;
      EXPECT_NE(r.type, SHEAF_TYPE_UNKNOWN) << file;
      abstracts += r.abstract.value.empty() ? 0 : 1;
      authors += r.authors.size();
      for (const auto& person : r.authors) orcids += person.orcid.empty() ? 0 : 1;
    }
    std::printf("%s: %zu items, %zu abstracts, %zu authors, %zu ORCIDs\n", file.filename().c_str(),
                page.records.size(), abstracts, authors, orcids);
    all += page.records.size();
  }
  EXPECT_EQ(all, 9u);
}

}  // namespace
