#include "sheaf/text/identifiers.hpp"

#include <gtest/gtest.h>

namespace sheaf::text {
namespace {

TEST(Identifiers, Orcid) {
  for (const char* text : {"0000-0002-1825-0097", " https://orcid.org/0000-0002-1825-0097\n",
                           "0000000218250097", "http://orcid.org/0000-0002-1825-0097/",
                           "orcid.org/0000-0002-1825-0097", "ORCID: 0000-0002-1825-0097"}) {
    const auto orcid = read_orcid(text);
    ASSERT_TRUE(orcid) << text;
    EXPECT_EQ(orcid->bare, "0000-0002-1825-0097") << text;
    EXPECT_TRUE(orcid->valid) << text;
  }
  EXPECT_EQ(valid_orcid("https://orcid.org/0000-0002-1694-233x"), "0000-0002-1694-233X");
}

TEST(Identifiers, OrcidWithAWrongCheckDigit) {
  const auto orcid = read_orcid("0000-0002-1825-0098");
  ASSERT_TRUE(orcid);
  EXPECT_EQ(orcid->bare, "0000-0002-1825-0098");
  EXPECT_FALSE(orcid->valid);
  EXPECT_EQ(valid_orcid("0000-0002-1825-0098"), "");
  EXPECT_EQ(valid_orcid("0000-0000-0000-0000"), "") << "a placeholder";
}

TEST(Identifiers, NoOrcid) {
  for (const char* text : {"", "/", "-", "0000-0002-1825-009", "0000-0002-1825-00977",
                           "0000-0002-1825-009Y", "X000-0002-1825-0097", "Ada Lovelace"}) {
    EXPECT_FALSE(read_orcid(text)) << text;
    EXPECT_EQ(valid_orcid(text), "") << text;
  }
}

}  // namespace
}  // namespace sheaf::text
