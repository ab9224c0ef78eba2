// fake_llm [LATENCY_MS [FAULTY]]: a server with OpenAI's chat completions on 127.0.0.1 until
// standard input ends, for trying out whatever asks one. Prints its base_url. FAULTY: every so
// manyth request fails in one way after the other. At the end it prints what it saw, a figure a
// line.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#include "support/llm_server.h"

int main(int argc, char** argv) {
  using sheaf::testing::LlmFault;
  const int latency_ms = argc > 1 ? std::atoi(argv[1]) : 0;
  test::LlmServer server(latency_ms);
  const std::size_t faulty = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 0;
  server.llm.plan = [faulty](std::size_t nth, const sheaf::testing::FakeLlm::Question&) {
    static constexpr LlmFault kFaults[] = {
        LlmFault::kServerError, LlmFault::kRateLimit,   LlmFault::kCutBody,
        LlmFault::kLeavesOut,   LlmFault::kRefusal,     LlmFault::kLength,
        LlmFault::kOutOfRange,  LlmFault::kErrorIn200,  LlmFault::kOverloaded,
        LlmFault::kBlankLines,  LlmFault::kTwiceUnlike, LlmFault::kThink};
    return faulty != 0 && nth % faulty == 0 ? kFaults[nth / faulty % std::size(kFaults)]
                                            : LlmFault::kNone;
  };
  std::printf("%s\n", server.base_url().c_str());
  std::fflush(stdout);
  for (std::string line; std::getline(std::cin, line);) {
  }
  std::uint64_t input = 0, output = 0;
  const auto seen = server.llm.seen();
  for (const auto& s : seen) {
    input += s.billed ? s.input_tokens : 0;
    output += s.billed ? s.output_tokens : 0;
  }
  const auto asked = server.http.asked("/v1/chat/completions");
  const std::int64_t from_first_to_last =
      asked.empty() ? 0 : asked.back().at_ms - asked.front().at_ms + latency_ms;
  std::printf(
      "requests %zu\ninput tokens %llu\noutput tokens %llu\nmost at once %d\nmilliseconds %lld\n",
      seen.size(), static_cast<unsigned long long>(input), static_cast<unsigned long long>(output),
      server.http.most_in_flight(), static_cast<long long>(from_first_to_last));
}
