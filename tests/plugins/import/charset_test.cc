#include "charset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using import::to_utf8;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Charset, WholeFiles) {
  std::vector<std::size_t> mended;
  EXPECT_EQ(to_utf8("Sch\xF6n \x80", &mended), "Sch\xC3\xB6n \xE2\x82\xAC");
  EXPECT_EQ(to_utf8("Sch\xC3\xB6n", &mended), "Sch\xC3\xB6n");
  EXPECT_EQ(to_utf8("cut \xC3", &mended), "cut \xC3\x83");
  EXPECT_EQ(to_utf8("\xEF\xBB\xBFplain", &mended), "plain");
  EXPECT_EQ(to_utf8(std::string("\xFF\xFE"
                                "A\0\xF6\0",
                                6)),
            "A\xC3\xB6");
  EXPECT_EQ(to_utf8("\xFE\xFF"), "");
  EXPECT_EQ(to_utf8(std::string("\xFE\xFF\xD8\x00\0A", 6)).substr(0, 3), "\xEF\xBF\xBD");
  for (int byte = 0x80; byte < 0x100; ++byte) {
    const std::string one = to_utf8(std::string(1, static_cast<char>(byte)));
    EXPECT_EQ(to_utf8(one), one) << byte;  // UTF-8 now
  }
  EXPECT_THAT(mended, IsEmpty());
}

TEST(Charset, StrayBytesLeaveTheRestAsItIs) {
  std::vector<std::size_t> mended;
  EXPECT_EQ(to_utf8("M\xC3\xBCller\nSch\xF6n \xFC \xE2\x82\xAC\r\n\x93quoted\x94\rna\xC3\xAFve\n"
                    "\xF0\x9F\xA7\xAC caf\xE9",
                    &mended),
            "M\xC3\xBCller\nSch\xC3\xB6n \xC3\xBC \xE2\x82\xAC\r\n"
            "\xE2\x80\x9Cquoted\xE2\x80\x9D\rna\xC3\xAFve\n\xF0\x9F\xA7\xAC caf\xC3\xA9");
  EXPECT_THAT(mended, ElementsAre(2, 3, 5));
  // a byte order mark says UTF-8 by itself
  EXPECT_EQ(to_utf8("\xEF\xBB\xBF"
                    "caf\xE9"),
            "caf\xC3\xA9");
  // overlong forms, surrogates, and what is beyond Unicode
  EXPECT_EQ(to_utf8("\xC3\xA9\xC0\xAF"), "\xC3\xA9\xC3\x80\xC2\xAF");
  EXPECT_EQ(to_utf8("\xC3\xA9\xED\xA0\x80"), "\xC3\xA9\xC3\xAD\xC2\xA0\xE2\x82\xAC");
  EXPECT_EQ(to_utf8("\xC3\xA9\xF5\xB0\xB0\xB0"), "\xC3\xA9\xC3\xB5\xC2\xB0\xC2\xB0\xC2\xB0");
}

}  // namespace
