#include "notation.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "headings.h"
#include "sheaf/text/html.hpp"

namespace biorxiv {
namespace {

struct Symbol {
  std::string_view name, text;
};

constexpr Symbol kGreek[] = {
    {"alpha", "α"},    {"beta", "β"},       {"gamma", "γ"},    {"delta", "δ"},  {"epsilon", "ε"},
    {"zeta", "ζ"},     {"eta", "η"},        {"theta", "θ"},    {"iota", "ι"},   {"kappa", "κ"},
    {"lambda", "λ"},   {"mu", "μ"},         {"nu", "ν"},       {"xi", "ξ"},     {"omicron", "ο"},
    {"pi", "π"},       {"rho", "ρ"},        {"sigma", "σ"},    {"tau", "τ"},    {"upsilon", "υ"},
    {"phi", "φ"},      {"chi", "χ"},        {"psi", "ψ"},      {"omega", "ω"},  {"Gamma", "Γ"},
    {"Delta", "Δ"},    {"Theta", "Θ"},      {"Lambda", "Λ"},   {"Xi", "Ξ"},     {"Pi", "Π"},
    {"Sigma", "Σ"},    {"Upsilon", "Υ"},    {"Phi", "Φ"},      {"Psi", "Ψ"},    {"Omega", "Ω"},
    {"vartheta", "ϑ"}, {"varepsilon", "ε"}, {"varsigma", "ς"}, {"varphi", "φ"},
};

constexpr Symbol kInBraces[] = {
    {"+/-", "±"},       {"-/+", "∓"},        {"approx", "≈"},      {"sim", "∼"},
    {"cap", "∩"},       {"cup", "∪"},        {"degrees", "°"},     {"degree", "°"},
    {"o", "°"},         {"micro", "µ"},      {"Angstrom", "Å"},    {"angstrom", "Å"},
    {"times", "×"},     {"bullet", "•"},     {"whitebullet", "◦"}, {"middle dot", "·"},
    {"prime", "′"},     {"ge", "≥"},         {"le", "≤"},          {"geq", "≥"},
    {"leq", "≤"},       {"gtrsim", "≳"},     {"neq", "≠"},         {"infty", "∞"},
    {"infinity", "∞"},  {"uparrow", "↑"},    {"downarrow", "↓"},   {"rightarrow", "→"},
    {"leftarrow", "←"}, {"Rightarrow", "⇒"}, {"triangleup", "Δ"},  {"square", "□"},
    {"euro", "€"},      {"pound", "£"},      {"paragraph", "¶"},   {"inverted exclamation", "¡"},
};

constexpr Symbol kInBrackets[] = {
    {"&ge;", "≥"}, {"&le;", "≤"}, {"~", "∼"}, {"~=", "≃"}, {"bullet", "•"}, {"isin", "∈"},
};

template <std::size_t N>
std::string_view find(const Symbol (&table)[N], std::string_view name) {
  const auto* found = std::find_if(std::begin(table), std::end(table),
                                   [&](const Symbol& s) { return s.name == name; });
  return found == std::end(table) ? std::string_view() : found->text;
}

// {superscript 2}
std::string_view superscript(std::string_view name) {
  static constexpr std::array<std::string_view, 10> kDigits = {"⁰", "¹", "²", "³", "⁴",
                                                               "⁵", "⁶", "⁷", "⁸", "⁹"};
  constexpr std::string_view kWord = "superscript ";
  if (name.size() != kWord.size() + 1 || !name.starts_with(kWord)) return {};
  const char digit = name.back();
  return digit >= '0' && digit <= '9' ? kDigits[static_cast<std::size_t>(digit - '0')]
                                      : std::string_view();
}

std::string_view in_braces(std::string_view name) {
  for (const std::string_view text : {find(kGreek, name), find(kInBraces, name)}) {
    if (!text.empty()) return text;
  }
  return superscript(name);
}

std::string_view in_brackets(std::string_view name) {
  if (name == "xi") return {};  // a number
  const std::string_view text = find(kGreek, name);
  return text.empty() ? find(kInBrackets, name) : text;
}

// `&gt;`
std::string_view entity(std::string_view name) {
  return sheaf::text::html_entity(name);
}

// What stands between text[0] and `close`, at most `most` bytes of it.
std::string_view enclosed(std::string_view text, char close, std::size_t most) {
  const auto end = text.substr(1, most + 1).find(close);
  return end == text.npos ? std::string_view() : text.substr(1, end);
}

struct Element {
  enum class Kind { kInline, kBlock, kHeading, kDropped };
  std::string_view name;
  Kind kind;
};
// Longer names before those they begin with.
constexpr Element kElements[] = {
    {"SCPLOW", Element::Kind::kInline},        {"SCPCAP", Element::Kind::kInline},
    {"ST_ABS", Element::Kind::kHeading},       {"LST", Element::Kind::kBlock},
    {"LINKSMALLFIG", Element::Kind::kDropped}, {"LI", Element::Kind::kBlock},
    {"TEXTBOX", Element::Kind::kBlock},        {"QD", Element::Kind::kBlock},
    {"TABLECAPTION", Element::Kind::kBlock},   {"FIG", Element::Kind::kDropped},
    {"TBL", Element::Kind::kDropped},          {"INLINEFIG", Element::Kind::kDropped},
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::string read() {
    out_.reserve(text_.size());
    while (!text_.empty()) {
      const auto plain = std::min(text_.find_first_of("{[&OC"), text_.size());
      out_.append(text_.substr(0, plain));
      text_.remove_prefix(plain);
      if (!text_.empty() && !symbol() && !element()) {
        out_ += text_.front();
        text_.remove_prefix(1);
      }
    }
    return std::move(out_);
  }

 private:
  bool symbol() {
    std::string_view name, meant;
    if (text_.front() == '{') meant = in_braces(name = enclosed(text_, '}', 24));
    if (text_.front() == '[') meant = in_brackets(name = enclosed(text_, ']', 12));
    if (text_.front() == '&') meant = entity(name = enclosed(text_, ';', 10));
    if (meant.empty()) return false;
    out_ += meant;
    text_.remove_prefix(name.size() + 2);
    return true;
  }

  bool element() {
    if (text_.size() < 3 || text_[1] != '_') return false;
    const bool begins = text_.front() == 'O';
    if (!begins && text_.front() != 'C') return false;
    for (std::size_t i = 0; i < std::size(kElements); ++i) {
      if (!text_.substr(2).starts_with(kElements[i].name)) continue;
      return begins ? begin(i) : end(i);
    }
    return false;
  }

  // Only with its end: else it is text that looks like one.
  bool begin(std::size_t i) {
    const Element& e = kElements[i];
    const std::string closing = "C_" + std::string(e.name);
    const std::size_t length = closing.size();
    const auto end = text_.find(closing, length);
    if (end == text_.npos) return false;
    if (e.kind == Element::Kind::kDropped) {
      text_.remove_prefix(end + length);
      return true;
    }
    ++open_[i];
    if (e.kind != Element::Kind::kInline) out_ += "\n\n";
    text_.remove_prefix(length);
    return true;
  }

  bool end(std::size_t i) {
    const Element& e = kElements[i];
    if (open_[i] == 0) return false;
    --open_[i];
    if (e.kind == Element::Kind::kBlock) out_ += "\n\n";
    if (e.kind == Element::Kind::kHeading) out_ += ": ";
    text_.remove_prefix(e.name.size() + 2);
    return true;
  }

  std::string_view text_;  // what is left
  std::string out_;
  std::array<int, std::size(kElements)> open_{};
};

}  // namespace

std::string undo_notation(std::string_view text) {
  return Reader(text).read();
}

std::string clean_abstract(std::string_view text) {
  return separate_headings(undo_notation(text));
}

}  // namespace biorxiv
