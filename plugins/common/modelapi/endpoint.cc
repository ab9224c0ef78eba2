#include "modelapi/endpoint.h"

#include <utility>

namespace modelapi {

sheaf::HttpRequest Endpoint::request(const std::string& path, std::string body,
                                     std::int64_t timeout_ms) const {
  sheaf::HttpRequest out;
  std::string_view base = base_url;
  while (base.ends_with('/')) base.remove_suffix(1);
  out.url = std::string(base) + path;
  if (!api_version.empty()) {
    out.url += (path.find('?') == std::string::npos ? "?" : "&") + ("api-version=" + api_version);
  }
  out.headers = {{"accept", "application/json"}};
  if (!api_key.empty()) {
    out.secret_headers = {
        api_version.empty()
            ? std::pair<std::string, std::string>("authorization", "Bearer " + api_key)
            : std::pair<std::string, std::string>("api-key", api_key)};
  }
  if (!body.empty()) {
    out.method = "POST";
    out.body = std::move(body);
    out.body_type = "application/json";
  }
  out.flags = SHEAF_H_NO_CACHE | SHEAF_H_NO_RETRY | SHEAF_H_ALLOW_ERROR;
  out.timeout_ms = timeout_ms;
  return out;
}

}  // namespace modelapi
