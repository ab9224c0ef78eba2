// Through the Batch API: half the price, results in any order and at any time, nothing lost by a
// crash, nothing sent twice, nothing counted twice.
#include "fixture.h"
#include "sheaf/testing/llm_batches.hpp"

namespace llm_openai_test {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::SizeIs;

class BatchMode : public Scoring {
 protected:
  BatchMode() {
    host.http.answer_with("https://llm.example/v1/*", [this](const t::Asked& asked) {
      return server.answer(asked.method, asked.url.substr(22), asked.body);
    });
  }
  void make_batch() {
    make(R"("mode": "batch", "batch": 3, "prices": {"fake-model": {"input": 10, "output": 100}})");
  }
  // As another process: what the last run wrote to its state was not committed.
  void crash() {
    host.state.forget();
    make_batch();
  }
  std::size_t batches() const { return server.batches().size(); }
  std::uint64_t tokens_told() const {
    std::uint64_t out = 0;
    for (const auto& u : sink->usages()) out += u.input_tokens + u.output_tokens;
    return out;
  }
  std::uint64_t tokens_counted() const {
    std::uint64_t out = 0;
    for (const auto& u : host.budget.used()) out += u.input_tokens + u.output_tokens;
    return out;
  }
  std::uint64_t tokens_billed() const {
    std::uint64_t out = 0;
    for (const auto& s : llm.seen()) out += s.billed ? s.input_tokens + s.output_tokens : 0;
    return out;
  }
  void expect_nothing_paid_twice() const {
    for (const auto& [body, times] : server.answered()) EXPECT_EQ(times, 1) << body;
  }
  t::FakeLlmBatches server{llm, [this] { return host.clock.now(); }};
};

TEST_F(BatchMode, WaitsForABatchThatEndsInTime) {
  make_batch();
  server.finish_at_look = 2;
  ASSERT_EQ(score(7), SHEAF_OK) << call.failure().message;
  expect_all_right(7);
  EXPECT_EQ(batches(), 1u);
  for (const auto& u : sink->usages()) {
    const double full =
        10.0 * static_cast<double>(u.input_tokens) + 100.0 * static_cast<double>(u.output_tokens);
    EXPECT_NEAR(static_cast<double>(u.cost_micros), full / 2, 1) << "half the price";
  }
  EXPECT_THAT(sink->usages(), SizeIs(3));
  EXPECT_EQ(tokens_told(), tokens_billed());
  EXPECT_EQ(tokens_counted(), tokens_billed());
  EXPECT_EQ(host.budget.open_reservations(), 0u);
  EXPECT_EQ(host.http.unreleased(), 0);
  for (const auto& asked : host.http.asked()) {
    EXPECT_THAT(asked.url + asked.body, Not(HasSubstr("sk-secret")));
    EXPECT_THAT(asked.secret_headers, ElementsAre(Pair("authorization", "Bearer sk-secret")));
  }
}

TEST_F(BatchMode, WhatIsNotReadyComesWithAnotherRun) {
  make_batch();
  ASSERT_EQ(score(4), SHEAF_OK);
  EXPECT_THAT(values(), IsEmpty());
  EXPECT_THAT(unscored(), SizeIs(4));
  EXPECT_THAT(unscored(), Each(Pair(testing::_, "not scored yet: batch batch_1 is running")));
  EXPECT_THAT(sink->usages(), IsEmpty());
  EXPECT_EQ(host.budget.open_reservations(), 2u) << "set aside until the answers are read";

  // still running; two more works have come
  ASSERT_EQ(score(6), SHEAF_OK);
  EXPECT_EQ(batches(), 2u);
  EXPECT_THAT(unscored(), SizeIs(6));

  server.finish(0);
  server.finish(1);
  ASSERT_EQ(score(6), SHEAF_OK);
  expect_all_right(6);
  EXPECT_EQ(batches(), 2u);
  EXPECT_EQ(tokens_told(), tokens_billed());
  EXPECT_EQ(tokens_counted(), tokens_billed()) << "what was set aside became what was used";
  EXPECT_EQ(host.budget.open_reservations(), 0u);
  const std::size_t downloads = server.downloads();
  ASSERT_EQ(score(6), SHEAF_OK) << "the host's cache would have kept them";
  EXPECT_EQ(server.downloads(), downloads) << "answers are taken once";
  EXPECT_THAT(sink->usages(), IsEmpty());
  EXPECT_EQ(tokens_counted(), tokens_billed());
}

// A run that dies at any request, before or after the server has seen it, and everything that it
// had not committed with it.
TEST_F(BatchMode, ACrashAtAnyPointLosesAndRepeatsNothing) {
  // list, upload, create, look, look, answers
  for (int point = 1; point <= 7; ++point) {
    for (const bool seen : {false, true}) {
      SCOPED_TRACE(testing::Message() << point << (seen ? " after" : " before"));
      t::FakeLlmBatches batches(llm, [this] { return host.clock.now(); });
      batches.finish_at_look = 2;
      int count = 0;
      bool dead = false;
      host.http.answer_with("https://llm.example/v1/*", [&](const t::Asked& asked) {
        const bool dies = ++count == point;
        if (dead || (dies && !seen)) dead = true;
        t::Answer out;
        if (!dead) out = batches.answer(asked.method, asked.url.substr(22), asked.body);
        dead = dead || dies;
        return dead ? t::Answer::fail(SHEAF_E_CANCELLED, "killed") : out;
      });
      crash();
      EXPECT_EQ(score(5), point <= 6 ? SHEAF_E_CANCELLED : SHEAF_OK);
      std::set<std::size_t> kept;  // the host keeps grades at once
      for (const auto& [record, value] : values()) kept.insert(record);
      dead = false;
      count = 100;
      crash();
      ASSERT_EQ(score(5), SHEAF_OK) << call.failure().message;
      for (const auto& [record, value] : values()) kept.insert(record);
      EXPECT_EQ(kept.size(), 5u);
      EXPECT_EQ(batches.batches().size(), 1u) << "found again, not sent again";
      for (const auto& [body, times] : batches.answered()) EXPECT_EQ(times, 1) << body;
    }
  }
}

TEST_F(BatchMode, AfterACrashWhatWasSetAsideStaysSo) {
  make_batch();
  ASSERT_EQ(score(5), SHEAF_OK);
  crash();
  server.finish(0);
  ASSERT_EQ(score(5), SHEAF_OK);
  expect_all_right(5);
  EXPECT_EQ(batches(), 1u);
  EXPECT_EQ(tokens_told(), tokens_billed()) << "this run tells what it took";
  EXPECT_EQ(tokens_counted(), 0u) << "and the budget has counted it in full already";
  EXPECT_EQ(host.budget.open_reservations(), 2u);
}

TEST_F(BatchMode, TheAnswerToCreateMayGetLost) {
  make_batch();
  bool lose = true;
  host.http.answer_with("https://llm.example/v1/batches", [&](const t::Asked& asked) {
    t::Answer out = server.answer(asked.method, "/batches", asked.body);
    return std::exchange(lose, false) ? t::Answer::fail(SHEAF_E_TRANSIENT, "broke off") : out;
  });
  ASSERT_EQ(score(3), SHEAF_OK) << call.failure().message;
  EXPECT_THAT(unscored(), SizeIs(3));
  EXPECT_EQ(host.budget.open_reservations(), 1u);
  server.finish(0);
  ASSERT_EQ(score(3), SHEAF_OK);
  expect_all_right(3);
  EXPECT_EQ(batches(), 1u);
  EXPECT_EQ(tokens_counted(), tokens_billed());
}

TEST_F(BatchMode, WhatWasNotMadeIsGivenBackWhatMayHaveBeenIsNot) {
  make_batch();
  const auto fail_create = [&](bool list_too) {
    int count = 0;
    host.http.answer_with("https://llm.example/v1/*",
                          [this, count, list_too](const t::Asked& a) mutable {
                            const bool create = a.method == "POST" && a.url.ends_with("/batches");
                            if (++count > 2 && (create || list_too)) {
                              return t::Answer::fail(SHEAF_E_TRANSIENT, "broke off");
                            }
                            return server.answer(a.method, a.url.substr(22), a.body);
                          });
  };
  fail_create(false);
  EXPECT_EQ(score(3), SHEAF_E_TRANSIENT);
  EXPECT_EQ(host.budget.open_reservations(), 0u) << "the list says that there is none";
  fail_create(true);
  EXPECT_EQ(score(3), SHEAF_E_TRANSIENT);
  EXPECT_EQ(host.budget.open_reservations(), 1u) << "nobody knows";
  EXPECT_THAT(sink->scores(), IsEmpty());
}

TEST_F(BatchMode, AnExpiredBatchGivesWhatItHas) {
  make_batch();
  ASSERT_EQ(score(9), SHEAF_OK);
  server.drop_lines = {1};
  server.finish(0, "expired");
  ASSERT_EQ(score(9), SHEAF_OK);
  EXPECT_THAT(values(), SizeIs(6));
  EXPECT_THAT(unscored(), SizeIs(3));
  EXPECT_EQ(batches(), 2u) << "the rest is asked again";
  EXPECT_EQ(tokens_counted(), tokens_billed()) << "what expired was not billed";
  EXPECT_EQ(host.budget.open_reservations(), 1u);
  expect_nothing_paid_twice();
}

TEST_F(BatchMode, WhatEndsWithoutAnswersIsSentOnceARun) {
  make_batch();
  server.finish_at_look = 1;
  server.drop_lines = {0, 1};
  ASSERT_EQ(score(4), SHEAF_OK);
  EXPECT_EQ(batches(), 1u);
  EXPECT_THAT(unscored(), SizeIs(4));
  EXPECT_THAT(unscored(), Each(Pair(testing::_, "batch batch_1: could not be executed in time")));
  server.drop_lines = {};
  ASSERT_EQ(score(4), SHEAF_OK);
  EXPECT_EQ(batches(), 2u);
  server.refuse(1, "Enqueued token limit reached for fake-model");
  ASSERT_EQ(score(4), SHEAF_OK);
  EXPECT_EQ(batches(), 3u);
  std::string log;
  for (const auto& line : call.logs()) log += line.message + "\n";
  EXPECT_THAT(log, HasSubstr("batch batch_2 failed: Enqueued token limit reached"));
  EXPECT_EQ(host.budget.open_reservations(), 2u) << "of the third";
}

TEST_F(BatchMode, ALongListHasManyPages) {
  make_batch();
  server.page = 3;
  ASSERT_EQ(score(2), SHEAF_OK);
  server.add_foreign(10);
  server.finish(0);
  ASSERT_EQ(score(2), SHEAF_OK);
  expect_all_right(2);
  EXPECT_EQ(batches(), 11u) << "ours was on the last page";
}

TEST_F(BatchMode, ForgottenBatchesAreLeftAlone) {
  make_batch();
  ASSERT_EQ(score(2), SHEAF_OK);
  host.clock.set(host.clock.now() + 26LL * 86'400'000);
  ASSERT_EQ(score(2), SHEAF_OK);
  EXPECT_EQ(batches(), 2u) << "the files of the first may be gone";
  server.finish(1);
  server.forget_file(1, "output_file_id");
  ASSERT_EQ(score(2), SHEAF_OK);
  EXPECT_EQ(batches(), 3u) << "the answers are gone";
  EXPECT_EQ(host.budget.open_reservations(), 3u) << "they were billed all the same";
  server.forget_file(2, "input_file_id");
  ASSERT_EQ(score(2), SHEAF_OK);
  EXPECT_EQ(batches(), 4u);
}

TEST_F(BatchMode, WhatAnAnswerLeavesOutIsAskedOnceMoreAlone) {
  make_batch();
  server.finish_at_look = 1;
  llm.plan = [](std::size_t nth, const FakeLlm::Question&) {
    return nth <= 2 ? LlmFault::kOutOfRange : LlmFault::kNone;
  };
  ASSERT_EQ(score(3), SHEAF_OK);
  EXPECT_THAT(values(), SizeIs(2));
  EXPECT_EQ(batches(), 2u);
  EXPECT_EQ(sizes(), (std::vector<std::size_t>{3}));
  server.finish(1);
  ASSERT_EQ(score(3), SHEAF_OK);
  EXPECT_EQ(sizes(), (std::vector<std::size_t>{3, 1}));
  EXPECT_THAT(unscored().at(0), HasSubstr("outside 0 to 10")) << "alone it failed for good";
}

TEST_F(BatchMode, LinesThatTheServerRefusesChangeTheForm) {
  make_batch();
  llm.plan = [](std::size_t, const FakeLlm::Question& q) {
    return q.body.contains("response_format") && q.body["response_format"]["type"] == "json_schema"
               ? LlmFault::kNoSchema
               : LlmFault::kNone;
  };
  ASSERT_EQ(score(6), SHEAF_OK);
  server.finish(0);
  ASSERT_EQ(score(6), SHEAF_OK);
  EXPECT_EQ(batches(), 2u);
  server.finish(1);
  ASSERT_EQ(score(6), SHEAF_OK);
  expect_all_right(6);
  EXPECT_EQ(sizes(), (std::vector<std::size_t>{3, 3, 3, 3})) << "together again, not one by one";
  EXPECT_EQ(tokens_counted(), tokens_billed());
}

TEST_F(BatchMode, KeepsTheExchangeThatGaveAGrade) {
  make_batch();
  server.finish_at_look = 1;
  ASSERT_EQ(score(1), SHEAF_OK);
  const auto kept = sink->exchanges();
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_THAT(kept[0].records, testing::ElementsAre(0));
  EXPECT_THAT(kept[0].to, testing::EndsWith("/chat/completions"));
  EXPECT_THAT(kept[0].request, HasSubstr("{\"model\":\"fake-model\""));
  EXPECT_THAT(kept[0].request, HasSubstr("On widget number 0"));
  EXPECT_THAT(kept[0].answer, HasSubstr("\"finish_reason\""));
}

TEST_F(BatchMode, SendsWhatTheBudgetAllows) {
  make_batch();
  host.budget.set_limits({.requests = 2});
  EXPECT_EQ(score(9), SHEAF_E_BUDGET);
  EXPECT_THAT(unscored(), SizeIs(9));
  std::size_t unpaid = 0;
  for (const sheaf::Score& s : sink->scores()) unpaid += s.status == SHEAF_E_BUDGET ? 1 : 0;
  EXPECT_EQ(unpaid, 3u);
  server.finish(0);
  host.budget.set_limits({.requests = 3});
  EXPECT_EQ(score(9), SHEAF_OK);
  EXPECT_THAT(values(), SizeIs(6));
}

TEST_F(BatchMode, AFailureOfTheServerEndsTheStage) {
  make_batch();
  host.http.fail_call(2, SHEAF_E_TRANSIENT, "the upload broke off");
  EXPECT_EQ(score(3), SHEAF_E_TRANSIENT);
  EXPECT_THAT(sink->scores(), IsEmpty());
  EXPECT_EQ(host.budget.open_reservations(), 0u) << "nothing was bought";
}

TEST_F(BatchMode, AServerWithoutItIsToldOf) {
  make_batch();
  host.http.answer_with("https://llm.example/v1/*", [](const t::Asked&) {
    return t::Answer::fail(SHEAF_E_NOT_FOUND, "not found: check the address");
  });
  EXPECT_EQ(score(3), SHEAF_E_CONFIG);
  EXPECT_THAT(call.failure().message, HasSubstr("no Batch API"));
}

TEST_F(BatchMode, WorksWithoutStateAndBudget) {
  host.without(SHEAF_SERVICE_STATE);
  make_batch();
  ASSERT_EQ(score(2), SHEAF_OK);
  EXPECT_EQ(host.budget.open_reservations(), 0u) << "settled as expected: nobody keeps the ticket";
  server.finish(0);
  ASSERT_EQ(score(2), SHEAF_OK);
  expect_all_right(2);
  host.without(SHEAF_SERVICE_BUDGET);
  make_batch();
  ASSERT_EQ(score(3), SHEAF_OK);
  EXPECT_EQ(batches(), 2u) << "for the one that is new";
}

TEST_F(BatchMode, IsNotToBeHadWithAFirstPass) {
  const auto config = t::FakeConfig::json(
      component(), R"({"model": "m", "mode": "batch", "first_pass": {"keep": "50%"}})");
  t::Instance refused(component(), host, config, call);
  EXPECT_EQ(refused.status(), SHEAF_E_CONFIG);
  EXPECT_THAT(call.failure().message, HasSubstr("first_pass"));
}

}  // namespace
}  // namespace llm_openai_test
