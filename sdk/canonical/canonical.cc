#include "canonical.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "marks.h"
#include "sheaf/text/html.hpp"
#include "sheaf/text/maths.hpp"
#include "swar.h"
#include "utf8.h"

namespace sheaf::canonical {
namespace {

enum class Class : unsigned char { kOrdinary, kSpace, kNewline, kControl, kWide };

constexpr std::array<Class, 256> kClasses = [] {
  std::array<Class, 256> table{};
  for (std::size_t c = 0; c < 256; ++c) {
    if (c >= 0x80) {
      table[c] = Class::kWide;
    } else if (c == ' ' || c == '\t' || c == '\v' || c == '\f') {
      table[c] = Class::kSpace;
    } else if (c == '\n' || c == '\r') {
      table[c] = Class::kNewline;
    } else if (c < 0x20 || c == 0x7F) {
      table[c] = Class::kControl;
    }
  }
  return table;
}();

Class class_of(char c) {
  return kClasses[static_cast<unsigned char>(c)];
}

constexpr char32_t kZwnj = 0x200C;
constexpr char32_t kZwj = 0x200D;
constexpr char32_t kNextLine = 0x85;
constexpr char32_t kLineSeparator = 0x2028;
constexpr char32_t kParagraphSeparator = 0x2029;
constexpr char32_t kNoBreakSpace = 0xA0;
constexpr char32_t kNarrowNoBreakSpace = 0x202F;

bool is_wide_blank(char32_t cp) {
  return (cp >= 0x2000 && cp <= 0x200A) || cp == 0x205F || cp == 0x3000 || cp == 0x1680;
}

bool is_invisible(char32_t cp) {
  return (cp >= 0x80 && cp <= 0x9F) || cp == 0xAD || cp == 0x61C || cp == 0x180E || cp == 0x200B ||
         cp == 0x200E || cp == 0x200F || (cp >= 0x202A && cp <= 0x202E) ||
         (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF || (cp >= 0xFFF9 && cp <= 0xFFFB) ||
         (cp >= 0xE0000 && cp <= 0xE007F);
}

bool is_noncharacter(char32_t cp) {
  return (cp & 0xFFFE) == 0xFFFE || (cp >= 0xFDD0 && cp <= 0xFDEF);
}

// Joiners shape Arabic, Indic and other scripts from U+0590 on; elsewhere they are left-overs.
bool joins(char32_t before, char32_t after) {
  const auto shaped = [](char32_t cp) { return cp >= 0x590 && (is_letter(cp) || is_mark(cp)); };
  return shaped(before) && shaped(after);
}

class Canonicalizer {
 public:
  Canonicalizer(std::string_view bytes, Form form) : in_(bytes), form_(form) {}

  std::string run() {
    out_.reserve(in_.size());
    while (pos_ < in_.size()) step();
    if (unsettled_) settle();
    if (dollars_) resolve_dollars();
    return std::move(out_);
  }

 private:
  // What stands between the last character written and the next one; the stronger wins.
  enum class Gap : unsigned char { kEmpty, kNoBreak, kNarrowNoBreak, kBlank, kBreak };

  void step() {
    switch (class_of(in_[pos_])) {
      case Class::kOrdinary:
        ascii_run();
        break;
      case Class::kSpace:
        widen(Gap::kBlank);
        ++pos_;
        break;
      case Class::kNewline:
        if (!(in_[pos_] == '\r' && pos_ + 1 < in_.size() && in_[pos_ + 1] == '\n')) newline();
        ++pos_;
        break;
      case Class::kControl:
        control(in_[pos_++]);
        break;
      case Class::kWide:
        wide(decode(in_, pos_));
        break;
    }
  }

  // A run of words with single blanks is copied as it is.
  void ascii_run() {
    const std::size_t begin = pos_;
    const std::size_t size = in_.size();
    ++pos_;
    // Each step but the last looks at the byte before again, so that no pair of blanks is missed.
    for (; pos_ + EightBytes::kSize <= size; pos_ += EightBytes::kSize - 1) {
      const EightBytes bytes(in_, pos_);
      if (!bytes.is_printable_ascii() || bytes.has_two_blanks()) break;
    }
    for (; pos_ < size; ++pos_) {
      const char c = in_[pos_];
      if (class_of(c) == Class::kOrdinary) continue;
      if (c != ' ' || pos_ + 1 == size || class_of(in_[pos_ + 1]) != Class::kOrdinary) break;
    }
    fill_gap();
    out_.append(in_, begin, pos_ - begin);
    marks_in_a_row_ = 0;
  }

  void control(char c) {
    if (!form_.marks) return;
    if (c == kParagraph) {
      widen(Gap::kBreak);
    } else if (c == kLine) {
      break_line();
    } else if (c == kDollar) {
      fill_gap();
      out_.push_back(kDollar);
      dollars_ = true;
      marks_in_a_row_ = 0;
    }
  }

  void wide(char32_t cp) {
    if (cp == kNoBreakSpace) {
      widen(Gap::kNoBreak);
    } else if (cp == kNarrowNoBreakSpace) {
      widen(Gap::kNarrowNoBreak);
    } else if (is_wide_blank(cp)) {
      widen(Gap::kBlank);
    } else if (cp == kNextLine || cp == kLineSeparator) {
      newline();
    } else if (cp == kParagraphSeparator) {
      widen(form_.lines_are_text ? Gap::kBreak : Gap::kBlank);
    } else if (cp == kZwnj || cp == kZwj) {
      joiner(cp);
    } else if (cp < kNoBreakSpace && sheaf::text::windows_1252(cp) != cp) {
      put(sheaf::text::windows_1252(cp));
    } else if (!is_invisible(cp)) {
      put(is_noncharacter(cp) ? kReplacement : cp);
    }
  }

  void joiner(char32_t cp) {
    std::size_t next = pos_;
    if (gap_ == Gap::kEmpty && pos_ < in_.size() &&
        joins(decode_before(out_, out_.size()), decode(in_, next))) {
      put(cp);
      unsettled_ = true;
    }
  }

  void put(char32_t cp) {
    if (!is_quick_nfc(cp)) {
      unsettled_ = true;
      const int before = gap_ == Gap::kEmpty ? marks_in_a_row_ : 0;
      marks_in_a_row_ = is_combining(cp) ? before + 1 : 0;
      if (marks_in_a_row_ > kMaxMarks) return;
    } else {
      marks_in_a_row_ = 0;
    }
    fill_gap();
    append(out_, cp);
  }

  void newline() {
    if (form_.lines_are_text) {
      break_line();
    } else {
      widen(Gap::kBlank);
    }
  }

  void break_line() { widen(++lines_ > 1 ? Gap::kBreak : Gap::kBlank); }

  void widen(Gap gap) { gap_ = std::max(gap_, gap); }

  void fill_gap() {
    if (gap_ == Gap::kEmpty) return;
    const Gap gap = std::exchange(gap_, Gap::kEmpty);
    lines_ = 0;
    if (out_.empty()) return;
    if (gap == Gap::kBreak && !form_.single_line) {
      out_.append("\n\n");
    } else if (gap == Gap::kNoBreak || gap == Gap::kNarrowNoBreak) {
      append(out_, gap == Gap::kNoBreak ? kNoBreakSpace : kNarrowNoBreakSpace);
    } else {
      out_.push_back(' ');
    }
  }

  // Normalises, then looks again: composing can free marks and change what joiners stand between.
  // Each round but the last removes something, so it ends.
  void settle() {
    do {
      out_ = to_nfc(out_);
    } while (drop_excess());
  }

  bool drop_excess() {
    std::string kept;
    kept.reserve(out_.size());
    int marks = 0;
    char32_t before = 0;
    for (std::size_t pos = 0; pos < out_.size();) {
      const char32_t cp = decode(out_, pos);
      marks = is_combining(cp) ? marks + 1 : 0;
      if (marks > kMaxMarks) continue;
      if (cp == kZwj || cp == kZwnj) {
        std::size_t next = pos;
        if (pos == out_.size() || !joins(before, decode(out_, next))) continue;
      }
      append(kept, cp);
      before = cp;
    }
    const bool dropped = kept.size() != out_.size();
    out_ = std::move(kept);
    return dropped;
  }

  // An escaped `$` is written bare where no reader can take it for maths, else as `\$`.
  void resolve_dollars() {
    std::string bare = out_;
    std::replace(bare.begin(), bare.end(), kDollar, '$');
    sheaf::text::Span meant;
    sheaf::text::Span read;
    do {
      meant = sheaf::text::next_maths(out_, meant.end, kParagraphEnds);
      read = sheaf::text::next_maths(bare, read.end, kParagraphEnds);
    } while (meant == read && !meant.empty());
    if (meant == read) {
      out_ = std::move(bare);
      return;
    }
    std::string escaped;
    for (const char c : out_) {
      if (c == kDollar) escaped.push_back('\\');
      escaped.push_back(c == kDollar ? '$' : c);
    }
    out_ = std::move(escaped);
  }

  static constexpr int kMaxMarks = 30;

  std::string_view in_;
  Form form_;
  std::string out_;
  std::size_t pos_ = 0;
  Gap gap_ = Gap::kEmpty;
  int lines_ = 0;
  int marks_in_a_row_ = 0;
  bool unsettled_ = false;
  bool dollars_ = false;
};

}  // namespace

std::string canonical(std::string_view bytes, Form form) {
  return Canonicalizer(bytes, form).run();
}

}  // namespace sheaf::canonical
