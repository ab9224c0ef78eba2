// The functions of a store one by one, each in a transaction of its own or within a given one; and
// works to put in.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/store.h"

namespace host::store::testing {

template <class T>
T must(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().message;
    std::abort();
  }
  return std::move(*result);
}
inline void must(Result<void> result) {
  ASSERT_TRUE(result) << result.error().message;
}

class Calls {
 public:
  explicit Calls(Store& store) : store_(&store) {}
  explicit Calls(Session& session) : session_(&session) {}

  // Runs `body(Calls&)` in one transaction.
  template <class Body>
  Result<void> all(Durability durability, Body body) {
    return store_->in_transaction(durability, [&](Session& s) -> Result<void> {
      Calls inside(s);
      return body(inside);
    });
  }
  Store& raw() { return *store_; }

  Result<std::vector<std::optional<Hit>>> find(std::span<const Key> keys) {
    return get([&](Session& s) { return s.works().find(keys); });
  }
  Result<std::optional<WorkId>> find_work(std::string_view id) {
    return get([&](Session& s) { return s.works().find_work(id); });
  }
  Result<Work> load(WorkId row) {
    return get([&](Session& s) { return s.works().load(row); });
  }
  Result<Claim> claim(const Work& work, std::span<const Key> keys,
                      std::optional<std::uint64_t> title_key) {
    return put([&](Session& s) { return s.works().claim(work, keys, title_key); });
  }
  Result<void> update(WorkId row, const Work& work, std::span<const Key> keys,
                      std::optional<std::uint64_t> title_key) {
    return put([&](Session& s) { return s.works().update(row, work, keys, title_key); });
  }
  Result<std::vector<WorkId>> with_title_key(std::uint64_t key) {
    return get([&](Session& s) { return s.works().with_title_key(key); });
  }
  Result<void> add_suggestion(WorkId a, WorkId b, std::string_view reason) {
    return put([&](Session& s) { return s.works().add_suggestion(a, b, reason); });
  }
  Result<std::vector<Suggestion>> suggestions(WorkId row) {
    return get([&](Session& s) { return s.works().suggestions(row); });
  }
  Result<void> unite(WorkId keep, WorkId gone, UniteStamps stamps) {
    return put([&](Session& s) { return s.works().unite(keep, gone, stamps); });
  }
  Result<std::vector<std::string>> aliases(WorkId row) {
    return get([&](Session& s) { return s.works().aliases(row); });
  }
  Result<void> arrive(std::string_view pipeline, WorkId row, std::int64_t now_ms) {
    return put([&](Session& s) { return s.works().arrive(pipeline, row, now_ms); });
  }
  Result<std::vector<WorkId>> arrived_since(std::string_view pipeline, std::int64_t since_ms,
                                            std::optional<WorkId> after = std::nullopt,
                                            std::size_t limit = SIZE_MAX) {
    return get(
        [&](Session& s) { return s.works().arrived_since(pipeline, since_ms, after, limit); });
  }
  Result<std::optional<Arrival>> arrival(std::string_view pipeline, WorkId row) {
    return get([&](Session& s) { return s.works().arrival(pipeline, row); });
  }
  Result<void> mark_seen(std::string_view pipeline, std::string_view profile, WorkId row,
                         std::uint64_t stamp, std::string_view run, std::int64_t now_ms) {
    return put([&](Session& s) {
      return s.readers().mark_seen(pipeline, profile, row, stamp, run, now_ms);
    });
  }
  Result<std::vector<Seen>> seen_by(std::string_view pipeline, WorkId row) {
    return get([&](Session& s) { return s.readers().seen_by(pipeline, row); });
  }
  Result<void> set_carry(std::string_view pipeline, std::string_view profile, WorkId row,
                         std::string_view reason) {
    return put([&](Session& s) { return s.readers().set_carry(pipeline, profile, row, reason); });
  }
  Result<void> clear_carry(std::string_view pipeline, std::string_view profile, WorkId row) {
    return put([&](Session& s) { return s.readers().clear_carry(pipeline, profile, row); });
  }
  Result<std::vector<Carry>> carried(std::string_view pipeline) {
    return get([&](Session& s) { return s.readers().carried(pipeline); });
  }
  Result<void> put_label(std::string_view pipeline, std::string_view profile, WorkId row,
                         double value, std::int64_t now_ms) {
    return put(
        [&](Session& s) { return s.readers().put_label(pipeline, profile, row, value, now_ms); });
  }
  Result<void> remove_label(std::string_view pipeline, std::string_view profile, WorkId row) {
    return put([&](Session& s) { return s.readers().remove_label(pipeline, profile, row); });
  }
  Result<std::vector<Label>> labels(std::string_view pipeline, std::string_view profile) {
    return get([&](Session& s) { return s.readers().labels(pipeline, profile); });
  }
  Result<std::optional<std::string>> score_get(std::string_view fingerprint, std::uint64_t hash) {
    return get([&](Session& s) { return s.memory().score(fingerprint, hash); });
  }
  Result<void> score_put(std::string_view fingerprint, std::uint64_t hash, std::string_view blob,
                         std::int64_t now_ms) {
    return put([&](Session& s) { return s.memory().put_score(fingerprint, hash, blob, now_ms); });
  }
  Result<std::optional<Cursor>> cursor(std::string_view pipeline, std::string_view source) {
    return get([&](Session& s) { return s.runs().cursor(pipeline, source); });
  }
  Result<std::vector<CursorEntry>> cursors(std::string_view pipeline) {
    return get([&](Session& s) { return s.runs().cursors(pipeline); });
  }
  Result<void> reset_cursor(std::string_view pipeline, std::string_view source) {
    return put([&](Session& s) { return s.runs().reset_cursor(pipeline, source); });
  }
  Result<std::string> begin_run(std::string_view pipeline, std::string_view date,
                                std::int64_t now_ms) {
    return put([&](Session& s) { return s.runs().begin(pipeline, date, now_ms); });
  }
  Result<void> update_run(const Run& run) {
    return put([&](Session& s) { return s.runs().update(run); });
  }
  Result<std::optional<Run>> run(std::string_view id) {
    return get([&](Session& s) { return s.runs().find(id); });
  }
  Result<std::vector<Run>> list_runs(std::string_view pipeline, std::size_t limit) {
    return get([&](Session& s) { return s.runs().list(pipeline, limit); });
  }
  Result<std::vector<std::string>> pipelines() {
    return get([&](Session& s) { return s.runs().pipelines(); });
  }
  Result<void> put_digest(std::string_view run, std::string_view profile, std::string_view blob,
                          std::int64_t shown_ms, const std::vector<Item>& items = {}) {
    return put([&](Session& s) { return s.digests().put(run, profile, blob, items, shown_ms); });
  }
  Result<std::optional<std::string>> digest(std::string_view run, std::string_view profile) {
    return get([&](Session& s) { return s.digests().find(run, profile); });
  }
  Result<std::vector<std::string>> digest_profiles(std::string_view run) {
    return get([&](Session& s) { return s.digests().profiles(run); });
  }
  Result<std::vector<Item>> items(std::string_view run, std::string_view profile) {
    return get([&](Session& s) { return s.digests().items(run, profile); });
  }
  Result<HistoryPage> history(const HistoryQuery& query, std::string_view from) {
    return get([&](Session& s) { return s.digests().history(query, from); });
  }
  Result<std::uint32_t> next_sequence(std::string_view pipeline, std::string_view profile,
                                      std::string_view step, std::string_view date) {
    return get([&](Session& s) { return s.outbox().next_sequence(pipeline, profile, step, date); });
  }
  Result<void> add_delivery(const Delivery& delivery) {
    return put([&](Session& s) { return s.outbox().add(delivery); });
  }
  Result<std::vector<Delivery>> deliveries(std::string_view pipeline, DeliveryState state) {
    return get([&](Session& s) { return s.outbox().list(pipeline, state); });
  }
  Result<std::vector<Delivery>> due(std::string_view pipeline, std::int64_t now_ms,
                                    std::int64_t latest_ms = INT64_MAX) {
    return get([&](Session& s) { return s.outbox().due(pipeline, now_ms, latest_ms); });
  }
  Result<void> begin(std::string_view id, std::string_view error) {
    return put([&](Session& s) { return s.outbox().begin(id, error); });
  }
  Result<void> undo(std::string_view id, std::string_view error) {
    return put([&](Session& s) { return s.outbox().undo(id, error); });
  }
  Result<void> mark_delivered(std::string_view id) {
    return put([&](Session& s) { return s.outbox().mark_delivered(id); });
  }
  Result<void> mark_failed(std::string_view id, std::int64_t next_ms, std::string_view error) {
    return put([&](Session& s) { return s.outbox().mark_failed(id, next_ms, error); });
  }
  Result<void> mark_dead(std::string_view id, std::string_view error) {
    return put([&](Session& s) { return s.outbox().mark_dead(id, error); });
  }
  Result<void> retry(std::string_view id, std::int64_t now_ms) {
    return put([&](Session& s) { return s.outbox().retry(id, now_ms); });
  }
  Result<void> drop(std::string_view id) {
    return put([&](Session& s) { return s.outbox().drop(id); });
  }
  Result<std::optional<std::string>> state_get(const StateScope& scope, std::string_view key,
                                               std::int64_t now_ms) {
    return get([&](Session& s) { return s.state().get(scope, key, now_ms); });
  }
  Result<std::vector<std::string>> state_keys(const StateScope& scope, std::string_view prefix,
                                              std::int64_t now_ms) {
    return get([&](Session& s) { return s.state().keys(scope, prefix, now_ms); });
  }
  Result<void> state_put(const StateScope& scope, std::string_view key, std::string_view value,
                         std::int64_t expires_ms) {
    return put([&](Session& s) { return s.state().put(scope, key, value, expires_ms); });
  }
  Result<void> state_remove(const StateScope& scope, std::string_view key) {
    return put([&](Session& s) { return s.state().remove(scope, key); });
  }
  Result<void> state_reset(std::string_view pipeline, std::string_view step) {
    return put([&](Session& s) { return s.state().reset(pipeline, step); });
  }
  Result<void> put_in_library(std::string_view pipeline, std::string_view profile,
                              const LibraryPlace& place, const Work& work) {
    return put([&](Session& s) { return s.library().put(pipeline, profile, place, work); });
  }
  Result<void> remove_from_library(std::string_view pipeline, std::string_view profile,
                                   std::string_view source, std::string_view record) {
    return put([&](Session& s) { return s.library().remove(pipeline, profile, source, record); });
  }
  Result<std::vector<LibraryPlace>> library(std::string_view pipeline, std::string_view profile) {
    return get([&](Session& s) { return s.library().list(pipeline, profile); });
  }
  Result<Work> load_from_library(std::string_view pipeline, std::string_view profile,
                                 const LibraryPlace& place) {
    return get([&](Session& s) { return s.library().load(pipeline, profile, place); });
  }
  Result<std::uint64_t> reserve(std::string_view scope, std::string_view run, const Budget& limits,
                                const Amount& most, std::string_view day, std::string_view month) {
    return put(
        [&](Session& s) { return s.budgets().reserve(scope, run, limits, most, day, month); });
  }
  Result<void> settle(std::uint64_t ticket, const std::optional<Amount>& used) {
    return put([&](Session& s) { return s.budgets().settle(ticket, used); });
  }
  Result<std::vector<BudgetUse>> budget_used(std::string_view scope) {
    return get([&](Session& s) { return s.budgets().used(scope); });
  }
  // Of a work that nobody else has.
  Result<WorkId> insert(const Work& work, std::span<const Key> keys,
                        std::optional<std::uint64_t> title_key) {
    TRY_ASSIGN(const Claim made, claim(work, keys, title_key));
    if (!made.work) return fail(SHEAF_E_INTERNAL, "somebody has it");
    return *made.work;
  }
  // In whatever state.
  Result<std::vector<Delivery>> deliveries() {
    std::vector<Delivery> all;
    for (const auto state : {DeliveryState::pending, DeliveryState::delivered, DeliveryState::dead,
                             DeliveryState::dropped}) {
      TRY_ASSIGN(auto some, deliveries("", state));
      all.insert(all.end(), some.begin(), some.end());
    }
    return all;
  }
  Result<std::optional<Delivery>> delivery(std::string_view id) {
    TRY_ASSIGN(const auto all, deliveries());
    for (const Delivery& d : all) {
      if (d.id() == id) return d;
    }
    return std::nullopt;
  }
  // Whatever it was before.
  Result<void> set_cursor(std::string_view pipeline, std::string_view source, const Cursor& to) {
    return put([&](Session& s) -> Result<void> {
      TRY_ASSIGN(const auto now, s.runs().cursor(pipeline, source));
      return s.runs().set_cursor(pipeline, source, now, to);
    });
  }
  Result<Statistics> statistics() { return store_->statistics(); }
  Result<void> prune(std::optional<std::int64_t> before_ms, std::int64_t now_ms) {
    return store_->prune(before_ms, now_ms);
  }

 private:
  template <class Body>
  std::invoke_result_t<Body, Session&> get(Body body) {
    return session_ != nullptr ? body(*session_) : store_->read(body);
  }
  template <class Body>
  std::invoke_result_t<Body, Session&> put(Body body) {
    return session_ != nullptr ? body(*session_)
                               : store_->in_transaction(Durability::process, body);
  }
  Store* store_ = nullptr;
  Session* session_ = nullptr;
};

inline Work work(const std::string& id) {
  Work w;
  w.id = w.record.id = id;
  w.record.title = "Title of " + id;
  w.record.abstract = std::string(500, 'a');
  const std::size_t colon = id.find(':');
  w.record.identifiers = {{id.substr(0, colon), id.substr(colon + 1)}};
  return w;
}

inline std::vector<Key> strong(std::initializer_list<const char*> texts) {
  std::vector<Key> keys;
  for (const char* text : texts) keys.push_back({text, false});
  return keys;
}

inline WorkId put(Calls& store, const std::string& id) {
  const std::vector<Key> keys = {{id, false}};
  return must(store.insert(work(id), keys, std::nullopt));
}

inline std::uint64_t or_stamps(std::uint64_t a, std::uint64_t b) {
  return a | b;
}

}  // namespace host::store::testing
