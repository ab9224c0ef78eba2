#include "sheaf/text/html.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "sheaf/text/ascii.hpp"

namespace sheaf::text {
namespace {

// Arrays, not pointers: nothing to relocate when a plugin is loaded.
struct Entity {
  char name[kLongestHtmlEntity + 1];
  char text[7];
};

constexpr Entity kEntities[] = {
#include "html_entities.inc"
};

}  // namespace

void append_html_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
}

std::string html_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  append_html_escaped(out, text);
  return out;
}

std::string_view html_entity(std::string_view name) {
  const auto* found = std::lower_bound(
      std::begin(kEntities), std::end(kEntities), name,
      [](const Entity& entity, std::string_view wanted) { return entity.name < wanted; });
  if (found == std::end(kEntities) || found->name != name) return {};
  return found->text;
}

char32_t windows_1252(char32_t number) {
  constexpr std::array<char16_t, 32> kCharacters = {
      0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
      0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};
  return number >= 0x80 && number <= 0x9F ? kCharacters[number - 0x80] : number;
}

NumberedCharacter numbered_character(std::string_view text) {
  if (!text.starts_with("&#")) return {};
  const bool hex = text.size() > 2 && lower(text[2]) == 'x';
  const std::size_t begin = hex ? 3 : 2;
  const char32_t base = hex ? 16 : 10;
  std::size_t end = begin;
  char32_t number = 0;
  for (; end < text.size() && (hex ? hex_value(text[end]) >= 0 : is_digit(text[end])); ++end) {
    if (number <= 0x10FFFF) number = number * base + static_cast<char32_t>(hex_value(text[end]));
  }
  if (end == begin) return {};
  if (end < text.size() && text[end] == ';') ++end;
  if (number == 0 || number > 0x10FFFF || (number >= 0xD800 && number <= 0xDFFF)) number = 0xFFFD;
  return {windows_1252(number), end};
}

}  // namespace sheaf::text
