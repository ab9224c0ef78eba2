#include "source.h"

#include "listing.h"
#include "texts.h"

namespace arxiv {

std::optional<std::int64_t> Run::start_ms() const {
  return request.since_ms != SHEAF_TIME_UNKNOWN ? std::optional(request.since_ms) : options.from_ms;
}

std::vector<sheaf::HostRule> ArxivSource::hosts() {
  return {{"rss.arxiv.org", Web::kIntervalMs, 1, "arxiv"},
          {"export.arxiv.org", Web::kIntervalMs, 1, "arxiv"},
          {"oaipmh.arxiv.org", Web::kIntervalMs, 1, "arxiv"}};
}

ArxivSource::ArxivSource(sheaf::Host host, sheaf::Config config)
    : options_(read_options(config)), web_(host) {}

void ArxivSource::fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
                        const sheaf::RecordSink& sink) {
  auto cursor = parse_cursor(sheaf::view(request.cursor));
  if (!cursor) throw sheaf::unreadable_cursor(call);
  Run run{options_, web_, call, request, sink, *std::move(cursor)};
  switch (options_.via) {
    case Via::kAuto:
    case Via::kRss:
    case Via::kAtom:
      fetch_daily(run);
      break;
    case Via::kApi:
      fetch_by_search(run);
      break;
    case Via::kOai:
      fetch_changes(run);
      break;
    case Via::kUrls:
      fetch_urls(run);
      break;
  }
  if (const std::string left_out = run.emitter.left_out(); !left_out.empty()) {
    call.log(SHEAF_LOG_DEBUG, "left out as `announce:` asks: " + left_out);
  }
  run.report.tell(sink, run.emitter.emitted());
}

void ArxivSource::probe(const sheaf::Call& call) {
  switch (options_.via) {
    case Via::kAuto:
    case Via::kRss:
    case Via::kAtom:
      if (web_.head(call, daily_url(options_, options_.categories)) == 400) {
        throw sheaf::Error(SHEAF_E_CONFIG,
                           "arXiv does not know one of the categories: see "
                           "https://arxiv.org/category_taxonomy");
      }
      break;
    case Via::kApi: {
      Body body = web_.open(call, "https://export.arxiv.org/api/query?search_query=" +
                                      query_encoded(search_terms(options_)) + "&max_results=1");
      read_listing(body, [](Paper&) { return true; });
      break;
    }
    case Via::kOai:
      web_.open(call, options_.oai_url + "?verb=Identify");
      break;
    case Via::kUrls:
      web_.open(call, options_.urls.front());
      break;
  }
}

}  // namespace arxiv
