// Hands over what was asked and answered, for `sheaf show --llm WORK`.
#pragma once

#include <string>
#include <vector>

#include "handles.h"
#include "modelapi/chat.h"

namespace llm_openai {

// The request's line, its body as it was sent and the answer's as it came. None holds a key: that
// is in a header.
class Exchanges {
 public:
  // keep_ms 0: nothing is kept.
  Exchanges(sheaf::Host host, const sheaf::ScoreSink& sink, const modelapi::Endpoint& endpoint,
            std::int64_t keep_ms)
      : host_(host),
        sink_(sink),
        line_("POST " + endpoint.request("/chat/completions", " ", 0).url),
        keep_ms_(keep_ms) {}

  void keep(const std::vector<const Paper*>& graded, const modelapi::Answered& answered) const {
    if (keep_ms_ <= 0) return;
    std::vector<std::size_t> records;
    for (const Paper* p : graded) records.push_back(p->record);
    auto out = sheaf::sized<sheaf_exchange>();
    out.to = sheaf::str(line_);
    out.request = sheaf::str(answered.request_body);
    out.answer = sheaf::str(answered.reply_body);
    out.records = records.data();
    out.record_count = records.size();
    out.until_ms = host_.now_ms() + keep_ms_;
    sink_.exchange(out);
  }

 private:
  sheaf::Host host_;
  const sheaf::ScoreSink& sink_;
  const std::string line_;
  std::int64_t keep_ms_;
};

}  // namespace llm_openai
