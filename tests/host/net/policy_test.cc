// Retries, waits, circuits and secrets, with a fake wire and a virtual clock.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/net/fake_transport.h"
#include "host/net/now.h"
#include "net/http.h"
#include "support/temp_dir.h"

namespace host::net {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string kUrl = "https://api.example.org/v1";

class PolicyTest : public testing::Test {
 protected:
  PolicyTest() {
    settings_.clock = &clock_;
    settings_.state_dir = folder_.path() / "state";
    settings_.seed = 1;
  }

  Http& http() {
    if (!http_) http_ = std::make_unique<Http>(settings_, std::make_unique<FakeTransport>(log_));
    return *http_;
  }

  static CallContext context() {
    CallContext context;
    context.step = "s";
    context.hosts = {{.host = "api.example.org"}};
    return context;
  }

  void answers(const std::string& url, std::deque<FakeAnswer> list) {
    log_->answers[url] = std::move(list);
  }

  test::TempDir folder_;
  VirtualClock clock_{kNow};
  HttpSettings settings_;
  std::shared_ptr<FakeTransport::Log> log_ = std::make_shared<FakeTransport::Log>();
  std::unique_ptr<Http> http_;
};

TEST_F(PolicyTest, BacksOffExponentially) {
  answers(kUrl, {{.status = 500}, {.status = 502}, {.status = 504}, {.body = "ok"}});
  const auto answer = http().perform(context(), {.url = kUrl});
  ASSERT_TRUE(answer) << answer.error().message;
  const auto waited = clock_.now_ms() - kNow;
  EXPECT_GE(waited, 250 + 500 + 1000);
  EXPECT_LE(waited, 500 + 1000 + 2000);
  EXPECT_EQ(http().stats().at("s").retry_wait_ms, waited);
}

TEST_F(PolicyTest, GivesUpAfterItsAttempts) {
  answers(kUrl, {{.status = 503}});
  const auto answer = http().perform(context(), {.url = kUrl});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, SHEAF_E_TRANSIENT);
  EXPECT_EQ(log_->asked.size(), 4u);
  EXPECT_THAT(answer.error().message,
              AllOf(HasSubstr("GET " + kUrl), HasSubstr("503"), HasSubstr("Asked 4 times")));
  EXPECT_EQ(http().stats().at("s").failures, 1u);
}

TEST_F(PolicyTest, NoRetryAsksOnce) {
  answers(kUrl, {{.status = 503}});
  EXPECT_FALSE(http().perform(context(), {.url = kUrl, .no_retry = true}));
  EXPECT_EQ(log_->asked.size(), 1u);
}

TEST_F(PolicyTest, WaitsAsLongAsTheServerAsks) {
  answers(kUrl, {{.status = 429, .headers = {{"retry-after", "20"}}},
                 {.status = 503, .headers = {{"retry-after", "Mon, 21 Sep 2026 14:14:00 GMT"}}},
                 {.body = "ok"}});
  ASSERT_TRUE(http().perform(context(), {.url = kUrl}));
  EXPECT_GE(clock_.now_ms(), kNow + 40'000) << "20 s, then until 14:14:00";
  EXPECT_LE(clock_.now_ms(), kNow + 41'000);
}

TEST_F(PolicyTest, RetryAfterOnSuccessOrOtherErrorsIsIgnored) {
  answers(kUrl, {{.status = 500, .headers = {{"retry-after", "3000"}}},
                 {.headers = {{"retry-after", "30"}}, .body = "ok"}});
  ASSERT_TRUE(http().perform(context(), {.url = kUrl}));
  EXPECT_LE(clock_.now_ms(), kNow + 500);
}

TEST_F(PolicyTest, AnHourOf429IsTheCallersToDecideAndTheHostIsLeftAlone) {
  answers(kUrl, {{.status = 429, .headers = {{"retry-after", "3600"}}}});
  const auto first = http().perform(context(), {.url = kUrl});
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code, SHEAF_E_RATE_LIMITED);
  EXPECT_EQ(first.error().retry_after_ms, 3'600'000);
  EXPECT_THAT(first.error().message, HasSubstr("2026-09-21T15:13:20Z"));
  EXPECT_EQ(clock_.now_ms(), kNow) << "no waiting for what is too long";

  http_.reset();  // the next run on this machine
  const auto second = http().perform(context(), {.url = kUrl});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, SHEAF_E_RATE_LIMITED);
  EXPECT_EQ(second.error().retry_after_ms, 3'600'000);
  EXPECT_THAT(second.error().message, AllOf(HasSubstr("left alone until 2026-09-21T15:13:20Z"),
                                            HasSubstr("Nothing was asked")));
  EXPECT_EQ(log_->asked.size(), 1u);

  clock_.sleep_ms(3'600'000, {});
  answers(kUrl, {{.body = "ok"}});
  EXPECT_TRUE(http().perform(context(), {.url = kUrl}));
  EXPECT_TRUE(http().perform(context(), {.url = kUrl}));
}

