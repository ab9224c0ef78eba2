#include "tex_arguments.h"

#include <algorithm>
#include <utility>

#include "byte_set.h"
#include "scan.h"
#include "utf8.h"

namespace sheaf::canonical {
namespace {

constexpr std::size_t kLongestArgument = 1000;
constexpr std::string_view kIf = "\\ifmmode";

}  // namespace

std::size_t skip_letters(std::string_view text, std::size_t pos) {
  while (pos < text.size() && ascii::is_letter(text[pos])) ++pos;
  return pos;
}

std::size_t skip_options(std::string_view text, std::size_t pos) {
  const auto at = [text](std::size_t i) { return i < text.size() ? text[i] : '\0'; };
  if (at(pos) == '*') ++pos;
  for (;;) {
    const std::size_t bracket = skip_blanks(text, pos);
    if (at(bracket) != '[') return at(bracket) == '{' ? bracket : pos;
    const std::size_t end = text.substr(bracket, kLongestArgument).find(']');
    if (end == std::string_view::npos) return pos;
    pos = bracket + end + 1;
  }
}

std::optional<std::string_view> argument_at(std::string_view text, std::size_t pos) {
  if (pos >= text.size() || text[pos] != '{') return std::nullopt;
  int depth = 0;
  const std::size_t limit = std::min(text.size(), pos + kLongestArgument);
  for (std::size_t i = pos; i < limit; ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '{') {
      ++depth;
    } else if (text[i] == '}' && --depth == 0) {
      return text.substr(pos + 1, i - pos - 1);
    }
  }
  return std::nullopt;
}

std::optional<Conditional> conditional_at(std::string_view text, std::size_t pos) {
  const std::size_t begin = pos + kIf.size();
  if (!text.substr(pos).starts_with(kIf) || skip_letters(text, begin) != begin) return std::nullopt;
  const std::size_t limit = std::min(text.size(), pos + kLongestArgument);
  std::size_t other = std::string_view::npos;
  int depth = 0;
  for (std::size_t at = begin; (at = text.find('\\', at)) < limit;) {
    const std::size_t end = std::max(skip_letters(text, at + 1), at + 2);
    const std::string_view name = text.substr(at, end - at);
    if (name == kIf) ++depth;
    if (name == "\\else" && depth == 0) other = at;
    if (name == "\\fi" && depth-- == 0) {
      const std::size_t middle = std::min(other, at);
      const std::size_t second = std::min(skip_letters(text, middle + 1), at);
      const bool group = text.substr(end).starts_with("{}");
      return Conditional{ascii::trimmed(text.substr(begin, middle - begin)),
                         ascii::trimmed(text.substr(second, at - second)),
                         group ? end + 2 : skip_blanks(text, end)};
    }
    at = end;
  }
  return std::nullopt;
}

std::string maths_branches(std::string_view maths) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; (at = maths.find(kIf, at)) != std::string_view::npos;) {
    const auto found = conditional_at(maths, at);
    if (!found) {
      at += kIf.size();
      continue;
    }
    out.append(maths, copied, at - copied).append(maths_branches(found->maths));
    copied = at = found->end;
    // `\alpha` and `x` must not become `\alphax`; blanks mean nothing in maths.
    if (skip_letters(maths, at) != at) out.push_back(' ');
  }
  return out.append(maths, copied);
}

std::string plain_address(std::string_view source) {
  constexpr ByteSet kEscaped("_%#&~$\\{}^");
  std::string out;
  for (std::size_t i = 0; i < source.size(); ++i) {
    const bool escape = source[i] == '\\' && i + 1 < source.size() && kEscaped.has(source[i + 1]);
    if (!escape) {
      out.push_back(source[i]);
      continue;
    }
    out.push_back(source[++i]);
    if (source.substr(i + 1).starts_with("{}")) i += 2;
  }
  return out;
}

std::string roman(int number) {
  constexpr std::pair<int, std::string_view> kDigits[] = {
      {1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"},
      {40, "xl"},  {10, "x"},   {9, "ix"},  {5, "v"},    {4, "iv"},  {1, "i"}};
  std::string out;
  for (const auto& [value, letters] : kDigits)
    for (; number >= value; number -= value) out.append(letters);
  return out;
}

}  // namespace sheaf::canonical
