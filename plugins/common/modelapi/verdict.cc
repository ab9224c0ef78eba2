#include "modelapi/verdict.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "sheaf/feed/dates.hpp"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/utf8.hpp"

namespace modelapi {
namespace {

bool any_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view w) { return text.find(w) != std::string_view::npos; });
}

// The longest of what the server asks for, in its headers and in the words of a 429.
std::int64_t asked_wait(const Reply& reply, const sheaf::ResponseView& answer,
                        std::int64_t now_ms) {
  std::int64_t wait = 0;
  const std::string_view after = answer.header("retry-after");
  if (const std::int64_t ms = reset_ms(after); ms > 0) {
    wait = ms;
  } else if (const auto date = sheaf::feed::parse_date(after)) {
    wait = std::max(wait, date->ms - now_ms);
  }
  double ms = 0;
  const std::string_view precise = answer.header("retry-after-ms");
  if (std::from_chars(precise.data(), precise.data() + precise.size(), ms).ec == std::errc() &&
      ms < 1e12) {
    wait = std::max(wait, static_cast<std::int64_t>(std::ceil(ms)));
  }
  if (reply.error) {
    static constexpr std::string_view kSaid = "try again in ";
    const std::string said = sheaf::text::lowered(reply.error->message);
    if (const std::size_t at = said.find(kSaid); at != std::string::npos) {
      std::string_view rest = std::string_view(said).substr(at + kSaid.size());
      rest = rest.substr(0, rest.find_first_of(" ,"));
      while (rest.ends_with('.')) rest.remove_suffix(1);
      wait = std::max(wait, reset_ms(rest));
    }
  }
  return wait;
}

Verdict stop(sheaf_status code, std::string reason, std::int64_t wait_ms = 0) {
  return {Verdict::kStop, std::move(reason), wait_ms, code};
}

Verdict judge_error(const Reply& reply, const sheaf::ResponseView& answer, std::int64_t now_ms) {
  const ApiError& error = *reply.error;
  const std::string what = error.code + " " + error.type;
  const std::string said = sheaf::text::lowered(error.message);
  std::string reason = error.message.empty() ? "no reason given" : error.message;
  if (reply.status != 200) reason += " (HTTP " + std::to_string(reply.status) + ")";
  const int s = reply.status;

  if (any_of(what, {"insufficient_quota", "billing", "insufficient_balance"}) || s == 402) {
    return stop(SHEAF_E_RATE_LIMITED, "the account has no credit left: " + reason);
  }
  const bool too_long =
      any_of(what, {"context_length_exceeded", "exceed_context_size"}) ||
      any_of(said, {"context size", "context length", "maximum context", "context window",
                    "too many tokens in", "prompt is too long",
                    // of POST /embeddings: OpenAI, llama.cpp, TEI, Mistral
                    "maximum input length", "tokens per request", "array too long",
                    "too large to process", "batch size", "too many inputs"});
  if (too_long || s == 413) {
    return {Verdict::kSmaller, "the prompt is too long: " + reason, 0, 0, true};
  }
  if (any_of(what, {"content_filter", "content_policy", "moderation"}) ||
      any_of(said, {"content management policy", "moderation", "flagged"})) {
    return {Verdict::kSmaller, "the server's content filter refused it: " + reason, 0, 0};
  }
  if (error.type == "unreadable") {
    return {Verdict::kAgain, "an answer that cannot be read: " + error.message, 0, 0};
  }
  if (s == 401 || s == 403) return stop(SHEAF_E_AUTH, "the key is refused: " + reason);
  if (s == 404 || error.code == "model_not_found") {
    return stop(SHEAF_E_CONFIG, "no such model or address: " + reason);
  }
  const std::string_view again = answer.header("x-should-retry");
  const bool may_pass = s == 408 || s == 409 || s == 425 || s == 429 || s >= 500;
  if (again == "true" || (may_pass && again != "false")) {
    return {Verdict::kAgain, reason, s == 429 || s == 503 ? asked_wait(reply, answer, now_ms) : 0,
            0};
  }
  if (may_pass) return {Verdict::kSmaller, reason, 0, 0};
  return {Verdict::kAdapt, reason, 0, 0};
}

}  // namespace

std::int64_t reset_ms(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, double>, 7> kUnits = {
      {{"ms", 1}, {"us", 1e-3}, {"ns", 1e-6}, {"h", 3.6e6}, {"m", 6e4}, {"s", 1e3}, {"d", 8.64e7}}};
  double total = 0;
  if (text.empty()) return -1;
  while (!text.empty()) {
    double number = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (error != std::errc() || number < 0) return -1;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    double factor = text.empty() && total == 0 ? 1e3 : 0;
    for (const auto& [unit, ms] : kUnits) {
      if (factor == 0 && text.starts_with(unit)) {
        factor = ms;
        text.remove_prefix(unit.size());
      }
    }
    if (factor == 0) return -1;
    total += number * factor;
  }
  return total < 1e14 ? static_cast<std::int64_t>(std::ceil(total)) : -1;
}

std::int64_t wait_after(const sheaf::ResponseView& answer, std::uint64_t tokens_of_a_request) {
  std::int64_t wait = 0;
  const auto look = [&](const char* left_name, const char* reset_name, std::uint64_t needed) {
    const std::string_view left = answer.header(left_name);
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(left.data(), left.data() + left.size(), count);
    // some servers send -1, or 0 without a time, for "no limit"
    if (error != std::errc() || end != left.data() + left.size() || count < 0) return;
    if (static_cast<std::uint64_t>(count) >= needed) return;
    wait = std::max(wait, reset_ms(answer.header(reset_name)));
  };
  look("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests", 1);
  look("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens", tokens_of_a_request);
  return wait;
}

Verdict judge(const Reply& reply, const sheaf::ResponseView& answer, std::int64_t now_ms) {
  if (reply.error) return judge_error(reply, answer, now_ms);
  if (!reply.refusal.empty()) {
    return {Verdict::kSmaller,
            "the model refused: " + std::string(sheaf::text::beginning(reply.refusal, 300)), 0, 0};
  }
  if (reply.finish_reason == "insufficient_system_resource") {  // DeepSeek, in the middle of it
    return {Verdict::kAgain, "the server ran out of resources", 0, 0};
  }
  return {};
}

}  // namespace modelapi
