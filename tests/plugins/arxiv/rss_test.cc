// rss.arxiv.org, RSS 2.0 and Atom: what the items hold. Fetching them is in daily_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture.h"
#include "support/people.h"

namespace {

using namespace arxiv_test;
using test::shown;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

// daily.rss with all announcements.
class ArxivRss : public testing::Test {
 protected:
  ArxivRss() { EXPECT_EQ(read(arxiv, data("daily.rss")), SHEAF_OK) << arxiv.call.message(); }
  Arxiv arxiv{kAnyUrl};
};

TEST_F(ArxivRss, ReadsEveryItemInOrder) {
  EXPECT_THAT(arxiv.sink().ids(),
              ElementsAre("2609.20001", "2609.20002", "2205.06001", "math/0309136", "2601.00042"));
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
}

TEST_F(ArxivRss, TakesTheVersionFromTheGuidAndKeepsItOutOfIdAndLink) {
  const auto r = arxiv.find("2205.06001");
  EXPECT_EQ(r.version, 2U);
  EXPECT_EQ(r.url, "https://arxiv.org/abs/2205.06001");
  ASSERT_EQ(r.links.size(), 1U);
  EXPECT_EQ(r.links[0].rel, SHEAF_LINK_PDF);
  EXPECT_EQ(r.links[0].url, "https://arxiv.org/pdf/2205.06001v2");
}

TEST_F(ArxivRss, TakesTheTypeFromAnnounceTypeNotFromTheVersion) {
  EXPECT_EQ(arxiv.find("2609.20001").announce, SHEAF_ANNOUNCE_NEW);
  EXPECT_EQ(arxiv.find("2205.06001").announce, SHEAF_ANNOUNCE_CROSS) << "a cross-listed v2";
  EXPECT_EQ(arxiv.find("math/0309136").announce, SHEAF_ANNOUNCE_REPLACE);
  EXPECT_EQ(arxiv.find("2601.00042").announce, SHEAF_ANNOUNCE_REPLACE_CROSS);
}

TEST_F(ArxivRss, KeepsLatexAndLessThanSignsOfTitleAndAbstract) {
  const auto r = arxiv.find("2609.20001");
  EXPECT_EQ(r.title.value, "Counting knots when $n < 12$ & other small cases of Lov\\'asz");
  EXPECT_EQ(r.title.markup, SHEAF_MARKUP_TEX);
  EXPECT_EQ(r.abstract.markup, SHEAF_MARKUP_TEX);
  EXPECT_THAT(r.abstract.value, HasSubstr("With $p<0.01$ and K << n the drawer is full; a->b"));
}

TEST_F(ArxivRss, CutsOnlyTheLeadingPrefixOfTheAbstract) {
  const auto text = arxiv.find("2609.20001").abstract.value;
  EXPECT_TRUE(text.starts_with("We count what fits in a drawer."));
  EXPECT_TRUE(
      text.ends_with("Abstract: this word may come back, as may arXiv:2609.00001v1 "
                     "Announce Type: cross."));
}

TEST_F(ArxivRss, ListsAllCategoriesPrimaryFirstWithAliases) {
  EXPECT_THAT(arxiv.find("2609.20002").categories, ElementsAre("cs.CL", "cs.IT", "math.IT"));
  EXPECT_EQ(arxiv.find("2609.20002").primary_category, "cs.CL");
  EXPECT_EQ(arxiv.find("2205.06001").primary_category, "stat.ME") << "a cross-list shows its home";
}

TEST_F(ArxivRss, AnnouncedIsNotPublishedIsNotUpdated) {
  const auto r = arxiv.find("math/0309136");
  EXPECT_EQ(r.announced_ms, at("2026-09-24T04:00:00Z"));
  EXPECT_EQ(r.published_ms, SHEAF_TIME_UNKNOWN);
  EXPECT_EQ(r.updated_ms, SHEAF_TIME_UNKNOWN);
}

TEST_F(ArxivRss, SplitsCreatorsOutsideParenthesesAndDropsMisplacedAffiliations) {
  const auto authors = arxiv.find("2609.20001").authors;
  ASSERT_EQ(authors.size(), 3U);
  EXPECT_EQ(authors[0].name, "Ana Mar\\'ia T\\'arano");
  EXPECT_EQ(authors[0].markup, SHEAF_MARKUP_TEX);
  EXPECT_EQ(authors[1].name, "Paulo Andr\\'e de Castro");
  EXPECT_EQ(authors[1].family, "de Castro");
  EXPECT_EQ(authors[2].name, "Robert Keyes Jr.");
  for (const auto& a : authors) EXPECT_EQ(a.affiliation, "");
}

TEST_F(ArxivRss, TrimsCollaborationsAndMarksThemAsGroups) {
  const auto authors = arxiv.find("2609.20002").authors;
  ASSERT_EQ(authors.size(), 2U);
  EXPECT_EQ(authors[0].name, "Kettle Collaboration");
  EXPECT_TRUE(authors[0].group);
  EXPECT_FALSE(authors[1].group);
}

TEST_F(ArxivRss, GivesTheIdsOfThePreprintAndRelatesItToTheJournal) {
  const auto r = arxiv.find("2205.06001");
  EXPECT_THAT(r.identifiers,
              ElementsAre(Pair("arxiv", "2205.06001"), Pair("doi", "10.48550/arxiv.2205.06001")));
  ASSERT_EQ(r.relations.size(), 1U);
  EXPECT_EQ(r.relations[0].type, SHEAF_REL_PREPRINT_OF);
  EXPECT_EQ(r.relations[0].scheme, "doi");
  EXPECT_EQ(r.relations[0].id, "10.1093/umbrella/btac001");
  EXPECT_EQ(r.venue.value, "Ann. de l'\\'Ecole des Parapluies 7 (2022) 1-9");
  EXPECT_EQ(r.venue.markup, SHEAF_MARKUP_TEX);
  EXPECT_EQ(r.license, "http://creativecommons.org/licenses/by-sa/4.0/");
  EXPECT_EQ(arxiv.find("2609.20002").license, "") << "not every paper has one";
}

TEST_F(ArxivRss, OldIdsWorkEverywhere) {
  const auto r = arxiv.find("math/0309136");
  EXPECT_EQ(r.version, 5U);
  EXPECT_EQ(r.url, "https://arxiv.org/abs/math/0309136");
  EXPECT_EQ(r.links[0].url, "https://arxiv.org/pdf/math/0309136v5");
  EXPECT_THAT(r.identifiers, ElementsAre(Pair("arxiv", "math/0309136"),
                                         Pair("doi", "10.48550/arxiv.math/0309136")));
}

TEST_F(ArxivRss, FlagsPreprintsAndWithdrawals) {
  EXPECT_EQ(arxiv.find("math/0309136").flags, std::uint32_t{SHEAF_R_PREPRINT} | SHEAF_R_WITHDRAWN);
  EXPECT_EQ(arxiv.find("2601.00042").flags, std::uint32_t{SHEAF_R_PREPRINT});
}

TEST(ArxivRssItem, HasFiveHundredAuthors) {
  std::string names = "First Author";
  for (int i = 1; i < 574; ++i) names += ", N. N. Author" + std::to_string(i);
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, with(data("daily.rss"), "Mary Dry", names)), SHEAF_OK);
  EXPECT_EQ(arxiv.find("2205.06001").authors.size(), 574U);
  EXPECT_EQ(arxiv.find("math/0309136").authors.size(), 1U) << "nothing is left from the one before";
}

