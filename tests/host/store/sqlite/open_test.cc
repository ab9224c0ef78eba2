#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
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
using testing::url;

class Open : public ::testing::Test {
 protected:
  std::string file(const std::string& name) const { return (dir_.path() / name).string(); }
  static std::string bytes_of(const std::string& path) {
    std::ostringstream all;
    all << std::ifstream(path, std::ios::binary).rdbuf();
    return all.str();
  }
  static void write(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
  }
  static void sql(const std::string& path, const std::string& statements) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
    char* error = nullptr;
    ASSERT_EQ(sqlite3_exec(db, statements.c_str(), nullptr, nullptr, &error), SQLITE_OK) << error;
    sqlite3_close(db);
  }
  // Refused, and every byte as before.
  static Error refused(const std::string& path) {
    const std::string before = bytes_of(path);
    auto store = open(url(path), {});
    EXPECT_FALSE(store);
    EXPECT_EQ(bytes_of(path), before);
    return store ? Error{} : store.error();
  }

  test::TempDir dir_;
};

TEST_F(Open, MakesFoldersAndAPrivateFile) {
  const std::string path = file("a/b/sheaf.db");
  put(*opened(path), "a:1");
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  ASSERT_EQ(::stat(file("a/b").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
  EXPECT_TRUE(must(opened(path)->find_work("a:1")));
}

TEST_F(Open, AMissingFileIsOnlyMadeIfAskedFor) {
  const auto store = open(url(file("x.db")), {.create = false});
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, SHEAF_E_NOT_FOUND);
  EXPECT_FALSE(std::filesystem::exists(file("x.db")));
}

TEST_F(Open, AnEmptyFileBecomesAStore) {
  write(file("x.db"), "");
  put(*opened(file("x.db")), "a:1");
}

TEST_F(Open, AnEmptyFileThatWasAStoreIsNone) {
  put(*opened(file("x.db")), "a:1");
  write(file("x.db"), "");
  const Error error = refused(file("x.db"));
  EXPECT_EQ(error.code, SHEAF_E_CONFIG);
  EXPECT_THAT(error.message, HasSubstr("is empty, though it was not"));
}

TEST_F(Open, TwoAtOnceInOneProcess) {
  auto one = opened(file("x.db")), other = opened(file("x.db"));
  put(*one, "a:1");
  EXPECT_TRUE(must(other->find_work("a:1")));
  one.reset();
  put(*other, "a:2");
}

TEST_F(Open, NotADatabase) {
  write(file("notes.txt"), std::string(5'000, 'x'));
  const Error error = refused(file("notes.txt"));
  EXPECT_EQ(error.code, SHEAF_E_CONFIG);
  EXPECT_THAT(error.message, HasSubstr("sheaf doctor --mend " + file("notes.txt")));
}

TEST_F(Open, AFolder) {
  EXPECT_THAT(refused(dir_.path()).message, HasSubstr("is not a file"));
}

TEST_F(Open, AFolderThatCannotBe) {
  write(file("file"), "");
  const auto store = open(url(file("file/x/sheaf.db")), {});
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, SHEAF_E_CONFIG);
  EXPECT_THAT(store.error().message, HasSubstr("Not a directory"));
}

TEST_F(Open, AnotherApplicationsDatabase) {
  sql(file("other.db"), "CREATE TABLE t(x); INSERT INTO t VALUES(1)");
  EXPECT_THAT(refused(file("other.db")).message, HasSubstr("is not a store of sheaf"));
  sql(file("named.db"), "PRAGMA application_id = 7");
  EXPECT_THAT(refused(file("named.db")).message, HasSubstr("is not a store of sheaf"));
}

TEST_F(Open, ANewerSchema) {
  opened(file("x.db"));
  sql(file("x.db"), "PRAGMA user_version = 9");
  const Error error = refused(file("x.db"));
  EXPECT_EQ(error.code, SHEAF_E_CONFIG);
  EXPECT_THAT(error.message, HasSubstr("newer sheaf (schema 9, this one reads up to 2)"));
}

TEST_F(Open, ReadOnly) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everything";
  opened(file("x.db"));
  ASSERT_EQ(::chmod(file("x.db").c_str(), 0400), 0);
  EXPECT_THAT(refused(file("x.db")).message, HasSubstr("check the permissions"));
}

TEST_F(Open, AHeaderThatIsDamaged) {
  opened(file("x.db"));
  std::string bytes = bytes_of(file("x.db"));
  bytes.replace(0, 100, 100, '\x55');
  write(file("x.db"), bytes);
  EXPECT_THAT(refused(file("x.db")).message, HasSubstr("sheaf doctor --mend"));
}

// A later schema: what migrations() will look like when there is one more.
constexpr const char* kAddNotes =
    "ALTER TABLE cursors ADD COLUMN note TEXT NOT NULL DEFAULT 'x';"
    "CREATE TABLE notes(a INTEGER) STRICT";

TEST_F(Open, AnOlderSchemaIsBroughtUpToDateWithItsData) {
  const std::string path = file("x.db");
  {
    auto store = opened(path);
    put(*store, "a:1");
    must(store->set_cursor("p", "feed", {"v1|a", "", 5}));
  }
  const std::array<const char*, 3> steps = {migrations()[0], migrations()[1], kAddNotes};
  {
    auto db = must(connect(path, 0));
    must(migrate(*db, steps));
    Rows rows = db->query("SELECT cursor, note FROM cursors");
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.text(0), "v1|a");
    EXPECT_EQ(rows.text(1), "x");
  }
  EXPECT_THAT(refused(path).message, HasSubstr("schema 3"));
}

TEST_F(Open, FromNothingEveryStepIsTaken) {
  const std::array<const char*, 3> steps = {migrations()[0], migrations()[1], kAddNotes};
  write(file("x.db"), "");
  auto db = must(connect(file("x.db"), 0));
  must(migrate(*db, steps));
  must(migrate(*db, steps));  // nothing left to do
  Rows rows = db->query("PRAGMA user_version");
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.i64(0), 3);
}

TEST_F(Open, AMigrationThatFailsChangesNothing) {
  const std::string path = file("x.db");
  put(*opened(path), "a:1");
  const std::array<const char*, 3> steps = {migrations()[0], migrations()[1],
                                            "CREATE TABLE notes(a INTEGER); DROP TABLE nonsense"};
  {
    auto db = must(connect(path, 0));
    EXPECT_FALSE(migrate(*db, steps));
  }
  auto store = opened(path);
  EXPECT_TRUE(must(store->find_work("a:1")));
  EXPECT_EQ(must(store->statistics()).schema, 2u);
}

}  // namespace
}  // namespace host::store
