// The HTTP service: polite, patient and suspicious, so that no plugin has to be.
//
//   auto http = open_http({.settings = {.clock = &system_clock()}, .curl = {.user_agent = "..."}});
//   Result<Response> answer = (*http)->perform(context, {.url = "https://api.example.org/works"});
//
// One background thread of libcurl serves everybody. Per request: is the host declared and public;
// is there a fresh cached answer; is the host's circuit closed; is it our turn; ask; follow
// redirects; wait and ask again where that may help; keep the answer. Waits go through the clock.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "net/breaker.h"
#include "net/cassette.h"
#include "net/curl_transport.h"
#include "net/message.h"
#include "net/retry.h"
#include "net/transport.h"

namespace host::net {

struct Engine;
struct Opened;

struct Limits {
  std::uint64_t body = 64u << 20;     // bytes, decoded, held in memory by perform()
  std::uint64_t stream = 4ull << 30;  // bytes, decoded, through open()
  std::int64_t timeout_ms = 300'000;  // one attempt of perform(); the head of open()
  int redirects = 10;
};

struct HttpSettings {
  Clock* clock = nullptr;             // outlives the service
  std::filesystem::path state_dir{};  // rates and circuits, shared by the machine
  std::filesystem::path cache_dir{};  // empty: no cache
  RetryPolicy retry{};
  Limits limits{};
  Breaker::Settings breaker{};
  std::uint64_t seed = 0;  // of the back-off's jitter
  bool replay = false;     // no rates, no circuits, no cache; perform_many asks in order
};

// An answer whose body is pulled. One thread at a time; not longer than its Http. It holds its
// connection until the end: with max_connections 1 nothing else is asked of that host meanwhile.
class Stream {
 public:
  explicit Stream(std::unique_ptr<Opened> opened);
  ~Stream();                         // at any time; ends the transfer
  const Response& response() const;  // its body is empty
  // Blocks for at least one byte; 0 is the end. Bytes before an error have been handed over. Errors
  // as for Http::perform; a body that breaks off is SHEAF_E_TRANSIENT and is not asked again.
  Result<std::size_t> read(const CallContext& context, char* buffer, std::size_t capacity);

 private:
  std::unique_ptr<Opened> opened_;
};

// Thread-safe. All calls must have returned before destruction.
class Http {
 public:
  Http(HttpSettings settings, std::unique_ptr<Transport> transport);
  ~Http();  // trims the cache if it grew

  // Errors: SHEAF_E_CONFIG (host not declared or private, missing cassette, state folder),
  // SHEAF_E_AUTH, SHEAF_E_NOT_FOUND, SHEAF_E_RATE_LIMITED with retry_after_ms (429 or 503 with a
  // wait above RetryPolicy::patience_ms or the deadline; open circuit), SHEAF_E_TRANSIENT (name,
  // connection, timeout, 5xx, cut body; after the retries), SHEAF_E_UPSTREAM (other statuses, too
  // large, not HTTP, too many redirects), SHEAF_E_CANCELLED (cancelled, or deadline passed), within
  // one second. Messages name method and scrubbed URL.
  Result<Response> perform(const CallContext& context, const Request& request);

  // Calls `on_done` once for each request that was started, on this thread, in the order in which
  // they end; false: start no more. Returns when all that were started have been reported.
  using OnDone = std::function<bool(std::size_t index, Result<Response> answer)>;
  void perform_many(const CallContext& context, std::span<const Request> requests,
                    std::size_t max_in_flight, const OnDone& on_done);

  // As perform, but returns when the head is there.
  Result<std::unique_ptr<Stream>> open(const CallContext& context, const Request& request);

  std::map<std::string, StepStats> stats() const;  // by step

 private:
  std::unique_ptr<Engine> engine_;
};

// The service as a run uses it. With cassettes there is no cache; in replay neither network nor
// rates, and `settings.clock` need not be the real one. `recorded` is the clock of what is
// recorded. SHEAF_E_CONFIG if the cassettes are unusable.
struct HttpConfig {
  HttpSettings settings{};
  CurlSettings curl{};
  std::filesystem::path cassettes{};  // empty: none
  CassetteMode mode = CassetteMode::kReplay;
};
Result<std::unique_ptr<Http>> open_http(HttpConfig config);

// "sheaf/0.1.0 (+mailto:library@example.edu)"
std::string user_agent(const std::string& version, const std::string& contact);

}  // namespace host::net
