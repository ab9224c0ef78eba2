// OAI-PMH: what records hold in the three formats, and how harvests go.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture.h"

namespace {

using namespace arxiv_test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

// ---- Records

TEST(ArxivOaiRecord, IsReadWithPrefixArxiv) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, data("oai_arxiv.xml")), SHEAF_OK) << arxiv.call.message();
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
  const auto r = arxiv.find("2609.20010");
  EXPECT_EQ(r.title.value, "Boxes in\n  boxes");
  EXPECT_EQ(r.abstract.value, "We put boxes in\nboxes.\n\nThen we take them out.");
  EXPECT_EQ(r.version, 1U) << "nothing was updated";
  EXPECT_EQ(r.published_ms, at("2026-09-22"));
  EXPECT_EQ(r.announced_ms, SHEAF_TIME_UNKNOWN) << "a datestamp is no announcement";
  EXPECT_THAT(r.categories, ElementsAre("cs.AI", "cs.CL"));
  EXPECT_EQ(r.primary_category, "cs.AI");
  EXPECT_EQ(r.comment.value, "6 pages, 4 figures");
  EXPECT_EQ(r.venue.value, "Box.Rev. D93 (2026) 016005");
  EXPECT_EQ(r.license, "http://creativecommons.org/licenses/by/4.0/");
}

TEST(ArxivOaiRecord, TakesNamesInPartsWithTheirTexAccents) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, data("oai_arxiv.xml")), SHEAF_OK);
  const auto authors = arxiv.find("2609.20010").authors;
  ASSERT_EQ(authors.size(), 3U);
  EXPECT_EQ(authors[0].name, "Kettle Collaboration");
  EXPECT_TRUE(authors[0].group);
  EXPECT_EQ(authors[1].name, "Ana Mar\\'ia T\\'arano");
  EXPECT_EQ(authors[1].family, "T\\'arano");
  EXPECT_EQ(authors[1].markup, SHEAF_MARKUP_TEX);
  EXPECT_EQ(authors[1].affiliation, "Dept. of Drawers; Box Lab");
  EXPECT_EQ(authors[2].name, "Robert Keyes Jr.");
  EXPECT_EQ(authors[2].family, "Keyes");
  EXPECT_FALSE(authors[2].group);
}

TEST(ArxivOaiRecord, MayHaveSeveralDois) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, data("oai_arxiv.xml")), SHEAF_OK);
  const auto r = arxiv.find("2609.20010");
  std::vector<std::string> ids;
  for (const auto& relation : r.relations) {
    EXPECT_EQ(relation.type, SHEAF_REL_PREPRINT_OF);
    ids.push_back(relation.id);
  }
  EXPECT_THAT(ids, ElementsAre("10.1103/boxrevd.93.016005", "10.1103/boxrevd.98.079901",
                               "10.1002/(sici)1521-3978(199901)47:1/3<5::aid-prop5>3.0.co;2-k"));
}

TEST(ArxivOaiRecord, MscClassPrintedAsAcmClassIsNone) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, data("oai_arxiv.xml")), SHEAF_OK);
  EXPECT_THAT(arxiv.find("2609.20010").extras,
              ElementsAre(Pair("report-no", "BOX-2026-01"), Pair("msc-class", "37K05 37K10")));
  EXPECT_THAT(arxiv.find("cmp-lg/9901001").extras, ElementsAre(Pair("acm-class", "I.2.7; H.3.1")));
}

TEST(ArxivOaiRecord, DeletedOnesAreSkipped) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, data("oai_arxiv.xml")), SHEAF_OK);
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.20010", "cmp-lg/9901001", "0806.4129"));
}

TEST(ArxivOaiRecord, OldIdsAndWithdrawalsAreKnown) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, data("oai_arxiv.xml")), SHEAF_OK);
  const auto r = arxiv.find("cmp-lg/9901001");
  EXPECT_EQ(r.version, 0U) << "updated: which version is not said";
  EXPECT_EQ(r.updated_ms, at("2026-09-21"));
  EXPECT_NE(r.flags & SHEAF_R_WITHDRAWN, 0U);
  EXPECT_EQ(r.url, "https://arxiv.org/abs/cmp-lg/9901001");
  EXPECT_EQ(r.links[0].url, "https://arxiv.org/pdf/cmp-lg/9901001");
}

