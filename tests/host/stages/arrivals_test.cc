#include "stages/arrivals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/stages/judging.h"

namespace host::stages::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ArrivalsTest : public ::testing::Test {
 protected:
  template <class Do>
  auto in(Do what) {
    return must(store->in_transaction(store::Durability::process, what));
  }
  Placed place(Record r, const std::string& source = "source") {
    return in([&](store::Session& s) { return arrivals.place(s, std::move(r), source); });
  }
  std::unique_ptr<store::Store> store = test::open_memory_store();
  Arrivals arrivals{"p", kStart};
};

TEST_F(ArrivalsTest, MakesAWorkAndFindsItAgain) {
  const Placed first = place(record("1", "On things", {{"doi", "10.1/a"}}));
  EXPECT_TRUE(first.is_new && first.changed);
  EXPECT_EQ(first.work.id, "doi:10.1/a");
  const Placed again = place(record("1", "On things", {{"doi", "10.1/a"}}));
  EXPECT_EQ(again.id, first.id);
  EXPECT_FALSE(again.is_new || again.changed);
  const Placed elsewhere = place(record("x9", "On things", {{"doi", "10.1/a"}}), "other");
  EXPECT_EQ(elsewhere.id, first.id);
  EXPECT_THAT(elsewhere.work.places, SizeIs(2));
}

TEST_F(ArrivalsTest, ARecordThatHasTheNamesOfTwoWorksJoinsThemIntoTheOlder) {
  const Placed a = place(record("1", "On things", {{"e2e", "a"}}));
  const Placed b = place(record("2", "On things in print", {{"doi", "10.1/b"}}));
  const Placed both = place(record("3", "On things", {{"doi", "10.1/b"}, {"e2e", "a"}}));
  EXPECT_EQ(both.id, a.id);
  EXPECT_THAT(both.gone, ElementsAre(b.id));
  EXPECT_TRUE(both.changed);
  EXPECT_FALSE(both.is_new);
  const auto aliases = in([&](store::Session& s) { return s.works().aliases(a.id); });
  EXPECT_THAT(aliases, ElementsAre("doi:10.1/b"));
}

TEST_F(ArrivalsTest, ATitleOnlySuggests) {
  Record one = record("1", "On the weaving of sparse algebra");
  Person ada;
  ada.name = "Ada Lovelace";
  ada.family = "Lovelace";
  ada.given = "Ada";
  one.authors = {ada};
  Record two = one;
  two.id = "2";
  const Placed a = place(one);
  const Placed b = place(two);
  EXPECT_NE(a.id, b.id);
  const auto alike = in([&](store::Session& s) { return s.works().suggestions(a.id); });
  ASSERT_THAT(alike, SizeIs(1));
  EXPECT_EQ(alike[0].work, b.id);
}

TEST_F(ArrivalsTest, ANoticeTellsTheWorkThatItIsAboutAndARunThatDiedTellsItAgain) {
  const Placed paper = place(record("1", "On things", {{"doi", "10.1/p"}}));
  EXPECT_THAT(arrivals.told(), IsEmpty());
  Record notice = record("2", "Retraction", {{"doi", "10.1/n"}});
  notice.relations = {{SHEAF_REL_RETRACTS, {"doi", "10.1/p"}}};
  place(notice);
  EXPECT_THAT(arrivals.told(), ElementsAre(paper.id));
  Arrivals next("p", kStart + kDayMs);
  in([&](store::Session& s) -> Result<Placed> { return next.place(s, notice, "source"); });
  EXPECT_THAT(next.told(), ElementsAre(paper.id)) << "though it is no news to the store";
}

TEST_F(ArrivalsTest, ANoticeMayComeBeforeItsWork) {
  Record notice = record("2", "Retraction", {{"doi", "10.1/n"}});
  notice.relations = {{SHEAF_REL_RETRACTS, {"doi", "10.1/p"}}};
  place(notice);
  EXPECT_THAT(arrivals.told(), IsEmpty());
  Record paper = record("1", "On things", {{"doi", "10.1/p"}});
  paper.relations = {{SHEAF_REL_RETRACTED_BY, {"doi", "10.1/n"}}};
  EXPECT_TRUE(place(paper).is_new);
}

TEST_F(ArrivalsTest, AnEnrichersAnswerFillsGapsAndMayJoin) {
  const Placed a = place(record("1", "On things", {{"e2e", "a"}}));
  Record b = record("2", "On things in print", {{"doi", "10.1/b"}});
  b.abstract = "Its own words.";
  const Placed second = place(b);
  Record partial;
  partial.abstract = "Not these.";
  partial.language = "en";
  const Placed filled =
      in([&](store::Session& s) { return arrivals.enrich(s, second.id, partial, "lookup"); });
  EXPECT_TRUE(filled.changed);
  EXPECT_EQ(filled.work.record.abstract, "Its own words.");
  EXPECT_EQ(filled.work.record.language, "en");
  const Placed silent =
      in([&](store::Session& s) { return arrivals.enrich(s, second.id, partial, "lookup"); });
  EXPECT_FALSE(silent.changed);
  Record joins;
  joins.identifiers = {{"e2e", "a"}};
  const Placed joined =
      in([&](store::Session& s) { return arrivals.enrich(s, second.id, joins, "lookup"); });
  EXPECT_EQ(joined.id, a.id);
  EXPECT_THAT(joined.gone, ElementsAre(second.id));
}

}  // namespace
}  // namespace host::stages::testing
