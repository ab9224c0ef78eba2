#include "services/state.h"

#include <fmt/format.h>

#include <set>

#include "services/services.h"
#include "services/tell.h"

namespace host::services {

using plugin::str;
using plugin::view;

namespace {

constexpr std::size_t kKeyMax = 1024;
constexpr std::size_t kValueMax = 4u << 20;

}  // namespace

bool PluginState::alive(const std::optional<Value>& value) {
  return value && (value->expires_ms == SHEAF_TIME_UNKNOWN || value->expires_ms > clock_.now_ms());
}

Result<std::optional<std::string>> PluginState::get(const Scope& scope, const std::string& key) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto it = written_.find({scope, key}); it != written_.end()) {
      return alive(it->second) ? std::optional(it->second->bytes) : std::nullopt;
    }
  }
  return store_.read(
      [&](store::Session& s) { return s.state().get(in_store(scope), key, clock_.now_ms()); });
}

void PluginState::put(const Scope& scope, const std::string& key, std::string value,
                      std::int64_t expires_ms) {
  const std::lock_guard lock(mutex_);
  written_[{scope, key}] = Value{std::move(value), expires_ms};
}

void PluginState::remove(const Scope& scope, const std::string& key) {
  const std::lock_guard lock(mutex_);
  written_[{scope, key}] = std::nullopt;
}

Result<void> PluginState::put_at_once(const Scope& scope, const std::string& key,
                                      std::string_view value, std::int64_t expires_ms) {
  return store_.in_transaction(store::Durability::process, [&](store::Session& s) {
    return s.state().put(in_store(scope), key, value, expires_ms);
  });
}

Result<void> PluginState::remove_at_once(const Scope& scope, const std::string& key) {
  return store_.in_transaction(store::Durability::process, [&](store::Session& s) {
    return s.state().remove(in_store(scope), key);
  });
}

Result<std::vector<std::string>> PluginState::keys(const Scope& scope, const std::string& prefix) {
  TRY_ASSIGN(const auto stored, store_.read([&](store::Session& s) {
    return s.state().keys(in_store(scope), prefix, clock_.now_ms());
  }));
  std::set<std::string> all(stored.begin(), stored.end());
  const std::lock_guard lock(mutex_);
  for (auto it = written_.lower_bound({scope, prefix}); it != written_.end(); ++it) {
    if (it->first.first != scope || !it->first.second.starts_with(prefix)) break;
    if (alive(it->second)) {
      all.insert(it->first.second);
    } else {
      all.erase(it->first.second);
    }
  }
  return std::vector<std::string>(all.begin(), all.end());
}

Result<void> PluginState::commit(store::Session& session) {
  const std::lock_guard lock(mutex_);
  for (const auto& [at, value] : written_) {
    const auto& [scope, key] = at;
    TRY(value ? session.state().put(in_store(scope), key, value->bytes, value->expires_ms)
              : session.state().remove(in_store(scope), key));
  }
  return {};
}

namespace {

struct StateService : sheaf_state {
  PluginState& state_;
  std::string component_, step_;
  Stored stored_;

  StateService(PluginState& state, std::string component, std::string step, Stored stored)
      : sheaf_state{},
        state_(state),
        component_(std::move(component)),
        step_(std::move(step)),
        stored_(stored) {
    struct_size = sizeof(sheaf_state);
    sheaf_state::get = &get_;
    sheaf_state::put = &put_;
    sheaf_state::remove = &remove_;
    sheaf_state::keys = &keys_;
  }

  static const StateService& of(const sheaf_state* s) {
    return *static_cast<const StateService*>(s);
  }
  static PluginState::Scope scope(const sheaf_state* s, sheaf_str profile) {
    return {of(s).component_, of(s).step_, std::string(view(profile))};
  }
  static sheaf_status get_(const sheaf_state* s, const sheaf_call* call, sheaf_str profile,
                           sheaf_str key, const sheaf_string_sink* sink) {
    auto value = of(s).state_.get(scope(s, profile), std::string(view(key)));
    if (!value) return tell(call, value.error());
    if (!*value) return SHEAF_E_NOT_FOUND;
    return sink->put(sink, str(**value));
  }
  static sheaf_status put_(const sheaf_state* s, const sheaf_call* call, sheaf_str profile,
                           sheaf_str key, sheaf_str value, std::int64_t expires_ms) {
    if (key.len == 0 || key.len > kKeyMax || value.len > kValueMax) {
      return tell(
          call, SHEAF_E_INTERNAL,
          fmt::format("state: a key has 1 to {} bytes, a value at most {}", kKeyMax, kValueMax));
    }
    if (of(s).stored_ == Stored::at_once) {
      return told(call, of(s).state_.put_at_once(scope(s, profile), std::string(view(key)),
                                                 view(value), expires_ms));
    }
    of(s).state_.put(scope(s, profile), std::string(view(key)), std::string(view(value)),
                     expires_ms);
    return SHEAF_OK;
  }
  static sheaf_status remove_(const sheaf_state* s, const sheaf_call* call, sheaf_str profile,
                              sheaf_str key) {
    if (of(s).stored_ == Stored::at_once) {
      return told(call, of(s).state_.remove_at_once(scope(s, profile), std::string(view(key))));
    }
    of(s).state_.remove(scope(s, profile), std::string(view(key)));
    return SHEAF_OK;
  }
  static sheaf_status keys_(const sheaf_state* s, const sheaf_call* call, sheaf_str profile,
                            sheaf_str prefix, const sheaf_string_sink* sink) {
    auto all = of(s).state_.keys(scope(s, profile), std::string(view(prefix)));
    if (!all) return tell(call, all.error());
    for (const std::string& key : *all) {
      const sheaf_status status = sink->put(sink, str(key));
      if (status != SHEAF_OK) return status < 0 ? status : sheaf_status{SHEAF_OK};
    }
    return SHEAF_OK;
  }
};

}  // namespace

std::shared_ptr<const sheaf_state> state_service(PluginState& state, std::string component,
                                                 std::string step, Stored stored) {
  return std::make_shared<StateService>(state, std::move(component), std::move(step), stored);
}

}  // namespace host::services
