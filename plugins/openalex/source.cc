#include "openalex/source.h"

#include <algorithm>

#include "openalex/records.h"
#include "webapi/identifiers.h"
#include "webapi/url.h"

namespace openalex {
namespace {

constexpr std::size_t kRows = 100;  // at most

[[noreturn]] void refuse(const std::string& what) {
  throw sheaf::Error(SHEAF_E_CONFIG, what);
}

// I27837315, from that or a URL that ends so; empty for anything else.
std::string institution_id(std::string_view text) {
  text = webapi::trimmed(text);
  text.remove_prefix(text.rfind('/') + 1);
  const bool known =
      text.size() > 1 && (text.front() == 'I' || text.front() == 'i') &&
      std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return known ? "I" + std::string(text.substr(1)) : std::string();
}

std::string any_of(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& v : values) out.append(out.empty() ? "" : "|").append(v);
  return out;
}

}  // namespace

sheaf::Field key_field() {
  return sheaf::field("api_key", SHEAF_T_STRING, "The key of an account, which is free.")
      .secret()
      .example("\"${OPENALEX_API_KEY}\"")
      .description(
          "From <https://openalex.org/settings/api>. Without one OpenAlex answers a few "
          "questions a day, good for a try only.");
}

std::vector<sheaf::Field> OpenAlexSource::fields() {
  using sheaf::field;
  std::vector<sheaf::Field> out;
  out.push_back(field("query", SHEAF_T_STRING, "Words in titles, abstracts and full texts.")
                    .identity()
                    .example("\"phase field fracture\""));
  out.push_back(
      field("institution", SHEAF_T_STRING, "The authors' institutions, by ROR or OpenAlex id.")
          .list()
          .identity()
          .example("[02mhbdp94]")
          .description("All of one kind: RORs, or ids such as I27837315."));
  out.push_back(field("orcid", SHEAF_T_STRING, "Authors, by ORCID.")
                    .list()
                    .identity()
                    .example("[0000-0002-1825-0097]"));
  out.push_back(field("issn", SHEAF_T_STRING, "Journals, by any of their ISSNs.")
                    .list()
                    .identity()
                    .pattern("^[0-9]{4}-[0-9]{3}[0-9Xx]$")
                    .example("[1932-6203]"));
  out.push_back(field("window", SHEAF_T_ENUM, "Which date makes a work new.")
                    .def("published")
                    .identity()
                    .option("published", "the day of publication")
                    .option("created", "the day OpenAlex added it; for paying accounts only"));
  out.push_back(
      field("from", SHEAF_T_TIMESTAMP, "Where the first run begins.").example("2026-01-01"));
  out.push_back(key_field());
  out.push_back(field("max_records", SHEAF_T_INT, "Records of one run.")
                    .advanced()
                    .def("10000")
                    .range(1, 1e6));
  return out;
}

OpenAlexSource::OpenAlexSource(sheaf::Host host, sheaf::Config config)
    : client_(host, kGapMs),
      search_(webapi::trimmed(config.find<std::string>("query").value_or(""))),
      api_key_(config.find<std::string>("api_key").value_or("")) {
  std::vector<std::string> rors, ids, orcids;
  for (const std::string& text : config.list("institution")) {
    const std::string ror = webapi::bare_ror(text);
    const std::string id = institution_id(text);
    if (ror.empty() && id.empty()) {
      refuse("institution: `" + text +
             "` is neither a ROR, such as 02mhbdp94, nor an id, such as "
             "I27837315");
    }
    ror.empty() ? ids.push_back(id) : rors.push_back("https://ror.org/" + ror);
  }
  if (!rors.empty() && !ids.empty()) refuse("institution: name RORs or ids, not both");
  for (const std::string& text : config.list("orcid")) {
    const std::string orcid = webapi::bare_orcid(text);
    if (orcid.empty()) refuse("orcid: `" + text + "` is no ORCID");
    orcids.push_back("https://orcid.org/" + orcid);
  }
  const auto filter = [&](const char* name, const std::vector<std::string>& values) {
    if (!values.empty()) filters_.push_back(std::string(name) + ":" + any_of(values));
  };
  filter("authorships.institutions.ror", rors);
  filter("authorships.institutions.id", ids);
  filter("authorships.author.orcid", orcids);
  filter("primary_location.source.issn", config.list("issn"));
  if (filters_.empty() && search_.empty()) refuse("name a query, institution, orcid or issn");

  window_ = config.get<std::string>("window");
  if (window_ == "created" && api_key_.empty()) refuse("window: created needs an api_key");
  plan_.service = "OpenAlex";
  plan_.from_ms = config.find<int64_t>("from");
  plan_.run_limit = static_cast<std::uint64_t>(config.get<int64_t>("max_records"));
  if (window_ == "created") {
    plan_.announce = SHEAF_ANNOUNCE_NEW;
  } else {
    window_ = "publication";
    plan_.again = 14;  // works are added weeks after they appeared
  }
}

std::string OpenAlexSource::list_url(const webapi::Days& days, std::size_t rows,
                                     const std::string& token) const {
  std::string filter = "from_" + window_ + "_date:" + days.first_text() + ",to_" + window_ +
                       "_date:" + days.last_text();
  for (const std::string& f : filters_) filter += "," + f;
  // OpenAlex refuses cursors without a key; numbered pages end at 10,000 works, which is more than
  // Plan::list_limit.
  const std::string cursor = token.empty() ? "*" : token, page = token.empty() ? "1" : token;
  return webapi::Url("https://api.openalex.org/works")
      .with("search", search_)
      .with("filter", filter)
      .with("select", kSelect)
      .with("per_page", std::to_string(rows))
      .with("cursor", api_key_.empty() ? "" : cursor)
      .with("page", api_key_.empty() ? page : "")
      .with("api_key", api_key_)
      .text();
}

void OpenAlexSource::fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
                           const sheaf::RecordSink& sink) {
  webapi::fetch_by_days(
      call, request, sink, client_.now_ms(), plan_,
      [&](const webapi::Days& days, const std::string& token) {
        webapi::Page page = read_list(client_.get(call, list_url(days, kRows, token)).body());
        if (api_key_.empty()) {
          const std::uint64_t number = token.empty() ? 1 : std::stoull(token);
          page.next = page.items < kRows ? std::string() : std::to_string(number + 1);
        }
        return page;
      });
}

void OpenAlexSource::probe(const sheaf::Call& call) {
  const auto today = webapi::day_of(client_.now_ms());
  read_list(client_.get(call, list_url({today, today}, 1, {})).body());
}

}  // namespace openalex
