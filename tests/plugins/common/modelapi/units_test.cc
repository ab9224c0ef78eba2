// What plugins that ask models share, bytes in and values out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modelapi/ability.h"
#include "modelapi/endpoint.h"
#include "modelapi/json_text.h"
#include "modelapi/prices.h"
#include "modelapi/reply.h"
#include "modelapi/tokens.h"
#include "modelapi/verdict.h"
#include "sheaf/testing.hpp"

namespace modelapi {
namespace {

namespace t = sheaf::testing;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(JsonText, MendsWhatModelsWrite) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"a": "\n \" \\ \/ \u00e9 \t"})", R"({"a": "\n \" \\ \/ \u00e9 \t"})"},
      {R"({"a": "\alpha \cite"})", R"({"a": "\\alpha \\cite"})"},
      {R"({"a": "\theta \frac{1}{2} \nu \rho \beta"})",
       R"({"a": "\\theta \\frac{1}{2} \\nu \\rho \\beta"})"},
      {R"({"a": "\nunder \tomato \underline \u12"})",
       R"({"a": "\nunder \tomato \\underline \\u12"})"},
      {"{\"a\": \"x\ny\tz\x01\"}", R"({"a": "x\ny\tz\u0001"})"},
      {R"({"a": [1, 2, ], "b": "x, ]", })", R"({"a": [1, 2 ], "b": "x, ]" })"},
      {R"({"a": 14836394043272784000123, "b": -12345678901234567890})",
       R"({"a": 14836394043272784000123.0, "b": -12345678901234567890.0})"},
      {R"({"a": 0.12345678901234567890, "b": "12345678901234567890"})",
       R"({"a": 0.12345678901234567890, "b": "12345678901234567890"})"},
      {R"({"a": "ends in a backslash \)", R"({"a": "ends in a backslash \\)"},
      {"", ""},
  };
  for (const auto& [in, out] : cases) EXPECT_EQ(mend_json(in), out);
}

TEST(JsonText, WritesStrings) {
  EXPECT_EQ(json_string("a\"b\\c\nd\x1f é"), "\"a\\\"b\\\\c\\nd\\u001f é\"");
}

// ---- Replies

TEST(ReadReply, ReadsUsageAsServersGiveIt) {
  const auto usage = [](const std::string& json) {
    return read_reply(
        200,
        R"({"choices":[{"message":{"content":"x"},"finish_reason":"stop"}],"usage":)" + json + "}");
  };
  Reply r = usage(R"({"prompt_tokens": 100, "completion_tokens": 20,
    "prompt_tokens_details": {"cached_tokens": 64}, "completion_tokens_details": {"reasoning_tokens": 12}})");
  ASSERT_TRUE(r.usage);
  EXPECT_EQ(r.usage->input, 100u);
  EXPECT_EQ(r.usage->cached, 64u);
  EXPECT_EQ(r.usage->output, 20u);
  EXPECT_EQ(r.usage->reasoning, 12u);
  EXPECT_TRUE(r.usage_in_detail);
  r = usage(
      R"({"prompt_tokens": 10.0, "completion_tokens": 2, "prompt_tokens_details": null, "cached_tokens": 99})");
  EXPECT_EQ(r.usage->cached, 10u) << "never more than all input";
  EXPECT_FALSE(r.usage_in_detail);
  r = usage(
      R"({"prompt_tokens": 10, "completion_tokens": 2, "prompt_cache_hit_tokens": 7, "cost": 0.00012})");
  EXPECT_EQ(r.usage->cached, 7u);
  EXPECT_DOUBLE_EQ(r.cost.value(), 0.00012);
  r = usage(R"({"prompt_tokens": -5, "completion_tokens": "many", "cost": 0})");
  EXPECT_EQ(r.usage->input, 0u);
  EXPECT_EQ(r.cost, 0.0);
  EXPECT_FALSE(usage("null").usage);
  EXPECT_FALSE(usage("{}").usage);
}

