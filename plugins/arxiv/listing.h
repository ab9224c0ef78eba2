// One answer of the daily feeds or the query API.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "paper.h"
#include "sheaf/feed/feed.hpp"
#include "web.h"

namespace arxiv {

struct Listing {
  sheaf::feed::ParseEnd parse;
  std::size_t items = 0;                 // with those that are unreadable
  std::size_t unreadable = 0;            // no arXiv id, or no title
  std::optional<std::int64_t> dated_ms;  // of a daily feed: its announcement
  std::optional<std::uint64_t> total;    // of the query API: opensearch:totalResults
};

// May change the paper; false: no more are wanted.
using OnPaper = std::function<bool(Paper& paper)>;

// Reads RSS 2.0, Atom, RDF or an answer of the query API. Throws sheaf::Error(SHEAF_E_CONFIG) with
// arXiv's own words when the answer says that the request was wrong, whatever its status.
Listing read_listing(Body& body, const OnPaper& on_paper);

// The readings of one item; `paper` is clear. False: it has no arXiv id or no title.
// RSS 2.0 and Atom of rss.arxiv.org (https://info.arxiv.org/help/rss_specifications.html).
bool read_daily_item(sheaf::feed::Item& item, Paper& paper);
// RSS 1.0 of arxiv.org until February 2024.
bool read_legacy_item(sheaf::feed::Item& item, Paper& paper);
// Query API (https://info.arxiv.org/help/api/user-manual.html), before and since November 2025.
bool read_api_entry(sheaf::feed::Item& item, Paper& paper);

}  // namespace arxiv
