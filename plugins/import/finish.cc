#include <algorithm>
#include <map>
#include <set>

#include "parsed.h"
#include "sheaf/text/hash.hpp"
#include "sheaf/text/percent.hpp"
#include "texts.h"

namespace import {

void finish(Parsed& parsed) {
  for (std::vector<Problem>* said : {&parsed.problems, &parsed.remarks}) {
    std::stable_sort(said->begin(), said->end(),
                     [](const Problem& a, const Problem& b) { return a.line < b.line; });
  }
  std::map<std::pair<std::string, std::string>, std::string> titles;
  std::set<std::pair<std::string, std::string>> shared;
  for (const Entry& entry : parsed.entries) {
    const std::string title = skeleton(entry.record.title.value);
    for (const auto& id : entry.record.identifiers) {
      const auto [known, fresh] = titles.emplace(id, title);
      if (!fresh && known->second != title) shared.insert(id);
    }
  }
  for (Entry& entry : parsed.entries) {
    sheaf::Record& r = entry.record;
    std::erase_if(r.identifiers, [&](const auto& id) {
      if (!shared.contains(id)) return false;
      r.extras.emplace_back(id.first + "-shared", id.second);
      return true;
    });
    if (r.url.empty()) {
      for (const auto& [scheme, value] : r.identifiers) {
        if (!r.url.empty()) break;
        if (scheme == "doi")
          r.url = "https://doi.org/" + sheaf::text::percent_encoded(value, "/:();,");
        if (scheme == "arxiv") r.url = "https://arxiv.org/abs/" + value;
        if (scheme == "pmid") r.url = "https://pubmed.ncbi.nlm.nih.gov/" + value + "/";
      }
    }
    if (!r.id.empty()) continue;
    if (!r.identifiers.empty()) {
      r.id = r.identifiers.front().second;
      continue;
    }
    std::string said = skeleton(r.title.value) + "\n" + skeleton(r.venue.value) + "\n" + r.url;
    for (const auto& author : r.authors) said += "\n" + skeleton(author.name);
    if (r.published_ms != SHEAF_TIME_UNKNOWN) said += "\n" + std::to_string(r.published_ms);
    r.id = (entry.key.empty() ? "entry" : entry.key) + "-" + sheaf::text::fnv1a_hex(said);
  }
}

}  // namespace import
