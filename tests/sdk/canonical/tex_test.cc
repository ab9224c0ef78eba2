#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "sdk/canonical/cleaned.h"
#include "sheaf/canonical/clean.hpp"

namespace sheaf::canonical {
namespace {

using Row = std::pair<std::string, std::string>;
class TexTable : public ::testing::TestWithParam<Row> {};

TEST_P(TexTable, Reads) {
  EXPECT_EQ(tex(GetParam().first), GetParam().second);
}

INSTANTIATE_TEST_SUITE_P(
    Accents, TexTable,
    ::testing::Values(Row("\\'c \\'{c} {\\'c} \\'{ c }", "ć ć ć ć"),
                      Row("\\`a \\^o \\~n \\\"u", "à ô ñ ü"), Row("\\=a \\.z", "ā ż"),
                      Row("\\u g \\u{a} \\v s \\v{z}", "ğ ă š ž"),
                      Row("\\H o \\H{u} \\c c \\c{s}", "ő ű ç ş"),
                      Row("\\k a \\k{e} \\r a \\r{u}", "ą ę å ů"),
                      Row("\\b{b} \\d{h} \\d s \\t{oo}", "ḇ ḥ ṣ o͡o"),
                      Row("\\i{} \\j{} \\'\\i{} \\'{\\i}", "ı ȷ í í"),
                      Row("\\v{\\j} \\\"{\\i}", "ǰ ï"), Row("\\'{\\^e} \\d{\\^{a}}", "ế ậ"),
                      Row("\\'{\\ae} \\'\\AA", "ǽ Ǻ"), Row("\\'ab \\'{ab}", "áb áb"),
                      Row("\\o\\O\\l\\L\\ss\\ae\\AE\\oe\\OE\\aa\\AA", "øØłŁßæÆœŒåÅ"),
                      Row("\\dh\\th\\DH\\TH\\dj\\ng", "ðþÐÞđŋ"),
                      Row("Stra\\ss e H\\aa kon \\AA{} x", "Straße Håkon Å x"),
                      Row("5 \\AA resolution", "5 Å resolution")));

INSTANTIATE_TEST_SUITE_P(
    BrokenAccents, TexTable,
    ::testing::Values(Row("\\'", "'"), Row("\\'{", "'{"), Row("\\'{}", "'"),
                      Row("\\'{\\foo}", "'\\foo"), Row("10\\^6 10\\^{}6", "10^6 10^6"),
                      Row("\\~{}x \\~/y", "~x ~/y"), Row("\\u", "\\u"), Row("\\c{", "\\c{"),
                      Row("\\t x \\b y", "\\t x \\b y"),
                      Row("\\\"quoted words\\\" \\\"Uber", "\"quoted words\" Über"),
                      Row("don\\'t", "don't"), Row("\\=5 \\.5", "\\=5 \\.5")));

INSTANTIATE_TEST_SUITE_P(
    Conditionals, TexTable,
    ::testing::Values(
        Row("\\ifmmode \\check{Z}\\else \\v{Z}\\fi{}upan", "Župan"),
        Row("Andr\\ifmmode\\acute{e}\\else\\'{e}\\fi{} M\\ifmmode\\ddot{u}\\else\\\"{u}\\fi ller",
            "André Müller"),
        Row("Vuli\\ifmmode \\acute{c}\\else \\'{c}\\fi{}, B.", "Vulić, B."),
        Row("a\\ifmmode x\\fi{}b", "ab"),
        Row("\\ifmmode a\\else \\ifmmode b\\else \\c{c}\\fi d\\fi{}e", "çde"),
        Row("$\\ifmmode \\check{Z}\\else \\v{Z}\\fi{}_0$", "$\\check{Z}_0$"),
        Row("$x\\ifmmode\\ifmmode\\alpha\\else a\\fi\\else b\\fi y$", "$x\\alpha y$"),
        Row("\\(\\ifmmode \\pm\\else \\textpm\\fi 2\\)", "$\\pm2$"),
        Row("\\ifmmode a\\else b", "\\ifmmode a\\else b"),
        Row("\\else \\fi \\ifmmodex", "\\else \\fi \\ifmmodex")));

INSTANTIATE_TEST_SUITE_P(
    Signs, TexTable,
    ::testing::Values(
        Row("5\\% \\& \\_ \\# \\{x\\}", "5% & _ # {x}"), Row("``a'' `b' ``c\" d", "“a” ‘b’ “c” d"),
        Row("```a' b''", "```a' b''"), Row("don't f'' the dogs' x", "don't f'' the dogs' x"),
        Row("`code` and ``code`` x", "`code` and ``code`` x"),
        Row("say ``it's `so' now''", "say “it's ‘so’ now”"),
        Row("1--2 a -- b --- c ---- d", "1–2 a – b — c ---- d"),
        Row("a --flag (--x)", "a --flag (--x)"),
        Row("Fig.~1 ~5 (~6) J ~ 7", "Fig.\u00A01 ~5 (~6) J ~ 7"), Row("a~ b~~c", "a b\u00A0c"),
        Row("10\\,km a\\;b c\\:d e\\!f g\\/h i\\-j k\\@.", "10\u00A0km a b c d ef gh ij k."),
        Row("a\\\\b\\newline c\\ d", "a b c d"), Row("e.g.\\\nx", "e.g. x")));

INSTANTIATE_TEST_SUITE_P(
    Commands, TexTable,
    ::testing::Values(Row("\\textbf{Geo}metric \\emph{a \\textit{b}} {\\it c d}",
                          "Geometric a b c d"),
                      Row("\\textbf {x} \\textbf x \\texttt{y_z}", "x \\textbf x y_z"),
                      Row("\\url{https://a.example/x\\_y~z--w}", "https://a.example/x_y~z--w"),
                      Row("\\href{https://a.example/x}{code}.", "code (https://a.example/x)."),
                      Row("\\href{https://a.example}{https://a.example}", "https://a.example"),
                      Row("\\href{https://a.example}{}", "https://a.example"),
                      Row("\\href{x}", "\\href{x}"),
                      Row("as in \\cite{a,b}, by~\\citep[p.~1]{c} x (\\cite{d}).", "as in, by x."),
                      Row("\\textcolor{red}{hot} \\color{red}cold", "hot cold"),
                      Row("x\\footnote{Code at y.}", "x (Code at y.)"), Row("\\enquote{x}", "“x”"),
                      Row("(\\romannumeral1) (\\romannumeral 14)", "(i) (xiv)"),
                      Row("H\\textsubscript{2}O\\textsuperscript{-}", "H₂O⁻"),
                      Row("\\ldots \\S 3 \\LaTeX{}", "… § 3 LaTeX"),
                      Row("\\section*{Aims} We \\par do", "Aims\n\nWe\n\ndo"),
                      Row("\\begin{itemize}\\item a \\item b\\end{itemize}", "a\n\nb"),
                      Row("\\alpha-helix, AUC \\geq 0.9, 4\\times x, \\to \\sim5",
                          "α-helix, AUC ≥ 0.9, 4× x, → ∼5"),
                      Row("\\foo{} \\bar{a}{\\'e} \\baz", "\\foo{} \\bar{a}{é} \\baz"),
                      Row("a\\", "a\\"), Row("C:\\1 \\*", "C:\\1 \\*")));

INSTANTIATE_TEST_SUITE_P(
    Braces, TexTable,
    ::testing::Values(Row("{GPT}-4 10{,}817 {Deep Nets}", "GPT-4 10,817 Deep Nets"),
                      Row("in {0, 1} or {none, all}", "in {0, 1} or {none, all}"),
                      Row("{{A: B}}", "A: B"), Row("a } b { c", "a } b { c"), Row("{{{a}", "{{a"),
                      Row("\\textbf{a", "a"), Row("{}", "")));

INSTANTIATE_TEST_SUITE_P(
    Maths, TexTable,
    ::testing::Values(Row("\\(N=n+1\\), Top-\\(k\\)", "$N=n+1$, Top-$k$"),
                      Row("\\[ x^2 \\]", "$$x^2$$"),
                      Row("\\(5 of 10\\) \\( \\) \\(a", "\\(5 of 10\\) \\( \\) \\(a"),
                      Row("\\(a$b\\)", "\\(a$b\\)"),
                      Row("$\\sim$70\\% and $3$-$630$", "$\\sim$70% and $3$-$630$"),
                      Row("$a$$b$ \\\\$c--d$", "$a$$b$ $c--d$"), Row("$\\$5--6$", "$\\$5--6$"),
                      Row("$a\nb$", "$a b$"), Row("$a--\n\nb$", "$a–\n\nb$"),
                      Row("\\begin{equation} x \\end{equation}", "$$x$$"),
                      Row("\\begin{align*}a&=b\\\\c&=d\\end{align*}",
                          "$$\\begin{aligned}a&=b\\\\c&=d\\end{aligned}$$"),
                      Row("\\begin{equation} x", "\\begin{equation} x")));

INSTANTIATE_TEST_SUITE_P(Others, TexTable,
                         ::testing::Values(Row("a **bold** `x` &amp; <b>y</b>",
                                               "a **bold** `x` &amp; <b>y</b>"),
                                           Row("https://a.example/~b/c--d'' x~y",
                                               "https://a.example/~b/c--d'' x\u00A0y"),
                                           Row("one\n  two\n\n three", "one two\n\nthree")));

}  // namespace
}  // namespace sheaf::canonical
