// The subjects of a store over one connection. What each function does stands in store/*.h. Private
// to store/sqlite/.
#pragma once

#include "store/sqlite/connection.h"
#include "store/store.h"

namespace host::store {

class SqliteWorks final : public Works {
 public:
  explicit SqliteWorks(Connection& connection) : c_(connection) {}
  using Works::load;
  Result<std::vector<std::optional<Hit>>> find(std::span<const Key> keys) override;
  Result<std::vector<WorkId>> by_age(std::vector<WorkId> works) override;
  Result<std::optional<WorkId>> find_work(std::string_view id) override;
  Result<std::vector<std::optional<Work>>> load(std::span<const WorkId> rows) override;
  Result<Claim> claim(const Work& work, std::span<const Key> keys,
                      std::optional<std::uint64_t> title_key) override;
  Result<void> update(WorkId row, const Work& work, std::span<const Key> keys,
                      std::optional<std::uint64_t> title_key) override;
  Result<std::vector<WorkId>> with_title_key(std::uint64_t title_key) override;
  Result<void> add_suggestion(WorkId a, WorkId b, std::string_view reason) override;
  Result<std::vector<Suggestion>> suggestions(WorkId row) override;
  Result<void> unite(WorkId keep, WorkId gone, UniteStamps stamps) override;
  Result<std::vector<std::string>> aliases(WorkId row) override;
  Result<void> arrive(std::string_view pipeline, WorkId row, std::int64_t now_ms) override;
  Result<std::vector<WorkId>> arrived_since(std::string_view pipeline, std::int64_t since_ms,
                                            std::optional<WorkId> after,
                                            std::size_t limit) override;
  Result<std::optional<Arrival>> arrival(std::string_view pipeline, WorkId row) override;

 private:
  Result<std::optional<WorkId>> row_of_key(std::string_view key, bool* weak);
  Result<void> put_keys(WorkId row, std::span<const Key> keys);
  Result<void> move_to(WorkId keep, WorkId gone, UniteStamps stamps);
  Connection& c_;
};

class SqliteReaders final : public Readers {
 public:
  explicit SqliteReaders(Connection& connection) : c_(connection) {}
  using Readers::seen_by;
  Result<void> mark_seen(std::string_view pipeline, std::string_view profile, WorkId row,
                         std::uint64_t stamp, std::string_view run, std::int64_t now_ms) override;
  Result<std::vector<std::vector<Seen>>> seen_by(std::string_view pipeline,
                                                 std::span<const WorkId> rows) override;
  Result<void> set_carry(std::string_view pipeline, std::string_view profile, WorkId row,
                         std::string_view reason) override;
  Result<void> clear_carry(std::string_view pipeline, std::string_view profile,
                           WorkId row) override;
  Result<std::vector<Carry>> carried(std::string_view pipeline) override;
  Result<void> put_label(std::string_view pipeline, std::string_view profile, WorkId row,
                         double value, std::int64_t now_ms) override;
  Result<void> remove_label(std::string_view pipeline, std::string_view profile,
                            WorkId row) override;
  Result<std::vector<Label>> labels(std::string_view pipeline, std::string_view profile) override;

 private:
  Connection& c_;
};

class SqliteRuns final : public Runs {
 public:
  explicit SqliteRuns(Connection& connection) : c_(connection) {}
  Result<std::string> begin(std::string_view pipeline, std::string_view date,
                            std::int64_t now_ms) override;
  Result<void> update(const Run& run) override;
  Result<std::optional<Run>> find(std::string_view id) override;
  Result<std::vector<Run>> list(std::string_view pipeline, std::size_t limit) override;
  Result<std::vector<std::string>> pipelines() override;
  Result<std::optional<Cursor>> cursor(std::string_view pipeline, std::string_view source) override;
  Result<std::vector<CursorEntry>> cursors(std::string_view pipeline) override;
  Result<void> set_cursor(std::string_view pipeline, std::string_view source,
                          const std::optional<Cursor>& begun_from, const Cursor& cursor) override;
  Result<void> reset_cursor(std::string_view pipeline, std::string_view source) override;

 private:
  Connection& c_;
};

class SqliteDigests final : public Digests {
 public:
  explicit SqliteDigests(Connection& connection) : c_(connection) {}
  Result<void> put(std::string_view run, std::string_view profile, std::string_view blob,
                   std::span<const Item> items, std::int64_t shown_ms) override;
  Result<std::optional<std::string>> find(std::string_view run, std::string_view profile) override;
  Result<std::vector<std::string>> profiles(std::string_view run) override;
  Result<std::vector<Item>> items(std::string_view run, std::string_view profile) override;
  Result<HistoryPage> history(const HistoryQuery& query, std::string_view from) override;

