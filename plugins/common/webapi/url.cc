#include "webapi/url.h"

namespace webapi {
namespace {

std::string encode(std::string_view text, std::string_view kept) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (kPlain.find(c) != kPlain.npos || kept.find(c) != kept.npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return out;
}

}  // namespace

std::string encode(std::string_view text) {
  return encode(text, "");
}

std::string encode_path(std::string_view text) {
  return encode(text, "/:();,");
}

Url&& Url::with(std::string_view key, std::string_view value) && {
  if (value.empty()) return std::move(*this);
  text_ += any_ ? '&' : '?';
  any_ = true;
  text_.append(key).append(1, '=').append(encode(value));
  return std::move(*this);
}

}  // namespace webapi
