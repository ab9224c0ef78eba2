// Sends the parts of a delivery, each once.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sheaf/plugin.hpp"

namespace output_webhook {

struct Door {
  std::string url;  // a secret
  std::vector<std::pair<std::string, std::string>> secret_headers;
  std::int64_t pause_ms = 0;
  bool sends_key = false;  // Idempotency-Key; then a request may be repeated freely
};

// `parts` are bodies. What was sent is remembered under the delivery's id, part by part, so that an
// attempt after a crash or failure goes on where the last one ended. Only a part that was on its
// way when the process died or the connection broke may arrive twice. Throws sheaf::Error.
void post(const sheaf::Host& host, const sheaf::Call& call, const Door& door,
          std::string_view delivery, const std::vector<std::string>& parts);

}  // namespace output_webhook
