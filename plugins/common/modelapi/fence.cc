#include "modelapi/fence.h"

#include <algorithm>

namespace modelapi {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

}  // namespace

std::string fenced(std::string_view text, std::size_t most) {
  std::string out;
  bool was_cut = false;
  if (text.size() > most) {
    was_cut = true;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    text = text.substr(0, most);
  }
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    if (c != '<') continue;
    std::size_t next = i + 1;
    if (next < text.size() && text[next] == '/') ++next;
    const std::string_view word = text.substr(next, 5);
    if (std::equal(word.begin(), word.end(), std::string_view("paper").begin(),
                   std::string_view("paper").end(), [](char a, char b) { return lower(a) == b; })) {
      out += ' ';
    }
  }
  if (was_cut) out += " […]";
  return out;
}

}  // namespace modelapi
