#include "utf8.h"

#include <utf8proc.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace sheaf::canonical {
namespace {

const utf8proc_property_t& property(char32_t cp) {
  return *utf8proc_get_property(static_cast<utf8proc_int32_t>(cp));
}

// The allowed range of the second byte, by lead byte (Unicode 15, table 3-7).
struct Second {
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
};

Second second_byte(unsigned char lead) {
  switch (lead) {
    case 0xE0:
      return {0xA0, 0xBF};
    case 0xED:
      return {0x80, 0x9F};
    case 0xF0:
      return {0x90, 0xBF};
    case 0xF4:
      return {0x80, 0x8F};
    default:
      return {};
  }
}

}  // namespace

char32_t decode(std::string_view bytes, std::size_t& pos) {
  const auto lead = static_cast<unsigned char>(bytes[pos++]);
  if (lead < 0x80) return lead;
  if (lead < 0xC2 || lead > 0xF4) return kReplacement;
  const int more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
  char32_t cp = lead & (0x3Fu >> more);
  Second range = second_byte(lead);
  for (int i = 0; i < more; ++i) {
    if (pos >= bytes.size()) return kReplacement;
    const auto c = static_cast<unsigned char>(bytes[pos]);
    if (c < range.low || c > range.high) return kReplacement;
    cp = (cp << 6) | (c & 0x3Fu);
    ++pos;
    range = {};
  }
  return cp;
}

char32_t decode_before(std::string_view bytes, std::size_t pos) {
  if (pos == 0) return 0;
  std::size_t start = pos - 1;
  while (start > 0 && pos - start < 4 && (static_cast<unsigned char>(bytes[start]) & 0xC0) == 0x80)
    --start;
  return decode(bytes.substr(0, pos), start);
}

bool is_letter(char32_t cp) {
  if (cp < 0x80) return ascii::is_letter(static_cast<char>(cp));
  const auto category = property(cp).category;
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool is_mark(char32_t cp) {
  if (cp < 0x300) return false;
  const auto category = property(cp).category;
  return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

bool is_alphanumeric(char32_t cp) {
  if (cp < 0x80) return ascii::is_alnum(static_cast<char>(cp));
  const auto category = property(cp).category;
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO &&
         !(category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME);
}

bool is_quick_nfc(char32_t cp) {
  if (cp < 0x300) return true;
  // Letters with a decomposition that are nevertheless NFC: Greek, Cyrillic, Latin, Hangul.
  if (cp >= 0x388 && cp <= 0x3CE) return true;
  if (cp >= 0x400 && cp <= 0x482) return true;
  if (cp >= 0x1E00 && cp <= 0x1EFF) return true;
  if (cp >= 0xAC00 && cp <= 0xD7A3) return true;
  if (cp >= 0x1100 && cp <= 0x11FF) return false;  // jamo compose by rule, not by table
  const utf8proc_property_t& p = property(cp);
  const bool decomposes = p.decomp_type == 0 && p.decomp_seqindex != UINT16_MAX;
  const bool joins_backwards = p.comb_index != UINT16_MAX && p.comb_index >= 0x8000;
  return p.combining_class == 0 && !decomposes && !joins_backwards;
}

bool is_combining(char32_t cp) {
  if (cp < 0x300) return false;
  // The only starters that decompose to marks alone (Unicode 15, section 3.11).
  if (cp == 0xF73 || cp == 0xF75 || cp == 0xF81) return true;
  return property(cp).combining_class != 0;
}

std::string to_nfc(std::string_view text) {
  utf8proc_uint8_t* result = nullptr;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  const utf8proc_ssize_t size =
      utf8proc_map(bytes, static_cast<utf8proc_ssize_t>(text.size()), &result, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(result, &std::free);
  if (size < 0) throw std::bad_alloc();  // the only failure of well-formed text
  return {reinterpret_cast<const char*>(result), static_cast<std::size_t>(size)};
}

char32_t compose(char32_t base, char32_t mark) {
  std::array<utf8proc_int32_t, 2> pair{static_cast<utf8proc_int32_t>(base),
                                       static_cast<utf8proc_int32_t>(mark)};
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  if (utf8proc_normalize_utf32(pair.data(), 2, options) != 1) return 0;
  return static_cast<char32_t>(pair[0]);
}

}  // namespace sheaf::canonical
