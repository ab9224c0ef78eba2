// Records of the API and of RSS: feeds.md 2.1 and 2.2 by pitfall, bad input, the real samples.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "fixture.h"
#include "support/people.h"
#include "support/samples.h"

namespace {

using namespace biorxiv_test;
using test::shown;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Pair = std::pair<std::string, std::string>;

// ---- The API's records

TEST(BiorxivApi, ARecordIsReadWhole) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, data("details.json"));
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_OK) << biorxiv.detail();
  ASSERT_THAT(biorxiv.records(), SizeIs(4));
  const auto r = biorxiv.find("700001");
  EXPECT_EQ(r.id, "10.64898/2026.09.20.700001");
  EXPECT_EQ(r.version, 1U);
  EXPECT_EQ(r.title.value, "NF-κB lights α lamps by ±3 µm");
  EXPECT_EQ(r.title.markup, SHEAF_MARKUP_PLAIN);
  EXPECT_EQ(r.abstract.value,
            "Background: At p<0.01, x > y and a->b, lamps shine (G>A). Methods: β-strands at "
            "37 °C, SHH  lamps.");
  EXPECT_EQ(r.abstract.markup, SHEAF_MARKUP_PLAIN);
  EXPECT_EQ(r.url, "https://www.biorxiv.org/content/10.64898/2026.09.20.700001v1");
  EXPECT_EQ(r.venue.value, "bioRxiv");
  EXPECT_EQ(r.license, "CC-BY-NC-ND-4.0");
  EXPECT_EQ(r.primary_category, "cell biology");
  EXPECT_THAT(r.categories, ElementsAre("cell biology"));
  EXPECT_EQ(r.flags, SHEAF_R_PREPRINT);
  ASSERT_THAT(r.links, SizeIs(1));
  EXPECT_EQ(r.links[0].rel, SHEAF_LINK_PDF);
  EXPECT_EQ(r.links[0].url, r.url + ".full.pdf");
}

TEST(BiorxivApi, BothDoiPrefixesAndNoVersionInThem) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, with(data("details.json"), "600002\"", "600002v2\""));
  EXPECT_THAT(biorxiv.find("700003").identifiers,
              ElementsAre(Pair("doi", "10.64898/2026.09.20.700003")));
  EXPECT_THAT(biorxiv.find("600002").identifiers,
              ElementsAre(Pair("doi", "10.1101/2025.03.25.600002")));
  EXPECT_EQ(biorxiv.find("600002").url,
            "https://www.biorxiv.org/content/10.1101/2025.03.25.600002v2");
}

TEST(BiorxivApi, Case02TheDateIsThatOfTheVersion) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, data("details.json"));
  const auto first = biorxiv.find("700001"), second = biorxiv.find("600002");
  EXPECT_EQ(first.published_ms, at("2026-09-23T00:00:00Z"));
  EXPECT_EQ(first.announce, SHEAF_ANNOUNCE_NEW);
  EXPECT_EQ(second.published_ms, SHEAF_TIME_UNKNOWN);
  EXPECT_EQ(second.updated_ms, at("2026-09-23T00:00:00Z"));
  EXPECT_EQ(second.announced_ms, at("2026-09-23T00:00:00Z"));
  EXPECT_EQ(second.announce, SHEAF_ANNOUNCE_REPLACE);
  EXPECT_EQ(second.version, 2U);
}

TEST(BiorxivApi, AuthorsAreSplitAtSemicolons) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, data("details.json"));
  const auto authors = biorxiv.find("700001").authors;
  ASSERT_THAT(authors, SizeIs(4));
  EXPECT_EQ(authors[0].name, "Ada Lamp") << "the corresponding author, in full";
  EXPECT_EQ(authors[0].affiliation, "University of Light");
  EXPECT_EQ(authors[1].name, "C. B. de Grain");
  EXPECT_EQ(authors[1].family, "de Grain");
  EXPECT_EQ(authors[1].affiliation, "");
  EXPECT_EQ(authors[2].given, "Y.-Y.");
  EXPECT_TRUE(authors[3].group);
}

