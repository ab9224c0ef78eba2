#include "charset.h"

#include <Poco/TextConverter.h>
#include <Poco/UTF16Encoding.h>
#include <Poco/UTF8Encoding.h>
#include <Poco/Windows1252Encoding.h>

#include <algorithm>
#include <string_view>

namespace import {
namespace {

std::string converted(const std::string& bytes, const Poco::TextEncoding& from) {
  const Poco::UTF8Encoding utf8;
  std::string out;
  Poco::TextConverter(from, utf8, 0xFFFD).convert(bytes, out);
  return out;
}

// The bytes of the character at `at`; 0 when they are no UTF-8.
std::size_t length_at(std::string_view bytes, std::size_t at) {
  const auto* const c = reinterpret_cast<const unsigned char*>(bytes.data()) + at;
  if (*c < 0x80) return 1;
  const int length = *c >= 0xF0 ? 4 : *c >= 0xE0 ? 3 : 2;
  const bool whole = at + static_cast<std::size_t>(length) <= bytes.size();
  return whole && Poco::UTF8Encoding::isLegal(c, length) ? static_cast<std::size_t>(length) : 0;
}

// What is no UTF-8 (half of a surrogate pair, as Poco passes it on) as U+FFFD.
std::string well_formed(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = length_at(text, at);
    if (length != 0) {
      out.append(text, at, length);
      at += length;
      continue;
    }
    out += "\xEF\xBF\xBD";
    do ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  }
  return out;
}

}  // namespace

std::string to_utf8(std::string bytes, std::vector<std::size_t>* mended) {
  const bool big = bytes.starts_with("\xFE\xFF");
  if (big || bytes.starts_with("\xFF\xFE")) {
    const auto order = big ? Poco::UTF16Encoding::BIG_ENDIAN_BYTE_ORDER
                           : Poco::UTF16Encoding::LITTLE_ENDIAN_BYTE_ORDER;
    return well_formed(
        converted(bytes.substr(2, (bytes.size() - 2) / 2 * 2), Poco::UTF16Encoding(order)));
  }
  const bool marked = bytes.starts_with("\xEF\xBB\xBF");
  if (marked) bytes.erase(0, 3);
  bool any = marked, all = true;
  for (std::size_t at = 0, length = 0; at < bytes.size(); at += std::max<std::size_t>(length, 1)) {
    length = length_at(bytes, at);
    any = any || length > 1;
    all = all && length != 0;
  }
  if (all) return bytes;
  const Poco::Windows1252Encoding windows;
  if (!any) return converted(bytes, windows);
  std::string out;
  std::size_t line = 1;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = length_at(bytes, at);
    if (length == 0) {
      out += converted(bytes.substr(at, 1), windows);
      if (mended && (mended->empty() || mended->back() != line)) mended->push_back(line);
    } else {
      out.append(bytes, at, length);
      line += bytes[at] == '\n' || (bytes[at] == '\r' && bytes.compare(at, 2, "\r\n") != 0);
    }
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

}  // namespace import
