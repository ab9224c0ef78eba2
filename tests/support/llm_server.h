// sheaf::testing::FakeLlm behind a real socket.
#pragma once

#include <cstdint>
#include <string>

#include "sheaf/testing/llm.hpp"
#include "sheaf/testing/llm_batches.hpp"
#include "support/http_server.h"

namespace test {

class LlmServer {
 public:
  // Each answer takes `latency_ms`.
  explicit LlmServer(std::int64_t latency_ms = 0);

  sheaf::testing::FakeLlm llm;  // set it up before the first request
  // Batches are made at `batch_clock_ms`.
  std::int64_t batch_clock_ms = 0;
  sheaf::testing::FakeLlmBatches batches{llm, [this] { return batch_clock_ms; }};
  // Answers /v1/chat/completions, /v1/models, /v1/files and /v1/batches.
  HttpServer http;
  std::string base_url() const { return http.url("/v1"); }

 private:
  Answer answer(const Asked& asked);
  Answer answer_batch(const Asked& asked);
  std::int64_t latency_ms_;
};

}  // namespace test
