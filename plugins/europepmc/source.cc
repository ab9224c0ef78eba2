#include "europepmc/source.h"

#include <algorithm>

#include "europepmc/records.h"
#include "webapi/identifiers.h"
#include "webapi/url.h"

namespace europepmc {
namespace {

constexpr std::size_t kRows = 200;  // of core records, some of which are long; at most 1000

[[noreturn]] void refuse(const std::string& what) {
  throw sheaf::Error(SHEAF_E_CONFIG, what);
}

// (FIELD:"a" OR FIELD:"b")
std::string any_of(const char* name, const std::vector<std::string>& values) {
  std::string out;
  for (std::string value : values) {
    std::erase(value, '"');
    out.append(out.empty() ? "(" : " OR ").append(name).append(":\"").append(value).append("\"");
  }
  return out.empty() ? out : out + ")";
}

}  // namespace

std::string search_url(const std::string& query, std::size_t rows, const std::string& cursor_mark) {
  return webapi::Url("https://www.ebi.ac.uk/europepmc/webservices/rest/search")
      .with("query", query)
      .with("resultType", "core")
      .with("format", "json")
      .with("pageSize", std::to_string(rows))
      .with("cursorMark", cursor_mark)
      .text();
}

std::vector<sheaf::Field> EuropePmcSource::fields() {
  using sheaf::field;
  std::vector<sheaf::Field> out;
  out.push_back(field("query", SHEAF_T_STRING, "A search in Europe PMC's language.")
                    .identity()
                    .example("'TITLE:\"cell atlas\" OR JOURNAL:\"eLife\"'")
                    .description("See <https://europepmc.org/searchsyntax>."));
  out.push_back(field("orcid", SHEAF_T_STRING, "Authors, by ORCID.")
                    .list()
                    .identity()
                    .example("[0000-0002-1825-0097]"));
  out.push_back(field("affiliation", SHEAF_T_STRING, "Words in the authors' affiliations.")
                    .list()
                    .identity()
                    .example("[\"University of Kassel\"]"));
  out.push_back(field("preprints", SHEAF_T_ENUM, "Whether preprints are taken.")
                    .def("include")
                    .identity()
                    .option("include", "papers and preprints")
                    .option("only", "preprints alone")
                    .option("exclude", "no preprints"));
  out.push_back(field("window", SHEAF_T_ENUM, "Which date makes a paper new.")
                    .def("indexed")
                    .identity()
                    .option("indexed", "the day Europe PMC first had it")
                    .option("published", "the day of its first publication"));
  out.push_back(
      field("from", SHEAF_T_TIMESTAMP, "Where the first run begins.").example("2026-01-01"));
  out.push_back(field("max_records", SHEAF_T_INT, "Records of one run.")
                    .advanced()
                    .def("20000")
                    .range(1, 1e6));
  return out;
}

EuropePmcSource::EuropePmcSource(sheaf::Host host, sheaf::Config config)
    : client_(host, kGapMs),
      terms_(webapi::trimmed(config.find<std::string>("query").value_or(""))) {
  if (!terms_.empty()) terms_ = "(" + terms_ + ")";
  const auto narrow = [&](const std::string& term) {
    if (!term.empty()) terms_ += (terms_.empty() ? "" : " AND ") + term;
  };
  std::vector<std::string> orcids;
  for (const std::string& text : config.list("orcid")) {
    orcids.push_back(webapi::bare_orcid(text));
    if (orcids.back().empty()) refuse("orcid: `" + text + "` is no ORCID");
  }
  narrow(any_of("AUTHORID", orcids));
  narrow(any_of("AFF", config.list("affiliation")));
  if (terms_.empty()) refuse("name a query, orcid or affiliation");
  const std::string preprints = config.get<std::string>("preprints");
  if (preprints != "include") narrow(preprints == "only" ? "(SRC:PPR)" : "(NOT SRC:PPR)");
  plan_.service = "Europe PMC";
  plan_.from_ms = config.find<int64_t>("from");
  plan_.run_limit = static_cast<std::uint64_t>(config.get<int64_t>("max_records"));
  if (config.get<std::string>("window") == "indexed") {
    window_ = "FIRST_IDATE";
    plan_.announce = SHEAF_ANNOUNCE_NEW;
  } else {
    window_ = "FIRST_PDATE";
    plan_.again = 14;  // papers come to Europe PMC later than they appear
  }
}

std::string EuropePmcSource::query_for(const webapi::Days& days) const {
  return terms_ + " AND (" + window_ + ":[" + days.first_text() + " TO " + days.last_text() + "])";
}

void EuropePmcSource::fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
                            const sheaf::RecordSink& sink) {
  webapi::fetch_by_days(call, request, sink, client_.now_ms(), plan_,
                        [&](const webapi::Days& days, const std::string& token) {
                          const std::string url =
                              search_url(query_for(days), kRows, token.empty() ? "*" : token);
                          webapi::Page page = read_list(client_.get(call, url).body());
                          if (page.items < kRows) page.next.clear();
                          return page;
                        });
}

void EuropePmcSource::probe(const sheaf::Call& call) {
  const auto today = webapi::day_of(client_.now_ms());
  read_list(client_.get(call, search_url(query_for({today, today}), 1, "*")).body());
}

}  // namespace europepmc
