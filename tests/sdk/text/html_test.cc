#include "sheaf/text/html.hpp"

#include <gtest/gtest.h>

namespace sheaf::text {
namespace {

TEST(Html, Escaped) {
  EXPECT_EQ(html_escaped("a < b & \"c\" > 'd'"), "a &lt; b &amp; &quot;c&quot; &gt; 'd'");
  std::string out = "x";
  append_html_escaped(out, "&amp;");
  EXPECT_EQ(out, "x&amp;amp;");
}

TEST(Html, Entities) {
  EXPECT_EQ(html_entity("nbsp"), "\u00A0");
  EXPECT_EQ(html_entity("AElig"), "Æ");
  EXPECT_EQ(html_entity("zwnj"), "\u200C");
  EXPECT_EQ(html_entity("nvlt"), "<\u20D2");
  EXPECT_EQ(html_entity("CounterClockwiseContourIntegral"), "\u2233");
  EXPECT_EQ(std::string_view("CounterClockwiseContourIntegral").size(), kLongestHtmlEntity);
  EXPECT_EQ(html_entity("Nbsp"), "");
  EXPECT_EQ(html_entity(""), "");
}

}  // namespace
}  // namespace sheaf::text
