// How politely hosts are asked, over all plugins, runs and processes that share a state folder.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "base/locked_file.h"
#include "base/url.h"
#include "net/message.h"

namespace host::net {

// A host's name as part of a file's, which must not grow too long or lead out of its folder.
std::string file_stem(const std::string& host);

// Thread-safe. Per host, or group of hosts, there is one `<host>.rate` file with the last start,
// held under flock while waiting, and max_connections `<host>.slotN` files, each held for the life
// of one request.
class Rates {
  struct Host;

 public:
  // `folder` is shared by the processes of the machine.
  Rates(std::filesystem::path folder, Clock& clock) : folder_(std::move(folder)), clock_(clock) {}

  // The strictest rule declared for a host holds for everybody in this process; the interval of
  // whoever asked last is also kept by other processes. A host stays in the first group that it was
  // declared in.
  void declare(const HostRule& rule);

  // The right to have one request in flight; given back on destruction.
  class Lease {
   public:
    Lease() = default;
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&& other) noexcept;
    ~Lease();

   private:
    friend class Rates;
    std::shared_ptr<Host> host_;
    std::optional<LockedFile> slot_;
  };

  struct Wait {
    std::function<bool()> cancelled;  // may be empty
    std::int64_t deadline_ms = 0;     // of the clock; 0: none
  };
  // Waits until the request may start and notes the start. SHEAF_E_CANCELLED; SHEAF_E_RATE_LIMITED
  // with retry_after_ms if the turn comes only after the deadline; SHEAF_E_CONFIG if the folder is
  // unusable.
  Result<Lease> acquire(const Url& url, const Wait& wait);

 private:
  std::shared_ptr<Host> host_of(const Url& url);
  std::shared_ptr<Host>& paced_as(const HostRule& rule);
  Result<void> pace(Host& host, const Wait& wait);
  Result<LockedFile> take_slot(Host& host, const Wait& wait);
  Result<void> pause(std::int64_t ms, const Wait& wait);

  std::filesystem::path folder_;
  Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Host>> hosts_;   // by HostRule::host
  std::map<std::string, std::shared_ptr<Host>> groups_;  // by HostRule::group
};

}  // namespace host::net
