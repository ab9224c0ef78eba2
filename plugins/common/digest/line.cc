#include "digest/line.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sheaf/text/ascii.hpp"

namespace digest {
namespace {

using sheaf::text::is_alnum;
using sheaf::text::is_control;
using sheaf::text::starts_with_ignoring_case;

// White space beyond ASCII; in Markdown it would undo the emphasis that it stands beside.
constexpr std::array<std::string_view, 16> kWideBlanks = {
    "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
    "\u2006", "\u2007", "\u2008", "\u2009", "\u200a", "\u202f", "\u205f", "\u3000"};

// The bytes of the blank at that end of `s`; 0 if there is none.
std::size_t blank_at(std::string_view s, bool front) {
  if (s.empty()) return 0;
  const char edge = front ? s.front() : s.back();
  if (edge == ' ') return 1;
  if (static_cast<unsigned char>(edge) < 0x80) return 0;
  for (const std::string_view blank : kWideBlanks) {
    if (front ? s.starts_with(blank) : s.ends_with(blank)) return blank.size();
  }
  return 0;
}

}  // namespace

Line& Line::add(Span span) {
  if (span.kind != Span::Kind::own) span.text = one_line(span.text);
  if (!span.text.empty()) spans_.push_back(std::move(span));
  return *this;
}

Line& Line::own(std::string_view text) {
  return add({std::string(text)});
}

Line& Line::strong(std::string_view text) {
  return add({.text = std::string(text), .strong = true});
}

Line& Line::label(std::string_view text) {
  return add({std::string(text), Span::Kind::label});
}

Line& Line::strong_label(std::string_view text) {
  return add({.text = std::string(text), .kind = Span::Kind::label, .strong = true});
}

Line& Line::prose(std::string_view text) {
  return add({std::string(text), Span::Kind::prose});
}

Line& Line::link(std::string_view text, std::string_view url) {
  if (!linkable(url)) return label(text);
  return add({.text = std::string(text), .kind = Span::Kind::label, .url = one_line(url)});
}

Line& Line::jump(std::string_view text, std::string anchor) {
  return add({.text = std::string(text), .kind = Span::Kind::label, .anchor = std::move(anchor)});
}

Line& Line::join(std::string_view between, const Line& other) {
  if (other.empty()) return *this;
  if (!empty()) own(between);
  spans_.insert(spans_.end(), other.spans_.begin(), other.spans_.end());
  return *this;
}

bool linkable(std::string_view url) {
  const std::string line = one_line(url);
  for (const std::string_view scheme : {"https://", "http://", "mailto:"}) {
    if (!starts_with_ignoring_case(line, scheme) || line.size() == scheme.size()) continue;
    return is_alnum(line[scheme.size()]) || line[scheme.size()] == '[';
  }
  return false;
}

std::string_view trim(std::string_view s) {
  while (const std::size_t n = blank_at(s, true)) s.remove_prefix(n);
  while (const std::size_t n = blank_at(s, false)) s.remove_suffix(n);
  return s;
}

std::string one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(line.begin(), line.end(), is_control, ' ');
  return std::string(trim(line));
}

std::vector<std::string> paragraphs(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    if (std::string line = one_line(text.substr(0, end)); !line.empty()) {
      out.push_back(std::move(line));
    }
    text.remove_prefix(std::min(end + 2, text.size()));
  }
  return out;
}

}  // namespace digest
