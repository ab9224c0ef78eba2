#include "plugin/shared_object.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/dll/shared_library.hpp>
#include <cstddef>

#include "plugin/call.h"
#include "plugin/crash.h"
#include "plugin/host_view.h"
#include "plugin/instance.h"

namespace host::plugin {

namespace fs = std::filesystem;

struct Library::Handle {
  boost::dll::shared_library library;
};

namespace {

constexpr const char* kEntry = "sheaf_plugin_entry";
// What a host must be able to read before it can judge the rest.
constexpr std::uint32_t kEntryHead = offsetof(sheaf_plugin_entry_t, sdk);

Result<void> check_permissions(const fs::path& path) {
  for (const fs::path& p : {path, path.parent_path()}) {
    struct stat st {};
    if (::stat(p.c_str(), &st) != 0) {
      return fail(SHEAF_E_CONFIG, fmt::format("{}: no such file", path.string()));
    }
    if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
      return fail(SHEAF_E_CONFIG,
                  fmt::format("{}: refused, because group or others can write to {}: chmod go-w {}",
                              path.string(), p == path ? "it" : p.string(), p.string()));
    }
    if (st.st_uid != 0 && st.st_uid != ::geteuid()) {
      return fail(SHEAF_E_CONFIG,
                  fmt::format("{}: refused, because {} belongs to another user (uid {})",
                              path.string(), p == path ? "it" : p.string(), st.st_uid));
    }
  }
  return {};
}

// Bytes of the symbol as the linker recorded them; 0 if unknown.
std::size_t symbol_size(const void* address) {
  Dl_info info{};
  void* extra = nullptr;
  if (::dladdr1(address, &info, &extra, RTLD_DL_SYMENT) == 0 || extra == nullptr) return 0;
  return static_cast<const ElfW(Sym)*>(extra)->st_size;
}

Result<void> check_entry(const std::string& name, const sheaf_plugin_entry_t& e) {
  const std::size_t size = symbol_size(&e);
  if (size != 0 && size < kEntryHead) {
    return fail(SHEAF_E_CONFIG,
                fmt::format("{}: {} has {} bytes, too few for any plugin ABI", name, kEntry, size));
  }
  if (e.magic != SHEAF_MAGIC) {
    return fail(SHEAF_E_CONFIG,
                fmt::format("{}: not a sheaf plugin ({} has magic {:#010x}, expected {:#010x})",
                            name, kEntry, e.magic, SHEAF_MAGIC));
  }
  if (e.abi_major != SHEAF_ABI_MAJOR || e.abi_minor != SHEAF_ABI_MINOR) {
    return fail(
        SHEAF_E_CONFIG,
        fmt::format("{} was built for plugin ABI {}.{}, whose layout this sheaf {} ({}.{}) "
                    "does not know: before 1.0 each layout needs a build of its own; "
                    "rebuild the plugin with this sheaf's SDK",
                    name, e.abi_major, e.abi_minor, kVersion, SHEAF_ABI_MAJOR, SHEAF_ABI_MINOR));
  }
  if (e.struct_size < sizeof(sheaf_plugin_entry_t) ||
      (size != 0 && size < sizeof(sheaf_plugin_entry_t))) {
    return fail(
        SHEAF_E_CONFIG,
        fmt::format("{}: {} is truncated ({} bytes, plugin ABI {}.{} has {}): rebuild the plugin",
                    name, kEntry,
                    size != 0 ? std::min<std::size_t>(size, e.struct_size) : e.struct_size,
                    SHEAF_ABI_MAJOR, SHEAF_ABI_MINOR, sizeof(sheaf_plugin_entry_t)));
  }
  if (e.init == nullptr || e.deinit == nullptr || e.component_count == nullptr ||
      e.component == nullptr) {
    return fail(SHEAF_E_CONFIG, fmt::format("{}: {} has a null function", name, kEntry));
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<Library>> Library::load(const fs::path& path) {
  std::error_code ec;
  const fs::path exact = fs::canonical(path, ec);
  if (ec) return fail(SHEAF_E_CONFIG, fmt::format("{}: {}", path.string(), ec.message()));
  TRY(check_permissions(exact));

  std::shared_ptr<Library> self(new Library);
  self->path_ = exact;
  self->handle_ = std::make_unique<Handle>();
  const std::string name = exact.string();
  try {
    // RTLD_NODELETE pins it: a plugin's code may be on a thread's stack or in a destructor list.
    self->handle_->library.load(
        exact, static_cast<boost::dll::load_mode::type>(RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE));
    if (!self->handle_->library.has(kEntry)) {
      return fail(SHEAF_E_CONFIG,
                  fmt::format("{}: not a sheaf plugin (no symbol {})", name, kEntry));
    }
    self->entry_ = &self->handle_->library.get<const sheaf_plugin_entry_t>(kEntry);
  } catch (const std::exception& e) {
    // Boost appends a stale errno text to dlerror's.
    std::string why = e.what();
    if (const auto end = why.rfind(": Bad file descriptor"); end != std::string::npos)
      why.resize(end);
    return fail(SHEAF_E_CONFIG, fmt::format("{}: cannot be loaded: {}", name, why));
  }
  TRY(check_entry(name, *self->entry_));

  const CrashScope scope(name.c_str(), "", "", "init");
  CallOptions options;
  Call call(options);
  if (const sheaf_status s = self->entry_->init(bare_host(), &call); s < 0) {
    return fail(s, fmt::format("{}: init failed: {}", name, call.failure(s).message));
  }
  self->initialised_ = true;
  for (std::size_t i = 0, n = self->entry_->component_count(); i < n; ++i) {
    const sheaf_component* c = self->entry_->component(i);
    if (c == nullptr || c->struct_size < sizeof(sheaf_component) || c->kind == nullptr ||
        c->id == nullptr || c->version == nullptr || c->create == nullptr) {
      return fail(SHEAF_E_CONFIG, fmt::format("{}: component {} is incomplete", name, i));
    }
    self->components_.push_back(c);
  }
  return self;
}

Library::~Library() {
  if (initialised_ && !thread_lost()) entry_->deinit();
}

void Registry::load(const fs::path& path) {
  if (loaded_.count(path) != 0) return;
  auto library = Library::load(path);
  loaded_[path] = library ? *library : nullptr;
  if (!library) {
    refusals_.push_back({path, library.error().message});
    return;
  }
  for (const sheaf_component* c : (*library)->components()) {
    components_.try_emplace({c->kind, c->id}, ComponentRef{*library, c});
  }
}

void Registry::load_all() {
  if (complete_) return;
  complete_ = true;
  for (const fs::path& folder : folders_) {
    std::error_code ec;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder, ec)) {
      if (entry.path().extension() == ".so") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) load(file);
  }
}

ComponentRef Registry::find(std::string_view kind, std::string_view id) {
  const std::pair<std::string, std::string> key(kind, id);
  if (const auto it = components_.find(key); it != components_.end()) return it->second;
  if (id.find('/') == std::string_view::npos) {
    for (const fs::path& folder : folders_) {
      const fs::path file = folder / (std::string(id) + ".so");
      std::error_code ec;
      if (!fs::exists(file, ec)) continue;
      load(file);
      if (const auto it = components_.find(key); it != components_.end()) return it->second;
    }
  }
  load_all();
  const auto it = components_.find(key);
  return it != components_.end() ? it->second : ComponentRef{};
}

std::vector<ComponentRef> Registry::all() {
  load_all();
  std::vector<ComponentRef> out;
  for (const auto& [key, ref] : components_) out.push_back(ref);
  return out;
}

std::vector<fs::path> search_path(const char* environment, const char* home,
                                  const fs::path& system_folder) {
  std::vector<fs::path> out;
  std::string_view rest = environment != nullptr ? environment : "";
  while (!rest.empty()) {
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    if (colon > 0) out.emplace_back(rest.substr(0, colon));
    rest.remove_prefix(std::min(colon + 1, rest.size()));
  }
  if (home != nullptr && *home != '\0')
    out.emplace_back(fs::path(home) / ".local/lib/sheaf/plugins");
  out.push_back(system_folder);
  return out;
}

}  // namespace host::plugin
