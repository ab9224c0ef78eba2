#include "net/http.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <random>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "net/curl_transport.h"
#include "net/engine.h"

namespace host::net {

Stream::Stream(std::unique_ptr<Opened> opened) : opened_(std::move(opened)) {}
Stream::~Stream() = default;

const Response& Stream::response() const {
  return opened_->response;
}

Result<std::size_t> Stream::read(const CallContext& context, char* buffer, std::size_t capacity) {
  Engine& engine = *opened_->engine;
  const auto patience = patience_for(context, engine.clock, opened_->timeout_ms);
  Result<std::size_t> got = std::size_t{0};
  if (auto wanted = still_wanted(context, engine.clock); wanted) {
    got = opened_->body->read(buffer, capacity, patience);
    if (got) return got;
  }
  if (auto wanted = still_wanted(context, engine.clock); !wanted) {
    got = tl::unexpected(wanted.error());  // the reason behind a wait that ended
  }
  engine.count(opened_->step, [](StepStats& stats) { ++stats.failures; });
  Error error = got.error();
  error.message = opened_->scrubber->scrub(opened_->what + ": " + error.message);
  return tl::unexpected(std::move(error));
}

Http::Http(HttpSettings settings, std::unique_ptr<Transport> transport)
    : engine_(std::make_unique<Engine>(std::move(settings), std::move(transport))) {}

Http::~Http() {
  if (engine_->cache_grew) engine_->cache.clean();
}

Result<Response> Http::perform(const CallContext& context, const Request& request) {
  TRY_ASSIGN(auto opened, run_request(*engine_, context, request, true));
  return std::move(opened.response);
}

Result<std::unique_ptr<Stream>> Http::open(const CallContext& context, const Request& request) {
  TRY_ASSIGN(auto opened, run_request(*engine_, context, request, false));
  return std::make_unique<Stream>(std::make_unique<Opened>(std::move(opened)));
}

void Http::perform_many(const CallContext& context, std::span<const Request> requests,
                        std::size_t max_in_flight, const OnDone& on_done) {
  const std::size_t workers =
      engine_->settings.replay ? 1 : std::clamp<std::size_t>(max_in_flight, 1, requests.size() + 1);
  const auto one_by_one = [&] {
    for (std::size_t i = 0; i < requests.size(); ++i) {
      if (!on_done(i, perform(context, requests[i]))) return;
    }
  };
  if (workers == 1) return one_by_one();
  // A worker per request in flight: the waits for rates and retries are theirs, the wire is the
  // loop's. Results wait for this thread, at most as many as there are workers.
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::pair<std::size_t, Result<Response>>> results;
  std::atomic<std::size_t> next{0};
  std::atomic<bool> enough{false};
  std::size_t working = std::min(workers, requests.size());
  const auto work = [&] {
    while (!enough) {
      const std::size_t index = next.fetch_add(1);
      if (index >= requests.size()) break;
      auto answer = perform(context, requests[index]);
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return results.size() < workers; });
      results.emplace_back(index, std::move(answer));
      changed.notify_all();
    }
    const std::lock_guard lock(mutex);
    --working;
    changed.notify_all();
  };
  std::vector<std::jthread> threads;
  threads.reserve(working);
  for (std::size_t i = working; i > 0; --i) {
    try {
      threads.emplace_back(work);
    } catch (const std::system_error&) {  // no more threads: go on with those there are
      const std::lock_guard lock(mutex);
      working -= i;
      break;
    }
  }
  if (threads.empty()) return one_by_one();
  for (;;) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return !results.empty() || working == 0; });
    if (results.empty()) return;
    auto [index, answer] = std::move(results.front());
    results.pop_front();
    changed.notify_all();
    lock.unlock();
    if (!on_done(index, std::move(answer))) enough = true;
  }
}

std::map<std::string, StepStats> Http::stats() const {
  const std::lock_guard lock(engine_->mutex);
  return engine_->stats;
}

std::string user_agent(const std::string& version, const std::string& contact) {
  std::string clean = contact;
  std::erase_if(clean, [](char c) {
    return static_cast<unsigned char>(c) < 32 || c == 127 || c == '(' || c == ')';
  });
  if (clean.empty()) return "sheaf/" + version;
  const bool mail = clean.find('@') != std::string::npos && clean.find(':') == std::string::npos;
  return fmt::format("sheaf/{} (+{}{})", version, mail ? "mailto:" : "", clean);
}

Result<std::unique_ptr<Http>> open_http(HttpConfig config) {
  HttpSettings& settings = config.settings;
  settings.replay = !config.cassettes.empty() && config.mode == CassetteMode::kReplay;
  settings.seed = settings.replay ? 1 : std::random_device()();
  std::unique_ptr<Transport> transport;
  if (!settings.replay) transport = std::make_unique<CurlTransport>(std::move(config.curl));
  if (!config.cassettes.empty()) {
    settings.cache_dir.clear();
    TRY_ASSIGN(transport,
               open_cassette(config.cassettes, config.mode, *settings.clock, std::move(transport)));
  }
  return std::make_unique<Http>(std::move(settings), std::move(transport));
}

}  // namespace host::net
