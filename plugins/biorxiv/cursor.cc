#include "cursor.h"

#include <algorithm>

#include "cursor/hashes.h"
#include "sheaf/feed/dates.hpp"
#include "sheaf/text/dates.hpp"

namespace biorxiv {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::string_view kVersion = "v1";
constexpr std::size_t kMostBytes = 60 * 1024;  // of the 64 KiB that the host stores

std::optional<Day> parse_day(std::string_view text) {
  const auto date = sheaf::feed::parse_w3c(text);
  if (!date || date->precision != sheaf::feed::Date::Precision::kDay) return std::nullopt;
  return day_of(date->ms);
}

}  // namespace

Day day_of(std::int64_t ms) {
  return ms / kDayMs - (ms % kDayMs < 0 ? 1 : 0);
}

std::string iso(Day day) {
  return sheaf::text::to_date(day * kDayMs);
}

// 1970-01-01 was a Thursday.
bool is_weekday(Day day) {
  const Day since_monday = ((day + 3) % 7 + 7) % 7;
  return since_monday < 5;
}

bool Cursor::has(Day day, std::uint64_t record) const {
  const auto found = taken.find(day);
  return found != taken.end() &&
         std::find(found->second.begin(), found->second.end(), record) != found->second.end();
}

void Cursor::take(Day day, std::uint64_t record) {
  const bool done = from && day < *from;
  if (!done && !has(day, record)) taken[day].push_back(record);
}

void Cursor::advance(Day day) {
  if (from && *from >= day) return;
  from = day;
  taken.erase(taken.begin(), taken.lower_bound(day));
}

std::string Cursor::text() const {
  std::string out(kVersion);
  if (from) out += "|from=" + iso(*from);
  std::size_t size = out.size();
  auto first = taken.end();
  while (first != taken.begin()) {
    const auto before = std::prev(first);
    size += before->second.size() * cursor::kDigits + 12;
    if (size > kMostBytes) break;
    first = before;
  }
  for (; first != taken.end(); ++first) {
    out += "|" + iso(first->first) + "=";
    cursor::append_hashes(out, first->second);
  }
  return out;
}

std::uint64_t record_hash(std::string_view doi, std::uint32_t version) {
  return cursor::short_hash(std::string(doi) + "v" + std::to_string(version));
}

std::optional<Cursor> parse_cursor(std::string_view text) {
  Cursor out;
  if (text.empty()) return out;
  if (!text.starts_with(kVersion)) return std::nullopt;
  text.remove_prefix(kVersion.size());
  while (!text.empty()) {
    if (text.front() != '|') return std::nullopt;
    text.remove_prefix(1);
    const std::string_view entry = text.substr(0, text.find('|'));
    text.remove_prefix(entry.size());
    const auto equals = entry.find('=');
    if (equals == entry.npos) return std::nullopt;
    const std::string_view key = entry.substr(0, equals), value = entry.substr(equals + 1);
    const auto day = parse_day(key == "from" ? value : key);
    if (!day) return std::nullopt;
    if (key == "from") {
      out.from = day;
    } else if (!cursor::parse_hashes(value, out.taken[*day])) {
      return std::nullopt;
    }
  }
  if (!out.from) return std::nullopt;
  return out;
}

}  // namespace biorxiv
