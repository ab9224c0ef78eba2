#include "post.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "sheaf/feed/json.hpp"
#include "sheaf/text/hash.hpp"

namespace output_webhook {
namespace {

constexpr std::int64_t kKeptMs = 400LL * 24 * 3'600'000;  // longer than anybody retries a delivery
constexpr std::int64_t kLongestWaitMs = 60'000;           // within one attempt
constexpr int kWaits = 3;

std::vector<std::string> lines(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// How long the service wants to be left alone: Retry-After, or what Telegram and Discord say in the
// body. A second if it does not say.
std::int64_t wait_of(const sheaf::Response& answer) {
  double seconds = 1;
  const std::string header(answer.header("retry-after"));
  if (std::sscanf(header.c_str(), "%lf", &seconds) != 1) {
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    if (parser.parse(answer.body().data(), answer.body().size()).get(root) == simdjson::SUCCESS) {
      for (const char* at : {"/retry_after", "/parameters/retry_after"}) {
        double said = 0;
        if (root.at_pointer(at).get(said) == simdjson::SUCCESS) seconds = said;
      }
    }
  }
  return static_cast<std::int64_t>(std::clamp(seconds, 0.0, 86'400.0) * 1000);
}

[[noreturn]] void refuse(const sheaf::Response& answer) {
  const int status = answer.status();
  const std::string what = "the webhook answered " + std::to_string(status);
  std::string said(answer.body().substr(0, 200));
  std::replace_if(
      said.begin(), said.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  if (status == 401 || status == 403) throw sheaf::Error(SHEAF_E_AUTH, what + ": " + said);
  if (status == 404 || status == 410) {
    throw sheaf::Error(SHEAF_E_CONFIG, what + ": it is gone, or its address is wrong");
  }
  if (status >= 500 || status == 408) throw sheaf::Error(SHEAF_E_TRANSIENT, what + ": " + said);
  throw sheaf::Error(SHEAF_E_UPSTREAM, what + ": " + said);
}

void send(const sheaf::Host& host, const sheaf::Call& call, const Door& door,
          const std::string& body, const std::string& key) {
  sheaf::HttpRequest request;
  request.url = door.url;
  request.method = "POST";
  request.secret_headers = door.secret_headers;
  if (door.sends_key) request.headers.emplace_back("Idempotency-Key", "\"" + key + "\"");
  request.body = body;
  request.body_type = "application/json";
  request.flags = SHEAF_H_ALLOW_ERROR | SHEAF_H_NO_CACHE;
  if (door.sends_key) request.flags |= SHEAF_H_RETRY_POST;
  request.max_body = 1 << 20;
  for (int waits = 0;; ++waits) {
    const sheaf::Response answer = host.send(call, request);
    if (answer.status() >= 200 && answer.status() < 300) return;
    if (answer.status() != 429) refuse(answer);
    const std::int64_t wait = wait_of(answer);
    if (waits == kWaits || wait > kLongestWaitMs) {
      throw sheaf::Error(SHEAF_E_RATE_LIMITED, "the webhook takes no more messages for now", wait);
    }
    host.sleep_ms(call, wait);
  }
}

}  // namespace

void post(const sheaf::Host& host, const sheaf::Call& call, const Door& door,
          std::string_view delivery, const std::vector<std::string>& parts) {
  const std::string state_key = "posted/" + std::string(delivery);
  std::vector<std::string> posted = lines(host.state(call, state_key).value_or(""));
  bool sent_one = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    call.throw_if_cancelled();
    const std::string mark = sheaf::text::fnv1a_hex(parts[i]);
    if (i < posted.size() && posted[i] == mark) continue;
    if (sent_one && door.pause_ms > 0) host.sleep_ms(call, door.pause_ms);
    send(host, call, door, parts[i], std::string(delivery) + "/" + std::to_string(i + 1));
    sent_one = true;
    posted.resize(std::max(posted.size(), i + 1));
    posted[i] = mark;
    std::string text;
    for (const std::string& line : posted) text += line + "\n";
    host.put_state(call, state_key, text, host.now_ms() + kKeptMs);
    call.progress(i + 1, parts.size());
  }
}

}  // namespace output_webhook
