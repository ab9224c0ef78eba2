#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "identity/identity.h"
#include "records.h"

namespace host::identity {
namespace {

using testing::article;
using testing::day;
using ::testing::ElementsAre;
using testing::person;
using testing::preprint;
using testing::work_of;

TEST(Keys, IdentifiersInOrderTrimmedOnceEach) {
  Record r = preprint("2403.00001", 1);
  r.identifiers = {
      {" prep", "2403.00001 "}, {"doi", "10.1/a"}, {"prep", "2403.00001"}, {"doi", " "}};
  EXPECT_THAT(keys(r, "pipe/p"),
              ElementsAre(Key{"prep:2403.00001", false}, Key{"doi:10.1/a", false}));
}

TEST(Keys, RecordIdIsAKeyUnlessAnIdentifierSaysIt) {
  Record r;
  r.id = "item-7";
  EXPECT_THAT(keys(r, "daily/feed"), ElementsAre(Key{"record:daily/feed/item-7", false}));
  // An identifier that comes later must find the work under the record's id.
  r.identifiers = {{"doi", "10.1/a"}};
  EXPECT_THAT(keys(r, "daily/feed"),
              ElementsAre(Key{"doi:10.1/a", false}, Key{"record:daily/feed/item-7", false}));
}

TEST(Keys, TheSameRecordIdInTwoFeedsIsTwoKeys) {
  Record r;
  r.id = "1";
  EXPECT_NE(keys(r, "a/feed"), keys(r, "b/feed"));
}

TEST(Keys, PreprintRelationsAreWeakOthersAreNone) {
  Record r = preprint("1", 1);
  r.relations = {{SHEAF_REL_PREPRINT_OF, {"doi", "10.1/a"}},
                 {SHEAF_REL_HAS_PREPRINT, {"prep", "2"}},
                 {SHEAF_REL_CORRECTS, {"doi", "10.1/b"}},
                 {SHEAF_REL_RELATED, {"doi", "10.1/c"}},
                 {SHEAF_REL_PREPRINT_OF, {"prep", "1"}}};  // its own: stays strong
  EXPECT_THAT(keys(r, "x/y"),
              ElementsAre(Key{"prep:1", false}, Key{"doi:10.1/a", true}, Key{"prep:2", true}));
}

TEST(Keys, RetractedAndCorrectedWorksAreNamed) {
  Record notice;
  notice.relations = {{SHEAF_REL_RETRACTS, {"doi", " 10.1/a"}},
                      {SHEAF_REL_RELATED, {"doi", "10.1/c"}},
                      {SHEAF_REL_CORRECTS, {"doi", "10.1/b"}}};
  EXPECT_THAT(noticed(notice), ElementsAre(Noticed{{"doi:10.1/a", false}, SHEAF_REL_RETRACTED_BY},
                                           Noticed{{"doi:10.1/b", false}, SHEAF_REL_CORRECTED_BY}));
}

TEST(TitleKey, SpellingAccentsAndMarksDoNotMatter) {
  Record a = preprint("1", 1), b = preprint("2", 1);
  a.title = "Ångström-scale lattices: a survey";
  b.title = "ANGSTROM scale  lattices – a survey!";
  b.authors = {person("I.", "Grun")};
  ASSERT_TRUE(title_key(a));
  EXPECT_EQ(title_key(a), title_key(b));
}

TEST(TitleKey, AuthorAndYearMatter) {
  const Record a = preprint("1", 1);
  Record other_author = a, other_year = a, other_title = a;
  other_author.authors = {person("Ida", "Blau")};
  other_year.published_ms = day(100 + 400);
  other_title.title += " II";
  EXPECT_NE(title_key(a), title_key(other_author));
  EXPECT_NE(title_key(a), title_key(other_year));
  EXPECT_NE(title_key(a), title_key(other_title));
}

TEST(Keys, FurtherIdsOfTheSourceAreItsOwn) {
  Record r;
  r.id = "https://x.example/a";
  r.identifiers = {{SHEAF_SCHEME_RECORD, "g-1"}, {SHEAF_SCHEME_RECORD, "x.example/a"}};
  EXPECT_THAT(keys(r, "p/s"),
              ElementsAre(Key{"record:p/s/https://x.example/a", false},
                          Key{"record:p/s/g-1", false}, Key{"record:p/s/x.example/a", false}));
  EXPECT_THAT(make_work(r, "s", keys(r, "p/s")).record.identifiers, ::testing::IsEmpty())
      << "nobody is shown them";
}

TEST(TitleKey, FamilyNameIsTheLastWordWhereNoneIsGiven) {
  const Record a = preprint("1", 1);
  Record b = a;
  b.authors = {Person()};
  b.authors[0].name = "Ida M. Grün";
  EXPECT_EQ(title_key(a), title_key(b));
}

TEST(TitleKey, NoneForTitlesThatSayNothing) {
  for (const char* title : {"Preface", "Editorial board", "On a b", "Erratum to: it", "", "$$$"}) {
    Record r = preprint("1", 1);
    r.title = title;
    EXPECT_FALSE(title_key(r)) << title;
  }
  Record anonymous = preprint("1", 1);
  anonymous.authors.clear();
  EXPECT_FALSE(title_key(anonymous));
}

TEST(MayJoin, TwoPartsThatNameOneArticleStayApart) {
  Record one = preprint("part-1", 1), two = preprint("part-2", 1);
  one.relations = two.relations = {{SHEAF_REL_PREPRINT_OF, {"doi", "10.1/a"}}};
  Work work = work_of(one, "prep");
  EXPECT_FALSE(may_join(work, two, "prep"));
  merge(work, article("10.1/a"), "journal");
  EXPECT_FALSE(may_join(work, two, "prep")) << "still, once the article is there";
  EXPECT_TRUE(may_join(work, preprint("part-1", 2), "prep")) << "a new version";
}

TEST(MayJoin, OneSourceMayGiveThePreprintAndItsArticle) {
  Record deposit = preprint("10.9/p", 1);
  deposit.relations = {{SHEAF_REL_PREPRINT_OF, {"doi", "10.1/a"}}};
  EXPECT_TRUE(may_join(work_of(deposit, "registry"), article("10.1/a"), "registry"));
}

TEST(MayJoin, TwoServersMayHoldOnePreprint) {
  Record here = preprint("1", 1), there = preprint("x-1", 1);
  here.relations = there.relations = {{SHEAF_REL_PREPRINT_OF, {"doi", "10.1/a"}}};
  EXPECT_TRUE(may_join(work_of(here, "one"), there, "other"));
}

TEST(MayUnite, NotIfOneSourceHasBoth) {
  const Work one = work_of(preprint("1", 1), "prep"), two = work_of(preprint("2", 1), "prep");
  const Work journal = work_of(article("10.1/a"), "journal");
  EXPECT_FALSE(may_unite(one, two));
  EXPECT_TRUE(may_unite(one, journal));
  EXPECT_TRUE(may_unite(one, one));
}

}  // namespace
}  // namespace host::identity
