// Delivery: a failing output is retried, then a dead letter, and holds back nobody.
#include "e2e/pipelines.h"
#include "e2e/sheaf.h"

namespace e2e {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ContainsRegex;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class OutboxTest : public Sheaf {
 protected:
  OutboxTest() {
    write("p.yaml", R"(name: mail
store: sheaf.db
sources: [ { id: papers, use: scripted, with: { file: papers.txt } } ]
profiles: [ { id: ada }, { id: bob } ]
scorers: [ { use: grade } ]
outputs:
  - { use: output-markdown, with: { path: "out/{profile}/{date}.md" } }
  - { use: post, with: { path: post.txt, mood: mood.txt }, deadline: 1s }
)");
    write("papers.txt", paper("p1", "On things"));
  }

  static std::string state_of(const Report& report, const std::string& output,
                              const std::string& profile) {
    for (const DeliveryLine& d : report.deliveries) {
      if (d.output == output && d.profile == profile) return d.state;
    }
    return "none";
  }
};

TEST_F(OutboxTest, ARebuildWritesFilesAgainAndPostsNothing) {
  ASSERT_EQ(run("p.yaml", kDay1).code, 0);
  write("papers.txt", paper("p2", "On other things"));
  ASSERT_EQ(run("p.yaml", kDay2).code, 0);
  const auto before = files("out");
  const std::string posts = read("post.txt");
  ASSERT_EQ(before.size(), 4u);
  std::filesystem::remove_all(path("out"));
  write("papers.txt", paper("p3", "Not to be fetched"));
  const Ran rebuilt = run("p.yaml", kDay3, {"--rebuild"});
  EXPECT_EQ(rebuilt.code, 0) << rebuilt.err;
  EXPECT_THAT(rebuilt.report.deliveries, SizeIs(4));
  EXPECT_EQ(files("out"), before);
  EXPECT_EQ(read("post.txt"), posts) << "letters go out once";
  // one that cannot be written is told and holds back no other
  std::filesystem::remove_all(path("out"));
  write("out/ada", "in the way");
  const Ran partly = run("p.yaml", kDay3, {"--rebuild"});
  EXPECT_EQ(partly.code, 3);
  EXPECT_THAT(partly.report.deliveries,
              Contains(AllOf(Field(&DeliveryLine::state, "failed"),
                             Field(&DeliveryLine::error, HasSubstr("out/ada")))));
  EXPECT_THAT(files("out"), Contains(testing::Key("bob/2026-09-24.md")));
  EXPECT_EQ(sheaf({"run", "p.yaml", "--rebuild", "--dry-run"}).code, 1);
}

TEST_F(OutboxTest, AFailingOutputHoldsBackNobodyAndIsDeliveredLater) {
  write("mood.txt", "transient the letter box is full");
  const Ran first = run("p.yaml", kDay1);
  EXPECT_EQ(first.code, 3);
  EXPECT_EQ(state_of(first.report, "output-markdown", "ada"), "delivered");
  EXPECT_EQ(state_of(first.report, "output-markdown", "bob"), "delivered");
  EXPECT_EQ(state_of(first.report, "post", "ada"), "pending");
  EXPECT_THAT(first.report.deliveries,
              Contains(Field(&DeliveryLine::error, "the letter box is full")));
  EXPECT_FALSE(exists("post.txt"));

  write("papers.txt", paper("p2", "On other things"));
  const Ran tomorrow = run("p.yaml", kDay2);  // still full: tomorrow's digest goes out all the same
  EXPECT_EQ(tomorrow.code, 3);
  EXPECT_THAT(files("out/ada"), SizeIs(2));

  write("mood.txt", "ok");
  const Ran third = run("p.yaml", kDay3);
  EXPECT_EQ(third.code, 0);
  EXPECT_THAT(posted()["ada"], ElementsAre("p1", "p2"));
  EXPECT_THAT(posted()["bob"], ElementsAre("p1", "p2"));
  EXPECT_THAT(files("out/ada"), SizeIs(3)) << "markdown was not asked again";
}

TEST_F(OutboxTest, WhatFailsAgainAndAgainBecomesADeadLetterUntilTheUserSaysSo) {
  write("mood.txt", "transient nobody is at home");
  std::string last = "pending";
  for (int day = 1; day <= 6 && last == "pending"; ++day) {
    const Ran ran = run("p.yaml", "2026-10-0" + std::to_string(day) + "T06:00:00Z");
    for (const DeliveryLine& d : ran.report.deliveries) {
      if (d.output == "post" && d.id.starts_with("20261001")) last = d.state;
    }
  }
  EXPECT_EQ(last, "dead");
  Ended show = sheaf({"state", "show", "-p", "p.yaml"});
  EXPECT_THAT(show.out, AllOf(HasSubstr("dead     20261001T060000Z/ada/post: 10 attempts"),
                              HasSubstr("nobody is at home")));
  write("mood.txt", "ok");
  run("p.yaml", "2026-10-10T06:00:00Z");
  EXPECT_THAT(posted()["ada"], IsEmpty()) << "a dead letter is not tried";

  EXPECT_EQ(sheaf({"state", "drop", "20261001T060000Z/bob/post", "-p", "p.yaml"}).code, 0);
  EXPECT_EQ(sheaf({"state", "retry", "20261001T060000Z/ada/post", "-p", "p.yaml"}).code, 0);
  EXPECT_THAT(posted()["ada"], ElementsAre("p1"));
  EXPECT_THAT(posted()["bob"], IsEmpty());
  show = sheaf({"state", "show", "-p", "p.yaml"});
  EXPECT_THAT(show.out, Not(HasSubstr("dead")));
  EXPECT_NE(sheaf({"state", "retry", "no/such/delivery", "-p", "p.yaml"}).code, 0);
}

TEST_F(OutboxTest, WhatOnlyTheUserCanMendIsADeadLetterAtOnce) {
  write("mood.txt", "auth the password is wrong");
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(state_of(ran.report, "post", "ada"), "dead");
  EXPECT_THAT(ran.report.deliveries,
              Contains(Field(&DeliveryLine::error, AllOf(HasSubstr("the password is wrong"),
                                                         HasSubstr("sheaf state retry")))));
}

TEST_F(OutboxTest, AnExceptionInAnOutputIsAFailedAttempt) {
  write("mood.txt", "throw a bug in post");
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(state_of(ran.report, "post", "bob"), "pending");
  EXPECT_THAT(ran.report.deliveries, Contains(Field(&DeliveryLine::error, "a bug in post")));
}

TEST_F(OutboxTest, AnOutputThatHangsIsLeftBehindAndTriedNextTime) {
  write("mood.txt", "hang");
  const Ran ran = run("p.yaml", kDay1);
  EXPECT_EQ(ran.code, 3);
  EXPECT_LT(ran.seconds, 30) << "hung once, not once for each reader";
  EXPECT_EQ(state_of(ran.report, "output-markdown", "bob"), "delivered");
  EXPECT_EQ(state_of(ran.report, "post", "bob"), "pending");
  EXPECT_THAT(ran.report.deliveries,
              Contains(Field(&DeliveryLine::error, HasSubstr("plugin post 1.0.0 did not return"))));
  write("mood.txt", "ok");
  EXPECT_EQ(run("p.yaml", kDay2).code, 0);
  EXPECT_THAT(posted()["ada"], ElementsAre("p1"));
}

TEST_F(OutboxTest, AnOutputThatCrashesIsNamedAndTheNextRunFinishesTheOutbox) {
  write("mood.txt", "crash");
  const Ran ran = run("p.yaml", kDay1);
  EXPECT_NE(ran.signal, 0);
  EXPECT_THAT(ran.err, HasSubstr("crashed in plugin post 1.0.0, step `post`, in deliver()"));
  write("mood.txt", "ok");
  EXPECT_EQ(run("p.yaml", kDay2).code, 0);
  EXPECT_THAT(posted()["ada"], ElementsAre("p1"));
  EXPECT_THAT(posted()["bob"], ElementsAre("p1"));
  EXPECT_THAT(read("out/ada/2026-09-24.md"), HasSubstr("On things"));
}

TEST_F(OutboxTest, AnOutputThatCrashesIsCountedAndComesLast) {
  write("p.yaml", read("p.yaml") + "  - { id: zine, use: post, with: { path: zine.txt } }\n");
  write("mood.txt", "crash");
  EXPECT_NE(run("p.yaml", kDay1).signal, 0);
  EXPECT_THAT(sheaf({"state", "show", "-p", "p.yaml"}).out,
              AllOf(HasSubstr("/ada/post: 1 attempts: the last attempt did not end"),
                    HasSubstr("/bob/post: 0 attempts")));
  write("papers.txt", paper("p2", "On other things"));
  EXPECT_NE(run("p.yaml", kDay2).signal, 0);
  EXPECT_THAT(files("out/ada"), SizeIs(2)) << "today's digest is made all the same";
  EXPECT_THAT(read("zine.txt"), AllOf(HasSubstr("ada 1 record:mail/papers/p1"),
                                      HasSubstr("bob 1 record:mail/papers/p2")))
      << "the other outputs are served";
  for (int i = 0; i < 9; ++i) EXPECT_NE(run("p.yaml", kDay3).signal, 0);
  EXPECT_THAT(sheaf({"state", "show", "-p", "p.yaml"}).out,
              ContainsRegex("dead +[0-9TZ]+/ada/post: 10 attempts: sheaf ended in each"));
}

TEST_F(OutboxTest, AnOutputThatObeysItsDeadlineHasHadAnAttempt) {
  write("mood.txt", "wait");
  const Ran ran = run("p.yaml", "2026-10-01T06:00:00Z");
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.report.deliveries,
              Contains(Field(&DeliveryLine::error, HasSubstr("the deadline passed"))));
  const Ended show = sheaf({"state", "show", "-p", "p.yaml"});
  EXPECT_THAT(show.out, HasSubstr("20261001T060000Z/ada/post: 3 attempts: the deadline passed"));
}

