// sheaf/plugin.hpp - C++20 on top of sheaf/plugin.h. Header-only on purpose: nothing of it crosses
// the ABI, so a plugin and a host built with different compilers or flags still fit together.
//
// A plugin is a class derived from Source, Scorer, Editor, Enricher or Output with kId, kVersion,
// kSummary, fields() and a constructor T(Host, Config), listed in SHEAF_PLUGIN(...). Exceptions
// thrown by it become a status and a message at the boundary; throw sheaf::Error to choose the
// status.
#ifndef SHEAF_PLUGIN_HPP
#define SHEAF_PLUGIN_HPP

#include <cmath>
#include <cstring>
#include <deque>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sheaf/plugin.h"

namespace sheaf {

inline sheaf_str str(std::string_view s) noexcept {
  return {s.data(), s.size()};
}
inline std::string_view view(sheaf_str s) noexcept {
  return {s.ptr ? s.ptr : "", s.len};
}
inline std::string_view view(const sheaf_text& t) noexcept {
  return {t.ptr ? t.ptr : "", t.len};
}
inline sheaf_text text(std::string_view s, sheaf_markup markup = SHEAF_MARKUP_PLAIN,
                       uint32_t flags = 0) noexcept {
  return {s.data(), s.size(), markup, flags};
}

// A zeroed T that knows its size.
template <class T>
T sized() noexcept {
  T t{};
  t.struct_size = sizeof(T);
  return t;
}

// Arrays of the ABI as ranges: for (auto* p : range(r->authors, r->author_count)) ...
template <class T>
std::span<const T> range(const T* first, size_t count) noexcept {
  return {first, first ? count : 0};
}

// Thrown inside a plugin; becomes sheaf_call.fail(code, retry_after, what()) at the boundary.
class Error : public std::runtime_error {
 public:
  Error(sheaf_status code, const std::string& what, int64_t retry_after_ms = 0)
      : std::runtime_error(what), code_(code), retry_after_ms_(retry_after_ms) {}
  sheaf_status code() const noexcept { return code_; }
  int64_t retry_after_ms() const noexcept { return retry_after_ms_; }

 private:
  sheaf_status code_;
  int64_t retry_after_ms_;
};

// A service failed and has told the host why: carries the code on, keeps its message.
struct Reported {
  sheaf_status code;
};

// The call that the plugin is in; see sheaf_call. Cheap to copy, valid until that call returns.
class Call {
 public:
  explicit Call(const sheaf_call* c) noexcept : c_(c) {}
  const sheaf_call* raw() const noexcept { return c_; }
  std::string_view run_id() const noexcept { return view(c_->run_id); }
  std::string_view step_id() const noexcept { return view(c_->step_id); }
  bool cancelled() const noexcept { return c_->is_cancelled(c_) != 0; }
  void throw_if_cancelled() const {
    if (cancelled()) throw Error(SHEAF_E_CANCELLED, "cancelled");
  }
  void log(sheaf_log_level level, std::string_view message,
           std::span<const sheaf_kv> fields = {}) const noexcept {
    c_->log(c_, level, str(message), fields.data(), fields.size());
  }
  void warn(std::string_view message) const noexcept { log(SHEAF_LOG_WARN, message); }
  void progress(uint64_t done, uint64_t total) const noexcept { c_->progress(c_, done, total); }
  // Throws Reported if a host function failed.
  void check(sheaf_status s) const {
    if (s < 0) throw Reported{s};
  }

 private:
  const sheaf_call* c_;
};

// Runs fn and turns whatever it throws into a status. The only place in the SDK where it ends.
template <class F>
sheaf_status guard(const sheaf_call* call, F&& fn) noexcept {
  const auto fail = [&](sheaf_status code, int64_t retry, const char* what) noexcept {
    return call ? call->fail(call, code, retry, str(what)) : code;
  };
  try {
    std::forward<F>(fn)();
    return SHEAF_OK;
  } catch (const Reported& r) {
    return r.code;
  } catch (const Error& e) {
    return fail(e.code(), e.retry_after_ms(), e.what());
  } catch (const std::bad_alloc&) {
    return fail(SHEAF_E_INTERNAL, 0, "out of memory");
  } catch (const std::exception& e) {
    return fail(SHEAF_E_INTERNAL, 0, e.what());
  } catch (...) {
    return fail(SHEAF_E_INTERNAL, 0, "unknown exception");
  }
}

// A sheaf_string_sink that hands each string to a function object.
template <class F>
class StringSink : public sheaf_string_sink {
 public:
  explicit StringSink(F f) : sheaf_string_sink(sized<sheaf_string_sink>()), f_(std::move(f)) {
    put = [](const sheaf_string_sink* self, sheaf_str s) noexcept -> sheaf_status {
      return guard(nullptr, [&] { static_cast<const StringSink*>(self)->f_(view(s)); });
    };
  }

