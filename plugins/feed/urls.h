// Addresses without what publishers and servers add to them.
#pragma once

#include <string>
#include <string_view>

#include "sheaf/text/urls.hpp"

namespace feed {

using sheaf::text::is_web_url;
using sheaf::text::resolved_url;
using sheaf::text::url_authority;

// Without query parameters and fragments that only say where a reader came from: utm_…, af=R,
// rss=yes. What remains keeps its order and spelling.
std::string without_tracking(std::string_view url);

// What one page's addresses have in common over the years: without scheme, `www.`, the slash at the
// end, tracking and sessions. For comparing only.
std::string bare_url(std::string_view url);

}  // namespace feed
