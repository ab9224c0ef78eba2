// Base64 (RFC 4648, section 4) and SHA-256 in hexadecimal, both over OpenSSL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace host {

std::string base64_encode(std::string_view bytes);  // padded, no line breaks
std::optional<std::string> base64_decode(std::string_view text);
std::string sha256_hex(std::string_view bytes);  // 64 lower-case digits

}  // namespace host
