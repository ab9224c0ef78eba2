// The cases of text-fidelity that the host's text owns, by number, each with its own sentences.
#include <gtest/gtest.h>

#include <string>

#include "sdk/canonical/cleaned.h"
#include "sheaf/canonical/clean.hpp"
#include "sheaf/canonical/links.hpp"

namespace sheaf::canonical {
namespace {

std::string html(std::string_view text) {
  return clean(text, Markup::kHtml);
}
std::string jats(std::string_view text) {
  return clean(text, Markup::kJats);
}
std::string cited(std::string_view text, Markup markup = Markup::kPlain) {
  return clean(text, markup, {.drop_citations = true});
}

TEST(TextFidelity, Case04LessThanSurvivesInEveryMarkup) {
  const std::string text =
      "There is $0\\leq b<1$ such that $c>0$ and $a<b>c$; p<0.01, K << n, q>r, a->b, a<b and c>d, "
      "x<y>z, if a <b> c.";
  for (const Markup markup : {Markup::kPlain, Markup::kTex, Markup::kHtml, Markup::kJats})
    EXPECT_EQ(clean(text, markup), text) << static_cast<int>(markup);
}

TEST(TextFidelity, Case04ReferencesInMathsAreDecodedAndTagsAroundItStripped) {
  EXPECT_EQ(html("<p>for <i>all</i> $p&lt;0.01$ and $c&gt;0$</p>"), "for all $p<0.01$ and $c>0$");
}

TEST(TextFidelity, Case05EmptyMarkupAndBlanksAtTheEndVanish) {
  EXPECT_EQ(html("A survey among teachers<b> </b>"), "A survey among teachers");
  EXPECT_EQ(jats(" <bold> </bold>Rain<italic/> "), "Rain");
}

TEST(TextFidelity, Case08GluedCitationsAreDroppedOnRequest) {
  EXPECT_EQ(cited("at any scale1–10 of size"), "at any scale of size");
  EXPECT_EQ(cited("toxic oligomers5,6 and plaques"), "toxic oligomers and plaques");
  EXPECT_EQ(cited("in the cortex3,21."), "in the cortex.");
  EXPECT_EQ(cited("first in cells1, then in mice2 (and rats3)."),
            "first in cells, then in mice (and rats).");
  EXPECT_EQ(cited("with LLMs1,2 alone"), "with LLMs alone");
}

TEST(TextFidelity, Case08NumbersThatAreNoCitationsStay) {
  const std::string text =
      "H2O, CA3, (6), GPT-4, x2,3, COVID-19, caspase9, log2, mp3, word2vec, cells10,000, "
      "$cells1,2$, "
      "https://a.example/cells3,4 and PM2.5.";
  EXPECT_EQ(cited(text), text);
}

TEST(TextFidelity, Case08NothingIsDroppedUnasked) {
  const std::string text = "at scale1–10, oligomers5,6, cortex3,21.";
  EXPECT_EQ(plain(text), text);
  EXPECT_EQ(tex(text), text);
}

TEST(TextFidelity, Case08RaisedCitationsAreDroppedOnRequest) {
  const std::string source =
      "Known<sup>1,2</sup> and seen <sup>3</sup>, again<sup>2</sup>: 10<sup>3</sup> km<sup>2</sup> "
      "of H<sub>2</sub>O.<sup>4-6</sup>";
  EXPECT_EQ(cited(source, Markup::kHtml), "Known and seen, again: 10³ km² of H₂O.");
  EXPECT_EQ(html("Known<sup>1,2</sup>"), "Known^{1,2}");
  EXPECT_EQ(cited("growth<jats:sup><jats:xref ref-type=\"bibr\" rid=\"b1\">1</jats:xref>,"
                  "<jats:xref rid=\"b2\">2</jats:xref></jats:sup> is",
                  Markup::kJats),
            "growth is");
}

TEST(TextFidelity, Case10EscapedTwiceIsUnescapedTwice) {
  EXPECT_EQ(html("old[-&amp;gt;]new"), "old[->]new");
  EXPECT_EQ(html("old[-&gt;]new"), "old[->]new");
  EXPECT_EQ(jats("Q&amp;amp;A on 1 &amp;lt; 2"), "Q&A on 1 < 2");
  EXPECT_EQ(html("&lt;p&gt;One -&amp;gt; two&lt;/p&gt;&lt;p&gt;Three&lt;/p&gt;"),
            "One -> two\n\nThree");
}

TEST(TextFidelity, Case10EscapedOnceIsUnescapedOnce) {
  EXPECT_EQ(html("write &amp;lt; for <"), "write &lt; for <");
  EXPECT_EQ(html("R&amp;D writes &amp;lt; here"), "R&D writes &lt; here");
  EXPECT_EQ(html("the &lt;b&gt; tag of R&amp;D"), "the <b> tag of R&D");
  EXPECT_EQ(plain("old[-&gt;]new"), "old[-&gt;]new");
}

TEST(TextFidelity, Case14WrongMathsStaysAsItIsWritten) {
  for (const Markup markup : {Markup::kPlain, Markup::kTex, Markup::kHtml}) {
    EXPECT_EQ(clean("uses $$80$\\times$ fewer$$ steps", markup),
              "uses $$80$\\times$ fewer$$ steps");
    EXPECT_EQ(clean("scored $5 of 10$ points", markup), "scored $5 of 10$ points");
    EXPECT_EQ(clean("costs $5 and $6 a day", markup), "costs $5 and $6 a day");
    EXPECT_EQ(clean("where $x is $\\frac{a$ or", markup), "where $x is $\\frac{a$ or");
  }
}

TEST(TextFidelity, Case14EscapedDollarsNeverBecomeMaths) {
  EXPECT_EQ(tex("between \\$5--\\$10 a day"), "between $5–$10 a day");
  EXPECT_EQ(tex("from \\$AB to AB\\$."), "from \\$AB to AB\\$.");
  EXPECT_EQ(tex("\\$x and $y$"), "$x and $y$");
}

TEST(TextFidelity, Case19OneBlankWhereLinesWereJoined) {
  EXPECT_EQ(tex("loses accuracy.To overcome this"), "loses accuracy. To overcome this");
  EXPECT_EQ(html("<p>much is lost.<br>We, though, win</p>"), "much is lost. We, though, win");
  EXPECT_EQ(jats("<p>is it lost?</p><p>No.</p>"), "is it lost?\n\nNo.");
  EXPECT_EQ(html("one line<br/>and the next"), "one line and the next");
  EXPECT_EQ(tex("wrapped\nat eighty"), "wrapped at eighty");
  EXPECT_EQ(tex("of (RAG).However, by 5%.The $x$.We say"),
            "of (RAG). However, by 5%. The $x$. We say");
}

TEST(TextFidelity, Case19NamesAndAddressesAreLeftAlone) {
  const std::string text =
      "a.b, e.g.The, Node.js, asp.Net, torch.Tensor objects, J.R.The, www.place.The, "
      "https://a.example/much.To go, me@mail.To us, my_file.To do and $longer.To x$";
  EXPECT_EQ(tex(text), text);
  EXPECT_EQ(plain("accuracy.To overcome"), "accuracy.To overcome");
}

TEST(TextFidelity, Case21NamesLoseTheirTex) {
  EXPECT_EQ(tex("Mirko Petrovi\\'c"), "Mirko Petrović");
  EXPECT_EQ(tex("Luc\\'ia Mart\\'inez, Andr\\'e"), "Lucía Martínez, André");
  EXPECT_EQ(tex("L. Lov\\'{a}sz, K. G{\\\"o}del, P. Erd\\H{o}s"), "L. Lovász, K. Gödel, P. Erdős");
  EXPECT_EQ(tex("\\L ukasz {\\O}rsted, S\\o ren, \\v Capek, Gon\\c calves, Wa\\l{}\\c{e}sa"),
            "Łukasz Ørsted, Søren, Čapek, Gonçalves, Wałȩsa");
}

TEST(TextFidelity, Case29LinksEndWhereTheyShould) {
  using Links = std::vector<Link>;
  EXPECT_EQ(find_links("See https://a.example/c. Done"),
            (Links{{"https://a.example/c", LinkKind::kOther}}));
  EXPECT_EQ(find_links("Code: github.com/x/y."),
            (Links{{"https://github.com/x/y", LinkKind::kCode}}));
  EXPECT_EQ(find_links("at “https://gitlab.example/x/z.git”."),
            (Links{{"https://gitlab.example/x/z", LinkKind::kCode}}));
}

TEST(TextFidelity, CanonicalFormExamples) {
  EXPECT_EQ(tex("up to 5\\% of ``fine'' \\textbf{Geo}metric Lean~4, pp.\\ 1--2"),
            "up to 5% of “fine” Geometric Lean\u00A04, pp. 1–2");
  EXPECT_EQ(html("CO<sub>2</sub> at 10<sup>-3</sup> and p<sub>trend</sub>"),
            "CO₂ at 10⁻³ and p_{trend}");
  EXPECT_EQ(tex("keeps $\\alpha_{1} -- ``x''~\\%$ and $$E = mc^2$$"),
            "keeps $\\alpha_{1} -- ``x''~\\%$ and $$E = mc^2$$");
}

}  // namespace
}  // namespace sheaf::canonical