 private:
  F f_;
};

// ---- Configuration ---------------------------------------------------------------------------

// One entry of a component's schema, built in place:
//   field("categories", SHEAF_T_STRING, "What to list.").list().required().example("[cs.LG]")
// The `const char*` are kept as pointers: pass literals.
class Field {
 public:
  Field(const char* name, sheaf_type type, const char* summary) : f_(sized<sheaf_field>()) {
    f_.name = name;
    f_.type = type;
    f_.summary = summary;
    f_.min = -std::numeric_limits<double>::infinity();
    f_.max = std::numeric_limits<double>::infinity();
  }
  Field&& list() && { return set(&sheaf_field::shape, SHEAF_LIST); }
  Field&& map() && { return set(&sheaf_field::shape, SHEAF_MAP); }
  Field&& required() && { return flag(SHEAF_F_REQUIRED); }
  Field&& secret() && { return flag(SHEAF_F_SECRET); }
  Field&& advanced() && { return flag(SHEAF_F_ADVANCED); }
  Field&& deprecated() && { return flag(SHEAF_F_DEPRECATED); }
  Field&& identity() && { return flag(SHEAF_F_IDENTITY); }
  Field&& def(const char* yaml) && { return set(&sheaf_field::default_yaml, yaml); }
  Field&& example(const char* yaml) && { return set(&sheaf_field::example_yaml, yaml); }
  Field&& description(const char* markdown) && { return set(&sheaf_field::description, markdown); }
  Field&& since(const char* version) && { return set(&sheaf_field::since, version); }
  Field&& pattern(const char* ere) && { return set(&sheaf_field::pattern, ere); }
  Field&& range(double min, double max) && {
    f_.min = min;
    f_.max = max;
    return std::move(*this);
  }
  Field&& option(const char* value, const char* summary) && {
    auto o = sized<sheaf_option>();
    o.value = value;
    o.summary = summary;
    options_.push_back(o);
    return std::move(*this);
  }
  Field&& child(Field field) && {
    children_.push_back(std::move(field));
    return std::move(*this);
  }

 private:
  friend class FieldSet;
  template <class T, class V>
  Field&& set(T sheaf_field::*member, V value) {
    f_.*member = value;
    return std::move(*this);
  }
  Field&& flag(uint32_t bit) {
    f_.flags |= bit;
    return std::move(*this);
  }

  sheaf_field f_;
  std::vector<sheaf_option> options_;
  std::vector<Field> children_;
};

inline Field field(const char* name, sheaf_type type, const char* summary) {
  return Field(name, type, summary);
}

// Owns a schema in the form the ABI wants.
class FieldSet {
 public:
  explicit FieldSet(std::vector<Field> fields) : fields_(std::move(fields)) { link(fields_, top_); }
  FieldSet(const FieldSet&) = delete;
  const sheaf_field* const* data() const noexcept { return top_.data(); }
  size_t size() const noexcept { return top_.size(); }

 private:
  void link(std::vector<Field>& fields, std::vector<const sheaf_field*>& out) {
    for (Field& f : fields) {
      auto& options = options_.emplace_back();
      for (const auto& o : f.options_) options.push_back(&o);
      f.f_.options = options.data();
      f.f_.option_count = options.size();
      auto& children = children_.emplace_back();
      link(f.children_, children);
      f.f_.children = children.data();
      f.f_.child_count = children.size();
      out.push_back(&f.f_);
    }
  }
  std::vector<Field> fields_;
  std::vector<const sheaf_field*> top_;
  std::deque<std::vector<const sheaf_option*>> options_;
  std::deque<std::vector<const sheaf_field*>> children_;
};

// The validated settings of this step; see sheaf_config. Use it in the constructor only.
class Config {
 public:
  explicit Config(const sheaf_config* c) noexcept : c_(c) {}

  // T: std::string, int64_t, double or bool. Empty if an optional field was not given.
  template <class T>
  std::optional<T> find(const std::string& path) const {
    if constexpr (std::is_same_v<T, std::string>) {
      sheaf_str v{};
      return c_->get_string(c_, path.c_str(), &v) == SHEAF_OK ? std::optional(std::string(view(v)))
                                                              : std::nullopt;
    } else if constexpr (std::is_same_v<T, bool>) {
      uint8_t v = 0;
      return c_->get_bool(c_, path.c_str(), &v) == SHEAF_OK ? std::optional(v != 0) : std::nullopt;
    } else if constexpr (std::is_same_v<T, double>) {
      double v = 0;
      return c_->get_float(c_, path.c_str(), &v) == SHEAF_OK ? std::optional(v) : std::nullopt;
    } else {
      static_assert(std::is_same_v<T, int64_t>, "std::string, int64_t, double or bool");
      int64_t v = 0;
      return c_->get_int(c_, path.c_str(), &v) == SHEAF_OK ? std::optional(v) : std::nullopt;
    }
  }
  // Throws Error(CONFIG) if it was not given.
  template <class T>
  T get(const std::string& path) const {
    if (auto v = find<T>(path)) return *std::move(v);
    throw Error(SHEAF_E_CONFIG, "missing field: " + path);
  }
  // Entries of the list or map at `path`; 0 if it was not given.
  size_t count(const std::string& path) const {
    size_t n = 0;
    return c_->get_count(c_, path.c_str(), &n) == SHEAF_OK ? n : 0;
  }
  std::string key(const std::string& path, size_t i) const {
    sheaf_str v{};
    return c_->get_key(c_, path.c_str(), i, &v) == SHEAF_OK ? std::string(view(v)) : std::string();
  }
  std::vector<std::string> list(const std::string& path) const {
    std::vector<std::string> out;
    for (size_t i = 0, n = count(path); i < n; ++i) {
      out.push_back(get<std::string>(path + "." + std::to_string(i)));
    }
    return out;
  }
  std::string json(const std::string& path = "") const {
    sheaf_str v{};
    return c_->get_json(c_, path.c_str(), &v) == SHEAF_OK ? std::string(view(v)) : std::string();
  }

