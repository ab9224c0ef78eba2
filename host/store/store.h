// What sheaf remembers between runs: works, what each reader has seen, paid results, cursors, the
// outbox. One file may serve several pipelines and processes.
//
// Shared by all pipelines: works, score cache, budgets. By pipeline: arrivals, cursors, runs. By
// pipeline and profile: seen marks, carries, labels, libraries, digests, deliveries.
//
// Transactions: a writing function called alone is a transaction of its own. Between begin() and
// commit() everything this thread writes is one transaction: batches of works, and the end of a run
// (cursors, digests, items, marks, carries, state, deliveries, update_run: all or nothing). Other
// threads' calls wait meanwhile, other processes' writes too, so no transaction stays open across a
// network call or a plugin call.
//
// Threads: every function is thread-safe; a Transaction belongs to the thread that began it.
// Failures: SHEAF_E_CONFIG: the user must act (not a store, newer schema, damaged: the message
// names `sheaf doctor --mend PATH`, no permission); SHEAF_E_TRANSIENT: may work later (held by
// another process: the message says which; disk full, I/O error). A failed call has changed
// nothing; inside a transaction the whole transaction is lost, and commit() says so again.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/record.h"

namespace host::store {

// A work in this store. Rows ascend in the order of first arrival. After unite() the row of the
// gone work still works everywhere and means the kept one.
enum class Row : std::int64_t {};

struct Hit {
  Row row{};
  bool weak = false;  // the work has the key from a preprint relation only
  bool operator==(const Hit&) const = default;
};

struct Arrival {
  Row row{};
  std::int64_t first_ms = 0, last_ms = 0;
  bool operator==(const Arrival&) const = default;
};

struct Suggestion {
  Row row{};
  std::string work_id, reason;
};

struct Seen {
  std::string profile;
  std::uint64_t stamp = 0;  // the caller's own; see identity::pack
  std::string run;
  std::int64_t shown_ms = 0;
  bool operator==(const Seen&) const = default;
};

struct Carry {
  std::string profile;
  Row row{};
  std::string reason;
  bool operator==(const Carry&) const = default;
};

struct Cursor {
  std::string cursor;
  std::string identity_hash;  // of the settings that give the cursor its meaning
  std::int64_t stored_ms = 0;
};

struct CursorEntry {
  std::string source;
  Cursor cursor;
};

enum class RunStatus : std::uint8_t {  // stored: append only
  running = 0,     // or died before its commit; then nothing of it is in the store
  committed = 1,   // everything is stored, deliveries may be pending; or died after its commit
  finished = 2,    // ended; the report says how well
  failed = 3,      // ended without a commit
  interrupted = 4  // ended by the user, without a commit
};

struct Run {
  std::string id, pipeline, date;
  std::int64_t started_ms = 0;
  std::int64_t finished_ms = SHEAF_TIME_UNKNOWN;
  RunStatus status = RunStatus::running;
  std::string facts;   // the caller's encoding
  std::string report;  // JSON
};

enum class DeliveryState : std::uint8_t { pending = 0, delivered = 1, dead = 2, dropped = 3 };

struct Delivery {
  std::string run, pipeline;
  std::string profile;  // empty: one delivery for the whole run
  std::string step, date;
  std::uint32_t sequence = 1;  // of the day, for this output and reader
  DeliveryState state = DeliveryState::pending;
  std::uint32_t attempts = 0;
  std::int64_t next_ms = 0;  // not before
  std::string error;         // of the last attempt
  bool has_items = false;
  std::string id() const { return run + "/" + profile + "/" + step; }
};

struct DeliveryFilter {  // empty: any
  std::string pipeline, run, profile, step;
  std::optional<DeliveryState> state;
  std::size_t limit = SIZE_MAX;
};

struct Item {
  std::uint32_t rank = 0;
  Row row{};
  std::string blob;  // the caller's encoding of scores and the like
};

struct HistoryQuery {
  std::string pipeline;
  std::string profile;                         // empty: all
  std::int64_t since_ms = SHEAF_TIME_UNKNOWN;  // by the time of the digest, inclusive
  std::int64_t until_ms = INT64_MAX;           // exclusive
};

struct HistoryItem {
  std::string_view run, date, profile;
  std::int64_t shown_ms = 0;
  Item item;
};

struct StateScope {
  std::string_view pipeline, component, step, profile;
};
struct StateFound {
  std::string step, component, profile, value;
};

struct Label {
  Row row{};
  double value = 0;
  std::int64_t at_ms = 0;
  bool operator==(const Label&) const = default;
};

// Where an entry of a reader's library came from.
struct LibraryPlace {
  std::string source;      // step id of the library
  std::string record;      // the entry's id there
  std::int64_t at_ms = 0;  // when it was first seen
  bool operator==(const LibraryPlace&) const = default;
};

// What a request may cost or did cost.
struct Amount {
  std::int64_t cost_micros = -1;  // millionths of `currency`; -1: unknown, counts as no money
  std::string currency;
  std::uint64_t tokens = 0;
  std::uint64_t requests = 0;
};
struct Limit {  // absent: no limit
  std::optional<std::int64_t> cost_micros;
  std::string currency;
  std::optional<std::uint64_t> tokens, requests;
};
struct Limits {
  Limit run, day, month;
};
struct BudgetUse {
  std::string scope, period;  // "run RUN", "day 2026-09-24", "month 2026-09"
  std::string unit;           // "tokens", "requests" or a currency (then millionths)
  std::int64_t used = 0;
};

struct Retention {
  std::int64_t works_before_ms = SHEAF_TIME_UNKNOWN;  // UNKNOWN: keep all
  std::int64_t scores_before_ms = SHEAF_TIME_UNKNOWN;
};
struct Pruned {
  std::uint64_t works = 0, runs = 0, scores = 0, state = 0;
};

struct Statistics {
  std::uint64_t bytes = 0;  // of the file and its log
  std::uint32_t schema = 0;
  std::uint64_t works = 0, keys = 0, suggestions = 0, scores = 0, runs = 0, state = 0, labels = 0;
};

// Says how far a reader who saw both works has seen their union.
using UniteStamps = std::uint64_t (*)(std::uint64_t, std::uint64_t);

enum class Durability {
  process,  // survives kill -9; a power failure may take the last moments, never consistency
  power     // on the disk before commit() returns; for the end of a run
};

class Store;

// Rolls back when destroyed before commit().
class [[nodiscard]] Transaction {
 public:
  Transaction(Transaction&& other) noexcept : store_(std::exchange(other.store_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Result<void> commit();

 private:
  friend class Store;
  explicit Transaction(Store* store) : store_(store) {}
  Store* store_;
};

class Store {
 public:
  virtual ~Store() = default;

  // Waits for other threads and processes. One at a time in a thread.
  virtual Result<Transaction> begin(Durability durability) = 0;

  // ---- works
  // For each key the work that has it, if any.
  virtual Result<std::vector<std::optional<Hit>>> find(std::span<const Key> keys) = 0;
  // By id, alias or any key.
  virtual Result<std::optional<Row>> find_work(std::string_view id) = 0;
  virtual Result<Work> load(Row row) = 0;  // SHEAF_E_NOT_FOUND if it was pruned
  // Keys that another work has stay there, unless it has them weakly and this one strongly.
  virtual Result<Row> insert(const Work& work, std::span<const Key> keys,
                             std::optional<std::uint64_t> title_key) = 0;
  // Replaces the work; adds keys, forgets none.
  virtual Result<void> update(Row row, const Work& work, std::span<const Key> keys,
                              std::optional<std::uint64_t> title_key) = 0;
  // The oldest sixteen: a feed of one title for everything must not cost its square.
  virtual Result<std::vector<Row>> rows_with_title_key(std::uint64_t title_key) = 0;
  virtual Result<void> add_suggestion(Row a, Row b, std::string_view reason) = 0;
  virtual Result<std::vector<Suggestion>> suggestions(Row row) = 0;
  // `gone` becomes another name of `keep`: its keys, ids, arrivals, marks, carries, labels and
  // place in old digests are kept's from now on. The caller has update()d `keep`.
  virtual Result<void> unite(Row keep, Row gone, UniteStamps stamps) = 0;
  // Ids under which the work was known before it was united.
  virtual Result<std::vector<std::string>> aliases(Row row) = 0;

  // ---- arrivals
  virtual Result<void> arrive(std::string_view pipeline, Row row, std::int64_t now_ms) = 0;
  // Those of the works that some source of the pipeline listed at or after `since_ms` which are
  // `wanted`, ascending. `wanted` may not use the store.
  virtual Result<std::vector<Row>> arrived_since(std::string_view pipeline, std::int64_t since_ms,
                                                 const std::function<bool(Row)>& wanted) = 0;
  virtual Result<std::optional<Arrival>> arrival(std::string_view pipeline, Row row) = 0;

  // ---- seen, carried
  virtual Result<void> mark_seen(std::string_view pipeline, std::string_view profile, Row row,
                                 std::uint64_t stamp, std::string_view run,
                                 std::int64_t now_ms) = 0;
  // Every reader's mark on the work, in no particular order. One indexed query.
  virtual Result<std::vector<Seen>> seen_by(std::string_view pipeline, Row row) = 0;
  virtual Result<void> forget_seen(std::string_view pipeline, std::string_view profile) = 0;
  virtual Result<void> set_carry(std::string_view pipeline, std::string_view profile, Row row,
                                 std::string_view reason) = 0;
  virtual Result<void> clear_carry(std::string_view pipeline, std::string_view profile,
                                   Row row) = 0;
  virtual Result<std::vector<Carry>> carried(std::string_view pipeline) = 0;  // by row, profile

  // ---- score cache: kept at once (inside this thread's transaction: with it)
  virtual Result<std::optional<std::string>> score_get(std::string_view fingerprint,
                                                       std::uint64_t text_hash) = 0;
  virtual Result<void> score_put(std::string_view fingerprint, std::uint64_t text_hash,
                                 std::string_view blob, std::int64_t now_ms) = 0;

  // ---- cursors
  virtual Result<std::optional<Cursor>> cursor(std::string_view pipeline,
                                               std::string_view source) = 0;
  virtual Result<std::vector<CursorEntry>> cursors(std::string_view pipeline) = 0;
  virtual Result<void> set_cursor(std::string_view pipeline, std::string_view source,
                                  const Cursor& cursor) = 0;
  virtual Result<void> reset_cursor(std::string_view pipeline, std::string_view source) = 0;

  // ---- runs
  // "20260924T060000Z", with "-2", "-3" ... if taken: unique in the store.
  virtual Result<std::string> begin_run(std::string_view pipeline, std::string_view date,
                                        std::int64_t now_ms) = 0;
  // Replaces status, finished_ms, facts and report of the run with that id.
  virtual Result<void> update_run(const Run& run) = 0;
  virtual Result<std::optional<Run>> run(std::string_view id) = 0;
  // Newest first; without facts and report. Empty pipeline: all.
  virtual Result<std::vector<Run>> list_runs(std::string_view pipeline, std::size_t limit) = 0;
  virtual Result<std::vector<std::string>> pipelines() = 0;

  // ---- digests and history
  virtual Result<void> put_digest(std::string_view run, std::string_view profile,
                                  std::string_view blob, std::int64_t shown_ms) = 0;
  // After the digest of that run and profile. Ranks are unique in it.
  virtual Result<void> put_item(std::string_view run, std::string_view profile,
                                const Item& item) = 0;
  virtual Result<std::optional<std::string>> digest(std::string_view run,
                                                    std::string_view profile) = 0;
  virtual Result<std::vector<std::string>> digest_profiles(std::string_view run) = 0;  // sorted
  virtual Result<std::vector<Item>> items(std::string_view run, std::string_view profile) = 0;
  // Oldest digest first, then by run and profile in the order the store met them, then by rank.
  // `visit` returns false to stop; it may call the store. Memory does not grow with the history.
  virtual Result<void> for_each_item(const HistoryQuery& query,
                                     const std::function<bool(const HistoryItem&)>& visit) = 0;

  // ---- outbox
  // 1 for the first delivery of the output to the reader on that date, then 2, ...
  virtual Result<std::uint32_t> next_sequence(std::string_view pipeline, std::string_view profile,
                                              std::string_view step, std::string_view date) = 0;
  virtual Result<void> add_delivery(const Delivery& delivery) = 0;
  virtual Result<std::optional<Delivery>> delivery(std::string_view id) = 0;
  virtual Result<std::vector<Delivery>> deliveries(
      const DeliveryFilter& filter) = 0;  // oldest first
  // Pending with next_ms <= now, oldest run first, then profile, step.
  virtual Result<std::vector<Delivery>> due(std::string_view pipeline, std::int64_t now_ms) = 0;
  // The outcome of an attempt, counted; SHEAF_E_NOT_FOUND for an unknown id.
  virtual Result<void> mark_delivered(std::string_view id) = 0;
  virtual Result<void> mark_failed(std::string_view id, std::int64_t next_ms,
                                   std::string_view error) = 0;
  virtual Result<void> mark_dead(std::string_view id, std::string_view error) = 0;
  virtual Result<void> retry(std::string_view id,
                             std::int64_t now_ms) = 0;  // pending again, attempts 0
  virtual Result<void> drop(std::string_view id) = 0;

  // ---- plugin state
  virtual Result<std::optional<std::string>> state_get(const StateScope& scope,
                                                       std::string_view key,
                                                       std::int64_t now_ms) = 0;
  virtual Result<std::vector<std::string>> state_keys(const StateScope& scope,
                                                      std::string_view prefix,
                                                      std::int64_t now_ms) = 0;  // in byte order
  // What stands under that key for each profile and component, in a step of a pipeline; an empty
  // `step` is all of them. Ordered by step, component, profile.
  virtual Result<std::vector<StateFound>> state_find(std::string_view pipeline,
                                                     std::string_view step, std::string_view key,
                                                     std::int64_t now_ms) = 0;
  virtual Result<void> state_put(const StateScope& scope, std::string_view key,
                                 std::string_view value, std::int64_t expires_ms) = 0;
  virtual Result<void> state_remove(const StateScope& scope, std::string_view key) = 0;
  // Everything a step remembers, for all profiles; its cursor stays.
  virtual Result<void> state_reset(std::string_view pipeline, std::string_view step) = 0;

  // ---- feedback
  virtual Result<void> put_label(std::string_view pipeline, std::string_view profile, Row row,
                                 double value, std::int64_t now_ms) = 0;
  virtual Result<void> remove_label(std::string_view pipeline, std::string_view profile,
                                    Row row) = 0;
  virtual Result<std::vector<Label>> labels(std::string_view pipeline,
                                            std::string_view profile) = 0;  // by time, then row

  // ---- libraries: works that a reader has. They are no works of the store: what a reader's file
  // says of a paper is no voice in what other readers see of it.
  // Replaces what the same place said; its first time stays.
  virtual Result<void> put_in_library(std::string_view pipeline, std::string_view profile,
                                      const LibraryPlace& place, const Work& work) = 0;
  virtual Result<void> remove_from_library(std::string_view pipeline, std::string_view profile,
                                           std::string_view source, std::string_view record) = 0;
  virtual Result<std::vector<LibraryPlace>> library(std::string_view pipeline,
                                                    std::string_view profile) = 0;  // time, id
  // SHEAF_E_NOT_FOUND if it was removed.
  virtual Result<Work> load_from_library(std::string_view pipeline, std::string_view profile,
                                         const LibraryPlace& place) = 0;

  // ---- budget: kept at once, atomic across processes. A reservation counts in full until settled,
  // so those of a dead run stay used in full.
  // SHEAF_E_BUDGET, saying which limit and how much of it is used, if `most` does not fit; a limit
  // in another currency than `most` is SHEAF_E_CONFIG. `day` and `month` name the current ones.
  virtual Result<std::uint64_t> reserve(std::string_view scope, std::string_view run,
                                        const Limits& limits, const Amount& most,
                                        std::string_view day, std::string_view month) = 0;
  // Replaces the reservation by what was used; nullopt: nothing. SHEAF_E_NOT_FOUND the second time.
  virtual Result<void> settle(std::uint64_t ticket, const std::optional<Amount>& used) = 0;
  virtual Result<std::vector<BudgetUse>> budget_used(std::string_view scope) = 0;  // empty: all

  // ---- housekeeping
  // Forgets works that no pipeline has listed, shown or carried since works_before_ms and nobody
  // labelled, with their marks: such a work counts as new when it comes back. Digests, finished
  // deliveries and ended runs of before then go too. Works of kept digests are kept. Cheap while no
  // run is that old.
  virtual Result<Pruned> prune(const Retention& retention, std::int64_t now_ms) = 0;
  virtual Result<Statistics> statistics() = 0;
  // A copy as of now in a new file, for trying things on; not inside a transaction.
  virtual Result<void> copy_to(const std::string& path) = 0;

 protected:
  friend class Transaction;
  static Transaction transaction(Store* store) { return Transaction(store); }
  virtual Result<void> end_transaction(bool commit) = 0;
};

struct OpenOptions {
  bool create = true;             // else a missing file is SHEAF_E_NOT_FOUND
  std::int64_t busy_ms = 30'000;  // how long a write waits for another process
};

// Opens or makes the file (mode 0600) and its folders (0700); brings an older schema up to date. A
// file that is not a store, is damaged or newer is refused and left as it is.
Result<std::unique_ptr<Store>> open(const std::string& path, const OpenOptions& options);

// Copies all that can be read into a fresh file that takes the place of `path`; the old one is kept
// as PATH.broken-N. Returns a report for the user: what was found wrong, what was saved, what was
// lost. Refused while any process has the store open.
Result<std::string> mend(const std::string& path);

// Held while a pipeline runs; released when destroyed or when the process dies.
class [[nodiscard]] RunLock {
 public:
  explicit RunLock(int file) : file_(file) {}
  RunLock(RunLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  RunLock& operator=(RunLock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~RunLock();

 private:
  int file_;
};

// At most one run of a pipeline at a time on a store: waits up to `wait_ms` for the other, then
// SHEAF_E_TRANSIENT saying who holds it (process, host, since when). SHEAF_E_CANCELLED if
// `cancelled` says so meanwhile. The lock is a file beside the store: PATH.PIPELINE.lock.
Result<RunLock> lock_run(const std::string& path, std::string_view pipeline, Clock& clock,
                         std::int64_t wait_ms, const std::function<bool()>& cancelled);

}  // namespace host::store
