// sheaf.http/1 from a script: what each URL answers, and a list of what was asked.
#ifndef SHEAF_TESTING_HTTP_HPP
#define SHEAF_TESTING_HTTP_HPP

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sheaf/plugin.hpp"
#include "sheaf/testing/call.hpp"

namespace sheaf::testing {

// What an exchange ends in.
struct Answer {
  std::string body = {};
  int status = 200;
  Pairs headers = {};              /* names in lower case */
  std::string url = {};            /* after redirects; empty: as asked */
  std::uint32_t flags = 0;         /* SHEAF_HR_* */
  sheaf_status failure = SHEAF_OK; /* not SHEAF_OK: no response at all, but this code */
  std::string message = {};        /* of the failure */
  std::optional<std::size_t> cut_off =
      {}; /* the connection breaks after so many bytes of the body */

  static Answer fail(sheaf_status code, std::string message) {
    Answer a;
    a.failure = code;
    a.message = std::move(message);
    return a;
  }
};

// What a plugin asked for.
struct Asked {
  std::string method, url;
  Pairs headers, secret_headers;
  std::string body, body_type;
  std::uint32_t flags = 0; /* SHEAF_H_* */
  std::uint64_t max_body = 0;
  std::int64_t timeout_ms = 0;
};

// Behaves as the host does towards a plugin: a 4xx or 5xx fails the call unless
// SHEAF_H_ALLOW_ERROR, a cancelled call fails at once, an oversized body is refused. It never waits
// and never retries. One call is one request, also inside perform_many. Thread-safe, but write the
// script first.
class FakeHttp final : public sheaf_http, public Faults {
 public:
  FakeHttp() : sheaf_http(sized<sheaf_http>()) {
    perform = [](const sheaf_http* h, const sheaf_call* call, const sheaf_http_request* rq,
                 const sheaf_http_response** out) noexcept -> sheaf_status {
      Outcome o = of(h).exchange(call, *rq, false);
      if (o.code != SHEAF_OK) return call->fail(call, o.code, o.retry_after_ms, str(o.message));
      *out = o.response.release();
      return SHEAF_OK;
    };
    perform_many = [](const sheaf_http* h, const sheaf_call* call,
                      const sheaf_http_request* const* requests, std::size_t count, std::size_t,
                      sheaf_http_done done, void* context) noexcept -> sheaf_status {
      for (std::size_t i = 0; i < count; ++i) {
        const Outcome o = of(h).exchange(call, *requests[i], false);
        if (o.code == SHEAF_E_CANCELLED) return tell(call, o.code, o.message);
        if (done(context, i, o.code, o.response.get(), o.retry_after_ms, str(o.message)) !=
            SHEAF_OK) {
          break;
        }
      }
      return SHEAF_OK;
    };
    open = [](const sheaf_http* h, const sheaf_call* call, const sheaf_http_request* rq,
              sheaf_http_stream** out) noexcept -> sheaf_status {
      Outcome o = of(h).exchange(call, *rq, true);
      if (o.code != SHEAF_OK) return call->fail(call, o.code, o.retry_after_ms, str(o.message));
      *out = new OpenStream(std::move(o.response), of(h).chunk_size_);
      return SHEAF_OK;
    };
  }
  FakeHttp(const FakeHttp&) = delete;

  // ---- The script

  // Queues an answer to `url`, whatever the method. Answers are given in order, the last one again
  // and again. A URL without any is SHEAF_E_NOT_FOUND with a message that names it.
  void answer(const std::string& url, Answer answer) {
    script_[url].answers.push_back(std::move(answer));
  }
  // The bytes that one read() of a stream yields at most; the default is as many as are asked for.
  void chunk_size(std::size_t bytes) { chunk_size_ = bytes; }

  // ---- What happened

  std::vector<Asked> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  std::vector<std::string> asked_urls() const {
    std::vector<std::string> out;
    for (const Asked& a : asked()) out.push_back(a.url);
    return out;
  }
  // Responses and streams that the plugin has not released.
  int unreleased() const { return *live_; }

 private:
  struct Script {
    std::vector<Answer> answers;
    std::size_t next = 0;
  };

  // Owns all that its base points to. It counts itself in `live`, which may outlive the service.
  struct OwnedResponse : sheaf_http_response {
    OwnedResponse(Answer a, const std::string& asked, std::shared_ptr<std::atomic<int>> count)
        : sheaf_http_response(sized<sheaf_http_response>()),
          answer(std::move(a)),
          live(std::move(count)) {
      if (answer.url.empty()) answer.url = asked;
      for (const auto& [name, value] : answer.headers) pairs.push_back({str(name), str(value)});
      sheaf_http_response::status = answer.status;
      sheaf_http_response::flags = answer.flags;
      sheaf_http_response::url = str(answer.url);
      sheaf_http_response::headers = pairs.data();
      header_count = pairs.size();
      sheaf_http_response::body = str(answer.body);
      release = [](const sheaf_http_response* r) noexcept {
        delete static_cast<const OwnedResponse*>(r);
      };
      ++*live;
    }
    OwnedResponse(const OwnedResponse&) = delete;
    ~OwnedResponse() { --*live; }
    Answer answer;
    std::vector<sheaf_kv> pairs;
    std::shared_ptr<std::atomic<int>> live;
  };

