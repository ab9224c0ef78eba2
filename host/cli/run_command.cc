// sheaf run
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/notify.h"
#include "cli/session.h"
#include "net/cache.h"
#include "run/run.h"
#include "sheaf/text/dates.hpp"
#include "sheaf/text/scalars.hpp"

namespace host::cli {
namespace {

// A signal may come before and after; the token lives for ever.
const std::shared_ptr<plugin::CancelToken>& interrupt_token() {
  static const auto& token =
      *new std::shared_ptr<plugin::CancelToken>(std::make_shared<plugin::CancelToken>());
  return token;
}

void on_interrupt(int) {
  interrupt_token()->cancel();
}

void watch_interrupts() {
  interrupt_token();
  struct sigaction action {};
  action.sa_handler = &on_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // the second time it is the system's
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
}

// Fills in what the command line says of time, cassettes and waiting. A complaint, or nothing.
std::string read_options(const Args& args, run::RunOptions& options,
                         std::unique_ptr<VirtualClock>& frozen) {
  const std::pair<const char*, net::CassetteMode> modes[] = {
      {"replay", net::CassetteMode::kReplay},
      {"record", net::CassetteMode::kRecord},
      {"refresh", net::CassetteMode::kRefresh}};
  for (const auto& [name, mode] : modes) {
    const auto folder = args.get(name);
    if (!folder) continue;
    if (!options.cassettes.empty()) return "--replay, --record and --refresh exclude each other";
    options.cassettes = *folder;
    options.cassette_mode = mode;
  }
  std::optional<std::int64_t> at;
  if (const auto text = args.get("at")) {
    at = sheaf::text::parse_rfc3339(*text);
    if (!at) return fmt::format("--at {}: expected a time like 2026-09-24T06:00:00Z", *text);
  } else if (options.replays()) {
    at = net::cassette_recorded_ms(options.cassettes);
  }
  if (at) {
    frozen = std::make_unique<VirtualClock>(*at);
    options.clock = frozen.get();
    options.state_dir /= "frozen";  // what is remembered of servers at a time that is not now
  }
  if (const auto text = args.get("since")) {
    if (const auto duration = sheaf::text::parse_duration(*text)) {
      options.since_ms = options.clock->now_ms() - *duration;
    } else if (const auto time = sheaf::text::parse_rfc3339(*text)) {
      options.since_ms = *time;
    } else {
      return fmt::format("--since {}: expected a duration like 7d or a date", *text);
    }
  }
  options.lock_wait_ms = 60'000;
  if (const auto text = args.get("wait")) {
    const auto wait = sheaf::text::parse_duration(*text);
    if (!wait) return fmt::format("--wait {}: expected a duration like 10m", *text);
    options.lock_wait_ms = *wait;
  }
  return {};
}

void write_metrics(const config::Pipeline& pipeline, const report::RunReport& report) {
  // the node exporter may read at any time: never a half file
  if (pipeline.metrics.empty() ||
      net::write_file_atomically(pipeline.metrics, report::to_prometheus(report))) {
    return;
  }
  complain(fmt::format("metrics: cannot write {}: is its folder writable, and is there space?",
                       pipeline.metrics));
}

void drop_step(config::Pipeline& p, const std::string& id, bool& found) {
  for (auto* list : p.step_lists()) {
    found = std::erase_if(*list, [&](const config::Step& s) { return s.id == id; }) != 0 || found;
  }
}

int run_pipeline(const Args& args) {
  const bool json = args.has("json");
  Session session;
  auto loaded = session.load(args.words[0], args.all("set"), !args.has("replay"));
  if (!loaded) return kConfiguration;
  config::Pipeline& pipeline = *loaded->pipeline;
  run::RunOptions options;
  for (const std::string& id : args.all("without")) {
    bool found = false;
    drop_step(pipeline, id, found);
    if (!found) {
      complain(fmt::format("--without {}: the pipeline has no step of that id", id));
      return kUsage;
    }
    options.left_out.insert(id);
  }

  options.clock = &system_clock();
  options.secrets = loaded->secrets;
  options.dry_run = args.has("dry-run");
  options.rebuild = args.has("rebuild");
  options.deliver_only = args.has("deliver");
  if (options.rebuild && (options.dry_run || args.has("since"))) {
    complain("--rebuild fetches nothing: it goes with neither --dry-run nor --since");
    return kUsage;
  }
  if (options.deliver_only &&
      (options.rebuild || options.dry_run || args.has("since") || args.has("replay"))) {
    complain("--deliver goes with none of --rebuild, --dry-run, --since and --replay");
    return kUsage;
  }
  options.state_dir = state_folder();
  options.cancel = interrupt_token();
  std::unique_ptr<VirtualClock> frozen;
  if (const std::string wrong = read_options(args, options, frozen); !wrong.empty()) {
    complain(wrong);
    return kUsage;
  }
  if (frozen && !pipeline.http.cache.empty()) {
    pipeline.http.cache = (std::filesystem::path(pipeline.http.cache) / "frozen").string();
  }
  Console console(loaded->secrets, args.has("verbose"), args.has("quiet"));
  options.log = console.log();
  options.progress = console.progress();
  watch_interrupts();

  StandardOutput guard;  // what plugins print goes nowhere and is told
  auto result = run::run(pipeline, session.registry(), options);
  console.finish();
  const std::uint64_t strays = guard.restore();
  if (!result) {
    complain(fmt::format("{}: {}", pipeline.name, console.scrub(result.error().message)));
    const int code = exit_code(result.error());
    if (!options.dry_run) {
      report::RunReport failed;
      failed.facts.pipeline = pipeline.name;
      failed.finished_ms = options.clock->now_ms();
      failed.exit = static_cast<report::Exit>(code);
      write_metrics(pipeline, failed);
      tell(pipeline, code,
           fmt::format("{}: {}", pipeline.name, console.scrub(result.error().message)), "",
           console);
    }
    if (plugin::thread_lost()) leave(code);
    return code;
  }
  const report::RunReport& report = *result;
  if (strays != 0) {
    complain(fmt::format("a plugin wrote {} bytes to standard output; they are dropped", strays));
  }
  const int code = static_cast<int>(report.exit);
  const std::string as_json = console.scrub(report::to_json(report));
  if (json) {
    std::printf("%s", as_json.c_str());
  } else if (::isatty(STDOUT_FILENO) != 0 || args.has("verbose") || args.has("dry-run")) {
    std::printf("%s", console.scrub(report::to_text(report)).c_str());
  } else if (!args.has("quiet") || code != 0) {
    std::printf("%s\n", console.scrub(report::summary(report)).c_str());
  }
  if (!options.dry_run) {
    write_metrics(pipeline, report);
    tell(pipeline, code, console.scrub(report::summary(report)), as_json, console);
  }
  if (plugin::thread_lost()) leave(code);
  return code;
}

}  // namespace

const Command kRun = {
    "run",
    "PIPELINE",
    "Fetch, judge and deliver. Exit: 0 delivered, 2 configuration, 3 in part, 4 not, 130 "
    "interrupted.",
    {kSetOption,
     {"since", "DURATION", "also what was announced since then (7d, or a date): fills missed days"},
     {"dry-run", nullptr, "fetch and judge, estimate the cost; store and deliver nothing"},
     {"rebuild", nullptr,
      "write again what was delivered (files, sites; never mail); fetch nothing"},
     {"deliver", nullptr, "hand over what waits from earlier runs; fetch nothing"},
     {"json", nullptr, "the report as JSON on standard output"},
     {"without", "STEP", "leave a step out (safe mode)"},
     {"wait", "DURATION", "for another run of this pipeline; default 1m"},
     {"replay", "DIR", "answer all HTTP from cassettes; the clock stands at their time"},
     {"record", "DIR", "use cassettes, add what they lack"},
     {"refresh", "DIR", "ask everything anew and replace the cassettes"},
     {"at", "TIME", "freeze the clock: 2026-09-24T06:00:00Z"},
     {"verbose,v", nullptr, "the whole report and all log lines"},
     {"quiet,q", nullptr, "nothing unless something went wrong"}},
    1,
    1,
    &run_pipeline};

}  // namespace host::cli
