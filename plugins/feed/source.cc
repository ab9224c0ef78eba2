#include "source.h"

#include <algorithm>
#include <functional>

#include "documents.h"
#include "item.h"
#include "sheaf/feed/json.hpp"
#include "texts.h"
#include "urls.h"

namespace feed {
namespace {

using sheaf::feed::ParseEnd;

constexpr std::size_t kTogether = 8;        // feeds fetched before they are read, in order
constexpr std::size_t kMostFeeds = 1000;    // of one list
constexpr std::size_t kMostItems = 10'000;  // of one feed
constexpr std::size_t kToldFailures = 5;

std::string count(std::size_t n, const char* noun) {
  return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
}

bool loses_many(std::size_t lost, std::size_t all) {
  return lost * 10 > all;
}

// What went wrong with one address.
struct Trouble {
  sheaf_source_state state = SHEAF_STATE_FAILED;
  sheaf_status code = SHEAF_E_UPSTREAM;
  std::string sentence;
  std::int64_t retry_after_ms = 0;
};

class Run {
 public:
  Run(const Options& options, const Web& web, const sheaf::Call& call,
      std::function<bool(const sheaf::Record&)> emit)
      : options_(options), web_(web), call_(call), emit_(std::move(emit)) {}

  void go() {
    std::vector<Feed> feeds = options_.feeds;
    if (!options_.opml.empty()) add_lists(feeds);
    for (std::size_t i = 0; i < feeds.size() && !stopped_; i += kTogether) {
      const std::size_t end = std::min(i + kTogether, feeds.size());
      std::vector<std::string> urls;
      for (std::size_t k = i; k < end; ++k) urls.push_back(feeds[k].url);
      const auto pages = web_.get(call_, urls);
      for (std::size_t k = i; k < end && !stopped_; ++k) {
        read(feeds[k], pages[k - i], true);
        call_.progress(k + 1, feeds.size());
      }
    }
  }

  std::size_t readable() const { return readable_; }
  std::size_t empty() const { return empty_; }
  std::size_t emitted() const { return emitted_; }
  const std::vector<Trouble>& troubles() const { return troubles_; }

 private:
  void note(sheaf_source_state state, const std::string& url, std::string why,
            sheaf_status code = SHEAF_E_UPSTREAM) {
    troubles_.push_back({state, code, url + ": " + std::move(why), 0});
  }
  bool failed(const Page& page) {
    if (page.code == SHEAF_OK) return false;
    troubles_.push_back({SHEAF_STATE_FAILED, page.code, page.failure, page.retry_after_ms});
    return true;
  }

  void add_lists(std::vector<Feed>& feeds) {
    for (const Page& page : web_.get(call_, options_.opml)) {
      if (failed(page)) continue;
      const OpmlList list = read_opml(page.body, page.content_type, kMostFeeds);
      if (!list.is_opml) {
        note(SHEAF_STATE_FORMAT_CHANGED, page.url, "this is no OPML file.");
        continue;
      }
      if (list.parse.how != ParseEnd::How::kComplete) {
        note(sheaf::feed::state_of(list.parse, list.urls.size(), false), page.url,
             list.parse.detail + "; " + count(list.urls.size(), "feed") + " before that are read.");
      } else if (list.parse.stopped) {
        note(SHEAF_STATE_TRUNCATED, page.url,
             "more than " + std::to_string(kMostFeeds) + " feeds; the rest is left out.");
      } else if (list.urls.empty()) {
        note(SHEAF_STATE_FORMAT_CHANGED, page.url, "the list names no feed with a web address.");
      }
      if (list.unusable != 0) {
        note(loses_many(list.unusable, list.unusable + list.urls.size()) ? SHEAF_STATE_TRUNCATED
                                                                         : SHEAF_STATE_OK,
             page.url, count(list.unusable, "feed") + " left out: without a web address.");
      }
      for (const std::string& url : list.urls) {
        const auto same = [&](const Feed& f) { return f.url == url; };
        if (std::none_of(feeds.begin(), feeds.end(), same))
          feeds.push_back({url, options_.defaults});
      }
    }
  }

  void read(const Feed& feed, const Page& page, bool may_be_page) {
    if (failed(page)) return;
    const Kind kind = kind_of(page.body);
    if (kind == Kind::kHtml) {
      if (!may_be_page) return note(SHEAF_STATE_FORMAT_CHANGED, page.url, "a page and no feed.");
      return read_named(feed, page);
    }
    Surroundings around;
    std::vector<sheaf::feed::Item>
        items;  // all, since only together they show what each is known by
    const auto on_feed = [&](const sheaf::feed::Feed& f) {
      around = surroundings(f, page.url, web_.now_ms());
    };
    const auto on_item = [&](sheaf::feed::Item& item) {
      items.push_back(std::move(item));
      return items.size() < kMostItems;
    };
    ParseEnd parse;
    if (kind == Kind::kJson) {
      try {
        parse = read_json_feed(page.body, on_item, on_feed).parse;
      } catch (const sheaf::feed::FormatError& e) {
        return note(SHEAF_STATE_FORMAT_CHANGED, page.url, std::string(e.what()) + ".");
      }
    } else {
      sheaf::feed::FeedOptions options;
      options.content_type = page.content_type;
      options.url = page.url;
      parse = sheaf::feed::read_feed(sheaf::feed::from_memory(page.body), on_item, on_feed, options)
                  .parse;
    }
    const Shared shared(items, around);
    std::size_t unreadable = 0;
    for (const sheaf::feed::Item& item : items) {
      if (stopped_) break;
      if (const auto record = record_of(item, feed.reading, around, shared)) {
        ++emitted_;
        stopped_ = !emit_(*record);
      } else {
        ++unreadable;
      }
    }
    judge(page.url, parse, items.size(), unreadable);
  }

