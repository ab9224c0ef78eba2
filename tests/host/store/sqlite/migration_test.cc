// From schema 1, as it was released, to today's.
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "host/store/sqlite/fixture.h"
#include "store/sqlite/schema.h"

namespace host::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;
using testing::url;

class Migration : public testing::StoreTest {
 protected:
  // A store of schema 1 with what its host and its scorers remembered among plugins' values.
  void make_schema_1() {
    std::ofstream(path(), std::ios::binary).close();
    auto db = must(connect(path(), 0));
    must(configure(*db));
    must(migrate(*db, migrations().first(1)));
    must(db->exec(R"sql(
INSERT INTO pipelines(id, name) VALUES(1, 'p');
INSERT INTO state(pipeline, step, component, profile, key, expires_ms, value) VALUES
  (1, 'crossref', '(asked)', '', 'doi:x', 90, x'31'),
  (1, 'brief', '(sections)', 'ida', 'sections/abc', 90, x'0102'),
  (1, 'mail', 'sheaf.mail', '', 'run/ida/mail', 90, CAST('tom@example.org' || char(10) || 'ida@example.org' AS BLOB)),
  (1, 'mail', 'sheaf.mail', '', 'run/tom/mail', 90, CAST('tom@example.org' AS BLOB)),
  (1, 'llm', 'llm', 'ida', 'exchange/7', 90, CAST('POST x' AS BLOB)),
  (1, 'llm', 'llm', 'ida', 'asked/doi:x', 90, CAST('exchange/7' AS BLOB)),
  (1, 'llm', 'llm', 'ida', 'asked/doi:y', 90, CAST('exchange/7' AS BLOB)),
  (1, 'llm', 'llm', '', 'limits', NULL, CAST('its own' AS BLOB));
)sql"));
  }
  template <class Body>
  auto memory(Body body) {
    return must(store().raw().read([&](Session& s) { return body(s.memory()); }));
  }
  void expect_all() {
    EXPECT_TRUE(memory([](Memory& m) { return m.was_asked("p", "crossref", "doi:x", 89); }));
    EXPECT_EQ(memory([](Memory& m) { return m.sections("p", "brief", "abc", 89); }),
              std::string("\1\2"));
    EXPECT_THAT(memory([](Memory& m) { return m.receivers("p", "mail", "run/ida/mail", 89); }),
                ElementsAre("ida@example.org", "tom@example.org"));
    EXPECT_THAT(memory([](Memory& m) { return m.receivers("p", "mail", "run/tom/mail", 89); }),
                ElementsAre("tom@example.org"));
    for (const char* work : {"doi:x", "doi:y"})
      EXPECT_THAT(memory([&](Memory& m) { return m.exchanges("p", "", work, 89); }),
                  ElementsAre(Exchange{"llm", "llm", "ida", "POST x"}));
  }
};

TEST_F(Migration, WhatTheHostRemembersMovesToTablesOfItsOwn) {
  make_schema_1();
  expect_all();
  EXPECT_EQ(must(store().statistics()).state, 1u) << "what is a plugin's stays";
  EXPECT_EQ(must(store().state_get({"p", "llm", "llm", ""}, "limits", 89)), "its own");
}

// A table that a migration made begins on another page than in a new store.
TEST_F(Migration, AMigratedStoreIsMendedWithoutItsFirstPage) {
  make_schema_1();
  for (int i = 0; i < 400; ++i) put(store(), "a:" + std::to_string(i));
  expect_all();
  reopen();
  {
    std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
    file << std::string(kPageSize, '\x55');
  }
  EXPECT_FALSE(open(url(path()), {}));
  const std::string report = must(mend(url(path())));
  EXPECT_THAT(report, HasSubstr("its first page cannot be read"));
  EXPECT_THAT(report, HasSubstr("works: 400 rows saved"));
  EXPECT_THAT(report, HasSubstr("receivers: 3 rows saved"));
  expect_all();
}

// What a migration moves is moved out of rows that were saved from an older store, too: who already
// has a mail must not get another.
TEST_F(Migration, ADamagedStoreOfSchema1IsMendedAndBroughtUpToDate) {
  make_schema_1();
  must(must(connect(path(), 0))->exec(R"sql(
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
  INSERT INTO names(id, name) SELECT i, 'reader-' || i FROM n;
PRAGMA wal_checkpoint(TRUNCATE))sql"));
  std::ifstream in(path(), std::ios::binary);
  const std::string all(std::istreambuf_iterator<char>(in), {});
  const std::size_t page = all.find("reader-2500") / kPageSize;
  ASSERT_GT(page, 0u);
  {
    std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(page * kPageSize));
    file << std::string(kPageSize, '\x55');
  }
  const std::string report = must(mend(url(path())));
  EXPECT_THAT(report, HasSubstr("some could not be read"));
  EXPECT_THAT(report, ::testing::Not(HasSubstr("receivers:"))) << "schema 1 had none to read";
  expect_all();
  EXPECT_EQ(must(store().state_get({"p", "llm", "llm", ""}, "limits", 89)), "its own");
}

TEST_F(Migration, WithoutTheFileOfRootsANewStoreIsMendedAllTheSame) {
  for (int i = 0; i < 50; ++i) put(store(), "a:" + std::to_string(i));
  must(store().raw().in_transaction(Durability::process, [](Session& s) {
    return s.memory().put_receiver("p", "mail", "run/ida/mail", "tom@example.org", 90);
  }));
  reopen();
  ASSERT_TRUE(std::filesystem::remove(path() + ".roots"));
  {
    std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
    file << std::string(kPageSize, '\x55');
  }
  EXPECT_THAT(must(mend(url(path()))), HasSubstr("receivers: 1 rows saved"));
  EXPECT_NE(must(store().find_work("a:49")), std::nullopt);
}

}  // namespace
}  // namespace host::store