TEST(ReadReply, ReadsContentRefusalAndErrors) {
  Reply r = read_reply(
      200,
      "  \n\n {\"model\":\"m-1\",\"choices\":[{\"seed\":14836394043272784000,\"message\":"
      "{\"content\":[{\"type\":\"thinking\",\"thinking\":\"no\"},{\"type\":\"text\",\"text\":\"a\"}"
      ","
      "{\"text\":\"b\"}]},\"finish_reason\":\"STOP\"}]}");
  EXPECT_FALSE(r.error);
  EXPECT_EQ(r.content, "ab");
  EXPECT_EQ(r.finish_reason, "stop");
  EXPECT_EQ(r.model, "m-1");
  r = read_reply(
      200, R"({"choices":[{"message":{"content":null,"refusal":"No."},"finish_reason":"stop"}]})");
  EXPECT_EQ(r.refusal, "No.");
  EXPECT_EQ(r.content, "");
  r = read_reply(200,
                 R"({"choices":[{"message":{"content":[{"type":"refusal","refusal":"No."}]}}]})");
  EXPECT_EQ(r.refusal, "No.");
  r = read_reply(200,
                 R"({"choices":[{"seed":99999999999999999999999,"message":{"content":"x"}}]})");
  EXPECT_EQ(r.content, "x");

  struct Case {
    int status;
    const char* body;
    int as;
    const char *code, *message;
  };
  const Case errors[] = {
      {429,
       R"({"error":{"message":"Slow","type":"tokens","param":null,"code":"Rate_Limit_Exceeded"}})",
       429, "rate_limit_exceeded", "Slow"},
      {200, R"({"error":{"code":429,"message":"Provider","metadata":{"raw":"why"}}})", 429, "429",
       "Provider: why"},
      {200, R"({"error":{"code":500,"message":"Context size"}})", 500, "500", "Context size"},
      {200, R"({"error":{"message":"x","type":"server_error","code":null}})", 500, "", "x"},
      {200, R"({"error":"plain"})", 400, "", "plain"},
      {422, R"({"detail":[{"loc":["body"]}]})", 422, "", R"([{"loc":["body"]}])"},
      {400, R"({"object":"error","message":"bad","code":null})", 400, "", "bad"},
      {502, "<html>Bad Gateway</html>", 502, "", "<html>Bad Gateway</html>"},
      {503, "", 503, "", ""},
      {200, "", 200, "", "the answer is empty"},
      {200, R"({"choices":[]})", 200, "", "choices[0].message is missing in the answer"},
      {200, R"({"choices":[{"message":null}]})", 200, "",
       "choices[0].message is missing in the answer"},
      {200, "[1, 2]", 200, "", "choices[0].message is missing in the answer"},
      {200, R"({"choices":[{"error":{"code":502,"message":"up"},"message":{"content":""}}]})", 502,
       "502", "up"},
  };
  for (const Case& c : errors) {
    r = read_reply(c.status, c.body);
    ASSERT_TRUE(r.error) << c.body;
    EXPECT_EQ(r.status, c.as) << c.body;
    EXPECT_EQ(r.error->code, c.code) << c.body;
    EXPECT_EQ(r.error->message, c.message) << c.body;
  }
}

// Each server's own fields, null or of another type than elsewhere, hide nothing.
TEST(ReadReply, LooksPastWhatServersAdd) {
  const std::pair<const char*, const char*> servers[] = {
      {"DeepSeek",
       R"("message":{"content":"x","reasoning_content":"y"}}],"usage":{"prompt_tokens":5,)"
       R"("completion_tokens":2,"prompt_cache_hit_tokens":1,"prompt_cache_miss_tokens":4}})"},
      {"OpenRouter",
       R"("message":{"content":"x","reasoning":"y","reasoning_details":[{"text":"y"}]},)"
       R"("native_finish_reason":"STOP"}],"provider":"p",)"
       R"("usage":{"prompt_tokens":5,"completion_tokens":2,"cost":0}})"},
      {"Ollama", R"("message":{"content":"x","reasoning":"y"}}],"system_fingerprint":"fp_ollama",)"
                 R"("usage":{"prompt_tokens":5,"completion_tokens":2}})"},
      {"vLLM",
       R"("message":{"content":"x","tool_calls":[],"refusal":null,"reasoning_content":null},)"
       R"("stop_reason":128001}],"prompt_logprobs":null,"kv_transfer_params":null,)"
       R"("usage":{"prompt_tokens":5,"completion_tokens":2,"prompt_tokens_details":null}})"},
      {"Together", R"("message":{"content":"x"},"seed":14836394043272784000}],"prompt":[],)"
                   R"("usage":{"prompt_tokens":5,"completion_tokens":2,"cached_tokens":1}})"},
      {"Groq", R"("message":{"content":"x"}}],"x_groq":{"id":"r"},"usage_breakdown":null,)"
               R"("usage":{"queue_time":0.05,"prompt_tokens":5,"completion_tokens":2.0}})"},
      {"Mistral", R"("message":{"content":[{"type":"text","text":"x"}],"tool_calls":null}}],)"
                  R"("usage":{"prompt_tokens":5,"completion_tokens":2}})"},
      {"llama.cpp",
       R"("message":{"content":"x","reasoning_content":"y"}}],"timings":{"prompt_ms":1.5},)"
       R"("usage":{"prompt_tokens":5,"completion_tokens":2}})"},
      {"Cerebras", R"("message":{"content":"x"}}],"time_info":{"total_time":0.1},"created":1.5,)"
                   R"("usage":{"prompt_tokens":5,"completion_tokens":2}})"},
      {"Gemini",
       R"("message":{"content":"x","extra_content":{"google":{"thought_signature":"s"}}}}],)"
       R"("request_id":"r","usage":{"prompt_tokens":5,"completion_tokens":2}})"},
  };
  for (const auto& [server, rest] : servers) {
    const Reply r =
        read_reply(200, std::string(R"({"model":"m","choices":[{"finish_reason":"stop",)") + rest);
    EXPECT_FALSE(r.error) << server;
    EXPECT_EQ(r.content, "x") << server;
    EXPECT_EQ(r.finish_reason, "stop") << server;
    ASSERT_TRUE(r.usage) << server;
    EXPECT_EQ(r.usage->input, 5u) << server;
    EXPECT_EQ(r.usage->output, 2u) << server;
  }
}

