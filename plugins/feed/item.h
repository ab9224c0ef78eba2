// From an item of any feed to a record.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

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

Surroundings surroundings(const sheaf::feed::Feed& feed, const std::string& url,
                          std::int64_t now_ms);

// The record. Its id is the DOI, else the link without what only counts clicks, else the feed's own
// id of the item. nullopt: the item has no title, or nothing to know it by.
std::optional<sheaf::Record> record_of(const sheaf::feed::Item& item, const Reading& reading,
                                       const Surroundings& around);

}  // namespace feed
