#include "crossref/enricher.h"

#include "crossref/records.h"
#include "sheaf/feed/doi.hpp"
#include "sheaf/text/percent.hpp"
#include "webapi/identifiers.h"
#include "webapi/url.h"

namespace crossref {
namespace {

// Registered with DataCite: unknown here.
bool is_elsewhere(const std::string& doi) {
  return doi.starts_with("10.48550/") || doi.starts_with("10.5281/");
}

}  // namespace

std::vector<sheaf::Field> CrossrefEnricher::fields() {
  std::vector<sheaf::Field> out;
  out.push_back(contact_field());
  return out;
}

CrossrefEnricher::CrossrefEnricher(sheaf::Host host, sheaf::Config config)
    : client_(host, kFirstGapMs), contact_(config.find<std::string>("contact").value_or("")) {}

void CrossrefEnricher::enrich(const sheaf::Call& call, std::span<const sheaf_record* const> works,
                              const sheaf::EnrichSink& sink) {
  webapi::look_up(
      call, "doi", works, sink, kMaxBatch,
      [](const sheaf_record& work) {
        std::vector<webapi::Id> ids;
        for (const std::string& text : webapi::identifiers_of(work, "doi")) {
          const std::string doi = sheaf::feed::doi_of(text);
          if (!doi.empty() && !is_elsewhere(doi)) ids.push_back({"doi", doi});
        }
        return ids;
      },
      [&](std::span<const webapi::Id> ids) { return ask(call, ids); });
}

std::vector<sheaf::Record> CrossrefEnricher::ask(const sheaf::Call& call,
                                                 std::span<const webapi::Id> ids) {
  std::vector<sheaf::Record> out;
  std::string filter;
  for (const webapi::Id& id : ids) {
    if (id.value.find(',') == id.value.npos) {
      filter.append(filter.empty() ? "doi:" : ",doi:").append(id.value);
      continue;
    }
    // A comma would end the filter's value.
    try {
      const auto url =
          webapi::Url("https://api.crossref.org/works/" + sheaf::text::percent_encoded(id.value))
              .with("mailto", contact_);
      out.push_back(read_work(client_.get(call, url.text()).body()));
    } catch (const sheaf::Reported& r) {
      if (r.code != SHEAF_E_NOT_FOUND) throw;
    }
  }
  if (filter.empty()) return out;
  const auto url = webapi::Url("https://api.crossref.org/works")
                       .with("filter", filter)
                       .with("select", kSelect)
                       .with("rows", std::to_string(kMaxBatch))
                       .with("mailto", contact_);
  webapi::Page page = read_list(client_.get(call, url.text()).body());
  for (sheaf::Record& record : page.records) out.push_back(std::move(record));
  return out;
}

}  // namespace crossref
