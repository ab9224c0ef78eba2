// What was asked and answered, kept for `sheaf show --llm WORK`.
#pragma once

#include <string>
#include <vector>

#include "handles.h"
#include "modelapi/chat.h"

namespace llm_openai {

// In sheaf.state/1, for the profile: under `exchange/ID` an exchange as text (the request's line,
// its body as it was sent, the answer's body as it came), under `asked/WORK` the key of the
// exchange that gave a work its grades. Neither holds a key: that is in a header.
class Exchanges {
 public:
  // keep_ms 0: nothing is kept.
  Exchanges(sheaf::Host host, const sheaf::Call& call, const sheaf_profile& profile,
            const modelapi::Endpoint& endpoint, std::int64_t keep_ms);
  void keep(const std::vector<const Paper*>& graded, const modelapi::Answered& answered);

 private:
  sheaf::Host host_;
  const sheaf::Call& call_;
  const std::string profile_, line_;
  std::int64_t keep_ms_;
};

}  // namespace llm_openai
