#include "figures.h"

#include <algorithm>
#include <iterator>

#include "words/fold.h"

namespace briefing {
namespace {

// The text as it is scanned: digits, signs and letters in one form each.
struct Scan {
  std::u32string text;
  char32_t at(std::size_t i) const { return i < text.size() ? text[i] : U'\0'; }
};

constexpr char32_t kNarrow = U'\x01';  // a blank that may part thousands

bool is_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}

bool is_letter(char32_t c) {
  if (c < 0x80) return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
  return words::fold(c).kind == words::CharKind::kWord;
}

bool is_blank(char32_t c) {
  return c == U' ' || c == U'\n' || c == U'\t' || c == kNarrow;
}

// 0..9, or -1.
int superscript(char32_t c) {
  if (c == 0x00B9) return 1;
  if (c == 0x00B2 || c == 0x00B3) return static_cast<int>(c - 0x00B0);
  if (c == 0x2070 || (c >= 0x2074 && c <= 0x2079)) return static_cast<int>(c - 0x2070);
  return -1;
}

// Digits of the scripts that papers and models write, and of subscripts: 0..9, or -1.
int digit_of(char32_t c) {
  for (const char32_t zero :
       {U'0', U'\u0660', U'\u06F0', U'\u0966', U'\u09E6', U'\uFF10', U'\u2080'}) {
    if (c >= zero && c <= zero + 9) return static_cast<int>(c - zero);
  }
  return -1;
}

char32_t sign_of(char32_t c) {
  switch (c) {
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212:
    case 0x207B:
      return U'-';
    case 0x00A0:
    case 0x2009:
    case 0x202F:
    case 0x2007:
      return kNarrow;
    case 0x2019:
      return U'\'';
    case 0xFF05:
    case 0x066A:
      return U'%';
    case 0x00B7:
    case 0x22C5:
    case 0x066B:
    case 0xFF0E:
      return U'.';
    case 0x066C:
      return U',';
    default:
      return c;
  }
}

Scan scan_of(std::string_view bytes) {
  Scan out;
  std::u32string& to = out.text;
  enum class Raised { kNone, kPower, kUnit, kNumber } raised = Raised::kNone;
  const char* p = bytes.data();
  const char* const end = p + bytes.size();
  while (p < end) {
    const char32_t c = words::next_code_point(p, end);
    const char32_t last = to.empty() ? U' ' : to.back();
    if (c == U'\\') {  // a command of LaTeX is no word before a number
      const char* q = p;
      while (q < end && ((*q >= 'a' && *q <= 'z') || (*q >= 'A' && *q <= 'Z'))) ++q;
      to += U' ';
      p = q;
    } else if (superscript(c) >= 0 || c == 0x207B) {
      if (raised == Raised::kNone) {
        raised = is_digit(last)                    ? Raised::kPower
                 : is_letter(last) || last == U')' ? Raised::kUnit
                                                   : Raised::kNumber;
        if (raised == Raised::kPower) to += U'^';
      }
      if (raised == Raised::kUnit) continue;  // cm², R²
      to += c == 0x207B ? U'-' : U'0' + static_cast<char32_t>(superscript(c));
      continue;
    } else if ((c == U'{' || c == U'}') && !to.empty()) {
      if (c == U'{' && last == U'^') continue;  // 10^{-3}
      to += U' ';
    } else if (c == U'^' && (is_letter(last) || last == U')')) {  // R^2, m^{-1}
      while (p < end && std::string_view("{}-0123456789").find(*p) != std::string_view::npos) ++p;
    } else if (const int digit = digit_of(c); digit >= 0) {
      to += U'0' + static_cast<char32_t>(digit);
    } else {
      to += sign_of(c);
    }
    raised = Raised::kNone;
  }
  return out;
}

std::string ascii(std::u32string_view s) {
  std::string out;
  for (const char32_t c : s) out += static_cast<char>(c);
  return out;
}

// "007" -> "7", "12.50" -> "12.5", ".5" -> "0.5"
std::string plain(std::string whole, std::string decimals) {
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
  decimals.erase(decimals.find_last_not_of('0') + 1);
  if (whole.empty()) whole = "0";
  return decimals.empty() ? whole : whole + "." + decimals;
}

std::string folded(std::u32string_view letters) {
  std::string out;
  for (const char32_t c : letters) out += words::fold(c).text();
  return out;
}

constexpr std::string_view kPercentWords[] = {"percent",  "prozent",  "pourcent", "procent",
                                              "procento", "procenta", "porcento", "percento"};
constexpr std::string_view kPercentPairs[] = {"per cent", "pour cent", "por ciento", "por cento",
                                              "per cento"};
// Between two figures that share the percent sign behind the second.
constexpr std::string_view kTies[] = {"-",  "±",   "+-",  "+/-",  ",",  "to",    "and",
                                      "or", "bis", "und", "oder", "et", "ou",    "à",
                                      "a",  "y",   "o",   "e",    "vs", "versus"};

class Reader {
 public:
  Reader(std::string_view text, Marks marks) : in_(scan_of(text)), marks_(marks) {}

