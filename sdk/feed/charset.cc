#include "charset.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <stdexcept>
#include <utility>

#include "blanks.hpp"
#include "sheaf/feed/source.hpp"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/scalars.hpp"

namespace sheaf::feed {
namespace {

constexpr std::size_t kLookAhead = 4096;

struct Label {
  std::string_view label;  // see bare()
  std::string_view name;   // what it is called in ParseEnd::charset
  std::string_view iconv;  // for glibc; empty: Windows-1252, which needs no decoder
};

// The labels of https://encoding.spec.whatwg.org/#names-and-labels that XML and HTTP carry, without
// families of numbers (see by_number()); only what is listed ever reaches iconv. Not those of
// UTF-8, UTF-16 and ASCII: what they say is seen from the bytes, or wrong.
constexpr std::array kLabels = {
    Label{"arabic", "iso-8859-6", "ISO-8859-6"},
    Label{"big5", "big5", "BIG5-HKSCS"},
    Label{"big5hkscs", "big5", "BIG5-HKSCS"},
    Label{"chinese", "gb18030", "GB18030"},
    Label{"cnbig5", "big5", "BIG5-HKSCS"},
    Label{"cyrillic", "iso-8859-5", "ISO-8859-5"},
    Label{"euccn", "gb18030", "GB18030"},
    Label{"eucjp", "euc-jp", "EUC-JP-MS"},
    Label{"euckr", "euc-kr", "CP949"},
    Label{"gb18030", "gb18030", "GB18030"},
    Label{"gb2312", "gb18030", "GB18030"},
    Label{"gbk", "gb18030", "GB18030"},
    Label{"greek", "iso-8859-7", "ISO-8859-7"},
    Label{"hebrew", "iso-8859-8", "ISO-8859-8"},
    Label{"iso2022jp", "iso-2022-jp", "ISO-2022-JP"},
    Label{"koi8", "koi8-r", "KOI8-R"},
    Label{"koi8r", "koi8-r", "KOI8-R"},
    Label{"koi8u", "koi8-u", "KOI8-U"},
    Label{"korean", "euc-kr", "CP949"},
    Label{"ksc5601", "euc-kr", "CP949"},
    Label{"ksc56011987", "euc-kr", "CP949"},
    Label{"mac", "macintosh", "MACINTOSH"},
    Label{"macintosh", "macintosh", "MACINTOSH"},
    Label{"macroman", "macintosh", "MACINTOSH"},
    Label{"mskanji", "shift_jis", "CP932"},
    Label{"shiftjis", "shift_jis", "CP932"},
    Label{"sjis", "shift_jis", "CP932"},
    Label{"tis620", "windows-874", "CP874"},
    Label{"windows31j", "shift_jis", "CP932"},
};

// What is left of a label when it does not matter how it is spelt: "ISO_8859-2:1987" and
// "csISOLatin2" are iso88592 and latin2.
std::string bare(std::string_view label) {
  label = text::trimmed(label.substr(0, label.find(':')));
  std::string out;
  for (const char c : label) {
    if (text::is_alnum(c)) out += text::lower(c);
  }
  for (const std::string_view prefix : {"x", "cs"}) {
    if (out.size() > prefix.size() && out.starts_with(prefix)) out.erase(0, prefix.size());
  }
  if (out.starts_with("isolatin")) out.erase(0, 3);
  return out;
}

Charset windows_1252() {
  return {"windows-1252", "", 0, false};
}

// ISO 8859-n, whose first, ninth and eleventh part are read as the code page that contains them.
std::optional<Charset> part_of_8859(int part) {
  if (part == 1) return windows_1252();
  if (part == 9) return Charset{"windows-1254", "CP1254", 0, true};
  if (part == 11) return Charset{"windows-874", "CP874", 0, true};
  if (part < 1 || part > 16 || part == 12) return std::nullopt;
  const std::string number = std::to_string(part);
  return Charset{"iso-8859-" + number, "ISO-8859-" + number, 0, true};
}

// Code pages of Microsoft, and those of IBM that contain ASCII.
std::optional<Charset> code_page(int page) {
  const std::string number = std::to_string(page);
  if (page == 1252 || page == 28591) return windows_1252();
  if (page == 932) return Charset{"shift_jis", "CP932", 0, true};
  if (page == 936) return Charset{"gb18030", "GB18030", 0, true};
  if (page == 949) return Charset{"euc-kr", "CP949", 0, true};
  if (page == 950) return Charset{"big5", "BIG5-HKSCS", 0, true};
  if (page == 874 || (page >= 1250 && page <= 1258))
    return Charset{"windows-" + number, "CP" + number, 0, true};
  if (page == 437 || page == 737 || page == 775 || (page >= 850 && page <= 869) || page == 1125)
    return Charset{"ibm" + number, "CP" + number, 0, true};
  return std::nullopt;
}

// "iso88592", "latin2", "windows1251", "cp1251", "1251"
std::optional<Charset> by_number(std::string_view label) {
  static constexpr std::array<int, 11> kLatin = {0, 1, 2, 3, 4, 9, 10, 13, 14, 15, 16};
  const auto digits = std::min(label.find_first_of("0123456789"), label.size());
  const std::string_view family = label.substr(0, digits);
  std::string_view rest = label.substr(digits);
  const bool iso = (family == "iso" || family.empty()) && rest.starts_with("8859");
  if (iso) rest.remove_prefix(4);
  const auto number = text::parse_int(rest);
  if (!number || *number < 0 || *number > 65535) return std::nullopt;
  const int n = static_cast<int>(*number);
  if (iso) return part_of_8859(n);
  if (family == "latin" || family == "l") {
    return n < static_cast<int>(kLatin.size()) ? part_of_8859(kLatin[static_cast<std::size_t>(n)])
                                               : std::nullopt;
  }
  static constexpr std::array<std::string_view, 6> kFamilies = {"",    "ansi", "cp",
                                                                "ibm", "win",  "windows"};
  return std::find(kFamilies.begin(), kFamilies.end(), family) != kFamilies.end() ? code_page(n)
                                                                                  : std::nullopt;
}

std::optional<Charset> find_charset(std::string_view written) {
  const std::string label = bare(written);
  const auto found = std::find_if(kLabels.begin(), kLabels.end(),
                                  [&](const Label& known) { return known.label == label; });
  if (found == kLabels.end()) return by_number(label);
  const bool seven_bits = found->label == "iso2022jp";
  return Charset{std::string(found->name), std::string(found->iconv), 0, !seven_bits};
}

// The encoding of an XML declaration, as written; empty when there is none.
std::string_view declared(std::string_view head) {
  const auto start = head.find_first_not_of(kBlanks);
  if (start == head.npos || !head.substr(start).starts_with("<?xml")) return {};
  const auto end = head.find("?>", start);
  if (end == head.npos) return {};
  head = head.substr(start, end - start);
  auto at = head.find("encoding");
  if (at == head.npos) return {};
  at = head.find_first_of("\"'", at);
  if (at == head.npos) return {};
  const auto close = head.find(head[at], at + 1);
  return close == head.npos ? std::string_view() : head.substr(at + 1, close - at - 1);
}

bool is_high(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

// Apart from a character that is cut at the end.
bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    std::size_t size = 1;
    if (is_high(bytes[0])) {
      const Utf8Sequence found = utf8_sequence(bytes);
      if (found.good < found.length && found.good == bytes.size()) return true;
      if (found.good != found.length) return false;
      size = found.length;
    }
    bytes.remove_prefix(size);
  }
  return true;
}

}  // namespace