TEST(ArxivOaiRecord, IsReadWithPrefixArxivRaw) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, data("oai_raw.xml")), SHEAF_OK);
  const auto r = arxiv.one();
  EXPECT_EQ(r.id, "0806.4129");
  EXPECT_EQ(r.version, 2U);
  EXPECT_EQ(r.published_ms, at("2008-06-25T15:29:38Z"));
  EXPECT_EQ(r.updated_ms, at("2008-07-14T09:00:00Z"));
  ASSERT_EQ(r.authors.size(), 3U);
  EXPECT_EQ(r.authors[0].name, "Ana Mar\\'ia T\\'arano");
  EXPECT_EQ(r.authors[1].name, "Robert Keyes Jr.");
  EXPECT_TRUE(r.authors[2].group);
  EXPECT_EQ(r.authors[0].affiliation, "") << "(1) is a footnote mark";
  EXPECT_THAT(r.categories, ElementsAre("math.NA", "cs.NA"));
}

TEST(ArxivOaiRecord, IsReadWithPrefixOaiDc) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, data("oai_dc.xml")), SHEAF_OK);
  const auto r = arxiv.one();
  EXPECT_EQ(r.id, "hep-lat/0101001");
  EXPECT_EQ(r.title.value, "Lattices of boxes");
  EXPECT_EQ(r.abstract.value, "Boxes on a lattice.");
  EXPECT_EQ(r.comment.value, "12 pages");
  EXPECT_EQ(r.published_ms, at("2001-01-03"));
  EXPECT_EQ(r.updated_ms, at("2001-02-04"));
  EXPECT_THAT(r.categories, ElementsAre("hep-lat", "math.NA")) << "from the sets of the header";
  EXPECT_EQ(r.primary_category, "") << "sets have no order";
  EXPECT_EQ(r.venue.value, "Lat.Rev. 1 (2001) 2");
  ASSERT_EQ(r.relations.size(), 1U);
  EXPECT_EQ(r.relations[0].id, "10.1000/lat.1");
  ASSERT_EQ(r.authors.size(), 2U);
  EXPECT_EQ(r.authors[0].name, "Robert Keyes Jr.");
  EXPECT_TRUE(r.authors[1].group);
}

TEST(ArxivOaiRecord, MayLackItsNamespace) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, data("oai_no_namespace.xml")), SHEAF_OK);
  EXPECT_EQ(arxiv.one().title.value, "A box without a name");
  EXPECT_THAT(arxiv.one().categories, ElementsAre("gr-qc", "chao-dyn", "nlin.CD"));
}

TEST(ArxivOaiRecord, OfAnUnknownFormatSaysThatTheFormatChanged) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, with(with(data("oai_raw.xml"), "<arXivRaw ", "<arXivNew "), "</arXivRaw>",
                             "</arXivNew>")),
            SHEAF_OK);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_FORMAT_CHANGED);
}

// ---- Harvests

const std::string kBase = "https://oaipmh.arxiv.org/oai?verb=ListRecords";

std::string list(const std::string& from, const std::string& set) {
  return kBase + "&metadataPrefix=arXiv&from=" + from + (set.empty() ? "" : "&set=" + set);
}

const std::string kOaiConfig =
    R"({"categories": ["cs.CL"], "via": "oai", "from": "2026-09-22", "announce": ["new", "cross"]})";
const std::string kToken = "verb%3DListRecords%26skip%3D2000";
const std::string kNext = kBase + "&resumptionToken=verb%253DListRecords%2526skip%253D2000";

TEST(ArxivOai, SendsTheTokenEncodedAgainAndNothingElse) {
  Arxiv arxiv(kOaiConfig);
  arxiv.host.http.answer(list("2026-09-22", "cs:cs:CL"),
                         {.body = oai_page({{"2609.00001"}}, kToken)});
  arxiv.host.http.answer(kNext, {.body = oai_page({{"2609.00002"}})});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.00001", "2609.00002"));
  EXPECT_THAT(arxiv.urls(), ElementsAre(list("2026-09-22", "cs:cs:CL"), kNext));
  for (const std::string& url : arxiv.urls()) {
    EXPECT_THAT(url, Not(HasSubstr("until"))) << "would miss what changes meanwhile";
  }
  EXPECT_GE(arxiv.starts()[1] - arxiv.starts()[0], 3000);
  EXPECT_EQ(arxiv.sink().cursor(), "v1|top=2609.00002|changed=2026-09-24");
}

