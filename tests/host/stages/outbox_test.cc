#include "stages/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/stages/digests.h"

namespace host::stages::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class OutboxTest : public ::testing::Test {
 protected:
  using Script = OutputOf<0>::Script;

  std::vector<report::DeliveryReport> deliver(std::set<std::string> left_out = {}) {
    Outbox outbox(*store, "p", clock, outputs, calls, std::move(left_out));
    return must(outbox.deliver(Outbox::Which::kAll));
  }
  std::vector<store::Delivery> in_state(store::DeliveryState state) {
    return must(store->read([&](store::Session& s) { return s.outbox().list("p", state); }));
  }
  // Notes what it gets; fails as often as `failures` says, and gives up after.
  Script notes(int failures = 0, sheaf_status code = SHEAF_E_TRANSIENT,
               std::int64_t retry_after = 0) {
    auto left = std::make_shared<int>(failures);
    return [this, left, code, retry_after](const OutputOf<0>::Got& got) {
      tried.push_back(got.id);
      if ((*left)-- > 0) throw sheaf::Error(code, "the wall is wet", retry_after);
      titles.insert(titles.end(), got.titles.begin(), got.titles.end());
    };
  }

  std::unique_ptr<store::Store> store = test::open_memory_store();
  VirtualClock clock{kStart};
  CallMaker calls{.run_id = "now",
                  .clock = &clock,
                  .cancel = nullptr,
                  .log = {},
                  .progress = {},
                  .scrubber = nullptr};
  std::map<std::string, StepInstance> outputs;
  std::vector<std::string> tried, titles;
};

TEST_F(OutboxTest, HandsOverWhatIsDueOnce) {
  outputs.emplace("wall", output("wall", notes()));
  const std::string run = committed(*store, kStart, {"ada", "bob"}, {"wall"});
  const auto reports = deliver();
  ASSERT_THAT(reports, SizeIs(2));
  EXPECT_EQ(reports[0].state, "delivered");
  EXPECT_EQ(reports[0].items, 1u);
  EXPECT_THAT(tried, ElementsAre(run + "/ada/wall", run + "/bob/wall"));
  EXPECT_THAT(titles, ElementsAre("For ada", "For bob"));
  EXPECT_THAT(deliver(), IsEmpty());
}

TEST_F(OutboxTest, APassingFailureIsTriedAgainAfterTheOthers) {
  outputs.emplace("wall", output("wall", notes(1)));
  const std::string run = committed(*store, kStart, {"ada", "bob"}, {"wall"});
  const auto reports = deliver();
  EXPECT_THAT(tried, ElementsAre(run + "/ada/wall", run + "/bob/wall", run + "/ada/wall"));
  EXPECT_EQ(reports[0].state, "delivered");
  EXPECT_EQ(reports[1].state, "delivered");
}

TEST_F(OutboxTest, WhatGoesOnFailingWaitsForALaterRunAndHoldsNobodyBack) {
  outputs.emplace("wall", output("wall", notes(100)));
  outputs.emplace("door", output("door", notes()));
  committed(*store, kStart, {"ada"}, {"wall", "door"});
  const auto reports = deliver();
  ASSERT_THAT(reports, SizeIs(2));
  const auto& wall = reports[0].step == "wall" ? reports[0] : reports[1];
  EXPECT_EQ(wall.state, "pending");
  EXPECT_THAT(wall.error, HasSubstr("the wall is wet"));
  EXPECT_THAT(titles, ElementsAre("For ada")) << "at the door";
  const auto left = in_state(store::DeliveryState::pending);
  ASSERT_THAT(left, SizeIs(1));
  EXPECT_EQ(left[0].attempts, 3u);
  EXPECT_GT(left[0].next_ms, clock.now_ms());
  EXPECT_THAT(deliver(), IsEmpty()) << "not before its time";
}

TEST_F(OutboxTest, ObeysTheTimeThatTheOutputAsksFor) {
  outputs.emplace("wall", output("wall", notes(100, SHEAF_E_RATE_LIMITED, 2 * 3'600'000)));
  committed(*store, kStart, {"ada"}, {"wall"});
  deliver();
  EXPECT_GE(in_state(store::DeliveryState::pending).at(0).next_ms, kStart + 2 * 3'600'000);
}

