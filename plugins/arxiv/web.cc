#include "web.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <mutex>

#include "sheaf/feed/dates.hpp"
#include "texts.h"

namespace arxiv {
namespace {

constexpr std::size_t kHead = 4096;          // enough for an XML declaration and the root element
constexpr std::int64_t kMostAhead = 60'000;  // a later turn was taken by another clock

// When the last request started, or the last answer came.
struct Pace {
  std::mutex mutex;
  std::int64_t last_ms = std::numeric_limits<std::int64_t>::min() / 2;
};

Pace& pace() {
  static Pace p;
  return p;
}

bool is_file(const std::string& url) {
  return url.starts_with("file:");
}

std::int64_t retry_after_ms(std::string_view header, std::int64_t now_ms) {
  header = trimmed(header);
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), seconds);
  if (error == std::errc() && end == header.data() + header.size()) {
    return std::clamp<std::int64_t>(seconds, 0, 86'400) * 1000;
  }
  const auto date = sheaf::feed::parse_rfc822(header);
  return date ? std::max<std::int64_t>(date->ms - now_ms, 0) : 0;
}

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

void Web::wait_for_turn(const sheaf::Call& call, const std::string& url) const {
  if (is_file(url)) return;
  const std::int64_t now = host_.now_ms();
  std::int64_t turn = now;
  {
    const std::lock_guard lock(pace().mutex);
    const std::int64_t next = pace().last_ms + kIntervalMs;
    if (next > now && next - now <= kMostAhead) turn = next;
    pace().last_ms = turn;
  }
  if (turn > now) host_.sleep_ms(call, turn - now);
}

// The host may have waited and asked again before the answer came.
void Web::note_answer(const std::string& url) const {
  if (is_file(url)) return;
  const std::int64_t now = host_.now_ms();
  const std::lock_guard lock(pace().mutex);
  pace().last_ms = std::max(pace().last_ms, now);
}

void Web::refuse(const sheaf::ResponseView& response, const std::string& url) const {
  const int status = response.status();
  if (status / 100 == 2 || status == 400) return;
  const std::string what = url + ": HTTP status " + std::to_string(status);
  const std::int64_t wait = retry_after_ms(response.header("retry-after"), host_.now_ms());
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
  wait_for_turn(call, url);
  sheaf::HttpRequest request;
  request.url = url;
  request.flags = SHEAF_H_ALLOW_ERROR | flags;
  auto stream = host_.open(call, request);
  note_answer(url);
  refuse(stream, url);
  return Body(std::move(stream), url);
}

int Web::head(const sheaf::Call& call, const std::string& url) {
  wait_for_turn(call, url);
  sheaf::HttpRequest request;
  request.url = url;
  request.method = "HEAD";
  request.flags = SHEAF_H_ALLOW_ERROR;
  const auto response = host_.send(call, request);
  note_answer(url);
  refuse(response, url);
  return response.status();
}

}  // namespace arxiv