TEST(ArxivOai, GoesOnFromTheDayOfTheLastAnswer) {
  Arxiv arxiv(kOaiConfig, "2026-09-25T06:00:00Z");
  arxiv.host.http.answer(list("2026-09-24", "cs:cs:CL"), {.body = oai_error("noRecordsMatch")});
  ASSERT_EQ(arxiv.fetch("v1|top=2609.00002|changed=2026-09-24"), SHEAF_OK) << arxiv.call.message();
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_EMPTY_EXPECTED);
}

TEST(ArxivOai, TheTokenSurvivesACrashOnItsDay) {
  Arxiv arxiv(kOaiConfig);
  arxiv.host.http.answer(list("2026-09-22", "cs:cs:CL"),
                         {.body = oai_page({{"2609.00001"}}, kToken)});
  arxiv.host.http.answer(kNext, st::Answer::fail(SHEAF_E_TRANSIENT, "gone"));
  ASSERT_EQ(arxiv.fetch(), SHEAF_E_TRANSIENT);
  const std::string cursor = arxiv.sink().cursor();

  Arxiv same_day(kOaiConfig);
  same_day.host.http.answer(kNext, {.body = oai_page({{"2609.00002"}})});
  ASSERT_EQ(same_day.fetch(cursor), SHEAF_OK) << same_day.call.message();
  EXPECT_THAT(same_day.urls(), ElementsAre(kNext));
  EXPECT_EQ(same_day.sink().cursor(), "v1|top=2609.00002|changed=2026-09-24");

  // It died at midnight UTC: the list is cut at the last datestamp.
  Arxiv next_day(kOaiConfig, "2026-09-25T00:00:01Z");
  next_day.host.http.answer(list("2026-09-22", "cs:cs:CL"), {.body = oai_page({{"2609.00002"}})});
  ASSERT_EQ(next_day.fetch(cursor), SHEAF_OK) << next_day.call.message();
  EXPECT_THAT(next_day.urls(), ElementsAre(list("2026-09-22", "cs:cs:CL")));
}

TEST(ArxivOai, ABadTokenRestartsFromTheLastDatestamp) {
  Arxiv arxiv(kOaiConfig);
  arxiv.host.http.answer(
      list("2026-09-22", "cs:cs:CL"),
      {.body = oai_page({{"2609.00001", "2026-09-22"}, {"2609.00002", "2026-09-23"}}, kToken)});
  arxiv.host.http.answer(kNext, {.body = oai_error("badResumptionToken")});
  arxiv.host.http.answer(list("2026-09-23", "cs:cs:CL"),
                         {.body = oai_page({{"2609.00003", "2026-09-23"}})});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.00001", "2609.00002", "2609.00003"));
  EXPECT_THAT(arxiv.urls(),
              ElementsAre(list("2026-09-22", "cs:cs:CL"), kNext, list("2026-09-23", "cs:cs:CL")));
}

TEST(ArxivOai, RestartsFromTheBeginningWhereDatestampsHaveNoOrder) {
  Arxiv arxiv(kOaiConfig);
  arxiv.host.http.answer(
      list("2026-09-22", "cs:cs:CL"),
      {.body = oai_page({{"2609.00001", "2026-09-24"}, {"2609.00002", "2026-09-23"}}, kToken)});
  arxiv.host.http.answer(list("2026-09-22", "cs:cs:CL"), {.body = oai_page({{"2609.00003"}})});
  arxiv.host.http.answer(kNext, {.body = oai_error("badResumptionToken")});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  EXPECT_THAT(arxiv.urls(),
              ElementsAre(list("2026-09-22", "cs:cs:CL"), kNext, list("2026-09-22", "cs:cs:CL")));
}

