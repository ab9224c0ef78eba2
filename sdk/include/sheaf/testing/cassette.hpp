// Reads recorded exchanges: a folder of JSON files as `sheaf run --record FOLDER` writes them
// (sheaf/cassette.hpp). Secrets read *** in it: give that to the plugin as its key.
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