TEST(BiorxivApi, AuthorsAreReadAsTheyArePrinted) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, with(with(data("details.json"), "Lamp, A.; de Grain, C. B.; Zhou, Y.-Y.; The Lamp",
                          "King, M. L., Jr.; Roe, MA; 王伟; &NA;; Poe, Dr. J., PhD; The Lamp"),
                     "Ada Lamp", "Dr. Martin Luther King, Jr., PhD"));
  const auto authors = biorxiv.find("700001").authors;
  EXPECT_THAT(shown(authors), ElementsAre("Martin Luther|King|Jr.", "MA|Roe", "伟|王", "J.|Poe",
                                          "=The Lamp Consortium"));
  EXPECT_EQ(authors[0].name, "Martin Luther King Jr.");
}

TEST(BiorxivRss, AMonthAloneIsSaid) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, with(data("subject.rdf"), "2026-09-24", "2026-09"));
  const auto r = biorxiv.find("26700013");
  EXPECT_EQ(r.published_ms, at("2026-09-01T00:00:00Z"));
  EXPECT_EQ(r.published_precision, SHEAF_PRECISION_MONTH);
}

TEST(BiorxivApi, ThePublishedDoiIsTheSameWork) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, data("details.json"));
  const auto r = biorxiv.find("700003");
  ASSERT_THAT(r.relations, SizeIs(1));
  EXPECT_EQ(r.relations[0].type, SHEAF_REL_PREPRINT_OF);
  EXPECT_EQ(r.relations[0].scheme, "doi");
  EXPECT_EQ(r.relations[0].id, "10.1038/s41592-026-00001-1") << "in small letters";
  ASSERT_THAT(r.links, SizeIs(2));
  EXPECT_EQ(r.links[1].url, "https://doi.org/10.1038/s41592-026-00001-1");
  EXPECT_THAT(biorxiv.find("700001").relations, IsEmpty()) << "NA";
}

TEST(BiorxivApi, TypesAndLicences) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, data("details.json"));
  for (const auto& r : biorxiv.records()) EXPECT_EQ(r.type, SHEAF_TYPE_RESEARCH) << r.id;
  EXPECT_EQ(biorxiv.find("600002").license, "") << "cc_no";
  EXPECT_EQ(biorxiv.find("700003").license, "CC0-1.0");
  Biorxiv other(kAnyUrl);
  read(other, with(page({record("1", "2026-09-24")}), "new results", "PUBLISHAHEADOFPRINT"));
  EXPECT_EQ(other.find(".1").type, SHEAF_TYPE_RESEARCH) << "medRxiv";
  Biorxiv unknown(kAnyUrl);
  read(unknown, with(page({record("1", "2026-09-24")}), "new results", "hypotheses"));
  EXPECT_EQ(unknown.find(".1").type, SHEAF_TYPE_UNKNOWN);
}

TEST(BiorxivApi, NumbersMayBeStringsAndKeysInAnyOrder) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv,
       R"({"collection":[{"server":"medRxiv","version":1,"date":"2026-09-24","title":"T",
           "doi":"10.64898\/2026.09.20.26700001","new_key":[{}],"funder":[],"authors":"A, B.",
           "abstract":"X","category":"hiv aids"}],
           "messages":[{"total":1,"count":"1","status":"ok"}]})");
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_OK) << biorxiv.detail();
  const auto r = biorxiv.find("26700001");
  EXPECT_EQ(r.version, 1U);
  EXPECT_EQ(r.url, "https://www.medrxiv.org/content/10.64898/2026.09.20.26700001v1");
  EXPECT_EQ(r.venue.value, "medRxiv");
}

