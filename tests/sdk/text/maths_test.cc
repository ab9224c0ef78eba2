#include "sheaf/text/maths.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sheaf::text {
namespace {

std::vector<std::string> maths(std::string_view text) {
  std::vector<std::string> found;
  for (Span span = next_maths(text, 0); !span.empty(); span = next_maths(text, span.end))
    found.emplace_back(text.substr(span.begin, span.end - span.begin));
  return found;
}

using Found = std::vector<std::string>;

TEST(Maths, DelimitersWithoutBlanksInside) {
  EXPECT_EQ(maths("a $x$, $$ y $$ and $z+1$"), (Found{"$x$", "$$ y $$", "$z+1$"}));
  EXPECT_EQ(maths("$ x$ $x $ $$ $$ $"), Found{});
  EXPECT_EQ(maths("$a$$b$"), (Found{"$a$", "$b$"}));
}

TEST(Maths, MoneyIsText) {
  EXPECT_EQ(maths("costs $5 and $6"), Found{});
  EXPECT_EQ(maths("$5-$10 and $.5/$1"), Found{});
  EXPECT_EQ(maths("$5 of 10$"), Found{});
  EXPECT_EQ(maths("$0.07 + $0.47 = $0.53"), Found{});
  EXPECT_EQ(maths("$5$ and $70\\%$, $3 \\times 10^{2}$, $\\sim$20"),
            (Found{"$5$", "$70\\%$", "$3 \\times 10^{2}$", "$\\sim$"}));
  EXPECT_EQ(maths("$2 \\text{ of } 3$"), Found{"$2 \\text{ of } 3$"});
}

TEST(Maths, BracesBalanceAndParagraphsEnd) {
  EXPECT_EQ(maths("$\\frac{a$ b $c}$ $d$"), Found{"$d$"});
  EXPECT_EQ(maths("$a\nb$ $c\n \nd$"), Found{"$a\nb$"});
  EXPECT_EQ(maths("$$80$\\times$ lower$$"), Found{"$\\times$"});
}

TEST(Maths, BackslashTakesTheNextCharacter) {
  EXPECT_EQ(maths("\\$x$ $y\\$z$ \\\\$w$"), (Found{"$y\\$z$", "$w$"}));
  EXPECT_EQ(maths("$x\\$"), Found{});
  EXPECT_EQ(maths("$x\\"), Found{});
}

TEST(Maths, CharactersThatEndAParagraph) {
  constexpr std::string_view kText = "$a\x02z$";
  EXPECT_EQ(maths_end(kText, 0), kText.size());
  EXPECT_EQ(maths_end(kText, 0, "\x02\x03"), std::string_view::npos);
  EXPECT_TRUE(next_maths(kText, 0, "\x02").empty());
}

TEST(Maths, HasMaths) {
  EXPECT_TRUE(has_maths("of $x$"));
  EXPECT_FALSE(has_maths("$5 and $6"));
  EXPECT_FALSE(has_maths(""));
  EXPECT_FALSE(has_maths("\\\\\\"));
}

}  // namespace
}  // namespace sheaf::text
