// Tags of HTML and JATS: their syntax, and which names are known. Internal to sdk/canonical.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sheaf::canonical {

enum class ElementKind : std::uint8_t {
  kInline,        // vanishes without a blank
  kBlock,         // begins and ends a paragraph
  kCell,          // begins and ends with a blank
  kLineBreak,     // a blank; two in a row end a paragraph
  kHeading,       // goes before the next paragraph: "Methods: …"
  kDrop,          // vanishes with its content
  kSub,           // subscript
  kSuper,         // superscript
  kQuote,         // “…”
  kMathMl,        // MathML
  kTexMath,       // TeX in JATS
  kAlternatives,  // the same thing in several forms; TeX is taken
};

enum class Dialect : std::uint8_t {
  kBoth,
  kJats,    // in HTML only with a namespace prefix
  kFormat,  // the same, but in HTML also when its end tag follows: journals mix them in
};

struct Element {
  std::string_view name;
  ElementKind kind = ElementKind::kInline;
  Dialect dialect = Dialect::kBoth;
  // Also stands in prose in angle brackets (`a <b> c`, `<input>`), so it counts as a tag only
  // with attributes, with a publisher's namespace prefix, or when its end tag follows.
  bool is_word = false;
};

struct Tag {
  std::string_view prefix;      // `mml` of `<mml:math>`; may be empty
  std::string_view name;        // as written
  std::string_view attributes;  // between the name and `>` or `/>`
  std::size_t end = 0;          // past the `>`
  bool closing = false;
  bool self_closing = false;
};

// The tag at text[pos] (a `<`) by its syntax alone, whatever its name: attributes must have the
// form name=value; names of two or more letters may carry bare attributes too, shorter ones only
// those of HTML. Quotes may be missing or stray, as browsers let them. False: no tag.
bool read_tag(std::string_view text, std::size_t pos, Tag& tag);

// The element of that tag's name; null when the name is unknown in this dialect. JATS knows the
// HTML names too; with a publisher's prefix (`<ce:…>`) every name is known. Lives for ever.
const Element* find_element(const Tag& tag, bool jats);

// The start tag may be words in angle brackets: it needs attributes or an end tag to be one.
bool may_be_prose(const Tag& tag, const Element& element, bool jats);

// The value of attribute `name`, without quotes, references undecoded; empty when absent.
std::string_view attribute(const Tag& tag, std::string_view name);

// Where the end tag `</name` or `</prefix:name` begins, at or after `pos`, whatever its prefix and
// case; std::string_view::npos when there is none.
std::size_t find_end_tag(std::string_view text, std::size_t pos, std::string_view name);

}  // namespace sheaf::canonical
