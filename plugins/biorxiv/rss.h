// The RSS feeds, `https://connect.biorxiv.org/biorxiv_xml.php?subject=…`: RSS 1.0 with PRISM.
#pragma once

#include <functional>
#include <string_view>

#include "details.h"
#include "sheaf/feed/feed.hpp"

namespace biorxiv {

struct Subjects {
  sheaf::feed::ParseEnd parse;
  std::size_t items = 0;
  std::size_t unreadable = 0;  // without DOI or title
  std::string_view missed;     // the element that the first of them lacks
};

// Reads a feed. An address that names one of the servers counts more than the one given.
Subjects read_rss(const sheaf::feed::Read& read, std::string_view content_type, Server server,
                  const OnRecord& on_record);

}  // namespace biorxiv
