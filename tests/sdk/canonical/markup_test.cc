#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "sheaf/canonical/clean.hpp"

namespace sheaf::canonical {
namespace {

using Row = std::pair<std::string, std::string>;
class HtmlTable : public ::testing::TestWithParam<Row> {};
class JatsTable : public ::testing::TestWithParam<Row> {};

TEST_P(HtmlTable, Reads) {
  EXPECT_EQ(clean(GetParam().first, Markup::kHtml), GetParam().second);
}
TEST_P(JatsTable, Reads) {
  EXPECT_EQ(clean(GetParam().first, Markup::kJats), GetParam().second);
}

INSTANTIATE_TEST_SUITE_P(
    References, HtmlTable,
    ::testing::Values(Row("&lt;&gt;&amp;&quot;&apos; <br>", "<>&\"'"),
                      Row("&eacute;&Auml;&szlig;&Zcaron;", "éÄßŽ"),
                      Row("&alpha;&le;&rarr;&times;&plusmn;&infin;", "α≤→×±∞"),
                      Row("a&nbsp;b &ndash; &hellip;", "a\u00A0b – …"),
                      Row("&#233;&#xe9;&#XE9;", "ééé"), Row("&#147;x&#148; &#146;", "“x” ’"),
                      Row("Darwin&#146;s moss &#150; a note", "Darwin’s moss – a note"),
                      Row("&#X41;&#x42 &#67 &#x1F600;&#133;", "AB C 😀…"),
                      Row("&#931;&#964;&#x3b7;", "Στη"), Row("<![CDATA[&#931;&#964;]]>", "Στ"),
                      Row("&amp;#931;&amp;#964;", "Στ"), Row("&amp;#X41;&amp;#146;", "A’"),
                      Row("&#0;&#xD800;&#x110000;&#99999999999;", "����"),
                      Row("a&#1;&#8203;&shy;b", "ab"),
                      Row("AT&T &foo; &lt &#; &#x; & a&", "AT&T &foo; &lt &#; &#x; & a&"),
                      Row("&amp;amp;lt;<i></i>", "&amp;lt;")));

INSTANTIATE_TEST_SUITE_P(
    Tags, HtmlTable,
    ::testing::Values(
        Row("<p>a</p>\n\n<p class=\"x\">b<i>c</i>d</P>", "a\n\nbcd"), Row("a\n\nb", "a b"),
        Row("<div>a<br>b<br /><br>c</div>", "a b\n\nc"), Row("<ul><li>a<li>b</ul>", "a\n\nb"),
        Row("<tr><td>a</td><td>b</td></tr>", "a b"), Row("x<wbr>y<img src='a>b' alt=c/>z", "xyz"),
        Row("<a href=https://a.example/x>y</a>", "y"),
        Row("<em>a</em><unknown>b</unknown>", "a<unknown>b</unknown>"),
        Row("<span a=1 b = '2' c=\"3\">x</span>", "x"), Row("<div hidden>x", "x"),
        Row("<b a>x</b>", "<b a>x"), Row("a <b> c, <i>d</i> e</b>", "a c, d e"),
        Row("in <input> and <output>", "in <input> and <output>"), Row("<input type=text>x", "x"),
        Row("<think>x</think>", "<think>x</think>"),
        Row("<italic>x</italic>", "<italic>x</italic>"), Row("<jats:italic>x</jats:italic>", "x"),
        Row("a<", "a<"), Row("a</", "a</"), Row("<p", "<p"), Row("<p a='", "<p a='"),
        Row("<q>x</q>", "“x”"), Row("<!-- <b> -->a<!-- b", "a<!-- b"),
        Row("<?xml version='1.0'?><!DOCTYPE html>a", "a"),
        Row("<![CDATA[<i>a</i> ]]&gt; ]]>b ]]> <![CDATA[c", "a ]]> b ]]> c"),
        Row("a<script>b<i></script>c<style>d</style>e<svg><p>f</p></svg>", "ace"),
        Row("a<script>b", "ab"), Row("<script type=\"math/tex\">a<b</script>", "$a<b$")));

INSTANTIATE_TEST_SUITE_P(
    Scripts, HtmlTable,
    ::testing::Values(Row("CO<sub>2</sub>H<sub>n+1</sub>", "CO₂Hₙ₊₁"),
                      Row("10<sup>-3</sup> 10<sup>−3</sup>", "10⁻³ 10⁻³"),
                      Row("19<sup>th</sup> Ca<sup>2+</sup>", "19ᵗʰ Ca²⁺"),
                      Row("X<sup>&reg;</sup> 5<sup>°</sup>", "X® 5°"),
                      Row("p<sub>trend</sub> x<sup>1,2</sup>", "p_{trend} x^{1,2}"),
                      Row("a<sub>i<sup>2</sup></sub>", "a_{i²}"),
                      Row("a<sup></sup>b<sub> </sub>c", "abc"), Row("a<sup>2", "a2"),
                      Row("a</sup>2", "a2"), Row("<p>a<sup>2</p>b</sup>", "a2\n\nb"),
                      Row("<sub>β</sub><sup>β</sup>", "ᵦᵝ"), Row("a<sup>$x$</sup>", "a$x$")));

INSTANTIATE_TEST_SUITE_P(
    Maths, HtmlTable,
    ::testing::Values(Row("\\(x\\) \\[ a&lt;b \\] \\(y", "$x$ $$a<b$$ \\(y"),
                      Row("$a<sub>2</sub>$ \\$5", "$a₂$ \\$5"), Row("$a <div>b$</div>", "$a\n\nb$"),
                      Row("$\\alpha--\\%$ \\alpha", "$\\alpha--\\%$ \\alpha")));

INSTANTIATE_TEST_SUITE_P(
    Jats, JatsTable,
    ::testing::Values(
        Row("<jats:title>Abstract</jats:title><jats:p>We do.</jats:p>", "We do."),
        Row("<title>ABSTRACT</title>\n<sec>\n <title>Aims</title>\n <p>A.</p></sec>"
            "<sec><title>Results.</title><p>B.</p><p>C.</p></sec>",
            "Aims: A.\n\nResults. B.\n\nC."),
        Row("<title>Only a title</title>", "Only a title"), Row("<title> </title><p>x</p>", "x"),
        Row("<title>A</title><title>B</title><p>c</p>", "A\n\nB: c"),
        Row("<p>Intro</p><title>Why</title><p>x</p>", "Intro\n\nWhy: x"),
        Row("of <jats:italic>E. coli</jats:italic>,<jats:sc>x</jats:sc>", "of E. coli,x"),
        Row("<jats:list><jats:list-item><jats:p>a</jats:p></jats:list-item></jats:list>b",
            "a\n\nb"),
        Row("PIP<jats:sub>3</jats:sub>", "PIP₃"), Row("<inline-formula>x</inline-formula>", "x"),
        Row("<tex-math>\\documentclass{a}\\begin{document}$$\\beta$$\\end{document}</tex-math>",
            "$$\\beta$$"),
        Row("<jats:alternatives><mml:math><mml:mi>b</mml:mi></mml:math><jats:tex-math>$a &lt; b$"
            "</jats:tex-math></jats:alternatives>!",
            "$a < b$!"),
        Row("<alternatives><math><mi>b</mi></math></alternatives>", "b")));

INSTANTIATE_TEST_SUITE_P(
    MathMl, JatsTable,
    ::testing::Values(
        Row("(<mml:math> <mml:msub> <mml:mrow><mml:mover><mml:mrow><mml:mi>V</mml:mi></mml:mrow>"
            "<mml:mo>.</mml:mo></mml:mover><mml:mi>O</mml:mi></mml:mrow><mml:mrow><mml:mn>2</"
            "mml:mn>"
            "</mml:mrow></mml:msub></mml:math>)",
            "(V̇O₂)"),
        Row("<math><msup><mi>x</mi><mn>2</mn></msup><mo>&lt;</mo><mn>3</mn></math>", "x²<3"),
        Row("<math><msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup></math>", "xᵢ²"),
        Row("<math><mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac></math>",
            "a/(b+1)"),
        Row("<math><msqrt><mn>2</mn></msqrt><mroot><mi>x</mi><mn>3</mn></mroot></math>",
            "√(2)³√(x)"),
        Row("<math><mover><mi>x</mi><mo>¯</mo></mover><mover><mi>ab</mi><mo>¯</mo></mover></math>",
            "x̄ab^{¯}"),
        Row("<math><mmultiscripts><mi>Pb</mi><mprescripts/><none/><mn>208</mn></mmultiscripts></"
            "math>",
            "²⁰⁸Pb"),
        Row("<math><mi>a</mi><mtext> </mtext><mtext>or</mtext></math>", "a or"),
        Row("<math alttext=\"\\beta\"><mi>b</mi></math>", "$\\beta$"),
        Row("<math alttext=\"beta\"><mi>b</mi></math>", "b"),
        Row("<math><semantics><mi>b</mi><annotation encoding=\"application/x-tex\">\\beta"
            "</annotation></semantics></math>",
            "$\\beta$"),
        Row("<math><mi>a</mi>", "a"), Row("<math></mi></math>x", "x"),
        Row("<math>a<b</math>", "a<b")));

}  // namespace
}  // namespace sheaf::canonical
