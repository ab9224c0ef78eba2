// What stands behind an address: a feed, a list of feeds, or a page that names a feed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sheaf/feed/feed.hpp"

namespace feed {

enum class Kind { kXml, kJson, kHtml };

// By the first bytes; the server's word for it is as often wrong as not.
Kind kind_of(std::string_view body);

// JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) in the form of the other feeds.
// Throws sheaf::feed::FormatError when it is something else. An end that is cut off costs the items
// it holds: `parse` says so.
sheaf::feed::FeedEnd read_json_feed(std::string_view body, const sheaf::feed::OnItem& on_item,
                                    const sheaf::feed::OnFeed& on_feed);

struct Alternate {
  std::string url, title;
};
// The feeds that a page names in its head (https://html.spec.whatwg.org/#rel-alternate), in its
// order, made whole against `url` or the page's base. http and https only; those of comments last.
std::vector<Alternate> alternates(std::string_view page, std::string_view url);

struct OpmlList {
  std::vector<std::string> urls;  // without repetition; http and https only
  sheaf::feed::ParseEnd parse;
  std::size_t unusable = 0;  // outlines of feeds without a web address
  bool is_opml = false;
};
// OPML 1.0 and 2.0 (http://opml.org/spec2.opml), outlines nested as they may be. At most `most`.
OpmlList read_opml(std::string_view body, std::string_view content_type, std::size_t most);

}  // namespace feed
