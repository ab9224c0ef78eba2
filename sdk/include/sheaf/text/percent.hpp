// Percent-encoding (RFC 3986, section 2.1), with capital digits.
#pragma once

#include <string>
#include <string_view>

namespace sheaf::text {

// `%XX` for the byte `c`.
void append_percent(std::string& out, char c);

// For a part of a URL: everything but the unreserved characters (section 2.3: letters, digits and
// `-._~`) and those of `kept` is encoded.
std::string percent_encoded(std::string_view text, std::string_view kept = {});

// A URL whose parts are encoded already, without what no URL may hold (section 2): blanks, control
// characters, bytes beyond ASCII and `"<>\^`{|}` are encoded, and so are the characters of `more`.
std::string url_encoded(std::string_view url, std::string_view more = {});

// Each `%XX` as its byte; what is no escape stays.
std::string percent_decoded(std::string_view text);

}  // namespace sheaf::text