  std::vector<Figure> read() {
    for (std::size_t i = 0; i < in_.text.size();) {
      const bool starts =
          is_digit(in_.at(i)) || (in_.at(i) == U'.' && is_digit(in_.at(i + 1)) && !touches(i));
      i = starts ? figure(i) : i + 1;
    }
    share_percent();
    return std::move(out_);
  }

 private:
  bool touches(std::size_t i) const {
    return i > 0 && (is_digit(in_.at(i - 1)) || is_letter(in_.at(i - 1)) || in_.at(i - 1) == U'.');
  }
  std::size_t digits_end(std::size_t i) const {
    while (is_digit(in_.at(i))) ++i;
    return i;
  }
  std::string slice(std::size_t begin, std::size_t end) const {
    return ascii(std::u32string_view(in_.text).substr(begin, end - begin));
  }

  // One figure or more at i; where they end.
  std::size_t figure(std::size_t i) {
    Figure f;
    f.begin = i;
    std::size_t end = number(i, f);
    if (in_.at(end) == U'^')
      end = power(f, end + 1, end);
    else if ((in_.at(end) == U'e' || in_.at(end) == U'E') && !is_letter_before(f.begin)) {
      end = scientific(f, end);
    }
    f.end = end;
    name(f);
    words_behind(f);
    f.shown = f.any.front() + (f.percent ? "%" : "");
    out_.push_back(std::move(f));
    return end;
  }

  bool is_letter_before(std::size_t i) const { return i > 0 && is_letter(in_.at(i - 1)); }

  bool group_at(std::size_t i, char32_t sep) const {
    return in_.at(i) == sep && digits_end(i + 1) == i + 4 && !is_letter_group(i + 4, sep);
  }
  // "in 10 200m": a group behind a blank has no letter behind it
  bool is_letter_group(std::size_t i, char32_t sep) const {
    return sep == U' ' && is_letter(in_.at(i));
  }

  std::size_t number(std::size_t i, Figure& f) const {
    const std::size_t first = digits_end(i);
    const std::string whole = slice(i, first);
    const char32_t sep = in_.at(first);
    const bool parts_thousands =
        sep == U',' || sep == U'.' || sep == kNarrow || sep == U'\'' || sep == U' ';
    if (!whole.empty() && whole.size() <= 3 && whole != "0" && parts_thousands &&
        group_at(first, sep)) {
      return thousands(first, whole, sep, f);
    }
    const bool mark = sep == U'.' || sep == U',';
    if (!mark || !is_digit(in_.at(first + 1))) {
      f.any.push_back(plain(whole, ""));
      return first;
    }
    const std::size_t end = digits_end(first + 1);
    const std::string decimals = slice(first + 1, end);
    // "1,2,3": a list
    const bool goes_on = in_.at(end) == U',' && is_digit(in_.at(end + 1));
    const bool went_on = i > 1 && in_.at(i - 1) == U',' && is_digit(in_.at(i - 2));
    if (sep == U',' && (goes_on || went_on)) {
      f.any.push_back(plain(whole, ""));
      return first;
    }
    f.any.push_back(plain(whole, decimals));
    if (sep == U',') f.or_all = {plain(whole, ""), plain(decimals, "")};
    return end;
  }

  // Digits, then groups of three behind `sep`.
  std::size_t thousands(std::size_t first, const std::string& whole, char32_t sep,
                        Figure& f) const {
    std::string all = whole;
    std::vector<std::string> parts = {plain(whole, "")};
    std::size_t end = first;
    for (; group_at(end, sep); end += 4) {
      parts.push_back(plain(slice(end + 1, end + 4), ""));
      all += slice(end + 1, end + 4);
    }
    const char32_t mark = in_.at(end);
    std::string decimals;
    if (mark != sep && (mark == U'.' || mark == U',') && is_digit(in_.at(end + 1))) {
      const std::size_t stop = digits_end(end + 1);
      decimals = slice(end + 1, stop);
      end = stop;
    }
    const bool one_group = parts.size() == 2 && decimals.empty();
    const std::string as_decimals = plain(whole, all.substr(whole.size()));
    if (one_group && sep == U'.' && marks_ == Marks::kEnglish) {
      f.any.push_back(as_decimals);
      return end;
    }
    f.any.push_back(plain(all, decimals));
    if (one_group && (sep == U'.' || (sep == U',' && marks_ == Marks::kOther))) {
      f.any.push_back(as_decimals);
    }
    if (sep == U' ') f.or_all = std::move(parts);
    return end;
  }

