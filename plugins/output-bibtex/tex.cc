#include "tex.h"

#include <algorithm>

#include "sheaf/text/ascii.hpp"
#include "sheaf/text/maths.hpp"

namespace output_bibtex {
namespace {

bool balanced(std::string_view text) {
  int depth = 0;
  for (const char c : text) {
    if (c == '{') ++depth;
    if (c == '}' && --depth < 0) return false;
  }
  return depth == 0;
}

bool is_blank(char c) {
  return c == ' ' || sheaf::text::is_control(c);
}

std::string maths(std::string_view text) {
  const bool keeps_braces = balanced(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      const char next = text[++i];
      if (!keeps_braces && (next == '{' || next == '}')) {
        out += next == '{' ? "\\lbrace " : "\\rbrace ";
      } else {
        out += c;
        out += sheaf::text::is_control(next) ? ' ' : next;
      }
    } else if (c == '%') {
      out += "\\%";  // a comment would eat the closing brace
    } else {
      out += sheaf::text::is_control(c) ? ' ' : c;
    }
  }
  return out;
}

// What begins at text[i] and may become a ligature: `--`, `''`, ``` `` ```, ``?` ``, ``!` ``
bool starts_ligature(std::string_view text, std::size_t i) {
  if (i + 1 >= text.size()) return false;
  const std::string_view two = text.substr(i, 2);
  return two == "--" || two == "''" || two == "``" || two == "?`" || two == "!`";
}

void append_char(std::string& out, char c, bool keeps_braces) {
  switch (c) {
    case '\\':
      out += "\\textbackslash{}";
      break;
    case '~':
      out += "\\textasciitilde{}";
      break;
    case '^':
      out += "\\textasciicircum{}";
      break;
    case '{':
    case '}':
      out += keeps_braces ? std::string{'\\', c} : c == '{' ? "$\\lbrace$" : "$\\rbrace$";
      break;
    case '%':
    case '&':
    case '#':
    case '_':
    case '$':
      out += '\\';
      out += c;
      break;
    default:
      out += c;
  }
}

// Text without maths as pieces: f(piece, is_maths). `\$` counts as a `$` that is none.
template <class F>
void each_piece(std::string_view text, F&& f) {
  std::string plain;
  for (std::size_t i = 0; i < text.size();) {
    if (text.substr(i, 2) == "\\$") {
      plain += '$';
      i += 2;
      continue;
    }
    const std::size_t end =
        text[i] == '$' ? sheaf::text::maths_end(text, i) : std::string_view::npos;
    if (end == std::string_view::npos) {
      plain += text[i++];
      continue;
    }
    if (!plain.empty()) f(plain, false);
    plain.clear();
    f(text.substr(i, end - i), true);
    i = end;
  }
  if (!plain.empty()) f(plain, false);
}

bool needs_capitals(std::string_view word) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  // a capital behind the first letter; brackets and quotes are no letters
  const auto first = std::find_if(word.begin(), word.end(), sheaf::text::is_alnum);
  return first != word.end() && std::any_of(first + 1, word.end(), is_capital);
}

std::string plain(std::string_view text, bool keeps_braces, bool title) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (is_blank(text[i])) {
      if (!out.ends_with(' ')) out += ' ';
      ++i;
      continue;
    }
    const auto end = static_cast<std::size_t>(
        std::find_if(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(), is_blank) -
        text.begin());
    const std::string_view word = text.substr(i, end - i);
    const bool keep = title && needs_capitals(word) && balanced(word);
    if (keep) out += '{';
    for (; i < end; ++i) {
      append_char(out, text[i], keeps_braces);
      if (starts_ligature(text, i)) out += "{}";
    }
    if (keep) out += '}';
  }
  return out;
}

std::string written(std::string_view text, bool title) {
  std::string all_plain;
  each_piece(text, [&](std::string_view piece, bool is_maths) {
    if (!is_maths) all_plain += piece;
  });
  const bool keeps_braces = balanced(all_plain);
  std::string out;
  each_piece(text, [&](std::string_view piece, bool is_maths) {
    out += is_maths ? maths(piece) : plain(piece, keeps_braces, title);
  });
  return out;
}

}  // namespace

std::string tex(std::string_view text) {
  return written(text, false);
}

std::string tex_title(std::string_view text) {
  return written(text, true);
}

}  // namespace output_bibtex