TEST(ArxivRssItem, NamesItsAuthorsAsTheyArePrinted) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, with(data("daily.rss"), "Mary Dry",
                             "WEIR Collaboration: A. Adler, :, Martin Luther King Jr., 王伟, 李明, "
                             "Jane Roe, PhD, C. Cho et al., M. Bar and the LIGO and Virgo "
                             "Collaborations")),
            SHEAF_OK);
  EXPECT_THAT(
      shown(arxiv.find("2205.06001").authors),
      ElementsAre("=WEIR Collaboration", "A.|Adler", "Martin Luther|King|Jr.", "伟|王", "明|李",
                  "Jane|Roe", "C.|Cho", "M.|Bar", "=the LIGO and Virgo Collaborations"));
}

TEST(ArxivApiEntry, NamesItsAuthorsAsTheyArePrinted) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, with(data("api_new.xml"), "<name>Manolis Schublade</name>",
                             "<name>WEIR Collaboration</name></author><author><name>:</name>"
                             "</author><author><name>Martin Luther King Jr.</name>")),
            SHEAF_OK);
  EXPECT_THAT(shown(arxiv.one().authors),
              ElementsAre("=WEIR Collaboration", "Martin Luther|King|Jr."));
}

TEST(ArxivOaiRecord, NamesItsAuthorsAsTheyArePrinted) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(
      read(arxiv, with(data("oai_arxiv.xml"),
                       "<keyname>Keyes</keyname><forenames>Robert</forenames>"
                       "<suffix>Jr.</suffix>",
                       "<keyname>:</keyname></author><author><keyname>王</keyname><forenames>伟"
                       "</forenames></author><author><keyname>King</keyname><forenames>Martin "
                       "Luther</forenames><suffix>Jr.</suffix>")),
      SHEAF_OK);
  const auto authors = arxiv.find("2609.20010").authors;
  EXPECT_THAT(shown(authors), ElementsAre("=Kettle Collaboration", "Ana Mar\\'ia|T\\'arano",
                                          "伟|王", "Martin Luther|King|Jr."));
  EXPECT_EQ(authors[2].name, "王伟");
}

