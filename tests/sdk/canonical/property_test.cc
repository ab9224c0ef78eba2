// Properties of clean() on random and mutated input, with a fixed seed.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "sdk/canonical/properties.h"

namespace sheaf::canonical {
namespace {

using testing::broken_property;

// Pieces of every markup, whole and broken, and characters that are trouble.
const std::vector<std::string> kPieces = {" ",
                                          "  ",
                                          "\n",
                                          "\n\n",
                                          "\t",
                                          "a",
                                          "word",
                                          "The ",
                                          "5",
                                          "1–10",
                                          "3,21",
                                          ".",
                                          ".To ",
                                          ",",
                                          "'",
                                          "''",
                                          "`",
                                          "``",
                                          "\"",
                                          "-",
                                          "--",
                                          "---",
                                          "~",
                                          "$",
                                          "$$",
                                          "\\$",
                                          "\\",
                                          "\\\\",
                                          "{",
                                          "}",
                                          "{}",
                                          "\\(",
                                          "\\)",
                                          "\\[",
                                          "\\]",
                                          "\\'",
                                          "\\'c",
                                          "\\\"{o}",
                                          "\\c",
                                          "\\v s",
                                          "\\i",
                                          "\\ss ",
                                          "\\textbf{",
                                          "\\emph",
                                          "\\cite{x}",
                                          "\\href{u}{",
                                          "\\url{",
                                          "\\foo{",
                                          "\\footnote{",
                                          "\\textsuperscript{",
                                          "\\begin{equation}",
                                          "\\end{equation}",
                                          "\\begin{itemize}",
                                          "\\item",
                                          "\\alpha",
                                          "\\,",
                                          "\\-",
                                          "\\romannumeral4",
                                          "\\ifmmode ",
                                          "\\else ",
                                          "\\fi{}",
                                          "<",
                                          ">",
                                          "</",
                                          "<p>",
                                          "</p>",
                                          "<br>",
                                          "<b>",
                                          "</b>",
                                          "<i a='",
                                          "<a b=c\"",
                                          "\"d=e/ >",
                                          "<x:inf>",
                                          "</x:inf>",
                                          "<sup>",
                                          "</sup>",
                                          "<sub>",
                                          "</sub>",
                                          "<script>",
                                          "</script>",
                                          "<!--",
                                          "-->",
                                          "<![CDATA[",
                                          "]]>",
                                          "<title>",
                                          "</title>",
                                          "Abstract",
                                          "<jats:p>",
                                          "<math>",
                                          "</math>",
                                          "<msup>",
                                          "<mi>",
                                          "</mi>",
                                          "<mover>",
                                          "<mprescripts/>",
                                          "<tex-math>",
                                          "</tex-math>",
                                          "<alternatives>",
                                          "</alternatives>",
                                          "&",
                                          "&amp;",
                                          "&lt;",
                                          "&gt;",
                                          "&#1;",
                                          "&#36;",
                                          "&nbsp;",
                                          "&shy;",
                                          "&zwj;",
                                          "&#x301;",
                                          "&amp;lt;",
                                          "&#x93",
                                          "&amp;#36;",
                                          "*",
                                          "**",
                                          "_",
                                          "~~",
                                          "[",
                                          "](u)",
                                          "![",
                                          "# ",
                                          "- ",
                                          "> ",
                                          "1. ",
                                          "```",
                                          "---\n",
                                          "https://a.b/c",
                                          "github.com/x",
                                          "www.",
                                          ".git",
                                          "@",
                                          "/",
                                          "\u00A0",
                                          "\u202F",
                                          "\u2009",
                                          "\u200B",
                                          "\u200C",
                                          "\u200D",
                                          "\u00AD",
                                          "\u202E",
                                          "\uFEFF",
                                          "\u2028",
                                          "\u2029",
                                          "\u0085",
                                          "é",
                                          "e\u0301",
                                          "\u0301",
                                          "\u0316",
                                          "\u0344",
                                          "\u0338",
                                          "\u0F73",
                                          "\u1100",
                                          "\u1161",
                                          "\u11A8",
                                          "\u212A",
                                          "\u212B",
                                          "\u0915",
                                          "\u093C",
                                          "\u094D",
                                          "می",
                                          "ế",
                                          "ẹ",
                                          "𝒜",
                                          "😀",
                                          "\uFFFE",
                                          "\uFDD0",
                                          "\xFF",
                                          "\xC3",
                                          "\xE2\x82",
                                          "\xF0\x9F",
                                          "\x80",
                                          "\xED\xA0\x80",
                                          std::string(1, '\0'),
                                          "\x01",
                                          "\x02",
                                          "\x03",
                                          "\x04",
                                          "\x1B",
                                          "\x7F"};

TEST(Properties, HoldOnMixturesOfPieces) {
  std::mt19937 random(20240229);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes;
    for (auto count = random() % 24; count > 0; --count)
      bytes += kPieces[random() % kPieces.size()];
    const std::string found = broken_property(bytes);
    ASSERT_EQ(found, "") << ::testing::PrintToString(bytes);
  }
}

TEST(Properties, HoldOnRandomBytes) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes(random() % 64, '\0');
    for (char& c : bytes) c = static_cast<char>(random() & 0xFF);
    const std::string found = broken_property(bytes);
    ASSERT_EQ(found, "") << ::testing::PrintToString(bytes);
  }
}

TEST(Properties, HoldOnDamagedText) {
  const std::string whole =
      "<jats:title>Abstract</jats:title><p>We show $\\alpha<1$ for Lov\\'{a}sz \\textbf{nets}, "
      "CO<sub>2</sub> &amp; H\\\"older--type ``bounds''~\\cite{x} at \\$5.</p>\n\nCode: "
      "[here](https://a.example/b) or <a href=\"u\">github.com/x/y</a>.The rest1,2 e\u0301 "
      "\u200Dक\u094D\u200Dष.";
  std::mt19937 random(99);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = whole;
    for (auto count = random() % 6; count > 0; --count) {
      const std::size_t at = random() % bytes.size();
      switch (random() % 3) {
        case 0:
          bytes.erase(at, 1 + random() % 3);
          break;
        case 1:
          bytes.insert(at, kPieces[random() % kPieces.size()]);
          break;
        default:
          bytes[at] = static_cast<char>(random() & 0xFF);
      }
      if (bytes.empty()) bytes = "x";
    }
    const std::string found = broken_property(bytes);
    ASSERT_EQ(found, "") << ::testing::PrintToString(bytes);
  }
}

// Hostile repetition: text never grows out of bounds. A pass that is quadratic in any of these
// would run into the time limit of the test.
TEST(Properties, RepetitionStaysBounded) {
  for (const std::string& piece : kPieces) {
    std::string bytes;
    while (bytes.size() < 40000) bytes += piece + (bytes.size() % 2 == 0 ? "" : "a");
    for (const Markup markup : testing::kMarkups) {
      const std::string text = clean(bytes, markup, {.drop_citations = true});
      EXPECT_LE(text.size(), 4 * bytes.size()) << ::testing::PrintToString(piece);
      EXPECT_EQ(clean(text, Markup::kPlain), text) << ::testing::PrintToString(piece);
    }
  }
}

}  // namespace
}  // namespace sheaf::canonical
