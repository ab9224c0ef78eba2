#include "config/reference.h"

#include "config/describe.h"
#include "sheaf/text/scalars.hpp"

namespace host::config {
namespace {

constexpr const char* kIntroduction = R"(# Pipeline reference

<!-- Generated from the program's and the plugins' schemas; do not edit. -->

A pipeline is a YAML file. `sheaf check FILE` reads it exactly as `sheaf run FILE` does, without
network and without secrets, and reports every error at once as `file:line:column: error: key:
message [code]`. `sheaf schema` writes a JSON Schema for completion in editors.

## How a file is read

- **Text and numbers.** A key says what it takes; `1.10` is text where text is wanted. A single value
  may stand where a list is wanted. A key without a value is as good as absent. Values that begin with
  `` @ ` % * & ! | > { [ `` or hold `: ` are quoted.
- **Durations** are `500ms`, `90s`, `15m`, `3h`, `7d`, `1w` or a sum such as `1h30m`; **sizes** `512`,
  `64KiB`, `10MB`; **times** RFC 3339 or a date, which is midnight UTC.
- **Paths** are relative to the file that wrote them; `~/` is the home directory. **URLs** are https,
  http or `file:`, which may be relative too (`file:feeds/today.xml`). Hosts of URLs written in a
  pipeline may be private addresses.
- **Variables.** `${NAME}` in a value is the environment variable, an error if it is not set;
  `${NAME:-default}` has a default; `$${` is a plain `${`. A value that comes out empty counts as
  absent. Keys are not expanded.
- **Secrets** are never written in the file: only `${NAME}` or `{file: path}`.
- **Duplicate keys** are errors. Anchors, aliases and `<<` work; keys written beside `<<` win.
- **`extends: base.yaml`** starts from another file: maps merge, a list whose entries have ids merges by
  id (`id`, else `use`), other lists replace, null deletes. `name` and `tests` are not inherited.
- **`--set PATH=VALUE`** changes one value for one command:
  `--set sources.ID.with.FIELD=[a, b]`. Entries of lists go by id or index; null removes.
- **`profiles: readers/`** reads a folder with a file for each reader.

)";

std::string cell(std::string_view s) {
  std::string out;
  for (const char c : s) {
    if (c == '|') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string code(std::string_view s) {
  const bool ticks = s.find('`') != std::string_view::npos;
  return ticks ? "`` " + cell(s) + " ``" : "`" + cell(s) + "`";
}

std::string bounds(const sheaf_field& f) {
  const bool low = f.min > -1e300, high = f.max < 1e300;
  if (low && high) return " From " + bound_words(f, f.min) + " to " + bound_words(f, f.max) + ".";
  if (low) return " At least " + bound_words(f, f.min) + ".";
  if (high) return " At most " + bound_words(f, f.max) + ".";
  return "";
}

void row(const sheaf_field& f, const std::string& prefix, std::string& out) {
  const auto name = prefix + f.name;
  const auto flag = [&](std::uint32_t bit) { return (f.flags & bit) != 0; };
  std::string meaning = cell(f.summary ? f.summary : "");
  if (flag(SHEAF_F_DEPRECATED)) meaning = "**Deprecated.** " + meaning;
  if (f.description) meaning += " " + cell(f.description);
  meaning += bounds(f);
  if (f.example_yaml) meaning += " Example: " + code(f.example_yaml) + ".";
  if (flag(SHEAF_F_IDENTITY)) meaning += " A change starts the source afresh.";
  const std::string fallback = flag(SHEAF_F_REQUIRED) ? "required"
                               : f.default_yaml       ? code(f.default_yaml)
                                                      : "";
  out += "| `" + name + "` | " + cell(type_words(f)) + " | " + fallback + " | " + meaning + " |\n";
  const std::string deeper = name + (f.shape == SHEAF_LIST  ? "[]."
                                     : f.shape == SHEAF_MAP ? ".NAME."
                                                            : ".");
  for (std::size_t i = 0; i < f.child_count; ++i) row(*f.children[i], deeper, out);
}

std::string table(Fields fields) {
  std::string out = "| Key | Takes | Default | Meaning |\n|---|---|---|---|\n";
  for (const sheaf_field* f : fields) row(*f, "", out);
  return out + "\n";
}

}  // namespace

std::string component_reference(const sheaf_component& c) {
  std::string out = std::string(c.summary) + "\n\n";
  if (c.description) out += std::string(c.description) + "\n\n";
  out += c.field_count ? table(Fields(c.fields, c.field_count)) : "No settings.\n\n";
  for (std::size_t i = 0; i < c.host_count; ++i) {
    const sheaf_host_rule& h = *c.hosts[i];
    out += h.host == std::string_view("*") ? "- Talks to any public host"
                                           : std::string("- Talks to `") + h.host + "`";
    if (h.min_interval_ms > 0) {
      out += ", one request per " + sheaf::text::format_duration(h.min_interval_ms);
    }
    if (h.max_connections > 0) {
      out += ", " + std::to_string(h.max_connections) +
             (h.max_connections == 1 ? " connection" : " connections");
    }
    if (h.group != nullptr) out += std::string(", shared by all hosts of `") + h.group + "`";
    out += ".\n";
  }
  return c.host_count ? out + "\n" : out;
}

std::string pipeline_reference(const Components& components) {
  std::string out = kIntroduction;
  std::vector<const sheaf_field*> simple;
  for (const sheaf_field* f : pipeline_fields()) {
    if (f->child_count == 0) simple.push_back(f);
  }
  out += "## Keys of a pipeline\n\n" + table(simple);
  for (const sheaf_field* f : pipeline_fields()) {
    if (f->child_count == 0) continue;
    out += std::string("### ") + f->name + "\n\n" + f->summary;
    if (f->description) out += std::string(" ") + f->description;
    out += std::string("\n\n") + (f->shape == SHEAF_LIST ? "Keys of each entry:\n\n" : "") +
           table(Fields(f->children, f->child_count));
  }
  for (const auto& list : kStepLists) {
    const auto ids = components.ids(list.kind);
    if (ids.empty()) continue;
    out += std::string("## Settings of ") + list.key + "\n\n";
    for (const auto& id : ids) {
      const sheaf_component& c = *components.find(list.kind, id);
      out += "### " + id + " (" + list.noun + ")\n\n" + component_reference(c);
    }
  }
  out.pop_back();  // one newline at the end
  return out;
}

}  // namespace host::config
