// sheaf::testing::FakeLlm behind a real socket.
#pragma once

#include <cstdint>
#include <string>

#include "sheaf/testing/llm.hpp"
#include "support/http_server.h"

namespace test {

class LlmServer {
 public:
  // Each answer takes `latency_ms`.
  explicit LlmServer(std::int64_t latency_ms = 0);

  sheaf::testing::FakeLlm llm;  // set it up before the first request
  HttpServer http;              // answers /v1/chat/completions and /v1/models
  std::string base_url() const { return http.url("/v1"); }

 private:
  Answer answer(const Asked& asked);
  std::int64_t latency_ms_;
};

}  // namespace test