TEST_F(OutboxTest, WhatWaitsIsToldByEveryRunUntilItIsMended) {
  write("q.yaml", "extends: p.yaml\nname: mail\ntimezone: Europe/Berlin\nmetrics: m.prom\n");
  write("mood.txt", "transient the letter box is full");
  EXPECT_EQ(run("q.yaml", "2026-10-01T06:00:00Z").code, 3);
  write("mood.txt", "ok");
  write("papers.txt", paper("p2", "On other things"));
  const std::vector<std::string> quiet = {"run", "q.yaml", "--quiet", "--at",
                                          "2026-10-01T06:01:00Z"};
  const Ended soon = sheaf(quiet);
  EXPECT_EQ(soon.code, 3) << "though today's own went out";
  EXPECT_THAT(soon.out,
              AllOf(HasSubstr("delivered in part"), HasSubstr("2 deliveries open"),
                    HasSubstr("post for ada: the letter box is full; waits until 08:"),
                    HasSubstr("`sheaf state retry 20261001T060000Z/ada/post` sends now")));
  EXPECT_THAT(read("m.prom"), AllOf(HasSubstr("sheaf_run_exit_code{pipeline=\"mail\"} 3"),
                                    HasSubstr("sheaf_deliveries_open{pipeline=\"mail\"} 2"),
                                    HasSubstr("sheaf_deliveries_dead{pipeline=\"mail\"} 0")));
  write("mood.txt", "auth the password is wrong");
  EXPECT_EQ(run("q.yaml", "2026-10-02T06:00:00Z").code, 3);
  write("mood.txt", "ok");
  const Ran dead = run("q.yaml", "2026-10-03T06:00:00Z");
  EXPECT_EQ(dead.code, 3) << "dead letters are told until somebody mends them";
  EXPECT_THAT(
      dead.report.deliveries,
      Contains(AllOf(Field(&DeliveryLine::state, "dead"),
                     Field(&DeliveryLine::error,
                           HasSubstr("the password is wrong (dead letter: `sheaf state")))));
  EXPECT_THAT(read("m.prom"), HasSubstr("sheaf_deliveries_dead{pipeline=\"mail\"} 4"))
      << "of two days";
}

