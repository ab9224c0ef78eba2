#include "sheaf/text/urls.hpp"

#include <algorithm>
#include <vector>

#include "sheaf/text/ascii.hpp"
#include "sheaf/text/percent.hpp"

namespace sheaf::text {
namespace {

struct Parts {
  std::string_view scheme, authority, path, query, fragment;  // query with ?, fragment with #
  bool has_authority = false;
};

bool is_scheme(std::string_view text) {
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alnum(c) || c == '+' || c == '-' || c == '.'; });
}

Parts split(std::string_view url) {
  Parts out;
  const auto cut_from = [&](char c) {
    const auto at = std::min(url.find(c), url.size());
    const auto tail = url.substr(at);
    url = url.substr(0, at);
    return tail;
  };
  out.fragment = cut_from('#');
  out.query = cut_from('?');
  const auto colon = url.find(':');
  if (colon != url.npos && is_scheme(url.substr(0, colon))) {
    out.scheme = url.substr(0, colon);
    url.remove_prefix(colon + 1);
  }
  if (url.starts_with("//")) {
    out.has_authority = true;
    url.remove_prefix(2);
    out.authority = url.substr(0, url.find('/'));
    url.remove_prefix(out.authority.size());
  }
  out.path = url;
  return out;
}

// RFC 3986 section 5.2.4, for a path that begins with a slash.
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> kept;
  bool folder = false;
  for (std::size_t at = 1; at <= path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    const auto segment = path.substr(at, end - at);
    folder = segment == "." || segment == "..";
    if (segment == ".." && !kept.empty()) kept.pop_back();
    if (!folder) kept.push_back(segment);
    at = end + 1;
  }
  std::string out;
  for (const auto segment : kept) out.append("/").append(segment);
  if (folder || out.empty()) out += "/";
  return out;
}

}  // namespace

bool is_web_url(std::string_view url) {
  const Parts parts = split(url);
  const std::string scheme = lowered(parts.scheme);
  return (scheme == "http" || scheme == "https") && !parts.authority.empty();
}

std::string resolved_url(std::string_view base, std::string_view reference) {
  const Parts r = split(trimmed(reference));
  const Parts b = split(base);
  const auto whole = [](std::string_view scheme, std::string_view authority, std::string_view path,
                        std::string_view query, std::string_view fragment) {
    std::string out(scheme);
    out.append("://").append(authority).append(path).append(query).append(fragment);
    std::erase_if(out, [](char c) { return c == '\t' || c == '\r' || c == '\n'; });
    return url_encoded(out);
  };
  if (!r.scheme.empty()) {
    if (!r.has_authority) return {};  // mailto:, javascript:
    return whole(r.scheme, r.authority, r.path, r.query, r.fragment);
  }
  if (b.scheme.empty() || b.authority.empty()) return {};
  if (r.has_authority) return whole(b.scheme, r.authority, r.path, r.query, r.fragment);
  if (r.path.empty()) {
    return whole(b.scheme, b.authority, b.path, r.query.empty() ? b.query : r.query, r.fragment);
  }
  std::string path(r.path);
  if (!r.path.starts_with('/')) {
    const auto slash = b.path.rfind('/');
    path = (slash == b.path.npos ? "/" : std::string(b.path.substr(0, slash + 1))) + path;
  }
  return whole(b.scheme, b.authority, without_dots(path), r.query, r.fragment);
}

std::string url_authority(std::string_view url) {
  return lowered(split(url).authority);
}

}  // namespace sheaf::text
