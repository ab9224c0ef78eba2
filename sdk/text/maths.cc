#include "sheaf/text/maths.hpp"

#include "sheaf/text/ascii.hpp"

namespace sheaf::text {
namespace {

constexpr auto kNone = std::string_view::npos;

bool starts_like_money(std::string_view content) {
  if (content.front() == '.') content.remove_prefix(1);
  return !content.empty() && is_digit(content.front());
}

// A run of two or more letters with a blank on either side, outside braces.
bool has_lone_word(std::string_view content) {
  int depth = 0;
  for (std::size_t i = 0; i < content.size(); ++i) {
    if (content[i] == '{') ++depth;
    if (content[i] == '}') --depth;
    if (depth > 0 || !is_blank(content[i])) continue;
    std::size_t end = i + 1;
    while (end < content.size() && is_letter(content[end])) ++end;
    if (end - i > 2 && end < content.size() && is_blank(content[end])) return true;
    i = end - 1;
  }
  return false;
}

// The `$` that ends the content starting at `pos`, with braces balanced before it.
std::size_t find_dollar(std::string_view text, std::size_t pos, std::string_view breaks) {
  int depth = 0;
  bool line_blank = false;  // since the last line break, there were only blanks
  for (std::size_t i = pos; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '$') return depth == 0 ? i : kNone;
    if (c == '\n') {
      if (line_blank) return kNone;
      line_blank = true;
      continue;
    }
    if (is_control(c) && breaks.find(c) != kNone) return kNone;
    if (c == '{') ++depth;
    if (c == '}' && --depth < 0) return kNone;
    if (c == '\\' && i + 1 < text.size() && text[i + 1] != '\n') ++i;
    if (!is_blank(c)) line_blank = false;
  }
  return kNone;
}

}  // namespace

std::size_t maths_end(std::string_view text, std::size_t pos, std::string_view breaks) {
  const bool display = pos + 1 < text.size() && text[pos + 1] == '$';
  const std::size_t begin = pos + (display ? 2 : 1);
  const std::size_t end = find_dollar(text, begin, breaks);
  if (end == kNone || end == begin) return kNone;
  const std::string_view content = text.substr(begin, end - begin);
  const bool digit_follows = end + 1 < text.size() && is_digit(text[end + 1]);
  if (display) {
    if (content.find_first_not_of(" \t\n\v\f\r") == kNone) return kNone;
    return end + 1 < text.size() && text[end + 1] == '$' ? end + 2 : kNone;
  }
  if (is_blank(content.front()) || is_blank(content.back())) return kNone;
  if (starts_like_money(content) && (digit_follows || has_lone_word(content))) return kNone;
  return end + 1;
}

Span next_maths(std::string_view text, std::size_t pos, std::string_view breaks) {
  for (std::size_t dollar = text.find('$', pos); dollar != kNone; dollar = text.find('$', pos)) {
    while (pos < dollar) pos += text[pos] == '\\' ? 2 : 1;
    if (pos > dollar) continue;  // an escaped one
    const std::size_t end = maths_end(text, pos, breaks);
    if (end != kNone) return {pos, end};
    pos += pos + 1 < text.size() && text[pos + 1] == '$' ? 2 : 1;
  }
  return {};
}

}  // namespace sheaf::text
