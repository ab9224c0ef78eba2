// Takes secrets out of text before a log, an error, a cache key or a cassette sees it.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace host::net {

// Knows some secrets and finds them raw, percent-encoded (wholly or in part, `+` for a blank),
// escaped for JSON, and inside base64 at any alignment (Basic authentication). Immutable, so any
// thread may use it.
class Scrubber {
 public:
  Scrubber() = default;
  // Those of less than four bytes are ignored: they keep nothing secret, and taking them out would
  // garble what is left (a test's key "x" stands in "text").
  explicit Scrubber(const std::vector<std::string>& secrets);

  // The same secrets and some more.
  Scrubber with(const std::vector<std::string>& more) const;
  // `text` with every secret replaced by "***".
  std::string scrub(std::string_view text) const;
  // Whether scrub() would change anything but an already written "***".
  bool finds(std::string_view text) const;

 private:
  std::size_t match_at(std::string_view text, std::size_t at) const;

  std::vector<std::string> secrets_;  // as given
  std::vector<std::string> plain_;    // longest first
  std::vector<std::string> base64_;   // the characters that depend on nothing but the secret
  std::array<bool, 256> starts_{};    // bytes that a match may begin with
};

}  // namespace host::net
