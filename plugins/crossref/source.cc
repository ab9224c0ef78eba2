#include "crossref/source.h"

#include <algorithm>

#include "crossref/records.h"
#include "webapi/identifiers.h"
#include "webapi/url.h"

namespace crossref {
namespace {

constexpr std::size_t kRows = 500;  // at most 1000

[[noreturn]] void refuse(const std::string& what) {
  throw sheaf::Error(SHEAF_E_CONFIG, what);
}

}  // namespace

sheaf::Field contact_field() {
  return sheaf::field("contact", SHEAF_T_STRING, "A mail address that Crossref may write to.")
      .pattern("^[^@[:space:]]+@[^@[:space:]]+$")
      .example("library@example.edu")
      .description(
          "Sent as `mailto`; Crossref answers such requests from a pool with higher "
          "limits.");
}

std::vector<sheaf::Field> CrossrefSource::fields() {
  using sheaf::field;
  std::vector<sheaf::Field> out;
  out.push_back(field("query", SHEAF_T_STRING, "Words in titles, authors, journals.")
                    .identity()
                    .example("\"phase field fracture\""));
  out.push_back(field("issn", SHEAF_T_STRING, "Journals, by any of their ISSNs.")
                    .list()
                    .identity()
                    .pattern("^[0-9]{4}-[0-9]{3}[0-9Xx]$")
                    .example("[1932-6203]"));
  out.push_back(field("orcid", SHEAF_T_STRING, "Authors, by ORCID.")
                    .list()
                    .identity()
                    .example("[0000-0002-1825-0097]"));
  out.push_back(field("ror", SHEAF_T_STRING, "Institutions, by ROR.")
                    .list()
                    .identity()
                    .example("[02mhbdp94]")
                    .description("Few publishers tell Crossref the ROR of their authors' "
                                 "institutions; `affiliation` finds more."));
  out.push_back(field("affiliation", SHEAF_T_STRING, "Words in the authors' affiliations.")
                    .identity()
                    .example("\"University of Kassel\""));
  out.push_back(field("type", SHEAF_T_STRING, "Only works of these types.")
                    .list()
                    .identity()
                    .pattern("^[a-z-]+$")
                    .example("[journal-article, posted-content]")
                    .description("As in <https://api.crossref.org/types>."));
  out.push_back(field("window", SHEAF_T_ENUM, "Which date makes a work new.")
                    .def("created")
                    .identity()
                    .option("created", "the day its DOI was registered")
                    .option("index", "the day anything of its record changed")
                    .option("published", "the day of publication, which may lie in the future"));
  out.push_back(
      field("from", SHEAF_T_TIMESTAMP, "Where the first run begins.").example("2026-01-01"));
  out.push_back(contact_field());
  out.push_back(field("max_records", SHEAF_T_INT, "Records of one run.")
                    .advanced()
                    .def("20000")
                    .range(1, 1e6));
  return out;
}

CrossrefSource::CrossrefSource(sheaf::Host host, sheaf::Config config)
    : client_(host, kFirstGapMs),
      query_(webapi::trimmed(config.find<std::string>("query").value_or(""))),
      affiliation_(webapi::trimmed(config.find<std::string>("affiliation").value_or(""))),
      contact_(config.find<std::string>("contact").value_or("")) {
  for (const std::string& issn : config.list("issn")) filters_.push_back("issn:" + issn);
  for (const std::string& text : config.list("orcid")) {
    const std::string orcid = webapi::bare_orcid(text);
    if (orcid.empty()) refuse("orcid: `" + text + "` is no ORCID");
    filters_.push_back("orcid:" + orcid);
  }
  for (const std::string& text : config.list("ror")) {
    const std::string ror = webapi::bare_ror(text);
    if (ror.empty()) refuse("ror: `" + text + "` is no ROR, such as 02mhbdp94");
    filters_.push_back("ror-id:" + ror);
  }
  if (filters_.empty() && query_.empty() && affiliation_.empty()) {
    refuse("name a query, issn, orcid, ror or affiliation");
  }
  for (const std::string& type : config.list("type")) filters_.push_back("type:" + type);
  const std::string window = config.get<std::string>("window");
  window_ = window == "published" ? "pub" : window;
  plan_.service = "Crossref";
  plan_.from_ms = config.find<int64_t>("from");
  plan_.run_limit = static_cast<std::uint64_t>(config.get<int64_t>("max_records"));
  if (window == "created") plan_.announce = SHEAF_ANNOUNCE_NEW;
  if (window == "published") plan_.again = 14;  // publishers register late
}

std::string CrossrefSource::list_url(const webapi::Days& days, std::size_t rows,
                                     const std::string& cursor) const {
  std::string filter = "from-" + window_ + "-date:" + days.first_text() + ",until-" + window_ +
                       "-date:" + days.last_text();
  for (const std::string& f : filters_) filter += "," + f;
  return webapi::Url("https://api.crossref.org/works")
      .with("query", query_)
      .with("query.affiliation", affiliation_)
      .with("filter", filter)
      .with("select", kSelect)
      .with("rows", std::to_string(rows))
      .with("cursor", cursor)
      .with("mailto", contact_)
      .text();
}

void CrossrefSource::fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
                           const sheaf::RecordSink& sink) {
  webapi::fetch_by_days(call, request, sink, client_.now_ms(), plan_,
                        [&](const webapi::Days& days, const std::string& token) {
                          const auto answer =
                              client_.get(call, list_url(days, kRows, token.empty() ? "*" : token));
                          return read_list(answer.body());
                        });
}

void CrossrefSource::probe(const sheaf::Call& call) {
  const auto today = webapi::day_of(client_.now_ms());
  read_list(client_.get(call, list_url({today, today}, 1, {})).body());
}

}  // namespace crossref
