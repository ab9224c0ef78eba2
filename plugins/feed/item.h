// From an item of any feed to a record.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "options.h"
#include "sheaf/feed/feed.hpp"
#include "sheaf/plugin.hpp"

namespace feed {

// What items need to know of their feed.
struct Surroundings {
  std::string url;    // of the feed, after redirects
  std::string home;   // its page for people; may be empty
  std::string venue;  // by what it calls itself
  std::string language;
  std::int64_t now_ms = SHEAF_TIME_UNKNOWN;
};

// What several items of one feed have in common, so that it tells none of them apart: the page of
// the issue for a link, one guid for everything.
class Shared {
 public:
  explicit Shared(const std::vector<sheaf::feed::Item>& items, const Surroundings& around);

  bool link(const std::string& url) const { return links_.contains(url); }
  bool guid(const std::string& guid) const { return guids_.contains(guid); }

 private:
  std::unordered_set<std::string> links_, guids_;  // bare_url() of pages; Item::id
};

Surroundings surroundings(const sheaf::feed::Feed& feed, const std::string& url,
                          std::int64_t now_ms);

// The record. Its id is the DOI, else the arXiv id, else the link without what only counts clicks,
// else, or where the link is that of others, too, the feed's own id of the item (its guid). The
// guid, and the link without its scheme and the like, are further ids (SHEAF_SCHEME_RECORD), so
// that a feed that moves is still known. nullopt: the item has no title, or nothing to know it by.
std::optional<sheaf::Record> record_of(const sheaf::feed::Item& item, const Reading& reading,
                                       const Surroundings& around, const Shared& shared);

}  // namespace feed
