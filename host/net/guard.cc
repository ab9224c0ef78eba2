#include "net/guard.h"

#include "sheaf/text/ascii.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace host::net {
namespace {

struct Range4 {
  std::uint32_t network;
  int bits;
};

constexpr std::uint32_t ip(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

// https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast and class E.
constexpr std::array kNotPublic4 = {
    Range4{ip(0, 0, 0, 0), 8},      Range4{ip(10, 0, 0, 0), 8},     Range4{ip(100, 64, 0, 0), 10},
    Range4{ip(127, 0, 0, 0), 8},    Range4{ip(169, 254, 0, 0), 16}, Range4{ip(172, 16, 0, 0), 12},
    Range4{ip(192, 0, 0, 0), 24},   Range4{ip(192, 0, 2, 0), 24},   Range4{ip(192, 88, 99, 0), 24},
    Range4{ip(192, 168, 0, 0), 16}, Range4{ip(198, 18, 0, 0), 15},  Range4{ip(198, 51, 100, 0), 24},
    Range4{ip(203, 0, 113, 0), 24}, Range4{ip(224, 0, 0, 0), 4},    Range4{ip(240, 0, 0, 0), 4},
};

bool public4(std::uint32_t address) {
  return std::none_of(kNotPublic4.begin(), kNotPublic4.end(), [&](const Range4& range) {
    return (address ^ range.network) >> (32 - range.bits) == 0;
  });
}

// https://www.iana.org/assignments/iana-ipv6-special-registry. Only 2000::/3 is handed out at all.
bool public6(const std::array<std::uint8_t, 16>& a) {
  const auto embedded = [&](std::size_t at) { return ip(a[at], a[at + 1], a[at + 2], a[at + 3]); };
  const auto starts = [&](std::initializer_list<std::uint8_t> bytes) {
    return std::equal(bytes.begin(), bytes.end(), a.begin());
  };
  if (starts({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) return public4(embedded(12));
  if (starts({0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) return public4(embedded(12));  // NAT64
  if (starts({0x20, 0x02})) return public4(embedded(2));                                    // 6to4
  if (starts({0x20, 0x01}) && a[2] < 2) return false;     // 2001::/23: Teredo, ORCHID, benchmarks
  if (starts({0x20, 0x01, 0x0d, 0xb8})) return false;     // documentation
  if (starts({0x3f, 0xff}) && a[2] < 0x10) return false;  // documentation, 3fff::/20
  return (a[0] & 0xe0) == 0x20;
}

bool names(const std::string& entry, const Url& url) {
  const std::string wanted = sheaf::text::lowered(entry);
  return wanted == url.host || wanted == url.host + ":" + std::to_string(url.port) ||
         wanted == "[" + url.host + "]" ||
         wanted == "[" + url.host + "]:" + std::to_string(url.port);
}

bool is_token(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return c > 32 && c < 127 && std::strchr("\"(),/:;<=>?@[\\]{}", c) == nullptr;
  });
}

}  // namespace

const std::string* find_header(const Headers& headers, std::string_view lower_name) {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const auto& header) { return header.first == lower_name; });
  return found == headers.end() ? nullptr : &found->second;
}

bool is_public_address(const sockaddr* address, socklen_t size) {
  if (address->sa_family == AF_INET && size >= sizeof(sockaddr_in)) {
    sockaddr_in in{};
    std::memcpy(&in, address, sizeof in);
    return public4(ntohl(in.sin_addr.s_addr));
  }
  if (address->sa_family == AF_INET6 && size >= sizeof(sockaddr_in6)) {
    sockaddr_in6 in{};
    std::memcpy(&in, address, sizeof in);
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
    return public6(bytes);
  }
  return false;
}

bool looks_public(const std::string& host) {
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return public4(ntohl(v4.s_addr));
  in6_addr v6{};
  if (inet_pton(AF_INET6, host.substr(0, host.find('%')).c_str(), &v6) == 1) {
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &v6, bytes.size());
    return public6(bytes);
  }
  return host != "localhost" && !host.ends_with(".localhost");
}

