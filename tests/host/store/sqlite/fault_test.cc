// What is in the store after a crash or a full disk: all of a commit or nothing of it.
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <random>

#include "host/store/sqlite/fault_vfs.h"
#include "host/store/sqlite/fixture.h"
#include "store/sqlite/schema.h"

namespace host::store {
namespace {

using testing::arm;
using testing::Fault;
using ::testing::HasSubstr;
using testing::must;
using testing::opened;
using testing::operations;
using testing::put;
using testing::url;
using testing::work;

constexpr int kBefore = 20;   // works of the run before
constexpr int kReaders = 12;  // in the run that is killed

void first_run(const std::string& path) {
  auto store = opened(path);
  const std::string run = must(store->begin_run("p", "2026-09-23", 0));
  for (int i = 0; i < kBefore; ++i) {
    const WorkId row = put(*store, "old:" + std::to_string(i));
    must(store->mark_seen("p", "r0", row, 1, run, 0));
  }
  must(store->set_cursor("p", "feed", {"v1|old", "", 0}));
}

// The end of a run: everything it found in one transaction.
Result<void> second_run(testing::Calls store) {
  TRY_ASSIGN(const auto run, store.begin_run("p", "2026-09-24", 86'400'000));
  return store.all(Durability::power, [&](testing::Calls& in) -> Result<void> {
    for (int i = 0; i < kReaders; ++i) {
      const std::string reader = "r" + std::to_string(i), id = "new:" + std::to_string(i);
      const std::vector<Key> keys = {{id, false}};
      TRY_ASSIGN(const Claim claim, in.claim(work(id), keys, std::nullopt));
      const WorkId row =
          claim.work ? *claim.work : claim.taken.front().work;  // of a run that came so far
      TRY(in.arrive("p", row, 86'400'000));
      TRY(in.put_digest(run, reader, std::string(3'000, 'd'), 86'400'000, {{0, row, "blob"}}));
      TRY(in.mark_seen("p", reader, row, 1, run, 86'400'000));
      Delivery d;
      d.run = run;
      d.pipeline = "p";
      d.profile = reader;
      d.step = "md";
      TRY(in.add_delivery(d));
    }
    TRY(in.set_cursor("p", "feed", {"v1|new", "", 1}));
    Run done;
    done.id = run;
    done.status = RunStatus::committed;
    return in.update_run(done);
  });
}

// Sound, with everything of the first run, and all or nothing of the second; true: all.
bool check(const std::string& path) {
  {
    auto db = must(connect(path, 0));
    Rows rows = db->query("PRAGMA integrity_check");
    EXPECT_TRUE(rows.next());
    EXPECT_EQ(rows.text(0), "ok");
  }
  auto store = opened(path);
  const bool all = must(store->cursor("p", "feed"))->cursor == "v1|new";
  for (int i = 0; i < kBefore; ++i) {
    const auto row = must(store->find_work("old:" + std::to_string(i)));
    EXPECT_TRUE(row) << i;
    if (row) {
      EXPECT_EQ(must(store->seen_by("p", *row)).size(), 1u);
    }
  }
  std::size_t works = 0;
  for (int i = 0; i < kReaders; ++i)
    works += must(store->find_work("new:" + std::to_string(i))).has_value() ? 1 : 0;
  const std::size_t expected = all ? kReaders : 0;
  EXPECT_EQ(works, expected);
  EXPECT_EQ(must(store->due("p", INT64_MAX)).size(), expected);
  EXPECT_EQ(must(store->arrived_since("p", 1)).size(), expected);
  const auto runs = must(store->list_runs("p", 1));
  EXPECT_EQ(runs.at(0).status == RunStatus::committed, all);
  EXPECT_EQ(must(store->history({"p", "", 0, INT64_MAX}, "")).items.size(), expected);
  return all;
}

class Faults : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::install_fault_vfs();
    arm(Fault::none, 0);
  }
  void TearDown() override { arm(Fault::none, 0); }

  // A fresh copy of the store after the first run.
  std::string fresh(const std::string& name) {
    const std::string made = (dir_.path() / "first.db").string();
    if (!std::filesystem::exists(made)) first_run(made);
    const std::string path = (dir_.path() / name).string();
    std::filesystem::copy_file(made, path);
    return path;
  }
  // Runs the second run in a process of its own; true if it got to its end.
  template <class Prepare>
  static bool in_child(const std::string& path, Prepare prepare) {
    const pid_t child = ::fork();
    if (child == 0) {
      {
        auto store = open(url(path), {});
        if (!store) ::_exit(2);
        prepare();
        if (!second_run(testing::Calls(**store))) ::_exit(3);
      }
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

  test::TempDir dir_;
};

// How many operations the second run takes, closing included.
std::int64_t count_operations(const std::string& path) {
  arm(Fault::none, 0);
  {
    auto store = opened(path);
    arm(Fault::none, 0);
    must(second_run(*store));
  }
  return operations();
}

TEST_F(Faults, KilledBeforeEachWrite) {
  const std::int64_t total = count_operations(fresh("count.db"));
  ASSERT_GT(total, 30);
  int all = 0, nothing = 0;
  for (std::int64_t n = 0; n < total; ++n) {
    const std::string path = fresh("k" + std::to_string(n) + ".db");
    EXPECT_FALSE(in_child(path, [&] { arm(Fault::kill_before, n); })) << n;
    ++(check(path) ? all : nothing);
    if (HasFailure()) FAIL() << "killed at " << n << " of " << total;
    // The next run begins where this one ended.
    auto store = opened(path);
    must(second_run(*store));
  }
  EXPECT_GT(all, 0);
  EXPECT_GT(nothing, 0);
}

TEST_F(Faults, KilledHalfWayThroughEachWrite) {
  const std::int64_t total = count_operations(fresh("count.db"));
  for (std::int64_t n = 0; n < total; ++n) {
    const std::string path = fresh("h" + std::to_string(n) + ".db");
    EXPECT_FALSE(in_child(path, [&] { arm(Fault::kill_half_way, n); })) << n;
    check(path);
    if (HasFailure()) FAIL() << "killed at " << n << " of " << total;
  }
}

TEST_F(Faults, KilledWhileTheStoreIsMade) {
  for (std::int64_t n = 0;; ++n) {
    const std::string path = (dir_.path() / ("m" + std::to_string(n) + ".db")).string();
    const pid_t child = ::fork();
    if (child == 0) {
      arm(Fault::kill_before, n);
      ::_exit(open(url(path), {}) ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    auto store = opened(path);
    put(*store, "a:1");
    EXPECT_TRUE(must(store->find_work("a:1")));
    if (WIFEXITED(status)) {
      EXPECT_EQ(WEXITSTATUS(status), 0);
      EXPECT_GT(n, 5) << "it was never killed";
      break;
    }
  }
}

// At any moment, not only at a write.
TEST_F(Faults, KilledAtRandomMoments) {
  std::mt19937 random(20260924);
  for (int round = 0; round < 25; ++round) {
    const std::string path = fresh("r" + std::to_string(round) + ".db");
    const pid_t child = ::fork();
    if (child == 0) {
      auto store = open(url(path), {});
      if (store) (void)second_run(testing::Calls(**store));
      ::_exit(0);
    }
    const timespec wait{0, static_cast<long>(random() % 8'000'000)};
    ::nanosleep(&wait, nullptr);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    check(path);
    if (HasFailure()) FAIL() << "round " << round;
  }
}

TEST_F(Faults, ADiskThatIsFullFromEachWriteOn) {
  const std::int64_t total = count_operations(fresh("count.db"));
  int refused = 0;
  for (std::int64_t n = 0; n < total; ++n) {
    const std::string path = fresh("f" + std::to_string(n) + ".db");
    {
      auto store = opened(path);
      arm(Fault::disk_full, n);
      const auto done = second_run(*store);
      if (!done) {
        ++refused;
        EXPECT_EQ(done.error().code, SHEAF_E_TRANSIENT);
        EXPECT_THAT(done.error().message, HasSubstr(path));
        // The same store goes on once there is room.
        arm(Fault::none, 0);
        EXPECT_EQ(must(store->cursor("p", "feed"))->cursor, "v1|old");
        const auto again = store->set_cursor("p", "feed", {"v1|old", "", 2});
        EXPECT_TRUE(again) << again.error().message;
      }
      arm(Fault::none, 0);
    }
    EXPECT_EQ(check(path), n >= 0 && must(opened(path)->cursor("p", "feed"))->cursor == "v1|new");
    if (HasFailure()) FAIL() << "full at " << n << " of " << total;
  }
  EXPECT_GT(refused, 10);
}

TEST_F(Faults, AFileThatMayNotGrow) {
  const std::string path = fresh("limit.db");
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{64 * 1024, 64 * 1024};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    auto store = open(url(path), {});
    if (!store) ::_exit(store.error().message.find("no space left") != std::string::npos ? 7 : 8);
    const auto done = second_run(testing::Calls(**store));
    if (done) ::_exit(9);
    ::_exit(done.error().code == SHEAF_E_TRANSIENT &&
                    done.error().message.find("no space left for the store " + path) !=
                        std::string::npos
                ? 7
                : 10);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 7);
  EXPECT_FALSE(check(path));
}

TEST_F(Faults, AFailureInATransactionLosesTheWholeOfIt) {
  const std::string path = fresh("tx.db");
  auto store = opened(path);
  const auto committed = store->all(Durability::process, [&](testing::Calls& in) -> Result<void> {
    put(in, "a:1");
    arm(Fault::disk_full, 0);
    // Larger than the cache, so that pages are written before the commit.
    Result<void> failed;
    for (int i = 0; i < 20'000 && failed; ++i)
      failed = in.score_put("f", static_cast<std::uint64_t>(i), std::string(4'000, 'x'), 1);
    EXPECT_FALSE(failed);
    arm(Fault::none, 0);
    EXPECT_FALSE(in.score_put("f", 1, "x", 1)) << "nothing goes on in a transaction that failed";
    return {};
  });
  ASSERT_FALSE(committed);
  EXPECT_THAT(committed.error().message, HasSubstr("no space left"));
  EXPECT_EQ(must(store->find_work("a:1")), std::nullopt);
  put(*store, "a:1");
  EXPECT_TRUE(must(store->find_work("a:1")));
}

// A paid score is in the store once score_put() returned, whatever becomes of the run.
TEST_F(Faults, AScoreOutlivesTheRunThatPaidForIt) {
  const std::string path = fresh("score.db");
  const pid_t child = ::fork();
  if (child == 0) {
    auto store = open(url(path), {});
    if (store && testing::Calls(**store).score_put("model", 7, "0.9", 1))
      ::kill(::getpid(), SIGKILL);
    ::_exit(1);
  }
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(must(opened(path)->score_get("model", 7)), "0.9");
}

}  // namespace
}  // namespace host::store
