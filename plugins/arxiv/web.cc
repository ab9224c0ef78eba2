#include "web.h"

#include <algorithm>
#include <cstring>

namespace arxiv {
namespace {

constexpr std::size_t kHead = 4096;  // enough for an XML declaration and the root element

}  // namespace

Body::Body(sheaf::Stream stream, std::string url)
    : stream_(std::move(stream)), url_(std::move(url)) {}

bool Body::is_oai() {
  while (head_.size() < kHead) {
    const std::size_t size = head_.size();
    head_.resize(kHead);
    const std::size_t got = stream_.read(head_.data() + size, kHead - size);
    head_.resize(size + got);
    if (got == 0) break;
  }
  return head_.find("<OAI-PMH") != head_.npos || head_.find(":OAI-PMH") != head_.npos;
}

sheaf::feed::Read Body::read() {
  return [this](char* buffer, std::size_t capacity) {
    if (at_ == head_.size()) return stream_.read(buffer, capacity);
    const std::size_t count = std::min(capacity, head_.size() - at_);
    std::memcpy(buffer, head_.data() + at_, count);
    at_ += count;
    return count;
  };
}

void Web::refuse(const sheaf::ResponseView& response, const std::string& url) const {
  const int status = response.status();
  if (status / 100 == 2 || status == 400) return;
  const std::string what = url + ": HTTP status " + std::to_string(status);
  const std::int64_t wait = response.retry_after_ms();
  if (status == 429 || wait > 0) {
    throw sheaf::Error(SHEAF_E_RATE_LIMITED,
                       what + ": arXiv asks to be left alone; it may last for hours.", wait);
  }
  if (status >= 500 || status == 408) {
    throw sheaf::Error(SHEAF_E_TRANSIENT, what + ": arXiv is in trouble; try again later.");
  }
  if (status == 401 || status == 403) {
    throw sheaf::Error(SHEAF_E_AUTH, what +
                                         ": arXiv refuses this program or network; see "
                                         "https://info.arxiv.org/help/robots.html.");
  }
  if (status == 404 || status == 410) {
    throw sheaf::Error(SHEAF_E_NOT_FOUND, what + ": there is nothing at this address.");
  }
  throw sheaf::Error(SHEAF_E_UPSTREAM, what + ", which arXiv is not known to answer.");
}

Body Web::open(const sheaf::Call& call, const std::string& url, std::uint32_t flags) {
  sheaf::HttpRequest request;
  request.url = url;
  request.flags = SHEAF_H_ALLOW_ERROR | flags;
  auto stream = host_.open(call, request);
  refuse(stream, url);
  return Body(std::move(stream), url);
}

int Web::head(const sheaf::Call& call, const std::string& url) {
  sheaf::HttpRequest request;
  request.url = url;
  request.method = "HEAD";
  request.flags = SHEAF_H_ALLOW_ERROR;
  const auto response = host_.send(call, request);
  refuse(response, url);
  return response.status();
}

}  // namespace arxiv
