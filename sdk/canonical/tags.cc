#include "tags.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "scan.h"
#include "utf8.h"

namespace sheaf::canonical {
namespace {

struct Group {
  ElementKind kind;
  Dialect dialect;
  bool is_word;
  std::string_view names;
};

// HTML (whatwg.org, section 4), MathML 3, JATS 1.3 (jats.nlm.nih.gov/archiving) and the tags that
// Elsevier (`ce:`), Wiley and the Royal Society of Chemistry leave in their feeds, as far as they
// occur in titles and abstracts.
constexpr auto kGroups = std::to_array<Group>({
    {ElementKind::kInline, Dialect::kBoth, false,
     "abbr acronym area audio bdi bdo big canvas cite code del dfn em embed font iframe img ins "
     "kbd mark nobr noscript picture rb rp rt ruby samp small span strike strong tt var video wbr"},
    {ElementKind::kInline, Dialect::kBoth, true,
     "a annotation b button data i input label link map meta object option output s select source "
     "time track u"},
    {ElementKind::kInline, Dialect::kBoth, false,
     "menclose mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow "
     "ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics"},
    {ElementKind::kBlock, Dialect::kBoth, false,
     "address article aside blockquote body caption center dd div dl dt fieldset figcaption figure "
     "footer header hgroup hr html legend li nav ol p pre table tbody tfoot thead tr ul"},
    {ElementKind::kBlock, Dialect::kBoth, true,
     "details dialog form main menu optgroup section summary"},
    {ElementKind::kCell, Dialect::kBoth, false, "td th"},
    {ElementKind::kLineBreak, Dialect::kBoth, false, "br"},
    {ElementKind::kHeading, Dialect::kBoth, false, "h1 h2 h3 h4 h5 h6"},
    {ElementKind::kHeading, Dialect::kBoth, true, "title"},
    {ElementKind::kDrop, Dialect::kBoth, false, "script style svg"},
    {ElementKind::kDrop, Dialect::kBoth, true, "head template textarea"},
    {ElementKind::kSub, Dialect::kBoth, false, "sub"},
    {ElementKind::kSuper, Dialect::kBoth, false, "sup"},
    {ElementKind::kQuote, Dialect::kBoth, true, "q"},
    {ElementKind::kMathMl, Dialect::kBoth, false, "math"},
    {ElementKind::kInline, Dialect::kJats, false,
     "abbrev article-title award-id chem-struct email ext-link fixed-case funding-source "
     "given-names graphic inline-formula inline-graphic inline-supplementary-material institution "
     "milestone-end milestone-start named-content object-id person-group private-char pub-id "
     "string-name styled-content surname textual-form uri xref"},
    {ElementKind::kInline, Dialect::kFormat, false,
     "bold italic monospace overline roman sans-serif sc underline"},
    {ElementKind::kInline, Dialect::kBoth, true, "fc fi it ital rm scp small-caps smcaps"},
    {ElementKind::kSub, Dialect::kBoth, true, "inf"},
    {ElementKind::kCell, Dialect::kBoth, false, "hsp"},
    {ElementKind::kInline, Dialect::kJats, true,
     "collab comment fn media ref size speech std target term x year"},
    {ElementKind::kBlock, Dialect::kJats, false,
     "abstract abstract-sec ack app attrib boxed-text copyright-statement def def-item def-list "
     "disp-formula "
     "disp-formula-group disp-quote fig fig-group fn-group kwd kwd-group list list-item "
     "para permissions preformat sec simple-para statement supplementary-material table-wrap "
     "trans-abstract "
     "verse-group verse-line"},
    {ElementKind::kBlock, Dialect::kJats, true, "back"},
    {ElementKind::kLineBreak, Dialect::kJats, true, "break"},
    {ElementKind::kHeading, Dialect::kJats, false, "section-title subtitle"},
    {ElementKind::kDrop, Dialect::kJats, false, "alt-text long-desc"},
    {ElementKind::kTexMath, Dialect::kJats, false, "tex-math"},
    {ElementKind::kAlternatives, Dialect::kJats, false, "alternatives"},
});

constexpr std::size_t kLongestName = 32;

std::vector<Element> make_elements() {
  std::vector<Element> elements;
  for (const Group& group : kGroups) {
    for (std::size_t pos = 0; pos < group.names.size();) {
      const std::size_t end = std::min(group.names.find(' ', pos), group.names.size());
      elements.push_back(
          {group.names.substr(pos, end - pos), group.kind, group.dialect, group.is_word});
      pos = end + 1;
    }
  }
  std::sort(elements.begin(), elements.end(),
            [](const Element& a, const Element& b) { return a.name < b.name; });
  return elements;
}

bool is_name_byte(char c) {
  return ascii::is_alnum(c) || c == '-' || c == '_' || c == '.';
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return ascii::lower(x) == ascii::lower(y); });
}

