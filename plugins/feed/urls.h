// Addresses: relative ones made whole, and without what publishers add to count clicks.
#pragma once

#include <string>
#include <string_view>

namespace feed {

// http or https with a host.
bool is_web(std::string_view url);

// `reference` as seen from `base` (RFC 3986 section 5.2). Characters that no URL has are
// percent-encoded. Empty when `base` is needed and has no authority.
std::string resolve(std::string_view base, std::string_view reference);

// Without query parameters and fragments that only say where a reader came from: utm_…, af=R,
// rss=yes. What remains keeps its order and spelling.
std::string without_tracking(std::string_view url);

// `host:port` in lower case; empty if there is none.
std::string authority(std::string_view url);

}  // namespace feed
