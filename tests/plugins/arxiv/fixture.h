// What the tests of the arXiv source share.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "net/rates.h"
#include "sheaf/testing.hpp"
#include "source.h"
#include "support/temp_dir.h"

namespace arxiv_test {

namespace st = sheaf::testing;

// The daily feed of one category, and the configuration that asks for it.
inline const std::string kFeed = "https://rss.arxiv.org/rss/cs.CL";
inline const std::string kDailyConfig = R"({"categories": ["cs.CL"]})";

// tests/data/arxiv/NAME. Throws when it is missing.
std::string data(const std::string& name);
// 2026-09-24T06:00:00Z -> ms
std::int64_t at(const std::string& time);
// `text` with every `from` replaced; fails the test when there is none.
std::string with(std::string text, const std::string& from, const std::string& to);

// Passes requests on to the scripted service at the pace that the host keeps by the component's
// rules, and notes when each started.
class PacedHttp final : public sheaf_http {
 public:
  PacedHttp(const st::FakeHttp& inner, st::FakeClock& clock);
  const std::vector<std::int64_t>& starts() const { return starts_; }

 private:
  struct KitClock final : host::Clock {
    explicit KitClock(st::FakeClock& c) : clock(c) {}
    std::int64_t now_ms() override { return clock.now(); }
    bool sleep_ms(std::int64_t ms, const std::function<bool()>&) override {
      clock.set(clock.now() + ms);
      return true;
    }
    st::FakeClock& clock;
  };
  void wait_for_turn(const sheaf_http_request& request) const;

  const st::FakeHttp& inner_;
  mutable KitClock clock_;
  test::TempDir folder_;
  mutable host::net::Rates rates_{folder_.path(), clock_};
  mutable std::vector<std::int64_t> starts_;
};

// The component with one configuration, on Thursday, 24 September 2026, 06:00 UTC.
class Arxiv {
 public:
  // `config` as JSON.
  explicit Arxiv(const std::string& config, const std::string& now = "2026-09-24T06:00:00Z");

  // What create() said. The others need SHEAF_OK.
  sheaf_status created() const { return source_.status(); }
  // Forgets what the last run emitted.
  sheaf_status fetch(const std::string& cursor = "");
  sheaf_status fetch(st::FetchRequest request);
  sheaf_status probe() { return source_.probe(call); }

  st::RecordSink& sink() { return *sinks_.back(); }
  std::vector<sheaf::Record> records() { return sink().records(); }
  // Exactly one record is expected.
  sheaf::Record one();
  // The record of that id; fails the test when there is none.
  sheaf::Record find(const std::string& id);
  // All states told in the last run, with their sentences.
  sheaf_source_state state() { return sink().state(); }
  std::string detail();
  std::vector<std::string> urls() const { return host.http.asked_urls(); }
  const std::vector<std::int64_t>& starts() const { return paced_.starts(); }

  st::FakeHost host;
  st::FakeCall call;

 private:
  PacedHttp paced_{host.http, host.clock};
  st::FakeConfig config_;
  std::vector<std::unique_ptr<st::RecordSink>> sinks_;
  const sheaf_host& provided();
  st::Instance source_;
};

// A component that reads one body by `url:`, with all announcements.
sheaf_status read(Arxiv& arxiv, const std::string& body, int status = 200);
inline const std::string kAnyUrl =
    R"({"url": ["https://rss.arxiv.org/x"], "announce": ["new", "cross", "replace", "replace-cross"]})";

struct Paper {
  std::string id;  // with version: 2609.00001v1
  std::string type = "new";
  std::string categories = "cs.CL";  // separated by blanks
};
// A daily feed dated 2026-09-24 or so.
std::string rss(const std::string& day, const std::vector<Paper>& papers);
// `count` new papers 2609.FIRST, FIRST+1 ...
std::vector<Paper> papers(int count, int first, const std::string& type = "new",
                          const std::string& categories = "cs.CL");

// A page of the query API in the new form.
struct Entry {
  std::string id;  // 2609.00001v1
  std::string published = "2026-09-22T12:00:00Z";
  std::string primary = "cs.CL";
};
std::string api_page(std::uint64_t total, const std::vector<Entry>& entries);

// A page of OAI-PMH with metadataPrefix=arXiv.
struct OaiEntry {
  std::string id;
  std::string datestamp = "2026-09-22", created = "2026-09-21", updated = "";
  std::string categories = "cs.CL";
};
std::string oai_page(const std::vector<OaiEntry>& entries, const std::string& token = "",
                     const std::string& response_date = "2026-09-24T06:00:00Z");
std::string oai_error(const std::string& code);

}  // namespace arxiv_test
