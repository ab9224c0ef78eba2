// sheaf/cpp/host.hpp - the host and its services. See sheaf/plugin.hpp.
#ifndef SHEAF_CPP_HOST_HPP
#define SHEAF_CPP_HOST_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sheaf/abi/host.h"
#include "sheaf/cpp/call.hpp"
#include "sheaf/cpp/values.hpp"

struct sheaf_history_query;

namespace sheaf {

class Response;
class Stream;
struct HttpRequest;

// The host, as handed to the constructor; keep a copy. Methods throw Error(UNSUPPORTED) if the host
// lacks the service, and Reported if it failed.
class Host {
 public:
  explicit Host(const sheaf_host* h) noexcept : h_(h) {}
  // A service table or nullptr.
  template <class T>
  const T* find(const char* id) const noexcept {
    return static_cast<const T*>(h_->service(h_, id));
  }
  template <class T>
  const T& need(const char* id) const {
    if (const T* t = find<T>(id)) return *t;
    throw Error(SHEAF_E_UNSUPPORTED, std::string("this host has no ") + id);
  }

  // sheaf.http/1; include "sheaf/cpp/http.hpp".
  Response send(const Call& call, const HttpRequest& request) const;
  Response get(const Call& call, std::string url, uint32_t flags = 0) const;
  // Many at once, at most `max_in_flight`. on_done(index, Result) runs on this thread, one at a
  // time, once for each request that was started; false: start no more. What it throws is thrown
  // from here when those in flight have ended.
  template <class F>
  void send_many(const Call& call, std::span<const HttpRequest> requests, size_t max_in_flight,
                 F&& on_done) const;
  Stream open(const Call& call, const HttpRequest& request) const;

  // sheaf.clock/1; include "sheaf/cpp/clock.hpp".
  int64_t now_ms() const;
  void sleep_ms(const Call& call, int64_t ms) const;

  // sheaf.state/1; include "sheaf/cpp/state.hpp". Empty if there is no value.
  std::optional<std::string> state(const Call& call, std::string_view key,
                                   std::string_view profile = {}) const;
  void put_state(const Call& call, std::string_view key, std::string_view value,
                 int64_t expires_ms = SHEAF_TIME_UNKNOWN, std::string_view profile = {}) const;

  // sheaf.history/1; include "sheaf/cpp/history.hpp". f(entry), f(run, digest), f(work) for each;
  // false: no more. What it throws is thrown from here.
  template <class F>
  void each_item_shown(const Call& call, const sheaf_history_query& query, F&& f) const;
  template <class F>
  void each_digest(const Call& call, const sheaf_history_query& query, F&& f) const;
  template <class F>
  void each_work_listed(const Call& call, int64_t since_ms, F&& f) const;

 private:
  struct RawRequest;
  template <class F>
  struct Visitor;
  const sheaf_host* h_;
};

}  // namespace sheaf

#endif  // SHEAF_CPP_HOST_HPP
