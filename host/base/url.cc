#include "base/url.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <vector>

#include "sheaf/text/ascii.hpp"

namespace host {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using UrlHandle = std::unique_ptr<CURLU, FreeUrl>;

constexpr unsigned kParse = CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE;

std::string part(CURLU* url, CURLUPart what, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, what, &text, flags) != CURLUE_OK) return "";
  std::string out = text;
  curl_free(text);
  return out;
}

std::optional<Url> taken_apart(CURLU* handle) {
  if (!part(handle, CURLUPART_USER).empty() || !part(handle, CURLUPART_PASSWORD).empty()) {
    return std::nullopt;
  }
  curl_url_set(handle, CURLUPART_FRAGMENT, nullptr, 0);
  Url url;
  url.scheme = sheaf::text::lowered(part(handle, CURLUPART_SCHEME));
  url.host = sheaf::text::lowered(part(handle, CURLUPART_HOST));
  if (!url.host.empty()) curl_url_set(handle, CURLUPART_HOST, url.host.c_str(), 0);
  if (url.host.size() > 2 && url.host.front() == '[') {
    url.host = url.host.substr(1, url.host.size() - 2);
  }
  if (url.host.ends_with('.')) url.host.pop_back();
  url.port = std::atoi(part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT).c_str());
  url.path = part(handle, CURLUPART_PATH);
  url.query = part(handle, CURLUPART_QUERY);
  url.text = part(handle, CURLUPART_URL);
  if (url.text.empty() || (url.host.empty() && url.scheme != "file")) return std::nullopt;
  return url;
}

}  // namespace

std::string Url::authority() const {
  const int own = scheme == "https" ? 443 : scheme == "http" ? 80 : 0;
  return port == own ? host : host + ":" + std::to_string(port);
}

bool Url::same_origin(const Url& other) const {
  return scheme == other.scheme && host == other.host && port == other.port;
}

std::optional<Url> parse_url(const std::string& text, std::string* why) {
  const UrlHandle handle(curl_url());
  if (!handle) return std::nullopt;
  const CURLUcode code = curl_url_set(handle.get(), CURLUPART_URL, text.c_str(), kParse);
  if (code == CURLUE_OK) return taken_apart(handle.get());
  if (why != nullptr) *why = curl_url_strerror(code);
  return std::nullopt;
}

std::optional<Url> resolve_url(const Url& base, const std::string& reference) {
  const UrlHandle handle(curl_url());
  if (!handle ||
      curl_url_set(handle.get(), CURLUPART_URL, base.text.c_str(), kParse) != CURLUE_OK ||
      curl_url_set(handle.get(), CURLUPART_URL, reference.c_str(), kParse) != CURLUE_OK) {
    return std::nullopt;
  }
  return taken_apart(handle.get());
}

std::string sort_query(const std::string& url) {
  const auto mark = url.find('?');
  if (mark == std::string::npos) return url;
  std::vector<std::string> pairs;
  for (std::size_t at = mark + 1; at <= url.size();) {
    const auto end = std::min(url.find('&', at), url.size());
    if (end > at) pairs.push_back(url.substr(at, end - at));
    at = end + 1;
  }
  std::sort(pairs.begin(), pairs.end());
  std::string out = url.substr(0, mark);
  char separator = '?';
  for (const auto& pair : pairs) {
    out += separator + pair;
    separator = '&';
  }
  return out;
}

std::optional<std::string> percent_decode(const std::string& text) {
  int length = 0;
  char* raw = curl_easy_unescape(nullptr, text.c_str(), static_cast<int>(text.size()), &length);
  if (raw == nullptr) return std::nullopt;
  std::string out(raw, static_cast<std::size_t>(length));
  curl_free(raw);
  if (out.find('\0') != std::string::npos) return std::nullopt;
  return out;
}

}  // namespace host
