// The store on SQLite: one connection behind one lock. Private to store/.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/db.h"
#include "store/store.h"

namespace host::store {

// Numbers for names that many rows repeat, remembered in memory.
class Names {
 public:
  // `find` gives the id of a name, `add` inserts one, `name` gives the name of an id.
  Names(Db& db, const char* find, const char* add, const char* name)
      : db_(db), find_(find), add_(add), name_(name) {}
  Result<std::int64_t> id(std::string_view name);                    // added if new
  Result<std::optional<std::int64_t>> known(std::string_view name);  // not added
  Result<std::string> name(std::int64_t id);                         // empty if there is none
  void forget();                                                     // after a rollback

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  Db& db_;
  const char *find_, *add_, *name_;
  std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>> ids_;
  std::unordered_map<std::int64_t, std::string> names_;
};

// Begins a function that has nothing to say of a pipeline or name that the store never met.
#define STORE_KNOWN(variable, names, name, otherwise)           \
  const auto variable = (names).known(name);                    \
  if (!(variable)) return ::tl::unexpected((variable).error()); \
  if (!*(variable)) return otherwise

class SqliteStore final : public Store {
 public:
  SqliteStore(RunLock open_lock, std::unique_ptr<Db> db)
      : open_lock_(std::move(open_lock)), db_(std::move(db)) {}

  Result<Transaction> begin(Durability durability) override;
  Result<std::vector<std::optional<Hit>>> find(std::span<const Key> keys) override;
  Result<std::optional<Row>> find_work(std::string_view id) override;
  Result<Work> load(Row row) override;
  Result<Row> insert(const Work& work, std::span<const Key> keys,
                     std::optional<std::uint64_t> title_key) override;
  Result<void> update(Row row, const Work& work, std::span<const Key> keys,
                      std::optional<std::uint64_t> title_key) override;
  Result<std::vector<Row>> rows_with_title_key(std::uint64_t title_key) override;
  Result<void> add_suggestion(Row a, Row b, std::string_view reason) override;
  Result<std::vector<Suggestion>> suggestions(Row row) override;
  Result<void> unite(Row keep, Row gone, UniteStamps stamps) override;
  Result<std::vector<std::string>> aliases(Row row) override;
  Result<void> arrive(std::string_view pipeline, Row row, std::int64_t now_ms) override;
  Result<std::vector<Row>> arrived_since(std::string_view pipeline, std::int64_t since_ms,
                                         const std::function<bool(Row)>& wanted) override;
  Result<std::optional<Arrival>> arrival(std::string_view pipeline, Row row) override;
  Result<void> mark_seen(std::string_view pipeline, std::string_view profile, Row row,
                         std::uint64_t stamp, std::string_view run, std::int64_t now_ms) override;
  Result<std::vector<Seen>> seen_by(std::string_view pipeline, Row row) override;
  Result<void> forget_seen(std::string_view pipeline, std::string_view profile) override;
  Result<void> set_carry(std::string_view pipeline, std::string_view profile, Row row,
                         std::string_view reason) override;
  Result<void> clear_carry(std::string_view pipeline, std::string_view profile, Row row) override;
  Result<std::vector<Carry>> carried(std::string_view pipeline) override;
  Result<std::optional<std::string>> score_get(std::string_view fingerprint,
                                               std::uint64_t text_hash) override;
  Result<void> score_put(std::string_view fingerprint, std::uint64_t text_hash,
                         std::string_view blob, std::int64_t now_ms) override;
  Result<std::optional<Cursor>> cursor(std::string_view pipeline, std::string_view source) override;
  Result<std::vector<CursorEntry>> cursors(std::string_view pipeline) override;
  Result<void> set_cursor(std::string_view pipeline, std::string_view source,
                          const Cursor& cursor) override;
  Result<void> reset_cursor(std::string_view pipeline, std::string_view source) override;
  Result<std::string> begin_run(std::string_view pipeline, std::string_view date,
                                std::int64_t now_ms) override;
  Result<void> update_run(const Run& run) override;
  Result<std::optional<Run>> run(std::string_view id) override;
  Result<std::vector<Run>> list_runs(std::string_view pipeline, std::size_t limit) override;
  Result<std::vector<std::string>> pipelines() override;
  Result<void> put_digest(std::string_view run, std::string_view profile, std::string_view blob,
                          std::int64_t shown_ms) override;
  Result<void> put_item(std::string_view run, std::string_view profile, const Item& item) override;
  Result<std::optional<std::string>> digest(std::string_view run,
                                            std::string_view profile) override;
  Result<std::vector<std::string>> digest_profiles(std::string_view run) override;
  Result<std::vector<Item>> items(std::string_view run, std::string_view profile) override;
  Result<void> for_each_item(const HistoryQuery& query,
                             const std::function<bool(const HistoryItem&)>& visit) override;
  Result<std::uint32_t> next_sequence(std::string_view pipeline, std::string_view profile,
                                      std::string_view step, std::string_view date) override;
  Result<void> add_delivery(const Delivery& delivery) override;
  Result<std::optional<Delivery>> delivery(std::string_view id) override;
  Result<std::vector<Delivery>> deliveries(const DeliveryFilter& filter) override;
  Result<std::vector<Delivery>> due(std::string_view pipeline, std::int64_t now_ms) override;
  Result<void> mark_delivered(std::string_view id) override;
  Result<void> mark_failed(std::string_view id, std::int64_t next_ms,
                           std::string_view error) override;
  Result<void> mark_dead(std::string_view id, std::string_view error) override;
  Result<void> retry(std::string_view id, std::int64_t now_ms) override;
  Result<void> drop(std::string_view id) override;
  Result<std::optional<std::string>> state_get(const StateScope& scope, std::string_view key,
                                               std::int64_t now_ms) override;
  Result<std::vector<std::string>> state_keys(const StateScope& scope, std::string_view prefix,
                                              std::int64_t now_ms) override;
  Result<std::vector<StateFound>> state_find(std::string_view pipeline, std::string_view step,
                                             std::string_view key, std::int64_t now_ms) override;
  Result<void> state_put(const StateScope& scope, std::string_view key, std::string_view value,
                         std::int64_t expires_ms) override;
  Result<void> state_remove(const StateScope& scope, std::string_view key) override;
  Result<void> state_reset(std::string_view pipeline, std::string_view step) override;
  Result<void> put_label(std::string_view pipeline, std::string_view profile, Row row, double value,
                         std::int64_t now_ms) override;
  Result<void> remove_label(std::string_view pipeline, std::string_view profile, Row row) override;
  Result<std::vector<Label>> labels(std::string_view pipeline, std::string_view profile) override;
  Result<void> put_in_library(std::string_view pipeline, std::string_view profile,
                              const LibraryPlace& place, const Work& work) override;
  Result<void> remove_from_library(std::string_view pipeline, std::string_view profile,
                                   std::string_view source, std::string_view record) override;
  Result<std::vector<LibraryPlace>> library(std::string_view pipeline,
                                            std::string_view profile) override;
  Result<Work> load_from_library(std::string_view pipeline, std::string_view profile,
                                 const LibraryPlace& place) override;
  Result<std::uint64_t> reserve(std::string_view scope, std::string_view run, const Limits& limits,
                                const Amount& most, std::string_view day,
                                std::string_view month) override;
  Result<void> settle(std::uint64_t ticket, const std::optional<Amount>& used) override;
  Result<std::vector<BudgetUse>> budget_used(std::string_view scope) override;
  Result<Pruned> prune(const Retention& retention, std::int64_t now_ms) override;
  Result<Statistics> statistics() override;
  Result<void> copy_to(const std::string& path) override;