TEST(BiorxivApi, WithdrawalsAreMarkedAndAlwaysCome) {
  Biorxiv biorxiv(R"({"url": ["file:///x"]})");
  read(biorxiv, data("details.json"));
  EXPECT_THAT(biorxiv.sink().ids(),
              ElementsAre("10.64898/2026.09.20.700001", "10.64898/2026.09.20.700003",
                          "10.1101/2024.01.01.600004"))
      << "without the revision";
  EXPECT_EQ(biorxiv.find("600004").flags, SHEAF_R_PREPRINT | SHEAF_R_WITHDRAWN);
}

TEST(BiorxivApi, Case17VersionsAreRecordsOfOnePaper) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, page({record("1", "2026-09-23"), record("1", "2026-09-24", "cell biology", 2)}));
  ASSERT_THAT(biorxiv.records(), SizeIs(2));
  EXPECT_EQ(biorxiv.records()[0].id, biorxiv.records()[1].id);
  EXPECT_EQ(biorxiv.records()[0].identifiers, biorxiv.records()[1].identifiers);
  EXPECT_NE(biorxiv.records()[0].version, biorxiv.records()[1].version);
}

// ---- RSS

TEST(BiorxivRss, Case18LinksAreTrimmedAndCanonical) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, data("subject.rdf"));
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_OK) << biorxiv.detail();
  const auto r = biorxiv.find("700011");
  EXPECT_EQ(r.id, "10.1101/700011");
  EXPECT_EQ(r.version, 1U);
  EXPECT_EQ(r.url, "https://www.biorxiv.org/content/10.1101/700011v1");
  EXPECT_EQ(r.title.value, "Lamps & grains at α < 1");
  EXPECT_EQ(r.abstract.value,
            "Methods: We lit lamps (300 micron) +/- grains; p<0.01 and NF-κB > 2.");
  EXPECT_EQ(r.published_ms, at("2026-09-23T00:00:00Z"));
  EXPECT_EQ(r.type, SHEAF_TYPE_RESEARCH);
}

TEST(BiorxivRss, AuthorsArePairsOfCommas) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, data("subject.rdf"));
  const auto authors = biorxiv.find("700011").authors;
  ASSERT_THAT(authors, SizeIs(3));
  EXPECT_EQ(authors[0].name, "A. Lamp");
  EXPECT_EQ(authors[1].family, "de Grain");
  EXPECT_EQ(authors[2].given, "Y.-Y.");
}

TEST(BiorxivRss, TheVersionStandsInTheAddressAlone) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, data("subject.rdf"));
  const auto r = biorxiv.find("700012");
  EXPECT_EQ(r.id, "10.64898/2026.09.20.700012");
  EXPECT_EQ(r.version, 2U);
  EXPECT_EQ(r.announce, SHEAF_ANNOUNCE_REPLACE);
  EXPECT_EQ(r.published_ms, SHEAF_TIME_UNKNOWN);
  Biorxiv first(R"({"url": ["file:///x"]})");
  read(first, data("subject.rdf"));
  EXPECT_THAT(first.records(), SizeIs(2));
}

TEST(BiorxivRss, MedrxivIsTold) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, data("subject.rdf"));
  const auto r = biorxiv.find("26700013");
  EXPECT_EQ(r.id, "10.64898/2026.09.20.26700013") << "from the address";
  EXPECT_EQ(r.venue.value, "medRxiv");
  EXPECT_EQ(r.url, "https://www.medrxiv.org/content/10.64898/2026.09.20.26700013v1");
  EXPECT_EQ(r.published_ms, at("2026-09-24T00:00:00Z")) << "of prism:publicationDate";
}

