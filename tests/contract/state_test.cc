#include "contract/fixture.h"

namespace host::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::must;

class StateContract : public testing::StoreTest {};
OVER_EVERY_STORE(StateContract);

constexpr StateScope kScope{"p", "scorer", "step", ""};

TEST_P(StateContract, KeptUntilItExpires) {
  must(store().state_put(kScope, "for ever", "a", SHEAF_TIME_UNKNOWN));
  must(store().state_put(kScope, "until 10", std::string(1 << 20, 'b'), 10));
  reopen();
  EXPECT_EQ(must(store().state_get(kScope, "for ever", INT64_MAX)), "a");
  EXPECT_EQ(must(store().state_get(kScope, "until 10", 9))->size(), std::size_t{1} << 20);
  EXPECT_EQ(must(store().state_get(kScope, "until 10", 10)), std::nullopt);
  EXPECT_THAT(must(store().state_keys(kScope, "", 10)), ElementsAre("for ever"));
  must(store().state_put(kScope, "for ever", "", SHEAF_TIME_UNKNOWN));
  EXPECT_EQ(must(store().state_get(kScope, "for ever", 0)), "");
  must(store().state_remove(kScope, "for ever"));
  EXPECT_EQ(must(store().state_get(kScope, "for ever", 0)), std::nullopt);
}

TEST_P(StateContract, ScopesAreApart) {
  const StateScope others[] = {{"q", "scorer", "step", ""},
                               {"p", "editor", "step", ""},
                               {"p", "scorer", "other", ""},
                               {"p", "scorer", "step", "ida"}};
  must(store().state_put(kScope, "k", "v", SHEAF_TIME_UNKNOWN));
  for (const StateScope& scope : others) {
    EXPECT_EQ(must(store().state_get(scope, "k", 0)), std::nullopt);
    must(store().state_put(scope, "k", "other", SHEAF_TIME_UNKNOWN));
  }
  EXPECT_EQ(must(store().state_get(kScope, "k", 0)), "v");
  must(store().state_reset("p", "step"));
  EXPECT_EQ(must(store().state_get(kScope, "k", 0)), std::nullopt);
  EXPECT_EQ(must(store().state_get(others[3], "k", 0)), std::nullopt) << "for all profiles";
  EXPECT_EQ(must(store().state_get(others[0], "k", 0)), "other");
  EXPECT_EQ(must(store().state_get(others[2], "k", 0)), "other");
}

TEST_P(StateContract, KeysByPrefixInByteOrder) {
  for (const char* key : {"b", "a/2", "a/10", "a", "\xff", "a0"})
    must(store().state_put(kScope, key, "", SHEAF_TIME_UNKNOWN));
  EXPECT_THAT(must(store().state_keys(kScope, "a/", 0)), ElementsAre("a/10", "a/2"));
  EXPECT_THAT(must(store().state_keys(kScope, "", 0)),
              ElementsAre("a", "a/10", "a/2", "a0", "b", "\xff"));
  EXPECT_THAT(must(store().state_keys(kScope, "zz", 0)), IsEmpty());
}

}  // namespace
}  // namespace host::store
