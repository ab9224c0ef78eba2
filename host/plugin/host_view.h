// The sheaf_host that an instance sees: our name and version, and the services it may ask for.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "sheaf/plugin.h"

namespace host::plugin {

inline constexpr const char* kVersion = SHEAF_VERSION;

// Service id -> table. The tables must outlive the instance.
using Services = std::map<std::string, std::shared_ptr<const void>, std::less<>>;

class HostView : public sheaf_host {
 public:
  explicit HostView(Services services);
  HostView(const HostView&) = delete;
  HostView& operator=(const HostView&) = delete;

 private:
  Services services_;
};

// A host without any service, for init(); lives for ever.
const sheaf_host* bare_host();

}  // namespace host::plugin