TEST(BiorxivRss, TheSectionOrElseTheChannelIsTheCategory) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, with(data("subject.rdf"), "<prism:section>Cell", "<prism:section>Systems"));
  EXPECT_EQ(biorxiv.find("700011").primary_category, "cell biology");
  EXPECT_EQ(biorxiv.find("700012").primary_category, "systems biology");
  Biorxiv all(R"({"url": ["file:///x"], "categories": ["genomics"]})");
  read(all, with(data("subject.rdf"), "Collection: Cell Biology", "Collection: All"));
  EXPECT_THAT(all.sink().ids(), ElementsAre("10.1101/700011", "10.64898/2026.09.20.26700013"))
      << "where it is not said";
}

TEST(BiorxivRss, WithoutDoiTheElementIsNamed) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, with(data("subject.rdf"), "dc:identifier", "dc:ident"));
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_EQ(biorxiv.detail(), "file:///x: 1 of 3 items have no dc:identifier.");
  EXPECT_THAT(biorxiv.records(), SizeIs(2));
}

TEST(BiorxivRss, TruncatedAndEmptyAndHtml) {
  Biorxiv cut(kAnyUrl), empty(kAnyUrl), html(kAnyUrl);
  const std::string whole = data("subject.rdf");
  read(cut, whole.substr(0, whole.rfind("<item ") + 40));
  EXPECT_THAT(cut.records(), SizeIs(2));
  EXPECT_EQ(cut.state(), SHEAF_STATE_TRUNCATED);
  read(empty, whole.substr(0, whole.find("<item ")) + "</rdf:RDF>");
  EXPECT_EQ(empty.state(), SHEAF_STATE_EMPTY_UNEXPECTED);
  read(html, "<!DOCTYPE html><html>Just a moment...</html>");
  EXPECT_EQ(html.state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_THAT(html.detail(), Not(HasSubstr("lists nothing")));
}

// ---- Bad input

TEST(BiorxivFormat, MissingElementsAreNamed) {
  const std::string one = page({record("1", "2026-09-24"), record("2", "2026-09-24")});
  const std::vector<std::pair<std::string, std::string>> kRenamed = {
      {"\"doi\"", "2 of 2 records have no `doi`"},
      {"\"title\"", "2 of 2 records have no `title`"},
      {"\"version\"", "2 of 2 records have no `version`"},
      {"\"date\"", "2 of 2 records have no `date`"},
      {"\"authors\"", "no record has `authors`"},
      {"\"abstract\"", "no record has `abstract`"},
      {"\"category\":\"cell", "no record has `category`"},
      {"\"collection\"", "collection is missing in the answer"}};
  for (const auto& [key, words] : kRenamed) {
    Biorxiv biorxiv(kAnyUrl);
    read(biorxiv, with(one, key, "\"x" + key.substr(1)));
    EXPECT_EQ(biorxiv.state(), SHEAF_STATE_FORMAT_CHANGED) << key;
    EXPECT_EQ(biorxiv.detail(), "file:///x: " + words + ".");
  }
}

TEST(BiorxivFormat, OneBadRecordOfManyCostsItself) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, page({record("1", "2026-09-24"), with(record("2", "x"), "\"x\"", "\"soon\""),
                      record("3", "2026-09-24")}));
  EXPECT_THAT(biorxiv.records(), SizeIs(2));
  EXPECT_EQ(biorxiv.detail(), "file:///x: 1 of 3 records have no `date`.");
}

TEST(BiorxivFormat, WhatIsNoAnswerOfTheApi) {
  for (const char* body : {"{", "{}", "{\"collection\":{}}", "{\"messages\":[]}",
                           "{\"collection\":[]} trailing", "{\"collection\":\"NA\"}"}) {
    Biorxiv biorxiv(kAnyUrl);
    read(biorxiv, body);
    EXPECT_EQ(biorxiv.state(), SHEAF_STATE_FORMAT_CHANGED) << body;
    EXPECT_THAT(biorxiv.records(), IsEmpty());
  }
}

