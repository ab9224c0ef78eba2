// What Crossref knows of works that have a DOI.
#pragma once

#include <string>
#include <vector>

#include "crossref/source.h"
#include "sheaf/plugin.hpp"
#include "webapi/client.h"
#include "webapi/lookup.h"

namespace crossref {

class CrossrefEnricher final : public sheaf::Enricher {
 public:
  static constexpr const char* kId = "crossref";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary =
      "Abstract, authors, journal version, retraction and licence by DOI, from Crossref.";
  static constexpr const char* kHomepage = CrossrefSource::kHomepage;
  static constexpr std::size_t kMaxBatch = 50;
  static constexpr const char* kSchemes[] = {"doi", nullptr};
  static std::vector<sheaf::Field> fields();
  static std::vector<sheaf::HostRule> hosts() { return kHosts; }

  CrossrefEnricher(sheaf::Host host, sheaf::Config config);
  void enrich(const sheaf::Call& call, std::span<const sheaf_record* const> works,
              const sheaf::EnrichSink& sink) override;

 private:
  std::vector<sheaf::Record> ask(const sheaf::Call& call, std::span<const webapi::Id> ids);

  webapi::Client client_;
  std::string contact_;
};

}  // namespace crossref
