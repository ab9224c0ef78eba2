#include "net/retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/net/now.h"
#include "net/status_error.h"

namespace host::net {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(RetryAfter, SecondsDatesAndMilliseconds) {
  const auto wait = [](Headers headers, int status = 429) {
    return retry_after_ms(status, headers, kNow);
  };
  EXPECT_EQ(wait({{"retry-after", "30"}}), 30'000);
  EXPECT_EQ(wait({{"retry-after", " 7 "}}), 7'000);
  EXPECT_EQ(wait({{"retry-after", "Mon, 21 Sep 2026 14:14:20 GMT"}}), 60'000);
  EXPECT_EQ(wait({{"retry-after", "Monday, 21-Sep-26 14:14:20 GMT"}}), 60'000);
  EXPECT_EQ(wait({{"retry-after", "Mon Sep 21 14:14:20 2026"}}), 60'000);
  EXPECT_EQ(wait({{"retry-after", "Sun, 20 Sep 2026 00:00:00 GMT"}}), 0) << "past";
  EXPECT_EQ(wait({{"retry-after-ms", "1500"}}), 1'500);
  EXPECT_EQ(wait({{"retry-after-ms", "1500"}, {"retry-after", "1"}}), 1'500) << "the longest";
  EXPECT_EQ(wait({{"retry-after", "2"}, {"retry-after-ms", "1500"}}), 2'000);
  EXPECT_EQ(wait({}), 0);
  for (const char* nonsense : {"", "-5", "soon", "1.5", "1e9", "99999999999999999999"}) {
    EXPECT_EQ(wait({{"retry-after", nonsense}}), 0) << nonsense;
  }
  EXPECT_GT(wait({{"retry-after", "999999999999999999"}}), 0) << "no overflow";
}

TEST(RetryAfter, OnlyOn429And503) {
  const Headers headers = {{"retry-after", "30"}};
  EXPECT_EQ(retry_after_ms(503, headers, kNow), 30'000);
  for (const int status : {200, 301, 403, 500, 502}) {
    EXPECT_EQ(retry_after_ms(status, headers, kNow), 0) << status;
  }
}

TEST(Retry, WhatIsWorthRepeating) {
  for (const int status : {408, 425, 429, 500, 502, 503, 504})
    EXPECT_TRUE(retryable_status(status));
  for (const int status : {400, 401, 403, 404, 409, 410, 422, 501, 505}) {
    EXPECT_FALSE(retryable_status(status));
  }
  EXPECT_TRUE(repeatable({.method = "GET"}));
  EXPECT_TRUE(repeatable({.method = "PUT"}));
  EXPECT_FALSE(repeatable({.method = "POST"}));
  EXPECT_FALSE(repeatable({.method = "PATCH"}));
  EXPECT_TRUE(repeatable({.method = "POST", .retry_post = true}));
}

TEST(Retry, BackOffDoublesWithJitterAndIsDeterministic) {
  const RetryPolicy policy;
  std::mt19937_64 random(7);
  std::mt19937_64 same(7);
  for (int failed = 1; failed < 40; ++failed) {
    const std::int64_t whole = failed < 7 ? 500LL << (failed - 1) : policy.longest_ms;
    const auto wait = back_off_ms(policy, failed, random);
    EXPECT_GE(wait, whole / 2);
    EXPECT_LE(wait, whole);
    EXPECT_EQ(wait, back_off_ms(policy, failed, same));
  }
}

TEST(HttpDate, IsNotANumber) {
  EXPECT_FALSE(parse_http_date("0"));
  EXPECT_FALSE(parse_http_date("-1"));
  EXPECT_FALSE(parse_http_date(""));
  EXPECT_FALSE(parse_http_date("20260924"));
  EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:00:01 GMT"), 1000);
}

TEST(StatusError, QuotesTextForPeopleToRead) {
  const Headers json = {{"content-type", "application/json; charset=utf-8"}};
  EXPECT_THAT(status_error(400, json, "{\n\t\"a\":  1}").message,
              HasSubstr("It says: { \"a\": 1}"));
  EXPECT_THAT(status_error(500, {{"content-type", "text/html"}}, "<p>No").message,
              Not(HasSubstr("It says")));
  EXPECT_THAT(status_error(500, json, " \n ").message, Not(HasSubstr("It says")));
  const std::string long_text = status_error(400, json, std::string(5000, 'x')).message;
  EXPECT_LT(long_text.size(), 500u);
  std::string accents;
  for (int i = 0; i < 400; ++i) accents += "\xc3\xa9";
  const std::string cut = status_error(400, json, "x" + accents).message;
  EXPECT_THAT(cut, HasSubstr("\xc3\xa9..."));
  EXPECT_THAT(cut, Not(HasSubstr("\xc3...")));
  EXPECT_EQ(status_error(407, {}, "").code, SHEAF_E_CONFIG);
  EXPECT_EQ(status_error(599, {}, "").code, SHEAF_E_TRANSIENT);
  EXPECT_EQ(status_error(418, {}, "").code, SHEAF_E_UPSTREAM);
}

}  // namespace
}  // namespace host::net
