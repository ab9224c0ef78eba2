// A source that asks a database for days: which days, in which portions, and what it reports.
//
// A run reads from the day the cursor names to today, in as few ranges of days as keep each list
// short enough to be paged through; the cursor moves on after each. So a run that dies repeats at
// most one range and loses nothing. Records appear late, so a run that follows a whole one reads
// some days again; the host knows what it has.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sheaf/plugin.hpp"

namespace webapi {

struct Days {
  std::chrono::sys_days first, last;  // both are in it

  std::string first_text() const;  // 2026-09-24
  std::string last_text() const;
};

std::chrono::sys_days day_of(std::int64_t ms);

// One answer of a list.
struct Page {
  std::vector<sheaf::Record> records;  // those without title, too
  std::size_t items = 0;               // in the answer, with those that cannot be read
  std::uint64_t total = 0;             // of the whole list; 0: not said
  std::string next;                    // what names the next answer; empty: there is none
  bool cut = false;                    // the answer broke off
  std::string remark;                  // what the service said besides; for the report
};

struct Plan {
  std::string service;                  // "Crossref", for people
  std::optional<std::int64_t> from_ms;  // where the first run begins; none: a week ago
  int again = 2;                        // days before the cursor that are read again
  std::uint64_t list_limit = 5000;      // a longer list is asked for in smaller ranges of days
  std::uint64_t run_limit = 0;          // records of one run
  sheaf_announce announce = SHEAF_ANNOUNCE_UNKNOWN;
};

// The answer for these days that `token` names; empty: the first. May throw: sheaf::feed's
// FormatError is reported as FORMAT_CHANGED, everything else reaches the host.
using Ask = std::function<Page(const Days& days, const std::string& token)>;

// Emits, moves the cursor and reports the state. Throws sheaf::Error(SHEAF_E_CONFIG) for a cursor
// of another version.
void fetch_by_days(const sheaf::Call& call, const sheaf_fetch_request& request,
                   const sheaf::RecordSink& sink, std::int64_t now_ms, const Plan& plan,
                   const Ask& ask);

}  // namespace webapi
