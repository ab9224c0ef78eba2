// Runs one source on a thread of its own and hands over what it emits, in its order, through a
// bounded queue: memory does not grow with the input.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "base/record.h"
#include "plugin/instance.h"
#include "report/digest.h"

namespace host::stages {

struct FetchOptions {
  std::string cursor;
  std::int64_t since_ms = SHEAF_TIME_UNKNOWN;
  bool removals = false;  // hand over records with SHEAF_R_REMOVED; else they are dropped
  int attempts = 3;  // of a call that failed TRANSIENT or RATE_LIMITED, from the last checkpoint
};

// What a fetch said at its end.
struct FetchEnd {
  report::SourceReport report;
  std::optional<std::string> cursor;  // the last checkpoint, if there was one
};

class Fetch {
 public:
  // Starts at once. `name` is the component's id for the report.
  Fetch(std::shared_ptr<plugin::Instance> source, std::string name, plugin::CallOptions call,
        FetchOptions options, Clock& clock);
  // Cancels and waits, at most the grace time of plugin::call.
  ~Fetch();
  Fetch(const Fetch&) = delete;
  Fetch& operator=(const Fetch&) = delete;

  // The next records, at least one; empty at the end. Blocks.
  std::vector<Record> next();
  // After next() gave none.
  FetchEnd end();

 private:
  struct Channel;
  std::shared_ptr<Channel> channel_;
  std::shared_ptr<plugin::CancelToken> cancel_;
  std::thread thread_;
};

}  // namespace host::stages
