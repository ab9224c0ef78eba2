// One recorded exchange as a value, and its JSON.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/error.h"
#include "net/message.h"

namespace host::net {

struct RecordedExchange {
  std::int64_t recorded_ms = 0;
  std::string method;
  std::string url;           // scrubbed
  std::string request_body;  // scrubbed; for readers
  std::string body_sha256;   // of the scrubbed request body; empty if there is none
  int status = 0;
  Headers headers;   // selected and scrubbed
  std::string body;  // scrubbed
  bool truncated = false;

  std::string key() const;
};

// SHEAF_E_CONFIG naming the file and what is wrong with it.
Result<RecordedExchange> read_recorded(const std::filesystem::path& path);
std::string to_json(const RecordedExchange& exchange);

// Whether a header of an answer is worth recording: what plugins read and the host obeys. Cookies,
// dates and server names change with every request and stay out.
bool is_recorded_header(const std::string& lower_name);

}  // namespace host::net
