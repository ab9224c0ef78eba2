// How many tokens a text has, about.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace modelapi {

// Runs of letters count 1 up to ten letters and 1 more for each further four; runs of digits 1 for
// each three; runs of signs 1 for each two; line ends 1; characters of scripts without blanks 1
// each. Measured on recorded requests and their usage: within 20 % (tests/plugins/common/modelapi).
std::uint64_t estimate_tokens(std::string_view text);

// A whole request: its texts, 4 tokens for each message and 3 for the reply's beginning, and the
// schema. OpenAI renders schemas to something shorter; servers of open models put them into the
// prompt with a preamble. gpt-oss has a preamble of about 70 tokens of its own.
std::uint64_t estimate_request(std::string_view model, std::string_view system,
                               std::string_view user, std::string_view schema);

}  // namespace modelapi