  void judge(const std::string& url, const ParseEnd& parse, std::size_t items,
             std::size_t unreadable) {
    if (parse.how == ParseEnd::How::kComplete && !parse.detail.empty()) {
      note(sheaf::feed::state_of(parse, items, false), url, parse.detail + ".");
    }
    if (parse.how != ParseEnd::How::kComplete) {
      const auto state = sheaf::feed::state_of(parse, items, false);
      note(state, url,
           parse.detail + (items == 0 ? "."
                                      : "; the " + count(items, "item") + " before that " +
                                            (items == 1 ? "is" : "are") + " kept."));
      if (items > 0) ++readable_;
      return;
    }
    if (items != 0 && unreadable == items) {
      return note(SHEAF_STATE_FORMAT_CHANGED, url, "no item has a title and an address or id.");
    }
    ++readable_;
    if (items == 0) ++empty_;
    if (unreadable != 0) {
      note(loses_many(unreadable, items) ? SHEAF_STATE_TRUNCATED : SHEAF_STATE_OK, url,
           std::to_string(unreadable) + " of " + count(items, "item") +
               " left out: without title, or without address and id.");
    }
    if (items == kMostItems && !stopped_) {
      note(SHEAF_STATE_TRUNCATED, url,
           "more than " + std::to_string(kMostItems) + " items; the rest is left out.");
    }
  }

  // The feed that a page names.
  void read_named(const Feed& feed, const Page& page) {
    const auto found = alternates(page.body, page.url);
    if (found.empty()) {
      return note(SHEAF_STATE_FORMAT_CHANGED, page.url,
                  "this is a page, and it names no feed; write the address of the feed itself.",
                  SHEAF_E_CONFIG);
    }
    call_.log(SHEAF_LOG_INFO, page.url + " names the feed " + found.front().url);
    for (std::size_t i = 1; i < found.size(); ++i) {
      call_.log(SHEAF_LOG_DEBUG, page.url + " names also " + found[i].url);
    }
    read(feed, web_.get(call_, {found.front().url}).front(), false);
  }

  const Options& options_;
  const Web& web_;
  const sheaf::Call& call_;
  const std::function<bool(const sheaf::Record&)> emit_;
  std::size_t readable_ = 0, empty_ = 0, emitted_ = 0;
  bool stopped_ = false;
  std::vector<Trouble> troubles_;
};

std::string told(const std::vector<Trouble>& troubles, std::size_t readable) {
  std::string out;
  for (std::size_t i = 0; i < std::min(troubles.size(), kToldFailures); ++i) {
    out += (i == 0 ? "" : " ") + troubles[i].sentence;
  }
  if (troubles.size() > kToldFailures) {
    out += " And " + std::to_string(troubles.size() - kToldFailures) + " more.";
  }
  if (readable != 0) out += " Read: " + count(readable, "feed") + ".";
  return out;
}

}  // namespace

void FeedSource::fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
                       const sheaf::RecordSink& sink) {
  std::uint64_t emitted = 0;
  Run run(options_, web_, call, [&](const sheaf::Record& record) {
    return sink.emit(record) && (request.max_records == 0 || ++emitted < request.max_records);
  });
  run.go();
  const auto& troubles = run.troubles();
  if (troubles.empty()) {
    const bool quiet = run.emitted() == 0 && run.empty() != 0;
    sink.report(quiet ? SHEAF_STATE_EMPTY_UNEXPECTED : SHEAF_STATE_OK,
                quiet ? "The feed has no items, which is rare: has it moved?" : "");
    return;
  }
  const std::string words = told(troubles, run.readable());
  const bool hopeless = std::all_of(troubles.begin(), troubles.end(),
                                    [](const Trouble& t) { return t.state == SHEAF_STATE_FAILED; });
  if (run.readable() == 0 && hopeless) {
    throw sheaf::Error(troubles.front().code, words, troubles.front().retry_after_ms);
  }
  sheaf_source_state worst = SHEAF_STATE_OK;
  for (const Trouble& t : troubles) worst = std::max(worst, t.state);
  sink.report(worst, words);
}

void FeedSource::probe(const sheaf::Call& call) {
  Run run(options_, web_, call, [](const sheaf::Record&) { return true; });
  run.go();
  if (!run.troubles().empty()) {
    throw sheaf::Error(run.troubles().front().code, told(run.troubles(), run.readable()));
  }
}

}  // namespace feed
