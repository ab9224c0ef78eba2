#include "host/services/fixture.h"
#include "report/digest.h"

namespace host::services::testing {
namespace {

using ::testing::ElementsAre;

class HistoryTest : public ServiceTest {
 protected:
  // A committed run with a digest of one work for ada.
  void shown(const std::string& title, std::int64_t at) {
    in([&](store::Session& s) -> Result<void> {
      TRY_ASSIGN(const std::string run, s.runs().begin("p", "2026-09-24", at));
      report::RunFacts facts;
      facts.id = run;
      facts.pipeline = "p";
      facts.date = "2026-09-24";
      facts.started_ms = at;
      store::Run row;
      row.id = run;
      row.pipeline = "p";
      row.date = facts.date;
      row.started_ms = at;
      row.status = store::RunStatus::committed;
      row.facts = report::encode(facts);
      TRY(s.runs().update(row));
      report::Item item;
      item.work.id = item.work.record.id = "w:" + title;
      item.work.record.title = title;
      item.rank = 1;
      TRY_ASSIGN(const store::Claim claim, s.works().claim(item.work, {}, std::nullopt));
      TRY(s.works().arrive("p", *claim.work, at));
      report::Digest digest;
      digest.profile.id = "ada";
      const store::Item stored{1, *claim.work, report::encode(item)};
      return s.digests().put(run, "ada", report::encode(digest), std::span(&stored, 1), at);
    });
  }
  sheaf::Host host() { return host_with(SHEAF_SERVICE_HISTORY, service_); }
  static sheaf_history_query query(std::int64_t since = 0) {
    auto q = sheaf::sized<sheaf_history_query>();
    q.since_ms = since;
    q.until_ms = INT64_MAX;
    return q;
  }
  std::vector<std::string> titles(std::int64_t since = 0) {
    std::vector<std::string> out;
    host().each_item_shown(call, query(since), [&](const sheaf_history_entry& entry) {
      out.emplace_back(sheaf::view(entry.item->record->title));
      return true;
    });
    return out;
  }
  std::shared_ptr<const sheaf_history> service_ = history_service(*store, "p");
};

TEST_F(HistoryTest, ItemsStandOldestFirstFromATimeOn) {
  shown("One", kNow);
  shown("Two", kNow + kDayMs);
  EXPECT_THAT(titles(), ElementsAre("One", "Two"));
  EXPECT_THAT(titles(kNow + 1), ElementsAre("Two"));
}

TEST_F(HistoryTest, WholeDigestsCanBeReadAgain) {
  shown("One", kNow);
  std::vector<std::string> seen;
  host().each_digest(call, query(), [&](const sheaf_run& run, const sheaf_digest& digest) {
    seen.push_back(std::string(sheaf::view(run.date)) + " " +
                   std::string(sheaf::view(digest.profile->id)) + " " +
                   std::to_string(digest.item_count));
    return true;
  });
  EXPECT_THAT(seen, ElementsAre("2026-09-24 ada 1"));
}

TEST_F(HistoryTest, WorksThatWereListedArePagedThrough) {
  for (int i = 0; i < 700; ++i) shown("W" + std::to_string(i), kNow + i);
  std::size_t count = 0;
  host().each_work_listed(call, kNow + 100, [&](const sheaf_history_work&) {
    ++count;
    return true;
  });
  EXPECT_EQ(count, 600u);
}

TEST_F(HistoryTest, WhatTheVisitorThrowsComesOut) {
  shown("One", kNow);
  EXPECT_THROW(host().each_item_shown(
                   call, query(),
                   [](const sheaf_history_entry&) -> bool { throw std::runtime_error("enough"); }),
               std::runtime_error);
}

}  // namespace
}  // namespace host::services::testing
