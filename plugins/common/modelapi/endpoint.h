// Where a server is and how it wants to be asked.
#pragma once

#include <cstdint>
#include <string>

#include "sheaf/plugin.hpp"

namespace modelapi {

// Any server with OpenAI's paths below `base_url` ("https://api.openai.com/v1"). Azure: base_url is
// "https://NAME.openai.azure.com/openai/deployments/DEPLOYMENT" (or ".../openai/v1") and
// `api_version` is set; the key then goes into the header api-key.
struct Endpoint {
  std::string base_url, api_key, api_version;

  // A POST (or GET, without body) of base_url + path, which is not repeated by the host: what was
  // billed must be known here.
  sheaf::HttpRequest request(const std::string& path, std::string body,
                             std::int64_t timeout_ms) const;
};

}  // namespace modelapi
