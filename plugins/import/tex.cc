#include "tex.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sheaf/text/ascii.hpp"

namespace import {
namespace {

using sheaf::text::is_blank;
using sheaf::text::is_letter;
using sheaf::text::trimmed;

constexpr int kMostBraces = 8;  // pairs around a text; each costs a look at all of it

constexpr std::array<std::pair<std::string_view, char>, 25> kCharacters = {
    {{"textless", '<'},
     {"textgreater", '>'},
     {"lt", '<'},
     {"gt", '>'},
     {"langle", '<'},
     {"rangle", '>'},
     {"textlangle", '<'},
     {"textrangle", '>'},
     {"textunderscore", '_'},
     {"textasciitilde", '~'},
     {"sim", '~'},
     {"textasciicircum", '^'},
     {"textbackslash", '\\'},
     {"backslash", '\\'},
     {"textdollar", '$'},
     {"textendash", '-'},
     {"slash", '/'},
     {"lbrack", '['},
     {"rbrack", ']'},
     {"lbrace", '{'},
     {"rbrace", '}'},
     {"textbraceleft", '{'},
     {"textbraceright", '}'},
     {"textbar", '|'},
     {"textquotesingle", '\''}}};

// Moves `at` past the command whose backslash it is on. Commands of layout print nothing.
void append_command(std::string& out, std::string_view text, std::size_t& at) {
  std::size_t end = at + 1;
  while (end < text.size() && is_letter(text[end])) ++end;
  if (end == at + 1) {
    at = std::min(end + 1, text.size());
    if (end < text.size() && text[end] != '-') out += text[end];  // `\-` is where a word may part
    return;
  }
  const auto name = text.substr(at + 1, end - at - 1);
  for (const auto& [known, character] : kCharacters) {
    if (name == known) out += character;
  }
  while (end < text.size() && is_blank(text[end])) ++end;
  at = end;
}

// The address of `\href{address}{words}`; else all of it.
std::string_view address_in(std::string_view text) {
  constexpr std::string_view kHref = "\\href{";
  const auto at = text.find(kHref);
  if (at == text.npos) return text;
  const auto begin = at + kHref.size();
  return text.substr(begin, text.find('}', begin) - begin);
}

}  // namespace

bool is_enclosed(std::string_view text) {
  if (!text.starts_with('{') || !text.ends_with('}')) return false;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i + 1 == text.size();
  }
  return false;
}

std::string_view unbraced(std::string_view text) {
  text = trimmed(text);
  for (int i = 0; i < kMostBraces && is_enclosed(text); ++i)
    text = trimmed(text.substr(1, text.size() - 2));
  return text;
}

std::string verbatim(std::string_view text) {
  text = address_in(text);
  std::size_t dollars = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '$')
      ++dollars;
  }
  const std::string_view unprinted = dollars % 2 == 0 ? "{}$" : "{}";  // a lone `$` opens no maths
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\\') {
      append_command(out, text, i);
      continue;
    }
    if (unprinted.find(text[i]) == unprinted.npos) out += text[i];
    ++i;
  }
  return std::string(trimmed(out));
}

}  // namespace import
