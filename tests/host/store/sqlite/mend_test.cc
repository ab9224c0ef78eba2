#include <sqlite3.h>

#include <fstream>
#include <sstream>

#include "host/store/sqlite/fixture.h"
#include "store/sqlite/schema.h"

namespace host::store {
namespace {

using ::testing::HasSubstr;
using testing::must;
using testing::opened;
using testing::put;
using ::testing::SizeIs;
using testing::url;
using testing::work;

constexpr int kWorks = 400;

class Mend : public testing::StoreTest {
 protected:
  // Works, marks, cursors and a delivery over many pages, checkpointed into the file.
  void fill() {
    const std::string run = run_of("p", 0);
    must(store().all(Durability::process, [&](testing::Calls& in) -> Result<void> {
      for (int i = 0; i < kWorks; ++i) {
        const WorkId row = put(in, "a:" + std::to_string(i));
        TRY(in.arrive("p", row, 5));
        TRY(in.mark_seen("p", "ida", row, 1, run, 5));
      }
      TRY(in.set_cursor("p", "feed", {"v1|a", "", 5}));
      Delivery d;
      d.run = run;
      d.pipeline = "p";
      d.profile = "ida";
      d.step = "md";
      return in.add_delivery(d);
    }));
    reopen();
  }
  // The page a table's tree starts on; 0-based.
  std::size_t root_of(const std::string& table) {
    auto db = must(connect(path(), 0));
    Rows rows =
        db->query("SELECT rootpage FROM sqlite_master WHERE name = ?1", std::string_view(table));
    return rows.next() ? static_cast<std::size_t>(rows.i64(0)) - 1 : 0;
  }
  // Leaves of works: those that hold the text of one.
  std::vector<std::size_t> pages_with(const std::string& text) {
    std::vector<std::size_t> found;
    const std::string all = bytes();
    for (std::size_t at = 0; at < all.size(); at += kPageSize)
      if (all.substr(at, kPageSize).find(text) != std::string::npos)
        found.push_back(at / kPageSize);
    return found;
  }
  std::string bytes() {
    std::ostringstream all;
    all << std::ifstream(path(), std::ios::binary).rdbuf();
    return all.str();
  }
  void smash(std::size_t page, std::size_t from = 0, std::size_t n = kPageSize) {
    std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(page * kPageSize + from));
    file << std::string(n, '\x5a');
  }
  std::size_t works_left() {
    std::size_t n = 0;
    for (int i = 0; i < kWorks; ++i) {
      const auto row = must(store().find_work("a:" + std::to_string(i)));
      if (!row) continue;
      EXPECT_EQ(must(store().load(*row)), work("a:" + std::to_string(i)));
      EXPECT_THAT(must(store().seen_by("p", *row)), SizeIs(1));
      ++n;
    }
    return n;
  }
};

TEST_F(Mend, ASoundStoreIsLeftAlone) {
  fill();
  const std::string before = bytes();
  EXPECT_THAT(must(mend(url(path()))), HasSubstr("is sound"));
  EXPECT_EQ(bytes(), before);
  EXPECT_FALSE(std::filesystem::exists(path() + ".broken-1"));
  EXPECT_EQ(works_left(), std::size_t{kWorks});
}

TEST_F(Mend, OnePageOfWorks) {
  fill();
  const auto pages = pages_with("Title of a:200");
  ASSERT_THAT(pages, SizeIs(1));
  smash(pages[0]);
  const std::string broken = bytes();
  {
    auto damaged = opened(path());
    const auto found = damaged->find_work("a:200");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, SHEAF_E_CONFIG);
    EXPECT_THAT(found.error().message, HasSubstr("sheaf doctor --mend " + path()));
    EXPECT_TRUE(must(damaged->find_work("a:1"))) << "the others are there";
  }
  const std::string report = must(mend(url(path())));
  EXPECT_THAT(report, HasSubstr("some could not be read"));
  EXPECT_THAT(report, HasSubstr(path() + ".broken-1"));
  EXPECT_THAT(report, HasSubstr("cursors: 1 rows saved\n"));
  std::ostringstream kept;
  kept << std::ifstream(path() + ".broken-1", std::ios::binary).rdbuf();
  EXPECT_EQ(kept.str().size(), broken.size());
  EXPECT_EQ(kept.str().substr(kPageSize), broken.substr(kPageSize));
  const std::size_t left = works_left();
  EXPECT_LT(left, std::size_t{kWorks});
  EXPECT_GT(left, std::size_t{kWorks} - 40) << "one page holds about twenty works";
  EXPECT_EQ(must(store().cursor("p", "feed"))->cursor, "v1|a");
  EXPECT_THAT(must(store().due("p", 5)), SizeIs(1));
  EXPECT_EQ(must(store().find_work("a:200")), std::nullopt);
  put(store(), "a:200");
  reopen();
  EXPECT_THAT(must(mend(url(path()))), HasSubstr("is sound"));
}

