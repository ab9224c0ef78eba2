// sheaf list, info, create, schema: what plugins there are and how they are configured.
#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <string_view>

#include "cli/commands.h"
#include "cli/session.h"
#include "config/example.h"
#include "config/reference.h"
#include "config/schema_json.h"
#include "config/suggest.h"

namespace host::cli {
namespace {

std::string noun(std::string_view kind) {
  for (const config::StepList& l : config::kStepLists) {
    if (kind == l.kind) return l.noun;
  }
  return std::string(kind) + " (not used by this sheaf)";
}

int list(const Args&) {
  Session session;
  const auto all = session.components().all();
  for (const sheaf_component* c : all) {
    std::printf("%-10s %-18s %-8s %s\n", noun(c->kind).c_str(), c->id, c->version, c->summary);
  }
  if (all.empty()) {
    std::string where;
    for (const auto& f : session.registry().folders()) where += "\n  " + f.string();
    complain("no plugin found in" + where);
  }
  return session.registry().refusals().empty() ? kOk : kConfiguration;
}

// The components of that id, whatever their kind.
std::vector<const sheaf_component*> named(Session& session, const std::string& id) {
  std::vector<const sheaf_component*> out;
  for (const sheaf_component* c : session.components().all()) {
    if (id == c->id) out.push_back(c);
  }
  return out;
}

int info(const Args& args) {
  Session session;
  const auto found = named(session, args.words[0]);
  if (found.empty()) {
    std::vector<std::string> names;
    for (const sheaf_component* c : session.components().all()) names.emplace_back(c->id);
    complain(fmt::format("no plugin has a component `{}`{}", args.words[0],
                         config::suggestion(args.words[0], names)));
    return kUsage;
  }
  for (const sheaf_component* c : found) {
    const auto ref = session.registry().find(c->kind, c->id);
    std::printf("# %s (%s)\n\n%s", c->id, noun(c->kind).c_str(),
                config::component_reference(*c).c_str());
    std::printf("\nVersion %s, licence %s, from %s (%s)\n", c->version,
                c->license != nullptr ? c->license : "not told", ref.library->path().c_str(),
                ref.library->entry().sdk != nullptr ? ref.library->entry().sdk : "unknown SDK");
  }
  return kOk;
}

int create(const Args& args) {
  Session session;
  std::vector<const sheaf_component*> parts;
  // SOURCE[,SOURCE]/[SCORER]/OUTPUT: the kind of each part by its place
  const std::string& spec = args.words[0];
  static constexpr const char* kKinds[] = {SHEAF_SOURCE, SHEAF_SCORER, SHEAF_OUTPUT};
  std::size_t from = 0;
  for (std::size_t place = 0; place < std::size(kKinds); ++place) {
    const std::size_t slash = std::min(spec.find('/', from), spec.size());
    std::string part = spec.substr(from, slash - from);
    for (std::size_t at = 0; !part.empty() && at <= part.size();) {
      const std::size_t comma = std::min(part.find(',', at), part.size());
      const std::string id = part.substr(at, comma - at);
      const sheaf_component* c = session.components().find(kKinds[place], id);
      if (c == nullptr) {
        const auto ids = session.components().ids(kKinds[place]);
        complain(fmt::format("no {} `{}`{}", noun(kKinds[place]), id, config::suggestion(id, ids)));
        return kUsage;
      }
      parts.push_back(c);
      at = comma + 1;
    }
    from = std::min(slash + 1, spec.size());
    if (slash == spec.size() && place + 1 < std::size(kKinds)) {
      complain("expected SOURCE/SCORER/OUTPUT, each a list of names; SCORER may be empty");
      return kUsage;
    }
  }
  const std::string text =
      config::example_pipeline(args.get("name").value_or("my-digest"), parts, args.has("small"));
  std::printf("%s", text.c_str());
  return kOk;
}

int schema(const Args& args) {
  Session session;
  const std::string text = args.has("reference") ? config::pipeline_reference(session.components())
                                                 : config::json_schema(session.components());
  if (const auto path = args.get("output")) {
    std::ofstream out(*path, std::ios::binary);
    out << text;
    if (!out.flush()) {
      complain("cannot write " + *path);
      return static_cast<int>(report::Exit::kNotDelivered);
    }
    return kOk;
  }
  std::printf("%s", text.c_str());
  return kOk;
}

}  // namespace

const Command kList = {"list", "", "List the components that plugins offer.", {}, 0, 0, &list};
const Command kInfo = {
    "info", "COMPONENT", "All that is known of a component: settings, hosts, origin.", {}, 1,
    1,      &info};
const Command kCreate = {"create",
                         "SOURCE/SCORER/OUTPUT",
                         "Print a commented pipeline of these components; several with commas.",
                         {{"small", nullptr, "leave advanced settings out"},
                          {"name", "NAME", "of the pipeline; default my-digest"}},
                         1,
                         1,
                         &create};
const Command kSchema = {"schema",
                         "",
                         "Print the JSON Schema of pipelines, for completion in editors.",
                         {{"output,o", "FILE", "write it there"},
                          {"reference", nullptr, "the reference in Markdown instead"}},
                         0,
                         0,
                         &schema};

}  // namespace host::cli