TEST(ArxivOai, GivesUpOnTokensThatAlwaysDie) {
  Arxiv arxiv(kOaiConfig);
  arxiv.host.http.answer(list("2026-09-22", "cs:cs:CL"),
                         {.body = oai_page({{"2609.00001"}}, kToken)});
  arxiv.host.http.answer(kNext, {.body = oai_error("badResumptionToken")});
  EXPECT_EQ(arxiv.fetch(), SHEAF_E_UPSTREAM);
  EXPECT_THAT(arxiv.call.message(), HasSubstr("resumption token"));
  EXPECT_EQ(arxiv.urls().size(), 8U);
}

TEST(ArxivOai, ATokenThatLeadsToItselfIsAnError) {
  Arxiv arxiv(kOaiConfig);
  arxiv.host.http.answer(list("2026-09-22", "cs:cs:CL"),
                         {.body = oai_page({{"2609.00001"}}, kToken)});
  arxiv.host.http.answer(kNext, {.body = oai_page({{"2609.00001"}}, kToken)});
  EXPECT_EQ(arxiv.fetch(), SHEAF_E_UPSTREAM);
  EXPECT_EQ(arxiv.urls().size(), 2U);
}

TEST(ArxivOai, OtherErrorsAreTheUsersToMend) {
  Arxiv arxiv(kOaiConfig);
  arxiv.host.http.answer(list("2026-09-22", "cs:cs:CL"), {.body = oai_error("badArgument")});
  EXPECT_EQ(arxiv.fetch(), SHEAF_E_CONFIG);
  EXPECT_THAT(arxiv.call.message(), HasSubstr("words about badArgument"));
}

TEST(ArxivOai, FollowsRedirectsOfTheOldAddress) {
  Arxiv arxiv(R"({"via": "oai", "from": "2026-09-22", "oai_url": "http://export.arxiv.org/oai2"})");
  const std::string query = "?verb=ListRecords&metadataPrefix=arXiv&from=2026-09-22";
  st::Answer moved;
  moved.status = 301;
  moved.headers = {{"location", "https://oaipmh.arxiv.org/oai" + query}};
  arxiv.host.http.answer("http://export.arxiv.org/oai2" + query, moved);
  arxiv.host.http.answer("https://oaipmh.arxiv.org/oai" + query,
                         {.body = oai_page({{"2609.00001"}})});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  EXPECT_EQ(arxiv.records().size(), 1U);
}

TEST(ArxivOai, HarvestsOneListAfterAnotherAndTakesAPaperOnce) {
  Arxiv arxiv(R"({"categories": ["cs.CL", "hep-lat"], "via": "oai", "from": "2026-09-22"})");
  const std::vector<OaiEntry> both = {{.id = "2609.00001", .categories = "cs.CL hep-lat"}};
  arxiv.host.http.answer(list("2026-09-22", "cs:cs:CL"), {.body = oai_page(both)});
  auto second = both;
  second.push_back({.id = "2609.00002", .categories = "hep-lat"});
  second.push_back({.id = "2609.00003", .categories = "cs.LG"});
  arxiv.host.http.answer(list("2026-09-22", "physics:hep-lat"), {.body = oai_page(second)});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.00001", "2609.00002"))
      << "2609.00003 is in none of the categories";
}

TEST(ArxivOai, TellsNewPapersFromReplacementsAndEditsOfMetadata) {
  const std::vector<OaiEntry> all = {
      {.id = "2609.00010", .created = "2026-08-01"},  // held for weeks, then announced
      {.id = "2609.00011", .categories = "cs.LG cs.CL"},
      {.id = "2609.00002", .updated = "2026-09-22"},
      {.id = "2608.00001", .updated = "2026-09-22", .categories = "cs.LG cs.CL"},
      {.id = "hep-th/9901001", .created = "1999-01-01", .updated = "1999-02-01"}};
  const std::string cursor = "v1|top=2609.00009|changed=2026-09-22";
  Arxiv arxiv(R"({"categories": ["cs.CL"], "via": "oai",
                  "announce": ["new", "cross", "replace", "replace-cross"]})");
  auto listed = all;
  listed.back().categories = "hep-th cs.CL";
  arxiv.host.http.answer(list("2026-09-22", "cs:cs:CL"), {.body = oai_page(listed)});
  ASSERT_EQ(arxiv.fetch(cursor), SHEAF_OK) << arxiv.call.message();
  EXPECT_EQ(arxiv.find("2609.00010").announce, SHEAF_ANNOUNCE_NEW);
  EXPECT_EQ(arxiv.find("2609.00011").announce, SHEAF_ANNOUNCE_CROSS);
  EXPECT_EQ(arxiv.find("2609.00002").announce, SHEAF_ANNOUNCE_REPLACE);
  EXPECT_EQ(arxiv.find("2608.00001").announce, SHEAF_ANNOUNCE_REPLACE_CROSS);
  EXPECT_EQ(arxiv.find("hep-th/9901001").announce, SHEAF_ANNOUNCE_UNKNOWN);

  Arxiv fresh(R"({"categories": ["cs.CL"], "via": "oai"})");
  fresh.host.http.answer(list("2026-09-22", "cs:cs:CL"), {.body = oai_page(listed)});
  ASSERT_EQ(fresh.fetch(cursor), SHEAF_OK);
  EXPECT_THAT(fresh.sink().ids(), ElementsAre("2609.00010", "2609.00011"));
  EXPECT_THAT(fresh.call.logs().back().message, HasSubstr("1 changed in metadata only"));
}