bool is_publisher_prefix(std::string_view prefix) {
  static constexpr std::array<std::string_view, 6> kPrefixes = {"ce",  "html", "jats",
                                                                "mml", "tp",   "xhtml"};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [prefix](auto known) { return equals_ignoring_case(prefix, known); });
}

// An attribute without a value that `name` may carry: one-letter names stand in prose too
// (`if a <b then c> d`).
bool may_be_bare(std::string_view name, std::string_view attribute) {
  static constexpr std::array<std::string_view, 9> kAttributes = {
      "align", "class", "clear", "download", "href", "id", "itemscope", "nowrap", "target"};
  return name.size() > 1 ||
         std::any_of(kAttributes.begin(), kAttributes.end(),
                     [attribute](auto known) { return equals_ignoring_case(attribute, known); });
}

bool is_quote(char c) {
  return c == '"' || c == '\'';
}

// One attribute at `pos`: its name and value, and where it ends; end 0: no attribute.
struct Attribute {
  std::string_view name;
  std::string_view value;
  std::size_t end = 0;
  bool bare = false;
};

// Where the quote at text[pos] is closed; npos when it never is, or only behind the end of this tag
// and another one.
std::size_t closing_quote(std::string_view text, std::size_t pos) {
  const std::size_t close = text.find(text[pos], pos + 1);
  if (close == kNone) return kNone;
  const std::string_view value = text.substr(pos + 1, close - pos - 1);
  const std::size_t first = value.find_first_of("<>");
  if (first == kNone || value[first] == '<') return close;  // title="CO<sub>2</sub> capture"
  for (std::size_t at = first; (at = value.find('<', at)) != kNone; ++at) {
    if (at + 1 < value.size() && (value[at + 1] == '/' || ascii::is_letter(value[at + 1])))
      return kNone;
  }
  return close;
}

Attribute read_attribute(std::string_view text, std::size_t pos) {
  const auto is_attribute_byte = [](char c) { return is_name_byte(c) || c == ':'; };
  std::size_t name_end = pos;
  while (name_end < text.size() && is_attribute_byte(text[name_end])) ++name_end;
  if (name_end == pos || ascii::is_digit(text[pos])) return {};
  Attribute result{text.substr(pos, name_end - pos), {}, name_end, true};
  std::size_t at = skip_blanks(text, name_end);
  if (at == text.size() || text[at] != '=') return result;
  result.bare = false;
  at = skip_blanks(text, at + 1);
  if (at == text.size()) return {};
  if (is_quote(text[at])) {
    const std::size_t close = closing_quote(text, at);
    if (close != kNone) {
      result.value = text.substr(at + 1, close - at - 1);
      result.end = close + 1;
      return result;
    }
    ++at;
  }
  std::size_t end = at;
  while (end < text.size() && !ascii::is_blank(text[end]) && text[end] != '<' && text[end] != '>')
    ++end;
  if (end == at) return {};
  if (text[end - 1] == '/' && end < text.size() && text[end] == '>') --end;
  result.end = end;
  while (end > at && is_quote(text[end - 1])) --end;
  result.value = text.substr(at, end - at);
  return result;
}

