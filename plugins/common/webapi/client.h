// GET, at the pace the service asks for.
#pragma once

#include <cstdint>
#include <string>

#include "sheaf/plugin.hpp"

namespace webapi {

// Besides the host's own rule for the service this keeps to what its answers say:
// - `x-rate-limit-limit` requests per `x-rate-limit-interval` ("1s"): Crossref;
// - `ratelimit-remaining` and `ratelimit-reset` in seconds, with or without `x-`: OpenAlex, NCBI.
// One per instance of a component; one thread.
class Client {
 public:
  // `gap_ms` lies between two requests as long as no answer says anything else.
  Client(sheaf::Host host, std::int64_t gap_ms) : host_(host), gap_ms_(gap_ms) {}

  // Waits for its turn. Throws sheaf::Reported for what failed, with the host's codes (AUTH,
  // NOT_FOUND, RATE_LIMITED, TRANSIENT ...), and sheaf::Error(SHEAF_E_RATE_LIMITED) without asking
  // when nothing is left for more than a minute, SHEAF_E_TRANSIENT when the answer is empty.
  sheaf::Response get(const sheaf::Call& call, const std::string& url);
  // The same with a body that is pulled.
  sheaf::Stream open(const sheaf::Call& call, const std::string& url);

  std::int64_t now_ms() const { return host_.now_ms(); }

 private:
  void wait_for_turn(const sheaf::Call& call);
  void learn(const sheaf::ResponseView& answer);

  sheaf::Host host_;
  std::int64_t gap_ms_;
  std::int64_t next_ms_ = SHEAF_TIME_UNKNOWN;
};

}  // namespace webapi
