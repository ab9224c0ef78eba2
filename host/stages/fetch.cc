#include "stages/fetch.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "plugin/own.h"
#include "plugin/record_view.h"
#include "sheaf/text/utf8.hpp"
#include "stages/intake.h"

namespace host::stages {
namespace {

constexpr std::size_t kBatch = 64;   // records handed over together
constexpr std::size_t kQueued = 16;  // batches waiting: the bound of the queue
constexpr std::size_t kCursorMax = 64 * 1024;
constexpr std::size_t kDetailMax = 1000;
constexpr std::int64_t kFirstPauseMs = 2000;
constexpr std::int64_t kLongestPauseMs = 60'000;

}  // namespace

// Shared with the source's thread, which may outlive the Fetch if the plugin hangs.
struct Fetch::Channel : sheaf_record_sink {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::vector<Record>> queue;
  std::vector<Record> batch;  // being filled; by one thread at a time under `mutex`
  std::optional<std::string> cursor;
  report::SourceReport report;
  std::string first_refusal;
  plugin::CallOptions call;
  bool removals = false;
  bool closed = false;  // nobody reads any more
  bool finished = false;
  FetchEnd end;

  Channel() : sheaf_record_sink{} {
    struct_size = sizeof(sheaf_record_sink);
    emit = [](const sheaf_record_sink* s, const sheaf_record* r) { return of(s).on_emit(*r); };
    checkpoint = [](const sheaf_record_sink* s, sheaf_str c) { return of(s).on_checkpoint(c); };
    sheaf_record_sink::report = [](const sheaf_record_sink* s, sheaf_source_state state,
                                   sheaf_str detail) { return of(s).on_report(state, detail); };
  }

  static Channel& of(const sheaf_record_sink* s) { return plugin::own<Channel>(s); }

  // With the lock held. Blocks while the queue is full.
  sheaf_status flush(std::unique_lock<std::mutex>& lock) {
    if (batch.empty()) return SHEAF_OK;
    changed.wait(lock, [this] { return queue.size() < kQueued || closed; });
    if (closed) return SHEAF_E_CANCELLED;
    queue.push_back(std::exchange(batch, {}));
    changed.notify_all();
    return SHEAF_OK;
  }

  sheaf_status on_emit(const sheaf_record& raw) {
    auto record = intake(raw);  // outside the lock: it is most of the work
    const bool removal = record && (record->flags & SHEAF_R_REMOVED) != 0;
    if (removal && !removals) return SHEAF_OK;
    std::unique_lock lock(mutex);
    if (closed) return SHEAF_E_CANCELLED;
    if (!record) {
      ++report.refused;
      if (first_refusal.empty()) first_refusal = record.error().message;
      return record.error().code;
    }
    if (!removal) ++report.records;
    batch.push_back(std::move(*record));
    if (batch.size() >= kBatch) {
      if (const sheaf_status s = flush(lock); s < 0) return s;
    }
    return SHEAF_OK;
  }

  sheaf_status on_checkpoint(sheaf_str c) {
    const std::lock_guard lock(mutex);
    if (closed) return SHEAF_E_CANCELLED;
    if (c.len > kCursorMax) return SHEAF_E_INTERNAL;
    cursor = std::string(plugin::view(c));
    return SHEAF_OK;
  }

  sheaf_status on_report(sheaf_source_state state, sheaf_str detail) {
    const std::lock_guard lock(mutex);
    if (closed) return SHEAF_E_CANCELLED;
    state = std::min<sheaf_source_state>(state, SHEAF_STATE_FAILED);  // of a later ABI
    if (state > report.state || report.detail.empty()) {              // higher is worse
      report.state = std::max(state, report.state);
      report.detail = sheaf::text::beginning(plugin::said(call, plugin::view(detail)), kDetailMax);
    }
    return SHEAF_OK;
  }

  void finish(const plugin::Outcome& outcome) {
    std::unique_lock lock(mutex);
    flush(lock);
    closed = true;  // a plugin that hangs may go on emitting
    if (outcome.status < 0) {
      report.state = SHEAF_STATE_FAILED;
      report.detail = outcome.error.message;
    }
    if (report.refused != 0) {
      report.detail +=
          fmt::format("{}{} record{} refused (the first: {})", report.detail.empty() ? "" : "; ",
                      report.refused, report.refused == 1 ? "" : "s", first_refusal);
    }
    end.report = report;
    end.cursor = cursor;
    finished = true;
    changed.notify_all();
  }
};

Fetch::Fetch(std::shared_ptr<plugin::Instance> source, std::string name, plugin::CallOptions call,
             FetchOptions options, Clock& clock)
    : channel_(std::make_shared<Channel>()),
      cancel_(std::make_shared<plugin::CancelToken>(call.cancel)) {
  channel_->report.id = call.step_id;
  channel_->report.plugin = std::move(name);
  channel_->removals = options.removals;
  call.cancel = cancel_;
  channel_->call = call;
  thread_ = std::thread([channel = channel_, cancel = cancel_, source = std::move(source),
                         call = std::move(call), options = std::move(options), &clock] {
    plugin::Outcome outcome;
    for (int attempt = 1;; ++attempt) {
      std::string cursor = options.cursor;
      {
        const std::lock_guard lock(channel->mutex);
        if (channel->cursor) cursor = *channel->cursor;
      }
      outcome = plugin::call(
          source, "fetch", call,
          [channel, source, cursor, options](const sheaf_call* c) {
            sheaf_fetch_request request{};
            request.struct_size = sizeof request;
            request.cursor = plugin::str(cursor);
            request.since_ms = options.since_ms;
            request.until_ms = SHEAF_TIME_UNKNOWN;
            return source->table<sheaf_source>()->fetch(source->raw(), c, &request, channel.get());
          },
          channel);
      const bool passing =
          outcome.status == SHEAF_E_TRANSIENT || outcome.status == SHEAF_E_RATE_LIMITED;
      if (!passing || outcome.hung || attempt >= options.attempts || cancel->cancelled()) break;
      const std::int64_t pause =
          std::max(outcome.error.retry_after_ms, kFirstPauseMs << (attempt - 1));
      if (pause > kLongestPauseMs) break;
      if (!clock.sleep_ms(pause, [&cancel] { return cancel->cancelled(); })) break;
    }
    channel->finish(outcome);
  });
}

Fetch::~Fetch() {
  cancel_->cancel();
  {
    const std::lock_guard lock(channel_->mutex);
    channel_->closed = true;
    channel_->changed.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

std::vector<Record> Fetch::next() {
  std::unique_lock lock(channel_->mutex);
  channel_->changed.wait(lock, [this] { return !channel_->queue.empty() || channel_->finished; });
  if (channel_->queue.empty()) return {};
  std::vector<Record> out = std::move(channel_->queue.front());
  channel_->queue.pop_front();
  channel_->changed.notify_all();
  return out;
}

FetchEnd Fetch::end() {
  const std::lock_guard lock(channel_->mutex);
  return channel_->end;
}

}  // namespace host::stages
