#include "entities.h"

#include <algorithm>

#include "sheaf/text/html.hpp"
#include "utf8.h"

namespace sheaf::canonical {
namespace {

// Controls other than white space give nothing.
Reference numeric(std::string_view text) {
  const auto [cp, size] = sheaf::text::numbered_character(text);
  Reference out;
  out.size = size;
  if (cp >= 0x20 || cp == '\t' || cp == '\n' || cp == '\r') append(out.text, cp);
  return out;
}

}  // namespace

Reference read_reference(std::string_view text) {
  if (text.size() < 3 || text[0] != '&') return {};
  if (text[1] == '#') return numeric(text);
  std::size_t end = 1;
  while (end < text.size() && end <= sheaf::text::kLongestHtmlEntity &&
         ascii::is_alnum(text[end])) {
    ++end;
  }
  if (end == text.size() || text[end] != ';') return {};
  const std::string_view character = sheaf::text::html_entity(text.substr(1, end - 1));
  if (character.empty()) return {};
  return {std::string(character), end + 1};
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
    out += reference.text;
    pos = amp + std::max<std::size_t>(reference.size, 1);
  }
  return out;
}

}  // namespace sheaf::canonical
