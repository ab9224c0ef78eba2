#include "sheaf/text/base64.hpp"

#include <gtest/gtest.h>

#include <string>

namespace sheaf::text {
namespace {

TEST(Base64, KnownAnswers) {
  // RFC 4648, section 10.
  EXPECT_EQ(base64_encode("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64_encode("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64_encode("foob"), "Zm9vYg==");
  EXPECT_EQ(base64_encode(""), "");
  for (const std::string text : {"", "f", "fo", "foo", "foob"}) {
    EXPECT_EQ(base64_decode(base64_encode(text)), text);
  }
  const std::string large(10u << 20, '\xfe');
  EXPECT_EQ(base64_decode(base64_encode(large)), large);
  EXPECT_EQ(base64_decode("Zm9"), "fo");
  EXPECT_EQ(base64_decode("Zg"), "f");
  EXPECT_FALSE(base64_decode("Zm9vZ"));
  EXPECT_FALSE(base64_decode("Zm9vZg="));
  EXPECT_FALSE(base64_decode("Zg==Zg=="));
  EXPECT_FALSE(base64_decode("Zm9!"));
  EXPECT_FALSE(base64_decode("Z==="));
  EXPECT_FALSE(base64_decode("Zm9v\nZg=="));
}

}  // namespace
}  // namespace sheaf::text
