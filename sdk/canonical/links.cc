#include "sheaf/canonical/links.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "byte_set.h"
#include "scan.h"
#include "utf8.h"

namespace sheaf::canonical {
namespace {

// RFC 3986, section 2, without `'`, and with the `{}` and `|` that people write left out.
constexpr ByteSet kUrlBytes(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&()*+,;=%");

bool contains(const auto& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// Domains of links without a scheme: common ones that are no file name endings.
bool is_common_domain(std::string_view name) {
  static constexpr auto kDomains = std::to_array<std::string_view>(
      {"ac", "ai",   "app",  "at",   "au",  "be", "biz",  "br",  "ca",   "ch",   "cloud", "cn",
       "co", "com",  "cz",   "de",   "dev", "dk", "edu",  "es",  "eu",   "fi",   "fr",    "gov",
       "gr", "hk",   "hu",   "ie",   "il",  "in", "info", "int", "io",   "ir",   "it",    "jp",
       "kr", "link", "me",   "mil",  "net", "nl", "no",   "nz",  "org",  "page", "pt",    "ru",
       "se", "sg",   "site", "tech", "tr",  "tw", "uk",   "us",  "wiki", "xyz",  "za"});
  return contains(kDomains, name);
}

bool is_host_byte(char c) {
  return ascii::is_alnum(c) || c == '-' || c == '.';
}

// At least two labels, none empty.
bool is_host(std::string_view host) {
  return !host.empty() && host.find('.') != kNone && host.front() != '.' && host.back() != '.' &&
         host.find("..") == kNone && std::all_of(host.begin(), host.end(), is_host_byte);
}

// Cuts what belongs to the sentence rather than to the link.
std::string_view trim_end(std::string_view url) {
  const auto unopened = [&url](char open, char close) {
    return url.back() == close &&
           std::count(url.begin(), url.end(), open) < std::count(url.begin(), url.end(), close);
  };
  while (!url.empty()) {
    if (std::string_view(".,;:!?*_~&=+#$@([-").find(url.back()) != kNone || unopened('(', ')') ||
        unopened('[', ']')) {
      url.remove_suffix(1);
    } else if (url.ends_with(".git")) {
      url.remove_suffix(4);
    } else {
      break;
    }
  }
  return url;
}

LinkKind kind_of(std::string_view host, std::string_view path) {
  static constexpr auto kCodeHosts = std::to_array<std::string_view>(
      {"bitbucket.", "codeberg.", "git.", "gist.github.", "github.", "gitlab."});
  static constexpr auto kDataHosts =
      std::to_array<std::string_view>({"data.", "datadryad.", "datasets.", "figshare.", "zenodo."});
  static constexpr auto kDataWords =
      std::to_array<std::string_view>({"data", "dataset", "datasets"});
  if (host.starts_with("www.")) host.remove_prefix(4);
  const auto starts = [host](std::string_view word) { return host.starts_with(word); };
  if (std::any_of(kCodeHosts.begin(), kCodeHosts.end(), starts)) return LinkKind::kCode;
  if (std::any_of(kDataHosts.begin(), kDataHosts.end(), starts)) return LinkKind::kData;
  for (std::size_t pos = 0; pos < path.size();) {
    const std::size_t end = std::min(path.find('/', pos), path.size());
    if (contains(kDataWords, path.substr(pos, end - pos))) return LinkKind::kData;
    pos = end + 1;
  }
  return LinkKind::kOther;
}

// The link in `token`, a run of URL bytes; nothing (an empty url) if it is none.
Link read_link(std::string_view token) {
  const std::string small = ascii::lowered(token.substr(0, 8));
  const std::size_t scheme = small.starts_with("https://")  ? 8
                             : small.starts_with("http://") ? 7
                                                            : 0;
  token = trim_end(token);
  if (token.size() <= scheme) return {};
  const std::string_view rest = token.substr(scheme);
  const std::size_t host_end = std::min(rest.find_first_of("/?#"), rest.size());
  const std::string_view authority = rest.substr(0, host_end);
  const std::string host = ascii::lowered(authority.substr(0, authority.find(':')));
  const std::string_view path = rest.substr(std::min(host_end + 1, rest.size()));
  if (authority.find('@') != kNone || !is_host(host)) return {};
  if (scheme == 0 && !host.starts_with("www.")) {
    const std::string_view domain = std::string_view(host).substr(host.rfind('.') + 1);
    if (path.empty() || rest[host_end] != '/' || !is_common_domain(domain)) return {};
  }
  const std::string prefix = scheme == 0 ? "https://" : small.substr(0, scheme);
  return {prefix + ascii::lowered(authority) + std::string(rest.substr(host_end)),
          kind_of(host, path)};
}

// Where a link may begin within a run of URL bytes: at a scheme, else behind opening signs.
std::size_t link_start(std::string_view token) {
  const std::string small = ascii::lowered(token);
  const std::size_t scheme = std::min(small.find("https://"), small.find("http://"));
  return scheme != kNone ? scheme : std::min(token.find_first_not_of("([*_~!:=,;"), token.size());
}

}  // namespace

std::vector<Link> find_links(std::string_view text) {
  constexpr std::size_t kLongest = 2000;
  std::vector<Link> links;
  std::size_t slash = text.find('/');
  std::size_t www = text.find("www.");
  for (std::size_t pos = 0; pos < text.size();) {
    // Every link has a slash or starts with "www."; most text has neither.
    if (slash < pos) slash = text.find('/', pos);
    if (www < pos) www = text.find("www.", pos);
    const std::size_t sign = std::min(slash, www);
    if (sign == kNone) break;
    std::size_t begin = sign;
    while (begin > pos && kUrlBytes.has(text[begin - 1])) --begin;
    std::size_t end = sign;
    while (end < text.size() && kUrlBytes.has(text[end])) ++end;
    pos = end;
    std::string_view token = text.substr(begin, end - begin);
    if (token.size() > kLongest) continue;
    token.remove_prefix(link_start(token));
    Link link = read_link(token);
    if (!link.url.empty() && std::find(links.begin(), links.end(), link) == links.end())
      links.push_back(std::move(link));
  }
  return links;
}

}  // namespace sheaf::canonical
