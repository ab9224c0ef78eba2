#include "web.h"

#include "urls.h"

namespace feed {
namespace {

constexpr std::size_t kInFlight = 4;
constexpr std::uint64_t kLargest = 32 << 20;

std::string state_key(std::string_view url) {
  return "blocked " + url_authority(url);
}

void refuse(Page& page, sheaf_status code, const std::string& why) {
  page.code = code;
  page.failure = page.url + ": " + why + ".";
}

void judge_status(Page& page, const sheaf::ResponseView& response) {
  const int status = response.status();
  if (status / 100 == 2) return;
  const std::string number = " (HTTP status " + std::to_string(status) + ")";
  if (status == 403) {
    page.blocks = true;
    refuse(
        page, SHEAF_E_AUTH,
        "the site blocks programs or this network" + number + "; it is left alone for six hours");
  } else if (status == 401) {
    refuse(page, SHEAF_E_AUTH, "the site wants a login" + number);
  } else if (status == 404 || status == 410) {
    refuse(page, SHEAF_E_NOT_FOUND, "there is nothing at this address" + number);
  } else if (status == 429) {
    page.retry_after_ms = response.retry_after_ms();
    refuse(page, SHEAF_E_RATE_LIMITED, "the site was asked too often" + number);
  } else if (status >= 500 || status == 408) {
    page.retry_after_ms = response.retry_after_ms();
    refuse(page, SHEAF_E_TRANSIENT, "the site is in trouble" + number);
  } else {
    refuse(page, SHEAF_E_UPSTREAM, "an answer that is no feed" + number);
  }
}

}  // namespace

// `sheaf probe` has no store.
bool Web::remembers() const {
  return host_.find<sheaf_state>(SHEAF_SERVICE_STATE) != nullptr;
}

bool Web::blocked(const sheaf::Call& call, const std::string& url) const {
  return is_web_url(url) && remembers() && host_.state(call, state_key(url)).has_value();
}

std::vector<Page> Web::get(const sheaf::Call& call, const std::vector<std::string>& urls) const {
  std::vector<Page> out(urls.size());
  std::vector<sheaf::HttpRequest> requests;
  std::vector<std::size_t> asked;  // the index of each request
  for (std::size_t i = 0; i < urls.size(); ++i) {
    out[i].url = urls[i];
    if (blocked(call, urls[i])) {
      refuse(out[i], SHEAF_E_AUTH,
             "the site blocked programs or this network (HTTP status 403) less "
             "than six hours ago; it was not asked again");
      continue;
    }
    auto& request = requests.emplace_back();
    request.url = urls[i];
    request.flags = SHEAF_H_ALLOW_ERROR | SHEAF_H_COOKIES;
    request.max_body = kLargest;
    request.headers = {{"Accept",
                        "application/rss+xml, application/atom+xml, application/feed+json, "
                        "application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"}};
    asked.push_back(i);
  }
  const auto take = [&](std::size_t n, const sheaf::Result& result) {
    Page& page = out[asked[n]];
    if (!result) {
      page.code = result.error().code();
      page.failure = result.error().what();
      page.retry_after_ms = result.error().retry_after_ms();
      return page.code != SHEAF_E_CANCELLED;
    }
    const auto response = result.response();
    page.url = response.url();
    page.content_type = response.header("content-type");
    page.body = response.body();
    judge_status(page, response);
    return true;
  };
  if (!requests.empty()) host_.send_many(call, requests, kInFlight, take);
  call.throw_if_cancelled();
  for (const std::size_t i : asked) {
    if (!out[i].blocks || !remembers()) continue;
    host_.put_state(call, state_key(urls[i]), "403", host_.now_ms() + kBlockedMs);
  }
  return out;
}

}  // namespace feed
