// arXiv over HTTP, at the pace its terms allow.
#pragma once

#include <string>
#include <string_view>

#include "sheaf/feed/source.hpp"
#include "sheaf/plugin.hpp"

namespace arxiv {

// One answer with status 200 or 400, read once.
class Body {
 public:
  Body(sheaf::Stream stream, std::string url);

  // A refusal of the request; the body may say why.
  bool refused() const { return stream_.status() == 400; }
  const std::string& url() const { return url_; }  // as asked
  std::string content_type() const { return std::string(stream_.header("content-type")); }
  // By the first bytes.
  bool is_oai();
  // Valid as long as this object.
  sheaf::feed::Read read();

 private:
  sheaf::Stream stream_;
  std::string url_;
  std::string head_;  // read already
  std::size_t at_ = 0;
};

// arXiv's terms (https://info.arxiv.org/help/api/tou.html): one request per three seconds over
// RSS, query API and OAI-PMH together. The host sees to it by ArxivSource::hosts().
class Web {
 public:
  static constexpr std::int64_t kIntervalMs = 3000;

  explicit Web(sheaf::Host host) : host_(host) {}

  // Throws sheaf::Error for a status that is neither 200 nor 400, with the code that tells the host
  // whether to come back, and sheaf::Reported when there is no answer.
  Body open(const sheaf::Call& call, const std::string& url, std::uint32_t flags = 0);
  // The status and nothing else; throws as open().
  int head(const sheaf::Call& call, const std::string& url);

  std::int64_t now_ms() const { return host_.now_ms(); }
  void pause(const sheaf::Call& call) const { host_.sleep_ms(call, kIntervalMs); }

 private:
  void refuse(const sheaf::ResponseView& response, const std::string& url) const;

  sheaf::Host host_;
};

}  // namespace arxiv
