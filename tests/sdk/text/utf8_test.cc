#include "sheaf/text/utf8.hpp"

#include <gtest/gtest.h>

namespace sheaf::text {
namespace {

TEST(Utf8, ABeginningEndsWithAWholeCharacter) {
  EXPECT_EQ(beginning("plain", 9), "plain");
  EXPECT_EQ(beginning("plain", 5), "plain");
  EXPECT_EQ(beginning("plain", 2), "pl");
  EXPECT_EQ(beginning("aé", 3), "aé");
  EXPECT_EQ(beginning("aé", 2), "a");
  EXPECT_EQ(beginning("x𝛼y", 4), "x");
  EXPECT_EQ(beginning("x𝛼y", 5), "x𝛼");
  EXPECT_EQ(beginning("𝛼", 3), "");
  EXPECT_EQ(beginning("", 0), "");
  EXPECT_EQ(beginning("\x80\x80\x80", 2), "");  // no UTF-8 at all: no read before the text
}

TEST(Utf8, AppendsScalarValues) {
  std::string out;
  for (const char32_t c : {U'a', U'é', U'Σ', U'€', U'𝛼', char32_t{0xD800}, char32_t{0x110000}})
    append_utf8(out, c);
  EXPECT_EQ(out, "aéΣ€𝛼\uFFFD\uFFFD");
}

}  // namespace
}  // namespace sheaf::text
