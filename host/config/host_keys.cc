#include "config/host_keys.h"

#include <algorithm>
#include <limits>

#include "sheaf/plugin.hpp"

namespace host::config {
namespace {

using sheaf::Field;
using sheaf::field;

constexpr const char* kIdPattern = "^[a-z0-9][a-z0-9._-]*$";
constexpr double kHour = 3600e3, kDay = 24 * kHour;
constexpr double kUnbounded = std::numeric_limits<double>::infinity();

Field id_field(const char* summary) {
  return field("id", SHEAF_T_STRING, summary).pattern(kIdPattern);
}

Field limits(const char* name, const char* summary, const char* example) {
  return field(name, SHEAF_T_OBJECT, summary)
      .example(example)
      .child(field("cost", SHEAF_T_STRING, "Amount and currency.")
                 .pattern("^[0-9]+([.][0-9]{1,6})? [A-Z]{3}$")
                 .example("0.50 USD"))
      .child(field("tokens", SHEAF_T_STRING, "Input and output tokens together.")
                 .pattern("^[0-9]+([.][0-9]+)?[kM]?$")
                 .example("300k"))
      .child(field("requests", SHEAF_T_INT, "Billed requests.").range(0, kUnbounded));
}

Field budget() {
  return field("budget", SHEAF_T_OBJECT,
               "Limits on what the step may use; at a limit it stops and the digest says so.")
      .child(limits("run", "In one run.", "{ cost: 0.50 USD, tokens: 300k }"))
      .child(limits("day", "In one day, over all runs of all pipelines that share the store.",
                    "{ cost: 1 USD }"))
      .child(limits("month", "In one calendar month, over all runs that share the store.",
                    "{ cost: 10 USD }"));
}

Field pass() {
  return field("pass", SHEAF_T_OBJECT,
               "Which works go on to the next scorer; without it, all above zero. Give one of the "
               "three.")
      .child(field("top", SHEAF_T_STRING, "The best works: a percentage or a number.")
                 .pattern("^[0-9]+([.][0-9]+)?%$|^[0-9]+$")
                 .example("30%"))
      .child(field("min", SHEAF_T_FLOAT, "Works of at least this value.").range(0, 1))
      .child(field("band", SHEAF_T_FLOAT,
                   "[low, high]: works between the two go on, those above are kept as they are, "
                   "those below are dropped.")
                 .list()
                 .range(0, 1)
                 .example("[0.2, 0.8]"));
}

Field steps(const char* name, const char* summary, bool has_pass, bool has_budget) {
  auto f = field(name, SHEAF_T_OBJECT, summary)
               .list()
               .child(id_field("The step's name in reports, state and `--set`; by default `use`. "
                               "A source's cursor belongs to it."))
               .child(field("use", SHEAF_T_STRING, "The component; see `sheaf list`.").required())
               .child(field("with", SHEAF_T_OBJECT, "Its settings; see `sheaf info`."))
               .child(field("deadline", SHEAF_T_DURATION,
                            "After this long the step is cancelled and reported.")
                          .advanced()
                          .def("30m")
                          .range(1e3, kDay));
  // child() returns f itself. NOLINTBEGIN(bugprone-use-after-move)
  if (has_pass) std::move(f).child(pass());
  if (has_budget) std::move(f).child(budget());
  return f;
  // NOLINTEND(bugprone-use-after-move)
}

Field http() {
  return field("http", SHEAF_T_OBJECT, "How requests are made, for all components.")
      .advanced()
      .child(field("proxy", SHEAF_T_STRING, "http, https or socks5 proxy; none by default.")
                 .pattern("^((https?|socks4a?|socks5h?)://)?[^[:space:]]+$")
                 .example("\"${HTTPS_PROXY:-}\""))
      .child(field("timeout", SHEAF_T_DURATION, "For one request.").def("60s").range(1e3, kHour))
      .child(field("max_body", SHEAF_T_SIZE, "Largest answer that is read, decoded.")
                 .def("100MiB")
                 .range(1024, kUnbounded))
      .child(field("allow_private", SHEAF_T_STRING,
                   "Hosts that may have private addresses, beside those of URLs written here.")
                 .list()
                 .pattern("^[A-Za-z0-9._:-]+$")
                 .example("[proxy.example.edu]"))
      .child(field("ca_file", SHEAF_T_PATH, "Certificates to trust instead of the system's (PEM).")
                 .example("/etc/ssl/institute.pem"))
      .child(field("cache", SHEAF_T_PATH, "Folder of the response cache.")
                 .def("${XDG_CACHE_HOME:-~/.cache}/sheaf"));
}

Field filter() {
  return field("filter", SHEAF_T_OBJECT,
               "What is dropped before scoring. A work whose type, language, category or "
               "announcement is unknown passes.")
      .child(field("types", SHEAF_T_ENUM, "Only works of these types.")
                 .list()
                 .option("research", "Original research.")
                 .option("review", "Reviews and surveys.")
                 .option("news", "News and highlights.")
                 .option("editorial", "Editorials.")
                 .option("letter", "Letters and comments.")
                 .option("correction", "Errata and corrigenda.")
                 .option("retraction", "Retraction notices.")
                 .option("other", "Anything else that the source can tell.")
                 .example("[research, review]"))
      .child(field("languages", SHEAF_T_STRING, "Only works in these languages (BCP 47).")
                 .list()
                 .pattern("^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$")
                 .example("[en]"))
      .child(field("exclude", SHEAF_T_STRING,
                   "Words or phrases; a work with one in its title or abstract is dropped.")
                 .list()
                 .example("[survey]"))
      .child(field("categories", SHEAF_T_STRING, "Only works in one of these categories.")
                 .list()
                 .example("[genomics]"))
      .child(field("announce", SHEAF_T_ENUM, "Only works announced as one of these.")
                 .list()
                 .option("new", "New works.")
                 .option("cross", "New as a cross-list.")
                 .option("replace", "New versions.")
                 .option("replace-cross", "New versions seen in a cross-list.")
                 .example("[new, cross]"));
}

std::vector<Field> profile() {
  std::vector<Field> out;
  out.push_back(
      id_field("The reader's name in paths, state and `--set`; in a folder of profiles by "
               "default the file's name.")
          .required()
          .example("architecture"));
  out.push_back(field("title", SHEAF_T_STRING, "Heading of the digest; by default the id."));
  out.push_back(field("interests", SHEAF_T_STRING, "What the reader works on, in plain words.")
                    .example("How networks are built, compressed and trained."));
  out.push_back(field("language", SHEAF_T_STRING, "The reader's language (BCP 47).")
                    .def("en")
                    .pattern("^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$"));
  out.push_back(
      field("criteria", SHEAF_T_OBJECT, "What makes a work relevant, one by one.")
          .list()
          .child(id_field("Short name, shown beside a match.").required().example("moe"))
          .child(field("text", SHEAF_T_STRING, "What is wanted.")
                     .required()
                     .example("Mixture-of-experts and conditional computation"))
          .child(field("irrelevant", SHEAF_T_STRING, "What looks like it and is not wanted.")
                     .example("Using an existing model for a task")));
  out.push_back(field("terms", SHEAF_T_FLOAT,
                      "Words and phrases with weights; a negative weight is to be avoided.")
                    .map()
                    .range(-1000, 1000)
                    .example("{ mixture of experts: 3, medical imaging: -2 }"));
  out.push_back(
      field("people", SHEAF_T_OBJECT,
            "Authors to follow. Known by ORCID, or by name with affiliation or co-authors, their "
            "works "
            "are always shown; a name alone only marks a work that is shown anyway.")
          .list()
          .child(field("name", SHEAF_T_STRING, "As printed.").required().example("Ada Lovelace"))
          .child(
              field("orcid", SHEAF_T_STRING, "Bare, or as a URL.").example("0000-0002-1825-0097"))
          .child(field("affiliation", SHEAF_T_STRING, "Tells people of one name apart.")));
  out.push_back(
      field("library", SHEAF_T_OBJECT,
            "Works the reader has and likes: a file of references, a list of files, or any source.")
          .list()
          .description("A file may be written without `path:`. It is read again when it changes; "
                       "what it no longer has is forgotten.")
          .child(field("path", SHEAF_T_PATH, "A file, e.g. of BibTeX.").example("refs.bib"))
          .child(field("use", SHEAF_T_STRING, "A source, instead of a file."))
          .child(field("with", SHEAF_T_OBJECT, "Its settings."))
          .example("refs.bib"));
  return out;
}

Field profiles() {
  auto f =
      field("profiles", SHEAF_T_OBJECT, "The readers.")
          .list()
          .required()
          .description(
              "A list, a file, or a folder with a file for each reader (`profiles: readers/`).");
  // child() returns f itself. NOLINTBEGIN(bugprone-use-after-move)
  for (auto& p : profile()) std::move(f).child(std::move(p));
  return f;
  // NOLINTEND(bugprone-use-after-move)
}

Field select() {
  return field("select", SHEAF_T_OBJECT, "Which scored works a digest shows, and in what order.")
      .child(field("min", SHEAF_T_FLOAT,
                   "Least value per axis. Conditions on an axis that is missing because its scorer "
                   "failed are suspended.")
                 .map()
                 .example("{ relevance: 8, novelty: 7 }"))
      .child(field("rank", SHEAF_T_FLOAT, "Weight per axis in the order.")
                 .map()
                 .example("{ relevance: 1, novelty: 1 }"))
      .child(field("limit", SHEAF_T_INT,
                   "Most works in a digest; those cut compete again while fresh.")
                 .range(1, kUnbounded)
                 .example("40"))
      .child(field("per_source", SHEAF_T_INT, "Most works of one source in a digest.")
                 .range(1, kUnbounded)
                 .example("20"));
}

Field notify() {
  return field("notify", SHEAF_T_OBJECT, "Who hears how a run ended: a URL (POST) or a command.")
      .advanced()
      .child(field("success", SHEAF_T_STRING, "After a run that delivered everything.")
                 .list()
                 .example("https://monitor.example.edu/ping/sheaf"))
      .child(field("failure", SHEAF_T_STRING, "After any other run.")
                 .list()
                 .example("[mail, -s, sheaf failed, me@example.edu]"));
}

Field tests() {
  auto expect =
      field("expect", SHEAF_T_OBJECT, "What the run must give.")
          .required()
          .child(field("delivered", SHEAF_T_INT, "Works in the digest.").range(0, kUnbounded))
          .child(field("first", SHEAF_T_STRING, "Identifier of its first work.")
                     .example("\"doi:10.1000/182\""))
          .child(field("contains", SHEAF_T_STRING, "Identifiers of works in it.").list())
          .child(field("lacks", SHEAF_T_STRING, "Identifiers of works not in it.").list())
          .child(field("states", SHEAF_T_ENUM, "State of sources by step id.")
                     .map()
                     .option("ok", "Fetched.")
                     .option("empty-expected", "Nothing new, as expected.")
                     .option("empty-unexpected", "Nothing new, though something was due.")
                     .option("stale", "Upstream serves an older batch.")
                     .option("truncated", "Some records are missing.")
                     .option("format-changed", "The plugin cannot read what came.")
                     .option("failed", "Failed."))
          .child(field("exit", SHEAF_T_INT, "Exit code of the run.").def("0").range(0, 130));
  return field("tests", SHEAF_T_OBJECT,
               "Runs of `sheaf test`: offline, from cassettes, at a frozen time. Not inherited by "
               "`extends`.")
      .list()
      .advanced()
      .child(field("name", SHEAF_T_STRING, "Shown in the test report; by default `test N`."))
      .child(field("cassettes", SHEAF_T_PATH, "Folder of recorded exchanges.")
                 .required()
                 .example("tests/2026-09-24"))
      .child(field("at", SHEAF_T_TIMESTAMP, "The clock during the run.")
                 .required()
                 .example("\"2026-09-24T06:00:00Z\""))
      .child(field("profile", SHEAF_T_STRING,
                   "Whose digest is looked at; by default the first profile's."))
      .child(std::move(expect));
}

std::vector<Field> pipeline() {
  std::vector<Field> out;
  out.push_back(field("name", SHEAF_T_STRING,
                      "The pipeline's name; cursors and what was shown belong to it. Not inherited "
                      "by `extends`.")
                    .required()
                    .pattern("^[A-Za-z0-9][A-Za-z0-9._-]*$")
                    .example("ml-architecture"));
  out.push_back(
      field("extends", SHEAF_T_STRING, "A pipeline file that this one changes; beside this file.")
          .advanced()
          .example("base.yaml"));
  out.push_back(field("store", SHEAF_T_PATH, "The database; several pipelines may share one.")
                    .advanced()
                    .def("${XDG_DATA_HOME:-~/.local/share}/sheaf/sheaf.db"));
  out.push_back(field("contact", SHEAF_T_STRING,
                      "Mail address sent in the User-Agent; publishers ask for it.")
                    .pattern("^[^[:cntrl:]]*$")
                    .example("library@example.edu"));
  out.push_back(field("timezone", SHEAF_T_STRING, "Decides what a day is (IANA name).")
                    .def("UTC")
                    .example("Europe/Berlin"));
  out.push_back(http());
  out.push_back(
      field("retention", SHEAF_T_OBJECT, "How long the store keeps things; else for ever.")
          .advanced()
          .child(field("works", SHEAF_T_DURATION,
                       "Works that no source listed and no digest showed lately, and runs, digests "
                       "and cached scores of before.")
                     .range(kDay, kUnbounded)
                     .example("400d")));
  out.push_back(field("fresh", SHEAF_T_DURATION,
                      "How long a work that was cut by `limit` or left unscored competes again.")
                    .def("7d")
                    .range(0, kUnbounded));
  out.push_back(
      field("again", SHEAF_T_ENUM, "Changes for which a work is shown again.")
          .list()
          .option("replaced", "A new version appeared.")
          .option("published", "A preprint came out in a journal.")
          .option("corrected", "It was corrected.")
          .option("retracted", "It was retracted.")
          .def("[corrected, retracted]")
          .example("[published, corrected, retracted]")
          .description("Corrections and retractions of works that a reader was shown come "
                       "first in the digest, once, whatever scorers and filters say."));
  out.push_back(steps("sources", "Where works come from.", false, false).required());
  out.push_back(filter());
  out.push_back(profiles());
  out.push_back(steps("scorers", "How works are judged, cheap scorers first.", true, true));
  out.push_back(steps("enrichers", "What fills gaps in selected works.", false, true));
  out.push_back(select());
  out.push_back(steps("editors", "What writes sections about the selected works.", false, true));
  out.push_back(steps("outputs", "Where digests go.", false, false).required());
  out.push_back(notify());
  out.push_back(field("metrics", SHEAF_T_PATH,
                      "File that is written after each run, in Prometheus' text format.")
                    .advanced()
                    .example("/var/lib/node_exporter/sheaf.prom"));
  out.push_back(tests());
  return out;
}

}  // namespace

Fields pipeline_fields() {
  static const sheaf::FieldSet set(pipeline());
  return {set.data(), set.size()};
}

Fields profile_fields() {
  const sheaf_field* f = find_field(pipeline_fields(), "profiles");
  return {f->children, f->child_count};
}

const sheaf_field* find_field(Fields fields, std::string_view name) {
  for (const sheaf_field* f : fields) {
    if (f->name == name) return f;
  }
  return nullptr;
}

std::vector<std::string> Components::ids(std::string_view kind) const {
  std::vector<std::string> out;
  for (const sheaf_component* c : all()) {
    if (c->kind == kind) out.emplace_back(c->id);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace host::config
