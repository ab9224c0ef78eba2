// sheaf/cpp/http.hpp - sheaf.http/1. See sheaf/plugin.hpp.
#ifndef SHEAF_CPP_HTTP_HPP
#define SHEAF_CPP_HTTP_HPP

#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sheaf/abi/http.h"
#include "sheaf/cpp/call.hpp"
#include "sheaf/cpp/host.hpp"
#include "sheaf/cpp/values.hpp"

namespace sheaf {

// A finished HTTP response, or the head of a stream.
class ResponseView {
 public:
  explicit ResponseView(const sheaf_http_response* r) noexcept : r_(r) {}
  int status() const noexcept { return r_->status; }
  std::string_view url() const noexcept { return view(r_->url); }
  std::string_view body() const noexcept { return view(r_->body); }
  // What a refusal asks to wait; 0: nothing.
  int64_t retry_after_ms() const noexcept { return r_->retry_after_ms; }
  bool unchanged() const noexcept { return (r_->flags & SHEAF_HR_REVALIDATED) != 0; }
  // Name in lower case; empty if there is none.
  std::string_view header(std::string_view name) const noexcept {
    for (const auto& h : range(r_->headers, r_->header_count)) {
      if (view(h.key) == name) return view(h.value);
    }
    return {};
  }

 protected:
  const sheaf_http_response* r_;
};

class Response : public ResponseView {
 public:
  explicit Response(const sheaf_http_response* r) noexcept : ResponseView(r), owner_(r) {}

 private:
  struct Release {
    void operator()(const sheaf_http_response* r) const noexcept { r->release(r); }
  };
  std::unique_ptr<const sheaf_http_response, Release> owner_;
};

// A response whose body is pulled, e.g. into a parser.
class Stream : public ResponseView {
 public:
  Stream(sheaf_http_stream* s, const Call& call) noexcept
      : ResponseView(s->response), s_(s), call_(call) {}
  // At least one byte, or 0 at the end. Throws if the transfer failed.
  size_t read(char* buffer, size_t capacity) {
    size_t got = 0;
    call_.check(s_->read(s_.get(), call_.raw(), buffer, capacity, &got));
    return got;
  }

 private:
  struct Close {
    void operator()(sheaf_http_stream* s) const noexcept { s->close(s); }
  };
  std::unique_ptr<sheaf_http_stream, Close> s_;
  Call call_;
};

struct HttpRequest {
  std::string url = {};
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers = {}, secret_headers = {};
  std::string body = {}, body_type = {};
  uint32_t flags = 0; /* SHEAF_H_* */
  uint64_t max_body = 0;
  int64_t timeout_ms = 0;
};

// How one of many requests ended. Valid inside the callback only.
class Result {
 public:
  Result(sheaf_status status, const sheaf_http_response* response, int64_t retry_after_ms,
         std::string_view error)
      : response_(response) {
    if (!response) error_.emplace(status, std::string(error), retry_after_ms);
  }
  explicit operator bool() const noexcept { return response_ != nullptr; }
  ResponseView response() const noexcept { return ResponseView(response_); }
  // Only if there is no response; may be thrown.
  const Error& error() const noexcept { return *error_; }

 private:
  const sheaf_http_response* response_;
  std::optional<Error> error_;
};

struct Host::RawRequest {
  explicit RawRequest(const HttpRequest& r) : rq(sized<sheaf_http_request>()) {
    fill(r.headers, headers);
    fill(r.secret_headers, secrets);
    rq.flags = r.flags;
    rq.method = str(r.method);
    rq.url = str(r.url);
    rq.headers = headers.data();
    rq.header_count = headers.size();
    rq.secret_headers = secrets.data();
    rq.secret_header_count = secrets.size();
    rq.body = str(r.body);
    rq.body_type = str(r.body_type);
    rq.max_body = r.max_body;
    rq.timeout_ms = r.timeout_ms;
  }
  static void fill(const std::vector<std::pair<std::string, std::string>>& in,
                   std::vector<sheaf_kv>& out) {
    for (const auto& [k, v] : in) out.push_back({str(k), str(v)});
  }
  std::vector<sheaf_kv> headers, secrets;
  sheaf_http_request rq;
};

inline Response Host::send(const Call& call, const HttpRequest& request) const {
  const auto& http = need<sheaf_http>(SHEAF_SERVICE_HTTP);
  const RawRequest raw(request);
  const sheaf_http_response* out = nullptr;
  call.check(http.perform(&http, call.raw(), &raw.rq, &out));
  return Response(out);
}
inline Response Host::get(const Call& call, std::string url, uint32_t flags) const {
  HttpRequest rq;
  rq.url = std::move(url);
  rq.flags = flags;
  return send(call, rq);
}

template <class F>
void Host::send_many(const Call& call, std::span<const HttpRequest> requests, size_t max_in_flight,
                     F&& on_done) const {
  const auto& http = need<sheaf_http>(SHEAF_SERVICE_HTTP);
  std::deque<RawRequest> raw;
  std::vector<const sheaf_http_request*> pointers;
  for (const HttpRequest& r : requests) pointers.push_back(&raw.emplace_back(r).rq);
  struct Context {
    F& on_done;
    std::exception_ptr thrown;
  } context{on_done, nullptr};
  const sheaf_status s = http.perform_many(
      &http, call.raw(), pointers.data(), pointers.size(), max_in_flight,
      [](void* c, size_t index, sheaf_status status, const sheaf_http_response* response,
         int64_t retry_after_ms, sheaf_str error) noexcept -> sheaf_status {
        auto& ctx = *static_cast<Context*>(c);
        if (ctx.thrown) return SHEAF_STOP;
        try {
          const Result result(status, response, retry_after_ms, view(error));
          return ctx.on_done(index, result) ? SHEAF_OK : SHEAF_STOP;
        } catch (...) {
          ctx.thrown = std::current_exception();
          return SHEAF_STOP;
        }
      },
      &context);
  if (context.thrown) std::rethrow_exception(context.thrown);
  call.check(s);
}

inline Stream Host::open(const Call& call, const HttpRequest& request) const {
  const auto& http = need<sheaf_http>(SHEAF_SERVICE_HTTP);
  const RawRequest raw(request);
  sheaf_http_stream* out = nullptr;
  call.check(http.open(&http, call.raw(), &raw.rq, &out));
  return Stream(out, call);
}

}  // namespace sheaf

#endif  // SHEAF_CPP_HTTP_HPP
