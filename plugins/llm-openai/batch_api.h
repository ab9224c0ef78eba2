// The Batch API: files of requests, answered within a day at half the price.
// https://platform.openai.com/docs/api-reference/batch
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "modelapi/endpoint.h"
#include "sheaf/plugin.hpp"

namespace llm_openai {

// A batch at the server. Files it does not have are empty.
struct BatchInfo {
  std::string id, status, input, output, errors;
  std::string failure;  // why the server took none of it
  std::int64_t created_ms = 0;
  bool ended() const;
};

// All of it throws what the host's HTTP service throws, and SHEAF_E_UPSTREAM for answers that make
// no sense.
class BatchApi {
 public:
  BatchApi(const sheaf::Host& host, const sheaf::Call& call, const modelapi::Endpoint& endpoint)
      : host_(host), call_(call), endpoint_(endpoint) {}

  // Those made under `key` at `oldest_ms` or later, oldest first. SHEAF_E_CONFIG if the server has
  // no Batch API.
  std::vector<BatchInfo> list(const std::string& key, std::int64_t oldest_ms) const;
  BatchInfo look(const std::string& id) const;

  // A file of requests, one a line. Gives its id. Costs nothing, and may happen twice.
  std::string upload(const std::string& lines) const;
  // Makes a batch of a file under `key`. When the answer is lost, it looks whether there is one.
  // `unknown` is set if it throws and cannot say.
  BatchInfo create(const std::string& file, const std::string& key, std::int64_t oldest_ms,
                   bool& unknown) const;

  // The lines of a file as they come, blank ones left out; no more than one is in memory. False:
  // the server has no such file any more.
  bool each_line(const std::string& file, const std::function<void(std::string_view)>& f) const;

 private:
  sheaf::HttpRequest request(const std::string& path, std::string body = {}) const;

  const sheaf::Host& host_;
  const sheaf::Call& call_;
  const modelapi::Endpoint& endpoint_;
};

}  // namespace llm_openai
