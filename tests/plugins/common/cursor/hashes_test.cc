#include "cursor/hashes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cursor {
namespace {

using ::testing::ElementsAre;

TEST(Hashes, AreTheSameForEver) {
  EXPECT_EQ(short_hash(""), 0xF2C3383C52U);
  EXPECT_EQ(short_hash("10.1000/a\nOn sheaves"), short_hash("10.1000/a\nOn sheaves"));
  EXPECT_NE(short_hash("10.1000/a"), short_hash("10.1000/b"));
}

TEST(Hashes, AreReadAsTheyAreWritten) {
  std::string text;
  append_hashes(text, {0, 1, 0xFF'FFFF'FFFF});
  EXPECT_EQ(text, "00000000000000000001ffffffffff");
  std::vector<std::uint64_t> back;
  EXPECT_TRUE(parse_hashes(text, back));
  EXPECT_THAT(back, ElementsAre(0u, 1u, 0xFF'FFFF'FFFFu));
  for (const char* bad : {"1", "000000000g", "00000000000", " 000000000"}) {
    EXPECT_FALSE(parse_hashes(bad, back)) << bad;
  }
}

}  // namespace
}  // namespace cursor
