#include "sentences.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>

#include "sheaf/text/ascii.hpp"
#include "words/fold.h"

namespace briefing {
namespace {

using sheaf::text::is_blank;
using sheaf::text::is_digit;

// Lower case, without the last point. What may end a sentence as well ("etc.") is not here.
constexpr std::string_view kAbbreviations[] = {
    "al",  "approx", "av",    "bzw",   "ca",   "cf",   "chap", "dr",  "ed",  "eds", "env", "eq",
    "eqs", "evtl",   "ex",    "fig",   "figs", "ggf",  "incl", "jr",  "mr",  "mrs", "ms",  "nr",
    "p",   "pp",     "prof",  "pág",   "ref",  "refs", "resp", "sec", "sog", "sp",  "spp", "sr",
    "sra", "st",     "subsp", "suppl", "tab",  "usw",  "var",  "vgl", "viz", "vol", "vs",  "abb"};
// Only before a number.
constexpr std::string_view kBeforeNumbers[] = {"no", "nos", "art", "ch", "n", "s", "núm", "núms"};

// Bytes of a closing quote or bracket at the beginning of `s`; 0 if there is none.
std::size_t closer(std::string_view s) {
  for (const std::string_view c : {")", "]", "\"", "'", "”", "’", "»", "」", "』", "）"}) {
    if (s.starts_with(c)) return c.size();
  }
  return 0;
}

std::size_t wide_stop(std::string_view s) {
  for (const std::string_view c : {"。", "！", "？", "｡"}) {
    if (s.starts_with(c)) return c.size();
  }
  return 0;
}

template <class List>
bool is_in(const List& list, std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

bool is_single_letter(std::string_view word) {
  const char* p = word.data();
  const char* const end = p + word.size();
  if (p == end) return false;
  const char32_t c = words::next_code_point(p, end);
  return p == end && words::fold(c).kind == words::CharKind::kWord && !is_digit(word[0]);
}

// Whether the point behind `word` (what stands before it back to a blank or bracket) belongs to it.
bool is_abbreviation(std::string_view word, bool number_follows) {
  if (is_single_letter(word)) return true;  // J. Doe, E. coli
  std::string lower;
  for (const char c : word) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (is_in(kAbbreviations, lower)) return true;
  if (number_follows && is_in(kBeforeNumbers, lower)) return true;
  // e.g, U.S, z.B
  const std::size_t point = word.rfind('.');
  return point != std::string_view::npos && is_single_letter(word.substr(point + 1)) &&
         is_single_letter(word.substr(0, word.find('.')));
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<std::string_view> split() {
    for (std::size_t i = 0; i < text_.size();) {
      const char c = text_[i];
      if (c == '$') {
        i = behind_maths(i);
      } else if (c == '\n') {
        end_at(i++);
      } else if (const std::size_t wide = wide_stop(text_.substr(i))) {
        end_at(i = behind_closers(i + wide));
      } else if (c == '.' || c == '!' || c == '?') {
        i = stop(i);
      } else {
        ++i;
      }
    }
    end_at(text_.size());
    return std::move(out_);
  }

 private:
  std::size_t behind_maths(std::size_t i) const {
    const std::size_t close = text_.find('$', i + 1);
    const bool near = close != std::string_view::npos && close - i < 400 &&
                      text_.substr(i, close - i).find('\n') == std::string_view::npos;
    return near ? close + 1 : i + 1;
  }
  std::size_t behind_closers(std::size_t i) const {
    while (const std::size_t size = closer(text_.substr(i))) i += size;
    return i;
  }

  // What follows a stop at i; a sentence ends there or not.
  std::size_t stop(std::size_t i) {
    std::size_t run = i;
    while (run < text_.size() &&
           std::string_view(".!?").find(text_[run]) != std::string_view::npos) {
      ++run;
    }
    const std::size_t behind = behind_closers(run);
    if (behind < text_.size() && !is_blank(text_[behind])) return run;
    std::size_t next = behind;
    while (next < text_.size() && text_[next] == ' ') ++next;
    if (next == text_.size()) return run;
    if (starts_lower(next)) return run;
    if (text_[i] == '.' && run == i + 1 && behind == run) {
      std::size_t word = i;
      while (word > begin_ && !is_blank(text_[word - 1]) && text_[word - 1] != '(') --word;
      const std::string_view before = text_.substr(word, i - word);
      if (is_abbreviation(before, is_digit(text_[next]))) return run;
      const bool numbered = std::all_of(before.begin(), before.end(), is_digit);
      if (word == begin_ && numbered) return run;  // "1. Methods"
    }
    end_at(behind);
    return behind;
  }

  bool starts_lower(std::size_t i) const {
    const char* p = text_.data() + i;
    const char32_t c = words::next_code_point(p, text_.data() + text_.size());
    return utf8proc_islower(static_cast<utf8proc_int32_t>(c)) != 0;
  }

  void end_at(std::size_t end) {
    if (end <= begin_) return;
    std::string_view s = text_.substr(begin_, end - begin_);
    while (!s.empty() && is_blank(s.front())) s.remove_prefix(1);
    while (!s.empty() && is_blank(s.back())) s.remove_suffix(1);
    if (!s.empty()) out_.push_back(s);
    begin_ = end;
    while (begin_ < text_.size() && is_blank(text_[begin_])) ++begin_;
  }

  const std::string_view text_;
  std::size_t begin_ = 0;
  std::vector<std::string_view> out_;
};

}  // namespace

std::vector<std::string_view> sentences_of(std::string_view text) {
  return Splitter(text).split();
}

}  // namespace briefing
