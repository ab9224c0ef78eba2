#include "net/scrub.h"
#include "base/sha256.h"
#include "sheaf/text/base64.hpp"

#include <gtest/gtest.h>

namespace host::net {
namespace {

const std::string kSecret = "s3cr/t+k\"y wi\\th=all";

TEST(Scrubber, TakesSecretsOutInEveryForm) {
  const Scrubber scrubber({kSecret});
  EXPECT_EQ(scrubber.scrub("key=" + kSecret + "."), "key=***.");
  EXPECT_EQ(scrubber.scrub("?k=s3cr%2Ft%2Bk%22y%20wi%5Cth%3Dall&x=1"), "?k=***&x=1");
  EXPECT_EQ(scrubber.scrub("?k=s3cr%2ft%2bk%22y+wi%5cth%3dall&x=1"), "?k=***&x=1") << "as a form";
  EXPECT_EQ(scrubber.scrub("?k=s3cr/t%2Bk%22y%20wi%5Cth=all"), "?k=***") << "partly encoded";
  EXPECT_EQ(scrubber.scrub(R"({"k":"s3cr/t+k\"y wi\\th=all"})"), R"({"k":"***"})");
  EXPECT_EQ(scrubber.scrub(R"({"k":"s3cr\/t\u002bk\"y wi\\th=all"})"), R"({"k":"***"})");
}

TEST(Scrubber, FindsSecretsInsideBase64AtAnyAlignment) {
  const Scrubber scrubber({"correct-horse"});
  for (const std::string user : {"", "a:", "ab:", "abc:"}) {
    for (const std::string after : {"", "x", "xy"}) {
      const std::string basic =
          "Basic " + sheaf::text::base64_encode(user + "correct-horse" + after);
      EXPECT_NE(scrubber.scrub(basic).find("***"), std::string::npos) << basic;
      // What is left decodes to nothing of the secret but bits at its ends.
      EXPECT_LT(scrubber.scrub(basic).size(), 24u) << scrubber.scrub(basic);
    }
  }
}

TEST(Scrubber, LeavesInnocentTextAlone) {
  const Scrubber scrubber({"abcdef", "", "abcd", "ab"});
  EXPECT_EQ(scrubber.scrub("xabcdefx"), "x***x") << "the longer secret first";
  EXPECT_EQ(scrubber.scrub("a%b \\a + 100%"), "a%b \\a + 100%");
  EXPECT_EQ(scrubber.scrub(""), "");
  EXPECT_EQ(Scrubber().scrub("anything % \\"), "anything % \\");
  EXPECT_EQ(scrubber.scrub("abcd"), "***");
  EXPECT_EQ(scrubber.scrub("abc"), "abc") << "too short to hide anything";
}

TEST(Scrubber, APlaceholderSecretStaysItself) {
  const Scrubber scrubber({"****"});
  EXPECT_EQ(scrubber.scrub("k=****&j=%2A%2a%2A%2A"), "k=***&j=***");
  EXPECT_FALSE(scrubber.finds("k=****"));
  EXPECT_TRUE(scrubber.finds("k=%2A%2A%2A%2A"));
}

TEST(Scrubber, WithAddsAndKeeps) {
  const Scrubber scrubber = Scrubber({"one-secret"}).with({"two-secret"});
  EXPECT_EQ(scrubber.scrub("one-secret two-secret"), "*** ***");
  EXPECT_TRUE(scrubber.finds("x two%2Dsecret"));
  EXPECT_FALSE(scrubber.finds("two-secre"));
}

TEST(Digest, KnownAnswers) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace host::net
