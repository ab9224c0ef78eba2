#include "doi.h"

#include <algorithm>
#include <string>

#include "sheaf/text/ascii.hpp"
#include "texts.h"

namespace arxiv {
namespace {

constexpr std::string_view kSeparators = ",; \t\r\n";

// Length of `https://doi.org/` and its like in front of a DOI; npos if no DOI begins here.
std::size_t prefix_length(std::string_view text) {
  std::size_t length = 0;
  const auto skip = [&](std::string_view word) {
    if (!sheaf::text::equals_ignoring_case(text.substr(length, word.size()), word)) return false;
    length += word.size();
    return true;
  };
  if (skip("https://") || skip("http://")) {
    skip("dx.");
    skip("www.");
    if (!skip("doi.org/")) return text.npos;
  }
  skip("doi.org/");
  if (skip("doi:")) length += std::min(text.substr(length).find_first_not_of(' '), text.size());
  return text.substr(std::min(length, text.size())).starts_with("10.") ? length : text.npos;
}

}  // namespace

void add_dois(std::string_view text, Slots<std::string>& out) {
  text = trimmed(text);
  while (!text.empty()) {
    // The end of this DOI: a separator behind which another one begins.
    std::size_t end = 0, next = 0;
    do {
      end = std::min(text.find_first_of(kSeparators, next), text.size());
      next = std::min(text.find_first_not_of(kSeparators, end), text.size());
    } while (next < text.size() && prefix_length(text.substr(next)) == text.npos);
    std::string_view one = text.substr(0, end);
    text.remove_prefix(next);
    const auto prefix = prefix_length(one);
    if (prefix == one.npos) continue;
    one.remove_prefix(prefix);
    while (!one.empty() && std::string_view(".,;").find(one.back()) != one.npos)
      one.remove_suffix(1);
    if (one.find('/') == one.npos) continue;
    std::string& doi = out.add();
    doi = one;
    for (char& c : doi) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool known = std::find(out.begin(), out.end() - 1, doi) != out.end() - 1;
    if (known || doi.starts_with("10.48550/arxiv.")) out.drop_last();
  }
}

}  // namespace arxiv
