#include "shortened.h"

#include <algorithm>

#include "sheaf/text/utf8.hpp"

namespace output_mail {

std::string shortened(std::string_view text, std::size_t bytes) {
  constexpr std::size_t kWord = 40;
  if (text.size() <= bytes) return std::string(text);
  std::size_t end = sheaf::text::beginning(text, bytes > 3 ? bytes - 3 : 0).size();  // "…": three
  const std::size_t blank = text.substr(0, end).rfind(' ');
  if (blank != std::string_view::npos && end - blank <= std::min(kWord, end / 2)) end = blank;
  return std::string(text.substr(0, end)) + "…";
}

std::size_t size_on_the_wire(std::string_view text) {
  const auto plain = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return c == '\n' || (c >= ' ' && c <= '~' && c != '=');
  }));
  const std::size_t quoted = plain + 3 * (text.size() - plain);
  // soft line breaks after 75 characters; CRLF after 76, and for each line break of the text
  const auto breaks = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  const std::size_t coded = (text.size() + breaks + 2) / 3 * 4;
  return std::min(quoted + quoted / 24 + 2 * breaks, coded + coded / 36);
}

}  // namespace output_mail
