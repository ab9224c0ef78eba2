#include "sheaf/canonical/fold.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace sheaf::canonical {
namespace {

TEST(Fold, CaseAccentsAndPunctuationDoNotCount) {
  EXPECT_EQ(fold("  The “Deep-Net”:  A $x^2$ Survey! "), "the deep net a x 2 survey");
  EXPECT_EQ(fold("María-José GÖDEL"), fold("maria jose godel"));
  EXPECT_EQ(fold("Łukasz Ørsted Đorđe Æsir Þór Œuvre ıİ"),
            "lukasz orsted dorde aesir thor oeuvre ii");
  EXPECT_EQ(fold("STRASSE"), fold("Straße"));
  EXPECT_EQ(fold("ﬁn CO₂ ½ Ａ"), "fin co2 1 2 a");
  EXPECT_EQ(fold("e\u0301 \u00E9"), "e e");
  EXPECT_EQ(fold("co\u00ADop na\u200Bme"), "coop name");
}

TEST(Fold, OtherScriptsStay) {
  EXPECT_EQ(fold("ΑΒΓ ά Ж"), "αβγ α ж");
  EXPECT_EQ(fold("深度 学習"), "深度 学習");
  EXPECT_NE(fold("कि"), fold("का"));
}

TEST(Fold, IsTotalAndIdempotent) {
  EXPECT_EQ(fold(""), "");
  EXPECT_EQ(fold("...!"), "");
  EXPECT_EQ(fold("a\xFF"
                 "b\xC3"),
            "a b");
  for (char32_t cp = 1; cp < 0x30000; ++cp) {
    if (cp >= 0xD800 && cp <= 0xDFFF) continue;
    std::string text = "x";
    if (cp < 0x80) {
      text += static_cast<char>(cp);
    } else if (cp < 0x800) {
      text += static_cast<char>(0xC0 | (cp >> 6));
      text += static_cast<char>(0x80 | (cp & 0x3F));
    } else if (cp < 0x10000) {
      text += static_cast<char>(0xE0 | (cp >> 12));
      text += static_cast<char>(0x80 | ((cp >> 6) & 0x3F));
      text += static_cast<char>(0x80 | (cp & 0x3F));
    } else {
      text += static_cast<char>(0xF0 | (cp >> 18));
      text += static_cast<char>(0x80 | ((cp >> 12) & 0x3F));
      text += static_cast<char>(0x80 | ((cp >> 6) & 0x3F));
      text += static_cast<char>(0x80 | (cp & 0x3F));
    }
    const std::string key = fold(text);
    ASSERT_EQ(fold(key), key) << static_cast<unsigned>(cp);
  }
}

// Golden values: stored hashes must mean the same for ever.
TEST(Hash64, IsStable) {
  EXPECT_EQ(hash64(""), 0u);
  EXPECT_EQ(hash64("a"), 0x071717d2d36b6b11ULL);
  EXPECT_EQ(hash64("The quick brown fox jumps over the lazy dog"), 0x5589ca33042a861bULL);
  EXPECT_EQ(hash64("12345678"), 0x758f67d162b2d202ULL);
}

TEST(Hash64, TellsNearTextsApart) {
  std::set<std::uint64_t> hashes;
  for (int i = 0; i < 100000; ++i) hashes.insert(hash64("text " + std::to_string(i)));
  EXPECT_EQ(hashes.size(), 100000u);
}

}  // namespace
}  // namespace sheaf::canonical
