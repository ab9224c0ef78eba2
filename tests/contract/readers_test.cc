#include "contract/fixture.h"

namespace host::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::must;
using testing::put;
using ::testing::SizeIs;
using testing::work;

class ReadersContract : public testing::StoreTest {};
OVER_EVERY_STORE(ReadersContract);

TEST_P(ReadersContract, ArrivalsByPipeline) {
  const WorkId a = put(store(), "a:1"), b = put(store(), "a:2");
  must(store().arrive("p", b, 10));
  must(store().arrive("p", a, 20));
  must(store().arrive("p", b, 30));
  must(store().arrive("q", a, 5));
  EXPECT_THAT(must(store().arrived_since("p", 0)), ElementsAre(a, b));
  EXPECT_THAT(must(store().arrived_since("p", 0, std::nullopt, 1)), ElementsAre(a)) << "a page";
  EXPECT_THAT(must(store().arrived_since("p", 0, a, 1)), ElementsAre(b)) << "the next";
  EXPECT_THAT(must(store().arrived_since("p", 0, b, 1)), IsEmpty());
  EXPECT_THAT(must(store().arrived_since("p", 21)), ElementsAre(b));
  EXPECT_THAT(must(store().arrived_since("p", 31)), IsEmpty());
  EXPECT_THAT(must(store().arrived_since("none", 0)), IsEmpty());
  EXPECT_EQ(must(store().arrival("p", b)), (Arrival{b, 10, 30}));
  EXPECT_EQ(must(store().arrival("q", a)), (Arrival{a, 5, 5}));
  EXPECT_EQ(must(store().arrival("q", b)), std::nullopt);
}

TEST_P(ReadersContract, MarksByPipelineAndProfile) {
  const WorkId a = put(store(), "a:1");
  const std::string first = run_of("p", 0), second = run_of("p", 60'000);
  must(store().mark_seen("p", "ida", a, 1, first, 10));
  must(store().mark_seen("p", "tom", a, UINT64_MAX, first, 10));
  must(store().mark_seen("q", "ida", a, 1, first, 10));
  must(store().mark_seen("p", "ida", a, 5, second, 20));
  reopen();
  EXPECT_THAT(must(store().seen_by("p", a)),
              ::testing::UnorderedElementsAre(Seen{"ida", 5, second, 20},
                                              Seen{"tom", UINT64_MAX, first, 10}));
  EXPECT_THAT(must(store().seen_by("q", a)), SizeIs(1));
  EXPECT_EQ(store().mark_seen("p", "ida", a, 1, "no-such-run", 10).error().code, SHEAF_E_NOT_FOUND);
}

TEST_P(ReadersContract, CarriesAreSetAndCleared) {
  const WorkId a = put(store(), "a:1"), b = put(store(), "a:2");
  must(store().set_carry("p", "tom", b, "budget"));
  must(store().set_carry("p", "tom", a, "outage"));
  must(store().set_carry("p", "ida", b, "outage"));
  must(store().set_carry("p", "ida", b, "budget"));
  must(store().set_carry("q", "ida", a, "outage"));
  EXPECT_THAT(
      must(store().carried("p")),
      ElementsAre(Carry{"tom", a, "outage"}, Carry{"ida", b, "budget"}, Carry{"tom", b, "budget"}));
  must(store().clear_carry("p", "tom", b));
  must(store().clear_carry("p", "nobody", b));
  EXPECT_THAT(must(store().carried("p")), SizeIs(2));
}

TEST_P(ReadersContract, LabelsInTheOrderTheyWereGiven) {
  const WorkId a = put(store(), "a:1"), b = put(store(), "a:2");
  must(store().put_label("p", "ida", b, -1, 10));
  must(store().put_label("p", "ida", a, 1, 20));
  must(store().put_label("p", "tom", a, 1, 20));
  EXPECT_THAT(must(store().labels("p", "ida")), ElementsAre(Label{b, -1, 10}, Label{a, 1, 20}));
  must(store().put_label("p", "ida", b, 0.5, 30));
  EXPECT_THAT(must(store().labels("p", "ida")), ElementsAre(Label{a, 1, 20}, Label{b, 0.5, 30}));
  must(store().remove_label("p", "ida", a));
  EXPECT_THAT(must(store().labels("p", "ida")), SizeIs(1));
}

TEST_P(ReadersContract, LibrariesBesideTheWorks) {
  must(store().put_in_library("p", "ida", {"l", "a", 20}, work("a:1")));
  must(store().put_in_library("p", "ida", {"l", "b", 10}, work("a:2")));
  must(store().put_in_library("p", "tom", {"l", "a", 20}, work("a:1")));
  Work newer = work("a:1");
  newer.record.title = "Newer";
  must(store().put_in_library("p", "ida", {"l", "a", 30}, newer));
  reopen();
  EXPECT_THAT(must(store().library("p", "ida")),
              ElementsAre(LibraryPlace{"l", "b", 10}, LibraryPlace{"l", "a", 20}));
  EXPECT_EQ(must(store().load_from_library("p", "ida", {"l", "a"})).record.title, "Newer");
  EXPECT_EQ(must(store().find_work("a:1")), std::nullopt);
  must(store().remove_from_library("p", "ida", "l", "a"));
  EXPECT_EQ(store().load_from_library("p", "ida", {"l", "a"}).error().code, SHEAF_E_NOT_FOUND);
  EXPECT_THAT(must(store().library("p", "ida")), SizeIs(1));
  EXPECT_THAT(must(store().library("p", "tom")), SizeIs(1));
  EXPECT_THAT(must(store().library("none", "ida")), SizeIs(0));
}

TEST_P(ReadersContract, ScoresByFingerprintAndText) {
  const std::string bytes("\0\1\xff", 3);
  must(store().score_put("model a", 1, bytes, 5));
  reopen();
  EXPECT_EQ(must(store().score_get("model a", 1)), bytes);
  EXPECT_EQ(must(store().score_get("model a", 2)), std::nullopt);
  EXPECT_EQ(must(store().score_get("model b", 1)), std::nullopt);
  must(store().score_put("model a", 1, "", 6));
  EXPECT_EQ(must(store().score_get("model a", 1)), "");
  const std::string prompt(100'000, 'p');
  must(store().score_put(prompt, UINT64_MAX, "x", 5));
  EXPECT_EQ(must(store().score_get(prompt, UINT64_MAX)), "x");
  EXPECT_EQ(must(store().score_get(prompt + "p", UINT64_MAX)), std::nullopt);
}

}  // namespace
}  // namespace host::store
