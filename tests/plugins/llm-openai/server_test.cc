// How servers are treated: limits, quotas, budgets, what they accept, what it costs.
#include "fixture.h"

namespace llm_openai_test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

using Server = Scoring;

TEST_F(Server, TriesWeakerFormsAndRemembersThem) {
  make();
  llm.plan = [](std::size_t, const FakeLlm::Question& q) {
    if (!q.body.contains("response_format")) return LlmFault::kLines;
    return q.body["response_format"]["type"] == "json_schema" ? LlmFault::kNoSchema
                                                              : LlmFault::kNoObject;
  };
  ASSERT_EQ(score(3), SHEAF_OK) << call.failure().message;
  expect_all_right(3);
  EXPECT_THAT(sizes(), SizeIs(3));
  EXPECT_THAT(FakeLlm::read(host.http.asked()[2].body).system, HasSubstr("on a line of its own"));
  make();
  ASSERT_EQ(score(3), SHEAF_OK);
  EXPECT_THAT(sizes(), SizeIs(4)) << "another run asks in lines at once";
  make(R"("model": "another")");
  ASSERT_EQ(score(3), SHEAF_OK);
  EXPECT_THAT(sizes(), SizeIs(7)) << "of another model nothing is known";
  host.clock.set(host.clock.now() + 31LL * 86'400'000);
  make();
  ASSERT_EQ(score(3), SHEAF_OK);
  EXPECT_THAT(sizes(), SizeIs(10)) << "a month later the server may have learnt it";
}

TEST_F(Server, WeakensTheFormWhenAnswersAreNotJson) {
  make(R"("batch": 4)");
  llm.plan = [](std::size_t, const FakeLlm::Question& q) {
    return q.body.contains("response_format") ? LlmFault::kProse : LlmFault::kNone;
  };
  ASSERT_EQ(score(8), SHEAF_OK) << call.failure().message;
  expect_all_right(8);
}

TEST_F(Server, WorksWithoutStateAndBudget) {
  host.without(SHEAF_SERVICE_STATE);
  host.without(SHEAF_SERVICE_BUDGET);
  make();
  fail_at({{1, LlmFault::kNoSchema}});
  ASSERT_EQ(score(3), SHEAF_OK) << call.failure().message;
  expect_all_right(3);
}

