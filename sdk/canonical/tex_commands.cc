#include "tex_commands.h"

#include <algorithm>
#include <array>

namespace sheaf::canonical {
namespace {

using enum TexKind;

// LaTeX 2e, AMS and natbib, as far as they occur in titles and abstracts. Sorted by name.
// clang-format off
constexpr auto kCommands = std::to_array<TexCommand>({
    {"AA", kLetter, "Å"}, {"AE", kLetter, "Æ"}, {"BibTeX", kSymbol, "BibTeX"},
    {"Box", kSymbol, "□"}, {"Cite", kDrop}, {"Citep", kDrop}, {"Citet", kDrop},
    {"DH", kLetter, "Ð"}, {"DJ", kLetter, "Đ"}, {"Delta", kSymbol, "Δ"}, {"EUR", kSymbol, "€"},
    {"G", kAccent, "\u030F"}, {"Gamma", kSymbol, "Γ"}, {"H", kAccent, "\u030B"},
    {"Huge", kDeclaration}, {"Im", kSymbol, "ℑ"}, {"L", kLetter, "Ł"}, {"LARGE", kDeclaration},
    {"LaTeX", kSymbol, "LaTeX"}, {"LaTeXe", kSymbol, "LaTeX2e"}, {"Lambda", kSymbol, "Λ"},
    {"Large", kDeclaration}, {"Leftarrow", kSymbol, "⇐"}, {"Leftrightarrow", kSymbol, "⇔"},
    {"NG", kLetter, "Ŋ"}, {"O", kLetter, "Ø"}, {"OE", kLetter, "Œ"}, {"Omega", kSymbol, "Ω"},
    {"Phi", kSymbol, "Φ"}, {"Pi", kSymbol, "Π"}, {"Pr", kSymbol, "Pr"}, {"Psi", kSymbol, "Ψ"},
    {"Re", kSymbol, "ℜ"}, {"Rightarrow", kSymbol, "⇒"}, {"S", kSymbol, "§"}, {"SS", kLetter, "ẞ"},
    {"Sigma", kSymbol, "Σ"}, {"TH", kLetter, "Þ"}, {"TeX", kSymbol, "TeX"},
    {"Theta", kSymbol, "Θ"}, {"U", kAccent, "\u030E"}, {"Upsilon", kSymbol, "Υ"},
    {"Xi", kSymbol, "Ξ"}, {"aa", kLetter, "å"}, {"ae", kLetter, "æ"}, {"aleph", kSymbol, "ℵ"},
    {"alpha", kSymbol, "α"}, {"angle", kSymbol, "∠"}, {"approx", kSymbol, "≈"},
    {"arg", kSymbol, "arg"}, {"ast", kSymbol, "∗"}, {"autocite", kDrop}, {"b", kAccent, "\u0331"},
    {"because", kSymbol, "∵"}, {"begin", kBegin}, {"beta", kSymbol, "β"}, {"bf", kDeclaration},
    {"bfseries", kDeclaration}, {"bibliography", kDrop}, {"bibliographystyle", kDrop},
    {"bigskip", kDeclaration}, {"bm", kStyle}, {"boldmath", kDeclaration}, {"boldsymbol", kStyle},
    {"bot", kSymbol, "⊥"}, {"bullet", kSymbol, "•"}, {"c", kAccent, "\u0327"},
    {"cap", kSymbol, "∩"}, {"cdot", kSymbol, "·"}, {"cdots", kSymbol, "⋯"},
    {"centering", kDeclaration}, {"checkmark", kSymbol, "✓"}, {"chi", kSymbol, "χ"},
    {"circ", kSymbol, "∘"}, {"cite", kDrop}, {"citealp", kDrop}, {"citealt", kDrop},
    {"citeauthor", kDrop}, {"citep", kDrop}, {"citet", kDrop}, {"citeyear", kDrop},
    {"citeyearpar", kDrop}, {"clearpage", kNewParagraph}, {"color", kDrop}, {"colorbox", kShowSecond},
    {"cong", kSymbol, "≅"}, {"copyright", kSymbol, "©"}, {"cos", kSymbol, "cos"},
    {"cup", kSymbol, "∪"}, {"d", kAccent, "\u0323"}, {"dag", kSymbol, "†"},
    {"dagger", kSymbol, "†"}, {"ddag", kSymbol, "‡"}, {"ddagger", kSymbol, "‡"},
    {"degree", kSymbol, "°"}, {"delta", kSymbol, "δ"}, {"det", kSymbol, "det"},
    {"dh", kLetter, "ð"}, {"dim", kSymbol, "dim"}, {"displaystyle", kDeclaration},
    {"div", kSymbol, "÷"}, {"dj", kLetter, "đ"}, {"dots", kSymbol, "…"}, {"dotsb", kSymbol, "…"},
    {"dotsc", kSymbol, "…"}, {"downarrow", kSymbol, "↓"}, {"ell", kSymbol, "ℓ"},
    {"em", kDeclaration}, {"emph", kStyle}, {"emptyset", kSymbol, "∅"}, {"end", kEnd},
    {"enquote", kQuote}, {"ensuremath", kStyle}, {"epsilon", kSymbol, "ε"},
    {"equiv", kSymbol, "≡"}, {"eta", kSymbol, "η"}, {"euro", kSymbol, "€"},
    {"exists", kSymbol, "∃"}, {"exp", kSymbol, "exp"}, {"fbox", kStyle}, {"flat", kSymbol, "♭"},
    {"flqq", kSymbol, "«"}, {"footcite", kDrop}, {"footnote", kFootnote},
    {"footnotesize", kDeclaration}, {"footnotetext", kFootnote}, {"forall", kSymbol, "∀"},
    {"foreignlanguage", kShowSecond}, {"frqq", kSymbol, "»"}, {"gamma", kSymbol, "γ"},
    {"ge", kSymbol, "≥"}, {"geq", kSymbol, "≥"}, {"gets", kSymbol, "←"}, {"gg", kSymbol, "≫"},
    {"glqq", kSymbol, "„"}, {"grqq", kSymbol, "“"}, {"gtrsim", kSymbol, "≳"},
    {"guillemetleft", kSymbol, "«"}, {"guillemetright", kSymbol, "»"},
    {"guillemotleft", kSymbol, "«"}, {"guillemotright", kSymbol, "»"}, {"hbar", kSymbol, "ℏ"},
    {"hbox", kStyle}, {"hfill", kSpace}, {"hl", kStyle}, {"hookrightarrow", kSymbol, "↪"},
    {"hphantom", kDrop}, {"href", kHref}, {"hspace", kDrop}, {"huge", kDeclaration},
    {"i", kLetter, "ı"}, {"iff", kSymbol, "⇔"}, {"implies", kSymbol, "⇒"}, {"in", kSymbol, "∈"},
    {"indent", kDeclaration}, {"index", kDrop}, {"inf", kSymbol, "inf"}, {"infty", kSymbol, "∞"},
    {"int", kSymbol, "∫"}, {"iota", kSymbol, "ι"}, {"it", kDeclaration}, {"item", kNewParagraph},
    {"itshape", kDeclaration}, {"j", kLetter, "ȷ"}, {"k", kAccent, "\u0328"},
    {"kappa", kSymbol, "κ"}, {"l", kLetter, "ł"}, {"label", kDrop}, {"lambda", kSymbol, "λ"},
    {"land", kSymbol, "∧"}, {"langle", kSymbol, "⟨"}, {"large", kDeclaration},
    {"lbrace", kSymbol, "{"}, {"lbrack", kSymbol, "["}, {"lceil", kSymbol, "⌈"},
    {"ldots", kSymbol, "…"}, {"le", kSymbol, "≤"}, {"leavevmode", kDeclaration},
    {"leftarrow", kSymbol, "←"}, {"leftrightarrow", kSymbol, "↔"}, {"leq", kSymbol, "≤"},
    {"lesssim", kSymbol, "≲"}, {"lfloor", kSymbol, "⌊"}, {"lim", kSymbol, "lim"},
    {"limits", kDeclaration}, {"linebreak", kSpace}, {"ll", kSymbol, "≪"}, {"ln", kSymbol, "ln"},
    {"lnot", kSymbol, "¬"}, {"log", kSymbol, "log"}, {"longleftarrow", kSymbol, "⟵"},
    {"longrightarrow", kSymbol, "⟶"}, {"lor", kSymbol, "∨"}, {"lowercase", kStyle},
    {"makebox", kStyle}, {"maketitle", kDeclaration}, {"mapsto", kSymbol, "↦"}, {"mathbb", kStyle},
    {"mathbf", kStyle}, {"mathcal", kStyle}, {"mathfrak", kStyle}, {"mathit", kStyle},
    {"mathop", kStyle}, {"mathrm", kStyle}, {"mathsf", kStyle}, {"mathtt", kStyle},
    {"max", kSymbol, "max"}, {"mbox", kStyle}, {"mdseries", kDeclaration},
    {"medskip", kDeclaration}, {"mid", kSymbol, "∣"}, {"min", kSymbol, "min"},
    {"models", kSymbol, "⊨"}, {"mp", kSymbol, "∓"}, {"mu", kSymbol, "μ"}, {"nabla", kSymbol, "∇"},
    {"ne", kSymbol, "≠"}, {"nearrow", kSymbol, "↗"}, {"neg", kSymbol, "¬"}, {"neq", kSymbol, "≠"},
    {"newline", kSpace}, {"newpage", kNewParagraph}, {"ng", kLetter, "ŋ"}, {"ni", kSymbol, "∋"},
    {"nobreakspace", kSymbol, "\u00A0"}, {"nocite", kDrop}, {"noindent", kDeclaration},
    {"nolimits", kDeclaration}, {"nolinkurl", kUrl}, {"normalfont", kDeclaration},
    {"normalsize", kDeclaration}, {"notin", kSymbol, "∉"}, {"nu", kSymbol, "ν"},
    {"o", kLetter, "ø"}, {"odot", kSymbol, "⊙"}, {"oe", kLetter, "œ"}, {"oint", kSymbol, "∮"},
    {"omega", kSymbol, "ω"}, {"ominus", kSymbol, "⊖"}, {"operatorname", kStyle},
    {"oplus", kSymbol, "⊕"}, {"otimes", kSymbol, "⊗"}, {"pagestyle", kDrop}, {"par", kNewParagraph},
    {"paragraph", kNewParagraph}, {"parallel", kSymbol, "∥"}, {"parencite", kDrop},
    {"partial", kSymbol, "∂"}, {"path", kUrl}, {"perp", kSymbol, "⊥"}, {"phantom", kDrop},
    {"phi", kSymbol, "φ"}, {"pi", kSymbol, "π"}, {"pm", kSymbol, "±"}, {"pmb", kStyle},
    {"pounds", kSymbol, "£"}, {"prime", kSymbol, "′"}, {"prod", kSymbol, "∏"},
    {"propto", kSymbol, "∝"}, {"protect", kDeclaration}, {"psi", kSymbol, "ψ"},
    {"qquad", kSymbol, " "}, {"quad", kSymbol, " "}, {"r", kAccent, "\u030A"},
    {"raggedright", kDeclaration}, {"raisebox", kShowSecond}, {"rangle", kSymbol, "⟩"},
    {"rbrace", kSymbol, "}"}, {"rbrack", kSymbol, "]"}, {"rceil", kSymbol, "⌉"},
    {"relax", kDeclaration}, {"rfloor", kSymbol, "⌋"}, {"rho", kSymbol, "ρ"},
    {"rightarrow", kSymbol, "→"}, {"rightleftharpoons", kSymbol, "⇌"}, {"rm", kDeclaration},
    {"rmfamily", kDeclaration}, {"romannumeral", kRoman}, {"sc", kDeclaration},
    {"scriptsize", kDeclaration}, {"scshape", kDeclaration}, {"searrow", kSymbol, "↘"},
    {"section", kNewParagraph}, {"setminus", kSymbol, "∖"}, {"sf", kDeclaration},
    {"sffamily", kDeclaration}, {"sharp", kSymbol, "♯"}, {"sigma", kSymbol, "σ"},
    {"sim", kSymbol, "∼"}, {"simeq", kSymbol, "≃"}, {"sin", kSymbol, "sin"}, {"sl", kDeclaration},
    {"sloppy", kDeclaration}, {"slshape", kDeclaration}, {"small", kDeclaration},
    {"smallskip", kDeclaration}, {"sout", kStyle}, {"space", kSymbol, " "}, {"sqrt", kSymbol, "√"},
    {"square", kSymbol, "□"}, {"ss", kLetter, "ß"}, {"star", kSymbol, "⋆"},
    {"subparagraph", kNewParagraph}, {"subsection", kNewParagraph}, {"subset", kSymbol, "⊂"},
    {"subseteq", kSymbol, "⊆"}, {"subsubsection", kNewParagraph}, {"sum", kSymbol, "∑"},
    {"sup", kSymbol, "sup"}, {"supset", kSymbol, "⊃"}, {"supseteq", kSymbol, "⊇"},
    {"t", kAccent, "\u0361"}, {"tan", kSymbol, "tan"}, {"tau", kSymbol, "τ"}, {"text", kStyle},
    {"textasciicircum", kSymbol, "^"}, {"textasciitilde", kSymbol, "~"},
    {"textbackslash", kSymbol, "\\"}, {"textbar", kSymbol, "|"}, {"textbf", kStyle},
    {"textbullet", kSymbol, "•"}, {"textcent", kSymbol, "¢"}, {"textcite", kDrop},
    {"textcolor", kShowSecond}, {"textcopyright", kSymbol, "©"}, {"textdagger", kSymbol, "†"},
    {"textdaggerdbl", kSymbol, "‡"}, {"textdegree", kSymbol, "°"}, {"textellipsis", kSymbol, "…"},
    {"textemdash", kSymbol, "—"}, {"textendash", kSymbol, "–"}, {"texteuro", kSymbol, "€"},
    {"textexclamdown", kSymbol, "¡"}, {"textgreater", kSymbol, ">"}, {"textit", kStyle},
    {"textleftarrow", kSymbol, "←"}, {"textless", kSymbol, "<"}, {"textlf", kStyle},
    {"textmd", kStyle}, {"textminus", kSymbol, "−"}, {"textmu", kSymbol, "µ"},
    {"textnormal", kStyle}, {"textonehalf", kSymbol, "½"}, {"textonequarter", kSymbol, "¼"},
    {"textordfeminine", kSymbol, "ª"}, {"textordmasculine", kSymbol, "º"},
    {"textparagraph", kSymbol, "¶"}, {"textperthousand", kSymbol, "‰"}, {"textpm", kSymbol, "±"},
    {"textquestiondown", kSymbol, "¿"}, {"textquotedbl", kSymbol, "\""},
    {"textquotedblleft", kSymbol, "“"}, {"textquotedblright", kSymbol, "”"},
    {"textquoteleft", kSymbol, "‘"}, {"textquoteright", kSymbol, "’"},
    {"textquotesingle", kSymbol, "'"}, {"textregistered", kSymbol, "®"},
    {"textrightarrow", kSymbol, "→"}, {"textrm", kStyle}, {"textsc", kStyle},
    {"textsection", kSymbol, "§"}, {"textsf", kStyle}, {"textsl", kStyle},
    {"textsterling", kSymbol, "£"}, {"textstyle", kDeclaration}, {"textsubscript", kSub},
    {"textsuperscript", kSuper}, {"textsw", kStyle}, {"textthreequarters", kSymbol, "¾"},
    {"texttimes", kSymbol, "×"}, {"texttrademark", kSymbol, "™"}, {"texttt", kStyle},
    {"textunderscore", kSymbol, "_"}, {"textup", kStyle}, {"textyen", kSymbol, "¥"},
    {"th", kLetter, "þ"}, {"thanks", kFootnote}, {"therefore", kSymbol, "∴"},
    {"theta", kSymbol, "θ"}, {"thispagestyle", kDrop}, {"times", kSymbol, "×"},
    {"tiny", kDeclaration}, {"title", kStyle}, {"to", kSymbol, "→"}, {"top", kSymbol, "⊤"},
    {"triangle", kSymbol, "△"}, {"tt", kDeclaration}, {"ttfamily", kDeclaration},
    {"u", kAccent, "\u0306"}, {"uline", kStyle}, {"underline", kStyle}, {"uparrow", kSymbol, "↑"},
    {"upshape", kDeclaration}, {"upsilon", kSymbol, "υ"}, {"url", kUrl}, {"v", kAccent, "\u030C"},
    {"varepsilon", kSymbol, "ε"}, {"varnothing", kSymbol, "∅"}, {"varphi", kSymbol, "φ"},
    {"varpi", kSymbol, "ϖ"}, {"varrho", kSymbol, "ϱ"}, {"varsigma", kSymbol, "ς"},
    {"vartheta", kSymbol, "ϑ"}, {"vdash", kSymbol, "⊢"}, {"vee", kSymbol, "∨"},
    {"vphantom", kDrop}, {"vspace", kDrop}, {"wedge", kSymbol, "∧"}, {"xi", kSymbol, "ξ"},
    {"xspace", kDeclaration}, {"zeta", kSymbol, "ζ"},
});
// clang-format on

constexpr bool by_name(const TexCommand& a, const TexCommand& b) {
  return a.name < b.name;
}
static_assert(std::is_sorted(kCommands.begin(), kCommands.end(), by_name));

}  // namespace

const TexCommand* find_tex_command(std::string_view name) {
  const auto* found =
      std::lower_bound(kCommands.begin(), kCommands.end(), TexCommand{name}, by_name);
  return found != kCommands.end() && found->name == name ? found : nullptr;
}

char32_t tex_accent(char sign) {
  switch (sign) {
    case '`':
      return 0x300;
    case '\'':
      return 0x301;
    case '^':
      return 0x302;
    case '~':
      return 0x303;
    case '=':
      return 0x304;
    case '.':
      return 0x307;
    case '"':
      return 0x308;
    default:
      return 0;
  }
}

}  // namespace sheaf::canonical
