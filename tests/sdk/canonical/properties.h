// What holds for clean() whatever its input; shared by the property tests and the fuzzer.
#pragma once

#include <utf8proc.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "sheaf/canonical/clean.hpp"
#include "sheaf/canonical/fold.hpp"
#include "sheaf/canonical/links.hpp"

namespace sheaf::canonical::testing {

inline constexpr Markup kMarkups[] = {Markup::kPlain, Markup::kTex, Markup::kHtml, Markup::kJats};

inline std::string nfc(const std::string& text) {
  utf8proc_uint8_t* result = nullptr;
  const auto size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &result,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(result, &std::free);
  if (size < 0) return "not UTF-8";
  return {reinterpret_cast<const char*>(result), static_cast<std::size_t>(size)};
}

inline bool is_forbidden(utf8proc_int32_t cp) {
  return (cp < 0x20 && cp != '\n') || (cp >= 0x7F && cp <= 0x9F) || cp == 0xAD || cp == 0x200B ||
         cp == 0x200E || cp == 0x200F || (cp >= 0x2028 && cp <= 0x202E) ||
         (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF || (cp & 0xFFFE) == 0xFFFE;
}

// What is wrong with `text` as canonical text; empty if nothing is.
inline std::string defect(const std::string& text) {
  if (nfc(text) != text) return "not in NFC";
  bool space = true;  // the start counts as one: no blank may follow it
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (std::size_t pos = 0; pos < text.size();) {
    utf8proc_int32_t cp = -1;
    const auto size =
        utf8proc_iterate(bytes + pos, static_cast<utf8proc_ssize_t>(text.size() - pos), &cp);
    if (size <= 0) return "ill-formed UTF-8";
    if (is_forbidden(cp)) return "forbidden character " + std::to_string(cp);
    if (cp == '\n') {
      if (space || pos + 1 >= text.size() || text[pos + 1] != '\n') return "stray line break";
      pos += 2;
      space = true;
      continue;
    }
    const bool is_space = cp == ' ' || cp == 0xA0 || cp == 0x202F;
    if (is_space && space) return "two blanks";
    if (!is_space && utf8proc_category(cp) == UTF8PROC_CATEGORY_ZS) return "odd blank";
    space = is_space;
    pos += static_cast<std::size_t>(size);
  }
  return space && !text.empty() ? "blank at the end" : "";
}

// The property that `bytes` breaks in this markup; empty if they break none.
inline std::string broken_property(std::string_view bytes, Markup markup, CleanOptions options) {
  const std::string text = clean(bytes, markup, options);
  if (std::string found = defect(text); !found.empty()) return found.append(": ").append(text);
  if (options.single_line && text.find('\n') != std::string::npos) return "two lines: " + text;
  for (const bool single_line : {false, true}) {
    const std::string again = clean(text, Markup::kPlain, {.single_line = single_line});
    if (single_line == options.single_line && again != text)
      return "no fixed point: " + text + " | " + again;
    if (!defect(again).empty()) return "joined: " + defect(again);
  }
  const std::string key = fold(text);
  if (fold(key) != key) return "fold: " + key + " | " + fold(key);
  for (const Link& link : find_links(text))
    if (!link.url.starts_with("http") || link.url.find_first_of(" \n\"<>") != std::string::npos)
      return "link: " + link.url;
  return {};
}

// All markups and options.
inline std::string broken_property(std::string_view bytes) {
  for (const Markup markup : kMarkups) {
    for (const CleanOptions options : {CleanOptions{}, CleanOptions{.drop_citations = true},
                                       CleanOptions{.single_line = true}}) {
      std::string found = broken_property(bytes, markup, options);
      if (!found.empty())
        return "markup " + std::to_string(static_cast<int>(markup)) + ": " + found;
    }
  }
  return {};
}

}  // namespace sheaf::canonical::testing
