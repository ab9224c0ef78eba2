#include "contract/fixture.h"

namespace host::store {
namespace {

using testing::Calls;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::must;
using testing::put;
using ::testing::SizeIs;

class RunsContract : public testing::StoreTest {};
OVER_EVERY_STORE(RunsContract);

constexpr std::int64_t kMorning = 1'790'229'600'000;  // 2026-09-24T06:00:00Z

TEST_P(RunsContract, IdsAreTheTimeAndUnique) {
  EXPECT_EQ(run_of("p", kMorning), "20260924T060000Z");
  EXPECT_EQ(run_of("q", kMorning + 999), "20260924T060000Z-2");
  EXPECT_EQ(run_of("p", kMorning), "20260924T060000Z-3");
  EXPECT_EQ(run_of("p", kMorning + 1000), "20260924T060001Z");
}

TEST_P(RunsContract, KeptWithFactsAndReport) {
  store::Run run;
  run.id = run_of("p", kMorning);
  const store::Run begun = *must(store().run(run.id));
  EXPECT_EQ(begun.status, RunStatus::running);
  EXPECT_EQ(begun.finished_ms, SHEAF_TIME_UNKNOWN);
  EXPECT_EQ(begun.started_ms, kMorning);
  EXPECT_EQ(begun.pipeline, "p");
  EXPECT_EQ(begun.date, "1970-01-01");
  run.status = RunStatus::committed;
  run.finished_ms = kMorning + 5;
  run.facts = std::string("\0facts", 6);
  run.report = "{}";
  must(store().update_run(run));
  reopen();
  const store::Run kept = *must(store().run(run.id));
  EXPECT_EQ(kept.status, RunStatus::committed);
  EXPECT_EQ(kept.facts, run.facts);
  EXPECT_EQ(kept.report, "{}");
  EXPECT_EQ(must(store().run("none")), std::nullopt);
  run.id = "none";
  EXPECT_EQ(store().update_run(run).error().code, SHEAF_E_NOT_FOUND);
}

TEST_P(RunsContract, ListedNewestFirst) {
  const std::string a = run_of("p", kMorning), b = run_of("q", kMorning + 5000),
                    c = run_of("p", kMorning + 9000);
  const auto ids = [](const std::vector<store::Run>& runs) {
    std::vector<std::string> out;
    for (const store::Run& run : runs) out.push_back(run.id);
    return out;
  };
  EXPECT_THAT(ids(must(store().list_runs("", 10))), ElementsAre(c, b, a));
  EXPECT_THAT(ids(must(store().list_runs("p", 10))), ElementsAre(c, a));
  EXPECT_THAT(ids(must(store().list_runs("p", 1))), ElementsAre(c));
  EXPECT_THAT(must(store().list_runs("none", 1)), IsEmpty());
  EXPECT_THAT(must(store().pipelines()), ElementsAre("p", "q"));
}

TEST_P(RunsContract, CursorsByPipelineAndSource) {
  EXPECT_EQ(must(store().cursor("p", "feed")), std::nullopt);
  must(store().set_cursor("p", "feed", {"v1|a", "hash", 5}));
  must(store().set_cursor("q", "feed", {"v1|b", "hash", 5}));
  must(store().set_cursor("p", "feed", {"v1|c", "other", 6}));
  must(store().set_cursor("p", "api", {std::string(65'536, 'x'), "", 6}));
  reopen();
  EXPECT_EQ(must(store().cursor("p", "feed"))->cursor, "v1|c");
  EXPECT_EQ(must(store().cursor("p", "feed"))->identity_hash, "other");
  const auto all = must(store().cursors("p"));
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].source, "api");
  EXPECT_EQ(all[0].cursor.cursor.size(), 65'536u);
  must(store().reset_cursor("p", "feed"));
  EXPECT_EQ(must(store().cursor("p", "feed")), std::nullopt);
  EXPECT_NE(must(store().cursor("q", "feed")), std::nullopt);
}

TEST_P(RunsContract, DigestsAndTheirItems) {
  const std::string run = run_of("p", kMorning);
  const WorkId a = put(store(), "a:1"), b = put(store(), "a:2");
  must(store().put_digest(run, "tom", "digest of tom", 1));
  must(store().put_digest(run, "ida", "digest of ida", 1, {{2, b, "second"}, {1, a, "first"}}));
  EXPECT_EQ(must(store().digest(run, "tom")), "digest of tom");
  EXPECT_EQ(must(store().digest(run, "eve")), std::nullopt);
  EXPECT_EQ(must(store().digest("none", "tom")), std::nullopt);
  EXPECT_THAT(must(store().digest_profiles(run)), ElementsAre("ida", "tom"));
  const auto items = must(store().items(run, "ida"));
  ASSERT_THAT(items, SizeIs(2));
  EXPECT_EQ(items[0].work, a);
  EXPECT_EQ(items[0].blob, "first");
  EXPECT_EQ(items[1].rank, 2u);
  EXPECT_FALSE(store().put_digest(run, "eve", "", 1, {{1, a, ""}, {1, b, "the same rank"}}));
  EXPECT_EQ(must(store().digest(run, "eve")), std::nullopt);
  EXPECT_THAT(must(store().items(run, "tom")), IsEmpty());
}

std::vector<std::string> walk(Calls& store, const HistoryQuery& query) {
  std::vector<std::string> seen;
  std::string from;
  do {
    const HistoryPage page = must(store.history(query, from));
    for (const HistoryItem& entry : page.items)
      seen.push_back(entry.run + " " + entry.profile + " " + entry.item.blob);
    from = page.next;
  } while (!from.empty());
  return seen;
}

TEST_P(RunsContract, HistoryIsOldestFirstThenByRank) {
  const std::string one = run_of("p", 1000), two = run_of("p", 2000), other = run_of("q", 3000);
  const WorkId a = put(store(), "a:1");
  const auto add = [&](const std::string& run, const char* profile, std::int64_t at, int items) {
    std::vector<Item> all;
    for (int i = items; i > 0; --i)
      all.push_back({static_cast<std::uint32_t>(i), a, std::to_string(i)});
    must(store().put_digest(run, profile, "", at, all));
  };
  add(two, "ida", 200, 2);
  add(one, "ida", 100, 1);
  add(one, "tom", 100, 1);
  add(other, "ida", 50, 1);
  const auto all = walk(store(), {"p", "", SHEAF_TIME_UNKNOWN, INT64_MAX});
  EXPECT_THAT(all, ElementsAre(one + " ida 1", one + " tom 1", two + " ida 1", two + " ida 2"));
  EXPECT_THAT(walk(store(), {"p", "ida", 100, 200}), ElementsAre(one + " ida 1"));
  EXPECT_THAT(walk(store(), {"p", "tom", 101, INT64_MAX}), IsEmpty());
  EXPECT_THAT(walk(store(), {"p", "eve", 0, INT64_MAX}), IsEmpty());
  EXPECT_THAT(walk(store(), {"none", "", 0, INT64_MAX}), IsEmpty());
}

TEST_P(RunsContract, HistoryComesInPagesThatMayBeReadWhileOthersWrite) {
  const std::string run = run_of("p", 1000);
  const WorkId a = put(store(), "a:1");
  must(store().all(Durability::process, [&](Calls& in) -> Result<void> {
    for (int profile = 0; profile < 130; ++profile) {
      std::vector<Item> items;
      for (std::uint32_t i = 0; i < (profile == 7 ? 128u : 1u); ++i) items.push_back({i, a, "x"});
      TRY(in.put_digest(run, "r" + std::to_string(profile), "", 100, items));
    }
    return {};
  }));
  std::size_t n = 0;
  std::string from;
  do {
    const HistoryPage page = must(store().history({"p", "", 0, INT64_MAX}, from));
    for (const HistoryItem& entry : page.items) {
      ++n;
      EXPECT_EQ(must(store().load(entry.item.work)).id, "a:1");
    }
    put(store(), "other:" + std::to_string(n));
    from = page.next;
  } while (!from.empty());
  EXPECT_EQ(n, 129u + 128u);
}

TEST_P(RunsContract, ACursorMovesOnlyFromWhereTheRunBegan) {
  run_of("p");
  const auto set = [&](const std::optional<Cursor>& from, const Cursor& to) {
    return store().raw().in_transaction(Durability::process, [&](Session& s) {
      return s.runs().set_cursor("p", "feed", from, to);
    });
  };
  const Cursor first{"v1|a", "hash", 1}, second{"v1|b", "hash", 2};
  must(set(std::nullopt, first));
  EXPECT_EQ(set(std::nullopt, second).error().code, SHEAF_E_TRANSIENT) << "another run was here";
  EXPECT_EQ(must(store().cursor("p", "feed")), first);
  must(set(first, second));
  must(store().reset_cursor("p", "feed"));
  EXPECT_EQ(set(second, first).error().code, SHEAF_E_TRANSIENT) << "reset meanwhile";
  EXPECT_EQ(must(store().cursor("p", "feed")), std::nullopt);
}

}  // namespace
}  // namespace host::store
