#include "contract/fixture.h"

namespace host::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::must;
using testing::or_stamps;
using testing::put;
using ::testing::SizeIs;
using testing::strong;
using testing::work;

class WorksContract : public testing::StoreTest {};
OVER_EVERY_STORE(WorksContract);

TEST_P(WorksContract, InsertedFoundLoadedUpdated) {
  EXPECT_THAT(must(store().find(strong({"a:1"}))), ElementsAre(std::nullopt));
  const WorkId row = must(store().insert(work("a:1"), strong({"a:1", "doi:x"}), 7));
  EXPECT_THAT(must(store().find(strong({"doi:x", "doi:y", "a:1"}))),
              ElementsAre(Hit{row, false}, std::nullopt, Hit{row, false}));
  EXPECT_EQ(must(store().load(row)), work("a:1"));
  Work changed = work("a:1");
  changed.record.title = "New";
  must(store().update(row, changed, strong({"doi:y"}), 8));
  reopen();
  EXPECT_EQ(must(store().load(row)), changed);
  EXPECT_THAT(must(store().find(strong({"doi:x", "doi:y"}))),
              ElementsAre(Hit{row, false}, Hit{row, false}));
  EXPECT_THAT(must(store().with_title_key(7)), IsEmpty());
  EXPECT_THAT(must(store().with_title_key(8)), ElementsAre(row));
  EXPECT_EQ(must(store().find_work("doi:y")), row);
  EXPECT_EQ(must(store().find_work("doi:z")), std::nullopt);
}

TEST_P(WorksContract, RowsAscend) {
  const WorkId a = put(store(), "a:1"), b = put(store(), "a:2");
  EXPECT_LT(a, b);
}

TEST_P(WorksContract, AStrongKeyTakesAWeakOneNeverTheOtherWayRound) {
  const std::vector<Key> weak = {{"a:1", false}, {"doi:x", true}};
  const WorkId one = must(store().insert(work("a:1"), weak, std::nullopt));
  EXPECT_THAT(must(store().find(strong({"doi:x"}))), ElementsAre(Hit{one, true}));
  const WorkId two = must(store().insert(work("doi:x"), strong({"doi:x"}), std::nullopt));
  EXPECT_THAT(must(store().find(strong({"doi:x"}))), ElementsAre(Hit{two, false}));
  must(store().update(one, work("a:1"), weak, std::nullopt));
  EXPECT_THAT(must(store().find(strong({"doi:x"}))), ElementsAre(Hit{two, false}));
  EXPECT_THAT(must(store().claim(work("doi:x"), strong({"doi:x"}), std::nullopt)).taken,
              ElementsAre(Hit{two, false}));
}

TEST_P(WorksContract, TitleKeysGiveTheOldestFew) {
  for (int i = 0; i < 20; ++i) must(store().insert(work("a:" + std::to_string(i)), {}, UINT64_MAX));
  EXPECT_THAT(must(store().with_title_key(UINT64_MAX)), SizeIs(16));
}

TEST_P(WorksContract, KeysMayHoldAnything) {
  const std::string odd("s:\0\xff'\"%", 8);
  const std::vector<Key> keys = {{odd, false}};
  const WorkId row = must(store().insert(work("a:1"), keys, std::nullopt));
  EXPECT_THAT(must(store().find(keys)), ElementsAre(Hit{row, false}));
  EXPECT_THAT(must(store().find(strong({"s:"}))), ElementsAre(std::nullopt));
}

TEST_P(WorksContract, SuggestionsGoBothWaysOnce) {
  const WorkId a = put(store(), "a:1"), b = put(store(), "a:2");
  must(store().add_suggestion(a, b, "same title"));
  must(store().add_suggestion(b, a, "other reason"));
  must(store().add_suggestion(a, a, "itself"));
  const auto of_a = must(store().suggestions(a));
  ASSERT_THAT(of_a, SizeIs(1));
  EXPECT_EQ(of_a[0].work, b);
  EXPECT_EQ(of_a[0].id, "a:2");
  EXPECT_EQ(of_a[0].reason, "same title");
  EXPECT_THAT(must(store().suggestions(b)), SizeIs(1));
}