std::string charset_of(std::string_view content_type) {
  const std::string small = text::lowered(content_type);
  const auto at = small.find("charset=");
  if (at == small.npos) return {};
  std::string_view value = content_type.substr(at + 8);
  if (value.starts_with('"')) {
    value.remove_prefix(1);
    return std::string(value.substr(0, value.find('"')));
  }
  return std::string(value.substr(0, value.find_first_of("; \t")));
}

Charset detect_charset(std::string_view head, std::string_view content_type) {
  if (head.starts_with("\xEF\xBB\xBF")) return {"", "", 3, false};
  if (head.starts_with(std::string_view("\xFF\xFE\0\0", 4)))
    return {"utf-32le", "UTF-32LE", 4, false};
  if (head.starts_with(std::string_view("\0\0\xFE\xFF", 4)))
    return {"utf-32be", "UTF-32BE", 4, false};
  if (head.starts_with("\xFF\xFE")) return {"utf-16le", "UTF-16LE", 2, false};
  if (head.starts_with("\xFE\xFF")) return {"utf-16be", "UTF-16BE", 2, false};
  // Without a mark the first character, which is ASCII, shows the width and order of all.
  std::string zeros;
  for (const char c : head.substr(0, 4)) zeros += c == '\0' ? '0' : 'x';
  if (zeros == "x000") return {"utf-32le", "UTF-32LE", 0, false};
  if (zeros == "000x") return {"utf-32be", "UTF-32BE", 0, false};
  if (zeros.starts_with("x0")) return {"utf-16le", "UTF-16LE", 0, false};
  if (zeros.starts_with("0x")) return {"utf-16be", "UTF-16BE", 0, false};

  const std::string header = charset_of(content_type);
  for (const std::string_view name : {std::string_view(header), declared(head)}) {
    auto known = find_charset(name);
    if (!known) continue;
    if (known->iconv.empty()) break;
    return *known;
  }
  return {};
}

