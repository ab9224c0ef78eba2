#include "sheaf/text/percent.hpp"

#include <gtest/gtest.h>

namespace sheaf::text {
namespace {

TEST(Percent, EncodesAllButTheUnreserved) {
  EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encoded("a b/ä%"), "a%20b%2F%C3%A4%25");
  EXPECT_EQ(percent_encoded("a/b c", "/"), "a/b%20c");
  EXPECT_EQ(percent_encoded(std::string_view("\0\x7f", 2)), "%00%7F");
}

TEST(Percent, LeavesWhatAUrlMayHold) {
  EXPECT_EQ(url_encoded("https://a.org/b%20c?d=[e]#f"), "https://a.org/b%20c?d=[e]#f");
  EXPECT_EQ(url_encoded("https://a.org/b c\"<ä>"), "https://a.org/b%20c%22%3C%C3%A4%3E");
  EXPECT_EQ(url_encoded("(a)", "()"), "%28a%29");
}

TEST(Percent, Decodes) {
  EXPECT_EQ(percent_decoded("a%20b%2f%C3%A4"), "a b/ä");
  EXPECT_EQ(percent_decoded("100%, %zz %4"), "100%, %zz %4");
  EXPECT_EQ(percent_decoded("%"), "%");
}

}  // namespace
}  // namespace sheaf::text
