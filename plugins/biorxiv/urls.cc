#include "details.h"
#include "rss.h"
#include "sheaf/feed/json.hpp"
#include "source.h"

namespace biorxiv {
namespace {

namespace feed = sheaf::feed;

bool is_json(std::string_view body) {
  const auto first = body.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  return first != body.npos && body[first] == '{';
}

void read_json(Run& run, const std::string& url, std::string_view body) {
  Page page;
  try {
    page = read_page(body, run.options.server, [&](sheaf::Record& r) { return run.emit(r); });
  } catch (const feed::FormatError& e) {
    return run.report.note(SHEAF_STATE_FORMAT_CHANGED, url + ": " + e.what() + ".");
  }
  run.listed += page.records;
  if (page.truncated) {
    run.report.note(SHEAF_STATE_TRUNCATED, url + ": the end is missing.");
  } else if (page.count && *page.count > static_cast<std::int64_t>(page.records)) {
    run.report.note(SHEAF_STATE_TRUNCATED, url + ": it speaks of " + std::to_string(*page.count) +
                                               " records and holds " +
                                               std::to_string(page.records) + ".");
  }
  if (!page.missed.empty()) {
    run.report.note(SHEAF_STATE_FORMAT_CHANGED, url + ": " + page.missed + ".");
  }
}

void read_feed(Run& run, const std::string& url, const sheaf::Response& answer) {
  const Subjects feed = read_rss(feed::from_memory(answer.body()), answer.header("content-type"),
                                 run.options.server, [&](sheaf::Record& r) { return run.emit(r); });
  run.listed += feed.items;
  if (!feed.parse.detail.empty()) {
    run.report.note(feed::state_of(feed.parse, 0, false), url + ": " + feed.parse.detail + ".");
  }
  if (feed.unreadable > 0) {
    run.report.note(SHEAF_STATE_FORMAT_CHANGED, url + ": " + std::to_string(feed.unreadable) +
                                                    " of " + std::to_string(feed.items) +
                                                    " items have no " + std::string(feed.missed) +
                                                    ".");
  }
}

}  // namespace

void fetch_urls(Run& run) {
  for (const std::string& url : run.options.urls) {
    if (run.stopped) return;
    const auto answer = run.host.get(run.call, url);
    if (is_json(answer.body())) {
      read_json(run, url, answer.body());
    } else {
      read_feed(run, url, answer);
    }
    run.call.progress(run.emitted, 0);
  }
  const Day today = day_of(run.host.now_ms());
  run.explain_nothing(today - 1, today);
}

}  // namespace biorxiv
