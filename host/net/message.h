// The values of the HTTP service: what is asked, what is answered, and on whose behalf.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/scrub.h"

namespace host::net {

// In order, names may repeat. Names of answers are in lower case.
using Headers = std::vector<std::pair<std::string, std::string>>;

// The first header of that name (given in lower case), or nullptr. Borrowed from `headers`.
const std::string* find_header(const Headers& headers, std::string_view lower_name);

struct Request {
  std::string method = "GET";
  std::string url{};  // http, https; file only if CallContext::files has it
  Headers headers{};
  Headers secret_headers{};  // sent to the URL's own origin only; never stored or shown
  std::string body{};
  std::string body_type{};     // Content-Type of the body
  bool no_cache = false;       // neither read from nor written to the cache
  bool no_retry = false;       // one attempt only
  bool retry_post = false;     // this POST is safe to repeat
  bool allow_error = false;    // a 4xx/5xx is a response, not an Error
  bool cookies = false;        // use the step's cookie jar (in memory)
  std::uint64_t max_body = 0;  // bytes of the decoded body; 0: Limits::body or Limits::stream
  std::int64_t timeout_ms =
      0;  // of one attempt; for a stream of the head and of each read. 0: Limits
};

struct Response {
  int status = 0;
  std::string url;  // after redirects
  Headers headers;
  std::string body;                 // decoded
  std::int64_t retry_after_ms = 0;  // what a 429 or 503 asks to wait; 0: nothing
  bool from_cache = false;
  bool revalidated = false;  // the server said 304
  bool replayed = false;     // from a cassette
};

// The host of a rule that holds for every host without a rule of its own. Private hosts still have
// to be named by the pipeline.
inline constexpr std::string_view kAnyHost = "*";

// A host that a component talks to, and how politely.
struct HostRule {
  std::string host{};  // "api.example.org", "localhost:8080" for one port only, or kAnyHost
  std::int64_t min_interval_ms = 0;   // between the starts of two requests; 0: none
  std::uint32_t max_connections = 0;  // requests in flight at once; 0: no limit
  std::string group{};  // hosts of one group keep to these together; empty: the host alone
};

// On whose behalf a request is made. Read from several threads during perform_many.
struct CallContext {
  std::string step;                 // names the statistics and the cookie jar
  std::function<bool()> cancelled;  // thread-safe; asked ten times a second; may be empty
  std::int64_t deadline_ms = 0;     // an instant of the service's clock; 0: none
  std::vector<HostRule> hosts;      // the only hosts that may be asked (redirects may leave them)
  std::set<std::string> allow_private;  // "host" or "host:port" written in the pipeline
  std::set<std::string> files;          // file:// URLs written in the pipeline, as written there
  std::shared_ptr<const Scrubber> scrubber;  // the secrets of the run; may be null
};

// What one step cost. Waits are milliseconds spent for rates and for retries.
struct StepStats {
  std::uint64_t requests = 0;  // that went out, redirects and retries included
  std::uint64_t bytes = 0;     // of decoded bodies
  std::uint64_t cache_hits = 0;
  std::uint64_t revalidated = 0;
  std::uint64_t retries = 0;
  std::uint64_t failures = 0;
  std::int64_t rate_wait_ms = 0;
  std::int64_t retry_wait_ms = 0;
};

}  // namespace host::net
