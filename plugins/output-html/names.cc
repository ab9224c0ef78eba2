#include "names.h"

#include <utf8proc.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "sheaf/text/ascii.hpp"
#include "sheaf/text/hash.hpp"

namespace output_html {
namespace {

constexpr std::size_t kLongest = 60;

struct Free {
  void operator()(utf8proc_uint8_t* p) const { std::free(p); }
};

// Compatibility decomposition without marks: what is left of a letter is its base.
std::string without_marks(std::string_view name) {
  utf8proc_uint8_t* raw = nullptr;
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                      UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD);
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(name.data()),
                                 static_cast<utf8proc_ssize_t>(name.size()), &raw, options);
  const std::unique_ptr<utf8proc_uint8_t, Free> owner(raw);
  if (size < 0) return {};
  return {reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size)};
}

}  // namespace

std::string slug(std::string_view name) {
  std::string out;
  for (const char c : without_marks(name)) {
    if (out.size() >= kLongest) break;
    if (sheaf::text::is_alnum(c)) {
      out += sheaf::text::lower(c);
    } else if (!out.empty() && out.back() != '-' && static_cast<unsigned char>(c) < 0x80) {
      out += '-';
    }
  }
  if (!out.empty() && out.back() != '-') out += '-';
  return out + sheaf::text::fnv1a_hex(name).substr(0, 6);
}

std::string profile_folder(std::string_view id) {
  bool plain = !id.empty() && id.size() <= 100 && id.front() != '.' && id.front() != '-';
  for (const char c : id) {
    plain = plain && (sheaf::text::is_digit(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '-' ||
                      c == '_');
  }
  return plain ? std::string(id) : slug(id);
}

}  // namespace output_html
