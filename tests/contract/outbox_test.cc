#include "contract/fixture.h"

namespace host::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::must;
using ::testing::SizeIs;

class OutboxContract : public testing::StoreTest {
 protected:
  Delivery delivery(const std::string& run, std::string profile, std::string step) {
    Delivery d;
    d.run = run;
    d.pipeline = "p";
    d.profile = std::move(profile);
    d.step = std::move(step);
    d.date = "2026-09-24";
    d.sequence = must(store().next_sequence(d.pipeline, d.profile, d.step, d.date));
    d.next_ms = 100;
    d.has_items = true;
    return d;
  }
  static std::vector<std::string> ids(const std::vector<Delivery>& all) {
    std::vector<std::string> out;
    for (const Delivery& d : all) out.push_back(d.id());
    return out;
  }
};
OVER_EVERY_STORE(OutboxContract);

TEST_P(OutboxContract, DueUntilDelivered) {
  const std::string run = run_of("p");
  const Delivery tom = delivery(run, "tom", "md"), ida = delivery(run, "ida", "md"),
                 site = delivery(run, "", "site");
  for (const Delivery& d : {tom, ida, site}) must(store().add_delivery(d));
  EXPECT_EQ(tom.id(), run + "/tom/md");
  EXPECT_EQ(site.id(), run + "//site");
  EXPECT_THAT(must(store().due("p", 99)), IsEmpty());
  EXPECT_THAT(must(store().due("q", 100)), IsEmpty());
  EXPECT_THAT(ids(must(store().due("p", 100))), ElementsAre(site.id(), ida.id(), tom.id()));
  must(store().mark_delivered(site.id()));
  must(store().begin(ida.id(), "unended"));
  must(store().mark_failed(ida.id(), 500, "connection refused"));
  must(store().mark_dead(tom.id(), "no such folder"));
  reopen();
  EXPECT_THAT(must(store().due("p", 499)), IsEmpty());
  EXPECT_THAT(ids(must(store().due("p", 500))), ElementsAre(ida.id()));
  EXPECT_THAT(must(store().due("p", 10, 500)), IsEmpty());
  EXPECT_THAT(ids(must(store().due("p", 10, 499))), ElementsAre(ida.id()))
      << "a clock that was wrong let it wait for too long";
  const Delivery failed = *must(store().delivery(ida.id()));
  EXPECT_EQ(failed.attempts, 1u);
  EXPECT_EQ(failed.error, "connection refused");
  EXPECT_TRUE(failed.has_items);
  EXPECT_EQ(must(store().delivery(site.id()))->state, DeliveryState::delivered);
  EXPECT_EQ(must(store().delivery(tom.id()))->state, DeliveryState::dead);
}

TEST_P(OutboxContract, AnAttemptThatNeverEndsIsCounted) {
  const std::string run = run_of("p");
  const Delivery d = delivery(run, "tom", "md");
  must(store().add_delivery(d));
  must(store().begin(d.id(), "unended"));
  reopen();
  const Delivery due = must(store().due("p", 100)).at(0);
  EXPECT_EQ(due.attempts, 1u);
  EXPECT_EQ(due.error, "unended");
  EXPECT_EQ(due.state, DeliveryState::pending);
  must(store().begin(d.id(), "unended"));
  must(store().undo(d.id(), "interrupted"));
  EXPECT_EQ(must(store().due("p", 100)).at(0).attempts, 1u);
  EXPECT_EQ(must(store().due("p", 100)).at(0).error, "interrupted");
  must(store().begin(d.id(), "unended"));
  must(store().mark_delivered(d.id()));
  EXPECT_EQ(must(store().delivery(d.id()))->attempts, 2u);
  EXPECT_EQ(must(store().delivery(d.id()))->error, "");
  EXPECT_EQ(store().begin(run + "/ida/md", "x").error().code, SHEAF_E_NOT_FOUND);
}

TEST_P(OutboxContract, RetriedAndDroppedByHand) {
  const Delivery d = delivery(run_of("p"), "tom", "md");
  must(store().add_delivery(d));
  must(store().mark_dead(d.id(), "full"));
  must(store().retry(d.id(), 900));
  EXPECT_THAT(must(store().due("p", 899)), IsEmpty());
  EXPECT_EQ(must(store().due("p", 900)).at(0).attempts, 0u);
  must(store().drop(d.id()));
  EXPECT_THAT(must(store().due("p", 1'000)), IsEmpty());
  EXPECT_EQ(must(store().delivery(d.id()))->state, DeliveryState::dropped);
}

TEST_P(OutboxContract, AnUnknownIdIsNotFound) {
  const std::string run = run_of("p");
  must(store().add_delivery(delivery(run, "tom", "md")));
  for (const std::string& id : {std::string("nonsense"), std::string("a/b"), run + "/tom/html",
                                run + "/ida/md", std::string("none/tom/md"), std::string()}) {
    EXPECT_EQ(store().mark_delivered(id).error().code, SHEAF_E_NOT_FOUND) << id;
    EXPECT_EQ(must(store().delivery(id)), std::nullopt) << id;
  }
}

TEST_P(OutboxContract, OneDeliveryForEachRunReaderAndOutput) {
  const std::string run = run_of("p");
  must(store().add_delivery(delivery(run, "tom", "md")));
  EXPECT_FALSE(store().add_delivery(delivery(run, "tom", "md")));
  EXPECT_THAT(must(store().deliveries()), SizeIs(1));
}

TEST_P(OutboxContract, SequencesCountTheDay) {
  const std::string one = run_of("p"), two = run_of("p");
  EXPECT_EQ(must(store().next_sequence("p", "tom", "md", "2026-09-24")), 1u);
  must(store().add_delivery(delivery(one, "tom", "md")));
  must(store().drop(one + "/tom/md"));
  EXPECT_EQ(must(store().next_sequence("p", "tom", "md", "2026-09-24")), 2u)
      << "its name may be taken even if it was dropped";
  EXPECT_EQ(must(store().next_sequence("p", "tom", "md", "2026-09-25")), 1u);
  EXPECT_EQ(must(store().next_sequence("p", "ida", "md", "2026-09-24")), 1u);
  must(store().add_delivery(delivery(two, "tom", "md")));
  EXPECT_EQ(must(store().next_sequence("p", "tom", "md", "2026-09-24")), 3u);
}

TEST_P(OutboxContract, ListedByPipelineAndState) {
  const std::string one = run_of("p"), two = run_of("p");
  for (const std::string& run : {two, one})
    for (const char* profile : {"tom", "ida"})
      must(store().add_delivery(delivery(run, profile, "md")));
  EXPECT_THAT(ids(must(store().deliveries("p", DeliveryState::pending))),
              ElementsAre(one + "/ida/md", one + "/tom/md", two + "/ida/md", two + "/tom/md"));
  must(store().mark_dead(one + "/ida/md", "x"));
  EXPECT_THAT(ids(must(store().deliveries("", DeliveryState::dead))), ElementsAre(one + "/ida/md"));
  EXPECT_THAT(must(store().deliveries("p", DeliveryState::pending)), SizeIs(3));
  EXPECT_THAT(must(store().deliveries("q", DeliveryState::pending)), IsEmpty());
}

}  // namespace
}  // namespace host::store
