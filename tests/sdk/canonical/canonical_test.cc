#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "sdk/canonical/cleaned.h"
#include "sdk/canonical/properties.h"
#include "sheaf/canonical/clean.hpp"
#include "utf8.h"

namespace sheaf::canonical {
namespace {

TEST(Canonical, BlanksAreSingleAndParagraphsSplit) {
  EXPECT_EQ(plain("  a \t b\r\nc\n \n\n d \n"), "a b c\n\nd");
  EXPECT_EQ(plain("a\rb\r\rc\fd\ve"), "a b\n\nc d e");
  EXPECT_EQ(plain("a\u2028b\u2029c\u0085d"), "a b\n\nc d");
  EXPECT_EQ(plain(" \n\n "), "");
  EXPECT_EQ(clean("a\n\nb\nc", Markup::kPlain, {.single_line = true}), "a b c");
}

TEST(Canonical, NoBreakBlanksStayUnlessBesideAnother) {
  EXPECT_EQ(plain("a\u00A0b\u202Fc"), "a\u00A0b\u202Fc");
  EXPECT_EQ(plain("a\u00A0 b \u00A0c\u00A0\u00A0d\u00A0"), "a b c\u00A0d");
  EXPECT_EQ(plain("a\u2009b\u3000c\u2003\u2003d"), "a b c d");
}

TEST(Canonical, ControlsAndInvisibleCharactersVanish) {
  EXPECT_EQ(plain(std::string_view("a\0b\x01\x02\x03\x04\x1b\x7f", 8)), "ab");
  EXPECT_EQ(plain("a\u200Bb\uFEFFc\u00ADd\u2060e\u0081f"), "abcdef");
  EXPECT_EQ(plain("a\u202Eb\u2066c\u2069\u200E\u200F"), "abc");
  EXPECT_EQ(plain("a \u200B b"), "a b");
  EXPECT_EQ(plain("a\U000E0041\U000E007Fb"), "ab");
}

TEST(Canonical, ControlsFromBytesOfWindows1252AreWhatTheyWere) {
  EXPECT_EQ(plain("Wegener\u0092s drift \u0096 a \u0093note\u0094\u0099"),
            "Wegener’s drift – a “note”™");
  EXPECT_EQ(plain("\u008D\u008F\u0090\u009D"), "");
}

TEST(Canonical, MarksOfTheReadersCannotBeForged) {
  EXPECT_EQ(clean("\\%a\x01"
                  "5 b\x02"
                  "c\x03\x03"
                  "d\x04",
                  Markup::kTex),
            "%a5 bcd");
  EXPECT_EQ(clean("&#1;&#2;&amp;a<i\x02>b</i>", Markup::kHtml), "&ab");
}

TEST(Canonical, JoinersStayBetweenLettersOfScriptsThatNeedThem) {
  const std::string persian = "می\u200Cخواهم";
  const std::string hindi = "क्\u200Dष";
  EXPECT_EQ(plain(persian), persian);
  EXPECT_EQ(plain(hindi), hindi);
  EXPECT_EQ(plain("a\u200Cb \u200D می\u200C x\u200D"), "ab می x");
}

TEST(Canonical, IllFormedBytesBecomeReplacementCharacters) {
  EXPECT_EQ(plain("a\xFFz"), "a\uFFFDz");
  EXPECT_EQ(plain("\xC3("), "\uFFFD(");
  EXPECT_EQ(plain("\xE2\x82"), "\uFFFD");
  EXPECT_EQ(plain("\xF0\x9F\x98\x80\xF0\x9F\x98x"), "😀\uFFFDx");
  EXPECT_EQ(plain("\xC0\xAF\xED\xA0\x80\xF4\x90\x80\x80"),
            "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(plain("\xEF\xBF\xBE\xEF\xB7\x90"), "\uFFFD\uFFFD");
}

TEST(Canonical, TextIsComposed) {
  EXPECT_EQ(plain("e\u0301 A\u030A \u212B \u1112\u1161\u11AB"), "é Å Å 한");
  EXPECT_EQ(plain("ЙйΆẾ"), "ЙйΆẾ");
}

TEST(Canonical, MarksInARowAreBounded) {
  std::string zalgo = "a";
  for (int i = 0; i < 200000; ++i) zalgo += i % 2 == 0 ? "\u0301" : "\u0316";
  const std::string text = plain(zalgo);
  EXPECT_LE(text.size(), 1u + 31 * 2);
  EXPECT_EQ(plain(text), text);
}

TEST(Canonical, QuickCheckAgreesWithNfcForEveryCodePoint) {
  for (char32_t cp = 1; cp <= 0x10FFFF; ++cp) {
    if ((cp >= 0xD800 && cp <= 0xDFFF) || !is_quick_nfc(cp)) continue;
    std::string alone;
    append(alone, cp);
    ASSERT_EQ(testing::nfc(alone), alone) << static_cast<unsigned>(cp);
    ASSERT_FALSE(is_combining(cp)) << static_cast<unsigned>(cp);
    for (const char32_t before : {U'a', U'\u0928', U'\u1100', U'\uAC00', U'\u05D0'}) {
      if (cp >= 0x300 && compose(before, cp) != 0) FAIL() << static_cast<unsigned>(cp);
    }
  }
}

TEST(Canonical, EveryReplacedByteGrowsByTwoAtMost) {
  const std::string bytes(1000, '\xFF');
  EXPECT_EQ(plain(bytes).size(), 3000u);
}

}  // namespace
}  // namespace sheaf::canonical