// ---- What to do about it

struct FakeAnswer {
  explicit FakeAnswer(t::Pairs h) : headers(std::move(h)) {
    for (const auto& [k, v] : headers) raw_headers.push_back({sheaf::str(k), sheaf::str(v)});
    raw.headers = raw_headers.data();
    raw.header_count = raw_headers.size();
  }
  t::Pairs headers;
  std::vector<sheaf_kv> raw_headers;
  sheaf_http_response raw = sheaf::sized<sheaf_http_response>();
};

TEST(Verdict, IsOneOfFive) {
  constexpr std::int64_t kNow = 1'790'000'000'000;  // 2026-09-21T14:13:20Z
  struct Case {
    int status;
    std::string body;
    t::Pairs headers;
    Verdict::Kind kind;
    std::int64_t wait_ms = 0;
    sheaf_status code = SHEAF_OK;
  };
  const auto error = [](const std::string& message, const std::string& code = "") {
    return R"({"error":{"message":")" + message + R"(","type":"t","code":")" + code + "\"}}";
  };
  const auto message = [](const std::string& rest) {
    return R"({"choices":[{"message":{"content":"{}")" + rest + "}]}";
  };
  const Case cases[] = {
      {200, message(R"(},"finish_reason":"stop")"), {}, Verdict::kUse},
      {200, message(R"(},"finish_reason":"length")"), {{"retry-after", "30"}}, Verdict::kUse},
      {200, message(R"(,"refusal":"No"},"finish_reason":"stop")"), {}, Verdict::kSmaller},
      {200, message(R"(},"finish_reason":"insufficient_system_resource")"), {}, Verdict::kAgain},
      {200, "<html>", {}, Verdict::kAgain},
      {429, error("Slow", "rate_limit_exceeded"), {{"retry-after", "7"}}, Verdict::kAgain, 7000},
      {429,
       error("Slow"),
       {{"retry-after", "1"}, {"retry-after-ms", "1500"}},
       Verdict::kAgain,
       1500},
      {429,
       error("Slow"),
       {{"retry-after", "Mon, 21 Sep 2026 14:13:30 GMT"}},
       Verdict::kAgain,
       10'000},
      {429,
       error("Slow. Please try again in 6m0s. Visit us"),
       {{"retry-after", "2"}},
       Verdict::kAgain,
       360'000},
      {429, error("Please try again in 114h18m0s."), {}, Verdict::kAgain, 411'480'000},
      {429, error("Slow"), {}, Verdict::kAgain, 0},
      {429,
       error("You exceeded your current quota", "insufficient_quota"),
       {{"retry-after", "2"}},
       Verdict::kStop,
       0,
       SHEAF_E_RATE_LIMITED},
      {402, error("Insufficient Balance"), {}, Verdict::kStop, 0, SHEAF_E_RATE_LIMITED},
      {401, error("key", "invalid_api_key"), {}, Verdict::kStop, 0, SHEAF_E_AUTH},
      {403, error("forbidden"), {}, Verdict::kStop, 0, SHEAF_E_AUTH},
      {403, error("Your input was flagged"), {}, Verdict::kSmaller},
      {404, error("none", "model_not_found"), {}, Verdict::kStop, 0, SHEAF_E_CONFIG},
      {400, error("too long", "context_length_exceeded"), {}, Verdict::kSmaller},
      {500, error("Context size has been exceeded."), {}, Verdict::kSmaller},
      {400, error("the request exceeds the available context size"), {}, Verdict::kSmaller},
      {413, error("big"), {}, Verdict::kSmaller},
      {400, error("policy", "content_filter"), {}, Verdict::kSmaller},
      {400, error("what?"), {}, Verdict::kAdapt},
      {400,
       R"({"error":{"message":"no","code":"tool_use_failed","failed_generation":"{"}})",
       {},
       Verdict::kAdapt},
      {422, error("what?"), {}, Verdict::kAdapt},
      {400, error("what?"), {{"x-should-retry", "true"}}, Verdict::kAgain},
      {500, error("oops"), {}, Verdict::kAgain},
      {500, error("oops"), {{"x-should-retry", "false"}}, Verdict::kSmaller},
      {500, error("oops"), {{"retry-after", "9"}}, Verdict::kAgain, 0},
      {503, error("Loading model"), {{"retry-after", "9"}}, Verdict::kAgain, 9000},
      {502, "<html>", {}, Verdict::kAgain},
      {529, error("overloaded"), {}, Verdict::kAgain},
      {200,
       R"({"error":{"code":402,"message":"credits"}})",
       {},
       Verdict::kStop,
       0,
       SHEAF_E_RATE_LIMITED},
      {200, R"({"error":{"code":429,"message":"slow"}})", {}, Verdict::kAgain},
  };
  for (const Case& c : cases) {
    const FakeAnswer answer(c.headers);
    const Verdict v = judge(read_reply(c.status, c.body), sheaf::ResponseView(&answer.raw), kNow);
    EXPECT_EQ(v.kind, c.kind) << c.status << " " << c.body;
    EXPECT_EQ(v.wait_ms, c.wait_ms) << c.status << " " << c.body;
    EXPECT_EQ(v.code, c.code) << c.status << " " << c.body;
    EXPECT_EQ(v.reason.empty(), c.kind == Verdict::kUse) << c.status << " " << c.body;
  }
}

TEST(Verdict, ReadsGoDurations) {
  const std::pair<const char*, std::int64_t> cases[] = {
      {"6ms", 6},         {"1s", 1000},   {"6m0s", 360'000}, {"114h18m0s", 411'480'000},
      {"1.5s", 1500},     {"12", 12'000}, {"0.25", 250},     {"0s", 0},
      {"1d", 86'400'000}, {"", -1},       {"-1", -1},        {"soon", -1},
      {"5 s", -1},        {"1s2", -1},    {"1e3", -1},       {"Mon, 21", -1}};
  for (const auto& [text, ms] : cases) EXPECT_EQ(reset_ms(text), ms) << text;
}

TEST(Verdict, WaitsBeforeALimitIsReached) {
  struct Case {
    t::Pairs headers;
    std::int64_t wait;
  };
  const Case cases[] = {
      {{}, 0},
      {{{"x-ratelimit-remaining-requests", "9999"}, {"x-ratelimit-reset-requests", "6ms"}}, 0},
      {{{"x-ratelimit-remaining-requests", "0"}, {"x-ratelimit-reset-requests", "6m0s"}}, 360'000},
      {{{"x-ratelimit-remaining-tokens", "400"}, {"x-ratelimit-reset-tokens", "2s"}}, 2000},
      {{{"x-ratelimit-remaining-tokens", "600"}, {"x-ratelimit-reset-tokens", "2s"}}, 0},
      {{{"x-ratelimit-remaining-requests", "-1"}, {"x-ratelimit-reset-requests", "60"}}, 0},
      {{{"x-ratelimit-remaining-requests", "0"}}, 0},
      {{{"x-ratelimit-remaining-requests", "0"}, {"x-ratelimit-reset-requests", "0"}}, 0},
  };
  for (const Case& c : cases) {
    const FakeAnswer answer(c.headers);
    EXPECT_EQ(wait_after(sheaf::ResponseView(&answer.raw), 500), c.wait);
  }
}

TEST(Ability, GivesUpWhatIsRefused) {
  struct Case {
    const char *message, *param;
    const char* after;  // "" : no change
  };
  const Case cases[] = {
      {"response_format json_schema unavailable", "", "v1 o0111"},
      {"This model does not support structured outputs", "", "v1 o0111"},
      {"Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", "max_tokens",
       "v1 s1111"},
      {"'temperature' does not support 0.2", "temperature", "v1 s0101"},
      {"'messages[0].role' does not support 'system' with this model.", "messages[0].role",
       "v1 s0011"},
      {"Unrecognized request argument supplied: reasoning_effort", "", "v1 s0110"},
      {"Invalid something", "", ""},
  };
  for (const Case& c : cases) {
    Ability ability;
    const bool changed = ability.adapt({c.message, "", "", c.param});
    EXPECT_EQ(changed, *c.after != '\0') << c.message;
    EXPECT_EQ(ability.text(), changed ? c.after : "v1 s0111") << c.message;
    EXPECT_EQ(Ability::parse(ability.text()), ability);
    EXPECT_FALSE(c.message != cases[0].message && c.message != cases[1].message &&
                 ability.adapt({c.message, "", "", c.param}))
        << "twice: " << c.message;
  }
  Ability ability;
  EXPECT_TRUE(ability.weaken());
  EXPECT_TRUE(ability.weaken());
  EXPECT_FALSE(ability.weaken());
  EXPECT_EQ(ability.format, Format::kLines);
  ability.completion_tokens = true;
  EXPECT_TRUE(ability.adapt({"unknown field max_completion_tokens", "", "", ""}));
  EXPECT_FALSE(ability.completion_tokens);
  for (const char* text : {"", "v1 x0111", "v2 s0111", "v1 s01"})
    EXPECT_FALSE(Ability::parse(text));
}

TEST(ChatBody, IsWhatTheServerTakes) {
  ModelSettings model;
  model.model = "m";
  model.temperature = 0.5;
  model.effort = "low";
  Ability ability;
  auto body = t::Json::parse(chat_body(model, ability, "S \"\n", "U", R"({"type":"object"})", 99));
  EXPECT_EQ(body["messages"][0]["role"], "system");
  EXPECT_EQ(body["messages"][0]["content"], "S \"\n");
  EXPECT_EQ(body["messages"][1]["content"], "U");
  EXPECT_EQ(body["response_format"]["json_schema"]["strict"], true);
  EXPECT_EQ(body["response_format"]["json_schema"]["schema"]["type"], "object");
  EXPECT_EQ(body["max_tokens"], 99);
  EXPECT_EQ(body["temperature"], 0.5);
  EXPECT_EQ(body["reasoning_effort"], "low");
  ability = {Format::kLines, true, false, false, false};
  body = t::Json::parse(chat_body(model, ability, "S", "U", "{}", 99));
  EXPECT_EQ(body.size(), 3u) << body;
  EXPECT_EQ(body["messages"].size(), 1u);
  EXPECT_EQ(body["messages"][0]["content"], "S\nU");
  EXPECT_EQ(body["max_completion_tokens"], 99);
  ability.format = Format::kObject;
  body = t::Json::parse(chat_body(model, ability, "S", "U", "{}", 99));
  EXPECT_EQ(body["response_format"], t::Json({{"type", "json_object"}}));
}

TEST(Prices, AreFoundUnderWhatServersCallAModel) {
  const Prices& prices = Prices::shipped();
  const Price* mini = prices.find("gpt-5-mini");
  ASSERT_NE(mini, nullptr);
  for (const char* name : {"gpt-5-mini-2025-08-07", "GPT-5-mini", "openai/gpt-5-mini",
                           "azure/openai/gpt-5-mini-latest"}) {
    EXPECT_EQ(prices.find(name), mini) << name;
  }
  EXPECT_NE(prices.find("gpt-5"), mini);
  EXPECT_NE(prices.find("gpt-4.1-mini-2506"), nullptr);
  for (const char* name :
       {"", "gpt-5-maxi", "gpt-6", "my-gpt-5-mini", "gpt-5-mini-preview", "-", "/"}) {
    EXPECT_EQ(prices.find(name), nullptr) << name;
  }
  Prices own = prices;
  own.add(Prices::parse(
      R"({"gpt-5-mini": {"input": 1, "output": 2}, "my-7b": {"input": 0, "output": 0}})"));
  EXPECT_EQ(own.find("gpt-5-mini")->input, 1);
  EXPECT_EQ(cost_micros(own.find("my-7b"), {100, 0, 100, 0}, false), 0);
  EXPECT_EQ(cost_micros(own.find("nobody"), {100, 0, 100, 0}, false), -1);
  for (const char* bad :
       {"[]", R"({"m": {"input": 1}})", R"({"m": {"input": -1, "output": 1}})", "{"}) {
    EXPECT_THROW(Prices::parse(bad), sheaf::Error) << bad;
  }
}

TEST(Prices, CountCachedReasoningAndBatch) {
  const Prices prices = Prices::parse(
      R"({"m": {"input": 1, "cached": 0.1, "output": 10, "reasoning": 5}, "n": {"input": 1, "output": 10, "batch": 0.8}})");
  // 900 + 100 cached, 50 + 50 thought
  EXPECT_EQ(cost_micros(prices.find("m"), {1000, 100, 100, 50}, false), 900 + 10 + 500 + 250);
  EXPECT_EQ(cost_micros(prices.find("m"), {1000, 100, 100, 50}, true), 830);
  EXPECT_EQ(cost_micros(prices.find("n"), {1000, 100, 100, 50}, true), 1600);
  EXPECT_EQ(cost_micros(prices.find("n"), {1, 0, 0, 0}, true), 1) << "rounded up";
}

TEST(Tokens, CountWordsSignsAndScripts) {
  EXPECT_EQ(estimate_tokens(""), 0u);
  EXPECT_EQ(estimate_tokens("the cat"), 2u);
  EXPECT_EQ(estimate_tokens("internationalisation"), 4u);
  EXPECT_EQ(estimate_tokens("1234567"), 3u);
  EXPECT_EQ(estimate_tokens("$\\alpha$\n"), 4u);
  EXPECT_EQ(estimate_tokens("混合专家"), 4u);
  EXPECT_EQ(estimate_tokens("\xF0\x9F"), 1u) << "a cut character";
}

// Every price has a source that is named in the file, with its date.
TEST(Prices, OfTheBuiltInTableAreWhole) {
  const t::Json table = t::Json::parse(kShippedPrices);
  EXPECT_THAT(table["as_of"].get<std::string>(), testing::MatchesRegex("20[0-9]+-[0-9]+-[0-9]+"));
  EXPECT_FALSE(table["sources"].empty());
  EXPECT_GT(table["models"].size(), 10u);
  for (const auto& [model, price] : table["models"].items()) {
    EXPECT_GT(price["input"].get<double>(), 0) << model;
    if (price.contains("cached")) {
      EXPECT_LT(price["cached"].get<double>(), price["input"].get<double>()) << model;
    }
    EXPECT_EQ(price.contains("thinks"), price.contains("reasoning")) << model;
    if (model.starts_with("gpt") || model.starts_with("o")) {
      EXPECT_EQ(price["batch"], 0.5) << model;
    }
  }
}

TEST(Prices, OfAnUnknownModelAreUnknownNotNothing) {
  EXPECT_EQ(Prices::shipped().find("somebody/model-7b"), nullptr);
  EXPECT_EQ(cost_micros(nullptr, {.input = 1000, .output = 10}, false), -1);
  EXPECT_EQ(cost_micros(nullptr, {}, true), -1);
}

TEST(Endpoint, PutsTheVersionAndTheKeyWhereTheServerWantsThem) {
  struct Case {
    const char *base, *version, *path, *url, *header;
  };
  for (const Case& c :
       {Case{"https://a.example/v1/", "", "/batches?limit=100",
             "https://a.example/v1/batches?limit=100", "authorization"},
        Case{"https://a.example/openai", "2024-10-21", "/files",
             "https://a.example/openai/files?api-version=2024-10-21", "api-key"},
        Case{"https://a.example/openai", "2024-10-21", "/batches?limit=100",
             "https://a.example/openai/batches?limit=100&api-version=2024-10-21", "api-key"}}) {
    const Endpoint endpoint{c.base, "sk-secret", c.version};
    const sheaf::HttpRequest request = endpoint.request(c.path, "", 0);
    EXPECT_EQ(request.url, c.url);
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.secret_headers.at(0).first, c.header);
    EXPECT_THAT(request.url, Not(HasSubstr("sk-secret")));
  }
  EXPECT_THAT(
      (Endpoint{"http://localhost:11434/v1", "", ""}.request("/models", "", 0)).secret_headers,
      IsEmpty());
}

}  // namespace
}  // namespace modelapi
