#include "text/maths.h"

#include "text/byte_set.h"
#include "text/marks.h"
#include "text/utf8.h"

namespace host::text {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr ByteSet kSpecial("\\$");

bool starts_like_money(std::string_view content) {
  if (content.front() == '.') content.remove_prefix(1);
  return !content.empty() && is_ascii_digit(content.front());
}

// A run of two or more letters with a blank on either side, outside braces.
bool has_lone_word(std::string_view content) {
  int depth = 0;
  for (std::size_t i = 0; i < content.size(); ++i) {
    if (content[i] == '{') ++depth;
    if (content[i] == '}') --depth;
    if (depth > 0 || !is_ascii_blank(content[i])) continue;
    std::size_t end = i + 1;
    while (end < content.size() && is_ascii_letter(content[end])) ++end;
    if (end - i > 2 && end < content.size() && is_ascii_blank(content[end])) return true;
    i = end - 1;
  }
  return false;
}

// The `$` that ends the content starting at `pos`, with braces balanced before it.
std::size_t find_dollar(std::string_view text, std::size_t pos) {
  int depth = 0;
  bool line_blank = false;  // since the last line break, there were only blanks
  for (std::size_t i = pos; i < text.size(); ++i) {
    switch (text[i]) {
      case '\\':
        if (i + 1 < text.size() && text[i + 1] != '\n') ++i;
        line_blank = false;
        break;
      case '{':
        ++depth;
        line_blank = false;
        break;
      case '}':
        if (--depth < 0) return kNone;
        line_blank = false;
        break;
      case '$':
        return depth == 0 ? i : kNone;
      case '\n':
        if (line_blank) return kNone;
        line_blank = true;
        break;
      case kParagraph:
      case kLine:
        return kNone;
      default:
        if (!is_ascii_blank(text[i])) line_blank = false;
    }
  }
  return kNone;
}

}  // namespace

std::size_t maths_end(std::string_view text, std::size_t pos) {
  const bool display = pos + 1 < text.size() && text[pos + 1] == '$';
  const std::size_t begin = pos + (display ? 2 : 1);
  const std::size_t end = find_dollar(text, begin);
  if (end == kNone || end == begin) return kNone;
  const std::string_view content = text.substr(begin, end - begin);
  if (display) {
    if (content.find_first_not_of(" \t\n\v\f\r") == kNone) return kNone;
    return end + 1 < text.size() && text[end + 1] == '$' ? end + 2 : kNone;
  }
  if (is_ascii_blank(content.front()) || is_ascii_blank(content.back())) return kNone;
  if (starts_like_money(content)) {
    if (end + 1 < text.size() && is_ascii_digit(text[end + 1])) return kNone;
    if (has_lone_word(content)) return kNone;
  }
  return end + 1;
}

Span next_maths(std::string_view text, std::size_t pos) {
  while (pos < text.size()) {
    pos = kSpecial.find(text, pos);
    if (pos == text.size()) break;
    if (text[pos] == '\\') {
      pos += 2;
      continue;
    }
    const std::size_t end = maths_end(text, pos);
    if (end != kNone) return {pos, end};
    pos += pos + 1 < text.size() && text[pos + 1] == '$' ? 2 : 1;
  }
  return {};
}

}  // namespace host::text
