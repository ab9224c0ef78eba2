#include "headings.h"

#include <algorithm>

#include "sheaf/text/ascii.hpp"

namespace biorxiv {
namespace {

using sheaf::text::is_lower;
using sheaf::text::is_upper;

constexpr std::string_view kBlanks = " \t\r\n";

// In small letters. Left out is what tools and methods are called by ("Design", "Approach"):
// `DesignSpace` is one name.
constexpr std::string_view kHeadings[] = {
    "abstract",
    "aim",
    "aims",
    "author summary",
    "availability",
    "availability and implementation",
    "background",
    "background and aims",
    "background and objective",
    "background and objectives",
    "background and purpose",
    "conclusion",
    "conclusions",
    "conclusions and relevance",
    "data availability",
    "discussion",
    "findings",
    "funding",
    "highlights",
    "importance",
    "interpretation",
    "introduction",
    "limitations",
    "main outcomes and measures",
    "main results",
    "materials and methods",
    "method",
    "methods",
    "methods and analysis",
    "methods and findings",
    "methods and results",
    "motivation",
    "objective",
    "objectives",
    "patients and methods",
    "purpose",
    "rationale",
    "result",
    "results",
    "results and conclusions",
    "significance",
    "significance statement",
    "study design",
    "summary",
    "trial registration",
};

// Length of the heading at the beginning of `text`; 0 if there is none or it did not lose its line.
std::size_t heading_length(std::string_view text) {
  std::size_t out = 0;
  for (const std::string_view heading : kHeadings) {
    const std::size_t length = heading.size();
    if (length <= out || text.size() <= length + 1) continue;
    const std::string_view written = text.substr(0, length);
    if (!is_upper(written.front()) || !sheaf::text::equals_ignoring_case(written, heading))
      continue;
    const char next = text[length], after = text[length + 1];
    const bool capitals = is_upper(written.back());
    if (is_upper(next) && (!capitals || is_lower(after) || after == ' ')) out = length;
  }
  return out;
}

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
}

void skip_abstract(std::string_view& text) {
  constexpr std::string_view kAbstract = "abstract";
  skip_blanks(text);
  const std::string_view written = text.substr(0, kAbstract.size());
  if (!sheaf::text::equals_ignoring_case(written, kAbstract)) return;
  const std::string_view rest = text.substr(kAbstract.size());
  const bool own_line = rest.starts_with('\n') || rest.starts_with("\r\n");
  if (!own_line && heading_length(text) != kAbstract.size()) return;
  text = rest;
  skip_blanks(text);
}

}  // namespace

std::string separate_headings(std::string_view text) {
  skip_abstract(text);
  std::string out;
  out.reserve(text.size() + 32);
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find_first_not_of(kBlanks), text.size());
    out.append(text.substr(0, blank));
    text.remove_prefix(blank);
    if (const std::size_t length = heading_length(text); length > 0) {
      out.append(text.substr(0, length)).append(": ");
      text.remove_prefix(length);
    }
    const std::size_t line = std::min(text.find('\n'), text.size());
    out.append(text.substr(0, line));
    text.remove_prefix(line);
  }
  return out;
}

}  // namespace biorxiv
