#include "options.h"

#include <algorithm>

#include "category.h"
#include "texts.h"

namespace arxiv {
namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw sheaf::Error(SHEAF_E_CONFIG, what);
}

Via via_from(const std::string& word) {
  if (word == "rss") return Via::kRss;
  if (word == "atom") return Via::kAtom;
  if (word == "api") return Via::kApi;
  if (word == "oai") return Via::kOai;
  return Via::kAuto;
}

}  // namespace

std::vector<sheaf::Field> option_fields() {
  using sheaf::field;
  std::vector<sheaf::Field> out;
  out.push_back(field("categories", SHEAF_T_STRING, "Categories or whole archives to follow.")
                    .list()
                    .identity()
                    .pattern("^[A-Za-z-]+([.][A-Za-z-]+)?$")
                    .example("[cs.CL, quant-ph, math.PR]")
                    .description("Upper and lower case do not matter. An archive such as `cs` "
                                 "has all its categories, but its feed is cut at 2000 papers: name "
                                 "categories. With `url`, only papers in these are kept."));
  out.push_back(field("via", SHEAF_T_ENUM, "Which of arXiv's services is asked.")
                    .def("auto")
                    .identity()
                    .option("auto",
                            "the daily RSS feed; days missed are filled from the query API, "
                            "long gaps and replacements from OAI-PMH")
                    .option("rss", "the daily RSS feed alone")
                    .option("atom", "the daily Atom feed alone")
                    .option("api", "the query API, by date of submission")
                    .option("oai", "OAI-PMH: every change, for backfills and mirrors"));
  out.push_back(field("announce", SHEAF_T_ENUM, "Which kinds of announcement are taken.")
                    .list()
                    .def("[new, cross]")
                    .option("new", "new papers")
                    .option("cross", "papers newly listed in the category, at home elsewhere")
                    .option("replace", "new versions")
                    .option("replace-cross", "new versions of papers at home elsewhere")
                    .description("Where arXiv does not say (a `url` of the query API), all are "
                                 "taken."));
  out.push_back(field("query", SHEAF_T_STRING, "A search instead of a listing.")
                    .identity()
                    .example("\"au:Lovelace AND abs:engine\"")
                    .description("In the [query API's language](https://info.arxiv.org/help/api/"
                                 "user-manual.html#query_details), unencoded. With `categories`, "
                                 "only papers in these."));
  out.push_back(field("url", SHEAF_T_URL, "Answers of arXiv to read, whatever their format.")
                    .list()
                    .identity()
                    .example("[\"file:///data/arxiv/2026-09-24.rss\"]")
                    .description("RSS 2.0, Atom, old RDF, the query API or OAI-PMH, recognised by "
                                 "what they contain; read anew in every run."));
  out.push_back(field("from", SHEAF_T_TIMESTAMP, "Where the first run begins.")
                    .identity()
                    .example("2026-01-01")
                    .description("Without it, `auto` begins with today's feed, `api` and `oai` a "
                                 "week ago."));
  out.push_back(field("oai_prefix", SHEAF_T_ENUM, "The metadata format of OAI-PMH.")
                    .advanced()
                    .def("arXiv")
                    .option("arXiv", "names in parts, one version")
                    .option("arXivRaw", "names in one string, all versions with their dates")
                    .option("oai_dc", "Dublin Core: no comments, no primary category"));
  out.push_back(field("oai_set", SHEAF_T_STRING,
                      "One set of OAI-PMH instead of those of the "
                      "categories.")
                    .advanced()
                    .identity()
                    .example("physics:hep-lat"));
  out.push_back(field("oai_url", SHEAF_T_URL, "Where OAI-PMH is.")
                    .advanced()
                    .def("https://oaipmh.arxiv.org/oai"));
  return out;
}

Options read_options(const sheaf::Config& config) {
  Options out;
  for (const std::string& text : config.list("categories")) {
    std::string category;
    if (!canonical_category(text, category)) {
      refuse("categories: `" + text +
             "` is no category of arXiv; write cs.CL, quant-ph or math.PR");
    }
    if (std::find(out.categories.begin(), out.categories.end(), category) == out.categories.end()) {
      out.categories.push_back(std::move(category));
    }
  }
  out.urls = config.list("url");
  out.query = std::string(trimmed(config.find<std::string>("query").value_or("")));
  out.via = via_from(config.get<std::string>("via"));
  for (const std::string& type : config.list("announce")) out.announce |= 1U << announce_from(type);
  out.oai_prefix = config.get<std::string>("oai_prefix");
  out.oai_set = config.find<std::string>("oai_set").value_or("");
  out.oai_url = config.get<std::string>("oai_url");
  out.from_ms = config.find<int64_t>("from");

  if (out.announce == 0)
    refuse("announce: name at least one of new, cross, replace, replace-cross");
  if (!out.urls.empty()) {
    if (!out.query.empty() || out.via != Via::kAuto) {
      refuse("url stands alone: it goes with neither query nor via");
    }
    out.via = Via::kUrls;
  } else if (!out.query.empty()) {
    if (out.via != Via::kAuto && out.via != Via::kApi) refuse("a query needs via: api");
    out.via = Via::kApi;
  } else if (out.categories.empty() && out.via != Via::kOai) {
    refuse("name the categories to follow, a query or a url");
  }
  if (!out.oai_set.empty() && out.via != Via::kOai) refuse("oai_set needs via: oai");
  return out;
}

}  // namespace arxiv
