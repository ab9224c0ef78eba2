#include "webapi/fetch.h"

#include <algorithm>
#include <unordered_set>

#include "sheaf/feed/dates.hpp"
#include "sheaf/feed/json.hpp"
#include "sheaf/feed/report.hpp"
#include "sheaf/text/dates.hpp"

namespace webapi {

using std::chrono::days;
using std::chrono::sys_days;

namespace {

// In front of the day to begin with: a run was whole, or it has to be gone on with.
constexpr std::string_view kNext = "v1|next=", kResume = "v1|resume=";
constexpr int kFirstRunDays = 7;
constexpr int kMostPages = 10'000;

std::string iso(sys_days day) {
  return sheaf::text::to_date(
      std::chrono::sys_time<std::chrono::milliseconds>(day).time_since_epoch().count());
}

// One call of fetch().
class Run {
 public:
  Run(const sheaf::Call& call, const sheaf_fetch_request& request, const sheaf::RecordSink& sink,
      std::int64_t now_ms, const Plan& plan, const Ask& ask)
      : call_(call), sink_(sink), plan_(plan), ask_(ask), today_(day_of(now_ms)) {
    read_cursor(sheaf::view(request.cursor));
    last_ = request.until_ms != SHEAF_TIME_UNKNOWN ? day_of(request.until_ms) : today_;
    if (request.since_ms != SHEAF_TIME_UNKNOWN) {
      first_ = day_of(request.since_ms);
    } else if (next_) {
      first_ = *next_ - days(resumed_ ? 0 : plan.again);
    } else {
      first_ = plan.from_ms ? day_of(*plan.from_ms) : today_ - days(kFirstRunDays);
    }
    limit_ = plan.run_limit;
    if (request.max_records != 0) limit_ = std::min(limit_, request.max_records);
  }

  void go() {
    try {
      for (sys_days day = first_; day <= last_;) {
        const auto range = read_range({day, last_});
        if (!range) break;
        day = range->last + days(1);
        keep(day);
        if (emitted_ >= limit_ && day <= last_) {
          note(SHEAF_STATE_TRUNCATED, "The limit of " + std::to_string(limit_) +
                                          " records a run is reached; the next run goes on at " +
                                          iso(day) + ".");
          break;
        }
      }
    } catch (const sheaf::feed::FormatError& e) {
      note(SHEAF_STATE_FORMAT_CHANGED, plan_.service + ": " + e.what() + ".");
    }
    tell();
  }

 private:
  void read_cursor(std::string_view text) {
    if (text.empty()) return;
    resumed_ = text.starts_with(kResume);
    if (resumed_ || text.starts_with(kNext)) {
      const auto date = sheaf::feed::parse_w3c(text.substr(text.find('=') + 1));
      if (date && date->precision == sheaf::feed::Date::Precision::kDay) next_ = day_of(date->ms);
    }
    if (next_) return;
    throw sheaf::unreadable_cursor(call_);
  }

  // The days that are read to their end begin before `day`; today is not over.
  void keep(sys_days day) {
    const sys_days next = std::min(day, today_);
    if (next_ && *next_ > next) return;
    next_ = next;
    sink_.checkpoint(std::string(day > last_ ? kNext : kResume) + iso(next));
  }

  // Reads as many of the days as fit; which, or none if something ended the run.
  std::optional<Days> read_range(Days range) {
    Page page = ask_(range, {});
    while (page.total > plan_.list_limit && range.first < range.last) {
      range.last = range.first + (range.last - range.first) / 2;
      page = ask_(range, {});
    }
    std::uint64_t total = 0, seen = 0;
    for (int pages = 1;; ++pages) {
      seen += page.items;
      if (page.total != 0) total = page.total;  // lists grow and shrink while they are read
      if (!page.remark.empty()) note(SHEAF_STATE_OK, page.remark);
      if (!emit(page)) return std::nullopt;
      call_.progress(emitted_, 0);
      if (page.cut) {
        note(SHEAF_STATE_TRUNCATED, plan_.service + ": an answer broke off after " +
                                        std::to_string(page.items) +
                                        " records; the next run asks again.");
        return std::nullopt;
      }
      const bool all = total != 0 && seen >= total;
      if (all || page.next.empty() || seen >= plan_.list_limit || pages == kMostPages) break;
      call_.throw_if_cancelled();
      const std::string token = std::move(page.next);
      page = ask_(range, token);
      if (page.next == token) page.next.clear();
    }
    if (total > plan_.list_limit || seen < total) {
      note(SHEAF_STATE_TRUNCATED,
           plan_.service + " has " + std::to_string(total) + " records from " + range.first_text() +
               " to " + range.last_text() + ", but " + std::to_string(seen) + " came" +
               (total > plan_.list_limit ? ": ask for less." : "."));
    }
    return range;
  }

  // False: the host has enough.
  bool emit(Page& page) {
    unreadable_ += page.items - page.records.size();
    for (sheaf::Record& record : page.records) {
      if (record.title.value.empty()) {
        ++untitled_;
        continue;
      }
      if (!had_.insert(record.id).second) continue;
      record.announce = plan_.announce;
      ++emitted_;
      if (!sink_.emit(record)) return false;
    }
    return true;
  }

  void note(sheaf_source_state state, std::string sentence) {
    troubled_ = troubled_ || state != SHEAF_STATE_OK;
    report_.note(state, std::move(sentence));
  }

  void tell() {
    if (unreadable_ != 0) {
      note(SHEAF_STATE_FORMAT_CHANGED,
           plan_.service + ": " + std::to_string(unreadable_) + " records have no identifier.");
    }
    if (untitled_ != 0) {
      const bool many = untitled_ * 10 > emitted_ + untitled_;
      note(many ? SHEAF_STATE_TRUNCATED : SHEAF_STATE_OK,
           std::to_string(untitled_) + " records without title are left out.");
    }
    if (!troubled_) {
      note(SHEAF_STATE_EMPTY_EXPECTED,
           plan_.service + " has nothing from " + iso(first_) + " to " + iso(last_) + ".");
    }
    report_.tell(sink_, emitted_);
  }

  const sheaf::Call& call_;
  const sheaf::RecordSink& sink_;
  const Plan& plan_;
  const Ask& ask_;
  sys_days today_, first_, last_;
  std::optional<sys_days> next_;  // the cursor
  bool resumed_ = false;
  std::uint64_t limit_ = 0, emitted_ = 0, unreadable_ = 0, untitled_ = 0;
  std::unordered_set<std::string> had_;  // pages shift while they are read
  bool troubled_ = false;
  sheaf::feed::Report report_;
};

}  // namespace

std::string Days::first_text() const {
  return iso(first);
}

std::string Days::last_text() const {
  return iso(last);
}

sys_days day_of(std::int64_t ms) {
  return std::chrono::floor<days>(
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(ms)));
}

void fetch_by_days(const sheaf::Call& call, const sheaf_fetch_request& request,
                   const sheaf::RecordSink& sink, std::int64_t now_ms, const Plan& plan,
                   const Ask& ask) {
  Run(call, request, sink, now_ms, plan, ask).go();
}

}  // namespace webapi
