// sheaf/cpp/history.hpp - sheaf.history/1. See sheaf/plugin.hpp.
#ifndef SHEAF_CPP_HISTORY_HPP
#define SHEAF_CPP_HISTORY_HPP

#include <cstdint>
#include <exception>
#include <type_traits>

#include "sheaf/abi/history.h"
#include "sheaf/cpp/call.hpp"
#include "sheaf/cpp/host.hpp"

namespace sheaf {

template <class F>
struct Host::Visitor {
  std::remove_reference_t<F>& f;
  std::exception_ptr thrown;
  template <class... A>
  sheaf_status visit(const A&... what) noexcept {
    try {
      return f(what...) ? SHEAF_OK : SHEAF_STOP;
    } catch (...) {
      thrown = std::current_exception();
      return SHEAF_STOP;
    }
  }
  void end(const Call& call, sheaf_status status) const {
    if (thrown) std::rethrow_exception(thrown);
    call.check(status);
  }
};

template <class F>
void Host::each_item_shown(const Call& call, const sheaf_history_query& query, F&& f) const {
  const auto& history = need<sheaf_history>(SHEAF_SERVICE_HISTORY);
  Visitor<F> visitor{f, nullptr};
  visitor.end(call, history.items(
                        &history, call.raw(), &query,
                        [](void* v, const sheaf_history_entry* entry) noexcept {
                          return static_cast<Visitor<F>*>(v)->visit(*entry);
                        },
                        &visitor));
}

template <class F>
void Host::each_digest(const Call& call, const sheaf_history_query& query, F&& f) const {
  const auto& history = need<sheaf_history>(SHEAF_SERVICE_HISTORY);
  Visitor<F> visitor{f, nullptr};
  visitor.end(call, history.digests(
                        &history, call.raw(), &query,
                        [](void* v, const sheaf_run* run, const sheaf_digest* digest) noexcept {
                          return static_cast<Visitor<F>*>(v)->visit(*run, *digest);
                        },
                        &visitor));
}

template <class F>
void Host::each_work_listed(const Call& call, int64_t since_ms, F&& f) const {
  const auto& history = need<sheaf_history>(SHEAF_SERVICE_HISTORY);
  Visitor<F> visitor{f, nullptr};
  visitor.end(call, history.works(
                        &history, call.raw(), since_ms,
                        [](void* v, const sheaf_history_work* work) noexcept {
                          return static_cast<Visitor<F>*>(v)->visit(*work);
                        },
                        &visitor));
}

}  // namespace sheaf

#endif  // SHEAF_CPP_HISTORY_HPP
