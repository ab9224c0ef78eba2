#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "formats.h"
#include "sheaf/text/ascii.hpp"

namespace output_bibtex {
namespace {

// Commas part a name: they go where they belong to it.
std::string name_part(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), ','), text.end());
  return text;
}

}  // namespace

std::string ris(const Reference& r, bool abstract) {
  std::string out;
  const auto line = [&out](std::string_view tag, std::string_view value) {
    if (value.empty()) return;
    out.append(tag).append("  - ").append(value).append("\r\n");
  };
  line("TY", !r.preprint && !r.venue.empty() ? "JOUR" : "UNPB");
  line("ID", r.key);
  for (const Author& a : r.authors) {
    line("AU",
         a.given.empty() ? name_part(a.family) : name_part(a.family) + ", " + name_part(a.given));
  }
  line("TI", r.title);
  line(r.preprint ? "PB" : "T2", r.venue);
  if (r.year) {
    std::array<char, 16> date{};
    std::snprintf(date.data(), date.size(), "%04d/%02d/%02d/", *r.year, r.month, r.day);
    line("PY", std::string_view(date.data(), 4));
    line("DA", date.data());
  }
  line("DO", r.doi);
  if (!r.arxiv.empty()) line("AN", "arXiv:" + r.arxiv);
  line("UR", r.url);
  line("L1", r.pdf);
  for (const std::string& k : r.keywords) line("KW", k);
  line("N1", r.comment);
  if (abstract) {
    std::string text = r.abstract;
    std::replace(text.begin(), text.end(), '\n', ' ');
    line("AB", text);
  }
  return out + "ER  - \r\n";
}

}  // namespace output_bibtex
