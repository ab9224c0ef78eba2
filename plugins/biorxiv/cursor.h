// Where the source goes on: one line of text, kept by the host.
//
// The API goes by days and may be a little behind, so the last days are read again; what was
// already taken of them stands in the cursor.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace biorxiv {

using Day = std::int64_t;  // since 1970-01-01, UTC

Day day_of(std::int64_t ms);
std::string iso(Day day);  // 2026-09-24
bool is_weekday(Day day);

struct Cursor {
  std::optional<Day> from;                          // all before it is done; empty: a first run
  std::map<Day, std::vector<std::uint64_t>> taken;  // of the days since, by date of the record

  bool operator==(const Cursor&) const = default;

  bool has(Day day, std::uint64_t record) const;
  void take(Day day, std::uint64_t record);  // nothing to remember of days that are done
  // All before `day` is done. Never goes back.
  void advance(Day day);

  // `v1|from=2026-09-22|2026-09-22=0123456789…|…`, ten digits a record, without the oldest days
  // where it would grow beyond what the host stores: those might come twice.
  std::string text() const;
};

// A version of a paper in forty bits, stable.
std::uint64_t record_hash(std::string_view doi, std::uint32_t version);

// An empty text is a first run. nullopt: not a cursor that this version wrote.
std::optional<Cursor> parse_cursor(std::string_view text);

}  // namespace biorxiv
