// URLs, parsed by libcurl so that what is checked is what is asked.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sheaf/text/ascii.hpp"

namespace host::net {

struct Url {
  std::string text;    // normalised, without fragment
  std::string scheme;  // lower case
  std::string host;    // lower case, no brackets, no final dot; numeric IPv4 forms as dotted quads
  int port = 0;        // the scheme's own if none is written; 0 for file
  std::string path;    // as written, percent-encoded
  std::string query;   // without `?`

  // "host", or "host:port" if the port is not the scheme's own.
  std::string authority() const;
  bool same_origin(const Url& other) const;
};

// Absent if `text` is no absolute URL or carries a user name or password.
std::optional<Url> parse_url(const std::string& text);
// A Location header against the URL that sent it; absent as above.
std::optional<Url> resolve_url(const Url& base, const std::string& reference);
// The URL with its query parameters in byte order: equal requests, equal text.
std::string sort_query(const std::string& url);
// Percent-decoded; absent if the result holds a NUL.
std::optional<std::string> percent_decode(const std::string& text);
inline std::string lower(std::string_view text) {
  return sheaf::text::lowered(text);
}

}  // namespace host::net
