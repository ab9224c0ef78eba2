#include "contract/fixture.h"

namespace host::store {
namespace {

using testing::Calls;
using ::testing::HasSubstr;
using testing::must;
using testing::put;

class TransactionsContract : public testing::StoreTest {};
OVER_EVERY_STORE(TransactionsContract);

TEST_P(TransactionsContract, AreKeptOrUndone) {
  const auto undone = store().all(Durability::process, [&](Calls& in) -> Result<void> {
    put(in, "a:1");
    TRY(in.begin_run("only here", "1970-01-01", 0));
    return fail(SHEAF_E_CANCELLED, "changed its mind");
  });
  EXPECT_EQ(undone.error().code, SHEAF_E_CANCELLED);
  EXPECT_EQ(must(store().find_work("a:1")), std::nullopt);
  must(store().all(Durability::power, [&](Calls& in) -> Result<void> {
    return in.arrive("only here", put(in, "a:1"), 1);  // a name that was taken back
  }));
  reopen();
  const auto row = must(store().find_work("a:1"));
  ASSERT_NE(row, std::nullopt);
  EXPECT_NE(must(store().arrival("only here", *row)), std::nullopt);
}

// A run's marks and its cursor: if the marks cannot be written, the cursor must not move, whether
// the caller looked or not.
TEST_P(TransactionsContract, AFailedWriteUndoesAllThoughNobodyLooked) {
  const WorkId a = put(store(), "a:1");
  const auto done =
      store().raw().in_transaction(Durability::power, [&](Session& s) -> Result<void> {
        (void)s.readers().mark_seen("p", "ida", a, 1, "no-such-run", 1);
        (void)s.runs().set_cursor("p", "feed", std::nullopt, {"v1|on", "", 1});
        return {};
      });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, SHEAF_E_NOT_FOUND);
  EXPECT_THAT(done.error().message, HasSubstr("no-such-run"));
  EXPECT_EQ(must(store().cursor("p", "feed")), std::nullopt);
  EXPECT_THAT(must(store().seen_by("p", a)), ::testing::IsEmpty());
}

TEST_P(TransactionsContract, NothingGoesOnAfterAFailedWrite) {
  const auto done = store().all(Durability::process, [&](Calls& in) -> Result<void> {
    EXPECT_FALSE(in.mark_delivered("no/such/delivery"));
    EXPECT_FALSE(in.find_work("a:1"));
    return {};
  });
  EXPECT_EQ(done.error().code, SHEAF_E_NOT_FOUND);
  put(store(), "a:1");
}

TEST_P(TransactionsContract, WhatIsNotFoundFailsNothing) {
  must(store().all(Durability::process, [&](Calls& in) -> Result<void> {
    put(in, "a:1");
    EXPECT_EQ(in.load(WorkId{99}).error().code, SHEAF_E_NOT_FOUND);
    EXPECT_EQ(in.load_from_library("p", "ida", {"refs", "none", 0}).error().code,
              SHEAF_E_NOT_FOUND);
    return {};
  }));
  EXPECT_NE(must(store().find_work("a:1")), std::nullopt);
}

TEST_P(TransactionsContract, DoNotNest) {
  must(store().all(Durability::process, [&](Calls& in) -> Result<void> {
    put(in, "a:1");
    EXPECT_EQ(store().find_work("a:1").error().code, SHEAF_E_INTERNAL);
    return {};
  }));
  EXPECT_NE(must(store().find_work("a:1")), std::nullopt);
}

TEST_P(TransactionsContract, AReadingOneWritesNothing) {
  const auto done = store().raw().read([](Session& s) { return s.runs().begin("p", "d", 0); });
  EXPECT_EQ(done.error().code, SHEAF_E_INTERNAL);
  EXPECT_THAT(must(store().list_runs("", 9)), ::testing::IsEmpty());
}

}  // namespace
}  // namespace host::store
