#include "config/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/config/fixture.h"
#include "sheaf/plugin.hpp"

namespace host::config {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Checked {
  Settings settings;
  std::vector<std::string> errors;
  std::vector<std::string> secrets;
};

// The settings of source `feed`, beside the required `categories`.
Checked check(const std::string& yaml, bool need_secrets = true,
              std::map<std::string, std::string> env = {}) {
  Checked out;
  Diagnostics d;
  const auto origin = std::make_shared<Origin>(Origin{"f.yaml", "/dir", true});
  const auto node = parse_yaml(yaml, origin, d);
  Context ctx;
  ctx.env = environment(std::move(env));
  ctx.need_secrets = need_secrets;
  ctx.diagnostics = &d;
  ctx.secrets = &out.secrets;
  const auto* c = components().find(SHEAF_SOURCE, "feed");
  out.settings = validate(node ? &*node : nullptr, {origin, 1, 1}, "with",
                          Fields(c->fields, c->field_count), ctx);
  out.errors = lines(d.list());
  return out;
}

std::string value(const std::string& line, const char* key) {
  const auto c = check("categories: [a]\n" + line);
  EXPECT_THAT(c.errors, IsEmpty());
  const Value* v = c.settings.root.find(key);
  return v ? to_json(*v) : "absent";
}

TEST(Settings, EachTypeIsRead) {
  EXPECT_EQ(value("count: 12", "count"), "12");
  EXPECT_EQ(value("count: '12'", "count"), "12");
  EXPECT_EQ(value("ratio: 0.25", "ratio"), "0.25");
  EXPECT_EQ(value("ratio: 1", "ratio"), "1.0");
  EXPECT_EQ(value("deep: true", "deep"), "true");
  EXPECT_EQ(value("every: 90s", "every"), "90000");
  EXPECT_EQ(value("chunk: 64KiB", "chunk"), "65536");
  EXPECT_EQ(value("since: 1970-01-02", "since"), "86400000");
  EXPECT_EQ(value("url: https://h/x", "url"), "\"https://h/x\"");
  EXPECT_EQ(value("announce: [cross]", "announce"), "[\"cross\"]");
  EXPECT_EQ(value("labels: {x: 1.10, y: no}", "labels"), R"({"x":"1.10","y":"no"})");
}

TEST(Settings, DefaultsApply) {
  EXPECT_EQ(value("", "count"), "100");
  EXPECT_EQ(value("", "announce"), R"(["new"])");
  EXPECT_EQ(value("", "retry"), R"({"max":3,"wait":1000})");
  EXPECT_EQ(value("retry: {max: 5}", "retry"), R"({"max":5,"wait":1000})");
  EXPECT_EQ(value("count:", "count"), "100");
  EXPECT_EQ(value("count: ${NONE:-}", "count"), "100");
  EXPECT_EQ(value("", "ratio"), "absent");
  EXPECT_EQ(value("", "axes"), "absent");
}

TEST(Settings, AScalarIsAListOfOne) {
  EXPECT_EQ(value("mirrors: https://h/", "mirrors"), R"(["https://h/"])");
  EXPECT_EQ(value("announce: cross", "announce"), R"(["cross"])");
}

TEST(Settings, ListsOfObjects) {
  EXPECT_EQ(value("axes: [{id: a, rubric: {9: top}}, {id: b, scale: 5}]", "axes"),
            R"([{"id":"a","scale":10.0,"rubric":{"9":"top"}},{"id":"b","scale":5.0}])");
}

TEST(Settings, FreeFormObjectsFollowYaml) {
  EXPECT_EQ(value("extra: {a: 1, b: 1.5, c: true, d: x, e: '1', f: [null, {g: ~}]}", "extra"),
            R"({"a":1,"b":1.5,"c":true,"d":"x","e":"1","f":[null,{"g":null}]})");
}

TEST(Settings, VariablesExpandInsideScalarsOnly) {
  const auto c = check("categories: [\"${CAT}\"]\ncount: ${N}\nextra: {a: '${CAT}b'}", true,
                       {{"CAT", "cs.LG"}, {"N", "7"}});
  EXPECT_THAT(c.errors, IsEmpty());
  EXPECT_EQ(to_json(*c.settings.root.find("categories")), R"(["cs.LG"])");
  EXPECT_EQ(c.settings.root.find("count")->integer, 7);
  EXPECT_EQ(to_json(*c.settings.root.find("extra")), R"({"a":"cs.LGb"})");
  // A value with YAML in it stays text.
  EXPECT_THAT(check("categories: '${CAT}'", true, {{"CAT", "[a, b]"}}).errors,
              ElementsAre("f.yaml:1:13: error: with.categories: \"${CAT}\" does not match "
                          "^[a-z.A-Z-]+$; e.g. [cs.LG] [pattern]"));
}

TEST(Settings, PathsAreRelativeToTheFileThatWroteThem) {
  EXPECT_EQ(value("file: a/../b", "file"), "\"/dir/b\"");
  EXPECT_EQ(value("file: /x", "file"), "\"/x\"");
  EXPECT_EQ(value("file: ~/x", "file"), "\"/home/ada/x\"");
  EXPECT_EQ(value("url: file:feeds/a.xml", "url"), "\"file:///dir/feeds/a.xml\"");
}

TEST(Settings, CollectsHostsAndFiles) {
  const auto c = check(
      "categories: [a]\nurl: file:x\nmirrors: ['https://A.org:81/', 'http://b.org', "
      "https://a.org]");
  EXPECT_THAT(c.settings.hosts, ElementsAre("a.org", "b.org"));
  EXPECT_THAT(c.settings.files, ElementsAre("file:///dir/x"));
}

TEST(Settings, SecretsComeFromVariablesOrFiles) {
  const Folder folder;
  const auto file = folder.write("key", "s3cret\n");
  const auto c =
      check("categories: [a]\napi_key: ${KEY}\ntokens: [\"${KEY}\", {file: " + file + "}]", true,
            {{"KEY", "k3y"}});
  EXPECT_THAT(c.errors, IsEmpty());
  EXPECT_EQ(c.settings.root.find("api_key")->text, "k3y");
  EXPECT_EQ(to_json(*c.settings.root.find("tokens")), R"(["k3y","s3cret"])");
  EXPECT_THAT(c.secrets, ElementsAre("k3y", "k3y", "s3cret"));
  for (const auto& l : c.settings.lines) {
    EXPECT_EQ(l.yaml.find("k3y") + l.yaml.find("s3cret"), std::string::npos * 2) << l.yaml;
  }
}

TEST(Settings, PasswordsInUrlsAreSecrets) {
  const auto c = check("categories: [a]\nurl: https://ada:geheim@h/\ncount: x");
  EXPECT_THAT(c.secrets, ElementsAre("geheim"));
  for (const auto& l : c.settings.lines) EXPECT_EQ(l.yaml.find("geheim"), std::string::npos);
  EXPECT_THAT(check("categories: [a]\nurl: ftp://ada:geheim@h/").errors,
              ElementsAre("f.yaml:2:6: error: with.url: expected a URL: https://..., http://... or "
                          "file:..., found ftp://***@h/ [url]"));
}

TEST(Settings, ASecretAddressMayBeAskedAndIsNeverShown) {
  const sheaf::FieldSet fields([] {
    std::vector<sheaf::Field> out;
    out.push_back(sheaf::field("hook", SHEAF_T_URL, "Where to post.").secret());
    return out;
  }());
  const auto with = [&](const std::string& url, bool need_secrets = true) {
    Checked out;
    Diagnostics d;
    const auto origin = std::make_shared<Origin>(Origin{"f.yaml", "/dir", true});
    const auto node = parse_yaml("hook: ${HOOK}", origin, d);
    Context ctx;
    ctx.env = environment(url.empty() ? std::map<std::string, std::string>{}
                                      : std::map<std::string, std::string>{{"HOOK", url}});
    ctx.need_secrets = need_secrets;
    ctx.diagnostics = &d;
    ctx.secrets = &out.secrets;
    out.settings =
        validate(&*node, {origin, 1, 1}, "with", Fields(fields.data(), fields.size()), ctx);
    out.errors = lines(d.list());
    return out;
  };
  const auto c = with("https://Hooks.example/services/T0?key=x");
  EXPECT_THAT(c.errors, IsEmpty());
  EXPECT_THAT(c.settings.hosts, ElementsAre("hooks.example"));
  EXPECT_THAT(c.secrets,
              ElementsAre("https://Hooks.example/services/T0?key=x", "/services/T0?key=x"));
  EXPECT_THAT(with("https://ada:geheim@h").secrets, ElementsAre("https://ada:geheim@h", "geheim"));
  for (const char* wrong : {"geheim", "file:///geheim", "https://h/ge heim"}) {
    EXPECT_THAT(with(wrong).errors,
                ElementsAre("f.yaml:1:7: error: with.hook: the secret is not an http or https "
                            "address [url]"));
  }
  const auto unset = with("", false);
  EXPECT_THAT(unset.errors, IsEmpty());
  EXPECT_THAT(unset.settings.hosts, IsEmpty());
}

TEST(Settings, CheckNeedsNoSecret) {
  const char* yaml = "categories: [a]\napi_key: ${KEY}\ntokens: {file: /no/such/file}";
  EXPECT_THAT(check(yaml).errors,
              ElementsAre("f.yaml:2:10: error: with.api_key: the environment variable KEY is not "
                          "set: set it, or name a file with {file: ...} [undefined-variable]",
                          "f.yaml:3:9: error: with.tokens: cannot read the secret from "
                          "/no/such/file [secret-file]"));
  const auto c = check(yaml, false);
  EXPECT_THAT(c.errors, IsEmpty());
  EXPECT_EQ(c.settings.root.find("api_key")->text, kMissingSecret);
  // the placeholder is scrubbed like the secret it stands for, so that cassettes answer
  EXPECT_THAT(c.secrets, Each(kMissingSecret));
}

TEST(Settings, AnOptionalSecretMayBeUnset) {
  const auto c = check("categories: [a]\napi_key: ${KEY:-}");
  EXPECT_THAT(c.errors, IsEmpty());
  EXPECT_EQ(c.settings.root.find("api_key"), nullptr);
}

TEST(Settings, ASecretLiteralIsRefusedAndNotShown) {
  for (const char* literal : {"sk-geheim", "'x${KEY}'", "${KEY:-sk-geheim}", "[sk-geheim]",
                              "{value: sk-geheim}", "{file: x, y: sk-geheim}"}) {
    const auto c = check(std::string("categories: [a]\napi_key: ") + literal);
    EXPECT_THAT(c.errors,
                ElementsAre("f.yaml:2:10: error: with.api_key: a secret is not written here; use "
                            "${NAME} or {file: path} [secret-literal]"));
    for (const auto& l : c.settings.lines) EXPECT_EQ(l.yaml.find("geheim"), std::string::npos);
  }
}

TEST(Settings, IdentityChangesWithIdentityFieldsOnly) {
  const auto id = [](const char* yaml) { return check(yaml).settings.identity; };
  EXPECT_EQ(id("categories: [a]"), id("categories: [a]\ncount: 7\nevery: 9s"));
  EXPECT_EQ(id("categories: [a]"), id("categories: a"));
  EXPECT_NE(id("categories: [a]"), id("categories: [b]"));
  EXPECT_NE(id("categories: [a]"), id("categories: [a]\nurl: https://h/"));
  EXPECT_EQ(id("categories: [a]"), "cf0fd99b156f4859");  // stored beside cursors: never to change
}

TEST(Settings, LinesShowWhatIsInForce) {
  const auto c = check(
      "categories: [a, b]\napi_key: ${KEY:-}\nfile: x/${HOME}\nretry: {max: 5}\n"
      "axes: [{id: r, rubric: {9: top}}]");
  std::vector<std::string> given, defaults;
  for (const auto& l : c.settings.lines) {
    (l.is_default ? defaults : given).push_back(l.path + ": " + l.yaml);
  }
  EXPECT_THAT(given, ElementsAre("categories: [a, b]", "file: \"x/${HOME}\"", "retry.max: 5",
                                 "axes[0].id: r", "axes[0].rubric: {9: top}"));
  EXPECT_THAT(defaults, ElementsAre("announce: [new]", "count: 100", "deep: false", "every: 3s",
                                    "retry.wait: 1s", "axes[0].scale: 10"));
}

TEST(Settings, NothingGiven) {
  EXPECT_THAT(check("").errors,
              ElementsAre("f.yaml:1:1: error: with.categories: missing; expected a list, e.g. "
                          "`categories: [cs.LG]` [missing-key]"));
}

TEST(ConfigView, IsWhatAPluginReads) {
  const auto c = check(
      "categories: [a, b]\nlabels: {x.y: z, x: w}\nretry: {max: 5}\naxes: [{id: r}]\nratio: 1\n"
      "extra: {n: null, s: 'q\"'}\ndeep: true\nevery: 2s");
  ASSERT_THAT(c.errors, IsEmpty());
  const ConfigView view(c.settings);
  const sheaf::Config config(&view);
  EXPECT_EQ(config.list("categories"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(config.get<std::string>("labels.x.y"), "z");
  EXPECT_EQ(config.get<std::string>("labels.x"), "w");
  EXPECT_EQ(config.key("labels", 0), "x.y");
  EXPECT_EQ(config.get<int64_t>("retry.max"), 5);
  EXPECT_EQ(config.get<std::string>("axes.0.id"), "r");
  EXPECT_EQ(config.get<double>("axes.0.scale"), 10);
  EXPECT_EQ(config.get<bool>("deep"), true);
  EXPECT_EQ(config.get<int64_t>("every"), 2000);
  EXPECT_EQ(config.get<std::string>("every"), "2s");
  EXPECT_EQ(config.get<double>("count"), 100);
  EXPECT_EQ(config.json("axes"), R"([{"id":"r","scale":10.0}])");
  EXPECT_EQ(config.json("extra"), R"({"n":null,"s":"q\""})");
  EXPECT_TRUE(config.json().starts_with(R"({"categories":["a","b"],)"));
  EXPECT_EQ(config.find<std::string>("file"), std::nullopt);
}

TEST(ConfigView, SaysWhyThereIsNothing) {
  const auto c = check("categories: [a]\nextra: {n: null}");
  const ConfigView view(c.settings);
  int64_t i = 0;
  double d = 0;
  uint8_t b = 0;
  size_t n = 0;
  sheaf_str s{};
  for (const char* path : {"file", "retry.none", "categories.1", "categories.x", "categories.-1",
                           "count.x", "extra.n", "x", "."}) {
    EXPECT_EQ(view.get_string(&view, path, &s), SHEAF_E_NOT_FOUND) << path;
  }
  EXPECT_EQ(view.get_string(&view, "categories", &s), SHEAF_E_INTERNAL);
  EXPECT_EQ(view.get_int(&view, "announce.0", &i), SHEAF_E_INTERNAL);
  EXPECT_EQ(view.get_float(&view, "deep", &d), SHEAF_E_INTERNAL);
  EXPECT_EQ(view.get_bool(&view, "count", &b), SHEAF_E_INTERNAL);
  EXPECT_EQ(view.get_count(&view, "count", &n), SHEAF_E_INTERNAL);
  EXPECT_EQ(view.get_key(&view, "categories", 0, &s), SHEAF_E_INTERNAL);
  EXPECT_EQ(view.get_key(&view, "retry", 2, &s), SHEAF_E_NOT_FOUND);
  EXPECT_EQ(view.get_json(&view, "none", &s), SHEAF_E_NOT_FOUND);
}

}  // namespace
}  // namespace host::config
