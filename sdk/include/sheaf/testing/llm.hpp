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

#include <algorithm>
#include <cstdint>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
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

  std::vector<std::string> axes = {"relevance"};
  std::string model = "fake-model-2026-09-01";  // as it resolves every name
  // The grade of a paper on an axis; from its handle by default.
  std::function<double(const Paper&, const std::string& axis)> grade;
  std::function<std::string(const Paper&)> comment;
  // What goes wrong with the nth request (from 1).
  std::function<LlmFault(std::size_t nth, const Question&)> plan;
  Pairs headers;  // of every answer

  static std::string url() { return "https://llm.example/v1/chat/completions"; }

  Answer answer(const Asked& asked) { return answer(asked.body); }
  Answer answer(const std::string& body) {
    Question question = read(body);
    std::size_t nth = 0;
    {
      const std::lock_guard lock(mutex_);
      nth = ++count_;
    }
    const LlmFault fault = plan ? plan(nth, question) : LlmFault::kNone;
    Seen seen;
    for (const Paper& p : question.papers) seen.handles.push_back(p.handle);
    seen.fault = fault;
    seen.body = body;
    Answer out = make(question, fault, seen);
    for (const auto& h : headers) out.headers.push_back(h);
    out.headers.emplace_back("content-type", "application/json");
    const std::lock_guard lock(mutex_);
    seen_.push_back(std::move(seen));
    return out;
  }

  std::vector<Seen> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

  static Question read(const std::string& body) {
    Question out;
    out.body = Json::parse(body);
    for (const Json& m : out.body.at("messages")) {
      const auto text = m.at("content").get<std::string>();
      (m.at("role") == "system" ? out.system : out.user) += text;
    }
    static constexpr std::string_view kOpen = "<paper id=\"";
    for (std::size_t at = out.user.find(kOpen); at != std::string::npos;
         at = out.user.find(kOpen, at + 1)) {
      const std::size_t id = at + kOpen.size();
      const std::size_t quote = out.user.find('"', id);
      const std::size_t end = out.user.find("</paper>", id);
      if (quote == std::string::npos || end == std::string::npos) break;
      const std::string handle = out.user.substr(id, quote - id);
      if (handle == "...") continue;  // the instructions, where there is no system message
      out.papers.push_back({handle, out.user.substr(quote + 2, end - quote - 2)});
    }
    if (!out.papers.empty()) return out;
    for (std::size_t at = 0; at < out.user.size();) {
      const std::size_t end = std::min(out.user.find('\n', at), out.user.size());
      const std::string line = out.user.substr(at, end - at);
      if (line.size() > 7 && line.substr(5, 2) == ": ") {
        out.papers.push_back({line.substr(0, 5), line.substr(7)});
      }
      at = end + 1;
    }
    return out;
  }

 private:
  static Answer error(int status, Json error) {
    Answer out;
    out.status = status;
    out.body = Json{{"error", std::move(error)}}.dump();
    return out;
  }
  static Json openai_error(const char* message, const char* type, Json code, Json param = nullptr) {
    return {{"message", message},
            {"type", type},
            {"param", std::move(param)},
            {"code", std::move(code)}};
  }

  Json grades(const Paper& paper) const {
    Json out = {{"id", paper.handle}};
    out["comment"] = comment ? comment(paper) : "About " + paper.handle + ".";
    for (const std::string& axis : axes) {
      double value = 0;
      if (grade) {
        value = grade(paper, axis);
      } else {
        for (const char c : paper.handle + axis) value += c;
        value = static_cast<double>(static_cast<int>(value) % 11);
      }
      if (value == static_cast<double>(static_cast<int>(value))) {
        out[axis] = static_cast<int>(value);
      } else {
        out[axis] = value;
      }
    }
    out["matched"] = Json::array();
    return out;
  }

  // What the model writes.
  std::string write(const Question& question, LlmFault fault) const {
    Json all = Json::array();
    for (std::size_t i = 0; i < question.papers.size(); ++i) {
      Json one = grades(question.papers[i]);
      Json& first = one[axes[0]];
      const bool odd = i % 2 == 1;
      switch (fault) {
        case LlmFault::kLeavesOut:
          if (odd || question.papers.size() == 1) continue;
          break;
        case LlmFault::kUnknown:
          if (odd || question.papers.size() == 1) one["id"] = "zz" + question.papers[i].handle;
          break;
        case LlmFault::kStrings:
          first = odd ? first.dump() : first.dump() + "/10";
          break;
        case LlmFault::kFractions:
          first = 7.5;
          break;
        case LlmFault::kTwiceUnlike:
          if (i == 0) {
            all.push_back(one);
            first = (first.get<int>() + 1) % 11;
          }
          break;
        case LlmFault::kTwice:
          all.push_back(one);
          break;
        case LlmFault::kOutOfRange:
          if (i == 0) first = 11;
          break;
        case LlmFault::kMissingAxis:
          if (i == 0) one.erase(axes[0]);
          break;
        case LlmFault::kNullGrade:
          if (i == 0) first = nullptr;
          break;
        default:
          break;
      }
      all.push_back(std::move(one));
    }
    if (fault == LlmFault::kShuffled) std::reverse(all.begin(), all.end());
    std::string out;
    switch (fault) {
      case LlmFault::kLines:
        for (const Json& one : all) out += one.dump() + "\n";
        return out;
      case LlmFault::kByHandle: {
        Json by = Json::object();
        for (Json& one : all) {
          const auto handle = one["id"].get<std::string>();
          one.erase("id");
          by[handle] = one;
        }
        return Json{{"papers", by}}.dump();
      }
      case LlmFault::kBareList:
        return all.dump();
      case LlmFault::kLatex: {
        out = Json{{"papers", all}}.dump();
        for (std::size_t at = out.find("About "); at != std::string::npos;
             at = out.find("About ", at + 1)) {
          out.replace(at, 6, R"(On $\alpha\theta\frac{1}{2}\nu$ in )");
        }
        return out;
      }
      default:
        break;
    }
    out = Json{{"papers", all}}.dump(fault == LlmFault::kFence ? 2 : -1);
    switch (fault) {
      case LlmFault::kFence:
        return "Here are the grades:\n```json\n" + out + "\n```\n";
      case LlmFault::kThink:
        return "<think>\nPapers {\"papers\": [] }, hm.\n</think>\n\n" + out;
      case LlmFault::kThinkOnly:
        return "<think>\nThe first paper is " + out;
      case LlmFault::kLength: {
        // within the last object but one, so that something whole comes before
        const std::size_t papers = question.papers.size();
        const std::size_t at = out.rfind("{\"id\"");
        return out.substr(0, papers > 1 ? at + 20 : out.size() / 2);
      }
      case LlmFault::kLengthEmpty:
      case LlmFault::kEmpty:
        return "";
      case LlmFault::kProse:
        return "I find the first paper quite interesting, the others less so.";
      default:
        return out;
    }
  }

  Answer make(const Question& question, LlmFault fault, Seen& seen) const {
    switch (fault) {
      case LlmFault::kRateLimit:
      case LlmFault::kRateLimitMute: {
        Answer out = error(429, openai_error("Rate limit reached for requests", "requests",
                                             "rate_limit_exceeded"));
        if (fault == LlmFault::kRateLimit) out.headers.emplace_back("retry-after", "2");
        return out;
      }
      case LlmFault::kDailyCap:
        return error(429, openai_error("Rate limit reached on tokens per day (TPD): Limit 100000, "
                                       "Used 96749. Please try again in 114h18m0s. Visit https://",
                                       "tokens", "rate_limit_exceeded"));
      case LlmFault::kQuota:
        return error(429, openai_error("You exceeded your current quota, please check your plan.",
                                       "insufficient_quota", "insufficient_quota"));
      case LlmFault::kNoBalance:
        return error(
            402, openai_error("Insufficient Balance", "unknown_error", "invalid_request_error"));
      case LlmFault::kBadKey:
        return error(401, openai_error("Incorrect API key provided", "invalid_request_error",
                                       "invalid_api_key"));
      case LlmFault::kNoModel:
        return error(404, openai_error("The model does not exist", "invalid_request_error",
                                       "model_not_found"));
      case LlmFault::kServerError:
        return error(500, openai_error("The server had an error", "server_error", nullptr));
      case LlmFault::kOverloaded: {
        Answer out = error(503, openai_error("Overloaded", "server_error", nullptr));
        out.headers.emplace_back("retry-after", "1");
        return out;
      }
      case LlmFault::kGateway: {
        Answer out;
        out.status = 502;
        out.body = "<html><body><h1>502 Bad Gateway</h1></body></html>";
        return out;
      }
      case LlmFault::kErrorIn200:
        return error(200, {{"code", 429},
                           {"message", "Provider returned error"},
                           {"metadata", {{"raw", "rate-limited upstream"}}}});
      case LlmFault::kTooLong:
        return error(400,
                     openai_error("This model's maximum context length is 4096 tokens.",
                                  "invalid_request_error", "context_length_exceeded", "messages"));
      case LlmFault::kTooLong500:
        return error(500, {{"code", 500},
                           {"message", "Context size has been exceeded."},
                           {"type", "server_error"}});
      case LlmFault::kNoSchema:
        return error(400, openai_error("Invalid parameter: 'response_format' of type 'json_schema' "
                                       "is not supported with this model.",
                                       "invalid_request_error", nullptr, "response_format"));
      case LlmFault::kNoObject:
        return error(422, openai_error("response_format is not permitted", "invalid_request_error",
                                       nullptr));
      case LlmFault::kNoMaxTokens:
        return error(400,
                     openai_error("Unsupported parameter: 'max_tokens' is not supported with "
                                  "this model. Use 'max_completion_tokens' instead.",
                                  "invalid_request_error", "unsupported_parameter", "max_tokens"));
      case LlmFault::kNoSystem:
        return error(
            400, openai_error("Unsupported value: 'messages[0].role' does not support "
                              "'system' with this model.",
                              "invalid_request_error", "unsupported_value", "messages[0].role"));
      case LlmFault::kBadRequest:
        return error(400, openai_error("Invalid something", "invalid_request_error", nullptr));
      default:
        break;
    }
    std::string content = write(question, fault);
    seen.billed = true;
    seen.input_tokens = (question.system.size() + question.user.size()) / 4 +
                        question.body.value("response_format", Json()).dump().size() / 8;
    seen.output_tokens = content.size() / 4 + 10;
    Json message = {{"role", "assistant"}, {"content", content}, {"refusal", nullptr}};
    std::string finish = "stop";
    if (fault == LlmFault::kListContent) {
      message["content"] = Json::array(
          {{{"type", "thinking"}, {"thinking", "{}"}}, {{"type", "text"}, {"text", content}}});
    } else if (fault == LlmFault::kRefusal) {
      message["content"] = nullptr;
      message["refusal"] = "I'm sorry, I can't assist with that.";
    } else if (fault == LlmFault::kContentFilter) {
      message["content"] = nullptr;
      finish = "content_filter";
    } else if (fault == LlmFault::kLength || fault == LlmFault::kLengthEmpty ||
               fault == LlmFault::kThinkOnly) {
      finish = "length";
    }
    Json body = {{"id", "chatcmpl-1"},
                 {"object", "chat.completion"},
                 {"created", 1790000000},
                 {"model", fault == LlmFault::kWrongModel ? "another-model" : model}};
    Json choice = {{"index", 0}, {"message", message}, {"finish_reason", finish}};
    Json usage = {{"prompt_tokens", seen.input_tokens},
                  {"completion_tokens", seen.output_tokens},
                  {"total_tokens", seen.input_tokens + seen.output_tokens}};
    if (fault == LlmFault::kCutPrompt) {
      usage["prompt_tokens"] = seen.input_tokens = seen.input_tokens / 10;
    } else {
      usage["prompt_tokens_details"] = {{"cached_tokens", seen.input_tokens / 2}};
      usage["completion_tokens_details"] = {{"reasoning_tokens", 5}};
    }
    if (fault == LlmFault::kBigSeed) {
      choice["seed"] = 14836394043272784000ull;
      choice["stop_reason"] = nullptr;
      body["prompt_logprobs"] = nullptr;
      usage["prompt_tokens_details"] = nullptr;
    }
    body["choices"] = Json::array({choice});
    body["usage"] = usage;
    Answer out;
    out.body = body.dump();
    seen.delivered = true;
    if (fault == LlmFault::kBlankLines) {
      std::string blanks;
      for (int i = 0; i < 54; ++i) blanks += "\n          ";
      out.body.insert(0, blanks);
    } else if (fault == LlmFault::kNotJson) {
      out.body.resize(out.body.size() / 2);
      seen.delivered = false;
    } else if (fault == LlmFault::kCutBody) {
      out.cut_off = out.body.size() / 2;
      seen.delivered = false;
    } else if (fault == LlmFault::kHang) {
      out = Answer::fail(SHEAF_E_TRANSIENT, "no answer in time");
      seen.delivered = false;
    }
    return out;
  }

  mutable std::mutex mutex_;
  std::size_t count_ = 0;
  std::vector<Seen> seen_;
};

}  // namespace sheaf::testing

#endif  // SHEAF_TESTING_LLM_HPP
