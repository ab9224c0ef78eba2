#include "radar.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <set>

#include "digest/line.h"
#include "sheaf/plugin.hpp"
#include "sheaf/text/ascii.hpp"

namespace output_html {
namespace {

using sheaf::range;
using sheaf::view;

constexpr auto kStopWords = std::to_array<std::string_view>(
    {"a",     "about",   "above",  "across", "after",   "against", "all",   "along",  "among",
     "an",    "and",     "any",    "are",    "around",  "as",      "at",    "based",  "be",
     "been",  "before",  "being",  "beyond", "between", "both",    "but",   "by",     "can",
     "do",    "does",    "during", "each",   "first",   "for",     "from",  "has",    "have",
     "how",   "if",      "in",     "into",   "is",      "it",      "its",   "may",    "more",
     "most",  "new",     "no",     "non",    "not",     "novel",   "of",    "on",     "one",
     "only",  "or",      "other",  "our",    "out",     "over",    "per",   "some",   "such",
     "than",  "that",    "the",    "their",  "them",    "there",   "these", "they",   "this",
     "those", "through", "to",     "toward", "towards", "two",     "under", "up",     "upon",
     "use",   "used",    "using",  "via",    "was",     "we",      "were",  "what",   "when",
     "where", "which",   "while",  "who",    "why",     "will",    "with",  "within", "without",
     "you",   "your"});

bool is_stop_word(std::string_view word) {
  return std::find(kStopWords.begin(), kStopWords.end(), word) != kStopWords.end();
}

std::string folded(std::string_view text) {
  struct Free {
    void operator()(utf8proc_uint8_t* p) const { std::free(p); }
  };
  utf8proc_uint8_t* raw = nullptr;
  const auto size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &raw,
      static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD));
  const std::unique_ptr<utf8proc_uint8_t, Free> owner(raw);
  if (size < 0) return {};
  return {reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size)};
}

// Words are ASCII letters, digits and inner hyphens, and characters beyond ASCII but General
// Punctuation (U+2000..U+206F: dashes, quotes). Between words that do not stand together is an
// empty one. Maths is left out.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  bool maths = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '$') maths = !maths;
    const std::string_view two = text.substr(i, 2);
    const bool punctuation = two == "\xe2\x80" || two == "\xe2\x81";
    const bool inner_hyphen =
        c == '-' && !word.empty() && i + 1 < text.size() && sheaf::text::is_alnum(text[i + 1]);
    if (!maths && !punctuation &&
        (sheaf::text::is_alnum(c) || inner_hyphen || static_cast<unsigned char>(c) >= 0x80)) {
      word += c;
      continue;
    }
    if (punctuation) i += 2;
    if (!word.empty()) out.push_back(std::move(word));
    word.clear();
    if (c != ' ') out.emplace_back();
  }
  out.push_back(std::move(word));
  return out;
}

bool says_something(const std::string& word) {
  const bool number = std::all_of(word.begin(), word.end(), sheaf::text::is_digit);
  return word.size() >= 2 && !number && !is_stop_word(word);
}

std::int64_t monday_of(std::int64_t day) {
  return day - (day + 3) % 7;  // 1970-01-01 was a Thursday
}

}  // namespace

std::int64_t day_number(std::string_view date) {
  const auto part = [date](std::size_t from, std::size_t length) {
    int value = -1;
    std::from_chars(date.data() + from, date.data() + from + length, value);
    return value;
  };
  if (date.size() != 10 || date[4] != '-' || date[7] != '-') return -1;
  const std::chrono::year_month_day ymd{std::chrono::year(part(0, 4)),
                                        std::chrono::month(static_cast<unsigned>(part(5, 2))),
                                        std::chrono::day(static_cast<unsigned>(part(8, 2)))};
  return ymd.ok() ? std::chrono::sys_days(ymd).time_since_epoch().count() : -1;
}

