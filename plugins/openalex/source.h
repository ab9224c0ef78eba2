// Works by search, institution, person or journal.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sheaf/plugin.hpp"
#include "webapi/client.h"
#include "webapi/fetch.h"

namespace openalex {

inline const std::vector<sheaf::HostRule> kHosts = {{"api.openalex.org", 100, 1}};
inline constexpr std::int64_t kGapMs = 200;

sheaf::Field key_field();

class OpenAlexSource final : public sheaf::Source {
 public:
  static constexpr const char* kId = "openalex";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary =
      "Works that OpenAlex knows, by search, institution, person or journal.";
  static constexpr const char* kHomepage = "https://developers.openalex.org/";
  static std::vector<sheaf::Field> fields();
  static std::vector<sheaf::HostRule> hosts() { return kHosts; }

  OpenAlexSource(sheaf::Host host, sheaf::Config config);
  void fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
             const sheaf::RecordSink& sink) override;
  // One work of today's list.
  void probe(const sheaf::Call& call);

 private:
  // `token`: a cursor, or without a key the number of a page.
  std::string list_url(const webapi::Days& days, std::size_t rows, const std::string& token) const;

  webapi::Client client_;
  webapi::Plan plan_;
  std::string search_, api_key_, window_;
  std::vector<std::string> filters_;  // "authorships.author.orcid:..."
};

}  // namespace openalex
