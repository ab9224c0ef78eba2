#include "support/llm_server.h"

#include <exception>

namespace test {

LlmServer::LlmServer(std::int64_t latency_ms) : latency_ms_(latency_ms) {
  http.react("/v1/chat/completions", [this](const Asked& asked) { return answer(asked); });
  for (const char* path : {"/v1/files", "/v1/batches"}) {
    http.react(path, [this](const Asked& asked) { return answer_batch(asked); });
    http.react(std::string(path) + "/*",
               [this](const Asked& asked) { return answer_batch(asked); });
  }
  http.on("/v1/models", {.body = R"({"object": "list", "data": []})"});
}

Answer LlmServer::answer(const Asked& asked) {
  Answer out;
  try {
    sheaf::testing::Answer made = llm.answer(asked.body);
    out.status = made.status;
    out.headers = std::move(made.headers);
    out.body = std::move(made.body);
    out.cut_at = made.cut_off;
    out.hang = made.failure != SHEAF_OK;
    out.delay_ms = latency_ms_;
  } catch (const std::exception& e) {
    out.status = 400;
    out.body = std::string(R"({"error": {"message": ")") + e.what() + "\"}}";
  }
  return out;
}

Answer LlmServer::answer_batch(const Asked& asked) {
  const std::string path = asked.path.substr(std::string("/v1").size());
  const sheaf::testing::Answer made = batches.answer(
      asked.method, asked.query.empty() ? path : path + "?" + asked.query, asked.body);
  Answer out;
  out.status = made.status;
  out.body = made.body;
  out.delay_ms = latency_ms_;
  return out;
}

}  // namespace test
