// Answers HTTP from recorded exchanges, and records them: files as in sheaf/cassette.hpp, read in
// the order of their names. Several answers to one key (method, URL with sorted query, SHA-256 of
// the body; all scrubbed) are given in that order. Only headers that plugins read or the host obeys
// are recorded: cookies, dates and server names change with every request.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "base/error.h"
#include "net/transport.h"

namespace host::net {

enum class CassetteMode {
  kReplay,   // answers from the folder only; no network. A miss is SHEAF_E_CONFIG.
  kRecord,   // what the folder lacks is asked and added
  kRefresh,  // everything is asked; the old answers to what is asked are replaced
};

// Thread-safe. `inner` is null for replay. SHEAF_E_CONFIG if a file of the folder cannot be read or
// is no cassette, or if the folder is missing in replay.
Result<std::unique_ptr<Transport>> open_cassette(const std::filesystem::path& folder,
                                                 CassetteMode mode, Clock& clock,
                                                 std::unique_ptr<Transport> inner);

// The earliest recorded_at of the folder, to freeze a clock at; absent if nothing is recorded.
std::optional<std::int64_t> cassette_recorded_ms(const std::filesystem::path& folder);

}  // namespace host::net
