#include "host/config/fixture.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>

#include "sheaf/plugin.hpp"

namespace host::config {
namespace {

using sheaf::Field;
using sheaf::field;

std::vector<Field> feed() {
  std::vector<Field> f;
  f.push_back(field("categories", SHEAF_T_STRING, "What to list.")
                  .list()
                  .required()
                  .identity()
                  .pattern("^[a-z.A-Z-]+$")
                  .example("[cs.LG]"));
  f.push_back(field("announce", SHEAF_T_ENUM, "Which announcements.")
                  .list()
                  .option("new", "New ones.")
                  .option("cross", "Cross-lists.")
                  .def("[new]"));
  f.push_back(field("url", SHEAF_T_URL, "A feed.").identity());
  f.push_back(field("mirrors", SHEAF_T_URL, "Other hosts.").list());
  f.push_back(field("count", SHEAF_T_INT, "How many.").range(1, 2000).def("100"));
  f.push_back(field("ratio", SHEAF_T_FLOAT, "A share.").range(0, 1));
  f.push_back(field("deep", SHEAF_T_BOOL, "Whether.").def("false"));
  f.push_back(field("every", SHEAF_T_DURATION, "How often.").range(1000, 86400e3).def("3s"));
  f.push_back(field("chunk", SHEAF_T_SIZE, "How much.").range(1024, 1048576).advanced());
  f.push_back(field("since", SHEAF_T_TIMESTAMP, "From when."));
  f.push_back(field("file", SHEAF_T_PATH, "Where."));
  f.push_back(field("api_key", SHEAF_T_STRING, "The key.").secret());
  f.push_back(field("tokens", SHEAF_T_STRING, "More keys.").list().secret().advanced());
  f.push_back(field("old_name", SHEAF_T_STRING, "Use `url`.").deprecated());
  f.push_back(field("labels", SHEAF_T_STRING, "Names.").map());
  f.push_back(field("extra", SHEAF_T_OBJECT, "Sent as it is."));
  f.push_back(field("retry", SHEAF_T_OBJECT, "When it fails.")
                  .child(field("max", SHEAF_T_INT, "Times.").def("3").range(0, 10))
                  .child(field("wait", SHEAF_T_DURATION, "Between.").def("1s").advanced()));
  f.push_back(field("axes", SHEAF_T_OBJECT, "Scales.")
                  .list()
                  .child(field("id", SHEAF_T_STRING, "Name.").required())
                  .child(field("scale", SHEAF_T_FLOAT, "Highest.").def("10"))
                  .child(field("rubric", SHEAF_T_STRING, "Levels.").map()));
  return f;
}

std::vector<Field> llm() {
  std::vector<Field> f;
  f.push_back(field("model", SHEAF_T_STRING, "Which.").required().example("small"));
  f.push_back(field("api_key", SHEAF_T_STRING, "Key.").secret());
  f.push_back(field("axes", SHEAF_T_OBJECT, "Scales.")
                  .list()
                  .child(field("id", SHEAF_T_STRING, "Name.").required())
                  .child(field("scale", SHEAF_T_FLOAT, "Highest.").def("10"))
                  .child(field("rubric", SHEAF_T_STRING, "Levels.").map()));
  return f;
}

std::vector<Field> texts(std::initializer_list<const char*> names) {
  std::vector<Field> f;
  for (const char* n : names) f.push_back(field(n, SHEAF_T_STRING, "Text.").list());
  return f;
}

class Catalogue {
 public:
  Catalogue() {
    add(SHEAF_SOURCE, "feed", feed());
    add(SHEAF_SOURCE, "twin", texts({"a"}));
    add(SHEAF_SCORER, "words", {});
    add(SHEAF_SCORER, "judge", llm());
    add(SHEAF_ENRICHER, "lookup", {});
    add(SHEAF_EDITOR, "brief", {});
    std::vector<Field> path;
    path.push_back(field("path", SHEAF_T_PATH, "Where.").def("out/{profile}.md"));
    add(SHEAF_OUTPUT, "text", std::move(path));
    std::vector<Field> files;
    files.push_back(field("files", SHEAF_T_PATH, "Which.").list().identity());
    add(SHEAF_SOURCE, "refs", std::move(files), SHEAF_C_READS_LIBRARY);
    add(SHEAF_SOURCE, "arxiv", texts({"categories", "announce"}));
    add(SHEAF_SOURCE, "biorxiv", texts({"server", "categories"}));
    add(SHEAF_SOURCE, "nature", texts({"journals"}));
    add(SHEAF_SCORER, "keywords", {});
    add(SHEAF_SCORER, "llm-openai", llm());
    add(SHEAF_ENRICHER, "crossref", {});
    add(SHEAF_EDITOR, "briefing", texts({"language"}));
    add(SHEAF_OUTPUT, "output-markdown", texts({"path"}));
    components_.find = [this](std::string_view kind, std::string_view id) {
      const auto at = std::find_if(list_.begin(), list_.end(), [&](const sheaf_component& c) {
        return c.kind == kind && c.id == id;
      });
      return at == list_.end() ? nullptr : &*at;
    };
    components_.all = [this] {
      std::vector<const sheaf_component*> out;
      for (const auto& c : list_) out.push_back(&c);
      return out;
    };
  }
  const Components& components() const { return components_; }