TEST(ArxivRssItem, WithoutGuidOrTypeIsReadFromItsPrefix) {
  std::string body = data("daily.rss");
  body = with(body, "<guid isPermaLink=\"false\">oai:arXiv.org:2601.00042v3</guid>", "");
  body = with(body, "<arxiv:announce_type>replace-cross</arxiv:announce_type>", "");
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, body), SHEAF_OK);
  EXPECT_EQ(arxiv.find("2601.00042").version, 3U);
  EXPECT_EQ(arxiv.find("2601.00042").announce, SHEAF_ANNOUNCE_REPLACE_CROSS);
}

TEST(ArxivRssItem, WithoutAnyArxivIdSaysThatTheFormatChanged) {
  std::string body = data("daily.rss");
  for (const char* gone :
       {"oai:arXiv.org:2601.00042v3", "https://arxiv.org/abs/2601.00042", "arXiv:2601.00042v3 "}) {
    body = with(body, gone, "gone ");
  }
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, body), SHEAF_OK);
  EXPECT_EQ(arxiv.records().size(), 4U);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_THAT(arxiv.detail(), HasSubstr("1 of 5 entries have no arXiv id"));
}

TEST(ArxivRssItem, MayBeInAnyCharset) {
  const std::string latin =
      "<?xml version='1.0' encoding='ISO-8859-1'?><rss version='2.0'><channel>"
      "<item><title>Caf\xe9</title><guid>oai:arXiv.org:2609.00001v1</guid>"
      "</item></channel></rss>";
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, latin), SHEAF_OK);
  EXPECT_EQ(arxiv.one().title.value, "Café");
}

TEST(ArxivAnnounce, KeepsWhatIsAskedForAndCountsTheRest) {
  Arxiv arxiv(R"({"url": ["https://rss.arxiv.org/x"], "announce": ["replace"]})");
  ASSERT_EQ(read(arxiv, data("daily.rss")), SHEAF_OK);
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("math/0309136"));
  ASSERT_EQ(arxiv.call.logs().size(), 1U);
  EXPECT_EQ(arxiv.call.logs()[0].level, SHEAF_LOG_DEBUG);
  EXPECT_THAT(arxiv.call.logs()[0].message, HasSubstr("2 new, 1 cross, 1 replace-cross"));
}

TEST(ArxivAnnounce, DefaultsToNewAndCross) {
  Arxiv arxiv(R"({"url": ["https://rss.arxiv.org/x"]})");
  ASSERT_EQ(read(arxiv, data("daily.rss")), SHEAF_OK);
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.20001", "2609.20002", "2205.06001"));
}

// ---- Atom

TEST(ArxivAtom, ReadsEntriesWithoutAuthorElementWhateverTheirUpdatedSays) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, data("daily.atom")), SHEAF_OK);
  const auto r = arxiv.one();
  EXPECT_EQ(r.id, "2609.20002");
  EXPECT_EQ(r.version, 1U);
  EXPECT_EQ(r.announce, SHEAF_ANNOUNCE_NEW);
  EXPECT_EQ(r.abstract.value, "The telescope is heavy.") << "no blank before the line break here";
  EXPECT_EQ(r.announced_ms, at("2026-09-24T04:00:00Z"));
  EXPECT_EQ(r.updated_ms, SHEAF_TIME_UNKNOWN) << "entry/updated is when the feed was made";
  EXPECT_EQ(r.published_ms, SHEAF_TIME_UNKNOWN);
  EXPECT_THAT(r.categories, ElementsAre("cs.CL", "cs.IT"));
  EXPECT_EQ(r.venue.value, "J. Heavy Things 1 (2026)");
  ASSERT_EQ(r.relations.size(), 1U);
  EXPECT_EQ(r.relations[0].id, "10.1000/heavy.1");
  ASSERT_EQ(r.authors.size(), 2U);
  EXPECT_EQ(r.authors[1].name, "Dave Brown");
}

TEST(ArxivAtom, AnEmptySundayIsFine) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, data("empty_sunday.atom")), SHEAF_OK);
  EXPECT_THAT(arxiv.records(), IsEmpty());
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_EMPTY_EXPECTED);
  EXPECT_THAT(arxiv.detail(), HasSubstr("Saturdays and Sundays"));
}

TEST(ArxivAtom, AnEmptyWeekdayIsNot) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, with(data("empty_sunday.atom"), "2026-09-27T", "2026-09-28T")), SHEAF_OK);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_EMPTY_UNEXPECTED);
  EXPECT_THAT(arxiv.detail(), HasSubstr("perhaps a holiday"));
}

TEST(ArxivAtom, AnEmptySundayBesideAFullDayIsNoNews) {
  Arxiv arxiv(R"({"url": ["file:///thursday", "file:///sunday"]})");
  arxiv.host.http.answer("file:///thursday", {.body = data("daily.atom")});
  arxiv.host.http.answer("file:///sunday", {.body = data("empty_sunday.atom")});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK);
  EXPECT_EQ(arxiv.records().size(), 1U);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_OK);
}

}  // namespace
