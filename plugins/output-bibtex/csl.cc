#include <nlohmann/json.hpp>

#include "formats.h"

namespace output_bibtex {

std::string csl(const Reference& r, bool abstract) {
  using Json = nlohmann::ordered_json;
  Json out = {{"id", r.key},
              {"type", r.preprint || r.venue.empty() ? "article" : "article-journal"},
              {"title", r.title}};
  const auto add = [&out](const char* name, const std::string& value) {
    if (!value.empty()) out[name] = value;
  };
  for (const Author& a : r.authors) {
    Json& name = out["author"].emplace_back();
    name = a.given.empty() ? Json{{"literal", a.family}}
                           : Json{{"family", a.family}, {"given", a.given}};
    if (!a.suffix.empty()) name["suffix"] = a.suffix;
  }
  add(r.preprint ? "publisher" : "container-title", r.venue);
  if (r.year) {
    Json parts = Json::array({*r.year});
    if (r.month != 0) parts.push_back(r.month);
    if (r.day != 0) parts.push_back(r.day);
    out["issued"]["date-parts"] = Json::array({std::move(parts)});
  }
  add("DOI", r.doi);
  if (!r.arxiv.empty()) out["number"] = "arXiv:" + r.arxiv;
  add("PMID", r.pmid);
  add("URL", r.url);
  std::string keywords;
  for (const std::string& k : r.keywords) keywords += (keywords.empty() ? "" : ", ") + k;
  add("keyword", keywords);
  add("note", r.comment);
  if (abstract) add("abstract", r.abstract);
  return out.dump(1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace output_bibtex
