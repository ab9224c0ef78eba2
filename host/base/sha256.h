// SHA-256 in hexadecimal, over OpenSSL.
#pragma once

#include <string>
#include <string_view>

namespace host {

std::string sha256_hex(std::string_view bytes);  // 64 lower-case digits

}  // namespace host
