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
                      Row("&amp;amp;lt;<i></i>", "&lt;"),
                      Row("CO<sub>2</sub> &amp;gt; 5 &amp;amp; more", "CO₂ > 5 & more"),
                      Row("<p>a &amp;lt; b &amp;#8211; &amp;eacute;</p>", "a < b – é"),
                      Row("<i>the</i> &amp;lt;b&amp;gt; tag", "the <b> tag"),
                      Row("<i>AT&amp;T</i> and R&amp;D", "AT&T and R&D"),
                      Row("<i>Q&amp;A</i>: 1 &amp;lt; 2 &amp; 3", "Q&A: 1 &lt; 2 & 3"),
                      Row("CO<sub>2</sub> &gt; 5 &amp;amp; more", "CO₂ > 5 &amp; more")));

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
        Row("<italic>x</italic> <bold> y", "x <bold> y"), Row("<jats:italic>x</jats:italic>", "x"),
        Row("a<", "a<"), Row("a</", "a</"), Row("<p", "<p"), Row("<p a='", "<p a='"),
        Row("<q>x</q>", "“x”"), Row("<!-- <b> -->a<!-- b", "a<!-- b"),
        Row("<?xml version='1.0'?><!DOCTYPE html>a", "a"),
        Row("<![CDATA[<i>a</i> ]]&gt; ]]>b ]]> <![CDATA[c", "a ]]> b ]]> c"),
        Row("a<script>b<i></script>c<style>d</style>e<svg><p>f</p></svg>", "ace"),
        Row("a<script>b", "ab"), Row("<script type=\"math/tex\">a<b</script>", "$a<b$")));

INSTANTIATE_TEST_SUITE_P(
    PublishersTags, HtmlTable,
    ::testing::Values(
        Row("<scp>d</scp>-xylose in MoS<inf>2</inf>", "d-xylose in MoS₂"),
        Row("<fc>H</fc>olm and <rm>pH</rm>, <it>E. coli</it>", "Holm and pH, E. coli"),
        Row("<ce:italic>In vivo</ce:italic> Na<ce:sup>+</ce:sup>/K<ce:inf>2</ce:inf>",
            "In vivo Na⁺/K₂"),
        Row("10<ce:hsp sp=\"0.25\"/>nm and 5<hsp>mm", "10 nm and 5 mm"),
        Row("<ce:small-caps>l</ce:small-caps>-lysine<ce:cross-ref refid=\"b1\">x</ce:cross-ref>",
            "l-lysinex"),
        Row("<ce:section-title>Aims</ce:section-title><ce:simple-para>We do.</ce:simple-para>",
            "Aims: We do."),
        Row("<tp:taxon-name><tp:taxon-name-part taxon-name-part-type=\"genus\">Apis</"
            "tp:taxon-name-part></tp:taxon-name> sp.",
            "Apis sp."),
        Row("<ns2:italic>a</ns2:italic> <w:sub>1</w:sub> <dz:b>c</dz:b><z:br/>d", "a ₁ c d"),
        Row("<JATS:Italic>a</JATS:Italic> <mml:mi>x</mml:mi>", "a x"),
        Row("the ratio <a:b>, <std:sort>, <x:y>z</x:y> and <inf>, <rm> or <sc>",
            "the ratio <a:b>, <std:sort>, <x:y>z</x:y> and <inf>, <rm> or <sc>")));

INSTANTIATE_TEST_SUITE_P(
    BrokenTags, HtmlTable,
    ::testing::Values(
        Row("<p align=\"left\"class=\"a\">x</p>", "x"), Row("<a href='u'title='v'rel=w>x</a>", "x"),
        Row("<a href=https://x.example/\">x</a>", "x"),
        Row("<a href=https://x.example/?a=b&amp;c='d'>x</a>", "x"),
        Row("<a href=\"https://x.example/\"\">x</a> \"y\"", "x \"y\""),
        Row("<a href=\"https://x.example/>x</a> says \"y\" <i>z</i>", "x says \"y\" z"),
        Row("<i class='a>x</i> in d'", "x in d'"), Row("a<br/ >b<br / ><br/\n>c", "a b\n\nc"),
        Row("a</br>b<br></br>c", "a b c"), Row("<p/>a<p/ >b", "a\n\nb"),
        Row("<td nowrap>a</td><hr noshade size=1>b", "a\n\nb"),
        Row("<p nowrap>a</p><a target>b</a>", "a\n\nb"), Row("CO<SUB>2</Sub>", "CO₂"),
        Row("<a\n href=\"u\"\n\tclass = \"v\"\n>x</a\n>", "x"),
        Row("<a title=\"CO<sub>2</sub> 'gas'\" href=u>x</a>", "x"),
        Row("<img alt=\"p>0.5 and q<3\" src=u>x", "x")));

INSTANTIATE_TEST_SUITE_P(
    Prose, HtmlTable,
    ::testing::Values(Row("p<0.01, K << n, a->b, x<y and y>z", "p<0.01, K << n, a->b, x<y and y>z"),
                      Row("if a <b then c> d or i <a href b>", "if a <b then c> d or i <a href b>"),
                      Row("for p<q\"r\">s, <i/o>, <input/output>",
                          "for p<q\"r\">s, <i/o>, <input/output>"),
                      Row("u<s=t>v, <b=c>, x <p then q> y", "u<s=t>v, <b=c>, x <p then q> y")));

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
                      Row("$\\alpha--\\%$ \\alpha", "$\\alpha--\\%$ \\alpha"),
                      Row("\\ifmmode \\check{Z}\\else \\v{Z}\\fi{}upan", "Župan"),
                      Row("Andr\\ifmmode\\acute{e}\\else\\&apos;{e}\\fi{} &amp; Co", "André & Co"),
                      Row("$\\ifmmode \\check{Z}\\else \\v{Z}\\fi{}_0$", "$\\check{Z}_0$")));

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
