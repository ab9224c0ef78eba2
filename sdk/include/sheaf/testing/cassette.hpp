// Reads recorded exchanges: a folder of JSON files as `sheaf run --record FOLDER` writes them.
//
//   { "sheaf_cassette": 1, "recorded_at": "2026-09-24T06:00:00Z",
//     "request": { "method": "GET", "url": "https://...", "text": ["..."] },
//     "response": { "status": 200, "headers": { "etag": "..." }, "text": ["line\n", "..."] } }
//
// A body is "text" (a list of lines, or one string) or "base64". Secrets read *** in it: give that
// to the plugin as its key.
#ifndef SHEAF_TESTING_CASSETTE_HPP
#define SHEAF_TESTING_CASSETTE_HPP

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sheaf/testing/answer.hpp"

namespace sheaf::testing {

struct Recorded {
  std::string method, url, body; /* of the request */
  Answer answer;
  std::int64_t at_ms = 0;
};

// The exchanges of the folder in the order of their file names. Throws std::runtime_error naming
// the file that cannot be read.
std::vector<Recorded> read_cassettes(const std::filesystem::path& folder);

}  // namespace sheaf::testing

#endif  // SHEAF_TESTING_CASSETTE_HPP
