#include "services/services.h"

#include <fmt/format.h>

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/tell.h"

namespace host::services {

using plugin::str;
using plugin::view;

namespace {

net::Request request_from(const sheaf_http_request& in) {
  net::Request out;
  if (in.method.len != 0) out.method = view(in.method);
  out.url = view(in.url);
  for (std::size_t i = 0; i < in.header_count; ++i) {
    out.headers.emplace_back(view(in.headers[i].key), view(in.headers[i].value));
  }
  for (std::size_t i = 0; i < in.secret_header_count; ++i) {
    out.secret_headers.emplace_back(view(in.secret_headers[i].key),
                                    view(in.secret_headers[i].value));
  }
  out.body = view(in.body);
  out.body_type = view(in.body_type);
  out.no_cache = (in.flags & SHEAF_H_NO_CACHE) != 0;
  out.no_retry = (in.flags & SHEAF_H_NO_RETRY) != 0;
  out.retry_post = (in.flags & SHEAF_H_RETRY_POST) != 0;
  out.allow_error = (in.flags & SHEAF_H_ALLOW_ERROR) != 0;
  out.cookies = (in.flags & SHEAF_H_COOKIES) != 0;
  out.max_body = in.max_body;
  out.timeout_ms = in.timeout_ms;
  return out;
}

// Owns what a sheaf_http_response points to.
struct ResponseBox : sheaf_http_response {
  net::Response response;
  std::vector<sheaf_kv> kvs;

  explicit ResponseBox(net::Response r) : sheaf_http_response{}, response(std::move(r)) {
    struct_size = sizeof(sheaf_http_response);
    flags = (response.from_cache ? std::uint32_t{SHEAF_HR_FROM_CACHE} : 0u) |
            (response.revalidated ? std::uint32_t{SHEAF_HR_REVALIDATED} : 0u) |
            (response.replayed ? std::uint32_t{SHEAF_HR_REPLAYED} : 0u);
    status = response.status;
    retry_after_ms = response.retry_after_ms;
    sheaf_http_response::url = str(response.url);
    for (const auto& [k, v] : response.headers) kvs.push_back({str(k), str(v)});
    headers = kvs.data();
    header_count = kvs.size();
    body = str(response.body);
    release = [](const sheaf_http_response* self) { delete static_cast<const ResponseBox*>(self); };
  }
};

struct HttpService : sheaf_http {
  net::Http& http_;
  net::CallContext context_;

  HttpService(net::Http& http, net::CallContext context)
      : sheaf_http{}, http_(http), context_(std::move(context)) {
    struct_size = sizeof(sheaf_http);
    sheaf_http::perform = &perform_;
    sheaf_http::perform_many = &perform_many_;
    sheaf_http::open = &open_;
  }

  net::CallContext context_for(const sheaf_call* call) const {
    net::CallContext out = context_;
    out.cancelled = [call] { return call->is_cancelled(call) != 0; };
    out.deadline_ms = call->deadline_ms == SHEAF_TIME_UNKNOWN ? 0 : call->deadline_ms;
    return out;
  }

  struct StreamBox : sheaf_http_stream {
    std::unique_ptr<net::Stream> stream;
    std::unique_ptr<ResponseBox> head;
    const HttpService* service = nullptr;
  };

  static const HttpService& of(const sheaf_http* http) {
    return *static_cast<const HttpService*>(http);
  }

  static sheaf_status perform_(const sheaf_http* http, const sheaf_call* call,
                               const sheaf_http_request* request, const sheaf_http_response** out) {
    const HttpService& self = of(http);
    auto answer = self.http_.perform(self.context_for(call), request_from(*request));
    if (!answer) return tell(call, answer.error());
    *out = std::make_unique<ResponseBox>(std::move(*answer)).release();
    return SHEAF_OK;
  }

  static sheaf_status perform_many_(const sheaf_http* http, const sheaf_call* call,
                                    const sheaf_http_request* const* requests, std::size_t count,
                                    std::size_t max_in_flight, sheaf_http_done done,
                                    void* context) {
    const HttpService& self = of(http);
    std::vector<net::Request> all;
    all.reserve(count);
    for (std::size_t i = 0; i < count; ++i) all.push_back(request_from(*requests[i]));
    sheaf_status result = SHEAF_OK;
    self.http_.perform_many(self.context_for(call), all, max_in_flight,
                            [&](std::size_t index, Result<net::Response> answer) {
                              sheaf_status s = SHEAF_OK;
                              if (answer) {
                                const ResponseBox box(std::move(*answer));
                                s = done(context, index, SHEAF_OK, &box, 0, {nullptr, 0});
                              } else {
                                const Error& e = answer.error();
                                s = done(context, index, e.code, nullptr, e.retry_after_ms,
                                         str(e.message));
                              }
                              if (s < 0) result = s;
                              return s == SHEAF_OK;
                            });
    if (result == SHEAF_OK && call->is_cancelled(call) != 0) {
      return tell(call, Error{SHEAF_E_CANCELLED, "cancelled", 0});
    }
    return result;
  }

  static sheaf_status open_(const sheaf_http* http, const sheaf_call* call,
                            const sheaf_http_request* request, sheaf_http_stream** out) {
    const HttpService& self = of(http);
    auto stream = self.http_.open(self.context_for(call), request_from(*request));
    if (!stream) return tell(call, stream.error());
    auto box = std::make_unique<StreamBox>();
    static_cast<sheaf_http_stream&>(*box) = sheaf_http_stream{};
    box->struct_size = sizeof(sheaf_http_stream);
    box->stream = std::move(*stream);
    box->head = std::make_unique<ResponseBox>(box->stream->response());
    box->flags = box->head->flags;
    box->response = box->head.get();
    box->service = &self;
    box->read = [](sheaf_http_stream* s, const sheaf_call* c, char* buffer, std::size_t capacity,
                   std::size_t* got) {
      auto* b = static_cast<StreamBox*>(s);
      auto n = b->stream->read(b->service->context_for(c), buffer, capacity);
      if (!n) return tell(c, n.error());
      *got = *n;
      return sheaf_status{SHEAF_OK};
    };
    box->close = [](sheaf_http_stream* s) { delete static_cast<StreamBox*>(s); };
    *out = box.release();
    return SHEAF_OK;
  }
};

struct ClockService : sheaf_clock {
  Clock& clock_;

  explicit ClockService(Clock& clock) : sheaf_clock{}, clock_(clock) {
    struct_size = sizeof(sheaf_clock);
    now_ms = [](const sheaf_clock* self) {
      return static_cast<const ClockService*>(self)->clock_.now_ms();
    };
    sleep_ms = [](const sheaf_clock* self, const sheaf_call* call, std::int64_t ms) {
      const bool slept = static_cast<const ClockService*>(self)->clock_.sleep_ms(
          ms, [call] { return call->is_cancelled(call) != 0; });
      return slept ? sheaf_status{SHEAF_OK} : tell(call, Error{SHEAF_E_CANCELLED, "cancelled", 0});
    };
  }
};

}  // namespace

std::shared_ptr<const sheaf_http> http_service(net::Http& http, net::CallContext context) {
  return std::make_shared<HttpService>(http, std::move(context));
}

std::shared_ptr<const sheaf_clock> clock_service(Clock& clock) {
  return std::make_shared<ClockService>(clock);
}

}  // namespace host::services
