// Runs, and where their sources go on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "sheaf/plugin.h"

namespace host::store {

struct Cursor {
  std::string cursor;
  std::string identity_hash;  // of the settings that give the cursor its meaning
  std::int64_t stored_ms = 0;
  bool operator==(const Cursor&) const = default;
};

struct CursorEntry {
  std::string source;
  Cursor cursor;
};

enum class RunStatus : std::uint8_t {  // stored: append only
  running = 0,     // or died before its commit; then nothing of it is in the store
  committed = 1,   // everything is stored, deliveries may be pending; or died after its commit
  finished = 2,    // ended; the report says how well
  failed = 3,      // ended without a commit
  interrupted = 4  // ended by the user, without a commit
};

struct Run {
  std::string id, pipeline, date;
  std::int64_t started_ms = 0;
  std::int64_t finished_ms = SHEAF_TIME_UNKNOWN;
  RunStatus status = RunStatus::running;
  std::string facts;   // the caller's encoding
  std::string report;  // JSON
};

class Runs {
 public:
  virtual ~Runs() = default;

  // "20260924T060000Z", with "-2", "-3" ... if taken: unique in the store.
  virtual Result<std::string> begin(std::string_view pipeline, std::string_view date,
                                    std::int64_t now_ms) = 0;
  // Replaces status, finished_ms, facts and report of the run with that id.
  virtual Result<void> update(const Run& run) = 0;
  virtual Result<std::optional<Run>> find(std::string_view id) = 0;
  // Newest first; without facts and report. Empty pipeline: all.
  virtual Result<std::vector<Run>> list(std::string_view pipeline, std::size_t limit) = 0;
  // Those that the store has met, in the order of their names' bytes.
  virtual Result<std::vector<std::string>> pipelines() = 0;

  virtual Result<std::optional<Cursor>> cursor(std::string_view pipeline,
                                               std::string_view source) = 0;
  virtual Result<std::vector<CursorEntry>> cursors(std::string_view pipeline) = 0;
  // Sets it if it still is what the run began from; otherwise SHEAF_E_TRANSIENT: somebody else went
  // on meanwhile, or reset it.
  virtual Result<void> set_cursor(std::string_view pipeline, std::string_view source,
                                  const std::optional<Cursor>& begun_from,
                                  const Cursor& cursor) = 0;
  virtual Result<void> reset_cursor(std::string_view pipeline, std::string_view source) = 0;
};

}  // namespace host::store
