// Recorded HTTP exchanges: a folder of JSON files, one exchange each, readable and diffable.
//
//   { "sheaf_cassette": 1,
//     "recorded_at": "2026-09-24T06:00:00Z",
//     "request": { "method": "GET", "url": "https://...", "body_sha256": "...", "text": ["..."] },
//     "response": { "status": 200, "headers": { "etag": "..." }, "text": ["line\n", "..."] } }
//
// `text` holds the body cut after each "\n"; a body that is not UTF-8 stands as "base64" instead.
// `body_sha256` and the request's text are left out when there is no body. "truncated": true in
// response marks a body whose reader stopped before its end. A header that repeats is a list.
// Files are read in the order of their names; several answers to one key (method, URL with sorted
// query, SHA-256 of the body; all scrubbed) are given in that order.
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
