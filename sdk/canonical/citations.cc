#include "citations.h"

#include <algorithm>

#include "byte_set.h"
#include "marks.h"
#include "sheaf/text/maths.hpp"
#include "utf8.h"

namespace sheaf::canonical {
namespace {

constexpr std::string_view kEnDash = "–";

// Rising numbers from 1 to 999, split by commas, hyphens or dashes, blanks after commas allowed.
struct Numbers {
  int count = 0;
  int last = 0;
  std::size_t size = 0;  // in bytes, from the first digit to the last
};

std::size_t separator_size(std::string_view text, bool blanks) {
  if (text.starts_with(kEnDash)) return kEnDash.size();
  if (text.empty() || (text[0] != ',' && text[0] != '-')) return 0;
  return blanks && text[0] == ',' && text.size() > 1 && text[1] == ' ' ? 2 : 1;
}

Numbers read_numbers(std::string_view text, bool blanks) {
  Numbers result;
  std::size_t pos = 0;
  for (;;) {
    int value = 0;
    std::size_t end = pos;
    while (end < text.size() && end - pos < 4 && ascii::is_digit(text[end]))
      value = value * 10 + (text[end++] - '0');
    if (end == pos || end - pos > 3 || text[pos] == '0' || value <= result.last) return result;
    ++result.count;
    result.last = value;
    result.size = end;
    const std::size_t separator = separator_size(text.substr(end), blanks);
    if (separator == 0) return result;
    pos = end + separator;
  }
}

// Three letters or more, the last one small: `oligomers`, `LLMs`; not `CA`, `H`, `GPT`.
bool ends_in_word(std::string_view before) {
  if (before.empty() || !ascii::is_lower(before.back())) return false;
  std::size_t begin = before.size();
  while (begin > 0 && ascii::is_letter(before[begin - 1])) --begin;
  return before.size() - begin >= 3;
}

// Nothing that makes the number part of something longer.
bool ends_token(std::string_view after) {
  if (after.empty() || ascii::is_blank(after[0])) return true;
  if (std::string_view(".,;:)]?!").find(after[0]) == std::string_view::npos) return false;
  return after.size() == 1 || !ascii::is_alnum(after[1]);
}

bool is_address(std::string_view before) {
  constexpr std::size_t kLookBack = 300;
  if (before.size() > kLookBack) before.remove_prefix(before.size() - kLookBack);
  const std::string_view token = before.substr(before.find_last_of(" \n") + 1);
  return token.find_first_of("/@_\\") != std::string_view::npos;
}

}  // namespace

bool CitationCounter::is_citation(std::string_view before, std::string_view numbers, bool raised) {
  while (!numbers.empty() &&
         std::string_view(" [(").find(numbers.front()) != std::string_view::npos)
    numbers.remove_prefix(1);
  while (!numbers.empty() && std::string_view(" ])").find(numbers.back()) != std::string_view::npos)
    numbers.remove_suffix(1);
  const Numbers read = read_numbers(numbers, raised);
  if (read.count == 0 || read.size != numbers.size()) return false;
  const bool next = read.last == highest_ + 1;
  if (read.count == 1 && !next && !(raised && read.last <= highest_)) return false;
  const bool after_digit = !before.empty() && ascii::is_digit(before.back());
  const bool after_sign = raised && !before.empty() && !ascii::is_alnum(before.back());
  if (!(raised && read.count > 1 && !after_digit) && !after_sign && !ends_in_word(before))
    return false;
  highest_ = std::max(highest_, read.last);
  return true;
}

std::string drop_glued_citations(std::string_view text) {
  constexpr ByteSet kDigits("123456789");
  CitationCounter counter;
  std::string out;
  out.reserve(text.size());
  sheaf::text::Span maths = sheaf::text::next_maths(text, 0, kParagraphEnds);
  std::size_t pos = 0;
  std::size_t digit = 0;
  while (pos < text.size()) {
    if (digit <= pos) digit = kDigits.find(text, pos);
    if (!maths.empty() && digit >= maths.begin) {
      out.append(text, pos, maths.end - pos);
      pos = maths.end;
      maths = sheaf::text::next_maths(text, pos, kParagraphEnds);
      continue;
    }
    out.append(text, pos, digit - pos);
    pos = digit;
    if (pos == text.size()) break;
    const Numbers numbers = read_numbers(text.substr(pos), false);
    const std::size_t size = std::max<std::size_t>(numbers.size, 1);
    const bool drop = numbers.count > 0 && ends_token(text.substr(pos + size)) &&
                      ends_in_word(out) && !is_address(out) &&
                      counter.is_citation(out, text.substr(pos, size), false);
    if (!drop) out.append(text, pos, size);
    pos += size;
  }
  return out;
}

}  // namespace sheaf::canonical
