// Feeds over HTTP: several at once, each failure by itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sheaf/plugin.hpp"

namespace feed {

struct Page {
  std::string url;  // after redirects
  std::string content_type, body;
  sheaf_status code = SHEAF_OK;  // else `failure` says why, naming the address
  std::string failure;
  std::int64_t retry_after_ms = 0;
  bool blocks = false;  // 403
};

// A site that answers 403 is not asked again for six hours: many publishers block programs for a
// while, and asking again makes it longer. The host's state remembers it over runs.
class Web {
 public:
  static constexpr std::int64_t kBlockedMs = 6 * 3'600'000;

  explicit Web(sheaf::Host host) : host_(host) {}

  // One page for each address, in their order. Throws only when the call itself is over.
  std::vector<Page> get(const sheaf::Call& call, const std::vector<std::string>& urls) const;
  std::int64_t now_ms() const { return host_.now_ms(); }

 private:
  bool remembers() const;
  bool blocked(const sheaf::Call& call, const std::string& url) const;

  sheaf::Host host_;
};

}  // namespace feed
