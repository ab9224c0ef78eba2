#include "charset.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

#include "blanks.hpp"
#include "sheaf/feed/source.hpp"
#include "sheaf/text/ascii.hpp"

namespace sheaf::feed {
namespace {

struct Label {
  std::string_view label;
  std::string_view name;   // what it is called in ParseEnd::charset
  std::string_view iconv;  // for glibc
};

// The labels of https://encoding.spec.whatwg.org/#names-and-labels that XML and HTTP carry; only
// what is listed ever reaches iconv.
constexpr std::array kLabels = {
    Label{"utf-8", "utf-8", ""},
    Label{"utf8", "utf-8", ""},
    Label{"unicode-1-1-utf-8", "utf-8", ""},
    Label{"utf-16", "utf-16", "UTF-16LE"},
    Label{"utf-16le", "utf-16le", "UTF-16LE"},
    Label{"utf-16be", "utf-16be", "UTF-16BE"},
    Label{"iso-10646-ucs-2", "utf-16", "UTF-16LE"},
    Label{"us-ascii", "windows-1252", "CP1252"},
    Label{"ascii", "windows-1252", "CP1252"},
    Label{"iso-8859-1", "windows-1252", "CP1252"},
    Label{"iso8859-1", "windows-1252", "CP1252"},
    Label{"iso_8859-1", "windows-1252", "CP1252"},
    Label{"latin1", "windows-1252", "CP1252"},
    Label{"l1", "windows-1252", "CP1252"},
    Label{"iso-8859-2", "iso-8859-2", "ISO-8859-2"},
    Label{"latin2", "iso-8859-2", "ISO-8859-2"},
    Label{"iso-8859-3", "iso-8859-3", "ISO-8859-3"},
    Label{"iso-8859-4", "iso-8859-4", "ISO-8859-4"},
    Label{"iso-8859-5", "iso-8859-5", "ISO-8859-5"},
    Label{"iso-8859-6", "iso-8859-6", "ISO-8859-6"},
    Label{"iso-8859-7", "iso-8859-7", "ISO-8859-7"},
    Label{"iso-8859-8", "iso-8859-8", "ISO-8859-8"},
    Label{"iso-8859-9", "windows-1254", "CP1254"},
    Label{"latin5", "windows-1254", "CP1254"},
    Label{"iso-8859-10", "iso-8859-10", "ISO-8859-10"},
    Label{"iso-8859-11", "windows-874", "CP874"},
    Label{"tis-620", "windows-874", "CP874"},
    Label{"iso-8859-13", "iso-8859-13", "ISO-8859-13"},
    Label{"iso-8859-14", "iso-8859-14", "ISO-8859-14"},
    Label{"iso-8859-15", "iso-8859-15", "ISO-8859-15"},
    Label{"latin9", "iso-8859-15", "ISO-8859-15"},
    Label{"iso-8859-16", "iso-8859-16", "ISO-8859-16"},
    Label{"ibm866", "ibm866", "CP866"},
    Label{"cp866", "ibm866", "CP866"},
    Label{"koi8-r", "koi8-r", "KOI8-R"},
    Label{"koi8-u", "koi8-u", "KOI8-U"},
    Label{"macintosh", "macintosh", "MACINTOSH"},
    Label{"windows-874", "windows-874", "CP874"},
    Label{"windows-1250", "windows-1250", "CP1250"},
    Label{"cp1250", "windows-1250", "CP1250"},
    Label{"windows-1251", "windows-1251", "CP1251"},
    Label{"cp1251", "windows-1251", "CP1251"},
    Label{"windows-1252", "windows-1252", "CP1252"},
    Label{"cp1252", "windows-1252", "CP1252"},
    Label{"windows-1253", "windows-1253", "CP1253"},
    Label{"cp1253", "windows-1253", "CP1253"},
    Label{"windows-1254", "windows-1254", "CP1254"},
    Label{"cp1254", "windows-1254", "CP1254"},
    Label{"windows-1255", "windows-1255", "CP1255"},
    Label{"cp1255", "windows-1255", "CP1255"},
    Label{"windows-1256", "windows-1256", "CP1256"},
    Label{"cp1256", "windows-1256", "CP1256"},
    Label{"windows-1257", "windows-1257", "CP1257"},
    Label{"cp1257", "windows-1257", "CP1257"},
    Label{"windows-1258", "windows-1258", "CP1258"},
    Label{"cp1258", "windows-1258", "CP1258"},
    Label{"gb2312", "gb18030", "GB18030"},
    Label{"gbk", "gb18030", "GB18030"},
    Label{"x-gbk", "gb18030", "GB18030"},
    Label{"gb18030", "gb18030", "GB18030"},
    Label{"big5", "big5", "BIG5-HKSCS"},
    Label{"big5-hkscs", "big5", "BIG5-HKSCS"},
    Label{"euc-jp", "euc-jp", "EUC-JP-MS"},
    Label{"x-euc-jp", "euc-jp", "EUC-JP-MS"},
    Label{"iso-2022-jp", "iso-2022-jp", "ISO-2022-JP"},
    Label{"shift_jis", "shift_jis", "CP932"},
    Label{"shift-jis", "shift_jis", "CP932"},
    Label{"sjis", "shift_jis", "CP932"},
    Label{"x-sjis", "shift_jis", "CP932"},
    Label{"windows-31j", "shift_jis", "CP932"},
    Label{"euc-kr", "euc-kr", "CP949"},
    Label{"ks_c_5601-1987", "euc-kr", "CP949"},
    Label{"windows-949", "euc-kr", "CP949"},
};

const Label* find_label(std::string_view name) {
  const auto found = std::find_if(kLabels.begin(), kLabels.end(),
                                  [&](const Label& label) { return label.label == name; });
  return found == kLabels.end() ? nullptr : &*found;
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
  if (head.starts_with("\xEF\xBB\xBF")) return {"utf-8", "", 3, ""};
  if (head.starts_with("\xFF\xFE")) return {"utf-16le", "UTF-16LE", 2, ""};
  if (head.starts_with("\xFE\xFF")) return {"utf-16be", "UTF-16BE", 2, ""};
  if (head.starts_with(std::string_view("<\0", 2))) return {"utf-16le", "UTF-16LE", 0, ""};
  if (head.starts_with(std::string_view("\0<", 2))) return {"utf-16be", "UTF-16BE", 0, ""};

  const Label* label = find_label(text::lowered(charset_of(content_type)));
  if (label == nullptr) {
    const std::string name = text::lowered(declared(head));
    label = find_label(name.empty() ? "utf-8" : name);
    if (label == nullptr) {
      return {.label = "",
              .iconv = "",
              .bom = 0,
              .error = "the encoding \"" + name.substr(0, 40) + "\" is not known"};
    }
  }
  // Neither a byte order mark nor an ASCII "<" in 16 bits: whoever says UTF-16 is wrong.
  if (label->iconv.starts_with("UTF-16")) return {"utf-8", "", 0, ""};
  return {std::string(label->name), std::string(label->iconv), 0, ""};
}

Decoder::Decoder(const std::string& iconv_name)
    : iconv_(iconv_open("UTF-8", iconv_name.c_str())),
      unit_(iconv_name.starts_with("UTF-16") ? 2 : 1) {
  if (iconv_ == reinterpret_cast<iconv_t>(-1)) {
    throw std::runtime_error("this system cannot decode " + iconv_name);
  }
}

Decoder::~Decoder() {
  iconv_close(iconv_);
}

void Decoder::decode(std::string_view bytes, bool last, std::string& out) {
  pending_.append(bytes);
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