TEST_F(PolicyTest, A429WithoutATimeIsRetriedAndThenRests) {
  answers(kUrl,
          {{.status = 429, .headers = {{"content-type", "text/plain"}}, .body = "Rate exceeded."}});
  const auto first = http().perform(context(), {.url = kUrl});
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code, SHEAF_E_RATE_LIMITED);
  EXPECT_THAT(first.error().message, HasSubstr("Rate exceeded."));
  EXPECT_EQ(log_->asked.size(), 4u);
  const auto second = http().perform(context(), {.url = kUrl});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().retry_after_ms, 300'000);
  EXPECT_EQ(log_->asked.size(), 4u);
}

TEST_F(PolicyTest, FailuresInARowOpenTheCircuitAndSuccessForgets) {
  const Request request{.url = kUrl, .no_retry = true};
  answers(kUrl, {{.status = 500}});
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(http().perform(context(), request));
  answers(kUrl, {{.body = "ok"}});
  EXPECT_TRUE(http().perform(context(), request)) << "the fifth is a success: all forgotten";
  answers(kUrl, {{.status = 500}});
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(http().perform(context(), request));
  const std::size_t asked = log_->asked.size();
  const auto open = http().perform(context(), request);
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().code, SHEAF_E_RATE_LIMITED);
  EXPECT_THAT(open.error().message, HasSubstr("failed 5 times in a row"));
  EXPECT_EQ(log_->asked.size(), asked);
  CallContext other = context();
  other.hosts.push_back({.host = "other.example"});
  answers("https://other.example/", {{.body = "fine"}});
  EXPECT_TRUE(http().perform(other, {.url = "https://other.example/"})) << "a host of its own";
  clock_.sleep_ms(60'001, {});
  EXPECT_FALSE(http().perform(context(), request));
  EXPECT_EQ(log_->asked.size(), asked + 2) << "asked once more";
  EXPECT_EQ(http().perform(context(), request).error().code, SHEAF_E_RATE_LIMITED)
      << "and closed again at the first failure";
}

TEST_F(PolicyTest, FailuresOfLongAgoDoNotCount) {
  const Request request{.url = kUrl, .no_retry = true};
  answers(kUrl, {{.status = 500}});
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(http().perform(context(), request));
  clock_.sleep_ms(3'600'001, {});
  EXPECT_FALSE(http().perform(context(), request));
  EXPECT_EQ(http().perform(context(), request).error().code, SHEAF_E_TRANSIENT);
}

TEST_F(PolicyTest, ARefusalIsNoFailureOfTheHost) {
  answers(kUrl, {{.status = 404}});
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(http().perform(context(), {.url = kUrl}).error().code, SHEAF_E_NOT_FOUND);
  }
}

TEST_F(PolicyTest, TheDeadlineEndsTheWaiting) {
  answers(kUrl, {{.status = 429, .headers = {{"retry-after", "20"}}}});
  CallContext call = context();
  call.deadline_ms = kNow + 10'000;
  const auto answer = http().perform(call, {.url = kUrl});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, SHEAF_E_RATE_LIMITED);
  EXPECT_EQ(answer.error().retry_after_ms, 20'000);
  EXPECT_EQ(clock_.now_ms(), kNow);
  call.deadline_ms = kNow - 1;
  EXPECT_EQ(http().perform(call, {.url = kUrl}).error().code, SHEAF_E_CANCELLED);
}

TEST_F(PolicyTest, CancelledDuringTheWait) {
  answers(kUrl, {{.status = 503}});
  CallContext call = context();
  call.cancelled = [&] { return !log_->asked.empty(); };
  EXPECT_EQ(http().perform(call, {.url = kUrl}).error().code, SHEAF_E_CANCELLED);
  EXPECT_EQ(log_->asked.size(), 1u);
}

