// What the tests of the bioRxiv source share.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sheaf/testing.hpp"
#include "source.h"

namespace biorxiv_test {

namespace st = sheaf::testing;

// tests/data/biorxiv/NAME. Throws when it is missing.
std::string data(const std::string& name);
std::string file(const std::string& path);
// 2026-09-24T06:00:00Z -> ms
std::int64_t at(const std::string& time);
// `text` with every `from` replaced; fails the test when there is none.
std::string with(std::string text, const std::string& from, const std::string& to);

// The component with one configuration (JSON), on Thursday, 24 September 2026, 18:00 UTC.
class Biorxiv {
 public:
  explicit Biorxiv(const std::string& config = "{}",
                   const std::string& now = "2026-09-24T18:00:00Z");

  sheaf_status created() const { return source_.status(); }
  // Forgets what the last run emitted.
  sheaf_status fetch(st::FetchRequest request = {});
  sheaf_status fetch_from(const std::string& cursor) { return fetch({.cursor = cursor}); }
  sheaf_status probe() { return source_.probe(call); }

  const st::RecordSink& sink() const { return *sink_; }
  std::vector<sheaf::Record> records() const { return sink_->records(); }
  // The record whose id ends so; fails the test when there is none.
  sheaf::Record find(const std::string& end) const;
  sheaf_source_state state() const { return sink_->state(); }
  std::string detail() const;
  std::vector<std::string> urls() const { return host.http.asked_urls(); }
  // Answers `body` at an address of the API: `biorxiv/2026-09-22/2026-09-24/0`, category behind.
  void answer(const std::string& path, const std::string& body, const std::string& category = "");
  // The pages of an interval, then one without posts.
  void pages(const std::string& interval, const std::vector<std::vector<std::string>>& pages,
             const std::string& category = "");

  std::size_t stop_after = 0;
  st::FakeHost host;
  st::FakeCall call;

 private:
  st::FakeConfig config_;
  st::Instance source_;
  std::unique_ptr<st::RecordSink> sink_;
};

// Reads one body by `url:`, all versions.
Biorxiv& read(Biorxiv& biorxiv, const std::string& body);
inline const std::string kAnyUrl = R"({"url": ["file:///x"], "revisions": true})";

// A record of the API.
std::string record(const std::string& number, const std::string& date,
                   const std::string& category = "cell biology", int version = 1);
std::string page(const std::vector<std::string>& records, const std::string& total = "7",
                 const std::string& category = "all");
std::string no_posts();

}  // namespace biorxiv_test
