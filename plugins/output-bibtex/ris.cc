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
    std::string name = name_part(a.family);
    if (!a.given.empty()) name += ", " + name_part(a.given);
    if (!a.suffix.empty()) name += ", " + name_part(a.suffix);
    line("AU", name);
  }
  line("TI", r.title);
  line(r.preprint ? "PB" : "T2", r.venue);
  if (r.year) {
    const auto digits = [](int n, int width) {
      std::array<char, 8> text{};
      if (n != 0) std::snprintf(text.data(), text.size(), "%0*d", width, n);
      return std::string(text.data());
    };
    const std::string year = digits(*r.year, 4);
    line("PY", year);
    if (r.month != 0) line("DA", year + "/" + digits(r.month, 2) + "/" + digits(r.day, 2) + "/");
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