TEST_F(PolicyTest, ABodyThatBreaksOffIsAskedAgain) {
  const Error cut{SHEAF_E_TRANSIENT, "broke the answer off."};
  answers(kUrl, {{.body = "hal", .body_error = cut}, {.body = "whole"}});
  const auto answer = http().perform(context(), {.url = kUrl});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "whole");
}

TEST_F(PolicyTest, WhatIsNotTransientIsNotAskedAgain) {
  answers(kUrl, {{.error = Error{SHEAF_E_UPSTREAM, "no valid HTTP."}}});
  EXPECT_EQ(http().perform(context(), {.url = kUrl}).error().code, SHEAF_E_UPSTREAM);
  EXPECT_EQ(log_->asked.size(), 1u);
}

TEST_F(PolicyTest, AllowErrorStillRetriesThenHandsTheLastAnswerOver) {
  answers(kUrl, {{.status = 503, .body = "1"},
                 {.status = 503, .body = "2"},
                 {.status = 503, .body = "3"},
                 {.status = 503, .body = "4"}});
  const auto answer = http().perform(context(), {.url = kUrl, .allow_error = true});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->body, "4");
}

TEST_F(PolicyTest, TheRuleOfARedirectsTargetHolds) {
  answers(kUrl, {{.status = 302, .headers = {{"location", "https://slow.example/x"}}}});
  answers("https://slow.example/x", {{.body = "x"}});
  CallContext call = context();
  call.hosts.push_back({.host = "slow.example", .min_interval_ms = 3000});
  ASSERT_TRUE(http().perform(call, {.url = kUrl}));
  EXPECT_EQ(clock_.now_ms(), kNow);
  ASSERT_TRUE(http().perform(call, {.url = kUrl}));
  EXPECT_EQ(clock_.now_ms(), kNow + 3000);
}

TEST_F(PolicyTest, ARuleForAnyHostHoldsForEachByItself) {
  CallContext call = context();
  call.hosts = {{.host = "*", .min_interval_ms = 3000}};
  for (const char* url : {"https://a.example/", "https://b.example/"})
    answers(url, {{.body = "x"}});
  ASSERT_TRUE(http().perform(call, {.url = "https://a.example/"}));
  ASSERT_TRUE(http().perform(call, {.url = "https://b.example/"}));
  EXPECT_EQ(clock_.now_ms(), kNow);
  ASSERT_TRUE(http().perform(call, {.url = "https://a.example/"}));
  EXPECT_EQ(clock_.now_ms(), kNow + 3000);
}

TEST_F(PolicyTest, HostsOfOneGroupShareOnePaceAndTheStrictestRuleOfTheGroupHolds) {
  CallContext call = context();
  call.hosts = {{"a.example", 3000, 1, "g"}, {"b.example", 1000, 0, "g"}, {"c.example", 0, 0, ""}};
  for (const char* url : {"https://a.example/", "https://b.example/", "https://c.example/"})
    answers(url, {{.body = "x"}});
  ASSERT_TRUE(http().perform(call, {.url = "https://a.example/"}));
  ASSERT_TRUE(http().perform(call, {.url = "https://b.example/"}));
  EXPECT_EQ(clock_.now_ms(), kNow + 3000);
  ASSERT_TRUE(http().perform(call, {.url = "https://c.example/"}));
  EXPECT_EQ(clock_.now_ms(), kNow + 3000) << "it is in no group";
  call.hosts = {{"b.example", 500, 0, ""}};  // another component, which knows of no group
  ASSERT_TRUE(http().perform(call, {.url = "https://b.example/"}));
  EXPECT_EQ(clock_.now_ms(), kNow + 6000);
}

TEST_F(PolicyTest, ARuleThatCameBeforeTheGroupStillHolds) {
  CallContext call = context();
  call.hosts = {{"a.example", 3000, 1, ""}};
  for (const char* url : {"https://a.example/", "https://b.example/"})
    answers(url, {{.body = "x"}});
  ASSERT_TRUE(http().perform(call, {.url = "https://a.example/"}));
  call.hosts = {{"a.example", 0, 0, "g"}, {"b.example", 0, 0, "g"}};
  ASSERT_TRUE(http().perform(call, {.url = "https://a.example/"}));
  const std::int64_t then = clock_.now_ms();
  ASSERT_TRUE(http().perform(call, {.url = "https://b.example/"}));
  EXPECT_EQ(clock_.now_ms(), then + 3000);
}

