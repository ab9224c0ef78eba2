// Services of several plugins use the store while the pipeline writes; other processes too.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "contract/fixture.h"

namespace host::store {
namespace {

using testing::must;
using testing::put;
using ::testing::SizeIs;

class ThreadsContract : public testing::StoreTest {};
OVER_EVERY_STORE(ThreadsContract);

TEST_P(ThreadsContract, ServicesWhileThePipelineWrites) {
  constexpr int kRounds = 200;
  const std::string run = run_of("p");
  std::atomic<bool> failed = false;
  const auto check = [&](bool ok) {
    if (!ok) failed = true;
  };
  std::thread pipeline([&] {
    for (int batch = 0; batch < kRounds / 10; ++batch) {
      check(store()
                .all(Durability::process,
                     [&](testing::Calls& in) -> Result<void> {
                       for (int i = 0; i < 10; ++i) {
                         const WorkId row = put(in, "a:" + std::to_string(batch * 10 + i));
                         TRY(in.arrive("p", row, batch));
                         TRY(in.mark_seen("p", "r" + std::to_string(i), row, 1, run, 1));
                       }
                       return {};
                     })
                .has_value());
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
        check(store().arrived_since("p", 0).has_value());
        check(store().labels("p", "r1").has_value());
      }
    });
  pipeline.join();
  for (std::thread& service : services) service.join();
  EXPECT_FALSE(failed);
  EXPECT_THAT(must(store().arrived_since("p", 0)), SizeIs(kRounds));
  EXPECT_EQ(must(store().statistics()).scores, 3u * kRounds);
}

// A rolled-back transaction takes nothing of other threads with it.
TEST_P(ThreadsContract, ARollbackIsTheThreadsOwn) {
  store();
  std::thread writer([&] {
    for (int i = 0; i < 50; ++i) {
      const auto undone = store().all(Durability::process, [&](testing::Calls& in) -> Result<void> {
        put(in, "gone:" + std::to_string(i));
        return fail(SHEAF_E_CANCELLED, "changed its mind");
      });
      EXPECT_EQ(undone.error().code, SHEAF_E_CANCELLED);
    }
  });
  for (int i = 0; i < 50; ++i) put(store(), "kept:" + std::to_string(i));
  writer.join();
  EXPECT_EQ(must(store().statistics()).works, 50u);
}

TEST_P(ThreadsContract, ABudgetIsNeverOverrunTogether) {
  Budget limits;
  limits.month.requests = 100;
  store();
  std::atomic<int> granted = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      const auto mine = another();  // as another process would
      testing::Calls calls(*mine);
      for (int i = 0; i < 50; ++i)
        if (calls.reserve("p/llm", "r", limits, {-1, "", 0, 1}, "2026-09-24", "2026-09")) ++granted;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(granted, 100);
}

}  // namespace
}  // namespace host::store
