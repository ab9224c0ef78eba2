// The plugin reads canonical text by the rule that made it. A plugin may not use the host's code,
// so the rule stands twice; here the two are one.
#include "digest/maths.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include "text/maths.h"

namespace output_markdown {
namespace {

void expect_same(const std::string& text) {
  for (std::size_t i = text.find('$'); i != std::string::npos; i = text.find('$', i + 1)) {
    EXPECT_EQ(digest::maths_end(text, i), host::text::maths_end(text, i)) << text << " at " << i;
  }
  EXPECT_EQ(digest::has_maths(text), !host::text::next_maths(text, 0).empty()) << text;
}

TEST(MathsRule, IsTheHosts) {
  for (const char* text : {"$x$",
                           "$ x$",
                           "$x $",
                           "$5-$10",
                           "$5 of 10$",
                           "$.5 to .7$",
                           "$5x$",
                           "$$x$$",
                           "$$ $$",
                           "$$x$",
                           "$a{$}b$",
                           "$a}$",
                           "\\$x$",
                           "\\\\$x$",
                           "$a\\$b$",
                           "$a\n\nb$",
                           "$a\nb$",
                           "$$$",
                           "$$$x$$$",
                           "at $$80$\\times$ lower$$ FLOPs",
                           "$3 \\text{ in } 4$",
                           "$1 {of} 2$"}) {
    expect_same(text);
  }
}

TEST(MathsRule, IsTheHostsForRandomText) {
  constexpr std::string_view kTokens[] = {"$", "$", "$$", "\\", "{", "}", " ",   "\n",
                                          "a", "5", ".",  "ab", "_", "-", " of "};
  std::mt19937 rng(7);
  for (int n = 0; n < 20000 && !HasFailure(); ++n) {
    std::string text;
    for (std::size_t k = 1 + rng() % 16; k > 0; --k) text += kTokens[rng() % std::size(kTokens)];
    expect_same(text);
  }
}

}  // namespace
}  // namespace output_markdown
