// What the host remembers of what others said.
#include "contract/fixture.h"

namespace host::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::must;

class MemoryContract : public testing::StoreTest {
 protected:
  template <class Body>
  auto put(Body body) {
    return store().raw().in_transaction(Durability::process,
                                        [&](Session& s) { return body(s.memory()); });
  }
  std::vector<std::string> texts(const char* step, const char* work, std::int64_t now = 0) {
    std::vector<std::string> out;
    const auto all = must(
        store().raw().read([&](Session& s) { return s.memory().exchanges("p", step, work, now); }));
    for (const Exchange& e : all) out.push_back(e.step + "/" + e.profile + ": " + e.text);
    return out;
  }
  std::vector<std::string> receivers(std::string_view key) {
    return must(
        store().raw().read([&](Session& s) { return s.memory().receivers("p", "mail", key, 0); }));
  }
};
OVER_EVERY_STORE(MemoryContract);

TEST_P(MemoryContract, WasAskedUntilItIsTooLongAgo) {
  must(put([](Memory& m) { return m.put_asked("p", "crossref", "doi:x", 10); }));
  const auto asked = [&](const char* pipeline, const char* work, std::int64_t now) {
    return must(store().raw().read(
        [&](Session& s) { return s.memory().was_asked(pipeline, "crossref", work, now); }));
  };
  EXPECT_TRUE(asked("p", "doi:x", 9));
  EXPECT_FALSE(asked("p", "doi:x", 10));
  EXPECT_FALSE(asked("p", "doi:y", 9));
  EXPECT_FALSE(asked("q", "doi:x", 9));
}

TEST_P(MemoryContract, PaidSections) {
  must(put([](Memory& m) { return m.put_sections("p", "brief", "key", "old", 10); }));
  must(put([](Memory& m) { return m.put_sections("p", "brief", "key", "new", 10); }));
  const auto kept = [&](const char* editor, std::int64_t now) {
    return must(store().raw().read(
        [&](Session& s) { return s.memory().sections("p", editor, "key", now); }));
  };
  EXPECT_EQ(kept("brief", 9), "new");
  EXPECT_EQ(kept("brief", 10), std::nullopt);
  EXPECT_EQ(kept("other", 9), std::nullopt);
}

TEST_P(MemoryContract, AStepThatStartsAfreshForgetsNobodyWhoHasItsMail) {
  for (const char* who : {"tom@example.org", "ida@example.org", "tom@example.org"})
    must(put([&](Memory& m) { return m.put_receiver("p", "mail", "run/ida/mail", who, 10); }));
  must(store().state_put({"p", "output-mail", "mail", ""}, "k", "v", SHEAF_TIME_UNKNOWN));
  must(store().state_reset("p", "mail"));
  EXPECT_EQ(must(store().state_get({"p", "output-mail", "mail", ""}, "k", 0)), std::nullopt);
  reopen();
  EXPECT_THAT(receivers("run/ida/mail"), ElementsAre("ida@example.org", "tom@example.org"));
  EXPECT_THAT(receivers("run/tom/mail"), IsEmpty());
}

TEST_P(MemoryContract, TheNewestExchangeAboutAWork) {
  const auto keep = [&](const char* step, const char* profile, const char* text,
                        const std::vector<std::string>& works, std::int64_t until) {
    must(put([&](Memory& m) {
      return m.put_exchange("p", {step, "llm", profile, text}, works, until);
    }));
  };
  keep("judge", "tom", "one", {"a:1", "a:2"}, 10);
  keep("judge", "ida", "two", {"a:1"}, 20);
  keep("judge", "tom", "three", {"a:1"}, 20);
  keep("other", "tom", "four", {"a:1"}, 20);
  EXPECT_THAT(texts("", "a:1"),
              ElementsAre("judge/ida: two", "judge/tom: three", "other/tom: four"));
  EXPECT_THAT(texts("judge", "a:1"), ElementsAre("judge/ida: two", "judge/tom: three"));
  EXPECT_THAT(texts("", "a:2", 9), ElementsAre("judge/tom: one"));
  EXPECT_THAT(texts("", "a:2", 10), IsEmpty()) << "kept no longer";
  EXPECT_THAT(texts("", "a:3"), IsEmpty());
  must(store().prune(std::nullopt, 10));
  EXPECT_THAT(texts("", "a:2"), IsEmpty());
  EXPECT_THAT(texts("judge", "a:1"), ElementsAre("judge/ida: two", "judge/tom: three"));
}

}  // namespace
}  // namespace host::store
