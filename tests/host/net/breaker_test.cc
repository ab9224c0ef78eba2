#include "net/breaker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "host/net/now.h"
#include "support/temp_dir.h"

namespace host::net {
namespace {

class BreakerTest : public testing::Test {
 protected:
  test::TempDir folder_;
  VirtualClock clock_{kNow};
  Breaker breaker_{folder_.path(), clock_, {}};
};

TEST_F(BreakerTest, OtherProcessesSeeIt) {
  breaker_.failed("a.example", true, 90'000);
  const Breaker other(folder_.path(), clock_, {});
  const auto closed = other.check("a.example");
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().code, SHEAF_E_RATE_LIMITED);
  EXPECT_EQ(closed.error().retry_after_ms, 90'000);
  EXPECT_THAT(closed.error().message, testing::HasSubstr("2026-09-21T14:14:50Z"));
  EXPECT_TRUE(other.check("b.example"));
  EXPECT_TRUE(other.check("a.example:8080"));
}

TEST_F(BreakerTest, NobodyIsBlockedForEver) {
  breaker_.failed("a.example", true, 10LL * 366 * 86'400'000);
  EXPECT_EQ(breaker_.check("a.example").error().retry_after_ms, 86'400'000);
  std::ofstream(folder_.path() / "b.example.breaker") << "9000000000000 1 1 1";
  EXPECT_EQ(breaker_.check("b.example").error().retry_after_ms, 86'400'000)
      << "a clock that was wrong when it was written";
}

TEST_F(BreakerTest, AFailureOfTheFutureIsNone) {
  constexpr std::int64_t kYear = 366 * 86'400'000LL;
  VirtualClock wrong(kNow + kYear);
  Breaker then(folder_.path(), wrong, {});
  then.failed("a.example", true, 0);
  for (int i = 0; i < 9; ++i) then.failed("b.example", false, 0);
  EXPECT_FALSE(then.check("a.example"));
  EXPECT_FALSE(then.check("b.example"));
  EXPECT_TRUE(breaker_.check("a.example"));
  EXPECT_TRUE(breaker_.check("b.example"));
  breaker_.failed("b.example", false, 0);
  EXPECT_TRUE(breaker_.check("b.example")) << "one failure, not ten";
  breaker_.failed("a.example", true, 1000);
  EXPECT_EQ(breaker_.check("a.example").error().retry_after_ms, 1000);
}

TEST_F(BreakerTest, ADamagedFileIsNone) {
  for (const char* text : {"", "x", "1 2 3", "1790000099999 z 3 1"}) {
    std::ofstream(folder_.path() / "a.example.breaker", std::ios::trunc) << text;
    EXPECT_TRUE(breaker_.check("a.example")) << text;
    breaker_.failed("a.example", false, 0);
    EXPECT_TRUE(breaker_.check("a.example")) << text;
  }
}

TEST_F(BreakerTest, AFailureDoesNotShortenWhatTheHostAsked) {
  breaker_.failed("a.example", true, 3'600'000);
  for (int i = 0; i < 9; ++i) breaker_.failed("a.example", false, 0);
  EXPECT_EQ(breaker_.check("a.example").error().retry_after_ms, 3'600'000);
  breaker_.succeeded("a.example");
  EXPECT_TRUE(breaker_.check("a.example"));
}

TEST_F(BreakerTest, HostNamesCannotLeaveTheFolder) {
  breaker_.failed("../../evil", true, 1000);
  EXPECT_FALSE(breaker_.check("../../evil"));
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "..%2F..%2Fevil.breaker"));
}

// A redirect may lead to any name that the DNS allows, and to worse.
TEST_F(BreakerTest, ALongNameIsAFileAllTheSame) {
  const std::string longest = std::string(250, 'a') + ":8443";
  const std::string worse(400, ':');
  for (const std::string& name : {longest, worse}) {
    breaker_.failed(name, true, 1000);
    EXPECT_FALSE(breaker_.check(name)) << name;
  }
}

}  // namespace
}  // namespace host::net
