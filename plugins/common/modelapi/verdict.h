// What to do about an answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "modelapi/reply.h"
#include "sheaf/plugin.hpp"

namespace modelapi {

struct Verdict {
  enum Kind {
    kUse,      // there is content
    kAgain,    // the same request later, after `wait_ms`
    kSmaller,  // this request cannot be answered as it is; its papers may be, in smaller ones
    kAdapt,    // the request has something the server does not accept; see Ability::adapt
    kStop      // no request will be answered now: `code` and `reason` are for the user
  };
  Kind kind = kUse;
  std::string reason;
  std::int64_t wait_ms = 0;      // 0: the server did not say
  sheaf_status code = SHEAF_OK;  // of kStop
  bool too_long = false;         // of kSmaller: there is too much text in the request
};

// Order of checks: status, error, refusal, finish_reason.
Verdict judge(const Reply& reply, const sheaf::ResponseView& answer, std::int64_t now_ms);

// How long to wait before the next request so as not to be refused, by the x-ratelimit-* headers: a
// count of 0 left with a time until it is set back. 0: no wait.
std::int64_t wait_after(const sheaf::ResponseView& answer, std::uint64_t tokens_of_a_request);

// "6ms", "1s", "6m0s", "114h18m0s" (Go's durations), "12", "1.5" (seconds) in ms; -1 for anything
// else.
std::int64_t reset_ms(std::string_view text);

}  // namespace modelapi
