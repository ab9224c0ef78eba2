#include "modelapi/json_text.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "sheaf/text/ascii.hpp"
#include "sheaf/text/hash.hpp"

namespace modelapi {
namespace {

using sheaf::text::is_digit;
using sheaf::text::is_letter;

// LaTeX commands whose first letter makes an escape of JSON.
constexpr std::string_view kCommands[] = {
    "bar",        "begin",   "beta",      "bf",      "big",      "binom",         "bm",
    "boldsymbol", "bot",     "bullet",    "flat",    "forall",   "frac",          "frown",
    "nabla",      "natural", "ne",        "nearrow", "neg",      "neq",           "newline",
    "nleq",       "nmid",    "norm",      "not",     "notin",    "nsubseteq",     "nu",
    "rangle",     "rbrace",  "rceil",     "rfloor",  "rho",      "right",         "rightarrow",
    "rm",         "tan",     "tanh",      "tau",     "tbinom",   "tensor",        "text",
    "textbf",     "textit",  "textrm",    "textsc",  "textsf",   "textsubscript", "textsuperscript",
    "texttt",     "tfrac",   "therefore", "theta",   "thicksim", "tilde",         "times",
    "tiny",       "to",      "top",       "triangle"};

// Whether a backslash before `rest` begins a command of LaTeX rather than an escape of JSON.
bool is_command(std::string_view rest) {
  const std::size_t length = static_cast<std::size_t>(
      std::find_if_not(rest.begin(), rest.end(), is_letter) - rest.begin());
  const std::string_view name = rest.substr(0, length);
  return std::find(std::begin(kCommands), std::end(kCommands), name) != std::end(kCommands);
}

bool is_escape(std::string_view rest) {
  if (rest.empty()) return false;
  const char c = rest.front();
  if (c == 'u') {
    return rest.size() >= 5 && std::all_of(rest.begin() + 1, rest.begin() + 5,
                                           [](char h) { return sheaf::text::hex_value(h) >= 0; });
  }
  if (std::string_view("\"\\/").find(c) != std::string_view::npos) return true;
  return std::string_view("bfnrt").find(c) != std::string_view::npos && !is_command(rest);
}

void append_control(std::string& out, char c) {
  switch (c) {
    case '\n':
      out += "\\n";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += "\\u" + sheaf::text::hex(static_cast<unsigned char>(c), 4);
  }
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20;
}

// Whether nothing but blanks stands between `from` and a closing bracket.
bool closes_next(std::string_view text, std::size_t from) {
  const std::size_t next = text.find_first_not_of(" \t\r\n", from);
  return next != std::string_view::npos && (text[next] == '}' || text[next] == ']');
}

}  // namespace

void append_json(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (is_control(c)) {
      append_control(out, c);
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string json_string(std::string_view text) {
  std::string out;
  append_json(out, text);
  return out;
}

std::string mend_json(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') {
        const std::string_view rest = text.substr(i + 1);
        out += c;
        if (is_escape(rest)) {
          out += text[++i];
        } else {
          out += c;
        }
      } else if (is_control(c)) {
        append_control(out, c);
      } else {
        in_string = c != '"';
        out += c;
      }
    } else if (c == ',' && closes_next(text, i + 1)) {
      continue;
    } else if (is_digit(c)) {
      const std::size_t begin = i;
      while (i + 1 < text.size() && is_digit(text[i + 1])) ++i;
      out += text.substr(begin, i + 1 - begin);
      const char next = i + 1 < text.size() ? text[i + 1] : ' ';
      const char before = begin > 0 ? text[begin - 1] : ' ';
      const bool whole = next != '.' && next != 'e' && next != 'E' && before != '.';
      if (whole && i + 1 - begin > 18) out += ".0";
    } else {
      in_string = c == '"';
      out += c;
    }
  }
  return out;
}

}  // namespace modelapi
