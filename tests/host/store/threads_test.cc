// Services of several plugins use the store while the pipeline writes; other processes too.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "fixture.h"

namespace host::store {
namespace {

using testing::must;
using testing::opened;
using testing::put;
using ::testing::SizeIs;

class Threads : public testing::StoreTest {};

TEST_F(Threads, ServicesWhileThePipelineWrites) {
  constexpr int kRounds = 200;
  const std::string run = run_of("p");
  std::atomic<bool> failed = false;
  const auto check = [&](bool ok) {
    if (!ok) failed = true;
  };
  std::thread pipeline([&] {
    for (int batch = 0; batch < kRounds / 10; ++batch) {
      auto tx = store().begin(Durability::process);
      check(tx.has_value());
      for (int i = 0; i < 10; ++i) {
        const Row row = put(store(), "a:" + std::to_string(batch * 10 + i));
        check(store().arrive("p", row, batch).has_value());
        check(store().mark_seen("p", "r" + std::to_string(i), row, 1, run, 1).has_value());
      }
      check(tx->commit().has_value());
    }
  });
  std::vector<std::thread> services;
  for (int t = 0; t < 3; ++t)
    services.emplace_back([&, t] {
      const std::string step = "s" + std::to_string(t);
      const StateScope scope{"p", "c", step, ""};
      for (int i = 0; i < kRounds; ++i) {
        const auto n = static_cast<std::uint64_t>(i);
        check(store().score_put(step, n, "x", 1).has_value());
        check(store().score_get(step, n).value_or(std::nullopt) == "x");
        check(store().state_put(scope, "k", std::to_string(i), SHEAF_TIME_UNKNOWN).has_value());
        check(store().state_get(scope, "k", 0).value_or(std::nullopt) == std::to_string(i));
        check(store().arrived_since("p", 0, [](Row) { return true; }).has_value());
        check(store().labels("p", "r1").has_value());
      }
    });
  pipeline.join();
  for (std::thread& service : services) service.join();
  EXPECT_FALSE(failed);
  EXPECT_THAT(must(store().arrived_since("p", 0, [](Row) { return true; })), SizeIs(kRounds));
  EXPECT_EQ(must(store().statistics()).scores, 3u * kRounds);
}

// A rolled-back transaction takes nothing of other threads with it.
TEST_F(Threads, ARollbackIsTheThreadsOwn) {
  store();
  std::thread writer([&] {
    for (int i = 0; i < 50; ++i) {
      auto tx = must(store().begin(Durability::process));
      put(store(), "gone:" + std::to_string(i));
    }
  });
  for (int i = 0; i < 50; ++i) put(store(), "kept:" + std::to_string(i));
  writer.join();
  EXPECT_EQ(must(store().statistics()).works, 50u);
}

TEST_F(Threads, ABudgetIsNeverOverrunTogether) {
  Limits limits;
  limits.month.requests = 100;
  store();
  std::atomic<int> granted = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      auto mine = opened(path());  // as another process would
      for (int i = 0; i < 50; ++i)
        if (mine->reserve("p/llm", "r", limits, {-1, "", 0, 1}, "2026-09-24", "2026-09")) ++granted;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(granted, 100);
}

TEST_F(Threads, TwoProcessesWriteAtOnce) {
  constexpr int kEach = 100;
  store();
  reopen();
  std::vector<pid_t> children;
  for (int c = 0; c < 2; ++c) {
    const pid_t child = ::fork();
    if (child == 0) {
      auto mine = open(path(), {});
      if (!mine) ::_exit(1);
      for (int i = 0; i < kEach; ++i) {
        auto tx = (*mine)->begin(Durability::process);
        if (!tx) ::_exit(2);
        const std::string id = "c" + std::to_string(c) + ":" + std::to_string(i);
        const std::vector<Key> keys = {{id, false}};
        const auto row = (*mine)->insert(testing::work(id), keys, std::nullopt);
        if (!row || !(*mine)->arrive("p", *row, i) || !tx->commit()) ::_exit(3);
      }
      mine->reset();
      ::_exit(0);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_THAT(must(store().arrived_since("p", 0, [](Row) { return true; })), SizeIs(2 * kEach));
}

}  // namespace
}  // namespace host::store
