// The real Transport: all transfers of the program on one libcurl multi loop in one thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/transport.h"

namespace host::net {

struct CurlSettings {
  std::string user_agent{};
  std::string proxy{};    // as in CURLOPT_PROXY; empty: none, whatever the environment says
  std::string ca_file{};  // of trusted certificates; empty: the system's
  std::int64_t connect_timeout_ms = 15'000;
  std::int64_t standstill_ms = 60'000;  // less than 10 bytes a second for so long: give up
  // Answers of the DNS as tests want them, one "host:port:address" each.
  std::vector<std::string> resolve{};
};

// Addresses are checked after name resolution, when a socket is opened and again when a connection
// is used, so neither a rebinding name nor a kept connection gets past. Behind a proxy only the
// proxy sees the address; then names are all that was checked (guard.h). Loopback hosts are asked
// directly even with a proxy. At most 256 KiB of a body wait in memory; then the transfer pauses.
class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(CurlSettings settings);
  ~CurlTransport() override;  // joins the loop; exchanges still alive fail with SHEAF_E_CANCELLED
  std::unique_ptr<Exchange> start(Hop hop) override;

 private:
  class Loop;
  std::shared_ptr<Loop> loop_;
};

}  // namespace host::net
