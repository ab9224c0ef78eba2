// What Europe PMC knows of works that have a PubMed number or a DOI.
#pragma once

#include <vector>

#include "europepmc/source.h"
#include "sheaf/plugin.hpp"
#include "webapi/client.h"
#include "webapi/lookup.h"

namespace europepmc {

class EuropePmcEnricher final : public sheaf::Enricher {
 public:
  static constexpr const char* kId = "europepmc";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary =
      "Abstract, authors, retraction and free full text by PubMed number or DOI, from Europe PMC.";
  static constexpr const char* kHomepage = EuropePmcSource::kHomepage;
  static constexpr std::size_t kMaxBatch = 25;  // the query is part of the address
  static constexpr const char* kSchemes[] = {"pmid", "doi", nullptr};
  static std::vector<sheaf::Field> fields() { return {}; }
  static std::vector<sheaf::HostRule> hosts() { return kHosts; }

  EuropePmcEnricher(sheaf::Host host, sheaf::Config config);
  void enrich(const sheaf::Call& call, std::span<const sheaf_record* const> works,
              const sheaf::EnrichSink& sink) override;

 private:
  webapi::Client client_;
};

}  // namespace europepmc