TEST_F(Server, WaitsAsLongAsItIsAsked) {
  make(R"("batch": 1, "max_in_flight": 4)");
  fail_at({{3, LlmFault::kRateLimit}});
  const auto began = host.clock.now();
  ASSERT_EQ(score(6), SHEAF_OK);
  expect_all_right(6);
  EXPECT_EQ(host.clock.now() - began, 2000);
  EXPECT_THAT(sizes(), SizeIs(7));

  fail_at({});
  llm.headers = {{"x-ratelimit-remaining-requests", "0"}, {"x-ratelimit-reset-requests", "30s"}};
  const auto then = host.clock.now();
  ASSERT_EQ(score(3), SHEAF_OK);
  EXPECT_EQ(host.clock.now() - then, 60'000) << "after each but the last";
}

TEST_F(Server, EndsTheStageAtADailyCap) {
  make(R"("batch": 1)");
  fail_at({{3, LlmFault::kDailyCap}});
  const auto began = host.clock.now();
  EXPECT_EQ(score(6), SHEAF_E_RATE_LIMITED);
  EXPECT_EQ(call.failure().retry_after_ms, 411'480'000);
  EXPECT_THAT(call.failure().message, AllOf(HasSubstr("114 h"), HasSubstr("max_wait")));
  EXPECT_EQ(host.clock.now(), began);
  EXPECT_THAT(values(), SizeIs(2)) << "what was graded is kept";
  EXPECT_THAT(unscored(), IsEmpty()) << "silence: the host decides about the rest";
  EXPECT_THAT(sizes(), SizeIs(3));
  EXPECT_EQ(host.budget.open_reservations(), 0u);
}

TEST_F(Server, DoesNotSleepBeyondTheDeadline) {
  make(R"("batch": 1)");
  call.set_deadline(host.clock.now() + 1500, [this] { return host.clock.now(); });
  fail_at({{1, LlmFault::kRateLimit}});
  EXPECT_EQ(score(2), SHEAF_E_RATE_LIMITED);
  EXPECT_THAT(call.failure().message, HasSubstr("deadline"));
}

TEST_F(Server, NeverRepeatsWhatCannotSucceed) {
  struct Case {
    LlmFault fault;
    sheaf_status code;
    const char* message;
  };
  const Case cases[] = {{LlmFault::kQuota, SHEAF_E_RATE_LIMITED, "no credit left"},
                        {LlmFault::kNoBalance, SHEAF_E_RATE_LIMITED, "no credit left"},
                        {LlmFault::kBadKey, SHEAF_E_AUTH, "the key is refused"},
                        {LlmFault::kNoModel, SHEAF_E_CONFIG, "no such model"},
                        {LlmFault::kBadRequest, SHEAF_E_UPSTREAM, "refuses the request"}};
  make(R"("batch": 1)");
  for (const Case& c : cases) {
    const std::size_t before = llm.seen().size();
    fail_always(c.fault);
    EXPECT_EQ(score(20), c.code);
    EXPECT_THAT(call.failure().message, HasSubstr(c.message));
    EXPECT_THAT(call.failure().message, Not(HasSubstr("sk-secret")));
    EXPECT_EQ(llm.seen().size() - before, 1u) << c.message;
    EXPECT_THAT(sink->scores(), IsEmpty());
    EXPECT_EQ(host.budget.open_reservations(), 0u);
  }
}

TEST_F(Server, AnOutageEndsTheStage) {
  make(R"("batch": 2)");
  for (const LlmFault fault : {LlmFault::kServerError, LlmFault::kHang, LlmFault::kGateway}) {
    const std::size_t before = llm.seen().size();
    fail_always(fault);
    EXPECT_EQ(score(6), SHEAF_E_TRANSIENT);
    EXPECT_THAT(sink->scores(), IsEmpty());
    EXPECT_LE(llm.seen().size() - before, 12u);
  }
  fail_always(LlmFault::kRateLimitMute);
  EXPECT_EQ(score(6), SHEAF_E_TRANSIENT);
  EXPECT_THAT(call.failure().message, HasSubstr("no answer after 6 tries"));
  EXPECT_EQ(host.budget.open_reservations(), 0u);
}

TEST_F(Server, OneBatchThatAlwaysFailsIsOneBatch) {
  make(R"("batch": 2)");
  llm.plan = [](std::size_t, const FakeLlm::Question& q) {
    return q.user.find("number 3\n") != std::string::npos ? LlmFault::kServerError
                                                          : LlmFault::kNone;
  };
  ASSERT_EQ(score(8), SHEAF_OK) << call.failure().message;
  EXPECT_THAT(values(), SizeIs(6));
  EXPECT_THAT(unscored(), ElementsAre(testing::Pair(2, HasSubstr("HTTP 500")),
                                      testing::Pair(3, HasSubstr("HTTP 500"))));
}

TEST_F(Server, WhenTheHostKeepsAwayNothingIsCounted) {
  make(R"("batch": 1)");
  host.http.fail_call(2, SHEAF_E_RATE_LIMITED, "left alone until noon", 60'000);
  const auto began = host.clock.now();
  ASSERT_EQ(score(3), SHEAF_OK);
  expect_all_right(3);
  EXPECT_EQ(host.clock.now() - began, 60'000);
  EXPECT_THAT(sink->usages(), SizeIs(3));
  host.http.fail_call(1, SHEAF_E_RATE_LIMITED, "left alone until tomorrow", 86'400'000);
  EXPECT_EQ(score(3), SHEAF_E_RATE_LIMITED);
}

TEST_F(Server, CancellationEndsItAtOnce) {
  make(R"("batch": 1)");
  llm.plan = [this](std::size_t nth, const FakeLlm::Question&) {
    if (nth == 3) call.cancel();
    return LlmFault::kNone;
  };
  EXPECT_EQ(score(9), SHEAF_E_CANCELLED);
  EXPECT_LE(llm.seen().size(), 3u);
  EXPECT_EQ(host.http.unreleased(), 0);
}

// ---- Money

TEST_F(Server, ReportsWhatTheServerCounted) {
  make(R"("batch": 2, "prices": {"fake-model": {"input": 1, "cached": 0.5, "output": 10}})");
  fail_at({{2, LlmFault::kServerError}, {3, LlmFault::kLeavesOut}});
  ASSERT_EQ(score(6), SHEAF_OK);
  auto usages = sink->usages();
  auto seen = llm.seen();
  ASSERT_EQ(usages.size(), seen.size());
  // the request that failed is told when all that were sent with it have ended
  std::rotate(seen.begin() + 1, seen.begin() + 2, seen.begin() + 4);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    EXPECT_EQ(usages[i].requests, 1u);
    EXPECT_EQ(usages[i].input_tokens, seen[i].input_tokens);
    EXPECT_EQ(usages[i].output_tokens, seen[i].output_tokens);
    EXPECT_EQ(usages[i].model, "fake-model-2026-09-01");
    EXPECT_EQ(usages[i].currency, "USD");
    const auto half = seen[i].input_tokens / 2;
    const double cost = static_cast<double>(seen[i].input_tokens - half) +
                        0.5 * static_cast<double>(half) +
                        10 * static_cast<double>(seen[i].output_tokens);
    EXPECT_NEAR(static_cast<double>(usages[i].cost_micros), cost, 1);
  }
  EXPECT_EQ(host.budget.used().size(), seen.size());
  EXPECT_EQ(host.budget.open_reservations(), 0u);
}

TEST_F(Server, AnUnknownModelsCostIsUnknown) {
  make();
  fail_at({{1, LlmFault::kServerError}});
  ASSERT_EQ(score(2), SHEAF_OK);
  EXPECT_THAT(sink->usages(), Each(testing::Field(&t::Usage::cost_micros, -1)));
}

TEST_F(Server, ALostReplyCountsAsExpectedIfTheServerAnswersAtAll) {
  make(R"("batch": 2, "model": "gpt-fake", "prices": {"gpt-fake": {"input": 1, "output": 10}})");
  fail_at({{1, LlmFault::kHang}, {5, LlmFault::kCutBody}});
  ASSERT_EQ(score(8), SHEAF_OK);
  expect_all_right(8);
  const auto usages = sink->usages();
  ASSERT_THAT(usages, SizeIs(6));
  for (const std::size_t i : {4u, 5u}) {
    EXPECT_NEAR(static_cast<double>(usages[i].input_tokens),
                static_cast<double>(llm.seen()[0].input_tokens),
                0.25 * static_cast<double>(llm.seen()[0].input_tokens));
    EXPECT_GT(usages[i].cost_micros, 0);
    EXPECT_EQ(usages[i].requests, 1u);
  }
  EXPECT_EQ(host.budget.used()[0].input_tokens, 0u) << "perhaps it was never reached";
  fail_always(LlmFault::kHang);
  EXPECT_EQ(score(2), SHEAF_E_TRANSIENT);
  for (const auto& u : sink->usages()) {
    EXPECT_EQ(u.input_tokens, 0u);
    EXPECT_EQ(u.cost_micros, 0);
  }
}

TEST_F(Server, StopsAtTheBudgetAndSaysWhatItDidNotPayFor) {
  make(R"("batch": 1, "max_output": 300)");
  host.budget.set_limits({.requests = 3});
  EXPECT_EQ(score(5), SHEAF_E_BUDGET);
  EXPECT_THAT(values(), SizeIs(3));
  const auto rest = unscored();
  EXPECT_THAT(rest, SizeIs(2));
  for (const sheaf::Score& s : sink->scores()) {
    if (s.status != SHEAF_OK) {
      EXPECT_EQ(s.status, SHEAF_E_BUDGET);
    }
  }
  EXPECT_THAT(llm.seen(), SizeIs(3));
  EXPECT_EQ(host.budget.open_reservations(), 0u);
}

TEST_F(Server, ManyAtOnceDoNotOverrunTheBudgetTogether) {
  make(R"("batch": 1, "max_in_flight": 128, "max_output": 2000)");
  host.budget.set_limits({.tokens = 10'000});
  EXPECT_EQ(score(100), SHEAF_E_BUDGET);
  std::uint64_t used = 0;
  for (const auto& u : host.budget.used()) used += u.input_tokens + u.output_tokens;
  EXPECT_LE(used, 10'000u);
  EXPECT_GT(used, 6'000u) << "what was set aside and not used goes to the next requests";
  EXPECT_EQ(values().size() + unscored().size(), 100u);
  EXPECT_EQ(llm.seen().size(), values().size());
}

TEST_F(Server, AFailingBudgetServiceEndsTheStage) {
  make(R"("batch": 1)");
  host.budget.fail_call(2, SHEAF_E_TRANSIENT, "the store is busy");
  EXPECT_EQ(score(2), SHEAF_E_TRANSIENT);
  EXPECT_EQ(host.budget.open_reservations(), 0u);
}

TEST_F(Server, EstimatesWhatItWouldUse) {
  make(R"("batch": 4, "model": "gpt-fake", "prices": {"gpt-fake": {"input": 1, "output": 10}})");
  const t::Works all(papers(10));
  const t::ScoreSink before;
  ASSERT_EQ(instance->estimate(call, all, profiles, before), SHEAF_OK);
  EXPECT_THAT(host.http.asked(), IsEmpty());
  ASSERT_THAT(before.usages(), SizeIs(1));
  ASSERT_EQ(score(10), SHEAF_OK);
  std::uint64_t input = 0, output = 0;
  for (const auto& u : sink->usages()) {
    input += u.input_tokens;
    output += u.output_tokens;
  }
  const auto near = [](std::uint64_t a, std::uint64_t b, double share) {
    EXPECT_NEAR(static_cast<double>(a), static_cast<double>(b), share * static_cast<double>(b));
  };
  EXPECT_EQ(before.usages()[0].requests, 3u);
  near(before.usages()[0].input_tokens, input, 0.25);
  EXPECT_EQ(before.usages()[0].output_tokens, 1100u) << "the usual, before anything is learnt";
  EXPECT_EQ(before.usages()[0].cost_micros,
            static_cast<std::int64_t>(before.usages()[0].input_tokens + 11'000));
  make(R"("batch": 4, "model": "gpt-fake")");
  const t::ScoreSink after;
  ASSERT_EQ(instance->estimate(call, all, profiles, after), SHEAF_OK);
  near(after.usages()[0].input_tokens, input, 0.05);
  near(after.usages()[0].output_tokens, output, 0.2);
  EXPECT_EQ(after.usages()[0].cost_micros, -1);
}

TEST_F(Server, ProbeSaysWhetherTheKeyIsGood) {
  make();
  struct Case {
    int status;
    sheaf_status code;
  };
  for (const Case& c : {Case{200, SHEAF_OK}, Case{404, SHEAF_OK}, Case{401, SHEAF_E_AUTH},
                        Case{500, SHEAF_E_TRANSIENT}}) {
    host.http.answer_with("https://llm.example/v1/models", [&](const t::Asked& asked) {
      EXPECT_EQ(asked.method, "GET");
      t::Answer out;
      out.status = c.status;
      out.body = c.status == 200 ? R"({"data": []})" : R"({"error": {"message": "no"}})";
      return out;
    });
    EXPECT_EQ(instance->probe(call), c.code) << c.status;
  }
}

TEST_F(Server, AzureIsAskedInItsWay) {
  make(R"("base_url": "https://x.example/openai/deployments/d/", "api_version": "2024-10-21")");
  host.http.answer_with(
      "https://x.example/openai/deployments/d/chat/completions?api-version=2024-10-21",
      [this](const t::Asked& asked) { return llm.answer(asked); });
  ASSERT_EQ(score(1), SHEAF_OK) << call.failure().message;
  EXPECT_THAT(host.http.asked()[0].secret_headers,
              ElementsAre(testing::Pair("api-key", "sk-secret")));
}

// A night with everything that can go wrong: nothing is lost, nothing billed twice.
TEST_F(Server, LosesNothingInAStormOfFaults) {
  const LlmFault faults[] = {
      LlmFault::kRateLimit,     LlmFault::kServerError, LlmFault::kOverloaded,
      LlmFault::kGateway,       LlmFault::kErrorIn200,  LlmFault::kCutBody,
      LlmFault::kHang,          LlmFault::kNotJson,     LlmFault::kRefusal,
      LlmFault::kLength,        LlmFault::kLengthEmpty, LlmFault::kEmpty,
      LlmFault::kProse,         LlmFault::kLeavesOut,   LlmFault::kUnknown,
      LlmFault::kTwiceUnlike,   LlmFault::kOutOfRange,  LlmFault::kMissingAxis,
      LlmFault::kContentFilter, LlmFault::kTooLong};
  llm.plan = [&](std::size_t nth, const FakeLlm::Question&) {
    return nth % 10 == 4 ? faults[nth / 10 % std::size(faults)] : LlmFault::kNone;
  };
  make(R"("batch": 4)");
  ASSERT_EQ(score(400), SHEAF_OK) << call.failure().message;
  EXPECT_EQ(values().size() + unscored().size(), 400u);
  expect_all_right(values().size());
  EXPECT_GE(values().size(), 398u);
  std::uint64_t told = 0;
  for (const auto& u : sink->usages()) told += u.requests;
  EXPECT_EQ(told, llm.seen().size());
  EXPECT_EQ(host.budget.used().size(), llm.seen().size());
  EXPECT_EQ(host.budget.open_reservations(), 0u);
  // a paper is paid for again only if the first answer did not grade it
  std::map<std::string, std::size_t> good;
  for (const auto& seen : llm.seen()) {
    if (seen.fault != LlmFault::kNone) continue;
    for (const std::string& h : seen.handles) ++good[h];
  }
  for (const auto& [handle, times] : good) EXPECT_EQ(times, 1u) << handle;
}

}  // namespace
}  // namespace llm_openai_test
