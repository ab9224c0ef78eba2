// Real answers and requests, recorded.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "modelapi/reply.h"
#include "modelapi/tokens.h"
#include "modelapi/verdict.h"
#include "sheaf/testing/config.hpp"
#include "sheaf/testing/http.hpp"
#include "support/samples.h"

namespace modelapi {
namespace {

namespace fs = std::filesystem;
using sheaf::testing::Json;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const char* const kServers[] = {"openai",
                                "openrouter",
                                "deepseek",
                                "ollama",
                                "llama_cpp",
                                "compat_groq",
                                "compat_mistral",
                                "compat_huggingface",
                                "compat_cerebras",
                                "compat_zai",
                                "compat_gemini_openai_compat"};

// Answers by server, without requests and headers.
std::map<fs::path, std::string> answers(const std::string& server) {
  std::map<fs::path, std::string> out;
  for (const auto& entry :
       fs::recursive_directory_iterator(test::sample(std::string("feeds/") + server))) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".json" || name.starts_with("_") ||
        name.find(".request.") != std::string::npos) {
      continue;
    }
    out[entry.path()] = read(entry.path());
  }
  return out;
}

int status_of(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with("err") ? std::stoi(name.substr(3, 3)) : 200;
}

TEST(Samples, AllAreRead) {
  std::size_t count = 0;
  for (const char* server : kServers) {
    for (const auto& [path, body] : answers(server)) {
      ++count;
      const int status = status_of(path);
      const Reply reply = read_reply(status, body);
      EXPECT_EQ(reply.error.has_value(), status >= 400) << path;
      if (status >= 400) {
        EXPECT_NE(reply.error->message, "") << path;
        continue;
      }
      const Json json = Json::parse(body);
      if (!json.contains("choices")) continue;  // another API's
      const Json& choice = json["choices"][0];
      EXPECT_EQ(reply.finish_reason, choice["finish_reason"]) << path;
      EXPECT_EQ(reply.model, json["model"]) << path;
      ASSERT_TRUE(reply.usage) << path;
      EXPECT_EQ(reply.usage->input, json["usage"]["prompt_tokens"]) << path;
      EXPECT_EQ(reply.usage->output, json["usage"]["completion_tokens"]) << path;
      const Json& content =
          choice["message"].contains("content") ? choice["message"]["content"] : Json(nullptr);
      if (content.is_string()) {
        EXPECT_EQ(reply.content, content) << path;
      } else {
        EXPECT_EQ(reply.content.empty(), content.is_null()) << path;
      }
    }
  }
  EXPECT_GT(count, 200u);
}

TEST(Samples, ErrorsMeanWhatTheyMean) {
  const std::map<std::string, Verdict::Kind> kinds = {
      {"openai/err429_insufficient_quota.json", Verdict::kStop},
      {"openai/err429_rate_limit_exceeded_tokens.json", Verdict::kAgain},
      {"openai/pydantic-ai/err400_test_openai_o1_mini_system_role_system__0.json", Verdict::kAdapt},
      {"openrouter/pydantic-ai/err429_test_openrouter_errors_raised_0.json", Verdict::kAgain},
      {"llama_cpp/err400_exceed_context_size.json", Verdict::kSmaller},
      {"llama_cpp/err500_context_exceeded.json", Verdict::kSmaller},
      {"compat_groq/pydantic-ai/err404_test_tool_regular_error_0.json", Verdict::kStop},
  };
  const auto raw = sheaf::sized<sheaf_http_response>();
  for (const auto& [name, kind] : kinds) {
    const std::string body = read(test::sample("feeds/" + name));
    for (const int status : {status_of(name), 200}) {  // some send them with status 200
      const Reply reply = read_reply(status, body);
      const Verdict verdict = judge(reply, sheaf::ResponseView(&raw), 0);
      EXPECT_EQ(verdict.kind, kind) << name << " with " << status;
      if (name.find("exceeded_tokens") != std::string::npos) {
        EXPECT_EQ(verdict.wait_ms, 411'480'000);
      }
    }
  }
}

TEST(Samples, HeadersOfGoodAnswersAskForNoWait) {
  std::size_t count = 0;
  for (const char* server : kServers) {
    for (const char* folder : {"", "pydantic-ai"}) {
      const fs::path path =
          test::sample(std::string("feeds/") + server) / folder / "_response_headers.json";
      if (!fs::exists(path)) continue;
      for (const Json& sample : Json::parse(read(path))) {
        if (sample["status"] != 200) continue;
        std::vector<std::pair<std::string, std::string>> headers;
        for (const auto& [name, value] : sample["headers"].items()) {
          headers.emplace_back(name, (value.is_array() ? value[0] : value).get<std::string>());
        }
        std::vector<sheaf_kv> pairs;
        for (const auto& [name, value] : headers) {
          pairs.push_back({sheaf::str(name), sheaf::str(value)});
        }
        auto raw = sheaf::sized<sheaf_http_response>();
        raw.headers = pairs.data();
        raw.header_count = pairs.size();
        const sheaf::ResponseView view(&raw);
        EXPECT_EQ(wait_after(view, 20'000), 0) << sample["sample"];
        EXPECT_EQ(judge(read_reply(200, R"({"choices":[{"message":{}}]})"), view, 0).kind,
                  Verdict::kUse);
        ++count;
      }
    }
  }
  EXPECT_GT(count, 100u);
}

// The estimate of input tokens against what was counted, for every recorded request.
TEST(Samples, TokensAreEstimatedWithinAFifth) {
  std::size_t count = 0;
  for (const char* server : kServers) {
    for (const auto& entry :
         fs::recursive_directory_iterator(test::sample(std::string("feeds/") + server))) {
      std::string name = entry.path().string();
      const std::size_t at = name.find(".request.json");
      if (at == std::string::npos) continue;
      const Json request = Json::parse(read(entry.path()));
      const Json answer = Json::parse(read(name.substr(0, at) + ".json"));
      std::string system, user, schema;
      std::size_t messages = 0;
      for (const Json& m : request["messages"]) {
        ++messages;
        if (m.contains("content") && m["content"].is_string()) {
          (m["role"] == "system" ? system : user) += m["content"].get<std::string>() + " ";
        }
        // our requests have no tools; these count as schema
        if (m.contains("tool_calls")) schema += m["tool_calls"].dump();
      }
      std::size_t extra = 0;
      if (request.contains("tools")) {
        for (const Json& tool : request["tools"]) schema += tool["function"].dump();
      }
      if (request["response_format"].contains("json_schema")) {
        schema += request["response_format"]["json_schema"]["schema"].dump();
      }
      extra = 4 * (messages - 1 - (system.empty() ? 0 : 1));
      const double estimate = static_cast<double>(
          extra + estimate_request(answer["model"].get<std::string>(), system, user, schema));
      const double real = answer["usage"]["prompt_tokens"].get<double>();
      EXPECT_NEAR(estimate / real, 1, 0.2) << name << ": " << estimate << " of " << real;
      ++count;
    }
  }
  EXPECT_EQ(count, 12u);
}

}  // namespace
}  // namespace modelapi