 private:
  Result<void> end_transaction(bool commit) override;

  Result<void> open_transaction(const char* begin);
  void roll_back();

  // Runs `body` (a Result) under the lock; in a transaction a failure of the file dooms it.
  template <class Body>
  auto read(Body body) -> decltype(body()) {
    const std::lock_guard lock(mutex_);
    if (doomed_) return tl::unexpected(*doomed_);
    auto result = body();
    if (auto failure = db_->take_failure(); failure && in_transaction_) doomed_ = failure;
    return result;
  }
  // The same, in a transaction of its own if this thread has none.
  template <class Body>
  auto write(Body body) -> decltype(body()) {
    const std::lock_guard lock(mutex_);
    if (in_transaction_) return read(std::move(body));
    if (auto begun = open_transaction("BEGIN IMMEDIATE"); !begun)
      return tl::unexpected(std::move(begun.error()));
    auto result = body();
    if (!result) {
      roll_back();
      return result;
    }
    if (auto done = db_->run("COMMIT"); !done) {
      roll_back();
      return tl::unexpected(std::move(done.error()));
    }
    return result;
  }

  // What a row means now, and the parts of several public functions; all under the lock.
  Result<Row> actual(Row row);
  Result<void> put_keys(Row row, std::span<const Key> keys);
  Result<std::optional<Row>> row_of_key(std::string_view key, bool* weak);
  Result<void> move_to(Row keep, Row gone, UniteStamps stamps);
  Result<std::int64_t> run_row(std::string_view run);
  Result<void> charge(std::string_view scope, std::string_view run, std::string_view day,
                      std::string_view month, const Amount& amount, std::int64_t sign);
  Result<std::vector<Item>> page_of_items(std::int64_t run, std::int64_t profile,
                                          std::int64_t after, std::size_t limit);
  template <class... Args>
  Result<void> change_delivery(const char* sql, std::string_view id, const Args&... args);
  Result<bool> old_runs(std::int64_t before_ms);
  Result<void> collect_kept(std::int64_t before_ms);
  Result<std::uint64_t> count(const char* sql);

  std::recursive_mutex mutex_;  // held by the thread that has a Transaction
  RunLock open_lock_;
  std::unique_ptr<Db> db_;
  bool in_transaction_ = false;
  bool full_sync_ = false;
  std::optional<Error> doomed_;  // the failure that ended the transaction
  std::optional<Row> newest_;    // inserted by this transaction and united with nothing yet
  std::string buffer_;           // for encoding
  Names pipelines_{*db_, "SELECT id FROM pipelines WHERE name = ?1",
                   "INSERT INTO pipelines(name) VALUES(?1)",
                   "SELECT name FROM pipelines WHERE id = ?1"};
  Names names_{*db_, "SELECT id FROM names WHERE name = ?1", "INSERT INTO names(name) VALUES(?1)",
               "SELECT name FROM names WHERE id = ?1"};
  Names runs_{*db_, "SELECT row FROM runs WHERE id = ?1", nullptr,
              "SELECT id FROM runs WHERE row = ?1"};
};

}  // namespace host::store