bool private_allowed(const CallContext& context, const Url& url) {
  return std::any_of(context.allow_private.begin(), context.allow_private.end(),
                     [&](const std::string& entry) { return names(entry, url); });
}

const HostRule* rule_for(const CallContext& context, const Url& url) {
  const HostRule* best = nullptr;
  for (const auto& rule : context.hosts) {
    const bool fits = rule.host == kAnyHost || names(rule.host, url);
    if (fits &&
        (best == nullptr || best->host == kAnyHost || rule.host.size() > best->host.size())) {
      best = &rule;
    }
  }
  return best;
}

Result<Url> permit_request(const CallContext& context, const std::string& text) {
  auto url = parse_url(text);
  if (!url) {
    return fail(SHEAF_E_CONFIG, fmt::format("\"{}\" is not a URL that can be asked: write "
                                            "https://host/path, without user name and password.",
                                            text));
  }
  if (url->scheme == "file") {
    if (context.files.contains(text)) return *url;
    return fail(
        SHEAF_E_CONFIG,
        fmt::format("{} may not be read: only file:// URLs written in the pipeline are.", text));
  }
  if (url->scheme != "http" && url->scheme != "https") {
    return fail(SHEAF_E_CONFIG, fmt::format("{}: the scheme \"{}\" is not supported; use https, "
                                            "http or file.",
                                            text, url->scheme));
  }
  if (rule_for(context, *url) == nullptr) {
    return fail(SHEAF_E_CONFIG,
                fmt::format("the host {} may not be asked: it is neither declared by the component "
                            "(`hosts`) nor written in a URL field of step {}.",
                            url->authority(), context.step));
  }
  if (!looks_public(url->host) && !private_allowed(context, *url)) {
    return fail(SHEAF_E_CONFIG, fmt::format("{} is an address of this machine or network: write "
                                            "its URL in the pipeline to allow it.",
                                            url->authority()));
  }
  return *url;
}

Result<Url> permit_redirect(const CallContext& context, const Url& from,
                            const std::string& location) {
  auto url = resolve_url(from, location);
  if (!url) return fail(SHEAF_E_UPSTREAM, "redirects to something that is not a plain URL.");
  if (url->scheme != "http" && url->scheme != "https") {
    return fail(SHEAF_E_UPSTREAM,
                fmt::format("redirects to a {} URL, which is never followed.", url->scheme));
  }
  if (!looks_public(url->host) && !private_allowed(context, *url)) {
    return fail(SHEAF_E_CONFIG,
                fmt::format("redirects to {}, an address of this machine or network, which is only "
                            "followed if the pipeline names it.",
                            url->authority()));
  }
  return *url;
}

Result<void> permit_headers(const Request& request) {
  static constexpr std::array kOurs = {
      "host",       "content-length", "transfer-encoding",   "connection", "accept-encoding",
      "user-agent", "cookie",         "proxy-authorization", "expect",     "te",
      "upgrade",    "content-type"};
  const auto clean = [](const std::string& value) {
    return value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
  };
  if (!is_token(request.method) || !clean(request.body_type)) {
    return fail(SHEAF_E_INTERNAL, "the method or the body's type is not valid in HTTP.");
  }
  for (const auto* list : {&request.headers, &request.secret_headers}) {
    for (const auto& [name, value] : *list) {
      if (!is_token(name) || !clean(value)) {
        return fail(SHEAF_E_INTERNAL, "a header is not valid in HTTP (name, or a line break).");
      }
      const std::string low = sheaf::text::lowered(name);
      if (std::find(kOurs.begin(), kOurs.end(), low) != kOurs.end()) {
        return fail(SHEAF_E_INTERNAL, fmt::format("the header {} is set by the host.", low));
      }
    }
  }
  return {};
}

}  // namespace host::net
