#include "modelapi/fence.h"

#include "sheaf/text/ascii.hpp"
#include "sheaf/text/utf8.hpp"

namespace modelapi {
std::string fenced(std::string_view text, std::size_t most) {
  std::string out;
  const bool was_cut = text.size() > most;
  text = sheaf::text::beginning(text, most);
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    if (c != '<') continue;
    std::size_t next = i + 1;
    if (next < text.size() && text[next] == '/') ++next;
    if (sheaf::text::equals_ignoring_case(text.substr(next, 5), "paper")) {
      out += ' ';
    }
  }
  if (was_cut) out += " […]";
  return out;
}

}  // namespace modelapi
