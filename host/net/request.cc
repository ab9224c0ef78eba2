// The life of one request: permission, cache, turn, wire, redirects, retries, cache.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <utility>
#include <vector>

#include "base/local_date.h"
#include "base/url.h"
#include "net/engine.h"
#include "net/guard.h"
#include "net/status_error.h"
#include "sheaf/text/ascii.hpp"

namespace host::net {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kPiece = 64u << 10;
constexpr std::size_t kErrorBody = 8u << 10;  // of a refusing answer, for its message
constexpr std::size_t kDrained = 16u << 10;   // of a redirect, so that its connection can be kept

std::string size_text(std::uint64_t bytes) {
  return bytes >= 1u << 20 ? fmt::format("{} MiB", bytes >> 20) : fmt::format("{} bytes", bytes);
}

// Counts, and refuses what is larger than the caller or the host wants.
class NetBody final : public Body {
 public:
  NetBody(Engine& engine, std::string step, std::unique_ptr<Exchange> exchange, Rates::Lease lease,
          std::uint64_t max_body, std::string host)
      : engine_(engine),
        step_(std::move(step)),
        lease_(std::move(lease)),
        exchange_(std::move(exchange)),
        max_body_(max_body),
        host_(std::move(host)) {}

  Result<std::size_t> read(char* buffer, std::size_t capacity, const Patience& patience) override {
    if (!exchange_) return 0;
    auto got = exchange_->read(buffer, capacity, patience);
    if (!got || *got == 0) {
      exchange_.reset();
      lease_ = Rates::Lease();
      return got;
    }
    bytes_ += *got;
    engine_.count(step_, [&](StepStats& stats) { stats.bytes += *got; });
    if (bytes_ > max_body_) {
      exchange_.reset();
      lease_ = Rates::Lease();
      return fail(SHEAF_E_UPSTREAM, fmt::format("the answer of {} is larger than the limit of {}.",
                                                host_, size_text(max_body_)));
    }
    return got;
  }

