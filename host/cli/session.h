// What most commands need: the plugins of this machine, a checked pipeline, messages.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cli/args.h"
#include "config/load.h"
#include "plugin/call.h"
#include "plugin/shared_object.h"
#include "report/report.h"
#include "store/store.h"

namespace host::cli {

inline constexpr int kOk = static_cast<int>(report::Exit::kDelivered);
inline constexpr int kUsage = static_cast<int>(report::Exit::kUsage);
inline constexpr int kConfiguration = static_cast<int>(report::Exit::kConfiguration);

// Writes to standard error: "sheaf: ...".
void complain(const std::string& message);
// Ends the process at once, destroying nothing, since a plugin that did not return may use it.
[[noreturn]] void leave(int code);
// The exit code for an error that ended a command.
int exit_code(const Error& error);
// Complains of it; its exit code.
int report_error(const Error& error);

class Session {
 public:
  Session();
  plugin::Registry& registry() { return registry_; }
  // Plugins are loaded as they are asked for; what is refused is complained about once.
  const config::Components& components();

  // Loads and checks; prints every diagnostic to standard error. Empty if there was an error.
  std::optional<config::Loaded> load(const std::string& file, const std::vector<std::string>& set,
                                     bool need_secrets);

 private:
  void complain_of_refusals();

  plugin::Registry registry_;
  std::optional<config::Components> components_;
  std::size_t complained_ = 0;
};

// $XDG_STATE_HOME/sheaf or ~/.local/state/sheaf: rates and circuits of this machine.
std::string state_folder();

// The store of `--store`, of the pipeline given with `--pipeline`, or the default one; opened, not
// created. Complains and gives nothing if it cannot.
std::unique_ptr<store::Store> open_store(Session& session, const Args& args,
                                         std::optional<config::Pipeline>* pipeline = nullptr);

// The options that open_store reads.
inline constexpr Option kPipelineOption = {"pipeline,p", "FILE", "the pipeline"};
inline constexpr Option kStoreOption = {"store", "PATH", "the store; default: the pipeline's"};
inline constexpr Option kSetOption = {"set", "KEY=VALUE",
                                      "override a setting: sources.feed.with.url=https://..."};

}  // namespace host::cli
