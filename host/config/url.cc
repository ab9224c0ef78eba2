#include "config/url.h"

#include <filesystem>

#include "sheaf/text/ascii.hpp"
#include "sheaf/text/percent.hpp"
#include "sheaf/text/scalars.hpp"

namespace host::config {

// RFC 3986, section 3; scheme and host only, the rest is the server's business.
std::optional<Url> parse_url(std::string_view s, const std::string& directory, std::string* why) {
  for (const char c : s) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) {
      *why = "a URL has no spaces or control characters; write them as %20";
      return std::nullopt;
    }
  }
  const auto colon = s.find(':');
  const std::string_view scheme = colon == std::string_view::npos ? "" : s.substr(0, colon);
  std::string_view rest = colon == std::string_view::npos ? s : s.substr(colon + 1);
  Url url;
  if (scheme == "file") {
    if (rest.starts_with("//")) rest.remove_prefix(2);
    if (rest.starts_with("localhost/")) rest.remove_prefix(9);
    if (rest.empty()) {
      *why = "expected file:///absolute/path or file:path/beside/this/file";
      return std::nullopt;
    }
    const bool absolute = rest.starts_with('/');
    const auto base = absolute ? std::string() : sheaf::text::percent_encoded(directory, "/") + "/";
    url.text =
        "file://" + std::filesystem::path(base + std::string(rest)).lexically_normal().string();
    return url;
  }
  if ((scheme != "http" && scheme != "https") || !rest.starts_with("//")) {
    *why = "expected a URL: https://..., http://... or file:...";
    return std::nullopt;
  }
  rest.remove_prefix(2);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  url.password = password_in(s);
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) rest.remove_prefix(at + 1);
  if (rest.starts_with('[')) {
    const auto close = rest.find(']');
    if (close == std::string_view::npos) {
      *why = "the host's bracket is not closed";
      return std::nullopt;
    }
    url.host = rest.substr(1, close - 1);
    rest.remove_prefix(close + 1);
  } else {
    const auto port = rest.find(':');
    url.host = rest.substr(0, port);
    rest = port == std::string_view::npos ? "" : rest.substr(port);
  }
  url.host = sheaf::text::lowered(url.host);
  if (url.host.empty()) {
    *why = "the URL names no host";
    return std::nullopt;
  }
  if (!rest.empty()) {
    const auto port = sheaf::text::parse_int(rest.substr(1));
    if (rest.front() != ':' || !port || *port < 1 || *port > 65535) {
      *why = "the URL's port is not a number from 1 to 65535";
      return std::nullopt;
    }
  }
  url.text = s;
  return url;
}

std::string password_in(std::string_view url) {
  if (const auto start = url.find("//"); start != std::string_view::npos) {
    url.remove_prefix(start + 2);
  }
  url = url.substr(0, url.find_first_of("/?#"));
  const auto at = url.rfind('@');
  if (at == std::string_view::npos) return "";
  const auto user = url.substr(0, at);
  const auto sep = user.find(':');
  return sep == std::string_view::npos ? "" : std::string(user.substr(sep + 1));
}

std::string without_user_info(std::string_view s) {
  std::string out;
  for (auto start = s.find("//"); start != std::string_view::npos; start = s.find("//")) {
    const auto end = s.find_first_of("/?# \n", start + 2);
    const auto authority =
        s.substr(start + 2, end == std::string_view::npos ? end : end - start - 2);
    const auto at = authority.rfind('@');
    out += s.substr(0, start + 2);
    if (at != std::string_view::npos) out += "***";
    out += at == std::string_view::npos ? authority : authority.substr(at);
    s.remove_prefix(start + 2 + authority.size());
  }
  return out.append(s);
}

}  // namespace host::config
