#include "sheaf/text/hash.hpp"

#include <gtest/gtest.h>

namespace sheaf::text {
namespace {

// http://www.isthe.com/chongo/src/fnv/test_fnv.c
TEST(Hash, Fnv1aOfTheAuthorsExamples) {
  EXPECT_EQ(fnv1a(""), 0xcbf29ce484222325u);
  EXPECT_EQ(fnv1a("a"), 0xaf63dc4c8601ec8cu);
  EXPECT_EQ(fnv1a("foobar"), 0x85944171f73967e8u);
  EXPECT_EQ(fnv1a("bar", fnv1a("foo")), fnv1a("foobar"));
}

TEST(Hash, Hex) {
  EXPECT_EQ(hex(0x1f), "000000000000001f");
  EXPECT_EQ(hex(0xfedcba9876543210), "fedcba9876543210");
  EXPECT_EQ(hex(0xfedcba9876543210, 10), "9876543210");
  EXPECT_EQ(fnv1a_hex("a"), "af63dc4c8601ec8c");
}

}  // namespace
}  // namespace sheaf::text