TEST_P(WorksContract, UnitingMovesEverything) {
  const WorkId keep = put(store(), "a:1"), gone = put(store(), "b:1"), third = put(store(), "c:1");
  const std::string run = run_of("p");
  must(store().arrive("p", keep, 20));
  must(store().arrive("p", gone, 10));
  must(store().arrive("q", gone, 30));
  must(store().mark_seen("p", "both", keep, 1, run, 100));
  must(store().mark_seen("p", "both", gone, 2, run, 90));
  must(store().mark_seen("p", "only", gone, 4, run, 90));
  must(store().set_carry("p", "x", gone, "outage"));
  must(store().put_label("p", "x", gone, 1, 5));
  must(store().put_label("p", "y", keep, 1, 5));
  must(store().put_label("p", "y", gone, -1, 6));
  must(store().add_suggestion(keep, gone, "same title"));
  must(store().add_suggestion(gone, third, "same title"));
  must(store().put_digest(run, "only", "d", 90, {{0, gone, "i"}}));

  must(store().update(keep, work("a:1"), {}, std::nullopt));
  must(store().unite(keep, gone, &or_stamps));
  must(store().unite(keep, gone, &or_stamps));  // again: nothing left to do
  reopen();

  EXPECT_THAT(must(store().find(strong({"b:1"}))), ElementsAre(Hit{keep, false}));
  EXPECT_EQ(must(store().find_work("b:1")), keep);
  EXPECT_EQ(must(store().load(gone)).id, "a:1");
  EXPECT_THAT(must(store().aliases(gone)), ElementsAre("b:1"));
  EXPECT_EQ(must(store().arrival("p", keep)), (Arrival{keep, 10, 20}));
  EXPECT_EQ(must(store().arrival("q", keep)), (Arrival{keep, 30, 30}));
  EXPECT_THAT(must(store().seen_by("p", keep)),
              ::testing::UnorderedElementsAre(Seen{"both", 3, run, 100}, Seen{"only", 4, run, 90}));
  EXPECT_THAT(must(store().carried("p")), ElementsAre(Carry{"x", keep, "outage"}));
  EXPECT_THAT(must(store().labels("p", "x")), ElementsAre(Label{keep, 1, 5}));
  EXPECT_THAT(must(store().labels("p", "y")), ElementsAre(Label{keep, -1, 6}))
      << "what the reader said last";
  const auto suggested = must(store().suggestions(keep));
  ASSERT_THAT(suggested, SizeIs(1));
  EXPECT_EQ(suggested[0].work, third);
  EXPECT_EQ(must(store().suggestions(third))[0].work, keep);
  EXPECT_EQ(must(store().items(run, "only"))[0].work, keep);
  // The gone row still works for who holds it.
  must(store().mark_seen("p", "late", gone, 8, run, 110));
  EXPECT_THAT(must(store().seen_by("p", keep)), SizeIs(3));
  must(store().update(gone, work("a:1"), strong({"d:1"}), 3));
  EXPECT_EQ(must(store().find_work("d:1")), keep);
}

TEST_P(WorksContract, UnitingInChains) {
  const WorkId a = put(store(), "a:1"), b = put(store(), "b:1"), c = put(store(), "c:1");
  must(store().unite(b, c, &or_stamps));
  must(store().unite(a, b, &or_stamps));
  EXPECT_EQ(must(store().find_work("c:1")), a);
  EXPECT_EQ(must(store().load(c)).id, "a:1");
  EXPECT_THAT(must(store().aliases(a)), ElementsAre("b:1", "c:1"));
  must(store().unite(c, a, &or_stamps));  // all one already
  EXPECT_EQ(must(store().find_work("c:1")), a);
}

TEST_P(WorksContract, UnitingInTheTransactionThatInserted) {
  const WorkId a = put(store(), "a:1");
  must(store().all(Durability::process, [&](testing::Calls& in) -> Result<void> {
    const WorkId b = put(in, "b:1");
    TRY(in.unite(a, b, &or_stamps));
    return in.arrive("p", b, 5);
  }));
  EXPECT_EQ(must(store().arrival("p", a)), (Arrival{a, 5, 5}));
}

TEST_P(WorksContract, AClaimOfWhatSomebodyHasWritesNothing) {
  const WorkId one = must(store().insert(work("a:1"), strong({"a:1", "doi:x"}), std::nullopt));
  const Claim claim = must(store().claim(work("b:1"), strong({"b:1", "doi:x"}), 7));
  EXPECT_EQ(claim.work, std::nullopt);
  EXPECT_THAT(claim.taken, ElementsAre(Hit{one, false}));
  EXPECT_EQ(must(store().find_work("b:1")), std::nullopt);
  EXPECT_THAT(must(store().with_title_key(7)), IsEmpty());
  const std::vector<Key> weak = {{"c:1", false}, {"doi:x", true}};
  EXPECT_NE(must(store().claim(work("c:1"), weak, std::nullopt)).work, std::nullopt)
      << "a weak key claims nothing";
}

TEST_P(WorksContract, AMissingRowIsNotFound) {
  EXPECT_EQ(store().load(WorkId{99}).error().code, SHEAF_E_NOT_FOUND);
  EXPECT_EQ(store().update(WorkId{99}, work("a:1"), {}, std::nullopt).error().code,
            SHEAF_E_NOT_FOUND);
}

}  // namespace
}  // namespace host::store
