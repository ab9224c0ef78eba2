#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>

#include "config/example.h"
#include "config/reference.h"
#include "config/schema_json.h"
#include "host/config/fixture.h"

namespace host::config {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Schema : public ::testing::Test {
 protected:
  const json s = json::parse(json_schema(components()));
};

TEST_F(Schema, HasEveryKeyAndNoOther) {
  EXPECT_EQ(s["$schema"], "http://json-schema.org/draft-07/schema#");
  EXPECT_EQ(s["additionalProperties"], false);
  EXPECT_EQ(s["properties"].size(), pipeline_fields().size());
  for (const sheaf_field* f : pipeline_fields()) {
    ASSERT_TRUE(s["properties"].contains(f->name)) << f->name;
    EXPECT_THAT(s["properties"][f->name]["description"], HasSubstr(f->summary));
  }
}

TEST_F(Schema, RequiresNothingOfAFileThatExtends) {
  EXPECT_EQ(s["if"]["required"], json({"extends"}));
  EXPECT_TRUE(s["then"].empty());
  EXPECT_EQ(s["else"]["required"], json({"name", "sources", "profiles", "outputs"}));
  EXPECT_EQ(s["else"]["properties"]["sources"]["items"]["required"], json({"use"}));
}

TEST_F(Schema, UseDecidesWhatWithTakes) {
  const auto& step = s["properties"]["scorers"]["items"];
  std::vector<std::string> ids;
  for (const auto& o : step["properties"]["use"]["anyOf"]) {
    if (o.contains("const")) ids.push_back(o["const"]);
  }
  EXPECT_THAT(ids, ElementsAre("judge", "keywords", "llm-openai", "words"));
  const auto& rule = step["allOf"][0];
  EXPECT_EQ(rule["if"]["properties"]["use"]["const"], "judge");
  EXPECT_EQ(rule["then"]["properties"]["with"]["$ref"], "#/definitions/scorer.judge");
  EXPECT_EQ(rule["then"]["required"], json({"with"}));
  EXPECT_FALSE(step["allOf"][3]["then"].contains("required"));
  EXPECT_TRUE(step["properties"].contains("pass"));
  EXPECT_FALSE(s["properties"]["sources"]["items"]["properties"].contains("pass"));
}

TEST_F(Schema, DescribesFields) {
  const auto& with = s["definitions"]["source.feed"];
  EXPECT_EQ(with["required"], json({"categories"}));
  EXPECT_EQ(with["additionalProperties"], false);
  const auto& p = with["properties"];
  EXPECT_EQ(p["count"]["anyOf"][0],
            (json{{"type", "integer"}, {"minimum", 1.0}, {"maximum", 2000.0}}));
  EXPECT_EQ(p["count"]["default"], 100);
  EXPECT_EQ(p["categories"]["examples"], json::parse(R"([["cs.LG"]])"));
  EXPECT_EQ(p["categories"]["anyOf"][0]["type"], "array");
  EXPECT_EQ(p["announce"]["anyOf"][0]["items"]["anyOf"][1],
            (json{{"const", "cross"}, {"description", "Cross-lists."}}));
  EXPECT_EQ(p["api_key"]["anyOf"][0]["$ref"], "#/definitions/secret");
  EXPECT_EQ(p["old_name"]["deprecated"], true);
  EXPECT_EQ(p["axes"]["items"]["required"], json({"id"}));
  EXPECT_EQ(p["labels"]["additionalProperties"]["type"], json({"string", "number", "boolean"}));
  EXPECT_FALSE(p["extra"].contains("additionalProperties"));
  EXPECT_EQ(p["retry"]["properties"]["max"]["default"], 3);
}

TEST_F(Schema, EveryReferenceResolves) {
  const std::function<void(const json&)> walk = [&](const json& j) {
    if (j.is_object() && j.contains("$ref")) {
      const std::string ref = j["$ref"];
      EXPECT_TRUE(s.contains(json::json_pointer(ref.substr(1)))) << ref;
    }
    for (const auto& child : j) {
      if (child.is_structured()) walk(child);
    }
  };
  walk(s);
}

TEST_F(Schema, ProfilesMayBeAFolder) {
  EXPECT_EQ(s["properties"]["profiles"]["type"], json({"array", "string"}));
  EXPECT_TRUE(s["definitions"]["profile"]["properties"].contains("terms"));
}

TEST(Reference, HasEveryKeyOfHostAndComponents) {
  const auto text = pipeline_reference(components());
  for (const sheaf_field* f : pipeline_fields()) {
    const auto name = std::string(f->name);
    EXPECT_THAT(text, HasSubstr(f->child_count ? "### " + name + "\n" : "| `" + name + "` | "));
    for (std::size_t i = 0; i < f->child_count; ++i) {
      EXPECT_THAT(text, HasSubstr(std::string("| `") + f->children[i]->name + "` | "));
    }
  }
  EXPECT_THAT(text, HasSubstr("| `retry.max` | whole number | `3` | Times. From 0 to 10. |"));
  EXPECT_THAT(text, HasSubstr("| `categories` | list: text | required | What to list. Example: "
                              "`[cs.LG]`. A change starts the source afresh. |"));
  EXPECT_THAT(text, HasSubstr("| `tokens` | list: secret |  | More keys. |"));
  EXPECT_THAT(text, HasSubstr("**Deprecated.** Use `url`."));
  EXPECT_THAT(text, HasSubstr("### feed (source)\n"));
  EXPECT_TRUE(text.ends_with("|\n") || text.ends_with(".\n"));
  EXPECT_EQ(text, pipeline_reference(components()));
}

TEST(Reference, NamesHostsWithTheirRates) {
  sheaf_host_rule rule{};
  rule.struct_size = sizeof rule;
  rule.host = "api.example.org";
  rule.min_interval_ms = 3000;
  rule.max_connections = 1;
  const sheaf_host_rule* const rules[] = {&rule};
  sheaf_component c = *components().find(SHEAF_SCORER, "words");
  c.hosts = rules;
  c.host_count = 1;
  EXPECT_EQ(component_reference(c),
            "Stands for a plugin.\n\nNo settings.\n\n"
            "- Talks to `api.example.org`, one request per 3s, 1 connection.\n\n");
  rule.group = "example";
  EXPECT_THAT(component_reference(c), HasSubstr("1 connection, shared by all hosts of `example`."));
}

std::vector<const sheaf_component*> pick(
    std::initializer_list<std::pair<const char*, const char*>> ids) {
  std::vector<const sheaf_component*> out;
  for (const auto& [kind, id] : ids) out.push_back(components().find(kind, id));
  return out;
}

TEST(Example, LoadsAsItIs) {
  const Folder folder;
  auto o = options();
  o.need_secrets = false;
  const auto chosen = pick({{SHEAF_SOURCE, "feed"},
                            {SHEAF_SOURCE, "twin"},
                            {SHEAF_SCORER, "judge"},
                            {SHEAF_OUTPUT, "text"}});
  for (const bool small : {true, false}) {
    const auto text = example_pipeline("mine", chosen, small);
    const auto l = load_pipeline(folder.write("p.yaml", text), components(), o);
    EXPECT_THAT(lines(l.diagnostics), IsEmpty()) << text;
    ASSERT_TRUE(l.pipeline);
    EXPECT_EQ(l.pipeline->name, "mine");
    EXPECT_EQ(l.pipeline->sources.size(), 2u);
    EXPECT_EQ(l.pipeline->scorers[0].settings.root.find("model")->text, "small");
    EXPECT_THAT(text, HasSubstr("      # announce: [new]\n"));
    EXPECT_THAT(text, HasSubstr("      # api_key: \"${FEED_API_KEY}\"\n"));
    EXPECT_THAT(text, HasSubstr("      # retry:\n      #   max: 3  # Times.\n"));
    EXPECT_THAT(text, Not(HasSubstr("old_name")));
    EXPECT_EQ(text.find("chunk") == text.npos, small);
    EXPECT_EQ(text.find("# http:") == text.npos, small);
  }
}

TEST(Example, EveryCommentedSettingLoadsToo) {
  const Folder folder;
  auto o = options();
  o.need_secrets = false;
  auto text =
      example_pipeline("mine", pick({{SHEAF_SOURCE, "feed"}, {SHEAF_OUTPUT, "text"}}), false);
  // What is a key, not a sentence, is switched on.
  std::string on;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const auto hash = line.find("# ");
    const auto key = line.find_first_not_of("abcdefghijklmnopqrstuvwxyz_ ", hash + 2);
    const bool setting = hash != line.npos && line.find_first_not_of(' ') == hash &&
                         key != line.npos && line[key] == ':' && line[key - 1] != ' ';
    if (setting) line.erase(hash, 2);
    on += line + "\n";
  }
  EXPECT_THAT(on, HasSubstr("\nstore: "));
  const auto at = on.find("extends: base.yaml\n");
  ASSERT_NE(at, on.npos);
  on.erase(at, 19);
  const auto l = load_pipeline(folder.write("p.yaml", on), components(), o);
  EXPECT_THAT(lines(l.diagnostics, folder.path()), IsEmpty()) << on;
}

}  // namespace
}  // namespace host::config