  struct OpenStream : sheaf_http_stream {
    OpenStream(std::unique_ptr<OwnedResponse> r, std::size_t chunk_size)
        : sheaf_http_stream(sized<sheaf_http_stream>()), owned(std::move(r)), chunk(chunk_size) {
      owned->body = {};
      flags = owned->flags;
      response = owned.get();
      read = [](sheaf_http_stream* s, const sheaf_call* call, char* buffer, std::size_t capacity,
                std::size_t* got) noexcept -> sheaf_status {
        return static_cast<OpenStream*>(s)->next(call, buffer, capacity, *got);
      };
      close = [](sheaf_http_stream* s) noexcept { delete static_cast<OpenStream*>(s); };
    }
    sheaf_status next(const sheaf_call* call, char* buffer, std::size_t capacity,
                      std::size_t& got) {
      got = 0;
      if (call->is_cancelled(call)) return tell(call, SHEAF_E_CANCELLED, "cancelled");
      const Answer& a = owned->answer;
      const std::size_t end = std::min(a.body.size(), a.cut_off.value_or(a.body.size()));
      if (at == end && a.cut_off) return tell(call, SHEAF_E_TRANSIENT, broken_off(a));
      got = std::min({end - at, capacity, chunk});
      std::memcpy(buffer, a.body.data() + at, got);
      at += got;
      return SHEAF_OK;
    }
    std::unique_ptr<OwnedResponse> owned;
    std::size_t chunk, at = 0;
  };

  struct Outcome {
    sheaf_status code = SHEAF_OK;
    std::string message;
    std::int64_t retry_after_ms = 0;
    std::unique_ptr<OwnedResponse> response;
  };

  static const FakeHttp& of(const sheaf_http* h) noexcept {
    return *static_cast<const FakeHttp*>(h);
  }
  static std::string broken_off(const Answer& a) {
    return a.url + ": connection broken off after " + std::to_string(*a.cut_off) + " bytes";
  }
  static Pairs copy_pairs(const sheaf_kv* first, std::size_t count) {
    Pairs out;
    for (const auto& h : range(first, count)) out.emplace_back(view(h.key), view(h.value));
    return out;
  }

  Outcome exchange(const sheaf_call* call, const sheaf_http_request& rq, bool stream) const {
    Asked asked{rq.method.len ? std::string(view(rq.method)) : "GET",
                std::string(view(rq.url)),
                copy_pairs(rq.headers, rq.header_count),
                copy_pairs(rq.secret_headers, rq.secret_header_count),
                std::string(view(rq.body)),
                std::string(view(rq.body_type)),
                rq.flags,
                rq.max_body,
                rq.timeout_ms};
    const std::string url = asked.url;
    const auto fault = count_call();
    if (fault) return {fault->code, fault->message, fault->retry_after_ms, nullptr};
    if (call->is_cancelled(call)) return {SHEAF_E_CANCELLED, "cancelled", 0, nullptr};

    Answer a;
    {
      const std::lock_guard lock(mutex_);
      a = find(asked);
      asked_.push_back(std::move(asked));
    }
    if (a.url.empty()) a.url = url;
    if (a.failure != SHEAF_OK) return {a.failure, a.message, 0, nullptr};
    if (a.status >= 400 && !(rq.flags & SHEAF_H_ALLOW_ERROR)) return refusal(a);
    if (!stream && a.cut_off) return {SHEAF_E_TRANSIENT, broken_off(a), 0, nullptr};
    if (rq.max_body != 0 && a.body.size() > rq.max_body) {
      return {SHEAF_E_UPSTREAM, url + ": answer is larger than " + std::to_string(rq.max_body), 0,
              nullptr};
    }
    return {SHEAF_OK, "", 0, std::make_unique<OwnedResponse>(std::move(a), url, live_)};
  }

  Answer find(const Asked& asked) const {
    const auto found = script_.find(asked.url);
    if (found == script_.end()) {
      return Answer::fail(SHEAF_E_NOT_FOUND, "no answer is scripted for " + asked.url);
    }
    Script& s = found->second;
    return s.answers[std::min(s.next++, s.answers.size() - 1)];
  }

  static Outcome refusal(const Answer& a) {
    sheaf_status code = SHEAF_E_UPSTREAM;
    std::int64_t retry = 0;
    if (a.status == 401 || a.status == 403) code = SHEAF_E_AUTH;
    if (a.status == 404 || a.status == 410) code = SHEAF_E_NOT_FOUND;
    if (a.status == 408 || a.status >= 500) code = SHEAF_E_TRANSIENT;
    if (a.status == 429) code = SHEAF_E_RATE_LIMITED;
    for (const auto& [name, value] : a.headers) {
      if (name != "retry-after") continue;
      std::from_chars(value.data(), value.data() + value.size(), retry);
    }
    return {code, a.url + ": HTTP status " + std::to_string(a.status), retry * 1000, nullptr};
  }

  std::size_t chunk_size_ = static_cast<std::size_t>(-1);
  mutable std::mutex mutex_;
  mutable std::map<std::string, Script> script_;
  mutable std::vector<Asked> asked_;
  std::shared_ptr<std::atomic<int>> live_ = std::make_shared<std::atomic<int>>(0);
};

}  // namespace sheaf::testing

#endif  // SHEAF_TESTING_HTTP_HPP
