// Rates over threads, runs and processes, seen from the server.
#include "net/rates.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "host/net/net_fixture.h"

extern char** environ;

namespace host::net {
namespace {

using test::Answer;
using testing::HasSubstr;

constexpr std::int64_t kInterval = 100;

class RatesTest : public NetTest {
 protected:
  pid_t spawn(const std::string& path, int count, std::int64_t interval, int connections,
              const std::string& group = "") {
    std::vector<std::string> words = {NET_RATE_CLIENT,
                                      (folder_.path() / "state").string(),
                                      server_.authority(),
                                      server_.url(path),
                                      std::to_string(count),
                                      std::to_string(interval),
                                      std::to_string(connections),
                                      group};
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_t child = 0;
    EXPECT_EQ(::posix_spawn(&child, argv[0], nullptr, nullptr, argv.data(), environ), 0);
    return child;
  }

  static int wait_for_exit(pid_t child) {
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  CallContext with_rule(std::int64_t interval, std::uint32_t connections) const {
    CallContext call = context();
    call.hosts = {{server_.authority(), interval, connections}};
    return call;
  }

  // The n-th start is n intervals after the first, and no arrival comes before its start, however
  // busy the machine is. (Gaps between arrivals would depend on it.)
  void expect_intervals(std::int64_t interval) const {
    constexpr std::int64_t kRounding = 5;
    const auto asked = server_.asked();
    ASSERT_GE(asked.size(), 2u);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      EXPECT_GE(asked[i].at_ms, static_cast<std::int64_t>(i) * interval - kRounding) << i;
    }
  }
};

TEST_F(RatesTest, ProcessesTakeTurns) {
  server_.on("/x", {.body = "x"});
  std::vector<pid_t> children;
  for (int i = 0; i < 3; ++i) children.push_back(spawn("/x", 4, kInterval, 0));
  for (const pid_t child : children) EXPECT_EQ(wait_for_exit(child), 0);
  EXPECT_EQ(server_.asked().size(), 12u);
  expect_intervals(kInterval);
}

TEST_F(RatesTest, ALaterRunWaitsForTheEarlierOnesInterval) {
  server_.on("/x", {.body = "x"});
  ASSERT_EQ(wait_for_exit(spawn("/x", 1, 400, 1)), 0);
  // This process promises less, but the other's promise still holds.
  ASSERT_TRUE(http().perform(with_rule(10, 1), get("/x")));
  expect_intervals(400);
}

TEST_F(RatesTest, HostsOfOneGroupTakeTurnsOverProcesses) {
  test::HttpServer other;
  other.on("/x", {.body = "x"});
  server_.on("/x", {.body = "x"});
  CallContext call;
  call.step = "step";
  call.hosts = {{other.authority(), 10, 1, "both"}};
  call.allow_private = {other.authority()};
  const Request to_other{.url = other.url("/x"), .no_cache = true};
  const std::int64_t begun = system_clock().now_ms();
  ASSERT_EQ(wait_for_exit(spawn("/x", 1, 400, 1, "both")), 0);
  ASSERT_TRUE(http().perform(call, to_other));
  EXPECT_GE(system_clock().now_ms() - begun, 400 - 5);
}

TEST_F(RatesTest, ThreadsTakeTurnsAndRetriesCount) {
  server_.on("/x", {.body = "x"});
  server_.script("/shaky", {{.status = 503}, {.status = 503}, {.body = "x"}});
  std::vector<Request> requests(5, get("/x"));
  requests.push_back(get("/shaky"));
  for (auto& request : requests) request.no_cache = true;
  int good = 0;
  http().perform_many(with_rule(kInterval, 0), requests, 6, [&](std::size_t, Result<Response> r) {
    good += r ? 1 : 0;
    return true;
  });
  EXPECT_EQ(good, 6);
  EXPECT_EQ(server_.asked().size(), 8u);
  expect_intervals(kInterval);
}

TEST_F(RatesTest, ConnectionsAreCountedOverProcesses) {
  server_.on("/x", {.body = "x", .delay_ms = 20});
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) children.push_back(spawn("/x", 8, 0, 2));
  for (const pid_t child : children) EXPECT_EQ(wait_for_exit(child), 0);
  EXPECT_EQ(server_.asked().size(), 32u);
  EXPECT_LE(server_.most_in_flight(), 2);
}

TEST_F(RatesTest, ConnectionsAreCountedOverThreads) {
  server_.on("/x", {.body = "x", .delay_ms = 10});
  const std::vector<Request> requests(30, get("/x"));
  http().perform_many(with_rule(0, 3), requests, 16, [&](std::size_t, Result<Response> r) {
    EXPECT_TRUE(r);
    return true;
  });
  EXPECT_EQ(server_.asked().size(), 30u);
  EXPECT_EQ(server_.most_in_flight(), 3);
}

TEST_F(RatesTest, AStreamHoldsItsConnectionUntilItsEnd) {
  server_.on("/x", {.body = "body"});
  std::string buffer(100, '\0');
  auto stream = http().open(with_rule(0, 1), get("/x"));
  ASSERT_TRUE(stream);
  CallContext hasty = with_rule(0, 1);
  hasty.deadline_ms = system_clock().now_ms() + 100;
  const auto busy = http().perform(hasty, get("/x"));
  ASSERT_FALSE(busy);
  EXPECT_EQ(busy.error().code, SHEAF_E_CANCELLED) << busy.error().message;
  while ((*stream)->read(context(), buffer.data(), buffer.size()).value() > 0) {
  }
  EXPECT_TRUE(http().perform(with_rule(0, 1), get("/x")));
}

TEST_F(RatesTest, AKilledProcessGivesItsConnectionBack) {
  server_.on("/hang", {.hang = true});
  server_.on("/x", {.body = "x"});
  const pid_t child = spawn("/hang", 1, 1, 1);
  ASSERT_TRUE(server_.wait_for(1));
  CallContext hasty = with_rule(1, 1);
  hasty.deadline_ms = system_clock().now_ms() + 100;
  const auto busy = http().perform(hasty, get("/x"));
  ASSERT_FALSE(busy) << "the other process holds the only connection";
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  EXPECT_EQ(wait_for_exit(child), -1);
  EXPECT_TRUE(http().perform(with_rule(1, 1), get("/x")));
}

TEST_F(RatesTest, WaitingForATurnCanBeCancelled) {
  server_.on("/x", {.body = "x"});
  ASSERT_TRUE(http().perform(with_rule(60'000, 1), get("/x")));
  CallContext call = with_rule(60'000, 1);
  std::atomic<bool> cancel{false};
  call.cancelled = [&] { return cancel.load(); };
  std::jthread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    cancel = true;
  });
  const auto answer = http().perform(call, get("/x"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, SHEAF_E_CANCELLED);
  CallContext hasty = with_rule(60'000, 1);
  hasty.deadline_ms = system_clock().now_ms() + 1000;
  const auto late = http().perform(hasty, get("/x"));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, SHEAF_E_RATE_LIMITED) << "known at once, without waiting";
  EXPECT_GT(late.error().retry_after_ms, 50'000);
  EXPECT_EQ(server_.asked().size(), 1u);
}

TEST_F(RatesTest, AnUnusableStateFolderIsTheUsersToMend) {
  std::ofstream(folder_.path() / "state") << "a file";
  const auto answer = http().perform(with_rule(10, 1), get("/x"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, SHEAF_E_CONFIG);
  EXPECT_THAT(answer.error().message, HasSubstr((folder_.path() / "state").string()));
  EXPECT_TRUE(server_.asked().empty()) << "no rate, no request";
}

// The clock alone, without a wire.
class PaceTest : public testing::Test {
 protected:
  std::int64_t start(Rates& rates, const std::string& url) {
    EXPECT_TRUE(rates.acquire(*parse_url(url), {}));
    return clock_.now_ms();
  }

  static constexpr std::int64_t kNow = 1'790'000'000'000;
  test::TempDir folder_;
  VirtualClock clock_{kNow};
};

TEST_F(PaceTest, TheStrictestRuleHolds) {
  Rates rates(folder_.path(), clock_);
  rates.declare({"a.example", 1000, 0});
  rates.declare({"A.example", 3000, 0});
  rates.declare({"a.example", 2000, 0});
  EXPECT_EQ(start(rates, "https://a.example/1"), kNow);
  EXPECT_EQ(start(rates, "https://a.example/2"), kNow + 3000);
  clock_.sleep_ms(1000, {});
  EXPECT_EQ(start(rates, "https://a.example/3"), kNow + 6000) << "from start to start";
  EXPECT_EQ(start(rates, "https://b.example/"), kNow + 6000);
}

TEST_F(PaceTest, ADamagedOrFutureFileCostsOneInterval) {
  Rates rates(folder_.path(), clock_);
  rates.declare({"a.example", 3000, 0});
  for (const char* content : {"", "garbage", "-5 3", "1790000000000", "99999999999999 3000"}) {
    std::ofstream(folder_.path() / "a.example.rate") << content;
    const auto before = clock_.now_ms();
    EXPECT_LE(start(rates, "https://a.example/"), before + 3000) << content;
  }
  std::ofstream(folder_.path() / "a.example.rate") << clock_.now_ms() << " 999999999999";
  const auto before = clock_.now_ms();
  EXPECT_LE(start(rates, "https://a.example/"), before + 3'600'000) << "nobody may block for ever";
}

TEST_F(PaceTest, PortsMayHaveTheirOwnRule) {
  Rates rates(folder_.path(), clock_);
  rates.declare({"a.example:8080", 1000, 0});
  EXPECT_EQ(start(rates, "http://a.example:8080/"), kNow);
  EXPECT_EQ(start(rates, "http://a.example:8081/"), kNow);
  EXPECT_EQ(start(rates, "http://a.example:8080/"), kNow + 1000);
}

}  // namespace
}  // namespace host::net