Utf8Sequence utf8_sequence(std::string_view bytes) {
  const auto byte = [bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char lead = byte(0);
  Utf8Sequence out;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    out.length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    out.length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    out.length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  }
  while (out.good < out.length && out.good < bytes.size() && byte(out.good) >= low &&
         byte(out.good) <= high) {
    ++out.good;
    low = 0x80;
    high = 0xBF;
  }
  return out;
}

Decoder::Decoder(const Charset& charset)
    : iconv_(iconv_open("UTF-8", charset.iconv.c_str())),
      unit_(charset.iconv.starts_with("UTF-16")   ? 2
            : charset.iconv.starts_with("UTF-32") ? 4
                                                  : 1),
      doubted_(charset.doubted) {
  if (iconv_ == reinterpret_cast<iconv_t>(-1)) {
    throw std::runtime_error("this system cannot decode " + charset.iconv);
  }
}

Decoder::~Decoder() {
  iconv_close(iconv_);
}

// Hands ASCII on until other bytes come; those show whether all of this is UTF-8. False: not yet.
bool Decoder::settle(bool last, std::string& out) {
  const auto first =
      std::find_if(pending_.begin(), pending_.end(), [](char c) { return is_high(c); });
  out.append(pending_.begin(), first);
  pending_.erase(pending_.begin(), first);
  if (pending_.empty() || (pending_.size() < kLookAhead && !last)) return false;
  doubted_ = false;
  utf8_ = is_utf8(pending_);
  return true;
}

void Decoder::decode(std::string_view bytes, bool last, std::string& out) {
  pending_.append(bytes);
  if (doubted_ && !settle(last, out)) return;
  if (utf8_) {
    out += pending_;
    pending_.clear();
    return;
  }
  char* in = pending_.data();
  std::size_t left = pending_.size();
  std::array<char, 4096> buffer;
  while (left > 0) {
    char* to = buffer.data();
    std::size_t room = buffer.size();
    const auto done = iconv(iconv_, &in, &left, &to, &room);
    const int error = errno;
    out.append(buffer.data(), buffer.size() - room);
    if (done != static_cast<std::size_t>(-1) || error == E2BIG) continue;
    if (error == EINVAL && !last) break;  // the rest of a character comes with the next bytes
    out += "\xEF\xBF\xBD";
    ++replaced_;
    const std::size_t skip = std::min(unit_, left);
    in += skip;
    left -= skip;
  }
  pending_.erase(0, pending_.size() - left);
}

}  // namespace sheaf::feed
