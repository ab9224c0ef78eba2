#include "cli/session.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace host::cli {
namespace {

std::string home_path(const char* variable, const char* fallback) {
  if (const char* set = std::getenv(variable); set != nullptr && *set == '/') return set;
  const char* home = std::getenv("HOME");
  return std::string(home != nullptr && *home != '\0' ? home : "/tmp") + fallback;
}

std::filesystem::path installed_plugins() {
  std::error_code ec;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ec);
  return (program.parent_path() / SHEAF_PLUGINS_FROM_PROGRAM).lexically_normal();
}

}  // namespace

void complain(const std::string& message) {
  std::fprintf(stderr, "sheaf: %s\n", message.c_str());
}

void leave(int code) {
  std::fflush(nullptr);
  std::_Exit(code);
}

int report_error(const Error& error) {
  complain(error.message);
  return exit_code(error);
}

int exit_code(const Error& error) {
  switch (error.code) {
    case SHEAF_E_CONFIG:
    case SHEAF_E_AUTH:
    case SHEAF_E_UNSUPPORTED:
      return kConfiguration;
    case SHEAF_E_CANCELLED:
      return static_cast<int>(report::Exit::kInterrupted);
    default:
      return static_cast<int>(report::Exit::kNotDelivered);
  }
}

Session::Session()
    : registry_(plugin::search_path(std::getenv("SHEAF_PLUGIN_PATH"), std::getenv("HOME"),
                                    installed_plugins())) {}

const config::Components& Session::components() {
  if (components_) return *components_;
  components_.emplace();
  components_->find = [this](std::string_view kind, std::string_view id) {
    const plugin::ComponentRef found = registry_.find(kind, id);
    complain_of_refusals();
    return found.component;
  };
  components_->all = [this] {
    std::vector<const sheaf_component*> out;
    for (const plugin::ComponentRef& c : registry_.all()) out.push_back(c.component);
    complain_of_refusals();
    return out;
  };
  return *components_;
}

void Session::complain_of_refusals() {
  const auto& refusals = registry_.refusals();
  for (; complained_ < refusals.size(); ++complained_) complain(refusals[complained_].message);
}

std::optional<config::Loaded> Session::load(const std::string& file,
                                            const std::vector<std::string>& set,
                                            bool need_secrets) {
  config::LoadOptions options;
  options.set = set;
  options.need_secrets = need_secrets;
  config::Loaded loaded = config::load_pipeline(file, components(), options);
  for (const config::Diagnostic& d : loaded.diagnostics) {
    std::fprintf(stderr, "%s\n", config::to_string(d).c_str());
  }
  if (!loaded.pipeline) return std::nullopt;
  return loaded;
}

std::string state_folder() {
  return home_path("XDG_STATE_HOME", "/.local/state") + "/sheaf";
}

std::unique_ptr<store::Store> open_store(Session& session, const Args& args,
                                         std::optional<config::Pipeline>* pipeline) {
  std::string path = home_path("XDG_DATA_HOME", "/.local/share") + "/sheaf/sheaf.db";
  if (const auto file = args.get("pipeline")) {
    auto loaded = session.load(*file, {}, false);
    if (!loaded) return nullptr;
    path = loaded->pipeline->store;
    if (pipeline != nullptr) *pipeline = std::move(loaded->pipeline);
  }
  if (const auto given = args.get("store")) path = *given;
  store::OpenOptions options;
  options.create = false;
  const auto url = store::StoreUrl::parse(path);
  auto store = url ? store::open(*url, options)
                   : Result<std::unique_ptr<store::Store>>(tl::unexpected(url.error()));
  if (!store) {
    complain(store.error().message);
    return nullptr;
  }
  return std::move(*store);
}

}  // namespace host::cli
