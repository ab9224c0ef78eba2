// sheaf/cpp/component.hpp - a component of the ABI for each class of a plugin. See
// sheaf/plugin.hpp.
#ifndef SHEAF_CPP_COMPONENT_HPP
#define SHEAF_CPP_COMPONENT_HPP

#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "sheaf/abi/component.h"
#include "sheaf/abi/probe.h"
#include "sheaf/cpp/call.hpp"
#include "sheaf/cpp/config.hpp"
#include "sheaf/cpp/host.hpp"
#include "sheaf/cpp/values.hpp"

namespace sheaf {

struct HostRule {
  const char* host;
  int64_t min_interval_ms = 0;
  uint32_t max_connections = 0;
  const char* group = nullptr;
};

// One sheaf_component per class T. T may also have: static std::vector<HostRule> hosts();
// kDescription, kHomepage, kLicense, kComponentFlags (SHEAF_C_*); and void probe(const Call&),
// offered as sheaf.probe/1.
template <class T>
struct Component {
  struct Instance : sheaf_instance {
    Instance() : sheaf_instance(sized<sheaf_instance>()) {}
    std::unique_ptr<T> object;
  };

  static sheaf_status SHEAF_CALL create(const sheaf_component*, const sheaf_host* host,
                                        const sheaf_config* config, const sheaf_call* call,
                                        sheaf_instance** out) noexcept {
    return guard(call, [&] {
      auto i = std::make_unique<Instance>();
      i->object = std::make_unique<T>(Host(host), Config(config));
      i->plugin_data = static_cast<typename T::Base*>(i->object.get());
      i->destroy = [](sheaf_instance* s) noexcept { delete static_cast<Instance*>(s); };
      i->get_interface = &get_interface;
      *out = i.release();
    });
  }

  static const void* SHEAF_CALL get_interface(const sheaf_instance*, const char* id) noexcept {
    if (std::strcmp(id, T::kKind) == 0) return T::template table<T>();
    if constexpr (requires(T & t, const Call& c) { t.probe(c); }) {
      static constexpr sheaf_probe probe{
          sizeof(sheaf_probe), 0,
          [](sheaf_instance* self, const sheaf_call* call) noexcept -> sheaf_status {
            return guard(call, [&] { static_cast<Instance*>(self)->object->probe(Call(call)); });
          }};
      if (std::strcmp(id, SHEAF_PROBE) == 0) return &probe;
    }
    return nullptr;
  }

  static const sheaf_component* get() noexcept {
    static const FieldSet fields(T::fields());
    static const std::vector<sheaf_host_rule> rules = [] {
      std::vector<sheaf_host_rule> out;
      if constexpr (requires { T::hosts(); }) {
        for (const HostRule& h : T::hosts()) {
          auto& o = out.emplace_back(sized<sheaf_host_rule>());
          o.host = h.host;
          o.min_interval_ms = h.min_interval_ms;
          o.max_connections = h.max_connections;
          o.group = h.group;
        }
      }
      return out;
    }();
    static const std::vector<const sheaf_host_rule*> hosts = [] {
      std::vector<const sheaf_host_rule*> out;
      for (const auto& r : rules) out.push_back(&r);
      return out;
    }();
    static const sheaf_component component = [] {
      auto c = sized<sheaf_component>();
      if constexpr (requires { T::kComponentFlags; }) c.flags = T::kComponentFlags;
      c.kind = T::kKind;
      c.id = T::kId;
      c.version = T::kVersion;
      c.summary = T::kSummary;
      if constexpr (requires { T::kDescription; }) c.description = T::kDescription;
      if constexpr (requires { T::kHomepage; }) c.homepage = T::kHomepage;
      c.license = "MIT";
      if constexpr (requires { T::kLicense; }) c.license = T::kLicense;
      c.fields = fields.data();
      c.field_count = fields.size();
      c.hosts = hosts.data();
      c.host_count = hosts.size();
      c.create = &create;
      return c;
    }();
    return &component;
  }
};

}  // namespace sheaf

#endif  // SHEAF_CPP_COMPONENT_HPP
