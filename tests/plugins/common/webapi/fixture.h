// What the tests of the plugins for bibliographic databases share.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sheaf/testing.hpp"
#include "sheaf/text/dates.hpp"

namespace webapi_test {

namespace st = sheaf::testing;

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("no " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

// tests/data/NAME
inline std::string data(const std::string& name) {
  return read_file(SHEAF_TEST_DATA "/" + name);
}

inline std::int64_t at(const std::string& time) {
  return sheaf::text::parse_rfc3339(time).value();
}

// The decoded value of a parameter; empty when there is none.
inline std::string parameter(const std::string& url, const std::string& name) {
  const std::string query = "&" + url.substr(url.find('?') + 1);
  const auto begin = query.find("&" + name + "=");
  if (begin == query.npos) return {};
  std::string out;
  for (std::size_t i = begin + name.size() + 2; i < query.size() && query[i] != '&'; ++i) {
    if (query[i] == '%') {
      out += static_cast<char>(std::stoi(query.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += query[i];
    }
  }
  return out;
}

// Answers in the order of the questions, whatever they are, and notes when each came.
class QueueHttp final : public sheaf_http {
 public:
  QueueHttp(st::FakeHttp& inner, const st::FakeClock& clock)
      : sheaf_http(sheaf::sized<sheaf_http>()), inner_(inner), clock_(clock) {
    perform = [](const sheaf_http* h, const sheaf_call* call, const sheaf_http_request* rq,
                 const sheaf_http_response** out) noexcept {
      const std::string name = of(h).next(*rq);
      const auto renamed = with_url(*rq, name);
      return of(h).inner_.perform(&of(h).inner_, call, &renamed, out);
    };
    open = [](const sheaf_http* h, const sheaf_call* call, const sheaf_http_request* rq,
              sheaf_http_stream** out) noexcept {
      const std::string name = of(h).next(*rq);
      const auto renamed = with_url(*rq, name);
      return of(h).inner_.open(&of(h).inner_, call, &renamed, out);
    };
  }
  void answer(st::Answer answer) {
    inner_.answer("question:" + std::to_string(++answers_), std::move(answer));
  }
  const std::vector<std::string>& urls() const { return urls_; }
  const std::vector<std::int64_t>& starts() const { return starts_; }

 private:
  static const QueueHttp& of(const sheaf_http* h) { return *static_cast<const QueueHttp*>(h); }
  static sheaf_http_request with_url(sheaf_http_request rq, const std::string& url) {
    rq.url = sheaf::str(url);
    return rq;
  }
  std::string next(const sheaf_http_request& rq) const {
    urls_.emplace_back(sheaf::view(rq.url));
    starts_.push_back(clock_.now());
    return "question:" + std::to_string(urls_.size());
  }

  st::FakeHttp& inner_;
  const st::FakeClock& clock_;
  int answers_ = 0;
  mutable std::vector<std::string> urls_;
  mutable std::vector<std::int64_t> starts_;
};

// A component with one configuration (JSON), on Thursday, 24 September 2026, 06:00 UTC.
template <class T>
class Plugin {
 public:
  explicit Plugin(const std::string& config)
      : config_(st::FakeConfig::json(sheaf::Component<T>::get(), config)),
        instance_(sheaf::Component<T>::get(), provided(), config_, call) {}

  sheaf_status created() const { return instance_.status(); }
  sheaf_status fetch(const std::string& cursor = "") {
    st::FetchRequest request;
    request.cursor = cursor;
    return fetch(request);
  }
  // Forgets what the last run emitted.
  sheaf_status fetch(const st::FetchRequest& request) {
    sink_ = std::make_unique<st::RecordSink>();
    return instance_.fetch(call, *sink_, request);
  }
  sheaf_status probe() { return instance_.probe(call); }
  // Asks about works with these identifiers.
  sheaf_status enrich(const std::vector<std::vector<std::pair<std::string, std::string>>>& works) {
    std::vector<sheaf::Record> records;
    for (const auto& identifiers : works) {
      sheaf::Record& r = records.emplace_back();
      r.id = "work" + std::to_string(records.size());
      r.title.value = "A work";
      r.identifiers = identifiers;
    }
    return instance_.enrich(call, st::Works(records), answers);
  }

  void answer(std::string body) { http_.answer({.body = std::move(body)}); }
  void answer(st::Answer answer) { http_.answer(std::move(answer)); }

  st::RecordSink& sink() { return *sink_; }
  std::vector<sheaf::Record> records() { return sink().records(); }
  // The record of that id; fails the test when there is none.
  sheaf::Record find(const std::string& id) {
    for (const sheaf::Record& r : records()) {
      if (r.id == id) return r;
    }
    ADD_FAILURE() << "no record " << id;
    return {};
  }
  sheaf_source_state state() { return sink().state(); }
  std::string detail() {
    std::string out;
    for (const auto& report : sink().reports()) out += report.detail;
    return out;
  }
  const std::vector<std::string>& urls() const { return http_.urls(); }
  const std::vector<std::int64_t>& starts() const { return http_.starts(); }

  st::FakeHost host;
  st::FakeCall call;
  st::EnrichSink answers;

 private:
  const sheaf_host& provided() {
    host.provide(SHEAF_SERVICE_HTTP, static_cast<sheaf_http*>(&http_));
    host.clock.set(at("2026-09-24T06:00:00Z"));
    return host;
  }
  QueueHttp http_{host.http, host.clock};
  st::FakeConfig config_;
  std::unique_ptr<st::RecordSink> sink_ = std::make_unique<st::RecordSink>();
  st::Instance instance_;
};

}  // namespace webapi_test
