#include "words/fold.h"

#include <utf8proc.h>

#include <algorithm>
#include <vector>

namespace words {
namespace {

// U+03B1 .. U+03C9; final sigma is sigma.
constexpr std::array<std::string_view, 25> kGreek{
    "alpha", "beta",   "gamma",   "delta", "epsilon", "zeta",    "eta",  "theta", "iota",
    "kappa", "lambda", "mu",      "nu",    "xi",      "omicron", "pi",   "rho",   "sigma",
    "sigma", "tau",    "upsilon", "phi",   "chi",     "psi",     "omega"};

struct Letter {
  char32_t code_point;
  std::string_view text;
};
// Latin letters whose stroke or ligature Unicode does not take apart.
constexpr Letter kLatin[] = {{0xe6, "ae"}, {0xf0, "d"},   {0xf8, "o"},  {0xfe, "th"},
                             {0x111, "d"}, {0x127, "h"},  {0x131, "i"}, {0x142, "l"},
                             {0x14b, "n"}, {0x153, "oe"}, {0x167, "t"}};

struct Range {
  char32_t first, last;
};
// Scripts written without blanks between words.
constexpr Range kAloneRanges[] = {{0x0e00, 0x0eff}, {0x1000, 0x109f}, {0x1780, 0x17ff},
                                  {0x3005, 0x3007}, {0x3040, 0x30ff}, {0x31f0, 0x31ff},
                                  {0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0xac00, 0xd7af},
                                  {0xf900, 0xfaff}, {0xff66, 0xff9f}, {0x20000, 0x3fffd}};

void append(Folded& out, std::string_view s) noexcept {
  if (out.size + s.size() > out.bytes.size()) return;
  std::copy(s.begin(), s.end(), out.bytes.begin() + out.size);
  out.size = static_cast<uint8_t>(out.size + s.size());
}

void append(Folded& out, char32_t code_point) noexcept {
  std::array<utf8proc_uint8_t, 4> buffer{};
  const auto n = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code_point), buffer.data());
  append(out, {reinterpret_cast<const char*>(buffer.data()), static_cast<size_t>(n)});
}

bool is_mark(utf8proc_category_t c) noexcept {
  return c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_MC || c == UTF8PROC_CATEGORY_ME;
}

bool is_alnum(utf8proc_category_t c) noexcept {
  return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) ||
         (c >= UTF8PROC_CATEGORY_ND && c <= UTF8PROC_CATEGORY_NO);
}

// Case and compatibility forms away; marks away too, except in scripts where they are letters'
// parts.
void fold_letter(Folded& out, char32_t code_point) noexcept {
  const bool keeps_marks =
      (code_point >= 0x400 && code_point < 0x1d00) || (code_point >= 0x2c80 && code_point < 0xf900);
  if (keeps_marks) {  // Cyrillic to the Indic scripts: й is not и; but ё is written е
    const auto lower = utf8proc_tolower(static_cast<utf8proc_int32_t>(code_point));
    append(out, static_cast<char32_t>(lower == 0x451 ? 0x435 : lower));
    return;
  }
  std::array<utf8proc_int32_t, 24> parts{};
  int boundary = UTF8PROC_BOUNDCLASS_START;
  const auto count = utf8proc_decompose_char(
      static_cast<utf8proc_int32_t>(code_point), parts.data(), parts.size(),
      static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD),
      &boundary);
  for (utf8proc_ssize_t i = 0; i < count && i < static_cast<utf8proc_ssize_t>(parts.size()); ++i) {
    const auto c = static_cast<char32_t>(parts[static_cast<size_t>(i)]);
    if (c >= 0x3b1 && c <= 0x3c9) {
      append(out, kGreek[c - 0x3b1]);
      continue;
    }
    const auto* latin = std::find_if(std::begin(kLatin), std::end(kLatin),
                                     [c](auto& l) { return l.code_point == c; });
    if (latin != std::end(kLatin)) {
      append(out, latin->text);
    } else if (is_alnum(utf8proc_category(static_cast<utf8proc_int32_t>(c)))) {
      append(out, c);
    }
  }
}

CharKind separator_kind(char32_t c, utf8proc_category_t category) noexcept {
  switch (c) {
    case '-':
    case '\'':
    case '/':
    case '_':
    case 0x2019:
    case 0x02bc:
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2212:
    case 0x30fb:
      return CharKind::kHyphen;
    case '"':
    case '#':
    case '%':
    case '&':
    case '*':
    case '@':
    case '\\':
      return CharKind::kOther;
    case '<':
    case '=':
    case '>':
    case '|':
      return CharKind::kStop;
    case '\t':
    case '\n':
    case '\v':
    case '\f':
    case '\r':
      return CharKind::kSpace;
    default:
      break;
  }
  switch (category) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return CharKind::kSpace;
    case UTF8PROC_CATEGORY_PO:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PD:
      return c < 0x2000 ? CharKind::kStop : CharKind::kEnd;
    case UTF8PROC_CATEGORY_CF:
      return CharKind::kIgnore;
    default:
      return CharKind::kOther;
  }
}

Folded compute(char32_t code_point) noexcept {
  Folded out;
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(code_point));
  if (!is_alnum(category) && !is_mark(category)) {
    out.kind = separator_kind(code_point, category);
    return out;
  }
  const bool alone = std::any_of(std::begin(kAloneRanges), std::end(kAloneRanges), [=](Range r) {
    return code_point >= r.first && code_point <= r.last;
  });
  if (alone) {
    append(out, code_point);
    out.kind = CharKind::kAlone;
  } else {
    const bool accent = is_mark(category) && ((code_point >= 0x300 && code_point < 0x370) ||
                                              (code_point >= 0x1ab0 && code_point < 0x2100));
    if (!accent) fold_letter(out, code_point);
    out.kind = out.size == 0 ? CharKind::kIgnore : CharKind::kWord;
  }
  return out;
}

}  // namespace

Folded fold(char32_t code_point) noexcept {
  static const auto table = [] {
    std::array<Folded, 0x400> out;
    for (char32_t c = 0; c < out.size(); ++c) out[c] = compute(c);
    return out;
  }();
  return code_point < table.size() ? table[code_point] : compute(code_point);
}

char32_t next_code_point(const char*& p, const char* end) noexcept {
  utf8proc_int32_t c = -1;
  const auto n = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(p), end - p, &c);
  if (n < 1 || c < 0) {
    ++p;
    return 0xfffd;
  }
  p += n;
  return static_cast<char32_t>(c);
}

std::string_view greek_command(std::string_view command) noexcept {
  if (command.starts_with("var")) command.remove_prefix(3);
  for (const std::string_view name : kGreek) {
    if (name.size() == command.size() && name.substr(1) == command.substr(1) &&
        name[0] == (command[0] | 0x20)) {
      return name;
    }
  }
  return {};
}

}  // namespace words
