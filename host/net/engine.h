// What all requests of one Http share, and the life of one request.
#pragma once

#include <memory>
#include <mutex>
#include <random>

#include "net/cache.h"
#include "net/http.h"
#include "net/rates.h"

namespace host::net {

struct Engine {
  Engine(HttpSettings given, std::unique_ptr<Transport> wire)
      : settings(std::move(given)),
        clock(*settings.clock),
        transport(std::move(wire)),
        rates(settings.state_dir, clock),
        breaker(settings.state_dir, clock, settings.breaker),
        cache(settings.cache_dir, clock, {}),
        random(settings.seed) {}

  bool caching() const { return !settings.replay && !settings.cache_dir.empty(); }

  // Calls change(StepStats&) under the lock.
  template <class Change>
  void count(const std::string& step, Change change) {
    const std::lock_guard lock(mutex);
    change(stats[step]);
  }

  const HttpSettings settings;
  Clock& clock;
  const std::unique_ptr<Transport> transport;
  Rates rates;
  Breaker breaker;
  Cache cache;

  std::mutex mutex;
  // Under the mutex:
  std::map<std::string, StepStats> stats;
  std::mt19937_64 random;
  bool cache_grew = false;
};

// What is left to be read of an answer. One thread at a time.
class Body {
 public:
  virtual ~Body() = default;
  virtual Result<std::size_t> read(char* buffer, std::size_t capacity,
                                   const Patience& patience) = 0;
};

struct Opened {
  Response response;           // its body is empty unless it has been read as a whole
  std::unique_ptr<Body> body;  // null if it has
  std::string what;            // "GET https://...", scrubbed, for messages
  std::shared_ptr<const Scrubber> scrubber;
  Engine* engine = nullptr;
  std::string step;
  std::int64_t timeout_ms = 0;  // of one read; 0: none
};

// Until when one wait of this call may last: `timeout_ms` (0: no limit) or the call's deadline.
Patience patience_for(const CallContext& context, Clock& clock, std::int64_t timeout_ms);
// SHEAF_E_CANCELLED if the call was cancelled or its deadline has passed.
Result<void> still_wanted(const CallContext& context, Clock& clock);

// Does one request. `whole`: reads the body into the response.
Result<Opened> run_request(Engine& engine, const CallContext& context, const Request& request,
                           bool whole);

}  // namespace host::net