  // The base is in `f`; `i` is behind the caret.
  std::size_t power(Figure& f, std::size_t i, std::size_t without) const {
    const std::string sign = in_.at(i) == U'-' ? "-" : "";
    if (in_.at(i) == U'-' || in_.at(i) == U'+') ++i;
    const std::size_t end = digits_end(i);
    if (end == i) return without;
    f.any = {f.any.front() + "^" + sign + plain(slice(i, end), "")};
    f.or_all.clear();
    return end;
  }

  // 1.2e-5: the mantissa by itself, and the power.
  std::size_t scientific(Figure& f, std::size_t e) {
    std::size_t i = e + 1;
    const std::string sign = in_.at(i) == U'-' ? "-" : "";
    if (in_.at(i) == U'-' || in_.at(i) == U'+') ++i;
    const std::size_t end = digits_end(i);
    if (end == i || is_letter(in_.at(end))) return e;
    if (f.any.front() != "1") {
      f.end = e;
      f.shown = f.any.front();
      out_.push_back(f);
    }
    f.any = {"10^" + sign + plain(slice(i, end), "")};
    f.or_all.clear();
    return end;
  }

  // Letters before it make it a name, but for the x of "3 x10".
  void name(Figure& f) const {
    std::size_t behind = f.begin;
    const bool hyphen = behind > 1 && in_.at(behind - 1) == U'-' && is_letter(in_.at(behind - 2));
    if (hyphen) --behind;
    std::size_t begin = behind;
    while (begin > 0 && is_letter(in_.at(begin - 1))) --begin;
    if (begin == behind) return;
    const std::u32string_view letters = std::u32string_view(in_.text).substr(begin, behind - begin);
    if (letters == U"x" || letters == U"X" || letters == U"×") return;
    const bool lower = std::all_of(letters.begin(), letters.end(),
                                   [](char32_t c) { return c >= U'a' && c <= U'z'; });
    std::vector<std::string> names;
    for (const std::string& number : f.any) names.push_back(folded(letters) + number);
    f.or_all.clear();
    // "pre-2020" is a year as well
    if (hyphen && lower) names.insert(names.end(), f.any.begin(), f.any.end());
    f.any = std::move(names);
  }

  void words_behind(Figure& f) const {
    std::size_t i = f.end;
    while (is_blank(in_.at(i)) || in_.at(i) == U'-') ++i;
    if (in_.at(i) == U'%') {
      f.percent = true;
      f.end = i + 1;
      return;
    }
    std::size_t end = i;
    while (is_letter(in_.at(end))) ++end;
    f.behind = folded(std::u32string_view(in_.text).substr(i, end - i));
    std::size_t second = end;
    while (is_blank(in_.at(second))) ++second;
    std::size_t stop = second;
    while (is_letter(in_.at(stop))) ++stop;
    const std::string pair =
        f.behind + " " + folded(std::u32string_view(in_.text).substr(second, stop - second));
    const auto is = [](const auto& list, std::string_view word) {
      return std::find(std::begin(list), std::end(list), word) != std::end(list);
    };
    const bool two = is(kPercentPairs, pair);
    f.percent = two || is(kPercentWords, f.behind);
    if (f.percent) f.end = two ? stop : end;
  }

  // "10 to 20 %", "41 ± 6 %"
  void share_percent() {
    for (std::size_t i = out_.size(); i-- > 1;) {
      Figure& f = out_[i - 1];
      if (!out_[i].percent || f.percent || f.end > out_[i].begin) continue;
      std::string between;
      for (std::size_t k = f.end; k < out_[i].begin; ++k) {
        const char32_t c = in_.at(k);
        if (is_blank(c)) continue;
        if (c == 0x00B1)
          between += "±";
        else if (c == 0x00E0)
          between += "à";
        else if (c < 0x80)
          between += static_cast<char>(c);
        else
          between += '?';
      }
      if (std::find(std::begin(kTies), std::end(kTies), between) == std::end(kTies)) continue;
      f.percent = true;
      f.shown += "%";
    }
  }

  const Scan in_;
  const Marks marks_;
  std::vector<Figure> out_;
};

}  // namespace

std::vector<Figure> figures_of(std::string_view text, Marks marks) {
  return Reader(text, marks).read();
}

void KnownFigures::add(std::string_view text, Marks marks) {
  for (const Figure& f : figures_of(text, marks)) {
    for (const auto* list : {&f.any, &f.or_all}) {
      all_.insert(list->begin(), list->end());
      if (f.percent) percent_.insert(list->begin(), list->end());
    }
  }
}

bool KnownFigures::has(const Figure& figure) const {
  const std::set<std::string>& known = figure.percent ? percent_ : all_;
  const auto is_known = [&](const std::string& reading) { return known.count(reading) != 0; };
  return std::any_of(figure.any.begin(), figure.any.end(), is_known) ||
         (!figure.or_all.empty() &&
          std::all_of(figure.or_all.begin(), figure.or_all.end(), is_known));
}

}  // namespace briefing
