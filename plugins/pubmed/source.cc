#include "pubmed/source.h"

#include <algorithm>
#include <charconv>

#include "pubmed/article.h"
#include "pubmed/search.h"
#include "webapi/identifiers.h"
#include "webapi/url.h"

namespace pubmed {
namespace {

constexpr std::uint64_t kBatch = 200;
constexpr std::uint64_t kReachable = 9'999;  // ESearch stops at 10,000
constexpr std::int64_t kGapMs = 334, kGapWithKeyMs = 100;

sheaf::feed::Read from_stream(sheaf::Stream& stream) {
  return [&stream](char* buffer, std::size_t capacity) { return stream.read(buffer, capacity); };
}

std::string slashes(std::string day) {
  std::replace(day.begin(), day.end(), '-', '/');
  return day;
}

}  // namespace

std::vector<sheaf::Field> PubMedSource::fields() {
  using sheaf::field;
  std::vector<sheaf::Field> out;
  out.push_back(field("query", SHEAF_T_STRING, "A search as in PubMed itself.")
                    .required()
                    .identity()
                    .example("'\"atrial fibrillation\"[tiab] AND humans[mh]'"));
  out.push_back(field("window", SHEAF_T_ENUM, "Which date makes a paper new.")
                    .def("edat")
                    .identity()
                    .option("edat", "the day it came into PubMed")
                    .option("crdt", "the day its record was created"));
  out.push_back(
      field("from", SHEAF_T_TIMESTAMP, "Where the first run begins.").example("2026-01-01"));
  out.push_back(field("contact", SHEAF_T_STRING, "A mail address that NCBI may write to.")
                    .pattern("^[^@[:space:]]+@[^@[:space:]]+$")
                    .example("library@example.edu")
                    .description("NCBI asks for it, and writes before it blocks anybody."));
  out.push_back(
      field("tool", SHEAF_T_STRING, "The name of the program, for NCBI.").advanced().def("sheaf"));
  out.push_back(field("api_key", SHEAF_T_STRING, "The key of an NCBI account.")
                    .secret()
                    .example("\"${NCBI_API_KEY}\"")
                    .description("Ten requests a second instead of three."));
  out.push_back(field("max_records", SHEAF_T_INT, "Records of one run.")
                    .advanced()
                    .def("20000")
                    .range(1, 1e6));
  return out;
}

PubMedSource::PubMedSource(sheaf::Host host, sheaf::Config config)
    : client_(host, config.find<std::string>("api_key") ? kGapWithKeyMs : kGapMs),
      query_(webapi::trimmed(config.get<std::string>("query"))),
      date_type_(config.get<std::string>("window")),
      contact_(config.find<std::string>("contact").value_or("")),
      tool_(config.get<std::string>("tool")),
      api_key_(config.find<std::string>("api_key").value_or("")) {
  if (query_.empty()) throw sheaf::Error(SHEAF_E_CONFIG, "the query is empty");
  plan_.service = "PubMed";
  plan_.from_ms = config.find<int64_t>("from");
  plan_.run_limit = static_cast<std::uint64_t>(config.get<int64_t>("max_records"));
  plan_.announce = SHEAF_ANNOUNCE_NEW;
  plan_.list_limit = kReachable;
}

std::string PubMedSource::search_url(const webapi::Days& days) const {
  return webapi::Url("https://eutils.ncbi.nlm.nih.gov/entrez/eutils/esearch.fcgi")
      .with("db", "pubmed")
      .with("term", query_)
      .with("datetype", date_type_)
      .with("mindate", slashes(days.first_text()))
      .with("maxdate", slashes(days.last_text()))
      .with("usehistory", "y")
      .with("retmax", "0")
      .with("tool", tool_)
      .with("email", contact_)
      .with("api_key", api_key_)
      .text();
}

// `list`: "query_key|WebEnv"
std::string PubMedSource::fetch_url(const std::string& list, std::uint64_t start) const {
  const auto bar = list.find('|');
  return webapi::Url("https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi")
      .with("db", "pubmed")
      .with("query_key", list.substr(0, bar))
      .with("WebEnv", list.substr(bar + 1))
      .with("retstart", std::to_string(start))
      .with("retmax", std::to_string(kBatch))
      .with("retmode", "xml")
      .with("tool", tool_)
      .with("email", contact_)
      .with("api_key", api_key_)
      .text();
}

webapi::Page PubMedSource::search(const sheaf::Call& call, const webapi::Days& days) {
  sheaf::Stream stream = client_.open(call, search_url(days));
  const SearchResult found = read_search(from_stream(stream));
  count_ = found.count;
  webapi::Page page;
  page.total = found.count;
  for (const std::string& phrase : found.not_found) {
    page.remark += (page.remark.empty() ? "" : " ") + ("PubMed does not know «" + phrase + "».");
  }
  if (found.count != 0) page.next = "0|" + found.query_key + "|" + found.web_env;
  return page;
}

// `token`: "start|query_key|WebEnv"
webapi::Page PubMedSource::articles(const sheaf::Call& call, const std::string& token) {
  const auto bar = token.find('|');
  std::uint64_t start = 0;
  std::from_chars(token.data(), token.data() + bar, start);
  const std::string list = token.substr(bar + 1);
  sheaf::Stream stream = client_.open(call, fetch_url(list, start));
  webapi::Page page =
      read_articles(from_stream(stream), std::string(stream.header("content-type")));
  start += kBatch;
  if (start < count_) page.next = std::to_string(start) + "|" + list;
  return page;
}

void PubMedSource::fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
                         const sheaf::RecordSink& sink) {
  webapi::fetch_by_days(call, request, sink, client_.now_ms(), plan_,
                        [&](const webapi::Days& days, const std::string& token) {
                          return token.empty() ? search(call, days) : articles(call, token);
                        });
}

void PubMedSource::probe(const sheaf::Call& call) {
  const auto today = webapi::day_of(client_.now_ms());
  search(call, {today, today});
}

}  // namespace pubmed
