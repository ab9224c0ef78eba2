// FakeConfig hands a plugin what the host would: typed values, defaults, and nothing that is wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sdk/testing/toys.h"

namespace {

using sheaf::testing::FakeConfig;
using sheaf::testing::YamlLiteral;
using ::testing::ElementsAre;
using toys::field;

class Configured final : public sheaf::Editor {
 public:
  static constexpr const char* kId = "configured";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Has a schema.";
  static std::vector<sheaf::Field> fields() {
    return {
        field("name", SHEAF_T_STRING, "Name.").required(),
        field("categories", SHEAF_T_STRING, "List.").list().def("[cs.LG, 'it''s', \"a, b\"]"),
        field("timeout", SHEAF_T_DURATION, "Duration.").def("1h30m"),
        field("size", SHEAF_T_SIZE, "Size.").def("64KiB"),
        field("from", SHEAF_T_TIMESTAMP, "Time.").def("1970-01-02T00:00:01Z"),
        field("weight", SHEAF_T_FLOAT, "Float.").def("0.5").range(0, 1),
        field("on", SHEAF_T_BOOL, "Bool.").def("true"),
        field("site", SHEAF_T_URL, "URL.").def("https://a.example/?q=1"),
        field("order", SHEAF_T_ENUM, "Enum.").def("up").option("up", "Up.").option("down", "Down."),
        field("weights", SHEAF_T_FLOAT, "Map.").map().def("{b: 2, a: 1.5}"),
        field("retry", SHEAF_T_OBJECT, "Object.").child(field("max", SHEAF_T_INT, "Int.").def("3")),
        field("feeds", SHEAF_T_OBJECT, "List of objects.")
            .list()
            .child(field("url", SHEAF_T_URL, "URL.").required())
            .child(field("limit", SHEAF_T_INT, "Int.").def("10").range(1, 99)),
        field("note", SHEAF_T_STRING, "Optional.")};
  }
  Configured(sheaf::Host, sheaf::Config) {}
  void edit(const sheaf::Call&, const sheaf_run&, const sheaf_digest&,
            const sheaf::SectionSink&) override {}
};

const sheaf_component* component() {
  return sheaf::Component<Configured>::get();
}

TEST(FakeConfig, AppliesDefaults) {
  const auto raw = FakeConfig::of(component(), {{"name", "x"}});
  const sheaf::Config c(&raw);
  EXPECT_EQ(c.get<std::string>("name"), "x");
  EXPECT_THAT(c.list("categories"), ElementsAre("cs.LG", "it's", "a, b"));
  EXPECT_EQ(c.get<int64_t>("timeout"), 5'400'000);
  EXPECT_EQ(c.get<std::string>("timeout"), "1h30m");
  EXPECT_EQ(c.get<int64_t>("size"), 65536);
  EXPECT_EQ(c.get<int64_t>("from"), 86'401'000);
  EXPECT_DOUBLE_EQ(c.get<double>("weight"), 0.5);
  EXPECT_TRUE(c.get<bool>("on"));
  EXPECT_EQ(c.get<std::string>("site"), "https://a.example/?q=1");
  EXPECT_EQ(c.get<std::string>("order"), "up");
  EXPECT_EQ(c.count("weights"), 2u);
  EXPECT_EQ(c.key("weights", 0), "b");
  EXPECT_DOUBLE_EQ(c.get<double>("weights.a"), 1.5);
  EXPECT_EQ(c.get<int64_t>("retry.max"), 3);
  EXPECT_EQ(c.count("feeds"), 0u);
  EXPECT_EQ(c.find<std::string>("note"), std::nullopt);
  EXPECT_THROW(c.get<std::string>("note"), sheaf::Error);
  EXPECT_EQ(c.find<std::string>("none.at.all"), std::nullopt);
}

TEST(FakeConfig, ReadsGivenValuesByPathOrAsJson) {
  const auto by_path = FakeConfig::of(component(), {{"name", "x"},
                                                    {"retry.max", 7},
                                                    {"feeds.0.url", "https://a/"},
                                                    {"feeds.1.url", "https://b/"},
                                                    {"feeds.1.limit", 20}});
  const auto as_json = FakeConfig::json(component(), R"({"name": "x", "retry": {"max": 7},
      "feeds": [{"url": "https://a/"}, {"url": "https://b/", "limit": 20}]})");
  EXPECT_EQ(by_path.tree(), as_json.tree());
  const sheaf::Config c(&by_path);
  EXPECT_EQ(c.count("feeds"), 2u);
  EXPECT_EQ(c.get<int64_t>("feeds.0.limit"), 10);
  EXPECT_EQ(c.get<int64_t>("feeds.1.limit"), 20);
  EXPECT_EQ(c.find<int64_t>("feeds.2.limit"), std::nullopt);
  EXPECT_EQ(c.find<int64_t>("feeds.x.limit"), std::nullopt);
  EXPECT_EQ(c.json("feeds.1"), R"({"url":"https://b/","limit":20})");
  EXPECT_NE(c.json().find(R"("retry":{"max":7})"), std::string::npos);
}

TEST(FakeConfig, GettersOfTheWrongTypeFail) {
  const auto raw = FakeConfig::of(component(), {{"name", "x"}});
  int64_t number = 0;
  sheaf_str text{};
  EXPECT_EQ(raw.get_int(&raw, "name", &number), SHEAF_E_CONFIG);
  EXPECT_EQ(raw.get_string(&raw, "retry.max", &text), SHEAF_E_CONFIG);
  EXPECT_EQ(raw.get_int(&raw, "nothing", &number), SHEAF_E_NOT_FOUND);
}

class Refused : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Refused, NeverReachesThePlugin) {
  try {
    const auto config = FakeConfig::json(component(), GetParam().first);
    FAIL() << "accepted " << GetParam().first;
  } catch (const std::invalid_argument& e) {
    EXPECT_THAT(e.what(), ::testing::HasSubstr(GetParam().second));
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, Refused,
    ::testing::Values(
        std::pair("{}", "name: missing"), std::pair(R"({"name": "x", "nmae": 1})", "nmae: unknown"),
        std::pair(R"({"name": 1})", "name: wrong type"),
        std::pair(R"({"name": "x", "weight": 2})", "weight: out of range"),
        std::pair(R"({"name": "x", "weight": "0.5"})", "weight: wrong type"),
        std::pair(R"({"name": "x", "order": "sideways"})", "order: wrong type or value"),
        std::pair(R"({"name": "x", "timeout": "90 parsecs"})", "timeout: wrong type or value"),
        std::pair(R"({"name": "x", "from": "2026-02-30"})", "from: wrong type or value"),
        std::pair(R"({"name": "x", "categories": "cs.LG"})", "categories: expected a list"),
        std::pair(R"({"name": "x", "weights": [1]})", "weights: expected a map"),
        std::pair(R"({"name": "x", "feeds": [{}]})", "feeds.0.url: missing"),
        std::pair(R"({"name": "x", "feeds": [{"url": "https://a/", "limit": 0}]})",
                  "feeds.0.limit: out of range"),
        std::pair(R"({"name": "x", "retry": {"min": 1}})", "retry.min: unknown")),
    [](const auto& param) { return "case" + std::to_string(param.index); });

TEST(YamlLiteral, RefusesWhatItCannotRead) {
  for (const char* text : {"[a, b", "{a: 1", "\"open", "'open", "[a] b", "{a}"}) {
    EXPECT_THROW(YamlLiteral::parse(text), std::invalid_argument) << text;
  }
  EXPECT_EQ(YamlLiteral::parse("[]"), sheaf::testing::Json::array());
  EXPECT_EQ(YamlLiteral::parse(" a b "), "a b");
  EXPECT_EQ(YamlLiteral::parse("[[a], {b: [c]}]").dump(), R"([["a"],{"b":["c"]}])");
}

}  // namespace
