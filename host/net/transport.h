// One exchange on the wire, without any policy: the seam between rules and libcurl.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/error.h"
#include "net/message.h"

namespace host::net {

// One request as it goes out. Redirects are not followed.
struct Hop {
  std::string method;
  std::string url;
  Headers headers;  // all, secret ones too
  std::string body;
  std::string cookie_jar;                    // name of an in-memory jar; empty: no cookies
  bool allow_private = false;                // the address may be one of this machine or network
  bool watch_speed = false;                  // give up a body that has come to a standstill
  std::shared_ptr<const Scrubber> scrubber;  // for what is written down; may be null
};

struct Head {
  int status = 0;
  Headers headers;
  bool replayed = false;
};

// How long to wait. SHEAF_E_CANCELLED within a fifth of a second after `cancelled` says true.
struct Patience {
  std::function<bool()> cancelled;  // may be empty
  std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();
};

// A transfer under way; one thread at a time. Destruction ends it, finished or not.
// Errors: SHEAF_E_TRANSIENT (name, connection, timeout, broken off), SHEAF_E_CONFIG (an address
// that is not allowed), SHEAF_E_UPSTREAM (not valid HTTP, certificate), SHEAF_E_CANCELLED. Their
// messages complete "GET https://...: ".
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual Result<Head> head(const Patience& patience) = 0;  // blocks; once, before read()
  // Blocks for at least one byte; 0 is the end. Bytes before an error have been handed over.
  virtual Result<std::size_t> read(char* buffer, std::size_t capacity,
                                   const Patience& patience) = 0;
};

// Thread-safe. Outlives its exchanges.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual std::unique_ptr<Exchange> start(Hop hop) = 0;  // never null; errors come from head()
};

}  // namespace host::net
