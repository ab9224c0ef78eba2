#include "config/expand.h"

#include <gtest/gtest.h>

#include "host/config/fixture.h"

namespace host::config {
namespace {

const Environment kEnv = environment({{"A", "one"}, {"EMPTY", ""}, {"RAW", "${A}"}});

TEST(Expand, ReplacesVariables) {
  EXPECT_EQ(expand("x ${A} y${A}", kEnv).text, "x one yone");
  EXPECT_TRUE(expand("${A}", kEnv).expanded);
  EXPECT_FALSE(expand("plain", kEnv).expanded);
}

TEST(Expand, DefaultsStandForUnsetAndEmpty) {
  EXPECT_EQ(expand("${NONE:-d e}", kEnv).text, "d e");
  EXPECT_EQ(expand("${EMPTY:-d}", kEnv).text, "d");
  EXPECT_EQ(expand("${A:-d}", kEnv).text, "one");
  EXPECT_EQ(expand("${NONE:-}", kEnv).text, "");
  EXPECT_TRUE(expand("${NONE:-}", kEnv).ok());
}

TEST(Expand, EscapesAndLoneDollarsAreText) {
  EXPECT_EQ(expand("$${A} costs $5 $A $", kEnv).text, "${A} costs $5 $A $");
}

TEST(Expand, ValuesAreNotExpandedAgain) {
  EXPECT_EQ(expand("${RAW}", kEnv).text, "${A}");
}

TEST(Expand, NamesWhatIsUndefinedOrMalformed) {
  EXPECT_EQ(expand("${A} ${NONE} ${ALSO}", kEnv).undefined, "NONE");
  EXPECT_FALSE(expand("${A", kEnv).malformed.empty());
  EXPECT_FALSE(expand("${1A}", kEnv).malformed.empty());
  EXPECT_FALSE(expand("${}", kEnv).malformed.empty());
  EXPECT_FALSE(expand("${a b}", kEnv).malformed.empty());
}

TEST(Expand, SoleVariable) {
  EXPECT_EQ(sole_variable("${KEY}"), "KEY");
  EXPECT_EQ(sole_variable("${KEY:-}"), "KEY");
  EXPECT_EQ(sole_variable("${KEY:-secret}"), std::nullopt);
  EXPECT_EQ(sole_variable("x${KEY}"), std::nullopt);
  EXPECT_EQ(sole_variable("${A}${B}"), std::nullopt);
  EXPECT_EQ(sole_variable("${}"), std::nullopt);
  EXPECT_EQ(sole_variable(""), std::nullopt);
}

}  // namespace
}  // namespace host::config
