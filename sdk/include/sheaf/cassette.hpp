// Recorded HTTP exchanges: a folder of JSON files, one exchange each, readable and diffable.
//
//   { "sheaf_cassette": 1,
//     "recorded_at": "2026-09-24T06:00:00Z",
//     "request": { "method": "GET", "url": "https://...", "body_sha256": "...", "text": ["..."] },
//     "response": { "status": 200, "headers": { "etag": "..." }, "text": ["line\n", "..."] } }
//
// `text` holds the body cut after each "\n", or is one string; a body that is not UTF-8 stands as
// "base64" instead. `body_sha256` and the request's text are left out when there is no body.
// "truncated": true in response marks a body whose reader stopped before its end. A header that
// repeats is a list. Secrets read ***. The host writes them (`sheaf run --record FOLDER`), host and
// test kit read them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf::cassette {

struct Exchange {
  std::int64_t recorded_ms = 0;
  std::string method, url, request_body;
  std::string body_sha256;  // of the request's body; may be empty
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  bool truncated = false;
};

// The cassettes of a folder, in the order of their names; none if it cannot be listed.
std::vector<std::filesystem::path> files(const std::filesystem::path& folder);
// Throws std::runtime_error that says what is wrong.
Exchange parse(std::string_view json);
// Of a file, which is named in what is thrown.
Exchange read(const std::filesystem::path& file);
std::string to_json(const Exchange& exchange);

}  // namespace sheaf::cassette