 private:
  Connection& c_;
};

class SqliteOutbox final : public Outbox {
 public:
  explicit SqliteOutbox(Connection& connection) : c_(connection) {}
  Result<std::uint32_t> next_sequence(std::string_view pipeline, std::string_view profile,
                                      std::string_view step, std::string_view date) override;
  Result<void> add(const Delivery& delivery) override;
  Result<std::vector<Delivery>> list(std::string_view pipeline, DeliveryState state) override;
  Result<std::vector<Delivery>> due(std::string_view pipeline, std::int64_t now_ms) override;
  Result<void> mark_delivered(std::string_view id) override;
  Result<void> mark_failed(std::string_view id, std::int64_t next_ms,
                           std::string_view error) override;
  Result<void> mark_dead(std::string_view id, std::string_view error) override;
  Result<void> retry(std::string_view id, std::int64_t now_ms) override;
  Result<void> drop(std::string_view id) override;

 private:
  template <class... Args>
  Result<void> change_delivery(const char* sql, std::string_view id, const Args&... args);
  Connection& c_;
};

class SqliteState final : public State {
 public:
  explicit SqliteState(Connection& connection) : c_(connection) {}
  Result<std::optional<std::string>> get(const StateScope& scope, std::string_view key,
                                         std::int64_t now_ms) override;
  Result<std::vector<std::string>> keys(const StateScope& scope, std::string_view prefix,
                                        std::int64_t now_ms) override;
  Result<void> put(const StateScope& scope, std::string_view key, std::string_view value,
                   std::int64_t expires_ms) override;
  Result<void> remove(const StateScope& scope, std::string_view key) override;
  Result<void> reset(std::string_view pipeline, std::string_view step) override;

 private:
  Connection& c_;
};

class SqliteMemory final : public Memory {
 public:
  explicit SqliteMemory(Connection& connection) : c_(connection) {}
  Result<std::optional<std::string>> score(std::string_view fingerprint,
                                           std::uint64_t text_hash) override;
  Result<void> put_score(std::string_view fingerprint, std::uint64_t text_hash,
                         std::string_view blob, std::int64_t now_ms) override;
  Result<bool> was_asked(std::string_view pipeline, std::string_view enricher,
                         std::string_view work, std::int64_t now_ms) override;
  Result<void> put_asked(std::string_view pipeline, std::string_view enricher,
                         std::string_view work, std::int64_t until_ms) override;
  Result<std::optional<std::string>> sections(std::string_view pipeline, std::string_view editor,
                                              std::string_view key, std::int64_t now_ms) override;
  Result<void> put_sections(std::string_view pipeline, std::string_view editor,
                            std::string_view key, std::string_view blob,
                            std::int64_t until_ms) override;
  Result<std::vector<std::string>> receivers(std::string_view pipeline, std::string_view output,
                                             std::string_view key, std::int64_t now_ms) override;
  Result<void> put_receiver(std::string_view pipeline, std::string_view output,
                            std::string_view key, std::string_view address,
                            std::int64_t until_ms) override;
  Result<void> put_exchange(std::string_view pipeline, const Exchange& exchange,
                            const std::vector<std::string>& works, std::int64_t until_ms) override;
  Result<std::vector<Exchange>> exchanges(std::string_view pipeline, std::string_view step,
                                          std::string_view work, std::int64_t now_ms) override;

 private:
  Connection& c_;
};

class SqliteBudgets final : public Budgets {
 public:
  explicit SqliteBudgets(Connection& connection) : c_(connection) {}
  Result<std::uint64_t> reserve(std::string_view scope, std::string_view run, const Budget& limits,
                                const Amount& most, std::string_view day,
                                std::string_view month) override;
  Result<void> settle(std::uint64_t ticket, const std::optional<Amount>& used) override;
  Result<std::vector<BudgetUse>> used(std::string_view scope) override;

 private:
  Result<void> charge(std::string_view scope, std::string_view run, std::string_view day,
                      std::string_view month, const Amount& amount, std::int64_t sign);
  Connection& c_;
};

class SqliteLibrary final : public Library {
 public:
  explicit SqliteLibrary(Connection& connection) : c_(connection) {}
  Result<void> put(std::string_view pipeline, std::string_view profile, const LibraryPlace& place,
                   const Work& work) override;
  Result<void> remove(std::string_view pipeline, std::string_view profile, std::string_view source,
                      std::string_view record) override;
  Result<std::vector<LibraryPlace>> list(std::string_view pipeline,
                                         std::string_view profile) override;
  Result<Work> load(std::string_view pipeline, std::string_view profile,
                    const LibraryPlace& place) override;

 private:
  Connection& c_;
};

class SqliteSession final : public Session {
 public:
  explicit SqliteSession(Connection& c)
      : works_(c),
        readers_(c),
        runs_(c),
        digests_(c),
        outbox_(c),
        state_(c),
        memory_(c),
        budgets_(c),
        library_(c) {}
  Works& works() override { return works_; }
  Readers& readers() override { return readers_; }
  Runs& runs() override { return runs_; }
  Digests& digests() override { return digests_; }
  Outbox& outbox() override { return outbox_; }
  State& state() override { return state_; }
  Memory& memory() override { return memory_; }
  Budgets& budgets() override { return budgets_; }
  Library& library() override { return library_; }

 private:
  SqliteWorks works_;
  SqliteReaders readers_;
  SqliteRuns runs_;
  SqliteDigests digests_;
  SqliteOutbox outbox_;
  SqliteState state_;
  SqliteMemory memory_;
  SqliteBudgets budgets_;
  SqliteLibrary library_;
};

}  // namespace host::store
