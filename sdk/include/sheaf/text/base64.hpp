// Base64 (RFC 4648, section 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sheaf::text {

std::string base64_encode(std::string_view bytes);  // padded, no line breaks
// Absent for anything else, line breaks too; padding may be missing, as some senders have it.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace sheaf::text