std::string date_of_day(std::int64_t day) {
  const std::chrono::year_month_day ymd{std::chrono::sys_days(std::chrono::days(day))};
  std::array<char, 40> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", static_cast<int>(ymd.year()),
                static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
  return out.data();
}

void add_to_radar(RadarFigures& radar, std::string_view today, std::string_view date,
                  const sheaf_digest& digest) {
  const std::int64_t now = day_number(today), day = day_number(date);
  if (day < 0 || day > now) return;
  const std::int64_t week = monday_of(day);
  if (week <= monday_of(now) - 7 * kRadarWeeks) return;
  const bool recent = day > now - kRecentDays;
  for (const auto* item : range(digest.items, digest.item_count)) {
    ++radar.shown[week];
    ++(recent ? radar.recent : radar.before);
    std::set<std::string> criteria, terms;
    for (const auto* score : range(item->scores, item->score_count)) {
      for (const auto& m : range(score->matched, score->matched_count)) {
        std::string_view words = view(m);
        for (const auto& c : range(digest.profile->criteria, digest.profile->criterion_count)) {
          if (view(c.id) == view(m) && c.text.len > 0) words = view(c.text);
        }
        criteria.insert(digest::one_line(words));
      }
      for (const auto& e : range(score->evidence, score->evidence_count)) {
        if (e.kind == SHEAF_EVIDENCE_TERM && e.contribution >= 0) {
          terms.insert(digest::one_line(view(e.subject)));
        }
      }
    }
    for (const std::string& c : criteria) ++radar.criteria[c][week];
    for (const std::string& t : terms) ++radar.terms[t][week];
    for (const auto& s : range(item->sources, item->source_count)) {
      ++radar.sources[std::string(view(s))];
    }
    for (std::string& t : title_terms(view(item->record->title))) {
      RadarFigures::Term& term = radar.title_terms[std::move(t)];
      ++(recent ? term.recent : term.before);
    }
  }
}

std::vector<std::string> title_terms(std::string_view title) {
  std::set<std::string> out;
  const std::vector<std::string> words = words_of(folded(title.substr(0, 2000)));
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!says_something(words[i])) continue;
    if (words[i].size() >= 4) out.insert(words[i]);
    if (i > 0 && says_something(words[i - 1])) out.insert(words[i - 1] + " " + words[i]);
  }
  return {out.begin(), out.end()};
}

std::vector<RisingTerm> rising_terms(const RadarFigures& radar, std::size_t most) {
  constexpr std::size_t kFewest = 3;
  constexpr double kRise = 1.5;
  if (radar.recent == 0 || radar.before == 0) return {};
  const auto recent = static_cast<double>(radar.recent), before = static_cast<double>(radar.before);
  std::vector<std::pair<double, RisingTerm>> found;
  for (const auto& [term, n] : radar.title_terms) {
    const double expected = (static_cast<double>(n.before) + 0.5) / (before + 1) * recent;
    const auto seen = static_cast<double>(n.recent);
    if (n.recent < kFewest || seen < kRise * expected) continue;
    found.push_back(
        {(seen - expected) / std::sqrt(expected),
         {term, n.recent, n.before, seen / recent, static_cast<double>(n.before) / before}});
  }
  // Among equals the longer, which holds the shorter: "sparse autoencoders" before "sparse".
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first > b.first;
    if (a.second.term.size() != b.second.term.size()) {
      return a.second.term.size() > b.second.term.size();
    }
    return a.second.term < b.second.term;
  });
  std::vector<RisingTerm> out;
  for (auto& [surprise, rising] : found) {
    const auto holds_it = [&r = rising](const RisingTerm& other) {
      return other.recent == r.recent &&
             (" " + other.term + " ").find(" " + r.term + " ") != std::string::npos;
    };
    if (std::any_of(out.begin(), out.end(), holds_it)) continue;
    out.push_back(std::move(rising));
    if (out.size() == most) break;
  }
  return out;
}

}  // namespace output_html
