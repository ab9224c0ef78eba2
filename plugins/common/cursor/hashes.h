// What a source has taken, as short hashes in its cursor: "0123456789…", ten digits each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cursor {

inline constexpr std::size_t kDigits = 10;

// Forty bits, the same on every machine and for ever: it is stored.
std::uint64_t short_hash(std::string_view text);

void append_hashes(std::string& out, const std::vector<std::uint64_t>& hashes);
// Adds them to `out`; false: that is no list of them.
bool parse_hashes(std::string_view digits, std::vector<std::uint64_t>& out);

}  // namespace cursor
