#include "sheaf/testing/llm.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace sheaf::testing {

namespace {

using Json = FakeLlm::Json;

Answer error(int status, Json error) {
  Answer out;
  out.status = status;
  out.body = Json{{"error", std::move(error)}}.dump();
  return out;
}

Json openai_error(const char* message, const char* type, Json code, Json param = nullptr) {
  return {
      {"message", message}, {"type", type}, {"param", std::move(param)}, {"code", std::move(code)}};
}

}  // namespace

FakeLlm::FakeLlm() = default;

FakeLlm::~FakeLlm() = default;

Answer FakeLlm::answer(const Asked& asked) {
  return answer(asked.body);
}

Answer FakeLlm::answer(const std::string& body) {
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

std::vector<FakeLlm::Seen> FakeLlm::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

FakeLlm::Question FakeLlm::read(const std::string& body) {
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

FakeLlm::Json FakeLlm::grades(const Paper& paper) const {
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

std::string FakeLlm::write(const Question& question, LlmFault fault) const {
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

Answer FakeLlm::make(const Question& question, LlmFault fault, Seen& seen) const {
  switch (fault) {
    case LlmFault::kRateLimit:
    case LlmFault::kRateLimitMute: {
      Answer out = error(
          429, openai_error("Rate limit reached for requests", "requests", "rate_limit_exceeded"));
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
      return error(402,
                   openai_error("Insufficient Balance", "unknown_error", "invalid_request_error"));
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
      return error(
          422, openai_error("response_format is not permitted", "invalid_request_error", nullptr));
    case LlmFault::kNoMaxTokens:
      return error(400,
                   openai_error("Unsupported parameter: 'max_tokens' is not supported with "
                                "this model. Use 'max_completion_tokens' instead.",
                                "invalid_request_error", "unsupported_parameter", "max_tokens"));
    case LlmFault::kNoSystem:
      return error(400,
                   openai_error("Unsupported value: 'messages[0].role' does not support "
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

}  // namespace sheaf::testing
