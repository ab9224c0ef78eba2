// ASCII classes that do not ask the locale.
#pragma once

#include <cstddef>
#include <string_view>

namespace digest {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_alnum(char c) {
  return is_digit(c) || is_letter(c);
}
constexpr bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}
constexpr bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
// What CommonMark lets a backslash escape.
constexpr bool is_punctuation(char c) {
  return c > ' ' && c < 0x7f && !is_alnum(c);
}
constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

constexpr bool same_letters(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (to_lower(a[i]) != to_lower(b[i])) return false;
  }
  return true;
}
// `prefix` in any case.
constexpr bool starts_with_letters(std::string_view text, std::string_view prefix) {
  return same_letters(text.substr(0, prefix.size()), prefix);
}

}  // namespace digest
