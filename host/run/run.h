// One execution of a pipeline, from fetch to delivery.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "config/pipeline.h"
#include "net/http.h"
#include "plugin/instance.h"
#include "report/report.h"
#include "store/store.h"

namespace host::run {

struct RunOptions {
  Clock* clock = nullptr;
  std::vector<std::string> secrets;            // scrubbed from logs, errors and cassettes
  std::int64_t since_ms = SHEAF_TIME_UNKNOWN;  // also fetch what was announced since then
  // Steps of the file that the pipeline lacks: their deliveries wait, conditions on their axes are
  // suspended.
  std::set<std::string> left_out;
  bool dry_run = false;       // fetch and judge on a copy of the store; store and deliver nothing
  bool rebuild = false;       // hand over again what was delivered; fetch nothing
  bool deliver_only = false;  // hand over what is due; fetch nothing
  store::Store* store = nullptr;    // instead of the pipeline's; borrowed, of this run alone
  std::filesystem::path cassettes;  // empty: the web
  net::CassetteMode cassette_mode = net::CassetteMode::kReplay;
  bool replays() const { return !cassettes.empty() && cassette_mode == net::CassetteMode::kReplay; }
  std::filesystem::path state_dir;  // rates and circuits of the machine
  std::int64_t lock_wait_ms = 0;    // for another run of the same pipeline
  std::shared_ptr<plugin::CancelToken> cancel;
  plugin::LogFunction log;
  plugin::ProgressFunction progress;
};

// Errors: SHEAF_E_CONFIG and SHEAF_E_AUTH (a step refuses its settings, the store is damaged): exit
// 2; SHEAF_E_CANCELLED: exit 130; others (another run holds the pipeline, disk full): exit 4. A run
// that ends with an error has stored no selection and delivered nothing of its own. If a plugin did
// not return (plugin::thread_lost()), nothing that the options name may be destroyed: leave by
// std::_Exit.
Result<report::RunReport> run(const config::Pipeline& pipeline, plugin::Registry& registry,
                              const RunOptions& options);

}  // namespace host::run
