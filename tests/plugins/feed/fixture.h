// The feed plugin against a fake host: whole feeds in, records and states out.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "sheaf/testing.hpp"
#include "sheaf/text/dates.hpp"
#include "source.h"
#include "support/programs.h"

namespace feed_test {

namespace st = sheaf::testing;

// tests/data/feed/plugin/NAME
inline std::string data(const std::string& name) {
  return test::read_file(SHEAF_TEST_DATA "/feed/plugin/" + name);
}

inline std::int64_t at(const std::string& time) {
  return sheaf::text::parse_rfc3339(time).value();
}

inline const sheaf_component* component() {
  return sheaf::Component<feed::FeedSource>::get();
}

// The component with one configuration (JSON), on 24 September 2026.
class Fetch {
 public:
  explicit Fetch(const std::string& config)
      : config_(st::FakeConfig::json(component(), config)),
        source_(component(), host, config_, call) {
    host.clock.set(at("2026-09-24T06:00:00Z"));
  }
  sheaf_status created() const { return source_.status(); }
  sheaf_status fetch(std::uint64_t max_records = 0) {
    sink_ = std::make_unique<st::RecordSink>();
    st::FetchRequest request;
    request.max_records = max_records;
    return source_.fetch(call, *sink_, request);
  }
  sheaf_status probe() { return source_.probe(call); }
  std::vector<sheaf::Record> records() const { return sink_->records(); }
  sheaf::Record find(const std::string& id) const {
    for (const auto& r : records()) {
      if (r.id == id) return r;
    }
    ADD_FAILURE() << "no record " << id;
    return {};
  }
  sheaf_source_state state() const { return sink_->state(); }
  std::string detail() const {
    std::string out;
    for (const auto& r : sink_->reports()) out += r.detail;
    return out;
  }

  st::FakeHost host;
  st::FakeCall call;

 private:
  st::FakeConfig config_;
  st::Instance source_;
  std::unique_ptr<st::RecordSink> sink_;
};

inline const std::string kUrl = "https://journal.example/feed";

// Reads `body` as the feed at kUrl; `options` are those of the feed (JSON members).
inline std::unique_ptr<Fetch> read(const std::string& body, const std::string& options = "",
                                   const std::string& content_type = "") {
  auto run = std::make_unique<Fetch>(R"({"feeds": [{"url": ")" + kUrl + "\"" +
                                     (options.empty() ? "" : ", " + options) + "}]}");
  st::Answer answer{body};
  if (!content_type.empty()) answer.headers = {{"content-type", content_type}};
  run->host.http.answer(kUrl, answer);
  EXPECT_EQ(run->fetch(), SHEAF_OK) << run->call.message();
  return run;
}

inline std::string rss(const std::string& items) {
  return "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
         "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Journal of "
         "Examples</title><link>https://journal.example/</link>" +
         items + "</channel></rss>";
}

}  // namespace feed_test
