// A server with OpenAI's chat completions, in memory: it grades the papers of a prompt and makes
// the mistakes that real servers and models make, when the test says so.
//
//   FakeLlm llm;
//   llm.plan = [](std::size_t nth, const FakeLlm::Question&) {   // the second request is refused
//     return nth == 2 ? LlmFault::kRateLimit : LlmFault::kNone;
//   };
//   host.http.answer_with(llm.url(), [&](const Asked& asked) { return llm.answer(asked); });
//
// It is not part of sheaf/testing.hpp: include it where it is needed. Any loopback web server can
// serve it, too: hand the body of a request to answer() and send back what it says.
#ifndef SHEAF_TESTING_LLM_HPP
#define SHEAF_TESTING_LLM_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sheaf/testing/answer.hpp"

namespace sheaf::testing {

enum class LlmFault {
  kNone,
  // No usable answer
  kRateLimit,      // 429 with Retry-After: 2
  kRateLimitMute,  // 429 without a word on when
  kDailyCap,       // 429, "try again in 114h18m0s"
  kQuota,          // 429 insufficient_quota
  kNoBalance,      // 402
  kBadKey,         // 401
  kNoModel,        // 404
  kServerError,    // 500
  kOverloaded,     // 503 with Retry-After: 1
  kGateway,        // 502, a page for people
  kErrorIn200,     // status 200, error code 429 as a number
  kCutBody,        // the connection breaks within the body
  kHang,           // no answer until the client gives up
  kNotJson,        // 200, half a body that claims to be whole
  // The request is not accepted
  kTooLong,      // 400 context_length_exceeded
  kTooLong500,   // 500, the same in other words
  kNoSchema,     // 400: json_schema is not supported
  kNoObject,     // 400: response_format is not supported
  kNoMaxTokens,  // 400: use max_completion_tokens
  kNoSystem,     // 400: no role `system`
  kBadRequest,   // 400: something else
  // Another form of a good answer
  kBlankLines,   // 594 blanks and line ends before the body
  kFence,        // ```json
  kThink,        // <think>...</think> before it
  kListContent,  // content is a list of parts
  kLines,        // one object a line
  kByHandle,     // {"papers": {HANDLE: {...}}}
  kBareList,     // [...]
  kBigSeed,      // choices[0].seed above INT64_MAX, explicit nulls everywhere
  kStrings,      // "8" for 8, "8/10"
  kFractions,    // 7.5
  kLatex,        // single backslashes in comments
  kShuffled,     // papers in another order
  kTwice,        // papers said twice, alike
  kWrongModel,   // graded by another model than was asked for
  // No usable content, or less than was asked for
  kRefusal,        // message.refusal, finish_reason stop
  kContentFilter,  // content null
  kLength,         // cut off in the middle of an object
  kLengthEmpty,    // all spent on thinking
  kThinkOnly,      // <think> that does not end
  kEmpty,          // ""
  kProse,          // no JSON
  kCutPrompt,      // usage shows that half of the prompt was not read
  kLeavesOut,      // every second paper is missing
  kUnknown,        // every second handle is mistyped
  kTwiceUnlike,    // the first paper is graded twice, differently
  kOutOfRange,     // the first paper gets 11
  kMissingAxis,    // the first paper lacks a grade
  kNullGrade       // the first paper's grade is null
};

// Thread-safe, but set the members before the first request.
class FakeLlm {
 public:
  using Json = nlohmann::ordered_json;

  struct Paper {
    std::string handle, text;
  };
  struct Question {
    Json body;
    std::string system, user;
    std::vector<Paper> papers;  // <paper id="HANDLE">text</paper>, else lines `HANDLE: text`
  };
  // What the server remembers of a request.
  struct Seen {
    std::vector<std::string> handles;
    LlmFault fault = LlmFault::kNone;
    bool billed = false;     // something was generated
    bool delivered = false;  // and reached the client
    std::uint64_t input_tokens = 0, output_tokens = 0;
    std::string body;
  };

  FakeLlm();
  ~FakeLlm();

  std::vector<std::string> axes = {"relevance"};
  std::string model = "fake-model-2026-09-01";  // as it resolves every name
  // The grade of a paper on an axis; from its handle by default.
  std::function<double(const Paper&, const std::string& axis)> grade;
  std::function<std::string(const Paper&)> comment;
  // What goes wrong with the nth request (from 1).
  std::function<LlmFault(std::size_t nth, const Question&)> plan;
  Pairs headers;  // of every answer

  static std::string url() { return "https://llm.example/v1/chat/completions"; }

  Answer answer(const Asked& asked);
  Answer answer(const std::string& body);

  std::vector<Seen> seen() const;

  static Question read(const std::string& body);

 private:
  Json grades(const Paper& paper) const;

  // What the model writes.
  std::string write(const Question& question, LlmFault fault) const;

  Answer make(const Question& question, LlmFault fault, Seen& seen) const;

  mutable std::mutex mutex_;
  std::size_t count_ = 0;
  std::vector<Seen> seen_;
};

}  // namespace sheaf::testing

#endif  // SHEAF_TESTING_LLM_HPP
