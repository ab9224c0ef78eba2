// Markdown as readers' programs see it, through cmark-gfm.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace output_markdown::test {

enum class Dialect {
  kCommonMark,
  kGitHub
};  // GitHub: tables, strikethrough, autolinks, tag filter
inline constexpr Dialect kDialects[] = {Dialect::kCommonMark, Dialect::kGitHub};

struct Parsed {
  std::string text;                // what is read: text and code, a line per block
  std::set<std::string> types;     // "paragraph", "link", ... but "document" and "text"
  std::vector<std::string> links;  // destinations
  std::vector<std::string> link_texts;
  std::vector<std::string> html;  // raw inline and block HTML
  std::vector<std::string> headings;
};

Parsed parse(std::string_view markdown, Dialect dialect);

// Raw HTML dropped, as most viewers do.
std::string safe_html(std::string_view markdown, Dialect dialect);

}  // namespace output_markdown::test
