// The report that every run ends in: what was fetched, what became of it, what it cost, who got it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/digest.h"

namespace host::report {

// Exit codes of `sheaf run` (and of every command: 0, 1, 2).
enum class Exit : int {
  kDelivered = 0,
  kUsage = 1,
  kConfiguration = 2,
  kPartial = 3,
  kNotDelivered = 4,
  kInterrupted = 130,
};

struct ReaderReport {
  std::string profile;
  std::uint64_t items = 0;
  std::vector<Count> funnel;
  std::vector<Notice> notices;
  std::vector<Unscored> unscored;
};

struct DeliveryReport {
  std::string id, profile, step, target;
  // delivered, pending, dead; failed (a rebuild); left out (of this run, by --without)
  std::string state;
  std::string error;         // of the last attempt, in this run or an earlier one
  std::int64_t next_ms = 0;  // pending: not before
  bool tried = true;         // in this run
  std::uint64_t items = 0;
};

struct TrafficReport {  // HTTP of one step
  std::string step;
  std::uint64_t requests = 0, bytes = 0, cache_hits = 0, retries = 0;
  std::int64_t waited_ms = 0;
};

struct RunReport {
  RunFacts facts;
  std::int64_t finished_ms = 0;
  std::vector<ReaderReport> readers;
  std::vector<DeliveryReport> deliveries;  // what was tried, and all else that is open
  std::vector<TrafficReport> traffic;
  Exit exit = Exit::kDelivered;
  bool dry_run = false;
};

// Deliveries that nobody has yet: pending, dead letters and those of outputs that were left out.
std::uint64_t open_deliveries(const RunReport& report);
// What the exit code of a whole run is: kNotDelivered if all that it tried failed or no source gave
// anything, kPartial if something is missing or open, but for what was left out.
Exit exit_of(const RunReport& report);

// For people: sources, funnel, deliveries, what went wrong; several lines.
std::string to_text(const RunReport& report);
// "delivered in part", "NOT delivered": what `exit` means.
const char* outcome(const RunReport& report);
// One line, for cron's mail and the log.
std::string summary(const RunReport& report);
// For machines.
std::string to_json(const RunReport& report);
// What to_json() made, as far as to_text() and summary() say it; nothing if it is none.
std::optional<RunReport> from_json(std::string_view text);
// Prometheus text exposition format, for the node exporter's textfile collector.
// https://prometheus.io/docs/instrumenting/exposition_formats/
std::string to_prometheus(const RunReport& report);

}  // namespace host::report
