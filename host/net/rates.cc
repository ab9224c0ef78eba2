#include "net/rates.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include "sheaf/text/ascii.hpp"
#include "sheaf/text/percent.hpp"

namespace host::net {
namespace {

constexpr std::int64_t kPollMs = 10;  // for a lock that another process holds
constexpr auto kPollLocal = std::chrono::milliseconds(50);

struct LastStart {
  std::int64_t at_ms = 0;
  std::int64_t interval_ms = 0;  // that the starter had promised
};

LastStart last_start_of(const std::string& text) {
  LastStart last;
  long long at = 0;
  long long interval = 0;
  if (std::sscanf(text.c_str(), "%lld %lld", &at, &interval) == 2 && at > 0 && interval >= 0) {
    last = {at, interval};
  }
  return last;
}

tl::unexpected<Error> cancelled_error() {
  return fail(SHEAF_E_CANCELLED, "cancelled while waiting for the host's turn.");
}

}  // namespace

// The part of a rule that threads of this process queue for, so that one of them polls the files.
struct Rates::Host {
  std::string key;  // of its files
  bool is_group = false;
  std::mutex mutex;
  std::condition_variable changed;
  std::int64_t min_interval_ms = 0;
  std::uint32_t max_connections = 0;
  std::uint32_t in_flight = 0;
  std::uint32_t next_slot = 0;
  bool pacing = false;

  Host(std::string name, bool group) : key(std::move(name)), is_group(group) {}

  void tighten(std::int64_t interval_ms, std::uint32_t connections) {
    const std::lock_guard lock(mutex);
    min_interval_ms = std::max(min_interval_ms, interval_ms);
    if (connections != 0 && (max_connections == 0 || connections < max_connections)) {
      max_connections = connections;
    }
  }
};

std::string file_stem(const std::string& host) {
  return sheaf::text::percent_encoded(host).substr(0, 200);
}

Rates::Lease& Rates::Lease::operator=(Lease&& other) noexcept {
  std::swap(host_, other.host_);
  std::swap(slot_, other.slot_);
  return *this;
}

Rates::Lease::~Lease() {
  if (!host_) return;
  slot_.reset();
  const std::lock_guard lock(host_->mutex);
  --host_->in_flight;
  host_->changed.notify_all();
}

void Rates::declare(const HostRule& rule) {
  if (rule.min_interval_ms <= 0 && rule.max_connections == 0 && rule.group.empty()) return;
  const std::lock_guard lock(mutex_);
  paced_as(rule)->tighten(rule.min_interval_ms, rule.max_connections);
}

// What the rule's host shares its turns with; call it locked.
std::shared_ptr<Rates::Host>& Rates::paced_as(const HostRule& rule) {
  const std::string name = sheaf::text::lowered(rule.host);
  auto& host = hosts_[name];
  if (rule.group.empty()) {
    if (!host) host = std::make_shared<Host>(name, false);
  } else if (!host || !host->is_group) {
    auto& group = groups_[rule.group];
    if (!group) group = std::make_shared<Host>(rule.group, true);
    if (host) group->tighten(host->min_interval_ms, host->max_connections);
    host = group;
  }
  return host;
}

std::shared_ptr<Rates::Host> Rates::host_of(const Url& url) {
  const std::lock_guard lock(mutex_);
  for (const auto& key : {url.host + ":" + std::to_string(url.port), url.host}) {
    if (const auto found = hosts_.find(key); found != hosts_.end()) return found->second;
  }
  return nullptr;
}

Result<void> Rates::pause(std::int64_t ms, const Wait& wait) {
  if (wait.deadline_ms != 0 && clock_.now_ms() + ms > wait.deadline_ms) {
    return fail(SHEAF_E_RATE_LIMITED, "its turn comes only after the deadline of this call.", ms);
  }
  if (!clock_.sleep_ms(ms, wait.cancelled)) return cancelled_error();
  return {};
}

Result<Rates::Lease> Rates::acquire(const Url& url, const Wait& wait) {
  Lease lease;
  const auto host = host_of(url);
  if (!host) return lease;
  bool limited = false;
  {
    std::unique_lock lock(host->mutex);
    limited = host->max_connections > 0;
    while (host->max_connections > 0 && host->in_flight >= host->max_connections) {
      if (wait.cancelled && wait.cancelled()) return cancelled_error();
      if (wait.deadline_ms != 0 && clock_.now_ms() >= wait.deadline_ms) {
        return fail(SHEAF_E_RATE_LIMITED, "all its connections were busy until the deadline.");
      }
      host->changed.wait_for(lock, kPollLocal);
    }
    ++host->in_flight;
  }
  lease.host_ = host;
  if (limited) {
    TRY_ASSIGN(auto slot, take_slot(*host, wait));
    lease.slot_ = std::move(slot);
  }
  TRY(pace(*host, wait));
  return lease;
}

Result<LockedFile> Rates::take_slot(Host& host, const Wait& wait) {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  {
    const std::lock_guard lock(host.mutex);
    first = host.next_slot++;
    count = host.max_connections;
  }
  for (;;) {
    for (std::uint32_t i = 0; i < count; ++i) {
      auto file = LockedFile::open(
          folder_ / fmt::format("{}.slot{}", file_stem(host.key), (first + i) % count), 0666);
      if (!file || file->try_lock()) return file;
    }
    TRY(pause(kPollMs, wait));
  }
}

Result<void> Rates::pace(Host& host, const Wait& wait) {
  std::int64_t own_interval = 0;
  {
    std::unique_lock lock(host.mutex);
    own_interval = host.min_interval_ms;
    if (own_interval == 0) return {};
    while (host.pacing) {
      if (wait.cancelled && wait.cancelled()) return cancelled_error();
      if (wait.deadline_ms != 0 && clock_.now_ms() >= wait.deadline_ms) {
        return fail(SHEAF_E_RATE_LIMITED, "others were before us until the deadline.");
      }
      host.changed.wait_for(lock, kPollLocal);
    }
    host.pacing = true;
  }
  const auto start = [&]() -> Result<void> {
    TRY_ASSIGN(auto file, LockedFile::open(folder_ / (file_stem(host.key) + ".rate"), 0666));
    while (!file.try_lock()) {
      if (auto paused = pause(kPollMs, wait); !paused) return paused;
    }
    const LastStart last = last_start_of(file.read());
    const std::int64_t now = clock_.now_ms();
    const std::int64_t interval =
        std::max(own_interval, std::min<std::int64_t>(last.interval_ms, 3'600'000));
    // A start in the future means that the clock was set back: wait one interval at most.
    const std::int64_t next = std::min(last.at_ms, now) + interval;
    if (next > now) {
      if (auto paused = pause(next - now, wait); !paused) return paused;
    }
    return file.write(fmt::format("{} {}\n", clock_.now_ms(), own_interval));
  };
  auto started = start();
  const std::lock_guard lock(host.mutex);
  host.pacing = false;
  host.changed.notify_all();
  return started;
}

}  // namespace host::net
