// URLs, parsed by libcurl so that what is checked is what is asked.
#pragma once

#include <optional>
#include <string>

namespace host {

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

// Absent if `text` is no absolute URL or carries a user name or password; *why then says what is
// wrong with its form, if that is it.
std::optional<Url> parse_url(const std::string& text, std::string* why = nullptr);
// A Location header against the URL that sent it; absent as above.
std::optional<Url> resolve_url(const Url& base, const std::string& reference);
// The URL with its query parameters in byte order: equal requests, equal text.
std::string sort_query(const std::string& url);
// Percent-decoded; absent if the result holds a NUL.
std::optional<std::string> percent_decode(const std::string& text);

}  // namespace host
