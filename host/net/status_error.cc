#include "net/status_error.h"

#include <fmt/format.h>

#include <string_view>

#include "base/url.h"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/utf8.hpp"

namespace host::net {
namespace {

constexpr std::size_t kQuote = 300;

struct Meaning {
  sheaf_status code;
  std::string_view text;
};

Meaning meaning_of(int status) {
  switch (status) {
    case 400:
      return {SHEAF_E_UPSTREAM, "the server found the request wrong"};
    case 401:
      return {SHEAF_E_AUTH, "the credentials are missing, wrong or expired: check the key"};
    case 402:
      return {SHEAF_E_UPSTREAM, "the account has no credit left"};
    case 403:
      return {SHEAF_E_AUTH,
              "refused: the key lacks the right, or the server blocks programs "
              "or this network; do not ask again soon"};
    case 404:
      return {SHEAF_E_NOT_FOUND, "not found: check the address"};
    case 407:
      return {SHEAF_E_CONFIG, "the proxy asks for credentials: check http.proxy"};
    case 408:
      return {SHEAF_E_TRANSIENT, "the server waited too long for the request"};
    case 410:
      return {SHEAF_E_NOT_FOUND, "gone for good: remove the address"};
    case 413:
      return {SHEAF_E_UPSTREAM, "the request is too large for the server"};
    case 425:
      return {SHEAF_E_TRANSIENT, "too early for the server"};
    case 429:
      return {SHEAF_E_RATE_LIMITED, "asked too often, or a quota is used up"};
    case 500:
      return {SHEAF_E_TRANSIENT, "the server failed"};
    case 502:
      return {SHEAF_E_TRANSIENT, "a gateway got no proper answer"};
    case 503:
      return {SHEAF_E_TRANSIENT, "the server is overloaded or under maintenance"};
    case 504:
      return {SHEAF_E_TRANSIENT, "a gateway got no answer in time"};
    default:
      break;
  }
  if (status >= 500) return {SHEAF_E_TRANSIENT, "the server failed"};
  if (status < 400) return {SHEAF_E_UPSTREAM, "an answer that cannot be used"};
  return {SHEAF_E_UPSTREAM, "the server refused the request"};
}

// The first words of a body made for programs; pages for people say nothing useful in their first
// lines.
std::string quote(const Headers& headers, const std::string& body) {
  const auto* type = find_header(headers, "content-type");
  const std::string kind = type ? sheaf::text::lowered(*type) : "";
  const bool readable = kind.find("json") != std::string::npos || kind.starts_with("text/plain") ||
                        kind.find("xml") != std::string::npos;
  if (!readable || kind.find("xhtml") != std::string::npos) return "";
  std::string out;
  for (const char c : body) {
    const bool blank = static_cast<unsigned char>(c) <= ' ' || c == 127;
    if (!blank) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
    if (out.size() > kQuote) break;
  }
  if (out.size() > kQuote) {
    out.resize(sheaf::text::beginning(out, kQuote).size());
    out += "...";
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace

Error status_error(int status, const Headers& headers, const std::string& body) {
  const Meaning meaning = meaning_of(status);
  std::string message = fmt::format("{} (HTTP {}).", meaning.text, status);
  if (const std::string said = quote(headers, body); !said.empty()) {
    message += " It says: " + said;
  }
  return {meaning.code, std::move(message)};
}

}  // namespace host::net