TEST_F(Mend, TwoPagesOfWorksWithGoodOnesBetween) {
  fill();
  smash(pages_with("Title of a:100").at(0));
  smash(pages_with("Title of a:300").at(0));
  must(mend(url(path())));
  EXPECT_TRUE(must(store().find_work("a:200")));
  EXPECT_GT(works_left(), std::size_t{kWorks} - 80);
}

TEST_F(Mend, LostKeysAreFoundAgainInTheWorks) {
  fill();
  smash(root_of("keys"));
  must(mend(url(path())));
  EXPECT_EQ(works_left(), std::size_t{kWorks});
}

TEST_F(Mend, TheHeader) {
  fill();
  smash(0, 0, 100);
  EXPECT_FALSE(open(url(path()), {}));
  EXPECT_THAT(must(mend(url(path()))), HasSubstr("its first page cannot be read"));
  EXPECT_EQ(works_left(), std::size_t{kWorks});
}

TEST_F(Mend, TheWholeFirstPage) {
  fill();
  smash(0);
  EXPECT_FALSE(open(url(path()), {}));
  must(mend(url(path())));
  EXPECT_EQ(works_left(), std::size_t{kWorks});
}

TEST_F(Mend, TheEndIsMissing) {
  fill();
  std::filesystem::resize_file(path(), std::filesystem::file_size(path()) / 4 * 3);
  must(mend(url(path())));
  EXPECT_GT(works_left(), 0u);
  reopen();
  EXPECT_THAT(must(mend(url(path()))), HasSubstr("is sound"));
}

TEST_F(Mend, NothingPointsAtALostWork) {
  fill();
  smash(root_of("works"));
  must(mend(url(path())));
  EXPECT_EQ(works_left(), 0u);
  // Its first work takes the number of a lost one, and none of its marks.
  const WorkId row = put(store(), "b:1");
  EXPECT_THAT(must(store().seen_by("p", row)), SizeIs(0));
  EXPECT_THAT(must(store().arrived_since("p", 0)), SizeIs(0));
}

TEST_F(Mend, OldFilesAreNumbered) {
  fill();
  for (int i = 1; i <= 2; ++i) {
    smash(root_of("keys"));
    EXPECT_THAT(must(mend(url(path()))), HasSubstr(".broken-" + std::to_string(i)));
  }
}

TEST_F(Mend, WhatIsNoStoreIsRefused) {
  EXPECT_EQ(mend(url(path())).error().code, SHEAF_E_CONFIG) << "there is none";
  {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &db), SQLITE_OK);
    sqlite3_exec(db, "CREATE TABLE t(x)", nullptr, nullptr, nullptr);
    sqlite3_close(db);
  }
  const auto refused = mend(url(path()));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr(path() + " is not a store of sheaf"));
}

TEST_F(Mend, ANewerStoreIsRefused) {
  fill();
  {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &db), SQLITE_OK);
    sqlite3_exec(db, "PRAGMA user_version = 9", nullptr, nullptr, nullptr);
    sqlite3_close(db);
  }
  smash(root_of("keys"));
  EXPECT_THAT(mend(url(path())).error().message, HasSubstr("newer sheaf"));
}

TEST_F(Mend, LeavesNoWorkingFiles) {
  fill();
  smash(root_of("keys"));
  must(mend(url(path())));
  reopen();
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(path()).parent_path()))
    EXPECT_THAT(entry.path().filename().string(), ::testing::Not(HasSubstr("mending")));
}

}  // namespace
}  // namespace host::store
