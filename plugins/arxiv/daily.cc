#include "daily.h"

#include <exception>
#include <unordered_map>
#include <utility>

#include "category.h"
#include "listing.h"
#include "sheaf/text/hash.hpp"
#include "source.h"
#include "texts.h"

namespace arxiv {
namespace {

constexpr std::size_t kMostPapers = 10'000;  // five times what a daily feed may hold
constexpr std::chrono::days kLongGap{7};     // longer ones are OAI-PMH's

// The papers of one announcement: held until it is known to be one, at most some megabytes.
struct Batch {
  std::vector<Paper> papers;
  std::unordered_map<std::string, std::size_t> index;  // by id
  DailyFacts facts;

  // A paper listed in several categories' feeds is one, new rather than cross-listed.
  void add(Paper& paper) {
    const auto [found, fresh] = index.try_emplace(paper.id.id, papers.size());
    if (fresh) {
      papers.push_back(std::move(paper));
    } else if (paper.announce < papers[found->second].announce) {
      papers[found->second].announce = paper.announce;
    }
  }
};

void note_fact(DailyFacts& facts, const Paper& paper, std::uint32_t announce) {
  const std::string key = paper.id.id + "v" + std::to_string(paper.id.version) + " " +
                          std::to_string(paper.announce) + " " + std::to_string(announce);
  facts.hash += sheaf::text::fnv1a(key);  // a sum: their order says nothing
  if (is_later(paper.id.id, facts.top)) facts.top = paper.id.id;
  if (paper.announce == SHEAF_ANNOUNCE_NEW && is_later(paper.id.id, facts.top_new)) {
    facts.top_new = paper.id.id;
  }
}

// nullopt: it could not be read whole; said in the report.
std::optional<Listing> read(Run& run, const std::vector<std::string>& categories, Batch& batch,
                            bool first) {
  Body body = run.web.open(run.call, daily_url(run.options, categories));
  Listing listing = read_listing(body, [&](Paper& paper) {
    if (first) note_fact(batch.facts, paper, run.options.announce);
    batch.add(paper);
    return batch.papers.size() < kMostPapers;
  });
  run.report.note_parse(listing.parse, body.url());
  run.report.note_unreadable(listing.unreadable, listing.items, body.url());
  const bool whole = listing.parse.how == sheaf::feed::ParseEnd::How::kComplete &&
                     !listing.parse.stopped && listing.unreadable == 0;
  if (listing.parse.stopped) {
    run.report.note(SHEAF_STATE_TRUNCATED, body.url() + ": more than 10000 papers.");
  }
  return whole ? std::optional(std::move(listing)) : std::nullopt;
}

// False: one of them could not be read whole.
bool read_each(Run& run, Batch& batch) {
  bool whole = true;
  for (const std::string& category : run.options.categories) {
    const auto listing = read(run, {category}, batch, false);
    if (!listing) whole = false;
    if (listing && listing->items >= kFeedLimit) {
      run.report.note(SHEAF_STATE_TRUNCATED,
                      category + ": arXiv cut the list at 2000 papers, new ones first" +
                          (category.find('.') == category.npos
                               ? "; name the categories you follow instead of the archive."
                               : "."));
    }
  }
  return whole;
}

void emit(Run& run, const Batch& batch) {
  for (const Paper& paper : batch.papers) {
    run.listed.insert(sheaf::text::fnv1a(paper.id.id));
    if (!run.emitter.emit(paper)) break;
  }
  run.progress();
}

// Reads the announcement. nullopt: what there was has been handed over, but it was not all.
std::optional<Batch> read_batch(Run& run) {
  Batch batch;
  const auto listing = read(run, run.options.categories, batch, true);
  bool whole = listing.has_value();
  if (whole) {
    batch.facts.items = listing->items;
    batch.facts.dated = new_york_day(listing->dated_ms.value_or(run.web.now_ms()));
  }
  if (whole && listing->items >= kFeedLimit) {
    try {
      whole = read_each(run, batch);
    } catch (...) {
      emit(run, batch);  // two thousand papers are better than none
      throw;
    }
  }
  if (whole) return batch;
  emit(run, batch);
  return std::nullopt;
}

// The announcements after `done` and before `dated`.
std::optional<Gap> missed(Day done, Day dated) {
  const Gap gap{weekday_after(done), weekday_before(dated)};
  return gap.first <= gap.last ? std::optional(gap) : std::nullopt;
}

std::string words(const Gap& gap) {
  return gap.first == gap.last ? iso(gap.first) : iso(gap.first) + " to " + iso(gap.last);
}

void fill(Run& run) {
  const Gap gap = *run.cursor.gap;
  const bool changes = gap.last - gap.first >= kLongGap || run.options.wants_replacements() ||
                       run.cursor.changed;  // begun so
  run.call.log(SHEAF_LOG_INFO, "filling the announcements of " + words(gap) +
                                   (changes ? " from OAI-PMH" : " from the query API"));
  if (changes) {
    fill_from_changes(run);
  } else {
    fill_from_search(run);
  }
}

}  // namespace

std::string daily_url(const Options& options, const std::vector<std::string>& categories) {
  std::string out =
      options.via == Via::kAtom ? "https://rss.arxiv.org/atom/" : "https://rss.arxiv.org/rss/";
  for (std::size_t i = 0; i < categories.size(); ++i) out += (i == 0 ? "" : "+") + categories[i];
  return out;
}

std::string empty_feed_words(Day day) {
  if (!is_weekday(day)) return "arXiv announces nothing on Saturdays and Sundays.";
  return "The feed of " + day_in_words(day) + " is empty; perhaps a holiday.";
}

Verdict judge(const DailyFacts& facts, const Cursor& cursor, std::int64_t now_ms) {
  const Day expected = announced_by(now_ms);
  const auto& last = cursor.announced;
  const bool late = facts.dated < expected;
  Verdict out;
  const auto stale = [&](std::string sentence) {
    out.state = SHEAF_STATE_STALE;
    out.sentence = std::move(sentence);
  };
  if (facts.items == 0) {
    out.take = out.announced = false;
    const bool weekday = is_weekday(facts.dated) && is_weekday(new_york_day(now_ms));
    if (late) {
      stale("The feed is still the empty one of " + day_in_words(facts.dated) + ".");
    } else {
      out.state = weekday ? SHEAF_STATE_EMPTY_UNEXPECTED : SHEAF_STATE_EMPTY_EXPECTED;
      const bool on_week_end = is_weekday(facts.dated) && !weekday;  // Friday's, on Saturday
      out.sentence = empty_feed_words(on_week_end ? new_york_day(now_ms) : facts.dated);
    }
  } else if (last && facts.dated < *last) {
    out.take = out.announced = false;
    stale("The feed is of " + day_in_words(facts.dated) + ", older than what was taken already.");
  } else if (last && facts.hash == cursor.items) {
    out.take = false;
    if (facts.dated > *last) {
      out.announced = false;
      stale("The feed is dated " + iso(facts.dated) + " but lists the papers of " + iso(*last) +
            ".");
    } else if (late) {
      stale("The feed is still that of " + day_in_words(facts.dated) + ".");
    } else if (!cursor.gap) {
      out.state = SHEAF_STATE_EMPTY_EXPECTED;
      out.sentence = "Nothing since the last run; the announcement of " + iso(facts.dated) +
                     " was taken then.";
    }
  } else if (late) {
    stale("The feed is still that of " + day_in_words(facts.dated) + ".");
  } else if (last && facts.dated > *last && !facts.top_new.empty() && !cursor.top.empty() &&
             !is_later(facts.top_new, cursor.top)) {
    out.announced = false;
    stale("The feed is dated " + iso(facts.dated) + " but has no paper newer than " + cursor.top +
          " of the last run.");
  }
  return out;
}

void fetch_daily(Run& run) {
  const auto batch = read_batch(run);
  if (!batch) return;  // the cursor stays: the next run reads this announcement again
  const DailyFacts& facts = batch->facts;
  Cursor& cursor = run.cursor;
  Verdict verdict = judge(facts, cursor, run.web.now_ms());
  const bool asked_since = run.request.since_ms != SHEAF_TIME_UNKNOWN;
  Day end = facts.dated;  // announcements before it are missed if they were not taken
  if (asked_since && facts.items > 0) {
    const bool within = facts.dated >= new_york_day(run.request.since_ms);
    if (within && !verdict.take && verdict.state == SHEAF_STATE_EMPTY_EXPECTED) verdict = Verdict();
    verdict.take = within;
  }
  if (run.request.until_ms != SHEAF_TIME_UNKNOWN &&
      facts.dated > new_york_day(run.request.until_ms)) {
    verdict.take = verdict.announced = false;
    end = new_york_day(run.request.until_ms) + std::chrono::days(1);
  }
  if (verdict.state != SHEAF_STATE_OK) run.report.note(verdict.state, verdict.sentence);
  if (verdict.take) emit(run, *batch);
  if (run.emitter.stopped()) return;

  std::optional<Day> done = cursor.announced;
  if (asked_since || !done) {
    if (const auto start = run.start_ms()) done = new_york_day(*start) - std::chrono::days(1);
  }
  auto gap = done ? missed(*done, end) : std::nullopt;
  if (gap && run.options.via != Via::kAuto) {
    run.report.note(SHEAF_STATE_TRUNCATED, "The announcements of " + words(*gap) +
                                               " were missed; `via: auto` would fill them.");
    gap.reset();
  }
  if (gap && cursor.gap) {  // one is left from the last run
    gap->first = std::min(gap->first, cursor.gap->first);
    cursor.submitted_ms.reset();
    cursor.changed.reset();
    cursor.clear_harvest();
  }
  if (gap) cursor.gap = gap;
  const Day reached = verdict.announced ? facts.dated : weekday_before(end);
  if (!cursor.announced || *cursor.announced < reached) cursor.announced = reached;
  if (verdict.announced) cursor.items = facts.hash;
  // While a gap is open, `top` tells what was new in it.
  if (!cursor.gap && verdict.announced && is_later(facts.top, cursor.top)) cursor.top = facts.top;
  run.checkpoint();
  if (!cursor.gap) return;
  fill(run);
  if (!cursor.gap && verdict.announced && is_later(facts.top, cursor.top)) {
    cursor.top = facts.top;
    run.checkpoint();
  }
}

}  // namespace arxiv
