#include "sheaf/text/letters.hpp"

#include <gtest/gtest.h>

namespace sheaf::text {
namespace {

TEST(Letters, SpelledOut) {
  EXPECT_EQ(spelled_out(U'æ'), "ae");
  EXPECT_EQ(spelled_out(U'ł'), "l");
  EXPECT_EQ(spelled_out(U'ȷ'), "j");
  EXPECT_EQ(spelled_out(U'é'), "");  // é decomposes
  EXPECT_EQ(spelled_out(U'o'), "");
}

}  // namespace
}  // namespace sheaf::text