TEST_F(OutboxTest, AMistakeThatOnlyTheUserCanMendIsADeadLetterAtOnce) {
  outputs.emplace("wall", output("wall", notes(100, SHEAF_E_AUTH)));
  const std::string run = committed(*store, kStart, {"ada"}, {"wall"});
  const auto reports = deliver();
  EXPECT_EQ(reports.at(0).state, "dead");
  EXPECT_THAT(reports[0].error, HasSubstr("sheaf state retry " + run + "/ada/wall"));
  EXPECT_THAT(tried, SizeIs(1));
  EXPECT_THAT(in_state(store::DeliveryState::dead), SizeIs(1));
}

TEST_F(OutboxTest, AfterTenAttemptsItIsADeadLetter) {
  outputs.emplace("wall", output("wall", notes(100)));
  committed(*store, kStart, {"ada"}, {"wall"});
  for (int run = 0; run < 4; ++run) {
    deliver();
    ASSERT_TRUE(clock.sleep_ms(kDayMs, {}));
  }
  EXPECT_THAT(tried, SizeIs(Outbox::kMaxAttempts));
  EXPECT_THAT(in_state(store::DeliveryState::dead), SizeIs(1));
}

TEST_F(OutboxTest, AnOutputThatIsGoneIsToldAndOneThatIsLeftOutWaits) {
  const std::string run = committed(*store, kStart, {"ada"}, {"wall"});
  EXPECT_THAT(deliver({"wall"}), IsEmpty());
  EXPECT_THAT(in_state(store::DeliveryState::pending), SizeIs(1));
  const auto reports = deliver();
  EXPECT_EQ(reports.at(0).state, "dead");
  EXPECT_THAT(reports[0].error, HasSubstr("sheaf state drop " + run + "/ada/wall"));
}

TEST_F(OutboxTest, AnOutputOfWholeRunsGetsAllDigestsAtOnce) {
  std::vector<std::string> profiles;
  outputs.emplace(
      "site", output<SHEAF_O_PER_RUN>("site", [&](const auto& got) { profiles = got.profiles; }));
  committed(*store, kStart, {"ada", "bob"}, {"site"}, true);
  EXPECT_EQ(deliver().at(0).items, 2u);
  EXPECT_THAT(profiles, UnorderedElementsAre("ada", "bob"));
}

TEST_F(OutboxTest, ACancelledRunTriesNothingMoreAndCountsNothing) {
  calls.cancel = std::make_shared<plugin::CancelToken>();
  outputs.emplace("wall", output("wall", [&](const auto&) {
                    calls.cancel->cancel();
                    throw sheaf::Error(SHEAF_E_CANCELLED, "stopped");
                  }));
  committed(*store, kStart, {"ada", "bob"}, {"wall"});
  deliver();
  const auto left = in_state(store::DeliveryState::pending);
  ASSERT_THAT(left, SizeIs(2));
  EXPECT_EQ(left[0].attempts + left[1].attempts, 0u);
}

TEST_F(OutboxTest, ARebuildHandsOverAgainToThoseThatSaySoAndMarksNothing) {
  std::vector<bool> rebuilds;
  outputs.emplace("site", output<SHEAF_O_REBUILDS>(
                              "site", [&](const auto& got) { rebuilds.push_back(got.rebuild); }));
  outputs.emplace("wall", output("wall", notes()));
  committed(*store, kStart, {"ada"}, {"site", "wall"});
  deliver();
  Outbox outbox(*store, "p", clock, outputs, calls, {});
  const auto again = must(outbox.rebuild());
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0].step, "site");
  EXPECT_THAT(rebuilds, ElementsAre(false, true));
  EXPECT_THAT(tried, SizeIs(1));
  EXPECT_THAT(in_state(store::DeliveryState::delivered), SizeIs(2));
}

}  // namespace
}  // namespace host::stages::testing
