#include "openalex/enricher.h"

#include "openalex/records.h"
#include "sheaf/feed/doi.hpp"
#include "sheaf/text/percent.hpp"
#include "webapi/identifiers.h"
#include "webapi/url.h"

namespace openalex {

std::vector<sheaf::Field> OpenAlexEnricher::fields() {
  std::vector<sheaf::Field> out;
  out.push_back(key_field());
  return out;
}

OpenAlexEnricher::OpenAlexEnricher(sheaf::Host host, sheaf::Config config)
    : client_(host, kGapMs), api_key_(config.find<std::string>("api_key").value_or("")) {}

void OpenAlexEnricher::enrich(const sheaf::Call& call, std::span<const sheaf_record* const> works,
                              const sheaf::EnrichSink& sink) {
  webapi::look_up(
      call, "openalex", works, sink, kMaxBatch,
      [](const sheaf_record& work) {
        std::vector<webapi::Id> ids;
        for (const std::string& text : webapi::identifiers_of(work, "doi")) {
          const std::string doi = sheaf::feed::doi_of(text);
          if (!doi.empty()) ids.push_back({"doi", doi});
        }
        return ids;
      },
      [&](std::span<const webapi::Id> ids) { return ask(call, ids); });
}

std::vector<sheaf::Record> OpenAlexEnricher::ask(const sheaf::Call& call,
                                                 std::span<const webapi::Id> ids) {
  std::vector<sheaf::Record> out;
  std::string any;
  for (const webapi::Id& id : ids) {
    if (id.value.find_first_of(",|!<>") == id.value.npos) {
      any.append(any.empty() ? "" : "|").append(id.value);
      continue;
    }
    // These mean something in a filter.
    try {
      const auto url = webapi::Url("https://api.openalex.org/works/doi:" +
                                   sheaf::text::percent_encoded(id.value))
                           .with("select", kSelect)
                           .with("api_key", api_key_);
      out.push_back(read_work(client_.get(call, url.text()).body()));
    } catch (const sheaf::Reported& r) {
      if (r.code != SHEAF_E_NOT_FOUND) throw;
    }
  }
  if (any.empty()) return out;
  // A DOI may be that of several works.
  const auto url = webapi::Url("https://api.openalex.org/works")
                       .with("filter", "doi:" + any)
                       .with("select", kSelect)
                       .with("per_page", std::to_string(2 * kMaxBatch))
                       .with("api_key", api_key_);
  webapi::Page page = read_list(client_.get(call, url.text()).body());
  for (sheaf::Record& record : page.records) out.push_back(std::move(record));
  return out;
}

}  // namespace openalex
