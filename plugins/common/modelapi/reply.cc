#include "modelapi/reply.h"

#include <algorithm>

#include "modelapi/answer.h"
#include "modelapi/json_text.h"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/utf8.hpp"

namespace modelapi {
namespace {

using sheaf::feed::Json;
using sheaf::feed::member_at;
using sheaf::feed::string_at;

constexpr std::size_t kQuoted = 300;  // of a body that is no JSON

std::optional<double> number_at(Json object, std::string_view key) {
  const auto value = member_at(object, key);
  double number = 0;
  if (!value || value->get(number) != simdjson::SUCCESS) return std::nullopt;
  return number;
}

std::uint64_t count_at(Json object, std::string_view key) {
  const double number = number_at(object, key).value_or(0);
  return number > 0 && number < 1e15 ? static_cast<std::uint64_t>(number) : 0;
}

// A string, or a number in digits.
std::string text_at(Json object, std::string_view key) {
  if (const auto number = sheaf::feed::integer_at(object, key)) return std::to_string(*number);
  return std::string(string_at(object, key));
}

ApiError error_of(Json error) {
  ApiError out;
  if (const auto plain = sheaf::feed::string_of(error); !plain.empty()) {
    out.message = plain;
    return out;
  }
  out.message = string_at(error, "message");
  out.code = sheaf::text::lowered(text_at(error, "code"));
  out.type = sheaf::text::lowered(text_at(error, "type"));
  out.param = sheaf::text::lowered(text_at(error, "param"));
  if (const auto metadata = member_at(error, "metadata")) {
    const std::string_view raw = string_at(*metadata, "raw");
    if (!raw.empty()) out.message.append(": ").append(sheaf::text::beginning(raw, kQuoted));
  }
  return out;
}

// An error in a body of status 200: which status it stands for.
int status_of(const ApiError& error) {
  if (error.code.size() == 3 && error.code[0] >= '4' && error.code[0] <= '5' &&
      error.code[1] >= '0' && error.code[1] <= '9' && error.code[2] >= '0' &&
      error.code[2] <= '9') {
    return (error.code[0] - '0') * 100 + (error.code[1] - '0') * 10 + (error.code[2] - '0');
  }
  if (error.code == "rate_limit_exceeded" || error.code == "insufficient_quota") return 429;
  if (error.type == "server_error") return 500;
  return 400;
}

void read_content(Json message, Reply& out) {
  out.refusal = string_at(message, "refusal");
  const auto content = member_at(message, "content");
  if (!content) return;
  out.content = sheaf::feed::string_of(*content);
  for (const Json part : sheaf::feed::items_of(*content)) {
    const std::string_view type = string_at(part, "type");
    if (type.empty() || type == "text" || type == "output_text") {
      out.content += string_at(part, "text");
    } else if (type == "refusal") {
      out.refusal += string_at(part, "refusal");
    }
  }
}

void read_usage(Json root, Reply& out) {
  const auto usage = member_at(root, "usage");
  if (!usage || !member_at(*usage, "prompt_tokens")) return;
  TokenUse use;
  use.input = count_at(*usage, "prompt_tokens");
  use.output = count_at(*usage, "completion_tokens");
  use.cached = std::max(count_at(*usage, "prompt_cache_hit_tokens"),  // DeepSeek
                        count_at(*usage, "cached_tokens"));           // Together
  if (const auto details = member_at(*usage, "prompt_tokens_details")) {
    use.cached = std::max(use.cached, count_at(*details, "cached_tokens"));
    out.usage_in_detail = true;
  }
  if (const auto details = member_at(*usage, "completion_tokens_details")) {
    use.reasoning = count_at(*details, "reasoning_tokens");
    out.usage_in_detail = true;
  }
  use.cached = std::min(use.cached, use.input);
  use.reasoning = std::min(use.reasoning, use.output);
  out.usage = use;
  out.cost = number_at(*usage, "cost");
  if (out.cost && (*out.cost < 0 || *out.cost > 1e6)) out.cost.reset();
}

// What all answers have in common.
void read_envelope(Json root, Reply& out) {
  if (const auto error = member_at(root, "error")) {
    out.error = error_of(*error);
    if (out.status < 400) out.status = status_of(*out.error);
  } else if (out.status >= 400) {
    // "detail" and "message" are what FastAPI servers and Mistral say
    out.error = error_of(root);
    if (out.error->message.empty()) {
      const auto detail = member_at(root, "detail");
      out.error->message =
          detail ? std::string(sheaf::text::beginning(simdjson::minify(*detail), kQuoted)) : "";
    }
  }
  read_usage(root, out);
  out.model = string_at(root, "model");
}

void read_choice(Json root, Reply& out) {
  const auto choices = sheaf::feed::items_at(root, "choices");
  const auto message = choices.empty() ? std::nullopt : member_at(choices[0], "message");
  if (!message) {
    out.error = ApiError{"choices[0].message is missing in the answer", "", "unreadable", ""};
    return;
  }
  if (const auto error = member_at(choices[0], "error")) {  // OpenRouter, of its provider
    out.error = error_of(*error);
    out.status = status_of(*out.error);
  }
  out.finish_reason = sheaf::text::lowered(string_at(choices[0], "finish_reason"));
  read_content(*message, out);
}

}  // namespace

Reply read_answer(int http_status, std::string_view body,
                  const std::function<void(Json, Reply&)>& read) {
  Reply out;
  out.status = http_status;
  const auto unreadable = [&](const std::string& why) {
    out.error = ApiError{why, "", "unreadable", ""};
  };
  const auto parse = [&](std::string_view text) {
    const sheaf::feed::JsonDocument document(text);
    read_envelope(document.root(), out);
    if (!out.error) read(document.root(), out);
  };
  try {
    try {
      parse(body);
    } catch (const sheaf::feed::FormatError&) {
      parse(mend_json(body));
    }
  } catch (const std::exception& e) {
    unreadable(e.what());
    if (http_status >= 400) {
      const std::size_t begin = std::min(body.find_first_not_of(" \t\r\n"), body.size());
      out.error->message = body.substr(begin, kQuoted);
      out.error->type = "";
    }
  }
  return out;
}

Reply read_reply(int http_status, std::string_view body) {
  return read_answer(http_status, body, read_choice);
}

}  // namespace modelapi
