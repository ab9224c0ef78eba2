#include "escape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "digest/line.h"
#include "parsed.h"

namespace output_markdown {
namespace {

using digest::one_line;
using test::Dialect;
using test::kDialects;
using test::parse;
using test::Parsed;
using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// What may be in one line of prose: code only for maths, HTML only around a dollar.
void expect_literal(const Parsed& parsed, const std::string& text, std::set<std::string> allowed,
                    const std::string& markdown) {
  allowed.merge(std::set<std::string>{"paragraph", "code", "html_inline"});
  EXPECT_EQ(parsed.text, one_line(text).empty() ? "" : one_line(text) + "\n") << markdown;
  EXPECT_TRUE(
      std::includes(allowed.begin(), allowed.end(), parsed.types.begin(), parsed.types.end()))
      << testing::PrintToString(parsed.types) << "\n"
      << markdown;
  for (const auto& html : parsed.html) EXPECT_THAT(html, AnyOf("<span>", "</span>")) << markdown;
}

void expect_shown(const std::string& text) {
  const std::string md = prose(text);
  std::vector<std::string> links;
  for (const Dialect dialect : kDialects) {
    const Parsed parsed = parse(md, dialect);
    expect_literal(parsed, text, {"link"}, md);
    for (const auto& to : parsed.links) {
      EXPECT_THAT(to, AnyOf(StartsWith("http://"), StartsWith("https://"), StartsWith("mailto:"),
                            StartsWith("HTTP"), StartsWith("Http")))
          << md;
    }
    const Parsed in_list = parse("- " + md + "\n- x", dialect);
    EXPECT_EQ(in_list.text, (one_line(text).empty() ? "" : one_line(text) + "\n") + "x\n") << md;
    EXPECT_FALSE(in_list.types.contains("heading")) << md;
  }
}

void expect_label(const std::string& text) {
  const std::string md = "### 1. " + link(label(text), "https://example.org/a");
  for (const Dialect dialect : kDialects) {
    const Parsed parsed = parse(md, dialect);
    EXPECT_THAT(parsed.links, ElementsAre("https://example.org/a")) << md;
    EXPECT_THAT(parsed.link_texts, ElementsAre(one_line(text))) << md;
    EXPECT_THAT(parsed.headings, ElementsAre("1. " + one_line(text))) << md;
  }
}

TEST(Escape, LeavesReadableProseAlone) {
  for (const std::string text :
       {"A snake_case name, p < 0.01, K << n, a->b, (see 2.5), 50% & more!", "Rock & Roll",
        "2.5D vision", "C#, F# and 3 - 4 = -1", "a: b; \"c\" 'd'", "x = y + z", "-1 is negative",
        "a<{b", "<3 @ home"}) {
    EXPECT_EQ(prose(text), text);
    expect_shown(text);
  }
}

TEST(Escape, ShowsMarkupOfTheAuthorsLiterally) {
  for (const std::string text : {"**Diffusion-Proof**",
                                 "__init__ and _x_",
                                 "a|b|c",
                                 "`code` and ``more``",
                                 "[x](y)",
                                 "![i](u)",
                                 "](http://evil.example)",
                                 "[ref]: http://evil.example",
                                 "[^1]",
                                 "<script>alert(1)</script>",
                                 "</script>",
                                 "<!-- hidden -->",
                                 "<?php ?>",
                                 "<b>bold</b>",
                                 "a < b > c",
                                 "# Heading",
                                 "#",
                                 "## two ##",
                                 "a #",
                                 "- list",
                                 "-",
                                 "---",
                                 "- - -",
                                 "+ plus",
                                 "1. one",
                                 "12) twelve",
                                 "1.",
                                 "> quote",
                                 "~~gone~~",
                                 "~x~",
                                 "~~~",
                                 "```",
                                 "&amp; &lt; &#36; &copy;",
                                 "\\",
                                 "a\\*b",
                                 "\\\\",
                                 "\\[x\\]",
                                 "ends in \\",
                                 "===",
                                 "=",
                                 "***",
                                 "* * *",
                                 "___",
                                 "| a | b |",
                                 "|---|---|",
                                 "[ ] task",
                                 "@user and #123",
                                 ":smile:",
                                 "    indented",
                                 "<{.@u>",
                                 "<1@b>",
                                 "\tx",
                                 "javascript:alert(1)",
                                 "<javascript:alert(1)>",
                                 "x\n# y",
                                 "x\n\n- y",
                                 "x  \ny",
                                 "\u00a0**bold**\u00a0",
                                 "*a_b*_c_",
                                 "“_quoted_”",
                                 "é_x_ é",
                                 "a\u0000b"}) {
    expect_shown(text);
    expect_label(text == "=" ? "= " : text);
  }
}

TEST(Escape, MakesAddressesLinksInBothDialects) {
  const struct {
    std::string text, shown, to;
  } kCases[] = {
      {"See https://example.org/a_b.", "https://example.org/a_b", "https://example.org/a_b"},
      {"(http://x.org/a(b))", "http://x.org/a(b)", "http://x.org/a(b)"},
      {"HTTPS://X.ORG/*", "HTTPS://X.ORG/", "HTTPS://X.ORG/"},
      {"at www.example.org/x, too", "www.example.org/x", "http://www.example.org/x"},
      {"write a.b+c_d@mail.example.org!", "a.b+c_d@mail.example.org",
       "mailto:a.b+c_d@mail.example.org"},
      {"https://x.org/?a=1&copy;=2&b", "https://x.org/?a=1&copy;=2&b",
       "https://x.org/?a=1&copy;=2&b"},
      {"<https://x.org>", "https://x.org", "https://x.org"},
  };
  for (const auto& c : kCases) {
    expect_shown(c.text);
    for (const Dialect dialect : kDialects) {
      EXPECT_THAT(parse(prose(c.text), dialect).links, ElementsAre(c.to));
      EXPECT_THAT(parse(prose(c.text), dialect).link_texts, ElementsAre(c.shown));
    }
    EXPECT_THAT(parse(label(c.text), Dialect::kCommonMark).links, IsEmpty());
  }
}

TEST(Escape, LeavesWhatIsNoAddress) {
  for (const std::string text : {"http://", "https://.", "www.", "www. x", "a@b", "a@-b.c", "@x.y",
                                 "xwww.example.org", "!www.", "http:///", "a@b..c"}) {
    EXPECT_THAT(parse(prose(text), Dialect::kCommonMark).links, IsEmpty()) << text;
    expect_shown(text);
  }
}

TEST(Maths, StaysAsItIsWhereMarkdownTouchesNothing) {
  for (const std::string text :
       {"cost $O(n \\log n)$ at $x_i$, $x_{ij}^2$", "$\\alpha$-divergence and $k$-means",
        "for $p<0.01$ and $a < b > c$", "display $$\\sum_i x_i$$ here",
        "$|x|$ and $95\\text{ x}$"}) {
    EXPECT_EQ(prose(text), text);
    expect_shown(text);
  }
}

TEST(Maths, GetsBackticksWhereMarkdownWouldTouchIt) {
  EXPECT_EQ(prose("a $\\{x\\}$ b"), "a $`\\{x\\}`$ b");
  EXPECT_EQ(prose("$\\mathcal{L}_{a}+\\mathcal{M}_{b}$"), "$`\\mathcal{L}_{a}+\\mathcal{M}_{b}`$");
  for (const std::string text :
       {"$a*b*c$", "$[0,1](x)$", "$[0,1)$", "$a~b~c$", "$a<b>c$", "$x &lt y$", "$\\|w\\|_2$",
        "$\\text{a\\_b}$", "$_a$", "$\\Vert\\!x$", "$a://b$", "$\\text{www.x.y}$",
        "$\\text{a@b.cd}$", "$<script>$", "$x\\\\$"}) {
    EXPECT_THAT(prose(text), AnyOf(StartsWith("$`"), testing::Eq(text))) << text;
    expect_shown(text);
  }
}

TEST(Maths, IsEscapedWhereNoFormFits) {
  EXPECT_EQ(prose("$$\\{x\\}_{a}$$"), "$$\\\\{x\\\\}\\_{a}$$");
  for (const std::string text : {"$$\\{x\\}_{a}$$", "$\\text{``a''}_b$", "$$a*b*c \\$ d$$",
                                 "$$[x](http://y.z)$$", "$`$", "$$`a` b$$"}) {
    expect_shown(text);
  }
}

TEST(Maths, DollarsThatAreTextCannotPair) {
  EXPECT_EQ(prose("It costs $5."), "It costs $5.");
  EXPECT_EQ(prose("$5 of 10$"), "<span>$</span>5 of 10<span>$</span>");
  EXPECT_EQ(prose("US$5 for $n$"), "US<span>$</span>5 for $n$");
  for (const std::string text : {"$5 of 10$", "$5-$10", "at $$80$\\times$ lower$$ FLOPs", "$", "$$",
                                 "$$$", "$ x $", "\\$5\\$", "$a{$", "$a}$b", "$$ $$", "$x $y$"}) {
    expect_shown(text);
    expect_label(text);
  }
}

TEST(Links, OnlyWebAndMailAreClickable) {
  for (const std::string url :
       {"javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "",
        "ftp://x.org/", "//x.org", "http:", "https://", "vbscript:x", "mailto:", "http://\"x"}) {
    EXPECT_FALSE(digest::linkable(url)) << url;
    EXPECT_EQ(link("x", url), "x");
  }
  for (const std::string url :
       {"https://x.org/a b", "https://x.org/a)b", "https://x.org/<a>", "https://x.org/\"t\"",
        "https://x.org/\n\n# h", "https://x.org/a\\b`c`", "https://x.org/$a$",
        "https://x.org/?a&amp;b", "HTTP://X.ORG/(a)", "https://x.org/*a*_b_", "mailto:a@b.cd"}) {
    for (const Dialect dialect : kDialects) {
      const Parsed parsed = parse(link("x", url) + " y", dialect);
      ASSERT_EQ(parsed.links.size(), 1u) << url;
      EXPECT_EQ(parsed.text, "x y\n") << url;
    }
  }
  EXPECT_THAT(parse(link("x", "https://x.org/?a&amp;b"), Dialect::kGitHub).links,
              ElementsAre("https://x.org/?a&amp;b"));
}

TEST(Fenced, FenceIsLongerThanAnyRunInside) {
  for (const std::string body : {"", "x", "```", "a\n````\n# b", "~~~\n```yaml"}) {
    for (const Dialect dialect : kDialects) {
      const Parsed parsed = parse(fenced("yaml", body) + "\n\nafter", dialect);
      EXPECT_EQ(parsed.text, body + (body.empty() ? "" : "\n") + "after\n");
      EXPECT_THAT(parsed.types, ElementsAre("code_block", "paragraph"));
    }
  }
}

TEST(Strong, NeverShowsItsAsterisks) {
  for (const std::string text : {"\u00a0x\u2003", "*x*", "(Jr.)", "_", "a\\", "“x”", "", "<b>"}) {
    for (const Dialect dialect : kDialects) {
      const Parsed parsed = parse("By " + strong(prose(text)) + ", y", dialect);
      EXPECT_EQ(parsed.text, "By " + one_line(text) + ", y\n") << text;
    }
  }
}

// Random lines of what has meaning in Markdown.
class Lines {
 public:
  std::string next() {
    static const std::vector<std::string> kTokens = {"`",
                                                     "``",
                                                     "*",
                                                     "**",
                                                     "_",
                                                     "__",
                                                     "[",
                                                     "]",
                                                     "(",
                                                     ")",
                                                     "](",
                                                     "![",
                                                     "<",
                                                     ">",
                                                     "<b>",
                                                     "</b>",
                                                     "<!--",
                                                     "-->",
                                                     "&amp;",
                                                     "&#36;",
                                                     "&",
                                                     "#",
                                                     "## ",
                                                     "- ",
                                                     "+ ",
                                                     "1. ",
                                                     "2) ",
                                                     "\\",
                                                     "\\\\",
                                                     "$",
                                                     "$$",
                                                     "$",
                                                     "~",
                                                     "~~",
                                                     "|",
                                                     "http://",
                                                     "https://a.b/c",
                                                     "www.",
                                                     "www.x.y",
                                                     "a@b.cd",
                                                     "@u",
                                                     "#12",
                                                     "\n",
                                                     "\n\n",
                                                     "  ",
                                                     " ",
                                                     " ",
                                                     "a",
                                                     "b1",
                                                     "é",
                                                     "😀",
                                                     "\u200f",
                                                     "\u00a0",
                                                     ":",
                                                     ".",
                                                     ",",
                                                     "!",
                                                     "\"",
                                                     "'",
                                                     "=",
                                                     "---",
                                                     "***",
                                                     "{",
                                                     "}",
                                                     "^",
                                                     "{a_b}",
                                                     "$x_i$",
                                                     "$\\{x\\}$",
                                                     "$`$",
                                                     "\\$",
                                                     "javascript:",
                                                     "[x]: y",
                                                     "?",
                                                     "/"};
    std::string out;
    for (std::size_t n = 1 + rng_() % 24; n > 0; --n) out += kTokens[rng_() % kTokens.size()];
    return out;
  }

