#include "config/url.h"

#include <filesystem>

#include "base/url.h"
#include "sheaf/text/percent.hpp"

namespace host::config {

std::optional<Address> parse_address(std::string_view s, const std::string& directory,
                                     std::string* why) {
  for (const char c : s) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) {
      *why = "a URL has no spaces or control characters; write them as %20";
      return std::nullopt;
    }
  }
  Address out;
  if (s.starts_with("file:")) {
    std::string_view rest = s.substr(5);
    if (rest.starts_with("//")) rest.remove_prefix(2);
    if (rest.starts_with("localhost/")) rest.remove_prefix(9);
    if (rest.empty()) {
      *why = "expected file:///absolute/path or file:path/beside/this/file";
      return std::nullopt;
    }
    const bool absolute = rest.starts_with('/');
    const auto base = absolute ? std::string() : sheaf::text::percent_encoded(directory, "/") + "/";
    out.text =
        "file://" + std::filesystem::path(base + std::string(rest)).lexically_normal().string();
    return out;
  }
  if (!s.starts_with("http://") && !s.starts_with("https://")) {
    *why = "expected a URL: https://..., http://... or file:...";
    return std::nullopt;
  }
  std::string plain(s);
  const auto start = plain.find("//") + 2;
  const auto end = plain.find_first_of("/?#", start);
  if (const auto at = plain.rfind('@', end); at != plain.npos && at >= start) {
    plain.erase(start, at + 1 - start);
  }
  std::string wrong = "it cannot be asked";
  const auto url = host::parse_url(plain, &wrong);
  if (plain.find_first_not_of("/?#", start) != start) {
    *why = "the URL names no host";
  } else if (!url) {
    *why = "no URL: " + wrong;
  } else if (url->port == 0) {
    *why = "the URL's port is not a number from 1 to 65535";
  } else {
    out.text = s;
    out.host = url->host;
    out.password = password_in(s);
    return out;
  }
  return std::nullopt;
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
