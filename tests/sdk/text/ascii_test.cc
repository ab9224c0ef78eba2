#include "sheaf/text/ascii.hpp"

#include <gtest/gtest.h>

namespace sheaf::text {
namespace {

TEST(Ascii, ClassesKnowNothingBeyondAscii) {
  for (int i = -128; i < 0; ++i) {
    const char c = static_cast<char>(i);
    EXPECT_FALSE(is_alnum(c) || is_blank(c) || is_control(c) || is_punctuation(c)) << i;
    EXPECT_EQ(lower(c), c);
    EXPECT_EQ(upper(c), c);
  }
  EXPECT_TRUE(is_digit('0') && is_digit('9') && !is_digit('/') && !is_digit(':'));
  EXPECT_TRUE(is_letter('a') && is_letter('Z') && !is_letter('@') && !is_letter('['));
  EXPECT_TRUE(is_blank('\v') && is_blank(' ') && !is_blank('\b') && !is_blank('\0'));
  EXPECT_TRUE(is_control('\0') && is_control('\x7f') && !is_control(' '));
  EXPECT_TRUE(is_punctuation('!') && is_punctuation('~') && !is_punctuation(' '));
}

TEST(Ascii, Case) {
  EXPECT_EQ(lowered("NF-κB Ä [Z]"), "nf-κb Ä [z]");
  EXPECT_EQ(upper('q'), 'Q');
  EXPECT_TRUE(equals_ignoring_case("DOI:", "doi:"));
  EXPECT_FALSE(equals_ignoring_case("doi", "doi:"));
  EXPECT_FALSE(equals_ignoring_case("[", "{"));
  EXPECT_TRUE(starts_with_ignoring_case("HTTPS://x", "https://"));
  EXPECT_FALSE(starts_with_ignoring_case("http", "https://"));
  EXPECT_TRUE(starts_with_ignoring_case("", ""));
}

TEST(Ascii, Trimmed) {
  EXPECT_EQ(trimmed(" \t\r\n a b\f\v"), "a b");
  EXPECT_EQ(trimmed(" \n"), "");
  EXPECT_EQ(trimmed("\u00A0a"), "\u00A0a");
}

TEST(Ascii, HexValue) {
  EXPECT_EQ(hex_value('9'), 9);
  EXPECT_EQ(hex_value('f'), 15);
  EXPECT_EQ(hex_value('A'), 10);
  EXPECT_EQ(hex_value('g'), -1);
  EXPECT_EQ(hex_value('/'), -1);
}

}  // namespace
}  // namespace sheaf::text