 private:
  std::mt19937 rng_{20260924};
};

TEST(EscapeProperty, ProseReadsBackAsItWas) {
  Lines lines;
  for (int n = 0; n < 5000 && !HasFailure(); ++n) expect_shown(lines.next());
}

TEST(EscapeProperty, LabelsReadBackAsTheyWere) {
  Lines lines;
  for (int n = 0; n < 5000 && !HasFailure(); ++n) {
    const std::string text = lines.next();
    if (!label(text).empty()) expect_label(text);
  }
}

TEST(EscapeProperty, EmphasisHolds) {
  Lines lines;
  for (int n = 0; n < 3000 && !HasFailure(); ++n) {
    const std::string text = lines.next();
    const std::string md = "- " + strong(label(text)) + ": " + prose(text);
    if (label(text).empty()) continue;
    for (const Dialect dialect : kDialects) {
      EXPECT_EQ(parse(md, dialect).text, one_line(text) + ": " + one_line(text) + "\n") << md;
    }
  }
}

TEST(EscapeProperty, TimeIsLinear) {
  for (const std::string unit : {"http://.", "http:///", "www.-/", "a@b", "$", "$x", "\\$", "_a",
                                 "{$", "#", " #", "[", "a@", "`", "https://x/(", "$a ", "$$"}) {
    std::string text;
    while (text.size() < 100'000) text += unit;
    EXPECT_GE(prose(text).size(),
              text.size() / 2);  // a quadratic step would run into the time limit
  }
}

}  // namespace
}  // namespace output_markdown
