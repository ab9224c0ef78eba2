// The judgement of a daily feed, apart from fetching it.
#pragma once

#include <cstdint>
#include <string>

#include "cursor.h"
#include "sheaf/plugin.h"

namespace arxiv {

inline constexpr std::size_t kFeedLimit = 2000;  // arXiv cuts the list there, new papers first

// What a daily feed holds, whatever `announce:` asks for.
struct DailyFacts {
  Day dated{};
  std::size_t items = 0;
  std::uint64_t hash = 0;
  std::string top;      // the highest id
  std::string top_new;  // the highest of those announced as new; empty: none are
};

struct Verdict {
  sheaf_source_state state = SHEAF_STATE_OK;
  std::string sentence;
  bool take = true;       // hand the papers over
  bool announced = true;  // the announcement of `dated` has come: the cursor may say so
};

// Neither the date of the feed nor its time of rendering proves anything: arXiv has served a day's
// papers under the next day's date. `cursor` is where the last run ended.
Verdict judge(const DailyFacts& facts, const Cursor& cursor, std::int64_t now_ms);

std::string empty_feed_words(Day day);

}  // namespace arxiv
