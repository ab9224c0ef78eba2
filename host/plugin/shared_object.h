// Finds plugins, loads them and refuses what does not fit, with a message that says the way out.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "sheaf/plugin.h"

namespace host::plugin {

// One shared object, loaded and pinned: it stays mapped until the process ends. Its init() has run;
// deinit() runs when the last owner lets go.
class Library {
 public:
  // `path` is exact: no suffix or prefix is tried. Refuses (SHEAF_E_CONFIG) a file that is missing,
  // not a shared object, has undefined symbols, can be written by group or others (or lies in such
  // a folder), has no entry, a wrong magic, a truncated entry or another ABI; each with its own
  // message.
  static Result<std::shared_ptr<Library>> load(const std::filesystem::path& path);
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  const std::filesystem::path& path() const { return path_; }
  const sheaf_plugin_entry_t& entry() const { return *entry_; }
  const std::vector<const sheaf_component*>& components() const { return components_; }

 private:
  Library() = default;
  struct Handle;
  std::filesystem::path path_;
  std::unique_ptr<Handle> handle_;
  const sheaf_plugin_entry_t* entry_ = nullptr;
  bool initialised_ = false;
  std::vector<const sheaf_component*> components_;
};

struct ComponentRef {
  std::shared_ptr<Library> library;
  const sheaf_component* component = nullptr;
  explicit operator bool() const { return component != nullptr; }
};

// A file that looked like a plugin and was refused.
struct Refusal {
  std::filesystem::path path;
  std::string message;
};

// The plugins of a search path. A component is looked for in <folder>/<id>.so first, then in every
// other .so; an earlier folder wins. Not thread-safe.
class Registry {
 public:
  // Folders that do not exist are skipped.
  explicit Registry(std::vector<std::filesystem::path> folders) : folders_(std::move(folders)) {}

  // An empty reference if no plugin has it.
  ComponentRef find(std::string_view kind, std::string_view id);
  // All components of all plugins, by kind then id.
  std::vector<ComponentRef> all();
  // What was refused so far; complete after all().
  const std::vector<Refusal>& refusals() const { return refusals_; }
  const std::vector<std::filesystem::path>& folders() const { return folders_; }

 private:
  void load(const std::filesystem::path& path);
  void load_all();

  std::vector<std::filesystem::path> folders_;
  std::map<std::filesystem::path, std::shared_ptr<Library>> loaded_;  // null: refused
  std::map<std::pair<std::string, std::string>, ComponentRef, std::less<>> components_;
  std::vector<Refusal> refusals_;
  bool complete_ = false;
};

// $SHEAF_PLUGIN_PATH (colon-separated), then the user's folder, then `system_folder`.
std::vector<std::filesystem::path> search_path(const char* environment, const char* home,
                                               const std::filesystem::path& system_folder);

}  // namespace host::plugin