// Past what stands between attributes: blanks and quotes that belong to none.
std::size_t skip_separators(std::string_view text, std::size_t pos) {
  while (pos < text.size() && (ascii::is_blank(text[pos]) || is_quote(text[pos]))) ++pos;
  return pos;
}

}  // namespace

bool read_tag(std::string_view text, std::size_t pos, Tag& tag) {
  tag = {};
  std::size_t at = pos + 1;
  if (at < text.size() && text[at] == '/') {
    tag.closing = true;
    ++at;
  }
  const std::size_t name_begin = at;
  if (at == text.size() || !ascii::is_letter(text[at])) return false;
  while (at < text.size() && is_name_byte(text[at]) && at - name_begin <= kLongestName) ++at;
  tag.name = text.substr(name_begin, at - name_begin);
  if (at < text.size() && text[at] == ':' && !tag.name.empty()) {
    tag.prefix = tag.name;
    const std::size_t local = ++at;
    while (at < text.size() && is_name_byte(text[at]) && at - local <= kLongestName) ++at;
    tag.name = text.substr(local, at - local);
    if (tag.name.empty()) return false;
  }
  const std::size_t attributes_begin = at;
  for (;;) {
    const bool first = at == attributes_begin;
    const std::size_t next = first ? skip_blanks(text, at) : skip_separators(text, at);
    if (next == text.size()) return false;
    const bool slash = text[next] == '/';
    const std::size_t close = slash ? skip_blanks(text, next + 1) : next;
    if (close < text.size() && text[close] == '>') {
      tag.attributes = text.substr(attributes_begin, at - attributes_begin);
      tag.self_closing = slash;
      tag.end = close + 1;
      return true;
    }
    if (tag.closing || (next == at && (first || !is_quote(text[at - 1])))) return false;
    const Attribute found = read_attribute(text, next);
    if (found.end == 0 || (found.bare && !may_be_bare(tag.name, found.name))) return false;
    at = found.end;
  }
}

const Element* find_element(const Tag& tag, bool jats) {
  static const std::vector<Element> elements = make_elements();
  static constexpr Element kUnknown;
  if (tag.name.size() > kLongestName) return nullptr;
  std::array<char, kLongestName> buffer{};
  std::transform(tag.name.begin(), tag.name.end(), buffer.begin(), ascii::lower);
  const std::string_view name(buffer.data(), tag.name.size());
  const auto found =
      std::lower_bound(elements.begin(), elements.end(), name,
                       [](const Element& element, std::string_view n) { return element.name < n; });
  if (found == elements.end() || found->name != name)
    return is_publisher_prefix(tag.prefix) ? &kUnknown : nullptr;
  const bool jats_only = found->dialect == Dialect::kJats;
  return jats_only && !jats && tag.prefix.empty() ? nullptr : &*found;
}

bool may_be_prose(const Tag& tag, const Element& element, bool jats) {
  if (!tag.prefix.empty()) return !is_publisher_prefix(tag.prefix);
  return element.is_word || (element.dialect == Dialect::kFormat && !jats);
}

std::string_view attribute(const Tag& tag, std::string_view name) {
  for (std::size_t pos = skip_separators(tag.attributes, 0); pos < tag.attributes.size();) {
    const Attribute found = read_attribute(tag.attributes, pos);
    if (found.end == 0) break;
    if (equals_ignoring_case(found.name, name)) return found.value;
    pos = skip_separators(tag.attributes, found.end);
  }
  return {};
}

std::size_t find_end_tag(std::string_view text, std::size_t pos, std::string_view name) {
  for (; (pos = text.find("</", pos)) != kNone; pos += 2) {
    std::string_view rest = text.substr(pos + 2, 2 * kLongestName);
    const std::size_t end = std::min(rest.find_first_of("> \t\r\n<"), rest.size());
    rest = rest.substr(0, end);
    const std::size_t colon = rest.find(':');
    if (equals_ignoring_case(colon == kNone ? rest : rest.substr(colon + 1), name)) return pos;
  }
  return kNone;
}

}  // namespace sheaf::canonical
