// Papers and preprints by query, person or affiliation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sheaf/plugin.hpp"
#include "webapi/client.h"
#include "webapi/fetch.h"

namespace europepmc {

inline const std::vector<sheaf::HostRule> kHosts = {{"www.ebi.ac.uk", 200, 2}};
inline constexpr std::int64_t kGapMs = 200;

std::string search_url(const std::string& query, std::size_t rows, const std::string& cursor_mark);

class EuropePmcSource final : public sheaf::Source {
 public:
  static constexpr const char* kId = "europepmc";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary =
      "Life-science papers and preprints of Europe PMC, by query, person or affiliation.";
  static constexpr const char* kHomepage = "https://europepmc.org/RestfulWebService";
  static std::vector<sheaf::Field> fields();
  static std::vector<sheaf::HostRule> hosts() { return kHosts; }

  EuropePmcSource(sheaf::Host host, sheaf::Config config);
  void fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
             const sheaf::RecordSink& sink) override;
  // One paper of today's list.
  void probe(const sheaf::Call& call);

 private:
  std::string query_for(const webapi::Days& days) const;

  webapi::Client client_;
  webapi::Plan plan_;
  std::string terms_, window_;
};

}  // namespace europepmc
