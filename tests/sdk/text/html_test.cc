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

TEST(Html, NumbersOfWindows1252) {
  EXPECT_EQ(windows_1252(0x92), U'\u2019');
  EXPECT_EQ(windows_1252(0x80), U'\u20AC');
  EXPECT_EQ(windows_1252(0x9F), U'\u0178');
  EXPECT_EQ(windows_1252(0x81), char32_t{0x81});
  EXPECT_EQ(windows_1252(0xE9), char32_t{0xE9});
}

TEST(Html, NumericReferences) {
  const auto reads = [](std::string_view text, char32_t character, std::size_t size) {
    const NumberedCharacter found = numbered_character(text);
    EXPECT_EQ(found.character, character) << text;
    EXPECT_EQ(found.size, size) << text;
  };
  reads("&#931; x", U'Σ', 6);
  reads("&#x3a3;", U'Σ', 7);
  reads("&#X3A3 x", U'Σ', 6);
  reads("&#146;s", U'’', 6);
  reads("&#150 x", U'–', 5);
  reads("&#0;", 0xFFFD, 4);
  reads("&#xD800;", 0xFFFD, 8);
  reads("&#x110000;", 0xFFFD, 10);
  reads("&#99999999999999999999;", 0xFFFD, 23);
  for (const std::string_view none : {"&#;", "&#x;", "&#", "&", "", "&amp;", "#1", "&#g"})
    reads(none, 0, 0);
}

}  // namespace
}  // namespace sheaf::text
