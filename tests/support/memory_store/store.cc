#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "support/memory_store.h"
#include "support/memory_store/data.h"

namespace test {

using namespace memory_store;  // NOLINT: this is its store

struct MemoryStoreData {
  std::mutex mutex;                    // held during a transaction
  std::atomic<std::thread::id> owner;  // of the transaction
  Data data;
  std::mutex lease_mutex;
  std::map<string, string> leases;  // pipeline -> who holds it
};

namespace {

class MemorySession final : public Session {
 public:
  explicit MemorySession(Tx& tx)
      : works_(memory_works(tx)),
        readers_(memory_readers(tx)),
        runs_(memory_runs(tx)),
        digests_(memory_digests(tx)),
        outbox_(memory_outbox(tx)),
        state_(memory_state(tx)),
        memory_(memory_memory(tx)),
        budgets_(memory_budgets(tx)),
        library_(memory_library(tx)) {}
  Works& works() override { return *works_; }
  Readers& readers() override { return *readers_; }
  Runs& runs() override { return *runs_; }
  Digests& digests() override { return *digests_; }
  Outbox& outbox() override { return *outbox_; }
  State& state() override { return *state_; }
  Memory& memory() override { return *memory_; }
  Budgets& budgets() override { return *budgets_; }
  Library& library() override { return *library_; }

 private:
  std::unique_ptr<Works> works_;
  std::unique_ptr<Readers> readers_;
  std::unique_ptr<Runs> runs_;
  std::unique_ptr<Digests> digests_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<State> state_;
  std::unique_ptr<Memory> memory_;
  std::unique_ptr<Budgets> budgets_;
  std::unique_ptr<Library> library_;
};

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(std::shared_ptr<MemoryStoreData> shared) : shared_(std::move(shared)) {}

  Result<std::unique_ptr<RunLease>> lease_run(string_view pipeline, Clock& clock, int64_t wait_ms,
                                              const std::function<bool()>& cancelled) override {
    struct Lease final : RunLease {
      std::shared_ptr<MemoryStoreData> shared;
      string pipeline;
      ~Lease() override {
        const std::lock_guard lock(shared->lease_mutex);
        shared->leases.erase(pipeline);
      }
    };
    constexpr int64_t kPollMs = 100;
    for (int64_t waited = 0;; waited += kPollMs) {
      string holder;
      {
        const std::lock_guard lock(shared_->lease_mutex);
        const auto [at, free] = shared_->leases.emplace(
            pipeline, fmt::format("pipeline {} (process {}, since {})", pipeline, ::getpid(),
                                  time_words(clock.now_ms(), "%FT%TZ")));
        if (free) {
          auto lease = std::make_unique<Lease>();
          lease->shared = shared_;
          lease->pipeline = pipeline;
          return lease;
        }
        holder = at->second;
      }
      if (waited >= wait_ms)
        return fail(SHEAF_E_TRANSIENT, "another run holds the store: " + holder);
      if (!clock.sleep_ms(kPollMs, cancelled))
        return fail(SHEAF_E_CANCELLED, "interrupted while waiting for " + holder);
    }
  }
  Result<void> prune(std::optional<int64_t> before_ms, int64_t now_ms) override {
    return in_transaction(Durability::process, [&](Session&) {
      return tx_.write([&](Data& d) -> Result<void> {
        memory_store::prune(d, before_ms, now_ms);
        return {};
      });
    });
  }
  Result<void> verify() override { return {}; }
  Result<Statistics> statistics() override {
    return read([&](Session&) {
      return tx_.read([&](Data& d) -> Result<Statistics> {
        Statistics statistics;
        for (const auto& [row, stored] : d.works) statistics.works += stored.into ? 0 : 1;
        statistics.keys = d.keys.size();
        statistics.suggestions = d.suggestions.size() / 2;
        statistics.scores = d.scores.size();
        statistics.runs = d.runs.size();
        statistics.state = d.state.size();
        statistics.labels = d.labels.size();
        return statistics;
      });
    });
  }

 private:
  Result<void> transact(Durability durability,
                        const std::function<Result<void>(Session&)>& body) override {
    if (shared_->owner == std::this_thread::get_id())
      return fail(SHEAF_E_INTERNAL, "the store's transactions do not nest: end the first");
    const std::lock_guard lock(shared_->mutex);
    struct Owner {
      std::atomic<std::thread::id>& id;
      ~Owner() { id = std::thread::id(); }
    } const owner{shared_->owner};
    shared_->owner = std::this_thread::get_id();
    if (durability == Durability::read) {
      tx_ = {&shared_->data, false, std::nullopt};
      TRY(body(session_));
      if (tx_.doomed) return tl::unexpected(*tx_.doomed);
      return {};
    }
    Data copy = shared_->data;
    tx_ = {&copy, true, std::nullopt};
    TRY(body(session_));
    if (tx_.doomed) return tl::unexpected(*tx_.doomed);
    shared_->data = std::move(copy);
    return {};
  }

  std::shared_ptr<MemoryStoreData> shared_;
  Tx tx_;
  MemorySession session_{tx_};
};

}  // namespace

std::shared_ptr<MemoryStoreData> make_memory_store_data() {
  return std::make_shared<MemoryStoreData>();
}

std::unique_ptr<Store> open_memory_store(std::shared_ptr<MemoryStoreData> data) {
  return std::make_unique<MemoryStore>(std::move(data));
}

}  // namespace test
