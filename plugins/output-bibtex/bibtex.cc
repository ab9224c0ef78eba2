#include <array>
#include <string_view>

#include "formats.h"
#include "sheaf/text/ascii.hpp"
#include "tex.h"

namespace output_bibtex {
namespace {

constexpr std::array<std::string_view, 13> kMonths = {
    "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};

// A name part that BibTeX would take apart is braced.
std::string part(const std::string& text) {
  const std::string written = tex(text);
  bool braced =
      text.find(',') != std::string::npos || sheaf::text::equals_ignoring_case(text, "others");
  for (std::size_t i = text.find(' '); i != std::string::npos; i = text.find(' ', i + 1)) {
    braced = braced ||
             sheaf::text::starts_with_ignoring_case(std::string_view(text).substr(i + 1), "and ");
  }
  return braced || sheaf::text::starts_with_ignoring_case(text, "and ") || text.ends_with(" and")
             ? "{" + written + "}"
             : written;
}

std::string names(const std::vector<Author>& authors) {
  std::string out;
  for (const Author& a : authors) {
    if (!out.empty()) out += " and ";
    if (a.given.empty()) {
      out += "{" + tex(a.family) + "}";
      continue;
    }
    // Family, Jr, Given (btxdoc section 4)
    out += part(a.family) + ", ";
    if (!a.suffix.empty()) out += part(a.suffix) + ", ";
    out += part(a.given);
  }
  return out;
}

}  // namespace

std::string bibtex(const Reference& r, bool abstract) {
  const bool article = !r.preprint && !r.venue.empty();
  std::string out = (article ? "@article{" : "@misc{") + r.key;
  const auto field = [&out](std::string_view name, const std::string& value) {
    if (value.empty()) return;
    out.append(",\n  ").append(name).append(" = {").append(value).append("}");
  };
  field("author", names(r.authors));
  field("title", tex_title(r.title));
  field(article ? "journal" : "howpublished", tex(r.venue));
  if (r.year) {
    field("year", std::to_string(*r.year));
    if (r.month != 0)
      out.append(",\n  month = ").append(kMonths[static_cast<std::size_t>(r.month)]);
  }
  field("doi", r.doi);
  field("eprint", r.arxiv);
  if (!r.arxiv.empty()) field("archivePrefix", "arXiv");
  field("primaryClass", r.arxiv_class);
  field("pmid", r.pmid);
  field("url", r.url);
  std::string keywords;
  for (const std::string& k : r.keywords) keywords += (keywords.empty() ? "" : ", ") + tex(k);
  field("keywords", keywords);
  field("note", tex(r.comment));
  if (abstract) field("abstract", tex(r.abstract));
  return out + "\n}\n";
}

}  // namespace output_bibtex
