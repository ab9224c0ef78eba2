// sheaf: gathers new scholarly work, judges it for each reader, hands over a digest.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/session.h"
#include "plugin/crash.h"
#include "plugin/host_view.h"

namespace {

using host::cli::Command;

void print_usage() {
  std::printf("Usage: sheaf COMMAND [ARGUMENTS]\n\nCommands:\n");
  for (const Command* c : host::cli::commands()) std::printf("  %-10s %s\n", c->name, c->summary);
  std::printf("\n`sheaf COMMAND --help` tells more; `sheaf --version` the version.\n");
}

int dispatch(const std::vector<std::string>& words) {
  if (words.empty() || words[0] == "help" || words[0] == "--help" || words[0] == "-h") {
    print_usage();
    return words.empty() ? host::cli::kUsage : host::cli::kOk;
  }
  const auto all = host::cli::commands();
  const auto it =
      std::find_if(all.begin(), all.end(), [&](const Command* c) { return words[0] == c->name; });
  if (it == all.end()) {
    host::cli::complain(fmt::format("there is no command `{}`; `sheaf help` lists them", words[0]));
    return host::cli::kUsage;
  }
  const auto parsed = host::cli::parse(**it, {words.begin() + 1, words.end()});
  if (!parsed.error.empty()) {
    host::cli::complain(fmt::format("{}\n{}", parsed.error, host::cli::help(**it)));
    return host::cli::kUsage;
  }
  if (parsed.args.has("help")) {
    std::printf("%s", host::cli::help(**it).c_str());
    return host::cli::kOk;
  }
  return (*it)->run(parsed.args);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "--version") == 0) {
    std::printf("sheaf %s (plugin ABI %u.%u)\n", host::plugin::kVersion, SHEAF_ABI_MAJOR,
                SHEAF_ABI_MINOR);
    return 0;
  }
  host::plugin::install_crash_handler();
  try {
    return dispatch({argv + 1, argv + argc});
  } catch (const std::exception& e) {
    host::cli::complain(fmt::format("unexpected: {} (a bug in sheaf)", e.what()));
    return static_cast<int>(host::report::Exit::kNotDelivered);
  }
}