TEST(ArxivOai, TheOtherFormatsAreAskedForByName) {
  Arxiv arxiv(R"({"via": "oai", "oai_prefix": "oai_dc", "oai_set": "physics:hep-lat",
                  "from": "2001-01-01"})");
  arxiv.host.http.answer(kBase + "&metadataPrefix=oai_dc&from=2001-01-01&set=physics:hep-lat",
                         {.body = data("oai_dc.xml")});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  EXPECT_EQ(arxiv.records().size(), 1U);
}

TEST(ArxivOai, KeepsWhatCameBeforeAnAnswerBrokeAndStaysThere) {
  Arxiv arxiv(kOaiConfig);
  std::string body = oai_page({{"2609.00001"}, {"2609.00002"}}, kToken);
  body = with(body, "<title>Paper 2609.00002</title>", "<title>Paper 2609.00002</tile>");
  arxiv.host.http.answer(list("2026-09-22", "cs:cs:CL"), {.body = body});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK);
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.00001"));
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_THAT(arxiv.sink().checkpoints(), IsEmpty());
}

TEST(ArxivOai, AUrlOfOnesOwnIsFollowedToItsEnd) {
  Arxiv arxiv(R"({"url": ["https://oaipmh.arxiv.org/oai?verb=ListRecords&metadataPrefix=arXiv"]})");
  arxiv.host.http.answer(kBase + "&metadataPrefix=arXiv",
                         {.body = oai_page({{"2609.00001"}}, kToken)});
  arxiv.host.http.answer(kNext, {.body = oai_page({{"2609.00002"}})});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.00001", "2609.00002"));
}

TEST(ArxivOai, FilesAreReadAsTheyAreNamed) {
  const std::string config =
      R"({"url": ["file:///1.xml", "file:///2.xml"], "categories": ["cs.CL"]})";
  Arxiv arxiv(config);
  arxiv.host.http.answer(
      "file:///1.xml",
      {.body = oai_page({{"2609.00001"}, {.id = "2609.00002", .categories = "cs.LG"}}, kToken)});
  arxiv.host.http.answer("file:///2.xml", {.body = oai_page({{"2609.00003"}})});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.00001", "2609.00003")) << "only cs.CL";
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
  EXPECT_EQ(arxiv.starts()[0], arxiv.starts()[1]) << "files need no politeness";

  Arxiv cut(config);
  cut.host.http.answer("file:///1.xml", {.body = oai_page({{"2609.00001"}})});
  cut.host.http.answer("file:///2.xml", {.body = oai_page({{"2609.00003"}}, kToken)});
  ASSERT_EQ(cut.fetch(), SHEAF_OK);
  EXPECT_EQ(cut.state(), SHEAF_STATE_TRUNCATED);
}

}  // namespace
