#include "source.h"

#include <algorithm>
#include <unordered_set>

#include "details.h"
#include "sheaf/feed/json.hpp"

namespace biorxiv {
namespace {

namespace feed = sheaf::feed;

constexpr std::int64_t kIntervalMs = 1000;
constexpr Day kChunk = 7;         // days asked for together
constexpr Day kSettled = 2;       // days after which nothing is added to a day
constexpr Day kBegin = 16'015;    // 2013-11-06, before which bioRxiv has nothing
constexpr std::size_t kEach = 3;  // up to so many categories are asked for one by one
constexpr std::size_t kDeepest = 100'000;

// `cell_biology`
std::string in_query(std::string category) {
  std::replace(category.begin(), category.end(), ' ', '_');
  std::erase_if(category,
                [](char c) { return c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z'); });
  return category;
}

// `interval`: 2026-09-22/2026-09-24, or 100 for the last hundred.
std::string details_url(const Options& options, const std::string& interval, std::size_t offset,
                        const std::string& category) {
  return "https://api.biorxiv.org/details/" + std::string(id_of(options.server)) + "/" + interval +
         "/" + std::to_string(offset) + "/json" +
         (category.empty() ? "" : "?category=" + in_query(category));
}

// A filter on the server saves pages, but costs an answer or two for each category.
std::vector<std::string> asked_categories(const Options& options) {
  if (options.categories.empty() || options.categories.size() > kEach) return {""};
  return options.categories;
}

Day posted(const sheaf::Record& record) {
  return day_of(record.updated_ms);
}

struct Mode {
  bool skip_known;  // what the cursor says was taken
  bool resumable;   // the cursor says after each page what was taken
  std::size_t most;
};

// One interval in one category (or all), page by page.
class Listing {
 public:
  Listing(Run& run, std::string interval, std::string category, Mode mode)
      : run_(run), interval_(std::move(interval)), category_(std::move(category)), mode_(mode) {}

  // False: not all of it could be read, as the report says, or the host has enough.
  bool read() {
    for (;;) {
      const Page page = read_one();
      if (page.records == 0 && !page.truncated) break;
      if (!usable(page) || run_.stopped) return false;
      offset_ += page.records;
      if (fresh_ == 0) return nothing_fresh(page);
      if (offset_ >= mode_.most) break;
      if (offset_ >= kDeepest) {
        run_.report.note(SHEAF_STATE_TRUNCATED, interval_ + ": more posts than can be reached.");
        return false;
      }
    }
    if (ignored_ && matching_ == 0) {
      run_.report.note(SHEAF_STATE_EMPTY_UNEXPECTED,
                       std::string(name_of(run_.options.server)) + " does not know the category `" +
                           category_ + "`: see how its site spells it.");
    }
    return true;
  }

 private:
  Page read_one() {
    url_ = details_url(run_.options, interval_, offset_, category_);
    const auto answer = run_.host.get(run_.call, url_);
    if (answer.body().find_first_not_of(" \t\r\n") == std::string_view::npos) {
      throw sheaf::Error(SHEAF_E_TRANSIENT, url_ + " answers with nothing; the API is in trouble.");
    }
    fresh_ = 0;
    try {
      Page page = read_page(answer.body(), run_.options.server,
                            [this](sheaf::Record& record) { return take(record); });
      ignored_ = ignored_ || (!category_.empty() && page.category == "all");
      run_.listed += page.records;
      if (mode_.resumable) run_.sink.checkpoint(run_.cursor.text());
      run_.call.progress(run_.emitted, 0);
      return page;
    } catch (const feed::FormatError& e) {
      run_.report.note(SHEAF_STATE_FORMAT_CHANGED, url_ + ": " + e.what() + ".");
      Page page;
      page.records = page.unreadable = 1;
      return page;
    } catch (const sheaf::Error& e) {
      throw sheaf::Error(e.code(), url_ + ": " + e.what());
    }
  }

  bool take(const sheaf::Record& record) {
    const std::uint64_t hash = record_hash(record.id, record.version);
    if (!seen_.insert(hash).second) return true;
    ++fresh_;
    const bool here = category_.empty() || record.primary_category.empty() ||
                      folded_category(record.primary_category) == category_;
    if (!here) return true;  // the filter was ignored
    ++matching_;
    if (!run_.wants(record)) return true;
    if (mode_.skip_known && run_.cursor.has(posted(record), hash)) {
      ++run_.known;
      return true;
    }
    const bool more = run_.emit(record);
    run_.cursor.take(posted(record), hash);
    return more;
  }

  bool usable(const Page& page) {
    const auto note = [&](sheaf_source_state state, const std::string& sentence) {
      run_.report.note(state, url_ + ": " + sentence + ".");
    };
    if (!page.missed.empty()) note(SHEAF_STATE_FORMAT_CHANGED, page.missed);
    if (page.truncated) {
      note(SHEAF_STATE_TRUNCATED, "the end is missing; the next run asks again");
      return false;
    }
    if (page.unreadable == page.records) return false;
    if (page.count && *page.count > static_cast<std::int64_t>(page.records)) {
      note(SHEAF_STATE_TRUNCATED, "it speaks of " + std::to_string(*page.count) +
                                      " records and holds " + std::to_string(page.records));
    }
    return true;
  }

  // The API gave the same page again.
  bool nothing_fresh(const Page& page) {
    if (page.total &&
        seen_.size() >= static_cast<std::size_t>(std::max<std::int64_t>(*page.total, 0))) {
      return true;
    }
    run_.report.note(SHEAF_STATE_TRUNCATED, url_ + ": the same records as on earlier pages.");
    return false;
  }

  Run& run_;
  std::string interval_, category_, url_;
  Mode mode_;
  std::size_t offset_ = 0;
  std::size_t fresh_ = 0;     // on the last page, those of no page before
  std::size_t matching_ = 0;  // in the category
  bool ignored_ = false;      // the filter was not applied
  std::unordered_set<std::uint64_t> seen_;
};

// False: not all of it could be read.
bool read_interval(Run& run, const std::string& interval, const Mode& mode) {
  bool whole = true;
  for (const std::string& category : asked_categories(run.options)) {
    whole = Listing(run, interval, category, mode).read() && whole;
    if (run.stopped) return false;
  }
  return whole;
}

}  // namespace

bool Run::wants(const sheaf::Record& record) const {
  const bool version =
      record.version <= 1 || options.revisions || (record.flags & SHEAF_R_WITHDRAWN) != 0;
  return version && (record.primary_category.empty() ||  // not said
                     options.wants_category(record.primary_category));
}

bool Run::emit(const sheaf::Record& record) {
  if (!wants(record)) return true;
  ++emitted;
  stopped = !sink.emit(record);
  return !stopped;
}

void Run::explain_nothing(Day first, Day last) {
  if (emitted > 0 || !report.empty()) return;
  const std::string server(name_of(options.server));
  if (known > 0) {
    return report.note(SHEAF_STATE_EMPTY_EXPECTED, "Nothing new since the last run.");
  }
  if (listed > 0) {
    return report.note(SHEAF_STATE_EMPTY_EXPECTED,
                       "None of the " + std::to_string(listed) + " posts of " + server +
                           " is what this source asks for: new papers" +
                           (options.categories.empty() ? "." : " in its categories."));
  }
  const Day today = day_of(host.now_ms());
  bool due = false;
  for (Day day = first; day <= std::min(last, today - 1); ++day) due = due || is_weekday(day);
  if (due) {
    report.note(SHEAF_STATE_EMPTY_UNEXPECTED, server + " lists nothing from " + iso(first) +
                                                  " to " + iso(last) +
                                                  ", working days among them.");
  } else {
    report.note(SHEAF_STATE_EMPTY_EXPECTED, server + " lists nothing from " + iso(first) + " to " +
                                                iso(last) + "; no working day has passed.");
  }
}

void fetch_days(Run& run) {
  const bool since = run.request.since_ms != SHEAF_TIME_UNKNOWN;
  const Day today = day_of(run.host.now_ms());
  Day last = today;
  if (run.request.until_ms != SHEAF_TIME_UNKNOWN) {
    last = std::min(last, day_of(run.request.until_ms));
  }
  Day first = today - run.options.first + 1;
  if (since) {
    first = day_of(run.request.since_ms);
  } else if (run.cursor.from) {
    first = *run.cursor.from;
  }
  first = std::max(first, kBegin);
  if (!run.cursor.from) run.cursor.advance(first);
  for (Day begin = first; begin <= last; begin += kChunk) {
    const Day end = std::min(begin + kChunk - 1, last);
    if (!read_interval(run, iso(begin) + "/" + iso(end), {!since, true, kDeepest})) break;
    // What --since leaves out stays to be read.
    if (begin <= *run.cursor.from) run.cursor.advance(std::min(end + 1, today - kSettled));
    run.sink.checkpoint(run.cursor.text());
  }
  if (!run.stopped) run.explain_nothing(first, last);
}

void fetch_posts(Run& run) {
  const Day today = day_of(run.host.now_ms());
  const auto posts = static_cast<std::size_t>(run.options.first);
  if (read_interval(run, std::to_string(posts), {false, false, posts})) {
    run.cursor.advance(today - kSettled);
    run.sink.checkpoint(run.cursor.text());
  }
  if (!run.stopped) run.explain_nothing(today - 1, today);
}

std::vector<sheaf::HostRule> BiorxivSource::hosts() {
  return {{"api.biorxiv.org", kIntervalMs, 1},
          {"connect.biorxiv.org", kIntervalMs, 1},
          {"connect.medrxiv.org", kIntervalMs, 1}};
}

BiorxivSource::BiorxivSource(sheaf::Host host, sheaf::Config config)
    : host_(host), options_(read_options(config)) {}

void BiorxivSource::fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
                          const sheaf::RecordSink& sink) {
  auto cursor = parse_cursor(sheaf::view(request.cursor));
  if (!cursor) throw sheaf::unreadable_cursor(call);
  Run run{options_, host_, call, request, sink, *std::move(cursor)};
  if (!options_.urls.empty()) {
    fetch_urls(run);
  } else if (options_.first_in_posts && !run.cursor.from &&
             request.since_ms == SHEAF_TIME_UNKNOWN) {
    fetch_posts(run);
  } else {
    fetch_days(run);
  }
  run.report.tell(sink, run.emitted);
}

void BiorxivSource::probe(const sheaf::Call& call) {
  const std::string url =
      options_.urls.empty() ? details_url(options_, "1", 0, "") : options_.urls.front();
  const auto answer = host_.get(call, url);
  if (options_.urls.empty()) {
    read_page(answer.body(), options_.server, [](sheaf::Record&) { return true; });
  }
}

}  // namespace biorxiv