TEST_F(OutboxTest, AClockThatWasAheadHoldsUpNothing) {
  write("mood.txt", "transient not now");
  EXPECT_EQ(run("p.yaml", "2027-09-24T06:00:00Z").code, 3);
  write("mood.txt", "ok");
  EXPECT_EQ(run("p.yaml", kDay1, {"--deliver"}).code, 0);
  EXPECT_THAT(posted()["ada"], ElementsAre("p1"));
}

TEST_F(OutboxTest, ARetryIsOfTheStoreThatIsNamed) {
  write("mood.txt", "auth the password is wrong");
  EXPECT_EQ(run("p.yaml", kDay1, {"--set", "store=other.db"}).code, 3);
  write("mood.txt", "ok");
  const std::vector<std::string> retry = {"state", "retry", "all", "--store", path("other.db")};
  EXPECT_THAT(sheaf(retry).out, HasSubstr("goes out with the next run"));
  std::vector<std::string> now = retry;
  now.insert(now.end(), {"-p", "p.yaml"});
  EXPECT_EQ(sheaf(now).code, 0);
  EXPECT_THAT(posted()["ada"], ElementsAre("p1"));
  EXPECT_FALSE(exists("sheaf.db"));
}

TEST_F(OutboxTest, ARetryByReaderOutputOrAllSendsAtOnce) {
  write("mood.txt", "auth the password is wrong");
  write("papers.txt", paper("p1", "On things"));
  EXPECT_EQ(run("p.yaml").code, 3);
  EXPECT_EQ(sheaf({"state", "retry", "ada", "-p", "p.yaml"}).code, 3) << "still refused";
  write("mood.txt", "ok");
  const Ended ada = sheaf({"state", "retry", "ada", "-p", "p.yaml"});
  EXPECT_EQ(ada.code, 0) << ada.err;
  EXPECT_THAT(ada.out, HasSubstr("/ada/post: delivered"));
  EXPECT_THAT(posted()["ada"], ElementsAre("p1"));
  EXPECT_THAT(posted()["bob"], IsEmpty());
  EXPECT_EQ(sheaf({"state", "retry", "post", "-p", "p.yaml"}).code, 0);
  EXPECT_THAT(posted()["bob"], ElementsAre("p1"));
  EXPECT_EQ(sheaf({"state", "retry", "all", "-p", "p.yaml"}).code, 0) << "nothing is open";
  const Ended nobody = sheaf({"state", "retry", "eve", "-p", "p.yaml"});
  EXPECT_EQ(nobody.code, 4);
  EXPECT_THAT(nobody.err, HasSubstr("no delivery is open that `eve` names"));
  EXPECT_THAT(posted()["ada"], ElementsAre("p1")) << "what was delivered is not sent again";
}

