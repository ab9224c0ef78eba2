// Papers by query.
#pragma once

#include <cstdint>
#include <string>

#include "sheaf/plugin.hpp"
#include "webapi/client.h"
#include "webapi/fetch.h"

namespace pubmed {

class PubMedSource final : public sheaf::Source {
 public:
  static constexpr const char* kId = "pubmed";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Papers of PubMed that a query finds.";
  static constexpr const char* kHomepage = "https://www.ncbi.nlm.nih.gov/books/NBK25497/";
  static std::vector<sheaf::Field> fields();
  // With a key; without one the source keeps to three a second by itself.
  static std::vector<sheaf::HostRule> hosts() { return {{"eutils.ncbi.nlm.nih.gov", 100, 1}}; }

  PubMedSource(sheaf::Host host, sheaf::Config config);
  void fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
             const sheaf::RecordSink& sink) override;
  // Today's search, without its papers.
  void probe(const sheaf::Call& call);

 private:
  std::string search_url(const webapi::Days& days) const;
  std::string fetch_url(const std::string& list, std::uint64_t start) const;
  webapi::Page search(const sheaf::Call& call, const webapi::Days& days);
  webapi::Page articles(const sheaf::Call& call, const std::string& token);

  webapi::Client client_;
  webapi::Plan plan_;
  std::string query_, date_type_, contact_, tool_, api_key_;
  std::uint64_t count_ = 0;  // of the last search
};

}  // namespace pubmed