 private:
  Engine& engine_;
  std::string step_;
  Rates::Lease lease_;
  std::unique_ptr<Exchange> exchange_;
  std::uint64_t max_body_;
  std::uint64_t bytes_ = 0;
  std::string host_;
};

class TextBody final : public Body {
 public:
  explicit TextBody(std::string text) : text_(std::move(text)) {}
  Result<std::size_t> read(char* buffer, std::size_t capacity, const Patience&) override {
    const std::size_t count = std::min(capacity, text_.size() - at_);
    std::memcpy(buffer, text_.data() + at_, count);
    at_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

class FileBody final : public Body {
 public:
  FileBody(std::ifstream in, std::uint64_t max_body) : in_(std::move(in)), left_(max_body) {}
  Result<std::size_t> read(char* buffer, std::size_t capacity, const Patience&) override {
    in_.read(buffer, static_cast<std::streamsize>(capacity));
    const auto got = static_cast<std::uint64_t>(in_.gcount());
    if (in_.bad()) return fail(SHEAF_E_CONFIG, "the file cannot be read to its end.");
    if (got > left_) return fail(SHEAF_E_UPSTREAM, "the file is larger than the limit.");
    left_ -= got;
    return static_cast<std::size_t>(got);
  }

 private:
  std::ifstream in_;
  std::uint64_t left_;
};

// Passes a body through and stores it in the cache once it is complete.
class KeepingBody final : public Body {
 public:
  KeepingBody(std::unique_ptr<Body> inner, Engine& engine, std::string key, CacheEntry entry)
      : inner_(std::move(inner)), engine_(engine), key_(std::move(key)), entry_(std::move(entry)) {}

  Result<std::size_t> read(char* buffer, std::size_t capacity, const Patience& patience) override {
    auto got = inner_->read(buffer, capacity, patience);
    if (!keeping_) return got;
    if (!got) {
      keeping_ = false;
    } else if (*got > 0) {
      entry_.body.append(buffer, *got);
      if (entry_.body.size() > Cache::kLargestBody) {
        keeping_ = false;
        entry_.body = std::string();
      }
    } else {
      keeping_ = false;
      engine_.cache.store(key_, entry_);
      const std::lock_guard lock(engine_.mutex);
      engine_.cache_grew = true;
    }
    return got;
  }

 private:
  std::unique_ptr<Body> inner_;
  Engine& engine_;
  std::string key_;
  CacheEntry entry_;
  bool keeping_ = true;
};

bool is_redirect(const Head& head) {
  static constexpr std::array kRedirects = {301, 302, 303, 307, 308};
  return std::find(kRedirects.begin(), kRedirects.end(), head.status) != kRedirects.end() &&
         find_header(head.headers, "location") != nullptr;
}

// Reads up to `most` bytes; what goes wrong ends the text.
std::string read_some(Body& body, std::size_t most, const Patience& patience) {
  std::string out;
  std::string piece(std::min(most, kPiece), '\0');
  while (out.size() < most) {
    const auto got = body.read(piece.data(), std::min(piece.size(), most - out.size()), patience);
    if (!got || *got == 0) break;
    out.append(piece, 0, *got);
  }
  return out;
}

std::shared_ptr<const Scrubber> scrubber_for(const CallContext& context, const Request& request) {
  static const auto kNone = std::make_shared<const Scrubber>();
  const auto& base = context.scrubber ? context.scrubber : kNone;
  if (request.secret_headers.empty()) return base;
  std::vector<std::string> values;
  for (const auto& header : request.secret_headers) {
    values.push_back(header.second);
    // "Bearer abc": the token alone is a secret too.
    const auto blank = header.second.find(' ');
    if (blank != std::string::npos) values.push_back(header.second.substr(blank + 1));
  }
  return std::make_shared<const Scrubber>(base->with(values));
}

class Session {
 public:
  Session(Engine& engine, const CallContext& context, const Request& request, bool whole)
      : engine_(engine),
        context_(context),
        request_(request),
        whole_(whole),
        scrubber_(scrubber_for(context, request)),
        what_(scrubber_->scrub(request.method + " " + request.url)) {
    const Limits& limits = engine.settings.limits;
    max_body_ = request.max_body != 0 ? request.max_body : whole ? limits.body : limits.stream;
    timeout_ms_ = request.timeout_ms != 0 ? request.timeout_ms : limits.timeout_ms;
  }

  Result<Opened> run() {
    auto opened = permitted();
    if (!opened) {
      engine_.count(context_.step, [](StepStats& stats) { ++stats.failures; });
      Error error = opened.error();
      error.message = scrubber_->scrub(what_ + ": " + error.message);
      return tl::unexpected(std::move(error));
    }
    opened->what = what_;
    opened->scrubber = scrubber_;
    opened->engine = &engine_;
    opened->step = context_.step;
    opened->timeout_ms = request_.timeout_ms;
    return opened;
  }

 private:
  Result<Opened> permitted() {
    if (auto wanted = still_wanted(context_, engine_.clock); !wanted) {
      return tl::unexpected(wanted.error());
    }
    TRY_ASSIGN(auto url, permit_request(context_, request_.url));
    url_ = std::move(url);
    if (url_.scheme == "file") return file();
    if (auto headers = permit_headers(request_); !headers) {
      return tl::unexpected(headers.error());
    }
    return cached();
  }

  Result<Opened> file() {
    if (request_.method != "GET") return fail(SHEAF_E_CONFIG, "a file can only be read.");
    const auto path = percent_decode(url_.path);
    if (!path || !(url_.host.empty() || url_.host == "localhost")) {
      return fail(SHEAF_E_CONFIG, "write file:///path/to/file, with three slashes.");
    }
    std::error_code error;
    const auto status = std::filesystem::status(*path, error);
    if (status.type() == std::filesystem::file_type::not_found) {
      return fail(SHEAF_E_NOT_FOUND, "there is no such file.");
    }
    std::ifstream in;
    if (status.type() == std::filesystem::file_type::regular) in.open(*path, std::ios::binary);
    if (!in.is_open()) {
      return fail(SHEAF_E_CONFIG,
                  fmt::format("the file cannot be read ({}).", error ? error.message()
                                                                     : "no regular file, or no "
                                                                       "permission"));
    }
    Opened opened;
    opened.response.status = 200;
    opened.response.url = url_.text;
    opened.body = std::make_unique<FileBody>(std::move(in), max_body_);
    return finished(std::move(opened));
  }

  Result<Opened> cached() {
    const auto own = [&](const char* name) {
      return std::any_of(request_.headers.begin(), request_.headers.end(), [&](const auto& header) {
        return sheaf::text::lowered(header.first) == name;
      });
    };
    caching_ = engine_.caching() && request_.method == "GET" && !request_.no_cache &&
               request_.body.empty() && !own("if-none-match") && !own("if-modified-since") &&
               !own("range");
    if (!caching_) return patient();
    key_ = Cache::key(request_, *scrubber_);
    entry_ = engine_.cache.find(key_);
    if (entry_ && entry_->body.size() > max_body_) entry_.reset();
    // an answer of the future is one of a clock that was wrong: it is asked for again
    const std::int64_t now = engine_.clock.now_ms();
    if (entry_ && entry_->stored_ms <= now && entry_->fresh_until_ms > now) {
      engine_.count(context_.step, [](StepStats& stats) { ++stats.cache_hits; });
      return from_cache(false);
    }
    return patient();
  }

  Result<Opened> from_cache(bool revalidated) {
    Opened opened;
    opened.response.status = 200;
    opened.response.url =
        entry_->url == scrubber_->scrub(url_.text) ? url_.text : std::move(entry_->url);
    opened.response.headers = std::move(entry_->headers);
    opened.response.from_cache = true;
    opened.response.revalidated = revalidated;
    opened.body = std::make_unique<TextBody>(std::move(entry_->body));
    return finished(std::move(opened));
  }

  // Asks until there is an answer or nothing more to hope for.
  Result<Opened> patient() {
    const RetryPolicy& policy = engine_.settings.retry;
    const int attempts = request_.no_retry || !repeatable(request_) ? 1 : policy.attempts;
    for (int attempt = 1;; ++attempt) {
      attempt_patience_ = patience_for(context_, engine_.clock, timeout_ms_);
      auto opened = once();
      bool limited = false;
      std::int64_t asked_ms = 0;
      Error error;
      if (opened && opened->response.status < 400) {
        auto done = accepted(std::move(*opened));
        if (done) {
          note_success();
          return done;
        }
        opened = tl::unexpected(std::move(done.error()));
      }
      if (opened) {
        const int status = opened->response.status;
        asked_ms = retry_after_ms(status, opened->response.headers, engine_.clock.now_ms());
        opened->response.retry_after_ms = asked_ms;
        limited = status == 429 || asked_ms > 0;
        opened->response.body = read_some(
            *opened->body, request_.allow_error ? max_body_ : kErrorBody, attempt_patience_);
        opened->body.reset();  // gives the connection back before any wait
        error = status_error(status, opened->response.headers, opened->response.body);
        if (!retryable_status(status)) {
          note_success();  // it answers, if not as we like
          return refused(std::move(*opened), std::move(error));
        }
      } else {
        error = opened.error();
        if (auto wanted = still_wanted(context_, engine_.clock); !wanted) {
          return tl::unexpected(wanted.error());
        }
        if (error.code != SHEAF_E_TRANSIENT) return tl::unexpected(std::move(error));
      }
      if (attempt < attempts && wait_before_next(attempt, asked_ms)) continue;
      if (auto wanted = still_wanted(context_, engine_.clock); !wanted) {
        return tl::unexpected(wanted.error());
      }
      if (!engine_.settings.replay) {
        // who takes refusals as answers and repeats them itself decides about a 429 without a time
        const bool own_patience = request_.no_retry && request_.allow_error && asked_ms == 0;
        engine_.breaker.failed(last_host_, limited && !own_patience, asked_ms);
      }
      if (attempt > 1) error.message += fmt::format(" Asked {} times.", attempt);
      if (asked_ms > 0) {
        error.code = SHEAF_E_RATE_LIMITED;
        error.retry_after_ms = asked_ms;
        error.message += fmt::format(" {} asks to wait until {}.", last_host_,
                                     utc_time(engine_.clock.now_ms() + asked_ms));
      }
      if (!opened) return tl::unexpected(std::move(error));
      return refused(std::move(*opened), std::move(error));
    }
  }

  // False: the wait is too long for us, or the call ended meanwhile.
  bool wait_before_next(int attempt, std::int64_t asked_ms) {
    const RetryPolicy& policy = engine_.settings.retry;
    std::int64_t wait_ms = 0;
    {
      const std::lock_guard lock(engine_.mutex);
      wait_ms = std::max(asked_ms, back_off_ms(policy, attempt, engine_.random));
    }
    if (wait_ms > policy.patience_ms) return false;
    if (context_.deadline_ms != 0 && engine_.clock.now_ms() + wait_ms >= context_.deadline_ms) {
      return false;
    }
    engine_.count(context_.step, [&](StepStats& stats) {
      ++stats.retries;
      stats.retry_wait_ms += wait_ms;
    });
    return engine_.clock.sleep_ms(wait_ms, context_.cancelled);
  }

  void note_success() {
    if (!engine_.settings.replay) engine_.breaker.succeeded(last_host_);
  }

  Result<Opened> refused(Opened opened, Error error) {
    if (!request_.allow_error) return tl::unexpected(std::move(error));
    opened.body = std::make_unique<TextBody>(std::exchange(opened.response.body, {}));
    return finished(std::move(opened));
  }

  // An answer below 400: a 304 becomes the stored body, a 200 is kept for the next time.
  Result<Opened> accepted(Opened opened) {
    const std::int64_t now = engine_.clock.now_ms();
    if (opened.response.status == 304 && entry_) {
      static_cast<void>(read_some(*opened.body, kDrained, attempt_patience_));
      Headers newer = kept_headers(opened.response.headers);
      for (auto& old : entry_->headers) {
        if (find_header(newer, old.first) == nullptr) newer.push_back(std::move(old));
      }
      entry_->headers = std::move(newer);
      entry_->stored_ms = now;
      entry_->fresh_until_ms = fresh_until_ms(entry_->headers, now);
      engine_.cache.store(key_, *entry_);
      engine_.count(context_.step, [](StepStats& stats) { ++stats.revalidated; });
      return from_cache(true);
    }
    if (opened.response.status >= 300 && is_redirect_status(opened.response.status)) {
      return fail(SHEAF_E_UPSTREAM, "redirects without saying where to.");
    }
    if (caching_ && opened.response.status == 200 && worth_storing(opened.response.headers, now)) {
      CacheEntry entry;
      entry.url = scrubber_->scrub(opened.response.url);
      entry.headers = kept_headers(opened.response.headers);
      entry.stored_ms = now;
      entry.fresh_until_ms = fresh_until_ms(opened.response.headers, now);
      opened.body =
          std::make_unique<KeepingBody>(std::move(opened.body), engine_, key_, std::move(entry));
    }
    return finished(std::move(opened));
  }

  static bool is_redirect_status(int status) { return status != 300 && status != 304; }

  // What may be written to disk: no cookies, no secrets, nothing about the wire.
  Headers kept_headers(const Headers& headers) const {
    static constexpr std::array<std::string_view, 7> kDropped = {
        "set-cookie", "set-cookie2", "content-encoding", "content-length",
        "connection", "keep-alive",  "transfer-encoding"};
    Headers kept;
    for (const auto& [name, value] : headers) {
      if (std::find(kDropped.begin(), kDropped.end(), name) != kDropped.end()) continue;
      kept.emplace_back(name, scrubber_->scrub(value));
    }
    return kept;
  }

  // Reads the body if the caller wants it whole.
  Result<Opened> finished(Opened opened) {
    if (!whole_) return opened;
    const auto* length = find_header(opened.response.headers, "content-length");
    if (length != nullptr && !find_header(opened.response.headers, "content-encoding")) {
      const auto bytes = static_cast<std::uint64_t>(parse_whole_number(*length).value_or(0));
      if (bytes > max_body_ && request_.method != "HEAD") {
        return fail(SHEAF_E_UPSTREAM,
                    fmt::format("the answer of {} has {}, more than the limit of {}.",
                                url_.authority(), size_text(bytes), size_text(max_body_)));
      }
      if (request_.method != "HEAD") opened.response.body.reserve(bytes);
    }
    std::string piece(kPiece, '\0');
    for (;;) {
      TRY_ASSIGN(auto got, opened.body->read(piece.data(), piece.size(), attempt_patience_));
      if (got == 0) break;
      opened.response.body.append(piece, 0, got);
    }
    opened.body.reset();
    return opened;
  }

  Headers headers_for(const Url& url, bool has_body) const {
    const bool at_home = url.same_origin(url_);
    Headers headers;
    for (const auto& header : request_.headers) {
      if (at_home || sheaf::text::lowered(header.first) != "authorization")
        headers.push_back(header);
    }
    if (at_home) {
      headers.insert(headers.end(), request_.secret_headers.begin(), request_.secret_headers.end());
    }
    if (has_body && !request_.body_type.empty()) {
      headers.emplace_back("content-type", request_.body_type);
    }
    if (entry_) {
      if (const auto* etag = find_header(entry_->headers, "etag")) {
        headers.emplace_back("if-none-match", *etag);
      }
      if (const auto* modified = find_header(entry_->headers, "last-modified")) {
        headers.emplace_back("if-modified-since", *modified);
      }
    }
    return headers;
  }

  Result<Rates::Lease> turn(const Url& url) {
    if (engine_.settings.replay) return Rates::Lease();
    last_host_ = url.authority();
    if (const HostRule* rule = rule_for(context_, url)) {  // of a redirect's target, too
      HostRule declared = *rule;
      if (declared.host == kAnyHost) declared.host = url.authority();
      engine_.rates.declare(declared);
    }
    if (auto closed = engine_.breaker.check(last_host_); !closed) {
      return tl::unexpected(closed.error());
    }
    const std::int64_t before = engine_.clock.now_ms();
    auto lease = engine_.rates.acquire(url, {context_.cancelled, context_.deadline_ms});
    const std::int64_t waited = engine_.clock.now_ms() - before;
    engine_.count(context_.step, [&](StepStats& stats) { stats.rate_wait_ms += waited; });
    // The time in the queue is not the server's.
    attempt_patience_ = patience_for(context_, engine_.clock, timeout_ms_);
    return lease;
  }

  // One attempt: the request and the redirects it leads to.
  Result<Opened> once() {
    Url url = url_;
    std::string method = request_.method;
    std::string body = request_.body;
    for (int redirects = 0;; ++redirects) {
      last_host_ = url.authority();
      TRY_ASSIGN(auto lease, turn(url));
      engine_.count(context_.step, [](StepStats& stats) { ++stats.requests; });
      Hop hop;
      hop.method = method;
      hop.url = url.text;
      hop.headers = headers_for(url, !body.empty());
      hop.body = body;
      hop.cookie_jar = request_.cookies ? "step " + context_.step : "";
      hop.allow_private = private_allowed(context_, url);
      hop.watch_speed = method == "GET" && request_.timeout_ms == 0;
      hop.scrubber = scrubber_;
      auto exchange = engine_.transport->start(std::move(hop));
      TRY_ASSIGN(auto head, exchange->head(attempt_patience_));
      const bool leads_on = is_redirect(head);
      Opened opened;
      opened.response.status = head.status;
      opened.response.replayed = head.replayed;
      opened.response.headers = std::move(head.headers);
      opened.response.url = url.text;
      opened.body = std::make_unique<NetBody>(engine_, context_.step, std::move(exchange),
                                              std::move(lease), max_body_, url.authority());
      if (!leads_on) return opened;
      if (redirects == engine_.settings.limits.redirects) {
        return fail(SHEAF_E_UPSTREAM,
                    fmt::format("more than {} redirects, the last to {}.", redirects, url.text));
      }
      auto target =
          permit_redirect(context_, url, *find_header(opened.response.headers, "location"));
      if (!target) return tl::unexpected(target.error());
      const int status = opened.response.status;
      // As browsers do (RFC 9110 section 15.4): only 307 and 308 keep a POST.
      if (status == 303 ? method != "HEAD" : status < 303 && method == "POST") {
        method = "GET";
        body.clear();
      }
      if (!target->same_origin(url) && scrubber_->finds(body)) {
        return fail(SHEAF_E_UPSTREAM,
                    fmt::format("redirects a body with a secret to {}.", target->authority()));
      }
      static_cast<void>(read_some(*opened.body, kDrained, attempt_patience_));
      url = std::move(*target);
    }
  }

  Engine& engine_;
  const CallContext& context_;
  const Request& request_;
  const bool whole_;
  const std::shared_ptr<const Scrubber> scrubber_;
  const std::string what_;
  std::uint64_t max_body_ = 0;
  std::int64_t timeout_ms_ = 0;
  Url url_;
  Patience attempt_patience_;
  std::string last_host_;
  bool caching_ = false;
  std::string key_;
  std::optional<CacheEntry> entry_;
};

}  // namespace

Patience patience_for(const CallContext& context, Clock& clock, std::int64_t timeout_ms) {
  Patience patience;
  patience.cancelled = context.cancelled;
  std::int64_t left = timeout_ms;
  if (context.deadline_ms != 0) {
    const std::int64_t until_deadline =
        std::max<std::int64_t>(context.deadline_ms - clock.now_ms(), 0);
    left = left == 0 ? std::max<std::int64_t>(until_deadline, 1) : std::min(left, until_deadline);
  }
  if (timeout_ms != 0 || context.deadline_ms != 0) {
    patience.until = SteadyClock::now() + std::chrono::milliseconds(left);
  }
  return patience;
}

Result<void> still_wanted(const CallContext& context, Clock& clock) {
  if (context.cancelled && context.cancelled()) return fail(SHEAF_E_CANCELLED, "cancelled.");
  if (context.deadline_ms != 0 && clock.now_ms() >= context.deadline_ms) {
    return fail(SHEAF_E_CANCELLED, "the time for this call is over.");
  }
  return {};
}

Result<Opened> run_request(Engine& engine, const CallContext& context, const Request& request,
                           bool whole) {
  return Session(engine, context, request, whole).run();
}

}  // namespace host::net
