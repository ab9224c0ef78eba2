#include "store/sqlite/lock.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "host/store/sqlite/fixture.h"

namespace host::store {
namespace {

using ::testing::HasSubstr;
using testing::must;
using testing::opened;
using testing::put;
using ::testing::SizeIs;
using testing::url;

constexpr std::int64_t kMorning = 1'790'229'600'000;  // 2026-09-24T06:00:00Z

class Lock : public testing::StoreTest {
 protected:
  Result<LockedFile> lock(std::string_view pipeline, std::int64_t wait_ms) {
    return lock_run(path(), pipeline, clock_, wait_ms, [] { return false; });
  }
  VirtualClock clock_{kMorning};
};

TEST_F(Lock, TheSecondRunWaitsAndSaysForWhom) {
  const LockedFile first = must(lock("daily", 0));
  const auto second = lock("daily", 5'000);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, SHEAF_E_TRANSIENT);
  EXPECT_THAT(second.error().message,
              HasSubstr("pipeline daily (process " + std::to_string(::getpid()) + " on "));
  EXPECT_THAT(second.error().message, HasSubstr("since 2026-09-24T06:00:00Z"));
  EXPECT_EQ(clock_.now_ms(), kMorning + 5'000);
}

TEST_F(Lock, OtherPipelinesDoNotWait) {
  const LockedFile first = must(lock("daily", 0));
  EXPECT_TRUE(lock("weekly", 0));
  EXPECT_TRUE(lock("../daily", 0)) << "stays in the folder";
  EXPECT_TRUE(std::filesystem::exists(path() + "...%2Fdaily.lock"));
}

TEST_F(Lock, FreeAgainWhenReleased) {
  { const LockedFile first = must(lock("daily", 0)); }
  EXPECT_TRUE(lock("daily", 0));
}

TEST_F(Lock, WaitingIsInterrupted) {
  const LockedFile first = must(lock("daily", 0));
  const auto second = lock_run(path(), "daily", clock_, 60'000, [] { return true; });
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, SHEAF_E_CANCELLED);
}

TEST_F(Lock, FreeWhenItsProcessIsKilled) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    auto held = lock("daily", 0);
    if (::write(ready[1], held ? "y" : "n", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char answer = 0;
  ASSERT_EQ(::read(ready[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  const auto held = lock("daily", 0);
  ASSERT_FALSE(held);
  EXPECT_THAT(held.error().message, HasSubstr("process " + std::to_string(child)));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(lock("daily", 0));
  ::close(ready[0]);
  ::close(ready[1]);
}

// A writer that finds the store held says who holds it.
TEST_F(Lock, ABusyStoreNamesTheRun) {
  store();
  const LockedFile run = must(lock("daily", 0));
  const auto other = opened(path(), {.busy_ms = 1});
  must(store().all(Durability::process, [&](testing::Calls& in) -> Result<void> {
    put(in, "a:1");
    const auto busy = other->score_put("f", 1, "x", 1);
    EXPECT_EQ(busy.error().code, SHEAF_E_TRANSIENT);
    EXPECT_THAT(busy.error().message, HasSubstr("is being written by pipeline daily (process "));
    EXPECT_EQ(must(other->find_work("a:1")), std::nullopt) << "reading goes on";
    return {};
  }));
  must(other->score_put("f", 1, "x", 1));
  EXPECT_TRUE(must(other->find_work("a:1")));
}

TEST_F(Lock, TwoProcessesWriteAtOnce) {
  constexpr int kEach = 100;
  store();
  reopen();
  std::vector<pid_t> children;
  for (int c = 0; c < 2; ++c) {
    const pid_t child = ::fork();
    if (child == 0) {
      auto mine = opened(path());
      for (int i = 0; i < kEach; ++i) {
        const std::string id = "c" + std::to_string(c) + ":" + std::to_string(i);
        const auto done = mine->all(Durability::process, [&](testing::Calls& in) {
          return in.arrive("p", put(in, id), i);
        });
        if (!done) ::_exit(3);
      }
      mine.reset();
      ::_exit(0);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_THAT(must(store().arrived_since("p", 0)), SizeIs(2 * kEach));
}

TEST_F(Lock, NobodyMendsAStoreInUse) {
  store();
  const auto refused = mend(url(path()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, SHEAF_E_TRANSIENT);
  EXPECT_THAT(refused.error().message, HasSubstr("is in use by another process"));
  reopen();
  EXPECT_TRUE(mend(url(path())));
  const LockedFile mending = must(lock_store(path(), true));
  EXPECT_THAT(open(url(path()), {}).error().message, HasSubstr("is being mended"));
}

}  // namespace
}  // namespace host::store