 private:
  const sheaf_config* c_;
};

// ---- Host services ---------------------------------------------------------------------------

// A finished HTTP response, or the head of a stream.
class ResponseView {
 public:
  explicit ResponseView(const sheaf_http_response* r) noexcept : r_(r) {}
  int status() const noexcept { return r_->status; }
  std::string_view url() const noexcept { return view(r_->url); }
  std::string_view body() const noexcept { return view(r_->body); }
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

// The host, as handed to the constructor; keep a copy. Methods throw Error(UNSUPPORTED) if the host
// lacks the service, and Reported if it failed.
class Host {
 public:
  explicit Host(const sheaf_host* h) noexcept : h_(h) {}
  // A service table or nullptr.
  template <class T>
  const T* find(const char* id) const noexcept {
    return static_cast<const T*>(h_->service(h_, id));
  }
  template <class T>
  const T& need(const char* id) const {
    if (const T* t = find<T>(id)) return *t;
    throw Error(SHEAF_E_UNSUPPORTED, std::string("this host has no ") + id);
  }

  Response send(const Call& call, const HttpRequest& request) const {
    const auto& http = need<sheaf_http>(SHEAF_SERVICE_HTTP);
    const RawRequest raw(request);
    const sheaf_http_response* out = nullptr;
    call.check(http.perform(&http, call.raw(), &raw.rq, &out));
    return Response(out);
  }
  Response get(const Call& call, std::string url, uint32_t flags = 0) const {
    HttpRequest rq;
    rq.url = std::move(url);
    rq.flags = flags;
    return send(call, rq);
  }
  // Many at once, at most `max_in_flight`. on_done(index, Result) runs on this thread, one at a
  // time, once for each request that was started; false: start no more. What it throws is thrown
  // from here when those in flight have ended.
  template <class F>
  void send_many(const Call& call, std::span<const HttpRequest> requests, size_t max_in_flight,
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
  Stream open(const Call& call, const HttpRequest& request) const {
    const auto& http = need<sheaf_http>(SHEAF_SERVICE_HTTP);
    const RawRequest raw(request);
    sheaf_http_stream* out = nullptr;
    call.check(http.open(&http, call.raw(), &raw.rq, &out));
    return Stream(out, call);
  }

  int64_t now_ms() const {
    const auto& clock = need<sheaf_clock>(SHEAF_SERVICE_CLOCK);
    return clock.now_ms(&clock);
  }
  void sleep_ms(const Call& call, int64_t ms) const {
    const auto& clock = need<sheaf_clock>(SHEAF_SERVICE_CLOCK);
    call.check(clock.sleep_ms(&clock, call.raw(), ms));
  }

  // Empty if there is no value.
  std::optional<std::string> state(const Call& call, std::string_view key,
                                   std::string_view profile = {}) const {
    const auto& state = need<sheaf_state>(SHEAF_SERVICE_STATE);
    std::string value;
    const StringSink sink([&value](std::string_view v) { value = v; });
    const sheaf_status s = state.get(&state, call.raw(), str(profile), str(key), &sink);
    if (s == SHEAF_E_NOT_FOUND) return std::nullopt;
    call.check(s);
    return value;
  }
  void put_state(const Call& call, std::string_view key, std::string_view value,
                 int64_t expires_ms = SHEAF_TIME_UNKNOWN, std::string_view profile = {}) const {
    const auto& state = need<sheaf_state>(SHEAF_SERVICE_STATE);
    call.check(state.put(&state, call.raw(), str(profile), str(key), str(value), expires_ms));
  }

  // sheaf.history/1: f(entry), f(run, digest), f(work) for each; false: no more. What it throws is
  // thrown from here.
  template <class F>
  void each_item_shown(const Call& call, const sheaf_history_query& query, F&& f) const {
    const auto& history = need<sheaf_history>(SHEAF_SERVICE_HISTORY);
    Visitor<F> visitor{f, nullptr};
    visitor.end(call, history.items(
                          &history, call.raw(), &query,
                          [](void* v, const sheaf_history_entry* entry) noexcept {
                            return static_cast<Visitor<F>*>(v)->visit(*entry);
                          },
                          &visitor));
  }
  template <class F>
  void each_digest(const Call& call, const sheaf_history_query& query, F&& f) const {
    const auto& history = need<sheaf_history>(SHEAF_SERVICE_HISTORY);
    Visitor<F> visitor{f, nullptr};
    visitor.end(call, history.digests(
                          &history, call.raw(), &query,
                          [](void* v, const sheaf_run* run, const sheaf_digest* digest) noexcept {
                            return static_cast<Visitor<F>*>(v)->visit(*run, *digest);
                          },
                          &visitor));
  }
  template <class F>
  void each_work_listed(const Call& call, int64_t since_ms, F&& f) const {
    const auto& history = need<sheaf_history>(SHEAF_SERVICE_HISTORY);
    Visitor<F> visitor{f, nullptr};
    visitor.end(call, history.works(
                          &history, call.raw(), since_ms,
                          [](void* v, const sheaf_history_work* work) noexcept {
                            return static_cast<Visitor<F>*>(v)->visit(*work);
                          },
                          &visitor));
  }

 private:
  template <class F>
  struct Visitor {
    std::remove_reference_t<F>& f;
    std::exception_ptr thrown;
    template <class... A>
    sheaf_status visit(const A&... what) noexcept {
      try {
        return f(what...) ? SHEAF_OK : SHEAF_STOP;
      } catch (...) {
        thrown = std::current_exception();
        return SHEAF_STOP;
      }
    }
    void end(const Call& call, sheaf_status status) const {
      if (thrown) std::rethrow_exception(thrown);
      call.check(status);
    }
  };
  struct RawRequest {
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
  const sheaf_host* h_;
};

// ---- Records ---------------------------------------------------------------------------------

struct Text {
  std::string value;
  sheaf_markup markup = SHEAF_MARKUP_PLAIN;
  uint32_t flags = 0;
};
struct Person {
  std::string name, family, given, orcid, affiliation;
  sheaf_markup markup = SHEAF_MARKUP_PLAIN;
  bool group = false;
};
struct Link {
  sheaf_link_rel rel = SHEAF_LINK_OTHER;
  std::string url, label;
};
struct Relation {
  sheaf_relation_type type = SHEAF_REL_RELATED;
  std::string scheme, id;
};

// A record that owns its strings; what sources and enrichers fill and emit. See sheaf_record.
struct Record {
  std::string id;
  uint32_t version = 0;
  uint32_t flags = 0; /* SHEAF_R_* */
  sheaf_record_type type = SHEAF_TYPE_UNKNOWN;
  sheaf_announce announce = SHEAF_ANNOUNCE_UNKNOWN;
  Text title, abstract, summary, comment, venue;
  std::string url, language, license, primary_category;
  int64_t published_ms = SHEAF_TIME_UNKNOWN;
  int64_t updated_ms = SHEAF_TIME_UNKNOWN;
  int64_t announced_ms = SHEAF_TIME_UNKNOWN;
  std::vector<Person> authors;
  std::vector<std::string> categories;
  std::vector<std::pair<std::string, std::string>> identifiers, extras;
  std::vector<Relation> relations;
  std::vector<Link> links;
};

// A sheaf_record that borrows from a Record: valid while neither changes.
class RecordView {
 public:
  explicit RecordView(const Record& r) : out_(sized<sheaf_record>()) {
    out_.flags = r.flags;
    out_.id = str(r.id);
    out_.version = r.version;
    out_.type = r.type;
    out_.announce = r.announce;
    out_.title = raw(r.title);
    out_.abstract = raw(r.abstract);
    out_.summary = raw(r.summary);
    out_.comment = raw(r.comment);
    out_.venue = raw(r.venue);
    out_.url = str(r.url);
    out_.language = str(r.language);
    out_.license = str(r.license);
    out_.primary_category = str(r.primary_category);
    out_.published_ms = r.published_ms;
    out_.updated_ms = r.updated_ms;
    out_.announced_ms = r.announced_ms;
    persons_.reserve(r.authors.size());
    for (const Person& p : r.authors) {
      auto& o = persons_.emplace_back(sized<sheaf_person>());
      o.flags = p.group ? uint32_t{SHEAF_PERSON_GROUP} : 0u;
      o.markup = p.markup;
      o.name = str(p.name);
      o.family = str(p.family);
      o.given = str(p.given);
      o.orcid = str(p.orcid);
      o.affiliation = str(p.affiliation);
    }
    for (const auto& p : persons_) authors_.push_back(&p);
    for (const auto& c : r.categories) categories_.push_back(str(c));
    for (const auto& [k, v] : r.identifiers) identifiers_.push_back({str(k), str(v)});
    for (const auto& [k, v] : r.extras) extras_.push_back({str(k), str(v)});
    for (const auto& l : r.links) links_.push_back({l.rel, 0, str(l.url), str(l.label)});
    for (const auto& l : r.relations) relations_.push_back({l.type, 0, {str(l.scheme), str(l.id)}});
    out_.authors = authors_.data();
    out_.author_count = authors_.size();
    out_.categories = categories_.data();
    out_.category_count = categories_.size();
    out_.identifiers = identifiers_.data();
    out_.identifier_count = identifiers_.size();
    out_.relations = relations_.data();
    out_.relation_count = relations_.size();
    out_.links = links_.data();
    out_.link_count = links_.size();
    out_.extras = extras_.data();
    out_.extra_count = extras_.size();
  }
  RecordView(const RecordView&) = delete;
  const sheaf_record* get() const noexcept { return &out_; }

 private:
  static sheaf_text raw(const Text& t) noexcept { return text(t.value, t.markup, t.flags); }
  sheaf_record out_;
  std::vector<sheaf_person> persons_;
  std::vector<const sheaf_person*> authors_;
  std::vector<sheaf_str> categories_;
  std::vector<sheaf_kv> identifiers_, extras_;
  std::vector<sheaf_link> links_;
  std::vector<sheaf_relation> relations_;
};

// ---- Sinks -----------------------------------------------------------------------------------

class RecordSink {
 public:
  RecordSink(const sheaf_record_sink* s, const Call& c) noexcept : s_(s), call_(c) {}
  // False: the host has enough, return soon.
  [[nodiscard]] bool emit(const Record& r) const { return emit(*RecordView(r).get()); }
  [[nodiscard]] bool emit(const sheaf_record& r) const {
    const sheaf_status s = s_->emit(s_, &r);
    if (s == SHEAF_E_UPSTREAM) return true; /* refused and counted by the host; go on */
    call_.check(s);
    return s != SHEAF_STOP;
  }
  void checkpoint(std::string_view cursor) const { call_.check(s_->checkpoint(s_, str(cursor))); }
  void report(sheaf_source_state state, std::string_view detail) const {
    call_.check(s_->report(s_, state, str(detail)));
  }

 private:
  const sheaf_record_sink* s_;
  Call call_;
};

struct AxisValue {
  std::string id;
  double value = 0;
};
struct Evidence {
  sheaf_evidence_kind kind = SHEAF_EVIDENCE_OTHER;
  sheaf_strength strength = SHEAF_STRENGTH_NONE;
  std::string subject, detail;
  double contribution = 0;
};
// A score that owns its strings. See sheaf_score.
struct Score {
  size_t record = 0, profile = 0;
  sheaf_status status = SHEAF_OK;
  double value = 0;
  std::vector<AxisValue> axes;
  std::vector<std::string> matched;
  std::vector<Evidence> evidence;
  std::string comment, error;
};

class ScoreSink {
 public:
  ScoreSink(const sheaf_score_sink* s, const Call& c) noexcept : s_(s), call_(c) {}
  // False: the host has enough, return soon.
  bool score(const Score& in) const {
    auto out = sized<sheaf_score>();
    std::vector<sheaf_axis_value> axes;
    std::vector<sheaf_str> matched;
    std::vector<sheaf_evidence> evidence;
    for (const auto& a : in.axes) axes.push_back({str(a.id), a.value});
    for (const auto& m : in.matched) matched.push_back(str(m));
    for (const auto& e : in.evidence) {
      evidence.push_back({e.kind, e.strength, str(e.subject), str(e.detail), e.contribution});
    }
    out.record = in.record;
    out.profile = in.profile;
    out.status = in.status;
    out.value = in.value;
    out.axes = axes.data();
    out.axis_count = axes.size();
    out.matched = matched.data();
    out.matched_count = matched.size();
    out.evidence = evidence.data();
    out.evidence_count = evidence.size();
    out.comment = str(in.comment);
    out.error = str(in.error);
    return score(out);
  }
  bool score(const sheaf_score& out) const {
    const sheaf_status s = s_->score(s_, &out);
    call_.check(s);
    return s != SHEAF_STOP;
  }
  void usage(const sheaf_usage& u) const { call_.check(s_->usage(s_, &u)); }
  void exchange(const sheaf_exchange& e) const { call_.check(s_->exchange(s_, &e)); }

 private:
  const sheaf_score_sink* s_;
  Call call_;
};

class SectionSink {
 public:
  SectionSink(const sheaf_section_sink* s, const Call& c) noexcept : s_(s), call_(c) {}
  void section(std::string_view title) const { call_.check(s_->section(s_, str(title))); }
  void block(sheaf_block_kind kind, std::string_view words, std::span<const size_t> citations = {},
             uint32_t level = 1) const {
    auto b = sized<sheaf_block>();
    b.kind = kind;
    b.level = level;
    b.text = str(words);
    b.citations = citations.data();
    b.citation_count = citations.size();
    call_.check(s_->block(s_, &b));
  }
  // A warning or error: the sections are less than asked for, the run is delivered in part.
  void notice(sheaf_notice_level level, std::string_view text) const {
    call_.check(s_->notice(s_, level, str(text)));
  }
  void usage(const sheaf_usage& u) const { call_.check(s_->usage(s_, &u)); }

 private:
  const sheaf_section_sink* s_;
  Call call_;
};

class EnrichSink {
 public:
  EnrichSink(const sheaf_enrich_sink* s, const Call& c) noexcept : s_(s), call_(c) {}
  void emit(size_t index, const Record& partial) const {
    call_.check(s_->emit(s_, index, RecordView(partial).get()));
  }
  void usage(const sheaf_usage& u) const { call_.check(s_->usage(s_, &u)); }

 private:
  const sheaf_enrich_sink* s_;
  Call call_;
};

// ---- Kinds: derive from one of these ---------------------------------------------------------

class Source {
 public:
  using Base = Source;
  static constexpr const char* kKind = SHEAF_SOURCE;
  virtual ~Source() = default;
  virtual void fetch(const Call& call, const sheaf_fetch_request& request,
                     const RecordSink& sink) = 0;

  template <class T>
  static const void* table() noexcept {
    static constexpr sheaf_source t{
        sizeof(sheaf_source), 0,
        [](sheaf_instance* self, const sheaf_call* call, const sheaf_fetch_request* rq,
           const sheaf_record_sink* sink) noexcept -> sheaf_status {
          return guard(call, [&] {
            const Call c(call);
            static_cast<Source*>(self->plugin_data)->fetch(c, *rq, RecordSink(sink, c));
          });
        }};
    return &t;
  }
};

// An axis that owns its strings.
struct Axis {
  std::string id, title;
  double scale = 1;
  std::vector<std::pair<double, std::string>> rubric;
};

class Scorer {
 public:
  using Base = Scorer;
  static constexpr const char* kKind = SHEAF_SCORER;
  static constexpr uint32_t kFlags = 0;     /* SHEAF_S_*; redefine in the derived class */
  static constexpr size_t kMaxProfiles = 1; /* 0: no limit */
  static constexpr size_t kMaxRecords = 0;

  // `axes` are what score() reports, fixed for the instance's life.
  explicit Scorer(std::vector<Axis> axes) : axes_(std::move(axes)) {
    for (const Axis& a : axes_) {
      auto& rubric = rubrics_.emplace_back();
      for (const auto& [value, words] : a.rubric) rubric.push_back({value, str(words)});
      auto& o = raw_.emplace_back(sized<sheaf_axis>());
      o.id = str(a.id);
      o.title = str(a.title);
      o.scale = a.scale;
      o.rubric = rubric.data();
      o.rubric_count = rubric.size();
      pointers_.push_back(&o);
    }
  }
  Scorer(const Scorer&) = delete;
  virtual ~Scorer() = default;
  virtual void score(const Call& call, const sheaf_score_request& request,
                     const ScoreSink& sink) = 0;
  // One pair with evidence. The default scores it again.
  virtual void explain(const Call& call, const sheaf_record& record, const sheaf_profile& profile,
                       const ScoreSink& sink) {
    auto rq = sized<sheaf_score_request>();
    const sheaf_record* records[] = {&record};
    const sheaf_profile* profiles[] = {&profile};
    rq.records = records;
    rq.record_count = 1;
    rq.profiles = profiles;
    rq.profile_count = 1;
    score(call, rq, sink);
  }
  virtual std::string fingerprint(const sheaf_profile& profile) = 0;
  virtual void estimate(const Call&, const sheaf_score_request&, const ScoreSink&) {}

  template <class T>
  static const void* table() noexcept {
    static constexpr sheaf_scorer t{
        sizeof(sheaf_scorer),
        T::kFlags,
        T::kMaxProfiles,
        T::kMaxRecords,
        [](sheaf_instance* self, const sheaf_call* call, const sheaf_score_request* rq,
           const sheaf_score_sink* sink) noexcept -> sheaf_status {
          return guard(call, [&] {
            const Call c(call);
            of(self).score(c, *rq, ScoreSink(sink, c));
          });
        },
        [](sheaf_instance* self, const sheaf_call* call, const sheaf_record* record,
           const sheaf_profile* profile, const sheaf_score_sink* sink) noexcept -> sheaf_status {
          return guard(call, [&] {
            const Call c(call);
            of(self).explain(c, *record, *profile, ScoreSink(sink, c));
          });
        },
        [](sheaf_instance* self, const sheaf_profile* profile,
           const sheaf_string_sink* sink) noexcept -> sheaf_status {
          return guard(nullptr, [&] {
            const std::string print = of(self).fingerprint(*profile);
            if (sink->put(sink, str(print)) < 0) throw std::bad_alloc();
          });
        },
        [](sheaf_instance* self, const sheaf_call* call, const sheaf_score_request* rq,
           const sheaf_score_sink* sink) noexcept -> sheaf_status {
          return guard(call, [&] {
            const Call c(call);
            of(self).estimate(c, *rq, ScoreSink(sink, c));
          });
        },
        [](const sheaf_instance* self, size_t* count) noexcept -> const sheaf_axis* const* {
          const Scorer& s = of(self);
          *count = s.pointers_.size();
          return s.pointers_.data();
        }};
    return &t;
  }

 private:
  static Scorer& of(const sheaf_instance* self) noexcept {
    return *static_cast<Scorer*>(self->plugin_data);
  }
  std::vector<Axis> axes_;
  std::deque<std::vector<sheaf_rubric_level>> rubrics_;
  std::deque<sheaf_axis> raw_;
  std::vector<const sheaf_axis*> pointers_;
};

class Editor {
 public:
  using Base = Editor;
  static constexpr const char* kKind = SHEAF_EDITOR;
  virtual ~Editor() = default;
  virtual void edit(const Call& call, const sheaf_run& run, const sheaf_digest& digest,
                    const SectionSink& sink) = 0;

  template <class T>
  static const void* table() noexcept {
    static constexpr sheaf_editor t{
        sizeof(sheaf_editor), 0,
        [](sheaf_instance* self, const sheaf_call* call, const sheaf_run* run,
           const sheaf_digest* digest, const sheaf_section_sink* sink) noexcept -> sheaf_status {
          return guard(call, [&] {
            const Call c(call);
            static_cast<Editor*>(self->plugin_data)->edit(c, *run, *digest, SectionSink(sink, c));
          });
        }};
    return &t;
  }
};

class Enricher {
 public:
  using Base = Enricher;
  static constexpr const char* kKind = SHEAF_ENRICHER;
  static constexpr size_t kMaxBatch = 0; /* redefine in the derived class */
  // The derived class has: static constexpr const char* kSchemes[] = {"doi", nullptr};
  virtual ~Enricher() = default;
  virtual void enrich(const Call& call, std::span<const sheaf_record* const> works,
                      const EnrichSink& sink) = 0;

  template <class T>
  static const void* table() noexcept {
    static constexpr sheaf_enricher t{
        sizeof(sheaf_enricher), 0, T::kMaxBatch, T::kSchemes,
        [](sheaf_instance* self, const sheaf_call* call, const sheaf_record* const* works,
           size_t count, const sheaf_enrich_sink* sink) noexcept -> sheaf_status {
          return guard(call, [&] {
            const Call c(call);
            static_cast<Enricher*>(self->plugin_data)
                ->enrich(c, range(works, count), EnrichSink(sink, c));
          });
        }};
    return &t;
  }
};

// One delivery of an output; see sheaf_output_tx. Destroyed after commit or abort.
class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual void digest(const Call& call, const sheaf_digest& digest) = 0;
  virtual void commit(const Call& call) = 0;
  virtual void abort() noexcept = 0;
};

class Output {
 public:
  using Base = Output;
  static constexpr const char* kKind = SHEAF_OUTPUT;
  static constexpr uint32_t kFlags = 0; /* SHEAF_O_*; redefine in the derived class */
  virtual ~Output() = default;
  // `run` is borrowed until the transaction is destroyed.
  virtual std::unique_ptr<Transaction> begin(const Call& call, std::string_view delivery_id,
                                             const sheaf_run& run) = 0;
  // Where this reader's digest would go; empty: nowhere in particular.
  virtual std::string target(const sheaf_profile&, const sheaf_run&) { return {}; }

