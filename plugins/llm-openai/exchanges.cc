#include "exchanges.h"

#include "modelapi/hash.h"

namespace llm_openai {

Exchanges::Exchanges(sheaf::Host host, const sheaf::Call& call, const sheaf_profile& profile,
                     const modelapi::Endpoint& endpoint, std::int64_t keep_ms)
    : host_(host),
      call_(call),
      profile_(sheaf::view(profile.id)),
      line_("POST " + endpoint.request("/chat/completions", " ", 0).url),
      keep_ms_(host.find<sheaf_state>(SHEAF_SERVICE_STATE) != nullptr ? keep_ms : 0) {}

void Exchanges::keep(const std::vector<const Paper*>& graded, const modelapi::Answered& answered) {
  if (keep_ms_ <= 0) return;
  std::string text = line_ + "\n\n";
  text.append(answered.request_body).append("\n\n").append(answered.reply_body);
  const std::string key = "exchange/" + modelapi::hash_text(text);
  const std::int64_t until = host_.now_ms() + keep_ms_;
  constexpr std::size_t kLongest = std::size_t{4} << 20;  // of a value in sheaf.state/1
  if (text.size() > kLongest) return;
  host_.put_state(call_, key, text, until, profile_);
  for (const Paper* p : graded) {
    host_.put_state(call_, "asked/" + std::string(p->id).substr(0, 1000), key, until, profile_);
  }
}

}  // namespace llm_openai
