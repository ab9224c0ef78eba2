// Harvests of OAI-PMH: list after list, page after page.
#include "oai.h"

#include <algorithm>
#include <functional>

#include "category.h"
#include "sheaf/feed/dates.hpp"
#include "sheaf/text/hash.hpp"
#include "source.h"
#include "texts.h"

namespace arxiv {
namespace {

using sheaf::feed::ParseEnd;

constexpr int kRestarts = 3;  // of one list in one run
constexpr std::size_t kLongestToken = 16 * 1024;
// A paper is announced up to a week after its submission or its new version.
constexpr std::chrono::days kAnnouncedLater{7};

Day day_or(std::string_view text, Day otherwise) {
  const auto date = sheaf::feed::parse_w3c(text);
  return date ? utc_day(date->ms) : otherwise;
}

// One list each; an empty one is everything.
std::vector<std::string> sets_of(const Options& options) {
  if (!options.oai_set.empty()) return {options.oai_set};
  std::vector<std::string> out;
  for (const std::string& category : options.categories) out.push_back(oai_set(category));
  if (out.empty()) out.emplace_back();
  return out;
}

bool is_in(const Paper& paper, std::string_view wanted) {
  return std::any_of(paper.categories.begin(), paper.categories.end(), [&](const std::string& c) {
    // Dublin Core knows the sets only, which were those of archives once.
    return covers(wanted, c) || (!paper.primary_first && covers(c, wanted));
  });
}

// A paper in several of the lists is taken from the first of them.
bool belongs(const Options& options, const Paper& paper, std::size_t set) {
  if (options.categories.empty()) return true;
  const auto first = std::find_if(options.categories.begin(), options.categories.end(),
                                  [&](const std::string& c) { return is_in(paper, c); });
  if (first == options.categories.end()) return false;
  return !options.oai_set.empty() ||
         static_cast<std::size_t>(first - options.categories.begin()) == set;
}

std::string list_url(const Options& options, const std::string& set, Day from) {
  std::string out = options.oai_url + "?verb=ListRecords&metadataPrefix=" + options.oai_prefix +
                    "&from=" + iso(from);
  if (!set.empty()) out += "&set=" + query_encoded(set);
  return out;
}

// Reads one list to its end. False: not all of it; said in the report, unless the host has enough.
bool harvest_list(Run& run, const std::string& set, const OnRecord& take) {
  Cursor& cursor = run.cursor;
  if (cursor.token_day != utc_day(run.web.now_ms()))
    cursor.token.clear();  // tokens die at midnight
  Day from = cursor.set_from.value_or(*cursor.changed);
  std::string last;  // datestamp; the list can be cut there if they never go back
  bool in_order = true;
  for (int restarts = 0;;) {
    const std::string url = cursor.token.empty() ? list_url(run.options, set, from)
                                                 : token_url(run.options.oai_url, cursor.token);
    Body body = run.web.open(run.call, url);
    const OaiAnswer page = read_oai(body, [&](OaiRecord& record) {
      in_order = in_order && record.datestamp >= last;
      last = record.datestamp;
      return take(record);
    });
    if (run.emitter.stopped()) return false;
    if (page.error == "noRecordsMatch") return true;
    if (page.error == "badResumptionToken" && !cursor.token.empty() && restarts < kRestarts) {
      ++restarts;
      cursor.token.clear();
      from = cursor.set_from.value_or(*cursor.changed);
      last.clear();
      continue;
    }
    if (!page.error.empty() || body.refused()) throw oai_error(page, url);
    run.report.note_parse(page.parse, url);
    if (page.parse.how != ParseEnd::How::kComplete) return false;
    run.report.note_unreadable(page.unreadable, page.records, url);
    run.progress();
    const Day today = utc_day(run.web.now_ms());
    if (!cursor.next) cursor.next = day_or(page.response_date, today);
    if (page.token.empty()) return true;
    if (page.token == cursor.token || page.token.size() > kLongestToken) {
      throw sheaf::Error(SHEAF_E_UPSTREAM, url +
                                               ": arXiv hands out a resumption token that leads "
                                               "nowhere.");
    }
    cursor.token = page.token;
    cursor.token_day = today;
    if (in_order && !last.empty()) cursor.set_from = day_or(last, from);
    run.checkpoint();
  }
}

// All lists, changed since cursor.changed.
bool harvest(Run& run, const OnRecord& on_record) {
  Cursor& cursor = run.cursor;
  const auto sets = sets_of(run.options);
  while (cursor.set < sets.size()) {
    const auto take = [&](OaiRecord& record) {
      return !belongs(run.options, record.paper, cursor.set) || on_record(record);
    };
    if (!harvest_list(run, sets[cursor.set], take)) return false;
    ++cursor.set;
    cursor.set_from.reset();
    cursor.token.clear();
    cursor.token_day.reset();
    run.checkpoint();
  }
  return true;
}

// OAI-PMH tells what changed, not how. New is what has an id given out after all that were known
// (`top`), or, where none is, was submitted not long before `since`.
sheaf_announce announce_of(const Options& options, const Paper& paper, std::string_view top,
                           Day since) {
  const std::int64_t recent = ms_of(since - kAnnouncedLater);
  const std::string_view primary = paper.primary_category();
  const bool home =
      options.categories.empty() || primary.empty() || covers_any(options.categories, primary);
  const bool fresh = top.empty() ? paper.published_ms >= recent : is_later(paper.id.id, top);
  if (fresh) return home ? SHEAF_ANNOUNCE_NEW : SHEAF_ANNOUNCE_CROSS;
  if (paper.updated_ms < recent) return SHEAF_ANNOUNCE_UNKNOWN;  // an edit of the metadata
  return home ? SHEAF_ANNOUNCE_REPLACE : SHEAF_ANNOUNCE_REPLACE_CROSS;
}

}  // namespace

std::string token_url(std::string_view base, std::string_view token) {
  return std::string(base) + "?verb=ListRecords&resumptionToken=" + query_encoded(token);
}

sheaf::Error oai_error(const OaiAnswer& answer, const std::string& url) {
  if (answer.error == "badResumptionToken") {
    return {SHEAF_E_UPSTREAM, url + ": arXiv does not know its own resumption token."};
  }
  if (answer.error.empty())
    return {SHEAF_E_UPSTREAM, "arXiv refuses " + url + " (HTTP status 400)."};
  return {SHEAF_E_CONFIG,
          "arXiv refuses " + url + ": " + answer.message + " (" + answer.error + ")"};
}

void fetch_changes(Run& run) {
  Cursor& cursor = run.cursor;
  const Day today = utc_day(run.web.now_ms());
  if (run.request.since_ms != SHEAF_TIME_UNKNOWN) {
    cursor.clear_harvest();
    cursor.changed = utc_day(run.request.since_ms);
  } else if (!cursor.changed) {
    const auto start = run.start_ms();
    cursor.changed = start ? utc_day(*start) : today - std::chrono::days(7);
  }
  const std::string until = run.request.until_ms == SHEAF_TIME_UNKNOWN
                                ? std::string()
                                : iso(utc_day(run.request.until_ms));
  const Day since = *cursor.changed;
  std::string top = cursor.top;
  const bool whole = harvest(run, [&](OaiRecord& record) {
    if (!until.empty() && record.datestamp > until) return true;
    Paper& paper = record.paper;
    if (is_later(paper.id.id, top)) top = paper.id.id;
    paper.announce = announce_of(run.options, paper, cursor.top, since);
    if (paper.announce == SHEAF_ANNOUNCE_UNKNOWN && !run.options.wants_replacements()) {
      run.emitter.leave_out(paper.announce);
      return true;
    }
    return run.emitter.emit(paper);
  });
  if (!whole) return;
  cursor.changed = cursor.next.value_or(since);
  cursor.top = top;
  cursor.clear_harvest();
  run.checkpoint();
  if (run.emitter.emitted() == 0) {
    run.report.note(SHEAF_STATE_EMPTY_EXPECTED, "Nothing changed since " + iso(since) + ".");
  }
}

void fill_from_changes(Run& run) {
  Cursor& cursor = run.cursor;
  const Day since = cursor.gap->first - std::chrono::days(1);  // datestamps are UTC, of the evening
  if (!cursor.changed) cursor.changed = since;
  const bool whole = harvest(run, [&](OaiRecord& record) {
    Paper& paper = record.paper;
    if (run.listed.count(sheaf::text::fnv1a(paper.id.id)) != 0) return true;
    paper.announce = announce_of(run.options, paper, cursor.top, since);
    if (paper.announce == SHEAF_ANNOUNCE_UNKNOWN) {
      run.emitter.leave_out(paper.announce);
      return true;
    }
    return run.emitter.emit(paper);
  });
  if (!whole) return;
  cursor.gap.reset();
  cursor.changed.reset();
  cursor.clear_harvest();
  run.checkpoint();
}

}  // namespace arxiv
