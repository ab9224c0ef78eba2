#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "identity/identity.h"
#include "records.h"
#include "sheaf/text/dates.hpp"

namespace host::identity {
namespace {

using testing::article;
using testing::day;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::person;
using testing::preprint;
using ::testing::SizeIs;
using testing::work_of;

TEST(MakeWork, OneRecordIsTheWork) {
  const Record r = preprint("2403.00001", 1);
  const Work work = work_of(r, "prep");
  EXPECT_EQ(work.id, "prep:2403.00001");
  EXPECT_EQ(work.record.id, work.id);
  EXPECT_EQ(work.record.title, r.title);
  EXPECT_EQ(work.record.links, r.links);
  EXPECT_EQ(work.text_hash, text_hash(r));
  ASSERT_THAT(work.places, SizeIs(1));
  EXPECT_EQ(work.places[0].record, "2403.00001");
  EXPECT_EQ(work.places[0].announce, SHEAF_ANNOUNCE_NEW);
  EXPECT_EQ(source_of(work, Field::title), "prep");
  EXPECT_EQ(source_of(work, Field::venue), "");
}

TEST(Merge, TheSameRecordAgainChangesNothing) {
  Work work = work_of(preprint("1", 1), "prep");
  const Work before = work;
  EXPECT_FALSE(merge(work, preprint("1", 1), "prep"));
  EXPECT_EQ(work, before);
}

TEST(Merge, ANewVersionReplacesWhatItsSourceSaid) {
  Record v1 = preprint("1", 1);
  v1.comment = "12 pages";
  Work work = work_of(v1, "prep");
  Record v2 = preprint("1", 2);
  v2.comment = "14 pages";
  EXPECT_TRUE(merge(work, v2, "prep"));
  EXPECT_EQ(work.record.title, v2.title);
  EXPECT_EQ(work.record.abstract, v2.abstract);
  EXPECT_EQ(work.record.comment, "14 pages");
  EXPECT_EQ(work.record.url, v2.url);
  EXPECT_EQ(work.record.links, v2.links) << "the old version's PDF is gone";
  EXPECT_EQ(work.record.version, 2u);
  EXPECT_EQ(work.record.announce, SHEAF_ANNOUNCE_REPLACE);
  EXPECT_EQ(work.record.published_ms, v1.published_ms);
  EXPECT_EQ(work.record.updated_ms, v2.updated_ms);
  EXPECT_THAT(work.places, SizeIs(1));
  EXPECT_THAT(work.provenance, SizeIs(1));
}

TEST(Merge, AnOldVersionThatComesLateChangesNoText) {
  Work work = work_of(preprint("1", 2), "prep");
  const Record before = work.record;
  merge(work, preprint("1", 1), "prep");
  EXPECT_EQ(work.record, before);
}

TEST(Merge, AWholeAbstractBeatsATeaserWhicheverComesFirst) {
  Record teaser = preprint("1", 2), whole = preprint("1", 1);
  teaser.abstract = "We grow lattices and count their leaves and their roots and then we ...";
  teaser.flags |= SHEAF_R_TRUNCATED;
  Work a = work_of(teaser, "prep"), b = work_of(whole, "prep");
  EXPECT_NE(a.record.flags & SHEAF_R_TRUNCATED, 0u);
  merge(a, whole, "prep");
  merge(b, teaser, "prep");
  for (const Work* work : {&a, &b}) {
    EXPECT_EQ(work->record.abstract, whole.abstract);
    EXPECT_EQ(work->record.flags & SHEAF_R_TRUNCATED, 0u);
    EXPECT_EQ(work->record.title, teaser.title) << "everything else is the newer version's";
  }
}

TEST(Merge, ATeaserIsBetterThanNothing) {
  Record silent = article("10.1/a"), teaser = article("10.1/a");
  silent.abstract.clear();
  teaser.flags |= SHEAF_R_TRUNCATED;
  Work work = work_of(silent, "journal");
  merge(work, teaser, "toc");
  EXPECT_EQ(work.record.abstract, teaser.abstract);
  EXPECT_EQ(source_of(work, Field::abstract), "toc");
}

TEST(Merge, PreprintAndArticleAreOneWorkWithBothPlaces) {
  Work work = work_of(preprint("1", 3), "prep");
  merge(work, article("10.1/a"), "journal");
  EXPECT_EQ(work.id, "prep:1");
  EXPECT_EQ(work.record.title, article("10.1/a").title);
  EXPECT_EQ(work.record.venue, "Journal of Gardens");
  EXPECT_EQ(work.record.primary_category, "bot.GA")
      << "the server classifies, a journal has sections";
  EXPECT_THAT(work.record.categories, ElementsAre("bot.GA", "Horticulture", "bot.LE"));
  EXPECT_EQ(work.record.version, 3u);
  EXPECT_EQ(work.record.published_ms, day(100));
  EXPECT_EQ(work.record.flags & SHEAF_R_PREPRINT, 0u);
  EXPECT_THAT(work.places, SizeIs(2));
  EXPECT_EQ(source_of(work, Field::title), "journal");
  EXPECT_EQ(source_of(work, Field::primary_category), "prep");
  EXPECT_EQ(source_of(work, Field::published), "prep");
  const auto links = all_links(work);
  ASSERT_THAT(links, SizeIs(2));
  EXPECT_EQ(links[0].rel, SHEAF_LINK_PDF);
  EXPECT_EQ(links[1], (Link{SHEAF_LINK_LANDING, "https://preprints.example/abs/1v3", "prep"}));
}

TEST(Merge, CrossListedOnOneDayAndAgainOnTheNext) {
  Record first = preprint("1", 1), again = first;
  again.announce = SHEAF_ANNOUNCE_CROSS;
  again.announced_ms += day(1);
  Work work = work_of(first, "prep");
  merge(work, again, "prep");
  ASSERT_THAT(work.places, SizeIs(1));
  EXPECT_EQ(work.places[0].announce, SHEAF_ANNOUNCE_NEW) << "new says more than cross";
  EXPECT_EQ(work.places[0].announced_ms, again.announced_ms);
  EXPECT_EQ(work.record.announced_ms, again.announced_ms);
}

TEST(Merge, OfOneYearOrMonthTheMoreExactDateIsTaken) {
  const auto dated = [](const char* date, sheaf_date_precision precision) {
    Record r = article("10.1/a");
    r.published_ms = sheaf::text::parse_rfc3339(date).value();
    r.published_precision = precision;
    return r;
  };
  const Record year = dated("1996-01-01", SHEAF_PRECISION_YEAR),
               month = dated("1996-05-01", SHEAF_PRECISION_MONTH),
               day = dated("1996-05-03", SHEAF_PRECISION_DAY),
               later = dated("2001-01-01", SHEAF_PRECISION_DAY);
  for (const auto& [one, other, wanted] : {std::tuple{&year, &month, &month},
                                           {&month, &day, &day},
                                           {&year, &day, &day},
                                           {&year, &later, &year}}) {
    for (const bool swapped : {false, true}) {
      Work work = work_of(swapped ? *other : *one, "a");
      merge(work, swapped ? *one : *other, "b");
      EXPECT_EQ(work.record.published_ms, wanted->published_ms);
      EXPECT_EQ(work.record.published_precision, wanted->published_precision);
    }
  }
}

TEST(Merge, UnionsHaveNoRepetition) {
  Record one = preprint("1", 1), other = article("10.1/a");
  one.identifiers = {{"prep", "1"}, {"doi", "10.1/a"}};
  one.links = {{SHEAF_LINK_OTHER, "https://code.example/x", ""},
               {SHEAF_LINK_PDF, "https://preprints.example/1.pdf", ""}};
  other.links = {{SHEAF_LINK_CODE, "https://code.example/x", "code"},
                 {SHEAF_LINK_PDF, "https://journal.example/1.pdf", ""}};
  one.extras = {{"report", "R-1"}};
  other.extras = {{"pages", "1-9"}, {"report", "R-1"}};
  Work work = work_of(one, "prep");
  merge(work, other, "journal");
  EXPECT_THAT(work.record.identifiers,
              ElementsAre(Identifier{"doi", "10.1/a"}, Identifier{"prep", "1"}));
  EXPECT_THAT(work.record.links,
              ElementsAre(Link{SHEAF_LINK_PDF, "https://journal.example/1.pdf", ""},
                          Link{SHEAF_LINK_PDF, "https://preprints.example/1.pdf", ""},
                          Link{SHEAF_LINK_CODE, "https://code.example/x", "code"}));
  EXPECT_EQ(work.record.extras, (std::vector<std::pair<std::string, std::string>>{
                                    {"pages", "1-9"}, {"report", "R-1"}}));
}

TEST(Merge, AnOrcidIsCarriedToTheWinningAuthorList) {
  Record bare = article("10.1/a");
  bare.authors = {person("Ida", "Grün"), person("Tom", "Rell")};
  Record server = preprint("1", 1);
  server.authors = {person("Ida", "Grun", "0000-0000-0000-0001")};
  server.authors[0].affiliation = "Institute of Parks";
  Work work = work_of(server, "prep");
  merge(work, bare, "journal");
  ASSERT_THAT(work.record.authors, SizeIs(2));
  EXPECT_EQ(work.record.authors[0].name, "Ida Grün");
  EXPECT_EQ(work.record.authors[0].orcid, "0000-0000-0000-0001");
  EXPECT_EQ(work.record.authors[0].affiliation, "Institute of Parks");
  EXPECT_EQ(work.record.authors[1].orcid, "");
}

TEST(Merge, TwoPeopleOfOneNameGetNobodysOrcid) {
  Record two = article("10.1/a"), one = preprint("1", 1);
  two.authors = {person("Wei", "Li"), person("Wei", "Li")};
  one.authors = {person("Wei", "Li", "0000-0000-0000-0009")};
  Work work = work_of(one, "prep");
  merge(work, two, "journal");
  for (const Person& p : work.record.authors) EXPECT_EQ(p.orcid, "");
}

TEST(Merge, AnEnricherFillsGapsOnly) {
  Record listed = article("10.1/a");
  listed.abstract.clear();
  listed.published_ms = SHEAF_TIME_UNKNOWN;
  Record known;
  known.id = "10.1/a";
  known.title = "SPARSE LATTICES IN SMALL GARDENS AND PARKS, A LONGER ONE";
  known.abstract = "All of the abstract.";
  known.language = "en";
  known.published_ms = day(7);
  known.version = 9;
  known.identifiers = {{"pmid", "77"}};
  Work work = work_of(listed, "journal");
  EXPECT_TRUE(merge(work, known, "lookup", Role::enricher));
  EXPECT_EQ(work.record.title, listed.title);
  EXPECT_EQ(work.record.abstract, "All of the abstract.");
  EXPECT_EQ(work.record.published_ms, day(7));
  EXPECT_EQ(work.record.version, 0u);
  EXPECT_THAT(work.places, SizeIs(1));
  EXPECT_EQ(source_of(work, Field::abstract), "lookup");
  EXPECT_THAT(work.record.identifiers, SizeIs(2));
  // What a source says later wins again.
  listed.abstract = "Short.";
  listed.published_ms = day(199);
  merge(work, listed, "journal");
  EXPECT_EQ(work.record.abstract, "Short.");
  EXPECT_EQ(work.record.published_ms, day(199)) << "although the enricher's date is earlier";
}

TEST(Merge, AnEnrichersWholeAbstractBeatsATeaser) {
  Record listed = article("10.1/a"), known = article("10.1/a");
  listed.flags = SHEAF_R_TRUNCATED;
  known.abstract = "We grow lattices in every park that we know.";
  Work work = work_of(listed, "journal");
  merge(work, known, "lookup", Role::enricher);
  EXPECT_EQ(work.record.abstract, known.abstract);
}

TEST(Merge, AKnownTypeBeatsAnUnknownOne) {
  Record unknown = article("10.1/a"), review = preprint("1", 1);
  review.type = SHEAF_TYPE_REVIEW;
  Work work = work_of(unknown, "journal");
  merge(work, review, "prep");
  EXPECT_EQ(work.record.type, SHEAF_TYPE_REVIEW);
}

TEST(Merge, WithdrawnWhileTheNewestVersionIs) {
  Work work = work_of(preprint("1", 1), "prep");
  Record withdrawn = preprint("1", 2), back = preprint("1", 3);
  withdrawn.flags |= SHEAF_R_WITHDRAWN;
  merge(work, withdrawn, "prep");
  EXPECT_NE(work.record.flags & SHEAF_R_WITHDRAWN, 0u);
  merge(work, back, "prep");
  EXPECT_EQ(work.record.flags & SHEAF_R_WITHDRAWN, 0u);
}

TEST(Retract, ANoticeRetractsForGood) {
  Work work = work_of(article("10.1/a"), "journal");
  EXPECT_TRUE(take_notice(work, SHEAF_REL_RETRACTED_BY, {"doi:10.1/n", false}));
  EXPECT_FALSE(take_notice(work, SHEAF_REL_RETRACTED_BY, {"doi:10.1/n", false})) << "no news";
  EXPECT_NE(work.record.flags & SHEAF_R_WITHDRAWN, 0u);
  merge(work, preprint("1", 4), "prep");
  EXPECT_NE(work.record.flags & SHEAF_R_WITHDRAWN, 0u);
}

TEST(Unite, TheOlderWorkKeepsItsId) {
  Work older = work_of(preprint("1", 1), "prep");
  const Work newer = work_of(article("10.1/a"), "journal");
  Work merged = older;
  merge(merged, article("10.1/a"), "journal");
  unite(older, newer);
  EXPECT_EQ(older, merged) << "as if its records had been merged one by one";
}

TEST(Merge, AFloodOfRecordsUnderOneIdentifierStaysBounded) {
  Work work = work_of(preprint("0", 1), "prep");
  for (int i = 1; i < 400; ++i) {
    Record r = preprint(std::to_string(i), 1);
    r.links = {{SHEAF_LINK_OTHER, "https://x.example/" + std::to_string(i), ""}};
    merge(work, r, "prep");
  }
  EXPECT_EQ(work.places.size(), kMaxPlaces);
  EXPECT_LE(work.provenance.size(), kMaxPlaces + 14);
  EXPECT_LE(work.record.links.size(), 2 * kMaxPlaces);
  EXPECT_LE(work.record.identifiers.size(), 4 * kMaxPlaces);
}

}  // namespace
}  // namespace host::identity
