// The query API by date of submission, oldest first: what is announced meanwhile comes at the end.
#include <algorithm>
#include <limits>

#include "category.h"
#include "listing.h"
#include "sheaf/text/dates.hpp"
#include "sheaf/text/hash.hpp"
#include "source.h"
#include "texts.h"

namespace arxiv {
namespace {

constexpr std::uint64_t kPage = 1000;       // arXiv asks for slices of at most 2000
constexpr std::uint64_t kDeepest = 30'000;  // results of one search that can be reached
constexpr int kRetries = 3;                 // of a page that is empty for no reason
constexpr std::int64_t kSecondMs = 1000, kMinuteMs = 60'000, kDayMs = 86'400'000;

struct Search {
  std::string terms;
  std::int64_t from_ms = 0, to_ms = 0;
  std::int64_t after_ms = std::numeric_limits<std::int64_t>::min();  // had already, up to here
};

// `202609241800`, GMT
std::string api_minute(std::int64_t ms) {
  const Day day = utc_day(ms);
  const std::int64_t minute = (ms - ms_of(day)) / kMinuteMs;
  std::string out = iso(day) + (minute < 600 ? "0" : "") + std::to_string(minute / 60) +
                    (minute % 60 < 10 ? "0" : "") + std::to_string(minute % 60);
  std::erase(out, '-');
  return out;
}

std::string page_url(const Search& s, std::int64_t from_ms, std::uint64_t start) {
  const std::string window =
      "submittedDate:[" + api_minute(from_ms) + " TO " + api_minute(s.to_ms) + "]";
  return "https://export.arxiv.org/api/query?search_query=" +
         query_encoded(s.terms.empty() ? window : s.terms + " AND " + window) +
         "&start=" + std::to_string(start) + "&max_results=" + std::to_string(kPage) +
         "&sortBy=submittedDate&sortOrder=ascending";
}

// Calls `on_page` with the last submission after each page. False: not all was read; said in the
// report, unless the host has enough.
bool search(Run& run, const Search& s, const OnPaper& on_paper,
            const std::function<void(std::int64_t last_ms)>& on_page) {
  std::unordered_set<std::uint64_t> seen;  // pages shift while they are read
  std::int64_t from = s.from_ms, last = s.from_ms;
  std::uint64_t start = 0, known_total = 0;
  for (int empty = 0;;) {
    const std::string url = page_url(s, from, start);
    Body body = run.web.open(run.call, url, empty > 0 ? std::uint32_t{SHEAF_H_NO_CACHE} : 0U);
    const Listing page = read_listing(body, [&](Paper& paper) {
      if (paper.published_ms != SHEAF_TIME_UNKNOWN) last = std::max(last, paper.published_ms);
      const bool had = paper.published_ms != SHEAF_TIME_UNKNOWN && paper.published_ms <= s.after_ms;
      return had || !seen.insert(sheaf::text::fnv1a(paper.id.id)).second || on_paper(paper);
    });
    if (run.emitter.stopped()) return false;
    run.report.note_parse(page.parse, url);
    if (page.parse.how != sheaf::feed::ParseEnd::How::kComplete) return false;
    run.report.note_unreadable(page.unreadable, page.items, url);
    run.progress();
    const std::uint64_t total = page.total.value_or(start + page.items);
    if (page.items == 0) {
      if (start >= std::max(total, known_total)) return true;
      if (++empty <= kRetries) {
        run.web.pause(run.call);
        continue;
      }
      if (start >= total) return true;  // it has shrunk meanwhile
      run.report.note(SHEAF_STATE_TRUNCATED, url + ": an empty page, though there are " +
                                                 std::to_string(total) +
                                                 " results; the next run goes on there.");
      return false;
    }
    empty = 0;
    known_total = total;
    start += page.items;
    on_page(last);
    if (start >= total) return true;
    if (start + kPage <= kDeepest) continue;
    if (last / kMinuteMs == from / kMinuteMs) {
      run.report.note(SHEAF_STATE_TRUNCATED, url + ": more results than can be reached.");
      return false;
    }
    from = last;
    start = known_total = 0;
  }
}

// Everything that was submitted in the window is news.
void announce(const Options& options, Paper& paper) {
  const bool home =
      options.categories.empty() || covers_any(options.categories, paper.primary_category());
  paper.announce = home ? SHEAF_ANNOUNCE_NEW : SHEAF_ANNOUNCE_CROSS;
}

}  // namespace

std::string search_terms(const Options& options) {
  std::string out;
  for (const std::string& category : options.categories) {
    out += (out.empty() ? "(" : " OR ") + search_term(category);
  }
  if (!out.empty()) out += ")";
  if (!options.query.empty()) out += (out.empty() ? "(" : " AND (") + options.query + ")";
  return out;
}

void fetch_by_search(Run& run) {
  Cursor& cursor = run.cursor;
  const std::int64_t now = run.web.now_ms();
  Search s;
  s.terms = search_terms(run.options);
  if (run.request.since_ms == SHEAF_TIME_UNKNOWN && cursor.submitted_ms) {
    s.from_ms = s.after_ms = *cursor.submitted_ms;
  } else {
    s.from_ms = run.start_ms().value_or(now - 7 * kDayMs);
  }
  // To the end of the day, so that the same search is the same URL all day long: results change
  // once a day.
  s.to_ms = run.request.until_ms != SHEAF_TIME_UNKNOWN
                ? run.request.until_ms
                : new_york_ms(new_york_day(now) + std::chrono::days(1), 0);
  const auto keep = [&](std::int64_t ms) {
    if (!cursor.submitted_ms || *cursor.submitted_ms < ms) cursor.submitted_ms = ms;
  };
  std::int64_t last = s.from_ms;
  const bool whole = search(
      run, s,
      [&](Paper& paper) {
        announce(run.options, paper);
        return run.emitter.emit(paper);
      },
      [&](std::int64_t last_ms) {
        last = last_ms;
        keep(last_ms - kSecondMs);  // the next page may hold another one of that second
        run.checkpoint();
      });
  if (!whole) return;
  keep(last);
  run.checkpoint();
  if (run.emitter.emitted() == 0) {
    run.report.note(SHEAF_STATE_EMPTY_EXPECTED, "The search finds nothing submitted since " +
                                                    sheaf::text::to_rfc3339(s.from_ms) + ".");
  }
}

void fill_from_search(Run& run) {
  Cursor& cursor = run.cursor;
  Search s;
  s.terms = search_terms(run.options);
  s.from_ms = submissions(cursor.gap->first).from_ms;
  s.to_ms = submissions(cursor.gap->last).to_ms;
  if (cursor.submitted_ms) s.from_ms = std::max(s.from_ms, *cursor.submitted_ms);
  const bool whole = search(
      run, s,
      [&](Paper& paper) {
        if (run.listed.count(sheaf::text::fnv1a(paper.id.id)) != 0) return true;
        announce(run.options, paper);
        return run.emitter.emit(paper);
      },
      [&](std::int64_t last_ms) {
        cursor.submitted_ms = last_ms - kSecondMs;
        run.checkpoint();
      });
  if (!whole) return;
  cursor.gap.reset();
  cursor.submitted_ms.reset();
  run.checkpoint();
}

}  // namespace arxiv
