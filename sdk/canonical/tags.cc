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
  bool jats_only;
  bool is_word;
  std::string_view names;
};

// HTML (whatwg.org, section 4), MathML 3 and JATS 1.3 (jats.nlm.nih.gov/archiving), as far as they
// occur in titles and abstracts.
constexpr auto kGroups = std::to_array<Group>({
    {ElementKind::kInline, false, false,
     "abbr acronym area audio bdi bdo big canvas cite code del dfn em embed font iframe img ins "
     "kbd mark nobr noscript picture rb rp rt ruby samp small span strike strong tt var video wbr"},
    {ElementKind::kInline, false, true,
     "a annotation b button data i input label link map meta object option output s select source "
     "time track u"},
    {ElementKind::kInline, false, false,
     "menclose mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow "
     "ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics"},
    {ElementKind::kBlock, false, false,
     "address article aside blockquote body caption center dd div dl dt fieldset figcaption figure "
     "footer header hgroup hr html legend li nav ol p pre table tbody tfoot thead tr ul"},
    {ElementKind::kBlock, false, true, "details dialog form main menu optgroup section summary"},
    {ElementKind::kCell, false, false, "td th"},
    {ElementKind::kLineBreak, false, false, "br"},
    {ElementKind::kHeading, false, false, "h1 h2 h3 h4 h5 h6"},
    {ElementKind::kHeading, false, true, "title"},
    {ElementKind::kDrop, false, false, "script style svg"},
    {ElementKind::kDrop, false, true, "head template textarea"},
    {ElementKind::kSub, false, false, "sub"},
    {ElementKind::kSuper, false, false, "sup"},
    {ElementKind::kQuote, false, true, "q"},
    {ElementKind::kMathMl, false, false, "math"},
    {ElementKind::kInline, true, false,
     "abbrev article-title award-id bold chem-struct email ext-link fixed-case funding-source "
     "given-names graphic inline-formula inline-graphic inline-supplementary-material institution "
     "italic milestone-end milestone-start monospace named-content object-id overline person-group "
     "private-char pub-id roman sans-serif sc string-name styled-content surname textual-form "
     "underline uri xref"},
    {ElementKind::kInline, true, true,
     "collab comment fn media ref size speech std target term x year"},
    {ElementKind::kBlock, true, false,
     "abstract ack app attrib boxed-text copyright-statement def def-item def-list disp-formula "
     "disp-formula-group disp-quote fig fig-group fn-group kwd kwd-group list list-item "
     "permissions preformat sec statement supplementary-material table-wrap trans-abstract "
     "verse-group verse-line"},
    {ElementKind::kBlock, true, true, "back"},
    {ElementKind::kLineBreak, true, true, "break"},
    {ElementKind::kHeading, true, false, "subtitle"},
    {ElementKind::kDrop, true, false, "alt-text long-desc"},
    {ElementKind::kTexMath, true, false, "tex-math"},
    {ElementKind::kAlternatives, true, false, "alternatives"},
});

constexpr std::size_t kLongestName = 32;

std::vector<Element> make_elements() {
  std::vector<Element> elements;
  for (const Group& group : kGroups) {
    for (std::size_t pos = 0; pos < group.names.size();) {
      const std::size_t end = std::min(group.names.find(' ', pos), group.names.size());
      elements.push_back(
          {group.names.substr(pos, end - pos), group.kind, group.jats_only, group.is_word});
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

bool is_known_prefix(std::string_view prefix) {
  constexpr std::array<std::string_view, 5> kPrefixes = {"html", "jats", "m", "mml", "xhtml"};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [prefix](auto known) { return equals_ignoring_case(prefix, known); });
}

// One attribute at `pos`: its name and value, and where it ends; end 0: no attribute.
struct Attribute {
  std::string_view name;
  std::string_view value;
  std::size_t end = 0;
  bool bare = false;
};

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
  if (text[at] == '"' || text[at] == '\'') {
    const std::size_t close = text.find(text[at], at + 1);
    if (close == kNone) return {};
    result.value = text.substr(at + 1, close - at - 1);
    result.end = close + 1;
    return result;
  }
  std::size_t value_end = at;
  while (value_end < text.size() && !ascii::is_blank(text[value_end]) &&
         std::string_view("<>\"'`=").find(text[value_end]) == kNone)
    ++value_end;
  if (value_end == at) return {};
  if (text[value_end - 1] == '/' && value_end < text.size() && text[value_end] == '>') --value_end;
  result.value = text.substr(at, value_end - at);
  result.end = value_end;
  return result;
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
    const std::size_t next = skip_blanks(text, at);
    if (next == text.size()) return false;
    const bool slash = text[next] == '/' && next + 1 < text.size() && text[next + 1] == '>';
    if (text[next] == '>' || slash) {
      tag.attributes = text.substr(attributes_begin, at - attributes_begin);
      tag.self_closing = slash;
      tag.end = next + (slash ? 2 : 1);
      return true;
    }
    if (next == at || tag.closing) return false;
    const Attribute found = read_attribute(text, next);
    if (found.end == 0 || (found.bare && tag.name.size() < 2)) return false;
    at = found.end;
  }
}

const Element* find_element(const Tag& tag, bool jats) {
  static const std::vector<Element> elements = make_elements();
  if (tag.name.size() > kLongestName) return nullptr;
  if (!tag.prefix.empty() && !is_known_prefix(tag.prefix)) return nullptr;
  std::array<char, kLongestName> buffer{};
  std::transform(tag.name.begin(), tag.name.end(), buffer.begin(), ascii::lower);
  const std::string_view name(buffer.data(), tag.name.size());
  const auto found =
      std::lower_bound(elements.begin(), elements.end(), name,
                       [](const Element& element, std::string_view n) { return element.name < n; });
  if (found == elements.end() || found->name != name) return nullptr;
  return found->jats_only && !jats && tag.prefix.empty() ? nullptr : &*found;
}

std::string_view attribute(const Tag& tag, std::string_view name) {
  for (std::size_t pos = skip_blanks(tag.attributes, 0); pos < tag.attributes.size();) {
    const Attribute found = read_attribute(tag.attributes, pos);
    if (found.end == 0) break;
    if (equals_ignoring_case(found.name, name)) return found.value;
    pos = skip_blanks(tag.attributes, found.end);
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
