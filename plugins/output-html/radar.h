// What a reader's digests of the last half year say together.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sheaf/plugin.h"

namespace output_html {

inline constexpr int kRadarWeeks = 26, kRecentDays = 28;

// Days since 1970-01-01; -1 for what is no date ("2026-09-24").
std::int64_t day_number(std::string_view date);
std::string date_of_day(std::int64_t day);

// Figures by Monday, or over the whole time.
struct RadarFigures {
  std::map<std::int64_t, std::size_t> shown;                            // works by Monday
  std::map<std::string, std::map<std::int64_t, std::size_t>> criteria;  // by their text
  std::map<std::string, std::map<std::int64_t, std::size_t>> terms;     // by the scorers' evidence
  std::map<std::string, std::size_t> sources;
  struct Term {
    std::size_t recent = 0, before = 0;
  };
  std::unordered_map<std::string, Term> title_terms;
  std::size_t recent = 0, before = 0;  // works in the last four weeks, and before
};

// Counts a digest's items; one older than the half year before `today` counts for nothing.
void add_to_radar(RadarFigures& radar, std::string_view today, std::string_view date,
                  const sheaf_digest& digest);

struct RisingTerm {
  std::string term;
  std::size_t recent = 0, before = 0;
  double recent_share = 0, before_share = 0;  // of the works, 0..1
};

// Words and pairs of words in titles that are more frequent in the last four weeks than before,
// the most surprising first; at most `most`.
std::vector<RisingTerm> rising_terms(const RadarFigures& radar, std::size_t most);

// The words of a title that say something, and the pairs that stand together, in lower case, each
// once.
std::vector<std::string> title_terms(std::string_view title);

}  // namespace output_html
