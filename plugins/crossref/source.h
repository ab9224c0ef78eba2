// Works by query, journal, person or institution.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sheaf/plugin.hpp"
#include "webapi/client.h"
#include "webapi/fetch.h"

namespace crossref {

// The limits that answers name hold; the host's rule is only what is never exceeded.
inline const std::vector<sheaf::HostRule> kHosts = {{"api.crossref.org", 100, 1}};
// Until an answer has named a limit.
inline constexpr std::int64_t kFirstGapMs = 1000;

sheaf::Field contact_field();

class CrossrefSource final : public sheaf::Source {
 public:
  static constexpr const char* kId = "crossref";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary =
      "Works that publishers registered with Crossref, by query, journal, person or institution.";
  static constexpr const char* kHomepage =
      "https://www.crossref.org/documentation/retrieve-metadata/rest-api/";
  static std::vector<sheaf::Field> fields();
  static std::vector<sheaf::HostRule> hosts() { return kHosts; }

  CrossrefSource(sheaf::Host host, sheaf::Config config);
  void fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
             const sheaf::RecordSink& sink) override;
  // One work of today's list.
  void probe(const sheaf::Call& call);

 private:
  std::string list_url(const webapi::Days& days, std::size_t rows, const std::string& cursor) const;

  webapi::Client client_;
  webapi::Plan plan_;
  std::string query_, affiliation_, contact_, window_;
  std::vector<std::string> filters_;  // "issn:1234-5678"
};

}  // namespace crossref
