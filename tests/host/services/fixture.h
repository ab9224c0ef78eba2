// A service as a plugin sees it: through the SDK's wrapper, over a store in memory.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/clock.h"
#include "plugin/call.h"
#include "plugin/host_view.h"
#include "services/services.h"
#include "sheaf/plugin.hpp"
#include "support/memory_store.h"

namespace host::services::testing {

inline constexpr std::int64_t kNow = 1'790'000'000'000;
inline constexpr std::int64_t kDayMs = 86'400'000;

class ServiceTest : public ::testing::Test {
 protected:
  // A host that offers this one service.
  sheaf::Host host_with(const char* id, std::shared_ptr<const void> service) {
    views_.push_back(
        std::make_unique<plugin::HostView>(plugin::Services{{id, std::move(service)}}));
    return sheaf::Host(views_.back().get());
  }
  template <class Do>
  auto in(Do what) {
    auto done = store->in_transaction(store::Durability::process, what);
    if (!done) throw std::runtime_error(done.error().message);
    if constexpr (!std::is_void_v<typename decltype(done)::value_type>) return std::move(*done);
  }
  // The code with which a service's function failed; SHEAF_OK if it did not.
  template <class Do>
  static sheaf_status code_of(Do what) {
    try {
      what();
    } catch (const sheaf::Reported& e) {
      return e.code;
    } catch (const sheaf::Error& e) {
      return e.code();
    }
    return SHEAF_OK;
  }

  std::unique_ptr<store::Store> store = test::open_memory_store();
  VirtualClock clock{kNow};
  plugin::Call raw_call{{}};
  sheaf::Call call{&raw_call};

 private:
  std::vector<std::unique_ptr<plugin::HostView>> views_;
};

}  // namespace host::services::testing
