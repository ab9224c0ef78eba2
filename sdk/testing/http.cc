#include "sheaf/testing/http.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include "sheaf/testing/cassette.hpp"

namespace sheaf::testing {

namespace {

const FakeHttp& of(const sheaf_http* h) noexcept {
  return *static_cast<const FakeHttp*>(h);
}

std::string broken_off(const Answer& a) {
  return a.url + ": connection broken off after " + std::to_string(*a.cut_off) + " bytes";
}

Asked copy(const sheaf_http_request& rq) {
  const auto pairs = [](const sheaf_kv* first, std::size_t count) {
    Pairs out;
    for (const auto& h : range(first, count)) out.emplace_back(view(h.key), view(h.value));
    return out;
  };
  return {rq.method.len ? std::string(view(rq.method)) : "GET",
          std::string(view(rq.url)),
          pairs(rq.headers, rq.header_count),
          pairs(rq.secret_headers, rq.secret_header_count),
          std::string(view(rq.body)),
          std::string(view(rq.body_type)),
          rq.flags,
          rq.max_body,
          rq.timeout_ms};
}

std::string sort_query(const std::string& url) {
  const std::size_t mark = url.find('?');
  if (mark == std::string::npos) return url;
  std::vector<std::string> pairs;
  for (std::size_t at = mark + 1; at <= url.size();) {
    const std::size_t end = std::min(url.find('&', at), url.size());
    if (end > at) pairs.push_back(url.substr(at, end - at));
    at = end + 1;
  }
  std::sort(pairs.begin(), pairs.end());
  std::string out = url.substr(0, mark);
  for (std::size_t i = 0; i < pairs.size(); ++i) out += (i == 0 ? "?" : "&") + pairs[i];
  return out;
}

std::string key(const std::string& method, const std::string& url, const std::string& body) {
  return method + " " + sort_query(url) + "\n" + body;
}

// Enough of RFC 3986 section 5 for what servers send: absolute, and relative to host or folder.
std::string resolve(const std::string& base, const std::string& reference) {
  if (reference.find("://") != std::string::npos) return reference;
  const std::size_t path = std::min(base.find('/', base.find("://") + 3), base.size());
  if (reference.starts_with("/")) return base.substr(0, path) + reference;
  const std::string folder = base.substr(0, std::min(base.find('?'), base.size()));
  const std::size_t slash = folder.rfind('/');
  return (slash < path ? folder : folder.substr(0, slash)) + "/" + reference;
}

// Of Retry-After in seconds; a date counts as nothing.
std::int64_t retry_after(const Answer& a) {
  std::int64_t seconds = 0;
  if (const auto* wait = a.header("retry-after"); wait && (a.status == 429 || a.status == 503)) {
    const char* const end = wait->data() + wait->size();
    if (std::from_chars(wait->data(), end, seconds).ptr != end) return 0;
  }
  return seconds * 1000;
}

}  // namespace

// Owns all that its base points to. It counts itself in `live`, which may outlive the service.
struct FakeHttp::OwnedResponse : sheaf_http_response {
  OwnedResponse(Answer a, std::shared_ptr<std::atomic<int>> count)
      : sheaf_http_response(sized<sheaf_http_response>()),
        answer(std::move(a)),
        live(std::move(count)) {
    for (const auto& [name, value] : answer.headers) pairs.push_back({str(name), str(value)});
    status = answer.status;
    retry_after_ms = retry_after(answer);
    flags = answer.flags;
    url = str(answer.url);
    headers = pairs.data();
    header_count = pairs.size();
    body = str(answer.body);
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

struct FakeHttp::OpenStream : sheaf_http_stream {
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
  sheaf_status next(const sheaf_call* call, char* buffer, std::size_t capacity, std::size_t& got) {
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

struct FakeHttp::Outcome {
  sheaf_status code = SHEAF_OK;
  std::string message = {};
  std::int64_t retry_after_ms = 0;
  std::unique_ptr<OwnedResponse> response = {};
};

FakeHttp::FakeHttp()
    : sheaf_http(sized<sheaf_http>()), live_(std::make_shared<std::atomic<int>>(0)) {
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
      const sheaf_status answer =
          done(context, i, o.code, o.response.get(), o.retry_after_ms, str(o.message));
      if (o.code == SHEAF_E_CANCELLED) return tell(call, o.code, o.message);
      if (answer != SHEAF_OK) return answer < 0 ? answer : sheaf_status{SHEAF_OK};
    }
    return SHEAF_OK;
  };
  open = [](const sheaf_http* h, const sheaf_call* call, const sheaf_http_request* rq,
            sheaf_http_stream** out) noexcept -> sheaf_status {
    Outcome o = of(h).exchange(call, *rq, true);
    if (o.code != SHEAF_OK) return call->fail(call, o.code, o.retry_after_ms, str(o.message));
    // a test that is out of memory may end. NOLINTNEXTLINE(bugprone-unhandled-exception-at-new)
    *out = new OpenStream(std::move(o.response), of(h).chunk_size_);
    return SHEAF_OK;
  };
}

FakeHttp::~FakeHttp() = default;

void FakeHttp::answer(const std::string& url, Answer answer) {
  scripted_[sort_query(url)].answers.push_back(std::move(answer));
}

void FakeHttp::answer_with(const std::string& url, std::function<Answer(const Asked&)> make) {
  computed_[sort_query(url)] = std::move(make);
}

void FakeHttp::play(const std::filesystem::path& folder) {
  for (Recorded& r : read_cassettes(folder)) {
    recorded_[key(r.method, r.url, r.body)].answers.push_back(std::move(r.answer));
  }
}

std::vector<Asked> FakeHttp::asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

std::vector<std::string> FakeHttp::asked_urls() const {
  std::vector<std::string> out;
  for (const Asked& a : asked()) out.push_back(a.url);
  return out;
}

FakeHttp::Outcome FakeHttp::failed(sheaf_status code, std::string message, std::int64_t retry_ms) {
  return {code, std::move(message), retry_ms, nullptr};
}

FakeHttp::Outcome FakeHttp::exchange(const sheaf_call* call, const sheaf_http_request& rq,
                                     bool stream) const {
  if (const auto f = count_call()) return failed(f->code, f->message, f->retry_after_ms);
  if (call->is_cancelled(call)) return failed(SHEAF_E_CANCELLED, "cancelled");
  Answer a = follow(copy(rq));
  if (a.failure != SHEAF_OK) return failed(a.failure, a.message);
  if (a.status >= 400 && !(rq.flags & SHEAF_H_ALLOW_ERROR)) return refusal(a);
  if (!stream && a.cut_off) return failed(SHEAF_E_TRANSIENT, broken_off(a));
  if (rq.max_body != 0 && a.body.size() > rq.max_body) {
    return failed(SHEAF_E_UPSTREAM,
                  a.url + ": answer is larger than " + std::to_string(rq.max_body) + " bytes");
  }
  return {SHEAF_OK, {}, 0, std::make_unique<OwnedResponse>(std::move(a), live_)};
}

Answer FakeHttp::follow(Asked asked) const {
  const std::lock_guard lock(mutex_);
  asked_.push_back(asked);
  for (int redirects = 0; redirects <= kMaxRedirects; ++redirects) {
    Answer a = find(asked);
    const std::string* location = a.status / 100 == 3 ? a.header("location") : nullptr;
    if (!location) {
      if (a.url.empty()) a.url = asked.url;
      return a;
    }
    asked.url = resolve(asked.url, *location);
    const bool keeps_method = a.status == 307 || a.status == 308;
    if (!keeps_method && asked.method != "HEAD") { /* RFC 9110 section 15.4 */
      asked.method = "GET";
      asked.body.clear();
    }
  }
  return Answer::fail(SHEAF_E_UPSTREAM, asked.url + ": too many redirects");
}

Answer FakeHttp::find(const Asked& asked) const {
  const auto recorded = recorded_.find(key(asked.method, asked.url, asked.body));
  if (recorded != recorded_.end() && recorded->second.next < recorded->second.answers.size()) {
    return recorded->second.answers[recorded->second.next++];
  }
  if (const auto made = computed_.find(sort_query(asked.url)); made != computed_.end()) {
    return made->second(asked);
  }
  for (const auto& [pattern, make] : computed_) {
    if (pattern.ends_with('*') && asked.url.starts_with(pattern.substr(0, pattern.size() - 1))) {
      return make(asked);
    }
  }
  const auto scripted = scripted_.find(sort_query(asked.url));
  if (scripted != scripted_.end()) {
    Script& s = scripted->second;
    return s.answers[std::min(s.next++, s.answers.size() - 1)];
  }
  return Answer::fail(SHEAF_E_CONFIG,
                      "the test has no (further) answer to " + asked.method + " " + asked.url);
}

FakeHttp::Outcome FakeHttp::refusal(const Answer& a) {
  const std::int64_t retry_ms = retry_after(a);
  sheaf_status code = SHEAF_E_UPSTREAM;
  if (a.status == 401 || a.status == 403) code = SHEAF_E_AUTH;
  if (a.status == 404 || a.status == 410) code = SHEAF_E_NOT_FOUND;
  if (a.status == 408 || a.status == 425 || a.status >= 500) code = SHEAF_E_TRANSIENT;
  if (a.status == 429 || retry_ms > 0) code = SHEAF_E_RATE_LIMITED;
  return failed(code, a.url + ": HTTP status " + std::to_string(a.status), retry_ms);
}

}  // namespace sheaf::testing
