#include "urls.h"

#include <algorithm>
#include <array>

#include "texts.h"

namespace feed {
namespace {

bool is_tracking(const std::string& name) {
  static constexpr std::array<std::string_view, 9> kNames = {
      "af", "rss", "dgcid", "fbclid", "gclid", "mc_cid", "mc_eid", "wt.mc_id", "cmp"};
  return name.starts_with("utm_") || std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool is_session(const std::string& name) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "session", "sessionid", "session_id", "sid", "phpsessid", "jsessionid", "cfid", "cftoken"};
  return name.starts_with("aspsessionid") ||
         std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

// Without the parameters whose names, in lower case, `drop` says.
template <class Drop>
std::string without(std::string_view url, Drop drop) {
  const auto hash = std::min(url.find('#'), url.size());
  const auto mark = std::min(url.substr(0, hash).find('?'), hash);
  std::string out(url.substr(0, mark));
  std::string_view query = url.substr(mark, hash - mark);
  char separator = '?';
  while (!query.empty()) {
    query.remove_prefix(1);
    const auto end = std::min(query.find('&'), query.size());
    const auto parameter = query.substr(0, end);
    query.remove_prefix(end);
    if (parameter.empty() || drop(lowered(parameter.substr(0, parameter.find('='))))) continue;
    out.append(1, separator).append(parameter);
    separator = '&';
  }
  const auto fragment = url.substr(hash);
  const bool tracks = fragment.size() < 2 || lowered(fragment) == "#rss" ||
                      lowered(fragment).starts_with("#utm_") ||
                      lowered(fragment).starts_with("#xtor=");
  return tracks ? out : out.append(fragment);
}

}  // namespace

std::string without_tracking(std::string_view url) {
  return without(url, is_tracking);
}

std::string bare_url(std::string_view url) {
  std::string rest =
      without(url, [](const std::string& name) { return is_tracking(name) || is_session(name); });
  if (const auto scheme = rest.find("://"); scheme != rest.npos) rest.erase(0, scheme + 3);
  const auto path = std::min(rest.find_first_of("/?#"), rest.size());
  std::string out = lowered(std::string_view(rest).substr(0, path));
  if (out.starts_with("www.")) out.erase(0, 4);
  rest.erase(0, path);
  // `;jsessionid=…` at the end of a path (Servlet specification 7.1.3)
  if (const auto session = lowered(rest).find(";jsessionid="); session != rest.npos) {
    rest.erase(session, std::min(rest.find_first_of("?#", session), rest.size()) - session);
  }
  out += rest;
  if (out.ends_with('/')) out.pop_back();
  return out;
}

}  // namespace feed
