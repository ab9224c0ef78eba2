// sheaf.http/1 and sheaf.clock/1 of one instance, over the run's Http and Clock.
#pragma once

#include "base/clock.h"
#include "net/http.h"
#include "sheaf/plugin.h"

namespace host::services {

// `context` says on whose behalf: step, declared hosts, what the pipeline allows, secrets. Its
// `cancelled` and `deadline_ms` are taken from the call of each request.
class HttpService : public sheaf_http {
 public:
  HttpService(net::Http& http, net::CallContext context);
  HttpService(const HttpService&) = delete;
  HttpService& operator=(const HttpService&) = delete;

 private:
  friend struct HttpAbi;
  net::CallContext context_for(const sheaf_call* call) const;
  net::Http& http_;
  net::CallContext context_;
};

class ClockService : public sheaf_clock {
 public:
  explicit ClockService(Clock& clock);
  ClockService(const ClockService&) = delete;
  ClockService& operator=(const ClockService&) = delete;

 private:
  Clock& clock_;
};

}  // namespace host::services