  template <class T>
  static const void* table() noexcept {
    static constexpr sheaf_output t{
        sizeof(sheaf_output), T::kFlags,
        [](sheaf_instance* self, const sheaf_call* call, sheaf_str id, const sheaf_run* run,
           sheaf_output_tx** out) noexcept -> sheaf_status {
          return guard(call, [&] {
            const Call c(call);
            auto tx = std::make_unique<Tx>();
            tx->object = static_cast<Output*>(self->plugin_data)->begin(c, view(id), *run);
            *out = tx.release();
          });
        },
        [](sheaf_instance* self, const sheaf_profile* profile, const sheaf_run* run,
           const sheaf_string_sink* sink) noexcept -> sheaf_status {
          return guard(nullptr, [&] {
            const std::string t2 = static_cast<Output*>(self->plugin_data)->target(*profile, *run);
            if (!t2.empty() && sink->put(sink, str(t2)) < 0) throw std::bad_alloc();
          });
        }};
    return &t;
  }

 private:
  struct Tx : sheaf_output_tx {
    std::unique_ptr<Transaction> object;
    Tx() : sheaf_output_tx(sized<sheaf_output_tx>()) {
      digest = [](sheaf_output_tx* tx, const sheaf_call* call,
                  const sheaf_digest* d) noexcept -> sheaf_status {
        return guard(call, [&] { static_cast<Tx*>(tx)->object->digest(Call(call), *d); });
      };
      commit = [](sheaf_output_tx* tx, const sheaf_call* call) noexcept -> sheaf_status {
        return guard(call, [&] { static_cast<Tx*>(tx)->object->commit(Call(call)); });
      };
      abort = [](sheaf_output_tx* tx) noexcept { static_cast<Tx*>(tx)->object->abort(); };
      destroy = [](sheaf_output_tx* tx) noexcept { delete static_cast<Tx*>(tx); };
    }
  };
};

// ---- The entry -------------------------------------------------------------------------------

struct HostRule {
  const char* host;
  int64_t min_interval_ms = 0;
  uint32_t max_connections = 0;
};

// One sheaf_component per class T. T may also have: static std::vector<HostRule> hosts();
// kDescription, kHomepage, kLicense, kComponentFlags (SHEAF_C_*); and void probe(const Call&),
// offered as sheaf.probe/1.
template <class T>
struct Component {
  struct Instance : sheaf_instance {
    Instance() : sheaf_instance(sized<sheaf_instance>()) {}
    std::unique_ptr<T> object;
  };

