#include "entities.h"

#include <algorithm>
#include <array>

#include "sheaf/text/html.hpp"
#include "utf8.h"

namespace sheaf::canonical {
namespace {

// Numbers 128 to 159 are meant as Windows-1252 (HTML 5, section 13.2.5.80).
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
    0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

// After `&#`.
Reference numeric(std::string_view text) {
  const bool hex = !text.empty() && (text.front() == 'x' || text.front() == 'X');
  const std::size_t begin = hex ? 1 : 0;
  const char32_t base = hex ? 16 : 10;
  char32_t cp = 0;
  std::size_t i = begin;
  for (; i < text.size() && (hex ? ascii::hex_value(text[i]) >= 0 : ascii::is_digit(text[i]));
       ++i) {
    if (cp <= 0x10FFFF) cp = cp * base + static_cast<char32_t>(ascii::hex_value(text[i]));
  }
  if (i == begin || i == text.size() || text[i] != ';') return {};
  if (cp >= 0x80 && cp <= 0x9F) cp = kWindows1252[cp - 0x80];
  if (cp == 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) cp = kReplacement;
  Reference out;
  out.size = i + 3;
  if (cp >= 0x20 || cp == '\t' || cp == '\n' || cp == '\r') append(out.text, cp);
  return out;
}

}  // namespace

Reference read_reference(std::string_view text) {
  if (text.size() < 3 || text[0] != '&') return {};
  if (text[1] == '#') return numeric(text.substr(2));
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