TEST_F(PolicyTest, ARefusalThatIsAResponseSaysHowLongToWait) {
  answers(kUrl, {{.status = 429, .headers = {{"retry-after", "120"}}}});
  const auto answer = http().perform(context(), {.url = kUrl, .allow_error = true});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 429);
  EXPECT_EQ(answer->retry_after_ms, 120'000);
}

TEST_F(PolicyTest, RetriesKeepTheInterval) {
  answers(kUrl, {{.status = 503}, {.body = "ok"}});
  CallContext call = context();
  call.hosts = {{.host = "api.example.org", .min_interval_ms = 3000, .max_connections = 1}};
  ASSERT_TRUE(http().perform(call, {.url = kUrl}));
  EXPECT_EQ(clock_.now_ms(), kNow + 3000);
  http_.reset();
  ASSERT_TRUE(http().perform(call, {.url = kUrl}));
  EXPECT_EQ(clock_.now_ms(), kNow + 6000) << "a later run too";
  EXPECT_EQ(http().stats().at("s").rate_wait_ms, 3000);
}

TEST_F(PolicyTest, SecretsStayOutOfErrors) {
  CallContext call = context();
  call.scrubber = std::make_shared<const Scrubber>(std::vector<std::string>{"pa ss/wörd"});
  answers("https://api.example.org/v1?key=pa%20ss%2Fw%C3%B6rd",
          {{.status = 400,
            .headers = {{"content-type", "application/json"}},
            .body = R"({"error": "bad key sesame-token or pa ss\/wörd"})"}});
  const auto answer =
      http().perform(call, {.url = "https://api.example.org/v1?key=pa%20ss%2Fw%C3%B6rd",
                            .secret_headers = {{"Authorization", "Bearer sesame-token"}}});
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, AllOf(HasSubstr("key=***"), HasSubstr("bad key *** or ***"),
                                            Not(HasSubstr("sesame")), Not(HasSubstr("rd"))));
  const auto undeclared =
      http().perform(call, {.url = "https://evil.example/?key=pa%20ss%2Fw%C3%B6rd"});
  ASSERT_FALSE(undeclared);
  EXPECT_THAT(undeclared.error().message,
              AllOf(HasSubstr("evil.example"), Not(HasSubstr("pa%20"))));
}

TEST_F(PolicyTest, ASizeCapIsTheRequestsOrTheHosts) {
  settings_.limits.body = 10;
  settings_.limits.stream = 20;
  answers(kUrl, {{.body = std::string(15, 'x')}});
  const auto whole = http().perform(context(), {.url = kUrl});
  ASSERT_FALSE(whole);
  EXPECT_EQ(whole.error().code, SHEAF_E_UPSTREAM);
  EXPECT_THAT(whole.error().message, AllOf(HasSubstr("api.example.org"), HasSubstr("10 bytes")));
  EXPECT_TRUE(http().perform(context(), {.url = kUrl, .max_body = 15}));
  EXPECT_FALSE(http().perform(context(), {.url = kUrl, .max_body = 14}));
  auto stream = http().open(context(), {.url = kUrl});
  ASSERT_TRUE(stream);
  std::string buffer(100, '\0');
  EXPECT_EQ((*stream)->read(context(), buffer.data(), buffer.size()), 15u);
}

TEST_F(PolicyTest, AStreamHandsOverWhatCameBeforeTheError) {
  answers(kUrl, {{.headers = {{"etag", "x"}},
                  .body = "first part",
                  .body_error = Error{SHEAF_E_TRANSIENT, "broke the answer off."}}});
  auto stream = http().open(context(), {.url = kUrl});
  ASSERT_TRUE(stream);
  EXPECT_EQ((*stream)->response().status, 200);
  std::string buffer(100, '\0');
  EXPECT_EQ((*stream)->read(context(), buffer.data(), buffer.size()), 10u);
  const auto cut = (*stream)->read(context(), buffer.data(), buffer.size());
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().code, SHEAF_E_TRANSIENT);
  EXPECT_THAT(cut.error().message, HasSubstr("GET " + kUrl));
  EXPECT_EQ(log_->asked.size(), 1u) << "no silent second beginning";
}

}  // namespace
}  // namespace host::net
