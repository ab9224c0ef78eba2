#include "europepmc/enricher.h"

#include <algorithm>

#include "europepmc/records.h"
#include "sheaf/feed/doi.hpp"
#include "webapi/identifiers.h"

namespace europepmc {
namespace {

// The PubMed numbers, which lead to one record each; DOIs where there are none.
std::vector<webapi::Id> choose(const sheaf_record& work) {
  std::vector<webapi::Id> ids;
  for (const std::string& pmid : webapi::identifiers_of(work, "pmid")) {
    if (webapi::bare_pmid(pmid) == pmid) ids.push_back({"pmid", pmid});
  }
  if (!ids.empty()) return ids;
  for (const std::string& text : webapi::identifiers_of(work, "doi")) {
    const std::string doi = sheaf::feed::doi_of(text);
    if (!doi.empty() && doi.find_first_of("\"\\") == doi.npos) ids.push_back({"doi", doi});
  }
  return ids;
}

std::string query_for(std::span<const webapi::Id> ids) {
  std::string query;
  for (const webapi::Id& id : ids) {
    query += query.empty() ? "" : " OR ";
    query +=
        id.scheme == "pmid" ? "(EXT_ID:" + id.value + " AND SRC:MED)" : "DOI:\"" + id.value + "\"";
  }
  return query;
}

}  // namespace

EuropePmcEnricher::EuropePmcEnricher(sheaf::Host host, sheaf::Config) : client_(host, kGapMs) {}

void EuropePmcEnricher::enrich(const sheaf::Call& call, std::span<const sheaf_record* const> works,
                               const sheaf::EnrichSink& sink) {
  webapi::look_up(call, "europepmc", works, sink, kMaxBatch, choose,
                  [&](std::span<const webapi::Id> ids) {
                    // One DOI may have a record from PubMed and another from PMC.
                    const std::string url = search_url(query_for(ids), 4 * kMaxBatch, {});
                    webapi::Page page = read_list(client_.get(call, url).body());
                    return std::move(page.records);
                  });
}

}  // namespace europepmc