TEST_F(OutboxTest, IfNoSourceAnswersTheRunFailed) {
  write("papers.txt", "act mood transient no route to host\n\n");
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.code, 4) << "its digest says so, too";
  EXPECT_EQ(state_of(ran.report, "post", "ada"), "delivered");
}

TEST_F(OutboxTest, WithoutLeavesTheOutputsDeliveriesAsTheyAre) {
  write("mood.txt", "transient not now");
  run("p.yaml", kDay1);
  write("mood.txt", "ok");
  const Ran without = run("p.yaml", kDay2, {"--without", "post"});
  EXPECT_EQ(without.code, 0);
  EXPECT_EQ(state_of(without.report, "post", "ada"), "left out");
  EXPECT_EQ(without.report.open_deliveries, 2u);
  EXPECT_THAT(posted()["ada"], IsEmpty());
  EXPECT_EQ(run("p.yaml", kDay3).code, 0);
  EXPECT_THAT(posted()["ada"], ElementsAre("p1"));
}

TEST_F(OutboxTest, ADeliveryOfAnOutputThatIsGoneBecomesADeadLetterThatSaysSo) {
  write("mood.txt", "transient not now");
  run("p.yaml", kDay1);
  write("q.yaml", R"(name: mail
store: sheaf.db
sources: [ { id: papers, use: scripted, with: { file: papers.txt } } ]
profiles: [ { id: ada }, { id: bob } ]
scorers: [ { use: grade } ]
outputs: [ { id: letters, use: post, with: { path: letters.txt } } ]
)");
  const Ran ran = run("q.yaml", kDay2);
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.report.deliveries,
              Contains(AllOf(Field(&DeliveryLine::state, "dead"),
                             Field(&DeliveryLine::error, HasSubstr("no output `post` any more")))));
  const Ran next = run("q.yaml", kDay3);
  EXPECT_EQ(next.code, 3) << "told by every run";
  EXPECT_EQ(next.report.open_deliveries, 2u) << "and counted until it is dropped";
}

TEST_F(OutboxTest, AnOutputForTheWholeRunGetsAllReadersInOneDelivery) {
  write("q.yaml",
        "extends: p.yaml\nname: mail\n"
        "outputs: [ { id: all, use: post-per-run, with: { path: all.txt } } ]\n");
  write("mood.txt", "ok");
  EXPECT_EQ(run("q.yaml").code, 0);
  EXPECT_EQ(read("all.txt"),
            "20260924T060000Z//all ada 1 record:mail/papers/p1\n"
            "20260924T060000Z//all bob 1 record:mail/papers/p1\n");
}

TEST_F(OutboxTest, IfNothingCouldBeDeliveredTheRunFailed) {
  write("q.yaml", R"(name: mail
store: sheaf.db
sources: [ { id: papers, use: scripted, with: { file: papers.txt } } ]
profiles: [ { id: ada } ]
scorers: [ { use: grade } ]
outputs: [ { use: post, with: { path: post.txt, mood: mood.txt } } ]
)");
  write("mood.txt", "transient not now");
  const Ran ran = run("q.yaml");
  EXPECT_EQ(ran.code, 4);
  EXPECT_THAT(ran.report.deliveries, ElementsAre(Field(&DeliveryLine::state, "pending")));
}

}  // namespace
}  // namespace e2e
