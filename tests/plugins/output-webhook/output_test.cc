// The plugin as the host loads it, against scripted services: limits, escaping, and what arrives
// when.
#include <Poco/DOM/AutoPtr.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Document.h>
#include <Poco/DOM/Element.h>
#include <Poco/DOM/NodeFilter.h>
#include <Poco/DOM/NodeIterator.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "markup.h"
#include "payload.h"
#include "pieces.h"
#include "plugins/output-markdown/parsed.h"
#include "support/sample_digest.h"
#include "support/temp_dir.h"

namespace output_webhook {
namespace {

using namespace sheaf::testing;
using ::testing::AnyOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr const char* kUrl = "https://hooks.example.org/services/T0/B0/verysecret";

test::SampleDay big_day(std::size_t works, bool hostile) {
  test::SampleDay day = hostile ? test::hostile_day() : test::sample_day();
  const std::vector<Item> seed = day.digest.items;
  day.digest.items.clear();
  for (std::size_t i = 0; i < works; ++i) {
    day.digest.items.push_back(seed[i % seed.size()]);
    Item& item = day.digest.items.back();
    item.record.id += "#" + std::to_string(i);
    if (!hostile) item.record.title.value = "Work " + std::to_string(i + 1) + " of these";
    item.flags = 0;
    item.record.flags = 0;
    item.record.announce = SHEAF_ANNOUNCE_NEW;
  }
  day.digest.sections.front().blocks[1].citations.clear();
  return day;
}

std::vector<Json> bodies(const test::SampleDay& day, const Preset& preset,
                         const Options& options = {}) {
  const RunView run(day.run);
  const DigestView digest(day.digest);
  std::vector<Json> out;
  for (const Message& m : messages_of(*run.get(), *digest.get(), options, preset)) {
    out.push_back(
        Json::parse(body_of(m, preset, title_of(*run.get(), *digest.get()), "@a_channel")));
  }
  return out;
}

// The texts of a message, as the service reads them.
std::vector<std::string> texts(const Json& body, const Preset& preset) {
  std::vector<std::string> out;
  switch (preset.shape) {
    case Shape::kSlack:
      for (const Json& b : body["blocks"]) out.push_back(b["text"]["text"]);
      break;
    case Shape::kDiscord:
      for (const Json& e : body["embeds"]) out.push_back(e["description"]);
      break;
    case Shape::kTeams:
      for (const Json& t : body["attachments"][0]["content"]["body"]) out.push_back(t["text"]);
      break;
    default:
      out.push_back(body["text"]);
  }
  return out;
}

std::string joined(const std::vector<Json>& all, const Preset& preset) {
  std::string out;
  for (const Json& body : all) {
    for (const std::string& text : texts(body, preset)) out += text + "\n\n";
  }
  return out;
}

std::size_t utf16(const std::string& text) {
  std::size_t n = 0;
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if ((u & 0xc0) != 0x80) n += u >= 0xf0 ? 2 : 1;
  }
  return n;
}

void expect_within_limits(const Json& body, const Preset& preset) {
  const std::vector<std::string> all = texts(body, preset);
  std::size_t sum = 0;
  for (const std::string& text : all) {
    EXPECT_FALSE(text.empty());
    sum += utf16(text);
  }
  switch (preset.shape) {
    case Shape::kSlack:
      EXPECT_LE(all.size(), 50u);
      for (const std::string& text : all) EXPECT_LE(utf16(text), 3000u);
      break;
    case Shape::kMattermost:
      EXPECT_LE(sum, 16'383u);
      break;
    case Shape::kDiscord:
      EXPECT_LE(all.size(), 10u);
      EXPECT_LE(sum, 6000u);
      for (const std::string& text : all) EXPECT_LE(utf16(text), 4096u);
      break;
    case Shape::kTeams:
      EXPECT_LE(body.dump().size(), 28u * 1024);
      break;
    case Shape::kTelegram:
      EXPECT_LE(sum, 4096u);
      break;
  }
}

TEST(Messages, KeepEachServicesLimitsAndOrder) {
  for (const Preset& preset : presets()) {
    SCOPED_TRACE(preset.id);
    for (const bool hostile : {false, true}) {
      const auto all = bodies(big_day(200, hostile), preset, {.max_items = 1000, .link = {}});
      EXPECT_GT(all.size(), 1u);
      for (const Json& body : all) expect_within_limits(body, preset);
      if (hostile) continue;
      const std::string text = joined(all, preset);
      std::size_t at = 0;
      for (int i = 1; i <= 200; ++i) {
        at = text.find("Work " + std::to_string(i) + " of these", at);
        ASSERT_NE(at, text.npos) << i;
      }
      EXPECT_THAT(text, HasSubstr("2/" + std::to_string(all.size())));
    }
  }
}

TEST(Messages, CountTheRestAndLinkToTheWhole) {
  for (const Preset& preset : presets()) {
    const auto all =
        bodies(big_day(60, false), preset, {.max_items = 3, .link = "https://example.org/ada"});
    const std::string text = joined(all, preset);
    EXPECT_THAT(text, HasSubstr("Work 3 of these"));
    EXPECT_THAT(text, Not(HasSubstr("Work 4 of these")));
    EXPECT_THAT(text, HasSubstr("… and 57 more"));
    EXPECT_THAT(text, HasSubstr("https://example.org/ada"));
  }
}

TEST(Messages, SayWhatFailedAndWhatEditorsWrote) {
  for (const Preset& preset : presets()) {
    const std::string text = joined(bodies(test::sample_day(), preset), preset);
    EXPECT_THAT(text, HasSubstr("⚠"));
    EXPECT_THAT(text, HasSubstr("In brief"));
    EXPECT_THAT(text, HasSubstr("Routing gets cheaper"));
    EXPECT_THAT(text, HasSubstr("Trains the router with a loss that is almost free"));
  }
  auto quiet = test::sample_day();
  quiet.digest.items.clear();
  quiet.digest.sections.clear();
  quiet.digest.unscored.clear();
  EXPECT_THAT(bodies(quiet, presets()[0]), SizeIs(1)) << "a failure is told";
  quiet.run.partial = false;
  quiet.run.sources.pop_back();
  quiet.run.notices.clear();
  quiet.digest.notices.clear();
  EXPECT_THAT(bodies(quiet, presets()[0]), IsEmpty());
}

// ---- Nothing from outside is markup

std::set<std::string> hrefs_of_telegram(const std::string& text) {
  Poco::XML::DOMParser parser;
  Poco::XML::AutoPtr<Poco::XML::Document> document = parser.parseString("<r>" + text + "</r>");
  Poco::XML::NodeIterator nodes(document.get(), Poco::XML::NodeFilter::SHOW_ELEMENT);
  std::set<std::string> out;
  for (auto* node = nodes.nextNode(); node != nullptr; node = nodes.nextNode()) {
    EXPECT_THAT(node->nodeName(), AnyOf("r", "a", "b"));
    if (node->nodeName() == "a") {
      out.insert(static_cast<Poco::XML::Element*>(node)->getAttribute("href"));
    }
  }
  return out;
}

std::set<std::string> hrefs_of_slack(const std::string& text) {
  std::set<std::string> out;
  for (std::size_t at = text.find('<'); at != text.npos; at = text.find('<', at + 1)) {
    const std::size_t bar = text.find('|', at), end = text.find('>', at);
    EXPECT_LT(bar, end);
    EXPECT_NE(end, text.npos);
    out.insert(text.substr(at + 1, bar - at - 1));
  }
  return out;
}

TEST(Messages, HostileTextsStayText) {
  auto day = test::hostile_day();
  // no output sees what the host's canonical form leaves out, and no XML parser reads it
  day.digest.items.pop_back();
  day.digest.unscored.pop_back();
  day.digest.notices.pop_back();
  day.digest.sections.front().blocks.pop_back();
  for (const Preset& preset : presets()) {
    SCOPED_TRACE(preset.id);
    std::set<std::string> hrefs;
    std::string read;
    for (const Json& body : bodies(day, preset)) {
      expect_within_limits(body, preset);
      for (const std::string& text : texts(body, preset)) {
        if (preset.markup == Markup::kTelegram) {
          hrefs.merge(hrefs_of_telegram(text));
        } else if (preset.markup == Markup::kSlack) {
          hrefs.merge(hrefs_of_slack(text));
        } else {
          const auto parsed =
              output_markdown::test::parse(text, output_markdown::test::Dialect::kGitHub);
          EXPECT_THAT(parsed.html, IsEmpty());
          for (const char* type :
               {"code", "code_block", "table", "emph", "strikethrough", "heading", "block_quote",
                "image", "html_block", "html_inline"}) {
            EXPECT_EQ(parsed.types.count(type), 0u) << type << " in " << text.substr(0, 500);
          }
          hrefs.insert(parsed.links.begin(), parsed.links.end());
          read += parsed.text;
        }
      }
    }
    EXPECT_THAT(hrefs, Each(AnyOf(StartsWith("https://arxiv.org/abs/2609."),
                                  "https://doi.org/10.1000/a%5Fb%7Bc%7D%25d%3Ce%3E;f",
                                  "https://example.org/a%22b%3Cc%3E%7Bd%7D%7Ce%20f%0A")));
    EXPECT_THAT(hrefs, SizeIs(testing::Ge(9u)));
    if (preset.markup == Markup::kMarkdown) {
      for (auto at = read.find("\u200b"); at != read.npos; at = read.find("\u200b"))
        read.erase(at, 3);
      EXPECT_THAT(read, HasSubstr("</script><script>alert(1)</script> ]]> <!-- <b>bold</b> &amp;"));
      EXPECT_THAT(read, HasSubstr("`code` ``` | table | **b** _i_ ~~s~~"));
    }
    if (preset.shape == Shape::kDiscord) {
      EXPECT_EQ(bodies(day, preset)[0]["allowed_mentions"].dump(), R"({"parse":[]})");
    }
    if (preset.shape == Shape::kMattermost) {
      EXPECT_THAT(joined(bodies(day, preset), preset), Not(HasSubstr("@here")));
    }
  }
}

TEST(Markup, EscapesForEachService) {
  const std::string text = "a*b_c <@U1> & [x](y) \"q\" @all `z`\n#1";
  EXPECT_EQ(escaped(text, Markup::kSlack), "a*b_c &lt;@U1&gt; &amp; [x](y) \"q\" @all `z` #1");
  EXPECT_EQ(escaped(text, Markup::kTelegram),
            "a*b_c &lt;@U1&gt; &amp; [x](y) &quot;q&quot; @all `z` #1");
  EXPECT_EQ(escaped(text, Markup::kMarkdown),
            "a\\*b\\_c <\u200b@\u200bU1> & \\[x\\](y) \"q\" @\u200b"
            "all \\`z\\` \\#1");
  EXPECT_EQ(escaped("- a", Markup::kMarkdown), "\\- a");
  EXPECT_EQ(escaped("12. a: b", Markup::kMarkdown), "12\\. a: b");
  EXPECT_EQ(escaped("www.x.org http://x &amp; :+1:", Markup::kMarkdown),
            "www.\u200bx.org http:\u200b//x &\u200b"
            "amp; :\u200b+1:");
  EXPECT_EQ(link_address("https://x.org/a(b)|c d\"<"), "https://x.org/a%28b%29%7Cc%20d%22%3C");
  EXPECT_EQ(link_address("javascript:alert(1)"), "");
  EXPECT_EQ(clipped("αβγδ", 7), "αβ…");
  EXPECT_EQ(json_size("a\"\\\n\x01é"), Json("a\"\\\n\x01é").dump().size() - 2);
}

// ---- What is sent when

class WebhookOutput : public ::testing::Test {
 protected:
  std::unique_ptr<Instance> create(std::initializer_list<FakeConfig::Setting> settings) {
    static const Library plugin(SHEAF_WEBHOOK_PLUGIN);
    const auto* component = plugin.component(SHEAF_OUTPUT, "output-webhook");
    const auto config = FakeConfig::of(component, settings);
    return std::make_unique<Instance>(component, host_, config, call_);
  }
  std::unique_ptr<Instance> discord() {
    return create({{"format", "discord"}, {"url", kUrl}, {"max_items", 1000}});
  }
  sheaf_status post(const Instance& output, const test::SampleDay& day,
                    const std::string& id = "run/ada/hook") {
    return deliver(output, call_, id, day.run, {day.digest});
  }
  // How often each body was asked for.
  std::multiset<std::string> asked() const {
    std::multiset<std::string> out;
    for (const Asked& a : host_.http.asked()) out.insert(a.body);
    return out;
  }

  ::test::TempDir dir_;
  FakeHost host_;
  FakeCall call_;
};

TEST_F(WebhookOutput, PostsAfterCommitOnlyAndOnce) {
  host_.http.answer(kUrl, {.body = "ok"});
  const auto day = big_day(40, false);
  const auto output = discord();
  Delivery delivery(*output, call_, "run/ada/hook", day.run);
  ASSERT_EQ(delivery.digest(call_, day.digest), SHEAF_OK);
  delivery.abort();
  EXPECT_THAT(host_.http.asked(), IsEmpty());
  const std::int64_t began = host_.clock.now();
  ASSERT_EQ(post(*output, day), SHEAF_OK) << call_.message();
  const std::size_t parts = host_.http.asked().size();
  EXPECT_GT(parts, 3u);
  EXPECT_EQ(host_.clock.now() - began, static_cast<std::int64_t>(parts - 1) * 500);
  EXPECT_EQ(host_.http.asked()[0].method, "POST");
  EXPECT_EQ(host_.http.asked()[0].body_type, "application/json");
  ASSERT_EQ(post(*output, day), SHEAF_OK);
  EXPECT_EQ(host_.http.asked().size(), parts) << "the same delivery twice is once";
  ASSERT_EQ(post(*output, day, "tomorrow/ada/hook"), SHEAF_OK);
  EXPECT_EQ(host_.http.asked().size(), 2 * parts);
  EXPECT_EQ(output->interface<sheaf_output>(SHEAF_OUTPUT)->flags, 0U) << "it is not rebuilt";
}

TEST_F(WebhookOutput, GoesOnWhereTheLastAttemptEnded) {
  const auto day = big_day(40, false);
  const auto output = discord();
  std::size_t taken = 0;
  host_.http.answer_with(kUrl, [&](const Asked&) {
    return ++taken == 3 ? Answer{.body = "oh no", .status = 503} : Answer{.status = 204};
  });
  EXPECT_EQ(post(*output, day), SHEAF_E_TRANSIENT);
  EXPECT_EQ(call_.message(), "the webhook answered 503: oh no");
  EXPECT_EQ(host_.http.asked().size(), 3u);
  ASSERT_EQ(post(*output, day), SHEAF_OK) << call_.message();
  const auto all = bodies(day, *find_preset("discord"), {.max_items = 1000, .link = {}});
  std::multiset<std::string> expected{all[2].dump()};  // the one that was refused
  for (const Json& body : all) expected.insert(body.dump());
  EXPECT_EQ(asked(), expected);
}

TEST_F(WebhookOutput, WaitsAsLongAsTheServiceSays) {
  const auto day = test::sample_day();
  const auto output = create({{"format", "telegram"}, {"url", kUrl}, {"chat", "-100"}});
  host_.http.answer(kUrl, {.status = 429, .headers = {{"retry-after", "7"}}});
  host_.http.answer(kUrl,
                    {.body = R"({"ok":false,"parameters":{"retry_after":3}})", .status = 429});
  host_.http.answer(kUrl, {.body = R"({"retry_after":0.25})", .status = 429});
  host_.http.answer(kUrl, {.body = R"({"ok":true})"});
  const std::int64_t began = host_.clock.now();
  ASSERT_EQ(post(*output, day), SHEAF_OK) << call_.message();
  EXPECT_EQ(host_.clock.now() - began, 10'250);
  EXPECT_EQ(Json::parse(host_.http.asked().back().body)["chat_id"], "-100");

  const std::string busy = "https://hooks.example.org/busy";
  host_.http.answer(busy, {.status = 429, .headers = {{"retry-after", "3600"}}});
  const auto other = create({{"format", "slack"}, {"url", busy}});
  EXPECT_EQ(post(*other, day), SHEAF_E_RATE_LIMITED);
  EXPECT_EQ(call_.failure().retry_after_ms, 3'600'000);
}

TEST_F(WebhookOutput, SaysWhoseFaultARefusalIsAndNeverTheAddress) {
  const struct {
    int status;
    sheaf_status code;
  } kCases[] = {{400, SHEAF_E_UPSTREAM},  {401, SHEAF_E_AUTH},    {403, SHEAF_E_AUTH},
                {404, SHEAF_E_CONFIG},    {410, SHEAF_E_CONFIG},  {413, SHEAF_E_UPSTREAM},
                {500, SHEAF_E_TRANSIENT}, {302, SHEAF_E_UPSTREAM}};
  for (const auto& c : kCases) {
    const std::string url = std::string(kUrl) + std::to_string(c.status);
    host_.http.answer(url, {.body = "line\nline", .status = c.status});
    const auto output = create({{"format", "slack"}, {"url", url}});
    EXPECT_EQ(post(*output, test::sample_day()), c.code) << c.status;
    EXPECT_THAT(call_.message(), StartsWith("the webhook answered " + std::to_string(c.status)));
    EXPECT_THAT(call_.message(), Not(HasSubstr("verysecret")));
  }
}

TEST_F(WebhookOutput, CancelledStopsBetweenMessages) {
  const auto day = big_day(40, false);
  const auto output = discord();
  std::size_t taken = 0;
  host_.http.answer_with(kUrl, [&](const Asked&) {
    if (++taken == 2) call_.cancel();
    return Answer{.status = 204};
  });
  EXPECT_EQ(post(*output, day), SHEAF_E_CANCELLED);
  EXPECT_EQ(taken, 2u);
}

TEST_F(WebhookOutput, JsonComesFromATemplate) {
  host_.http.answer(kUrl, {.status = 202});
  for (const auto& day : {test::sample_day(), test::hostile_day()}) {
    const auto output = create({{"format", "json"}, {"url", kUrl}, {"token", "t0k"}});
    ASSERT_EQ(post(*output, day, "d/" + std::to_string(day.digest.items.size())), SHEAF_OK)
        << call_.message();
    const Asked asked = host_.http.asked().back();
    EXPECT_THAT(asked.headers,
                ElementsAre(std::pair(std::string("Idempotency-Key"),
                                      "\"d/" + std::to_string(day.digest.items.size()) + "/1\"")));
    EXPECT_THAT(asked.secret_headers,
                ElementsAre(std::pair<std::string, std::string>("Authorization", "Bearer t0k")));
    EXPECT_TRUE(asked.flags & SHEAF_H_RETRY_POST);
    const Json body = Json::parse(asked.body);
    ASSERT_EQ(body["items"].size(), day.digest.items.size());
    EXPECT_EQ(body["profile"], "ada");
    EXPECT_EQ(body["partial"], true);
    EXPECT_EQ(body["more"], 0);
  }
  const Json first = Json::parse(host_.http.asked()[0].body);
  EXPECT_EQ(first["items"].back()["id"], "arxiv:2609.26811") << "new versions come last";
  EXPECT_EQ(first["items"].back()["scores"], "Relevance 9/10 · Novelty 8/10");

  const std::string path = (dir_.path() / "t.mustache").string();
  const auto own = create({{"format", "json"}, {"url", kUrl}, {"template", path}});
  ASSERT_EQ(own->status(), SHEAF_OK);
  const auto day = test::sample_day();
  EXPECT_EQ(post(*own, day, "own"), SHEAF_E_CONFIG);
  EXPECT_THAT(call_.message(), HasSubstr("cannot be read"));
  std::ofstream(path) << "{\"n\": {{count}}, \"t\": {{title}}}";
  EXPECT_EQ(post(*own, day, "own"), SHEAF_E_CONFIG);
  EXPECT_THAT(call_.message(), HasSubstr("is not JSON"));
  std::ofstream(path) << "{\"n\": {{count}}, \"t\": \"{{title}}\"}";
  ASSERT_EQ(post(*own, day, "own"), SHEAF_OK) << call_.message();
  EXPECT_EQ(host_.http.asked().back().body, "{\"n\": 4, \"t\": \"Ada's list\"}");
}

TEST_F(WebhookOutput, RefusesSettingsThatDoNotFit) {
  const std::initializer_list<FakeConfig::Setting> kCases[] = {
      {{"format", "telegram"}, {"url", kUrl}},
      {{"format", "slack"}, {"url", kUrl}, {"chat", "x"}},
      {{"format", "slack"}, {"url", kUrl}, {"template", "/t"}},
      {{"format", "slack"}, {"url", kUrl}, {"token", "t"}},
      {{"format", "slack"}, {"url", kUrl}, {"link", "https://x.org/{who}"}},
  };
  for (const auto& settings : kCases) EXPECT_EQ(create(settings)->status(), SHEAF_E_CONFIG);
}

}  // namespace
}  // namespace output_webhook
