#include "zotero.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "texts.h"

namespace import {
namespace {

constexpr int kPage = 100;
constexpr std::int64_t kLongestBackoff = 120;  // seconds; beyond it the next run goes on

std::optional<std::int64_t> number(std::string_view text) {
  text = trimmed(text);
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

class Client {
 public:
  Client(const Zotero& options, const sheaf::Host& host, const sheaf::Call& call)
      : options_(options), host_(host), call_(call) {}

  sheaf::Response get(const std::string& path) {
    if (wait_s_ > 0) host_.sleep_ms(call_, wait_s_ * 1000);
    wait_s_ = 0;
    sheaf::HttpRequest request;
    request.url = options_.url + "/" + options_.library + path;
    request.headers = {{"Zotero-API-Version", "3"}};
    if (!options_.api_key.empty()) request.secret_headers = {{"Zotero-API-Key", options_.api_key}};
    request.flags = SHEAF_H_ALLOW_ERROR;
    auto response = host_.send(call_, request);
    judge(response);
    // the server is busy and says so beside a good answer
    wait_s_ = std::max<std::int64_t>(number(response.header("backoff")).value_or(0), 0);
    if (wait_s_ > kLongestBackoff) {
      throw sheaf::Error(
          SHEAF_E_RATE_LIMITED,
          "Zotero is busy and asks to be left alone for " + std::to_string(wait_s_) + " s.",
          wait_s_ * 1000);
    }
    return response;
  }

  std::int64_t version(const sheaf::Response& response) const {
    const auto version = number(response.header("last-modified-version"));
    if (version) return *version;
    throw sheaf::Error(SHEAF_E_UPSTREAM, "Zotero's answer has no header Last-Modified-Version.");
  }

 private:
  void judge(const sheaf::Response& response) const {
    const int status = response.status();
    if (status / 100 == 2) return;
    const std::string what = options_.library + " of Zotero: HTTP status " + std::to_string(status);
    const std::int64_t wait = number(response.header("retry-after")).value_or(0) * 1000;
    if (status == 429 || wait > 0)
      throw sheaf::Error(SHEAF_E_RATE_LIMITED, what + ", asked too often.", wait);
    if (status >= 500 || status == 408)
      throw sheaf::Error(SHEAF_E_TRANSIENT, what + ", try again later.");
    if (status == 401 || status == 403) {
      throw sheaf::Error(SHEAF_E_AUTH,
                         what +
                             ": the library is private and `api_key` is missing, wrong or may "
                             "not read it; see https://www.zotero.org/settings/keys.");
    }
    if (status == 404) {
      throw sheaf::Error(SHEAF_E_NOT_FOUND,
                         what + ": there is no such library; is the number right?");
    }
    throw sheaf::Error(SHEAF_E_UPSTREAM, what + ".");
  }

  const Zotero& options_;
  const sheaf::Host& host_;
  const sheaf::Call& call_;
  std::int64_t wait_s_ = 0;
};

bool leads_on(std::string_view link_header) {
  return link_header.find("rel=\"next\"") != link_header.npos;
}

}  // namespace

std::int64_t read_zotero(const Zotero& options, const sheaf::Host& host, const sheaf::Call& call,
                         std::int64_t since,
                         const std::function<bool(const ZoteroPage&)>& on_page) {
  Client client(options, host, call);
  // With the trash: an item that was put there has changed, and is gone for the reader.
  const std::string query =
      "/items/top?format=json&include=data&includeTrashed=1&sort=dateAdded&direction=asc"
      "&since=" +
      std::to_string(since) + "&limit=" + std::to_string(kPage);
  std::optional<std::int64_t> version;
  for (std::int64_t start = 0;; start += kPage) {
    const auto response = client.get(query + "&start=" + std::to_string(start));
    // What changes while the pages are read is read again by the next run.
    if (!version) version = client.version(response);
    const ZoteroPage page = read_zotero_page(response.body(), options.library);
    if (!on_page(page)) return since;
    const auto total = number(response.header("total-results"));
    call.progress(static_cast<std::uint64_t>(start) + page.items,
                  static_cast<std::uint64_t>(std::max<std::int64_t>(total.value_or(0), 0)));
    const bool more = leads_on(response.header("link")) || (total && start + kPage < *total);
    if (!more || page.items == 0) break;
  }
  if (since > 0) {
    ZoteroPage gone;
    gone.removed = read_zotero_deleted(client.get("/deleted?since=" + std::to_string(since)).body(),
                                       options.library);
    if (!gone.removed.empty() && !on_page(gone)) return since;
  }
  return *version;
}

}  // namespace import
