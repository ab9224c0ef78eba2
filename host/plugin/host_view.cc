#include "plugin/host_view.h"

#include <cstring>
#include <utility>

namespace host::plugin {

HostView::HostView(Services services) : sheaf_host{}, services_(std::move(services)) {
  struct_size = sizeof(sheaf_host);
  name = {"sheaf", 5};
  version = {kVersion, std::strlen(kVersion)};
  service = [](const sheaf_host* self, const char* id) -> const void* {
    const auto& services_of = static_cast<const HostView*>(self)->services_;
    const auto it = services_of.find(std::string_view(id));
    return it != services_of.end() ? it->second.get() : nullptr;
  };
}

const sheaf_host* bare_host() {
  static const HostView host{Services{}};
  return &host;
}

}  // namespace host::plugin
