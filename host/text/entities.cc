#include "text/entities.h"

#include <algorithm>
#include <array>

#include "text/utf8.h"

namespace host::text {
namespace {

struct Entity {
  std::string_view name;
  char32_t cp;
};

// HTML 4.01 (section 24) and the names of HTML 5 (section 13.5) that occur in scholarly text,
// sorted by name.
// clang-format off
constexpr auto kEntities = std::to_array<Entity>({
    {"AElig", 0xC6}, {"Aacute", 0xC1}, {"Abreve", 0x102}, {"Acirc", 0xC2}, {"Agrave", 0xC0},
    {"Alpha", 0x391}, {"Amacr", 0x100}, {"Aogon", 0x104}, {"Aring", 0xC5}, {"Atilde", 0xC3},
    {"Auml", 0xC4}, {"Beta", 0x392}, {"Cacute", 0x106}, {"Ccaron", 0x10C}, {"Ccedil", 0xC7},
    {"Ccirc", 0x108}, {"Cdot", 0x10A}, {"Chi", 0x3A7}, {"Congruent", 0x2261}, {"Copf", 0x2102},
    {"Dagger", 0x2021}, {"Dcaron", 0x10E}, {"Del", 0x2207}, {"Delta", 0x394}, {"Dstrok", 0x110},
    {"ETH", 0xD0}, {"Eacute", 0xC9}, {"Ecaron", 0x11A}, {"Ecirc", 0xCA}, {"Edot", 0x116},
    {"Egrave", 0xC8}, {"Emacr", 0x112}, {"Eogon", 0x118}, {"Epsilon", 0x395}, {"Eta", 0x397},
    {"Euml", 0xCB}, {"Gamma", 0x393}, {"Gbreve", 0x11E}, {"Gcedil", 0x122}, {"Gcirc", 0x11C},
    {"Gdot", 0x120}, {"Gt", 0x226B}, {"Hcirc", 0x124}, {"Hopf", 0x210D}, {"Hstrok", 0x126},
    {"IJlig", 0x132}, {"Iacute", 0xCD}, {"Icirc", 0xCE}, {"Idot", 0x130}, {"Igrave", 0xCC},
    {"Imacr", 0x12A}, {"Int", 0x222C}, {"Iogon", 0x12E}, {"Iota", 0x399}, {"Itilde", 0x128},
    {"Iuml", 0xCF}, {"Jcirc", 0x134}, {"Kappa", 0x39A}, {"Kcedil", 0x136}, {"Lacute", 0x139},
    {"Lambda", 0x39B}, {"Lcaron", 0x13D}, {"Lcedil", 0x13B}, {"Leftarrow", 0x21D0},
    {"Lstrok", 0x141}, {"Lt", 0x226A}, {"Mu", 0x39C}, {"Nacute", 0x143}, {"Ncaron", 0x147},
    {"Ncedil", 0x145}, {"NewLine", 0xA}, {"NoBreak", 0x2060}, {"NonBreakingSpace", 0xA0},
    {"Nopf", 0x2115}, {"Ntilde", 0xD1}, {"Nu", 0x39D}, {"OElig", 0x152}, {"Oacute", 0xD3},
    {"Ocirc", 0xD4}, {"Odblac", 0x150}, {"Ograve", 0xD2}, {"Omacr", 0x14C}, {"Omega", 0x3A9},
    {"Omicron", 0x39F}, {"Oslash", 0xD8}, {"Otilde", 0xD5}, {"Ouml", 0xD6}, {"OverBar", 0x203E},
    {"Phi", 0x3A6}, {"Pi", 0x3A0}, {"Popf", 0x2119}, {"Prime", 0x2033}, {"Psi", 0x3A8},
    {"Qopf", 0x211A}, {"Racute", 0x154}, {"Rcaron", 0x158}, {"Rcedil", 0x156}, {"Rho", 0x3A1},
    {"Rightarrow", 0x21D2}, {"Ropf", 0x211D}, {"Sacute", 0x15A}, {"Scaron", 0x160},
    {"Scedil", 0x15E}, {"Scirc", 0x15C}, {"Sigma", 0x3A3}, {"Sqrt", 0x221A}, {"THORN", 0xDE},
    {"Tab", 0x9}, {"Tau", 0x3A4}, {"Tcaron", 0x164}, {"Tcedil", 0x162}, {"Theta", 0x398},
    {"ThinSpace", 0x2009}, {"Tstrok", 0x166}, {"Uacute", 0xDA}, {"Ubreve", 0x16C}, {"Ucirc", 0xDB},
    {"Udblac", 0x170}, {"Ugrave", 0xD9}, {"Umacr", 0x16A}, {"Uogon", 0x172}, {"Upsi", 0x3D2},
    {"Upsilon", 0x3A5}, {"Uring", 0x16E}, {"Utilde", 0x168}, {"Uuml", 0xDC}, {"Wcirc", 0x174},
    {"Xi", 0x39E}, {"Yacute", 0xDD}, {"Ycirc", 0x176}, {"Yuml", 0x178}, {"Zacute", 0x179},
    {"Zcaron", 0x17D}, {"Zdot", 0x17B}, {"ZeroWidthSpace", 0x200B}, {"Zeta", 0x396},
    {"Zopf", 0x2124}, {"aacute", 0xE1}, {"abreve", 0x103}, {"acirc", 0xE2}, {"acute", 0xB4},
    {"aelig", 0xE6}, {"af", 0x2061}, {"agrave", 0xE0}, {"alefsym", 0x2135}, {"aleph", 0x2135},
    {"alpha", 0x3B1}, {"amacr", 0x101}, {"amp", 0x26}, {"and", 0x2227}, {"ang", 0x2220},
    {"angle", 0x2220}, {"angmsd", 0x2221}, {"aogon", 0x105}, {"ap", 0x2248}, {"ape", 0x224A},
    {"apos", 0x27}, {"approx", 0x2248}, {"approxeq", 0x224A}, {"aring", 0xE5}, {"ast", 0x2A},
    {"asymp", 0x2248}, {"atilde", 0xE3}, {"auml", 0xE4}, {"bdquo", 0x201E}, {"becaus", 0x2235},
    {"because", 0x2235}, {"beta", 0x3B2}, {"beth", 0x2136}, {"bigcirc", 0x25EF},
    {"bigstar", 0x2605}, {"blacksquare", 0x25AA}, {"bot", 0x22A5}, {"bottom", 0x22A5},
    {"bprime", 0x2035}, {"breve", 0x2D8}, {"brvbar", 0xA6}, {"bsim", 0x223D}, {"bsol", 0x5C},
    {"bull", 0x2022}, {"bullet", 0x2022}, {"bumpe", 0x224F}, {"cacute", 0x107}, {"cap", 0x2229},
    {"caret", 0x2041}, {"caron", 0x2C7}, {"ccaron", 0x10D}, {"ccedil", 0xE7}, {"ccirc", 0x109},
    {"cdot", 0x10B}, {"cedil", 0xB8}, {"cent", 0xA2}, {"centerdot", 0xB7}, {"check", 0x2713},
    {"checkmark", 0x2713}, {"chi", 0x3C7}, {"cir", 0x25CB}, {"circ", 0x2C6}, {"circledR", 0xAE},
    {"clubs", 0x2663}, {"colon", 0x3A}, {"colone", 0x2254}, {"coloneq", 0x2254}, {"comma", 0x2C},
    {"commat", 0x40}, {"compfn", 0x2218}, {"cong", 0x2245}, {"conint", 0x222E}, {"coprod", 0x2210},
    {"copy", 0xA9}, {"copysr", 0x2117}, {"crarr", 0x21B5}, {"cross", 0x2717}, {"cup", 0x222A},
    {"curren", 0xA4}, {"dArr", 0x21D3}, {"dagger", 0x2020}, {"darr", 0x2193}, {"dash", 0x2010},
    {"dashv", 0x22A3}, {"dblac", 0x2DD}, {"dcaron", 0x10F}, {"deg", 0xB0}, {"delta", 0x3B4},
    {"diams", 0x2666}, {"die", 0xA8}, {"digamma", 0x3DD}, {"div", 0xF7}, {"divide", 0xF7},
    {"dollar", 0x24}, {"dot", 0x2D9}, {"downarrow", 0x2193}, {"dstrok", 0x111}, {"dtri", 0x25BF},
    {"dtrif", 0x25BE}, {"eacute", 0xE9}, {"ecaron", 0x11B}, {"ecirc", 0xEA}, {"ecolon", 0x2255},
    {"edot", 0x117}, {"egrave", 0xE8}, {"ell", 0x2113}, {"emacr", 0x113}, {"empty", 0x2205},
    {"emptyset", 0x2205}, {"emptyv", 0x2205}, {"emsp", 0x2003}, {"emsp13", 0x2004},
    {"emsp14", 0x2005}, {"ensp", 0x2002}, {"eogon", 0x119}, {"epsi", 0x3B5}, {"epsilon", 0x3B5},
    {"epsiv", 0x3F5}, {"eqsim", 0x2242}, {"equals", 0x3D}, {"equiv", 0x2261}, {"eta", 0x3B7},
    {"eth", 0xF0}, {"euml", 0xEB}, {"euro", 0x20AC}, {"excl", 0x21}, {"exist", 0x2203},
    {"female", 0x2640}, {"ffilig", 0xFB03}, {"fflig", 0xFB00}, {"ffllig", 0xFB04},
    {"filig", 0xFB01}, {"flat", 0x266D}, {"fllig", 0xFB02}, {"fnof", 0x192}, {"forall", 0x2200},
    {"frac12", 0xBD}, {"frac13", 0x2153}, {"frac14", 0xBC}, {"frac15", 0x2155}, {"frac16", 0x2159},
    {"frac18", 0x215B}, {"frac23", 0x2154}, {"frac25", 0x2156}, {"frac34", 0xBE},
    {"frac35", 0x2157}, {"frac38", 0x215C}, {"frac45", 0x2158}, {"frac56", 0x215A},
    {"frac58", 0x215D}, {"frac78", 0x215E}, {"frasl", 0x2044}, {"gE", 0x2267}, {"gamma", 0x3B3},
    {"gammad", 0x3DD}, {"gbreve", 0x11F}, {"gcirc", 0x11D}, {"gdot", 0x121}, {"ge", 0x2265},
    {"geq", 0x2265}, {"geqq", 0x2267}, {"geqslant", 0x2A7E}, {"ges", 0x2A7E}, {"gg", 0x226B},
    {"gl", 0x2277}, {"grave", 0x60}, {"gsim", 0x2273}, {"gt", 0x3E}, {"gtrsim", 0x2273},
    {"hArr", 0x21D4}, {"hairsp", 0x200A}, {"harr", 0x2194}, {"hbar", 0x210F}, {"hcirc", 0x125},
    {"hearts", 0x2665}, {"hellip", 0x2026}, {"hookrightarrow", 0x21AA}, {"horbar", 0x2015},
    {"hstrok", 0x127}, {"hyphen", 0x2010}, {"iacute", 0xED}, {"ic", 0x2063}, {"icirc", 0xEE},
    {"iexcl", 0xA1}, {"iff", 0x21D4}, {"igrave", 0xEC}, {"iiint", 0x222D}, {"ijlig", 0x133},
    {"imacr", 0x12B}, {"image", 0x2111}, {"imagpart", 0x2111}, {"imath", 0x131}, {"in", 0x2208},
    {"incare", 0x2105}, {"infin", 0x221E}, {"inodot", 0x131}, {"int", 0x222B}, {"iogon", 0x12F},
    {"iota", 0x3B9}, {"iquest", 0xBF}, {"isin", 0x2208}, {"isinv", 0x2208}, {"it", 0x2062},
    {"itilde", 0x129}, {"iuml", 0xEF}, {"jcirc", 0x135}, {"kappa", 0x3BA}, {"kappav", 0x3F0},
    {"kcedil", 0x137}, {"lArr", 0x21D0}, {"lE", 0x2266}, {"lacute", 0x13A}, {"lambda", 0x3BB},
    {"lang", 0x27E8}, {"langle", 0x27E8}, {"laquo", 0xAB}, {"larr", 0x2190}, {"larrhk", 0x21A9},
    {"lbrace", 0x7B}, {"lbrack", 0x5B}, {"lcaron", 0x13E}, {"lcedil", 0x13C}, {"lceil", 0x2308},
    {"lcub", 0x7B}, {"ldquo", 0x201C}, {"ldquor", 0x201E}, {"le", 0x2264}, {"leftarrow", 0x2190},
    {"leftrightarrow", 0x2194}, {"leq", 0x2264}, {"leqq", 0x2266}, {"leqslant", 0x2A7D},
    {"les", 0x2A7D}, {"lesssim", 0x2272}, {"lfloor", 0x230A}, {"lg", 0x2276}, {"ll", 0x226A},
    {"lobrk", 0x27E6}, {"longrightarrow", 0x27F6}, {"lowast", 0x2217}, {"lowbar", 0x5F},
    {"loz", 0x25CA}, {"lozf", 0x29EB}, {"lpar", 0x28}, {"lrarr", 0x21C6}, {"lrhar", 0x21CB},
    {"lrm", 0x200E}, {"lsaquo", 0x2039}, {"lsim", 0x2272}, {"lsqb", 0x5B}, {"lsquo", 0x2018},
    {"lsquor", 0x201A}, {"lstrok", 0x142}, {"lt", 0x3C}, {"ltri", 0x25C3}, {"macr", 0xAF},
    {"male", 0x2642}, {"malt", 0x2720}, {"map", 0x21A6}, {"mapsto", 0x21A6}, {"mdash", 0x2014},
    {"mho", 0x2127}, {"micro", 0xB5}, {"mid", 0x2223}, {"middot", 0xB7}, {"minus", 0x2212},
    {"mldr", 0x2026}, {"mnplus", 0x2213}, {"models", 0x22A7}, {"mp", 0x2213}, {"mu", 0x3BC},
    {"nabla", 0x2207}, {"nacute", 0x144}, {"natural", 0x266E}, {"nbsp", 0xA0}, {"ncaron", 0x148},
    {"ncedil", 0x146}, {"ncong", 0x2247}, {"ndash", 0x2013}, {"ne", 0x2260}, {"nearr", 0x2197},
    {"nequiv", 0x2262}, {"nexist", 0x2204}, {"nexists", 0x2204}, {"nge", 0x2271}, {"ngt", 0x226F},
    {"ni", 0x220B}, {"niv", 0x220B}, {"nldr", 0x2025}, {"nle", 0x2270}, {"nlt", 0x226E},
    {"nmid", 0x2224}, {"not", 0xAC}, {"notin", 0x2209}, {"notinva", 0x2209}, {"npar", 0x2226},
    {"nsim", 0x2241}, {"nsub", 0x2284}, {"nsup", 0x2285}, {"ntilde", 0xF1}, {"nu", 0x3BD},
    {"num", 0x23}, {"numero", 0x2116}, {"numsp", 0x2007}, {"nvdash", 0x22AC}, {"nwarr", 0x2196},
    {"oS", 0x24C8}, {"oacute", 0xF3}, {"ocirc", 0xF4}, {"odblac", 0x151}, {"odot", 0x2299},
    {"oelig", 0x153}, {"ogon", 0x2DB}, {"ograve", 0xF2}, {"ohm", 0x3A9}, {"oint", 0x222E},
    {"oline", 0x203E}, {"omacr", 0x14D}, {"omega", 0x3C9}, {"omicron", 0x3BF}, {"ominus", 0x2296},
    {"oplus", 0x2295}, {"or", 0x2228}, {"ordf", 0xAA}, {"ordm", 0xBA}, {"oslash", 0xF8},
    {"osol", 0x2298}, {"otilde", 0xF5}, {"otimes", 0x2297}, {"ouml", 0xF6}, {"para", 0xB6},
    {"parallel", 0x2225}, {"part", 0x2202}, {"percnt", 0x25}, {"period", 0x2E}, {"permil", 0x2030},
    {"perp", 0x22A5}, {"pertenk", 0x2031}, {"phi", 0x3C6}, {"phiv", 0x3D5}, {"phone", 0x260E},
    {"pi", 0x3C0}, {"piv", 0x3D6}, {"planck", 0x210F}, {"plankv", 0x210F}, {"plus", 0x2B},
    {"plusmn", 0xB1}, {"pm", 0xB1}, {"pound", 0xA3}, {"pr", 0x227A}, {"prec", 0x227A},
    {"prime", 0x2032}, {"prod", 0x220F}, {"prop", 0x221D}, {"propto", 0x221D}, {"psi", 0x3C8},
    {"puncsp", 0x2008}, {"quest", 0x3F}, {"quot", 0x22}, {"rArr", 0x21D2}, {"racute", 0x155},
    {"radic", 0x221A}, {"rang", 0x27E9}, {"rangle", 0x27E9}, {"raquo", 0xBB}, {"rarr", 0x2192},
    {"rarrhk", 0x21AA}, {"rarrw", 0x219D}, {"rbrace", 0x7D}, {"rbrack", 0x5D}, {"rcaron", 0x159},
    {"rcedil", 0x157}, {"rceil", 0x2309}, {"rcub", 0x7D}, {"rdquo", 0x201D}, {"rdquor", 0x201D},
    {"real", 0x211C}, {"realpart", 0x211C}, {"reg", 0xAE}, {"rfloor", 0x230B}, {"rho", 0x3C1},
    {"rhov", 0x3F1}, {"rightarrow", 0x2192}, {"rightleftharpoons", 0x21CC},
    {"rightsquigarrow", 0x219D}, {"ring", 0x2DA}, {"rlarr", 0x21C4}, {"rlhar", 0x21CC},
    {"rlm", 0x200F}, {"robrk", 0x27E7}, {"rpar", 0x29}, {"rsaquo", 0x203A}, {"rsqb", 0x5D},
    {"rsquo", 0x2019}, {"rsquor", 0x2019}, {"rtri", 0x25B9}, {"sacute", 0x15B}, {"sbquo", 0x201A},
    {"sc", 0x227B}, {"scaron", 0x161}, {"scedil", 0x15F}, {"scirc", 0x15D}, {"sdot", 0x22C5},
    {"searr", 0x2198}, {"sect", 0xA7}, {"semi", 0x3B}, {"setminus", 0x2216}, {"sext", 0x2736},
    {"sharp", 0x266F}, {"shy", 0xAD}, {"sigma", 0x3C3}, {"sigmaf", 0x3C2}, {"sigmav", 0x3C2},
    {"sim", 0x223C}, {"sime", 0x2243}, {"simeq", 0x2243}, {"sol", 0x2F}, {"spades", 0x2660},
    {"sqcap", 0x2293}, {"sqcup", 0x2294}, {"squ", 0x25A1}, {"square", 0x25A1}, {"squf", 0x25AA},
    {"star", 0x2606}, {"starf", 0x2605}, {"sub", 0x2282}, {"sube", 0x2286}, {"subset", 0x2282},
    {"subseteq", 0x2286}, {"succ", 0x227B}, {"sum", 0x2211}, {"sup", 0x2283}, {"sup1", 0xB9},
    {"sup2", 0xB2}, {"sup3", 0xB3}, {"supe", 0x2287}, {"supset", 0x2283}, {"supseteq", 0x2287},
    {"swarr", 0x2199}, {"szlig", 0xDF}, {"tau", 0x3C4}, {"tcaron", 0x165}, {"tcedil", 0x163},
    {"there4", 0x2234}, {"therefore", 0x2234}, {"theta", 0x3B8}, {"thetasym", 0x3D1},
    {"thetav", 0x3D1}, {"thickapprox", 0x2248}, {"thinsp", 0x2009}, {"thksim", 0x223C},
    {"thorn", 0xFE}, {"tilde", 0x2DC}, {"times", 0xD7}, {"top", 0x22A4}, {"tprime", 0x2034},
    {"trade", 0x2122}, {"triangleq", 0x225C}, {"trie", 0x225C}, {"tstrok", 0x167},
    {"uArr", 0x21D1}, {"uacute", 0xFA}, {"uarr", 0x2191}, {"ubreve", 0x16D}, {"ucirc", 0xFB},
    {"udblac", 0x171}, {"ugrave", 0xF9}, {"umacr", 0x16B}, {"uml", 0xA8}, {"uogon", 0x173},
    {"uparrow", 0x2191}, {"updownarrow", 0x2195}, {"upsi", 0x3C5}, {"upsih", 0x3D2},
    {"upsilon", 0x3C5}, {"uring", 0x16F}, {"utilde", 0x169}, {"utri", 0x25B5}, {"utrif", 0x25B4},
    {"uuml", 0xFC}, {"vDash", 0x22A8}, {"varepsilon", 0x3F5}, {"varkappa", 0x3F0},
    {"varphi", 0x3D5}, {"varpi", 0x3D6}, {"varr", 0x2195}, {"varrho", 0x3F1}, {"varsigma", 0x3C2},
    {"vartheta", 0x3D1}, {"vdash", 0x22A2}, {"vee", 0x2228}, {"verbar", 0x7C}, {"vert", 0x7C},
    {"vprop", 0x221D}, {"wcirc", 0x175}, {"wedge", 0x2227}, {"wedgeq", 0x2259}, {"weierp", 0x2118},
    {"wp", 0x2118}, {"xharr", 0x27F7}, {"xi", 0x3BE}, {"xlarr", 0x27F5}, {"xrArr", 0x27F9},
    {"xrarr", 0x27F6}, {"yacute", 0xFD}, {"ycirc", 0x177}, {"yen", 0xA5}, {"yuml", 0xFF},
    {"zacute", 0x17A}, {"zcaron", 0x17E}, {"zdot", 0x17C}, {"zeta", 0x3B6}, {"zwj", 0x200D},
    {"zwnj", 0x200C},
});
// clang-format on
static_assert(std::is_sorted(kEntities.begin(), kEntities.end(),
                             [](const Entity& a, const Entity& b) { return a.name < b.name; }));

// Numbers 128 to 159 are meant as Windows-1252 (HTML 5, section 13.2.5.80).
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
    0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

constexpr std::size_t kLongestName = 24;

// The value of a digit in `base`, or -1.
int digit_value(char c, int base) {
  if (is_ascii_digit(c)) return c - '0';
  const char lower = ascii_lower(c);
  return base == 16 && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// After `&#`.
Reference numeric(std::string_view text) {
  const bool hex = !text.empty() && (text.front() == 'x' || text.front() == 'X');
  const std::size_t begin = hex ? 1 : 0;
  const int base = hex ? 16 : 10;
  char32_t cp = 0;
  std::size_t i = begin;
  for (; i < text.size() && digit_value(text[i], base) >= 0; ++i) {
    if (cp <= 0x10FFFF)
      cp = cp * static_cast<char32_t>(base) + static_cast<char32_t>(digit_value(text[i], base));
  }
  if (i == begin || i == text.size() || text[i] != ';') return {};
  if (cp >= 0x80 && cp <= 0x9F) cp = kWindows1252[cp - 0x80];
  if (cp == 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) cp = kReplacement;
  return {cp, i + 3};
}

}  // namespace

Reference read_reference(std::string_view text) {
  if (text.size() < 3 || text[0] != '&') return {};
  if (text[1] == '#') return numeric(text.substr(2));
  std::size_t end = 1;
  while (end < text.size() && end <= kLongestName && is_ascii_alnum(text[end])) ++end;
  if (end == text.size() || text[end] != ';') return {};
  const std::string_view name = text.substr(1, end - 1);
  const auto* found =
      std::lower_bound(kEntities.begin(), kEntities.end(), name,
                       [](const Entity& entity, std::string_view n) { return entity.name < n; });
  if (found == kEntities.end() || found->name != name) return {};
  return {found->cp, end + 1};
}

void append_reference(std::string& out, char32_t cp) {
  if (cp >= 0x20 || cp == '\t' || cp == '\n' || cp == '\r') append(out, cp);
}

std::string decode_references(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t pos = 0;
  while (pos < text.size()) {
    const std::size_t amp = std::min(text.find('&', pos), text.size());
    out.append(text, pos, amp - pos);
    if (amp == text.size()) break;
    const Reference reference = read_reference(text.substr(amp));
    if (reference.size == 0) out.push_back('&');
    if (reference.size != 0) append_reference(out, reference.cp);
    pos = amp + std::max<std::size_t>(reference.size, 1);
  }
  return out;
}

}  // namespace host::text
