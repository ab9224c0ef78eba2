// Where a source goes on: one line of text, kept by the host.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schedule.h"

namespace arxiv {

// Announcements that the daily feed no longer holds.
struct Gap {
  Day first{}, last{};
  bool operator==(const Gap&) const = default;
};

struct Cursor {
  // Daily feeds.
  std::optional<Day> announced;  // the last announcement taken or known to be in `gap`
  std::uint64_t items = 0;       // what was in it: a hash of ids, versions and types
  std::string top;               // the highest id ever seen
  std::optional<Gap> gap;        // still to be filled

  // Query API: submissions up to here are done.
  std::optional<std::int64_t> submitted_ms;

  // OAI-PMH. A harvest that was interrupted goes on with its token on the same UTC day, and from
  // `set_from` after that.
  std::optional<Day> changed;  // harvest what changed since
  std::size_t set = 0;         // of the list of sets
  std::optional<Day> set_from;
  std::string token;
  std::optional<Day> token_day;
  std::optional<Day> next;  // `changed` of the next harvest

  bool operator==(const Cursor&) const = default;

  // `v1|announced=2026-09-24|items=…`, without what is not set.
  std::string text() const;
  // Ends an OAI-PMH harvest, or gives it up.
  void clear_harvest();
};

// An empty text is a first run. nullopt: not a cursor that this version wrote.
std::optional<Cursor> parse_cursor(std::string_view text);

}  // namespace arxiv
