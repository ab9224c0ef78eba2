// Addresses made whole (RFC 3986).
#pragma once

#include <string>
#include <string_view>

namespace sheaf::text {

// http or https with a host.
bool is_web_url(std::string_view url);

// `reference` as seen from `base` (section 5.2), trimmed. Characters that no URL has are
// percent-encoded. Empty when `base` is needed and has no authority, and for what has no authority
// itself (mailto:, javascript:).
std::string resolved_url(std::string_view base, std::string_view reference);

// `host:port` in lower case; empty if there is none.
std::string url_authority(std::string_view url);

}  // namespace sheaf::text
