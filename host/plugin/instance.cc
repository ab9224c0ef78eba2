#include "plugin/instance.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <thread>
#include <utility>

#include "plugin/crash.h"

namespace host::plugin {
namespace {

constexpr std::int64_t kGraceMs = 2000;  // sheaf/abi/call.h: return within 2 s of cancellation

std::atomic<bool> lost{false};

}  // namespace

Result<std::shared_ptr<Instance>> Instance::create(ComponentRef component,
                                                   const sheaf_config& config, Services services,
                                                   const CallOptions& options) {
  std::shared_ptr<Instance> self(new Instance);
  self->component_ = std::move(component);
  self->host_ = std::make_unique<HostView>(std::move(services));
  self->create_call_ = std::make_shared<Call>(options);
  const sheaf_component& c = self->component();
  const CrashScope scope(c.id, c.version, options.step_id.c_str(), "create");
  const sheaf_status s =
      c.create(&c, self->host_.get(), &config, self->create_call_.get(), &self->raw_);
  if (s < 0) return tl::unexpected(self->create_call_->failure(s));
  if (self->raw_ == nullptr || self->raw_->struct_size < sizeof(sheaf_instance)) {
    return fail(SHEAF_E_INTERNAL, fmt::format("{} {}: create() gave no instance", c.id, c.version));
  }
  self->table_ = self->raw_->get_interface(self->raw_, c.kind);
  if (self->table_ == nullptr) {
    return fail(SHEAF_E_INTERNAL,
                fmt::format("{} {}: does not answer for its own kind {}", c.id, c.version, c.kind));
  }
  return self;
}

Instance::~Instance() {
  if (raw_ == nullptr) return;
  const CrashScope scope(component().id, component().version, "", "destroy");
  raw_->destroy(raw_);
}

bool thread_lost() {
  return lost.load();
}

Outcome call(const std::shared_ptr<Instance>& instance, const char* function_name,
             CallOptions options, std::function<sheaf_status(const sheaf_call*)> function,
             std::shared_ptr<void> keep_alive) {
  struct Shared {
    std::mutex mutex;
    std::condition_variable done_changed;
    bool done = false;
    Outcome outcome;
    std::shared_ptr<Instance> instance;
    std::unique_ptr<Call> call;
    std::function<sheaf_status(const sheaf_call*)> function;
    std::shared_ptr<void> keep_alive;
  };
  auto shared = std::make_shared<Shared>();
  shared->instance = instance;
  shared->call = std::make_unique<Call>(std::move(options));
  shared->function = std::move(function);
  shared->keep_alive = std::move(keep_alive);

  std::thread worker([shared, function_name] {
    use_crash_stack();
    const sheaf_component& c = shared->instance->component();
    const CrashScope scope(c.id, c.version, shared->call->options().step_id.c_str(), function_name);
    const sheaf_status s = shared->function(shared->call.get());
    const std::lock_guard lock(shared->mutex);
    shared->outcome.status = s;
    if (s < 0) shared->outcome.error = shared->call->failure(s);
    shared->done = true;
    shared->done_changed.notify_all();
  });

  std::unique_lock lock(shared->mutex);
  // Real time beside the clock's: a virtual clock does not move while a plugin hangs.
  using Steady = std::chrono::steady_clock;
  auto deadline = Steady::time_point::max();
  if (const CallOptions& o = shared->call->options();
      o.clock != nullptr && o.deadline_ms != SHEAF_TIME_UNKNOWN) {
    deadline = Steady::now() + std::chrono::milliseconds(
                                   std::max<std::int64_t>(o.deadline_ms - o.clock->now_ms(), 0));
  }
  auto give_up = Steady::time_point::max();
  while (!shared->done) {
    shared->done_changed.wait_for(lock, std::chrono::milliseconds(100));
    if (Steady::now() > deadline) shared->call->expire();
    if (shared->done || !shared->call->cancelled()) continue;
    if (give_up == Steady::time_point::max()) {
      give_up = Steady::now() + std::chrono::milliseconds(kGraceMs);
    }
    if (Steady::now() < give_up) continue;
    const sheaf_component& c = instance->component();
    worker.detach();
    lost.store(true);
    return {SHEAF_E_INTERNAL,
            Error{SHEAF_E_INTERNAL,
                  fmt::format(
                      "plugin {} {} did not return from {}() within {} s of being asked to stop",
                      c.id, c.version, function_name, kGraceMs / 1000)},
            true};
  }
  lock.unlock();
  worker.join();
  return std::move(shared->outcome);
}

}  // namespace host::plugin
