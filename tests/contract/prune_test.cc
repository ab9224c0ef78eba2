#include "contract/fixture.h"

namespace host::store {
namespace {

using ::testing::IsEmpty;
using testing::must;
using testing::or_stamps;
using testing::put;
using ::testing::SizeIs;
using testing::strong;

class PruneContract : public testing::StoreTest {
 protected:
  WorkId old_work(const std::string& id) {
    const WorkId row = put(store(), id);
    must(store().arrive("p", row, 10));
    return row;
  }
  // Retention ends at 100; there was a run before that.
  // How many works went.
  std::uint64_t prune() {
    run_of("p", 10);
    run_of("p", 9'000'000);
    const std::uint64_t before = must(store().statistics()).works;
    must(store().prune(100, 1'000));
    return before - must(store().statistics()).works;
  }
  bool kept(const std::string& id) { return must(store().find_work(id)).has_value(); }
};
OVER_EVERY_STORE(PruneContract);

TEST_P(PruneContract, ForgetsOnlyWhatNobodyNeeds) {
  const std::string run = run_of("p", 200);
  old_work("gone:1");
  const WorkId listed = old_work("listed:1"), shown = old_work("shown:1"),
               carried = old_work("carried:1"), labelled = old_work("labelled:1"),
               printed = old_work("printed:1");
  const WorkId united = old_work("united:1"), former = old_work("former:1");
  must(store().arrive("q", listed, 150));
  must(store().mark_seen("p", "ida", shown, 1, run, 150));
  must(store().set_carry("p", "ida", carried, "outage"));
  must(store().put_label("p", "ida", labelled, 1, 10));
  must(store().put_digest(run, "ida", "", 200, {{0, printed, ""}}));
  must(store().unite(united, former, &or_stamps));
  must(store().arrive("p", united, 150));
  old_work("last:1");
  EXPECT_EQ(prune(), 1u);
  EXPECT_FALSE(kept("gone:1"));
  for (const char* id : {"listed:1", "shown:1", "carried:1", "labelled:1", "printed:1", "united:1",
                         "former:1", "last:1"})
    EXPECT_TRUE(kept(id)) << id;
  EXPECT_EQ(must(store().find_work("former:1")), united);
  EXPECT_EQ(prune(), 0u);
}

TEST_P(PruneContract, NothingIsOldBeforeARunIs) {
  old_work("a:1");
  old_work("last:1");
  run_of("p", 9'000'000);
  must(store().prune(100, 1'000));
  EXPECT_TRUE(kept("a:1"));
}

TEST_P(PruneContract, AUnitedWorkGoesWithItsAliases) {
  const WorkId keep = old_work("a:1"), gone = old_work("b:1");
  must(store().unite(keep, gone, &or_stamps));
  old_work("last:1");
  EXPECT_EQ(prune(), 1u);
  EXPECT_FALSE(kept("a:1"));
  EXPECT_FALSE(kept("b:1"));
}

TEST_P(PruneContract, ARowIsNeverGivenToAnotherWork) {
  const WorkId last = old_work("a:1");
  const std::string run = run_of("p", 10);
  must(store().mark_seen("p", "ida", last, 1, run, 10));
  prune();
  EXPECT_GT(put(store(), "b:1"), last);
}

TEST_P(PruneContract, AWorkThatWasForgottenIsNewAgain) {
  const WorkId row = old_work("a:1");
  const std::string run = run_of("p", 10);
  must(store().mark_seen("p", "ida", row, 1, run, 10));
  old_work("last:1");
  prune();
  const WorkId again = old_work("a:1");
  EXPECT_NE(again, row);
  EXPECT_THAT(must(store().seen_by("p", again)), IsEmpty());
}

TEST_P(PruneContract, OldRunsGoWithTheirDigestsButNotWithAnOpenDelivery) {
  const std::string settled = run_of("p", 10), open = run_of("p", 2'000), dead = run_of("p", 4'000),
                    fresh = run_of("p", 9'000'000);
  for (const std::string& run : {settled, open, dead}) {
    must(store().put_digest(run, "ida", "", 20, {{0, old_work("w:" + run), ""}}));
    Delivery d;
    d.run = run;
    d.pipeline = "p";
    d.profile = "ida";
    d.step = "md";
    must(store().add_delivery(d));
  }
  old_work("last:1");
  must(store().mark_delivered(settled + "/ida/md"));
  must(store().mark_dead(dead + "/ida/md", "x"));
  must(store().prune(5'000, 0));
  EXPECT_EQ(must(store().run(settled)), std::nullopt);
  EXPECT_FALSE(kept("w:" + settled));
  EXPECT_EQ(must(store().digest(settled, "ida")), std::nullopt);
  EXPECT_THAT(must(store().deliveries()), SizeIs(2));
  EXPECT_TRUE(kept("w:" + open));
  EXPECT_TRUE(kept("w:" + dead));
  EXPECT_NE(must(store().run(fresh)), std::nullopt);
}

TEST_P(PruneContract, OldScoresAndExpiredState) {
  must(store().score_put("f", 1, "old", 99));
  must(store().score_put("f", 2, "new", 100));
  const StateScope scope{"p", "c", "s", ""};
  must(store().state_put(scope, "expired", "", 1'000));
  must(store().state_put(scope, "kept", "", 1'001));
  prune();
  EXPECT_EQ(must(store().statistics()).scores, 1u);
  EXPECT_EQ(must(store().statistics()).state, 1u);
  EXPECT_EQ(must(store().score_get("f", 1)), std::nullopt);
  EXPECT_EQ(must(store().score_get("f", 2)), "new");
}

TEST_P(PruneContract, BudgetsOfForgottenRunsGoTheMonthsStay) {
  const std::string run = run_of("p", 10);
  must(store().reserve("p/llm", run, {}, {5, "USD", 0, 1}, "1970-01-01", "1970-01"));
  prune();
  for (const BudgetUse& use : must(store().budget_used("")))
    EXPECT_NE(use.period.substr(0, 3), "run");
  EXPECT_THAT(must(store().budget_used("")), SizeIs(4));
}

TEST_P(PruneContract, StatisticsCount) {
  const WorkId a = old_work("a:1"), b = old_work("b:1"), c = old_work("c:1");
  must(store().add_suggestion(a, b, ""));
  must(store().unite(a, c, &or_stamps));
  must(store().put_label("p", "ida", a, 1, 1));
  must(store().score_put("f", 1, "", 1));
  run_of("p");
  const Statistics s = must(store().statistics());
  EXPECT_EQ(s.works, 2u);
  EXPECT_EQ(s.keys, 3u);
  EXPECT_EQ(s.suggestions, 1u);
  EXPECT_EQ(s.labels, 1u);
  EXPECT_EQ(s.scores, 1u);
  EXPECT_EQ(s.runs, 1u);
}

}  // namespace
}  // namespace host::store