 private:
  void add(const char* kind, const char* id, std::vector<Field> fields, std::uint32_t flags = 0) {
    const auto& set = fields_.emplace_back(std::move(fields));
    auto c = sheaf::sized<sheaf_component>();
    c.flags = flags;
    c.kind = kind;
    c.id = id;
    c.version = "1.0.0";
    c.summary = "Stands for a plugin.";
    c.fields = set.data();
    c.field_count = set.size();
    list_.push_back(c);
  }
  std::deque<sheaf::FieldSet> fields_;
  std::deque<sheaf_component> list_;
  Components components_;
};

}  // namespace

Folder::Folder() {
  std::string name = ::testing::TempDir() + "sheaf-config-XXXXXX";
  if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ec;
  std::filesystem::remove_all(path_, ec);
}

std::string Folder::write(const std::string& name, std::string_view text) const {
  const auto file = std::filesystem::path(path_) / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
  return file.string();
}

const Components& components() {
  static const Catalogue catalogue;
  return catalogue.components();
}

Environment environment(std::map<std::string, std::string> variables) {
  variables.emplace("HOME", "/home/ada");
  return [variables = std::move(variables)](const std::string& name) {
    const auto it = variables.find(name);
    return it == variables.end() ? std::nullopt : std::optional(it->second);
  };
}

LoadOptions options(std::map<std::string, std::string> variables) {
  LoadOptions o;
  o.env = environment(std::move(variables));
  o.directory = "/elsewhere";
  return o;
}

std::vector<std::string> lines(const std::vector<Diagnostic>& diagnostics,
                               const std::string& folder) {
  std::vector<std::string> out;
  for (const auto& d : diagnostics) {
    auto s = to_string(d);
    for (auto at = s.find(folder + "/"); !folder.empty() && at != s.npos;
         at = s.find(folder + "/")) {
      s.erase(at, folder.size() + 1);
    }
    out.push_back(std::move(s));
  }
  return out;
}

std::optional<Node> parse(std::string_view yaml, std::string* out, const ParseLimits& limits) {
  Diagnostics d;
  auto node = parse_yaml(yaml, std::make_shared<Origin>(Origin{"f.yaml", "/dir", true}), d, limits);
  for (const auto& line : lines(d.list())) {
    if (out) *out += (out->empty() ? "" : "\n") + line;
  }
  EXPECT_EQ(node.has_value(), d.list().empty());
  return node;
}

}  // namespace host::config