TEST(BiorxivFormat, OddElementsDoNoHarm) {
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv,
       R"({"messages":"ok","collection":[null,7,"x",[],{},{"doi":7,"title":[],"version":{},
           "date":null},{"doi":"10.1101/1","title":"T","version":"1","date":"2026-09-24",
           "authors":[],"abstract":null,"category":7,"published":{},"license":[]}]})");
  EXPECT_THAT(biorxiv.sink().ids(), ElementsAre("10.1101/1"));
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_FORMAT_CHANGED);
}

TEST(BiorxivFormat, ATruncatedFileKeepsWhatWasWhole) {
  Biorxiv biorxiv(kAnyUrl);
  const std::string whole = data("details.json");
  read(biorxiv, whole.substr(0, whole.find("Grains, confirmed")));
  EXPECT_THAT(biorxiv.records(), SizeIs(2));
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_TRUNCATED);
}

TEST(BiorxivUrl, IsReadAnewInEveryRun) {
  Biorxiv biorxiv(R"({"url": ["file:///a.json", "file:///b.rdf"], "revisions": true})");
  biorxiv.host.http.answer("file:///a.json", {.body = "\xEF\xBB\xBF\n" + data("details.json")});
  biorxiv.host.http.answer("file:///b.rdf", {.body = data("subject.rdf")});
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
    EXPECT_THAT(biorxiv.records(), SizeIs(7));
    EXPECT_THAT(biorxiv.sink().checkpoints(), IsEmpty());
  }
}

// ---- Recorded answers

TEST(BiorxivSample, DetailsOf7September2026) {
  const std::string path =
      test::sample("feeds/biorxiv_api/details_category_2026-09-07_excerpt4of18.json");
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, file(path));
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_TRUNCATED) << "an excerpt: 4 of 18";
  EXPECT_THAT(biorxiv.sink().ids(),
              ElementsAre("10.64898/2026.08.21.746295", "10.64898/2026.09.03.749302",
                          "10.1101/2025.03.25.645286", "10.64898/2026.09.04.749492"));
  EXPECT_THAT(biorxiv.records()[0].title.value, HasSubstr("SHH α Medulloblastoma"));
  EXPECT_THAT(biorxiv.records()[3].abstract.value, HasSubstr("β-strand"));
  EXPECT_THAT(biorxiv.records()[3].abstract.value, HasSubstr("(G>A)"));
  EXPECT_THAT(biorxiv.records()[0].authors, SizeIs(7));
  EXPECT_EQ(biorxiv.records()[0].authors.back().name, "Rafael Roesler");
  EXPECT_THAT(biorxiv.records()[1].authors, SizeIs(17));
  for (const auto& r : biorxiv.records()) {
    EXPECT_EQ(r.primary_category, "cancer biology");
    EXPECT_EQ(r.type, SHEAF_TYPE_RESEARCH);
  }
  Biorxiv first(R"({"url": ["file:///x"]})");
  read(first, file(path));
  EXPECT_THAT(first.records(), SizeIs(2)) << "the others are revisions";
}

TEST(BiorxivSample, BioengineeringOf29November2019) {
  const std::string path =
      test::sample("feeds/biorxiv_rss/miniflux_bioengineering_2019-11-29.rdf.xml");
  Biorxiv biorxiv(kAnyUrl);
  read(biorxiv, file(path));
  EXPECT_EQ(biorxiv.state(), SHEAF_STATE_OK) << biorxiv.detail();
  ASSERT_THAT(biorxiv.sink().ids(), ElementsAre("10.1101/857789"));
  const auto r = biorxiv.records().front();
  EXPECT_EQ(r.url, "https://www.biorxiv.org/content/10.1101/857789v1");
  EXPECT_EQ(r.primary_category, "bioengineering");
  EXPECT_THAT(r.authors, SizeIs(4));
  EXPECT_EQ(r.published_ms, at("2019-11-29T00:00:00Z"));
  EXPECT_TRUE(r.abstract.value.starts_with("Human liver models")) << r.abstract.value;
}

}  // namespace
