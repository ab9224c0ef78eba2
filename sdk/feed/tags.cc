#include "tags.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "blanks.hpp"
#include "sheaf/feed/feed.hpp"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/html.hpp"
#include "word_set.hpp"

namespace sheaf::feed {
namespace {

constexpr std::size_t kMostClosed = 100;  // elements that one end tag closes

struct Namespace {
  std::string_view prefix;
  std::string_view uri;
};

// Prefixes whose local names mean something else without a namespace: `title`, `link`, `creator`.
constexpr std::array kNamespaces = {
    Namespace{"atom", kAtomNs},
    Namespace{"content", "http://purl.org/rss/1.0/modules/content/"},
    Namespace{"dc", kDublinCoreNs},
    Namespace{"itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"},
    Namespace{"media", "http://search.yahoo.com/mrss/"},
    Namespace{"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
};

// Of https://html.spec.whatwg.org/#void-elements those that RSS and Atom do not use otherwise.
constexpr WordSet kVoid("area", "br", "col", "embed", "hr", "img", "input", "wbr");
constexpr WordSet kSiblings("dd", "dt", "li", "option", "p", "td", "th", "tr");
constexpr WordSet kOther("a", "abbr", "b", "big", "blockquote", "center", "cite", "code", "del",
                         "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "ins", "ol",
                         "pre", "s", "small", "span", "strike", "strong", "sub", "sup", "table",
                         "tbody", "tfoot", "thead", "tt", "u", "ul");

bool is_name(std::string_view text) {
  return !text.empty() && text::is_letter(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return text::is_alnum(c) || c == '-' || c == '_' || c == '.' || c == ':';
         });
}

bool ends_name(char c) {
  return c == '>' || c == '/' || c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

// "p" of "p:name"; empty when there is none.
std::string_view prefix_of(std::string_view name) {
  const auto colon = name.find(':');
  return colon == name.npos ? std::string_view() : name.substr(0, colon);
}

}  // namespace

void Tags::add(std::string_view tag, std::string& out) {
  if (tag.size() > 3 && tag[1] == '/') {
    end(tag, out);
  } else {
    start(tag, out);
  }
}

Tags::Html Tags::html(std::string_view name) {
  return kVoid.has(name)       ? Html::kVoid
         : kSiblings.has(name) ? Html::kSiblings
         : kOther.has(name)    ? Html::kOther
                               : Html::kNone;
}

// Asked for few elements only: those that others stand in.
Tags::Html Tags::html(Open& open) const {
  if (open.html == Html::kUnasked) open.html = html(name(open).substr(open.dropped));
  return open.html;
}

std::string_view Tags::name(const Open& open) const {
  const auto next = static_cast<std::size_t>(&open - open_.data()) + 1;
  const std::size_t end = next == open_.size() ? names_.size() : open_[next].name;
  return std::string_view(names_).substr(open.name, end - open.name);
}

bool Tags::matches(Open& open, std::string_view other) const {
  return name(open) == other ||
         (html(open) != Html::kNone && text::equals_ignoring_case(name(open), other));
}

void Tags::start(std::string_view tag, std::string& out) {
  std::size_t name_end = 1;
  while (!ends_name(tag[name_end])) ++name_end;
  const std::string_view name = tag.substr(1, name_end - 1);
  if (!open_.empty()) {
    Open& last = open_.back();
    const Html kind = html(last);
    if (kind == Html::kVoid || (kind == Html::kSiblings && matches(last, name))) {
      ++mended_;
      close_last(out);
    }
  }
  if (name_end + 1 == tag.size() && is_declared(prefix_of(name))) {  // like most
    out.append(tag);
    return push(name, 0, declared_.size());
  }
  const std::size_t slash = tag.find_last_not_of(kBlanks, tag.size() - 2);
  const bool empty = tag[slash] == '/';
  const std::string_view tail = empty ? "/>" : ">";
  const std::size_t body = empty ? slash : tag.size() - 1;
  const std::size_t outside = declared_.size();
  std::size_t dropped = 0;
  // What is malformed otherwise is for the parser to refuse.
  const std::string_view rest = tag.substr(name_end, body - name_end);
  if ((read_attributes(rest, false) ||
       (html(name) != Html::kNone && read_attributes(rest, true))) &&
      needs_mending(name)) {
    ++mended_;
    dropped = mend(name, tail, out);
  } else if (empty && slash + 2 != tag.size()) {
    ++mended_;
    out.append(tag, 0, body).append(tail);
  } else {
    out.append(tag);
  }
  if (empty) {
    declared_.resize(outside);
  } else {
    push(name, dropped, outside);
  }
}

void Tags::push(std::string_view name, std::size_t dropped, std::size_t declared) {
  open_.push_back({names_.size(), dropped, declared, Html::kUnasked});
  names_.append(name);
}

void Tags::pop() {
  declared_.resize(open_.back().declared);
  names_.resize(open_.back().name);
  open_.pop_back();
}

// Sets attributes_ and declares the prefixes among them; with `as_html` they may be written as HTML
// lets them: without a value, without quotes, without a blank between. False: this is malformed.
bool Tags::read_attributes(std::string_view rest, bool as_html) {
  attributes_.clear();
  for (;;) {
    const std::size_t begin = rest.find_first_not_of(kBlanks);
    if (begin == rest.npos) return true;
    const std::size_t name_end = std::min(rest.find_first_of("= \t\r\n", begin), rest.size());
    Attribute attribute{rest.substr(begin, name_end - begin), {}, {}};
    const std::size_t equals = rest.find_first_not_of(kBlanks, name_end);
    std::size_t end = name_end;
    bool quoted = false;
    if (equals == rest.npos || rest[equals] != '=') {
      attribute.value = attribute.name;
    } else {
      const std::size_t value = rest.find_first_not_of(kBlanks, equals + 1);
      if (value == rest.npos) return false;
      quoted = rest[value] == '"' || rest[value] == '\'';
      end = quoted ? rest.find(rest[value], value + 1) + 1
                   : std::min(rest.find_first_of(kBlanks, value), rest.size());
      if (end == 0) return false;
      attribute.value =
          quoted ? rest.substr(value + 1, end - value - 2) : rest.substr(value, end - value);
    }
    if (quoted && begin != 0) {
      attribute.whole = rest.substr(0, end);
    } else if (!as_html || !is_name(attribute.name) ||
               attribute.value.find('<') != attribute.value.npos) {
      return false;
    }
    if (prefix_of(attribute.name) == "xmlns" && !attribute.value.empty()) {
      const std::string_view prefix = attribute.name.substr(6);
      if (!is_declared(prefix)) declared_.emplace_back(prefix);
      if (too_many()) return false;
    }
    attributes_.push_back(attribute);
    rest.remove_prefix(end);
  }
}

bool Tags::is_declared(std::string_view prefix) const {
  return prefix.empty() || prefix == "xml" || prefix == "xmlns" ||
         std::find(declared_.begin(), declared_.end(), prefix) != declared_.end();
}

bool Tags::needs_mending(std::string_view name) const {
  return !is_declared(prefix_of(name)) ||
         std::any_of(attributes_.begin(), attributes_.end(), [this](const Attribute& attribute) {
           const std::string_view prefix = prefix_of(attribute.name);
           return attribute.whole.empty() || !is_declared(prefix) ||
                  (prefix == "xmlns" && attribute.value.empty());
         });
}

bool Tags::declare_known(std::string_view prefix, std::string& out) {
  for (const Namespace& known : kNamespaces) {
    if (known.prefix != prefix) continue;
    declared_.emplace_back(prefix);
    out.append(" xmlns:").append(prefix).append("=\"").append(known.uri).append("\"");
    return true;
  }
  return false;
}

// Writes the start tag so that all its prefixes are declared. How much of its name was dropped.
std::size_t Tags::mend(std::string_view name, std::string_view tail, std::string& out) {
  std::string attributes;
  std::string_view prefix = prefix_of(name);
  std::size_t dropped = 0;
  std::set<std::string_view> taken;
  for (const Attribute& attribute : attributes_) taken.insert(attribute.name);
  if (!is_declared(prefix) && !declare_known(prefix, attributes)) {
    dropped = prefix.size() + 1;
    if (!taken.contains("xmlns")) attributes += " xmlns=\"\"";
  }
  for (const Attribute& attribute : attributes_) {
    prefix = prefix_of(attribute.name);
    if (prefix == "xmlns" && attribute.value.empty()) continue;  // forbidden
    std::string_view written = attribute.name;
    if (!is_declared(prefix) && !declare_known(prefix, attributes)) {
      written.remove_prefix(prefix.size() + 1);
      if (!taken.insert(written).second) continue;
    }
    attributes.append(" ").append(written);
    if (attribute.whole.empty()) {
      attributes += "=\"";
      text::append_html_escaped(attributes, attribute.value);
      attributes += '"';
    } else {
      attributes += attribute.whole.substr(attribute.whole.find('='));
    }
  }
  out.append("<").append(name.substr(dropped)).append(attributes).append(tail);
  return dropped;
}

void Tags::close_last(std::string& out) {
  const Open& last = open_.back();
  out.append("</").append(name(last).substr(last.dropped)).append(">");
  pop();
}

void Tags::end(std::string_view tag, std::string& out) {
  const std::string_view name = tag.substr(2, tag.size() - 3);
  if (open_.empty() || this->name(open_.back()) != name) return end_other(tag, out);
  if (open_.back().dropped != 0) return close_last(out);
  out.append(tag);
  pop();
}

// An end tag that is not written like the last start tag.
void Tags::end_other(std::string_view tag, std::string& out) {
  const std::string_view name = text::trimmed(tag.substr(2, tag.size() - 3));
  std::size_t above = 0;  // elements that it closes as well
  for (auto open = open_.rbegin(); open != open_.rend() && above < kMostClosed; ++open, ++above) {
    if (matches(*open, name)) {
      if (above != 0) ++mended_;
      for (std::size_t i = 0; i <= above; ++i) close_last(out);
      return;
    }
    if (html(*open) == Html::kNone) break;
  }
  if (open_.empty() || html(name) == Html::kNone) {
    out.append(tag);
    return;
  }
  ++mended_;
  if (text::equals_ignoring_case(name, "br")) out.append("<br/>");
}

}  // namespace sheaf::feed
