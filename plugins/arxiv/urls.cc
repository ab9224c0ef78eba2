#include <algorithm>

#include "category.h"
#include "daily.h"
#include "listing.h"
#include "oai.h"
#include "source.h"

namespace arxiv {
namespace {

bool wanted(const Run& run, const Paper& paper) {
  const auto& categories = run.options.categories;
  return categories.empty() ||
         std::any_of(paper.categories.begin(), paper.categories.end(),
                     [&](const std::string& c) { return covers_any(categories, c); });
}

void note_empty(Run& run, const Listing& listing, const std::string& url) {
  if (listing.total) {
    return run.report.note(SHEAF_STATE_EMPTY_EXPECTED, url + ": the search finds nothing.");
  }
  const Day day = new_york_day(listing.dated_ms.value_or(run.web.now_ms()));
  run.report.note(is_weekday(day) ? SHEAF_STATE_EMPTY_UNEXPECTED : SHEAF_STATE_EMPTY_EXPECTED,
                  empty_feed_words(day));
}

void read_feed_answer(Run& run, Body& body) {
  const Listing listing = read_listing(
      body, [&](Paper& paper) { return wanted(run, paper) ? run.emitter.emit(paper) : true; });
  run.report.note_parse(listing.parse, body.url());
  run.report.note_unreadable(listing.unreadable, listing.items, body.url());
  if (listing.items == 0 && listing.parse.how == sheaf::feed::ParseEnd::How::kComplete) {
    note_empty(run, listing, body.url());
  }
}

// Follows the resumption tokens of a web address. Files have none to follow: the next page is the
// next file.
void read_oai_answers(Run& run, Body& first, bool last_url) {
  const std::string base = first.url().substr(0, first.url().find('?'));
  const bool file = base.starts_with("file:");
  const auto read = [&](Body& body) {
    OaiAnswer answer = read_oai(body, [&](OaiRecord& record) {
      return wanted(run, record.paper) ? run.emitter.emit(record.paper) : true;
    });
    run.report.note_parse(answer.parse, body.url());
    run.report.note_unreadable(answer.unreadable, answer.records, body.url());
    if (answer.error == "noRecordsMatch") {
      run.report.note(SHEAF_STATE_EMPTY_EXPECTED, body.url() + ": no records match.");
    } else if (!answer.error.empty()) {
      throw oai_error(answer, body.url());
    }
    run.progress();
    return answer;
  };
  OaiAnswer answer = read(first);
  while (!answer.token.empty() && !run.emitter.stopped()) {
    if (file) {
      if (last_url) {
        run.report.note(SHEAF_STATE_TRUNCATED,
                        first.url() + ": the list goes on, but no further file is named.");
      }
      return;
    }
    Body next = run.web.open(run.call, token_url(base, answer.token));
    answer = read(next);
  }
}

}  // namespace

void fetch_urls(Run& run) {
  for (std::size_t i = 0; i < run.options.urls.size() && !run.emitter.stopped(); ++i) {
    Body body = run.web.open(run.call, run.options.urls[i]);
    if (body.is_oai()) {
      read_oai_answers(run, body, i + 1 == run.options.urls.size());
    } else {
      read_feed_answer(run, body);
    }
  }
}

}  // namespace arxiv