  static sheaf_status SHEAF_CALL create(const sheaf_component*, const sheaf_host* host,
                                        const sheaf_config* config, const sheaf_call* call,
                                        sheaf_instance** out) noexcept {
    return guard(call, [&] {
      auto i = std::make_unique<Instance>();
      i->object = std::make_unique<T>(Host(host), Config(config));
      i->plugin_data = static_cast<typename T::Base*>(i->object.get());
      i->destroy = [](sheaf_instance* s) noexcept { delete static_cast<Instance*>(s); };
      i->get_interface = &get_interface;
      *out = i.release();
    });
  }

  static const void* SHEAF_CALL get_interface(const sheaf_instance*, const char* id) noexcept {
    if (std::strcmp(id, T::kKind) == 0) return T::template table<T>();
    if constexpr (requires(T & t, const Call& c) { t.probe(c); }) {
      static constexpr sheaf_probe probe{
          sizeof(sheaf_probe), 0,
          [](sheaf_instance* self, const sheaf_call* call) noexcept -> sheaf_status {
            return guard(call, [&] { static_cast<Instance*>(self)->object->probe(Call(call)); });
          }};
      if (std::strcmp(id, SHEAF_PROBE) == 0) return &probe;
    }
    return nullptr;
  }

  static const sheaf_component* get() noexcept {
    static const FieldSet fields(T::fields());
    static const std::vector<sheaf_host_rule> rules = [] {
      std::vector<sheaf_host_rule> out;
      if constexpr (requires { T::hosts(); }) {
        for (const HostRule& h : T::hosts()) {
          auto& o = out.emplace_back(sized<sheaf_host_rule>());
          o.host = h.host;
          o.min_interval_ms = h.min_interval_ms;
          o.max_connections = h.max_connections;
        }
      }
      return out;
    }();
    static const std::vector<const sheaf_host_rule*> hosts = [] {
      std::vector<const sheaf_host_rule*> out;
      for (const auto& r : rules) out.push_back(&r);
      return out;
    }();
    static const sheaf_component component = [] {
      auto c = sized<sheaf_component>();
      if constexpr (requires { T::kComponentFlags; }) c.flags = T::kComponentFlags;
      c.kind = T::kKind;
      c.id = T::kId;
      c.version = T::kVersion;
      c.summary = T::kSummary;
      if constexpr (requires { T::kDescription; }) c.description = T::kDescription;
      if constexpr (requires { T::kHomepage; }) c.homepage = T::kHomepage;
      c.license = "MIT";
      if constexpr (requires { T::kLicense; }) c.license = T::kLicense;
      c.fields = fields.data();
      c.field_count = fields.size();
      c.hosts = hosts.data();
      c.host_count = hosts.size();
      c.create = &create;
      return c;
    }();
    return &component;
  }
};

template <class... Ts>
struct Plugin {
  static size_t SHEAF_CALL count() noexcept { return sizeof...(Ts); }
  static const sheaf_component* SHEAF_CALL at(size_t i) noexcept {
    const sheaf_component* const all[] = {Component<Ts>::get()...};
    return i < sizeof...(Ts) ? all[i] : nullptr;
  }
  static sheaf_status SHEAF_CALL init(const sheaf_host*, const sheaf_call*) noexcept {
    return SHEAF_OK;
  }
  static void SHEAF_CALL deinit() noexcept {}
};

}  // namespace sheaf

// Defines the one exported symbol for the component classes named. Once per shared object.
#define SHEAF_PLUGIN(...)                                                                          \
  extern "C" const sheaf_plugin_entry_t sheaf_plugin_entry = {SHEAF_MAGIC,                         \
                                                              sizeof(sheaf_plugin_entry_t),        \
                                                              SHEAF_ABI_MAJOR,                     \
                                                              SHEAF_ABI_MINOR,                     \
                                                              SHEAF_ABI_MINOR_REQUIRED,            \
                                                              0,                                   \
                                                              "sheaf-sdk-cpp 1.0.0, " __VERSION__, \
                                                              &sheaf::Plugin<__VA_ARGS__>::init,   \
                                                              &sheaf::Plugin<__VA_ARGS__>::deinit, \
                                                              &sheaf::Plugin<__VA_ARGS__>::count,  \
                                                              &sheaf::Plugin<__VA_ARGS__>::at}

#endif  // SHEAF_PLUGIN_HPP
