#include "services/store_services.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "identity/identity.h"
#include "services/stored_digest.h"
#include "plugin/record_view.h"
#include "report/digest_view.h"

namespace host::pipeline {

using plugin::abi;
using plugin::view;

namespace {

constexpr std::size_t kKeyMax = 1024;
constexpr std::size_t kValueMax = 4u << 20;

sheaf_status tell(const sheaf_call* call, const Error& error) {
  return call->fail(call, error.code, error.retry_after_ms, abi(error.message));
}

sheaf_status tell(const sheaf_call* call, sheaf_status code, std::string message) {
  return tell(call, Error{code, std::move(message), 0});
}

}  // namespace

// ---- state -----------------------------------------------------------------------------------

bool RunState::alive(const std::optional<Value>& value) {
  return value && (value->expires_ms == SHEAF_TIME_UNKNOWN || value->expires_ms > clock_.now_ms());
}

Result<std::optional<std::string>> RunState::get(const Scope& scope, const std::string& key) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto it = written_.find({scope, key}); it != written_.end()) {
      return alive(it->second) ? std::optional(it->second->bytes) : std::nullopt;
    }
  }
  return store_.state_get(in_store(scope), key, clock_.now_ms());
}

void RunState::put(const Scope& scope, const std::string& key, std::string value,
                   std::int64_t expires_ms) {
  const std::lock_guard lock(mutex_);
  written_[{scope, key}] = Value{std::move(value), expires_ms};
}

void RunState::remove(const Scope& scope, const std::string& key) {
  const std::lock_guard lock(mutex_);
  written_[{scope, key}] = std::nullopt;
}

Result<void> RunState::put_at_once(const Scope& scope, const std::string& key,
                                   std::string_view value, std::int64_t expires_ms) {
  return store_.state_put(in_store(scope), key, value, expires_ms);
}

Result<void> RunState::remove_at_once(const Scope& scope, const std::string& key) {
  return store_.state_remove(in_store(scope), key);
}

Result<std::vector<std::string>> RunState::keys(const Scope& scope, const std::string& prefix) {
  auto stored = store_.state_keys(in_store(scope), prefix, clock_.now_ms());
  if (!stored) return stored;
  std::set<std::string> all(stored->begin(), stored->end());
  const std::lock_guard lock(mutex_);
  for (auto it = written_.lower_bound({scope, prefix}); it != written_.end(); ++it) {
    if (it->first.first != scope || !it->first.second.starts_with(prefix)) break;
    if (alive(it->second)) {
      all.insert(it->first.second);
    } else {
      all.erase(it->first.second);
    }
  }
  return std::vector<std::string>(all.begin(), all.end());
}

Result<void> RunState::commit() {
  const std::lock_guard lock(mutex_);
  for (const auto& [at, value] : written_) {
    const auto& [scope, key] = at;
    auto ok = value ? store_.state_put(in_store(scope), key, value->bytes, value->expires_ms)
                    : store_.state_remove(in_store(scope), key);
    if (!ok) return ok;
  }
  return {};
}

struct StateAbi {
  static const StateService& of(const sheaf_state* s) {
    return *static_cast<const StateService*>(s);
  }
  static RunState::Scope scope(const sheaf_state* s, sheaf_str profile) {
    return {of(s).component_, of(s).step_, std::string(view(profile))};
  }
  static sheaf_status get(const sheaf_state* s, const sheaf_call* call, sheaf_str profile,
                          sheaf_str key, const sheaf_string_sink* sink) {
    auto value = of(s).state_.get(scope(s, profile), std::string(view(key)));
    if (!value) return tell(call, value.error());
    if (!*value) return SHEAF_E_NOT_FOUND;
    return sink->put(sink, abi(**value));
  }
  static sheaf_status put(const sheaf_state* s, const sheaf_call* call, sheaf_str profile,
                          sheaf_str key, sheaf_str value, std::int64_t expires_ms) {
    if (key.len == 0 || key.len > kKeyMax || value.len > kValueMax) {
      return tell(
          call, SHEAF_E_INTERNAL,
          fmt::format("state: a key has 1 to {} bytes, a value at most {}", kKeyMax, kValueMax));
    }
    if (of(s).stored_ == StateService::Stored::at_once) {
      return told(call, of(s).state_.put_at_once(scope(s, profile), std::string(view(key)),
                                                 view(value), expires_ms));
    }
    of(s).state_.put(scope(s, profile), std::string(view(key)), std::string(view(value)),
                     expires_ms);
    return SHEAF_OK;
  }
  static sheaf_status remove(const sheaf_state* s, const sheaf_call* call, sheaf_str profile,
                             sheaf_str key) {
    if (of(s).stored_ == StateService::Stored::at_once) {
      return told(call, of(s).state_.remove_at_once(scope(s, profile), std::string(view(key))));
    }
    of(s).state_.remove(scope(s, profile), std::string(view(key)));
    return SHEAF_OK;
  }
  static sheaf_status told(const sheaf_call* call, const Result<void>& done) {
    return done ? sheaf_status{SHEAF_OK} : tell(call, done.error());
  }
  static sheaf_status keys(const sheaf_state* s, const sheaf_call* call, sheaf_str profile,
                           sheaf_str prefix, const sheaf_string_sink* sink) {
    auto all = of(s).state_.keys(scope(s, profile), std::string(view(prefix)));
    if (!all) return tell(call, all.error());
    for (const std::string& key : *all) {
      const sheaf_status status = sink->put(sink, abi(key));
      if (status != SHEAF_OK) return status < 0 ? status : sheaf_status{SHEAF_OK};
    }
    return SHEAF_OK;
  }
};

StateService::StateService(RunState& state, std::string component, std::string step, Stored stored)
    : sheaf_state{},
      state_(state),
      component_(std::move(component)),
      step_(std::move(step)),
      stored_(stored) {
  struct_size = sizeof(sheaf_state);
  get = &StateAbi::get;
  put = &StateAbi::put;
  remove = &StateAbi::remove;
  keys = &StateAbi::keys;
}

// ---- history ---------------------------------------------------------------------------------

struct HistoryAbi {
  static sheaf_status items(const sheaf_history* self, const sheaf_call* call,
                            const sheaf_history_query* query,
                            sheaf_status (*visit)(void*, const sheaf_history_entry*),
                            void* context) {
    const auto& history = *static_cast<const HistoryService*>(self);
    store::HistoryQuery q;
    q.pipeline = history.pipeline_;
    q.profile = view(query->profile);
    q.since_ms = query->since_ms;
    if (query->until_ms != SHEAF_TIME_UNKNOWN) q.until_ms = query->until_ms;
    sheaf_status status = SHEAF_OK;
    const auto ok = history.store_.for_each_item(q, [&](const store::HistoryItem& stored) {
      if (call->is_cancelled(call) != 0) {
        status = tell(call, SHEAF_E_CANCELLED, "cancelled");
        return false;
      }
      auto item = report::decode_item(stored.item.blob);
      if (!item) {
        status = tell(call, item.error());
        return false;
      }
      const report::ItemView item_view(*item);
      sheaf_history_entry entry{};
      entry.struct_size = sizeof entry;
      entry.item = item_view.get();
      entry.profile = abi(stored.profile);
      entry.run_id = abi(stored.run);
      entry.date = abi(stored.date);
      entry.shown_ms = stored.shown_ms;
      const sheaf_status s = visit(context, &entry);
      if (s < 0) status = s;
      return s == SHEAF_OK;
    });
    if (!ok) return tell(call, ok.error());
    return status;
  }

  static sheaf_status digests(const sheaf_history* self, const sheaf_call* call,
                              const sheaf_history_query* query,
                              sheaf_status (*visit)(void*, const sheaf_run*, const sheaf_digest*),
                              void* context) {
    const auto& history = *static_cast<const HistoryService*>(self);
    auto runs = history.store_.list_runs(history.pipeline_, SIZE_MAX);
    if (!runs) return tell(call, runs.error());
    for (auto run = runs->rbegin(); run != runs->rend(); ++run) {
      if (query->since_ms != SHEAF_TIME_UNKNOWN && run->started_ms < query->since_ms) continue;
      if (query->until_ms != SHEAF_TIME_UNKNOWN && run->started_ms >= query->until_ms) continue;
      auto profiles = history.store_.digest_profiles(run->id);
      if (!profiles) return tell(call, profiles.error());
      if (profiles->empty()) continue;
      auto facts = load_facts(history.store_, run->id);
      if (!facts) return tell(call, facts.error());
      const report::RunView run_view(*facts);
      for (const std::string& profile : *profiles) {
        if (query->profile.len != 0 && view(query->profile) != profile) continue;
        if (call->is_cancelled(call) != 0) return tell(call, SHEAF_E_CANCELLED, "cancelled");
        auto told = load_digest(history.store_, run->id, profile);
        if (!told) return tell(call, told.error());
        const sheaf_status s =
            visit(context, run_view.get(), report::DigestView(told->digest, told->items).get());
        if (s != SHEAF_OK) return s < 0 ? s : sheaf_status{SHEAF_OK};
      }
    }
    return SHEAF_OK;
  }

  static sheaf_status works(const sheaf_history* self, const sheaf_call* call,
                            std::int64_t since_ms,
                            sheaf_status (*visit)(void*, const sheaf_history_work*),
                            void* context) {
    const auto& history = *static_cast<const HistoryService*>(self);
    auto rows =
        history.store_.arrived_since(history.pipeline_, since_ms, [](store::Row) { return true; });
    if (!rows) return tell(call, rows.error());
    for (const store::Row row : *rows) {
      if (call->is_cancelled(call) != 0) return tell(call, SHEAF_E_CANCELLED, "cancelled");
      auto work = history.store_.load(row);
      if (!work && work.error().code == SHEAF_E_NOT_FOUND) continue;  // pruned meanwhile
      if (!work) return tell(call, work.error());
      auto arrival = history.store_.arrival(history.pipeline_, row);
      if (!arrival) return tell(call, arrival.error());
      std::vector<sheaf_str> sources;
      for (const Place& p : work->places) {
        const bool again = std::any_of(sources.begin(), sources.end(),
                                       [&](const sheaf_str& s) { return view(s) == p.source; });
        if (!again) sources.push_back(abi(p.source));
      }
      const plugin::RecordView record(work->record);
      sheaf_history_work told{};
      told.struct_size = sizeof told;
      told.work = record.get();
      told.sources = sources.data();
      told.source_count = sources.size();
      told.listed_ms = *arrival ? (*arrival)->first_ms : SHEAF_TIME_UNKNOWN;
      const sheaf_status s = visit(context, &told);
      if (s != SHEAF_OK) return s < 0 ? s : sheaf_status{SHEAF_OK};
    }
    return SHEAF_OK;
  }
};

HistoryService::HistoryService(store::Store& store, std::string pipeline)
    : sheaf_history{}, store_(store), pipeline_(std::move(pipeline)) {
  struct_size = sizeof(sheaf_history);
  items = &HistoryAbi::items;
  digests = &HistoryAbi::digests;
  works = &HistoryAbi::works;
}

// ---- feedback --------------------------------------------------------------------------------

// One label as it is handed over: of a work of the store, or of an entry of the reader's library.
struct Told {
  std::int64_t at_ms = 0;
  double value = 1;
  std::optional<store::Row> row;
  store::LibraryPlace place;
};

struct FeedbackAbi {
  using Visit = sheaf_status (*)(void*, const sheaf_label*);

  static sheaf_status labels(const sheaf_feedback* self, const sheaf_call* call, sheaf_str profile,
                             Visit visit, void* context) {
    const auto& feedback = *static_cast<const FeedbackService*>(self);
    const auto s = FeedbackAbi(feedback, std::string(view(profile))).tell_all(visit, context);
    if (!s) return tell(call, s.error());
    return *s < 0 ? *s : sheaf_status{SHEAF_OK};
  }

  FeedbackAbi(const FeedbackService& feedback, std::string profile)
      : store_(feedback.store_), pipeline_(feedback.pipeline_), profile_(std::move(profile)) {}

  Result<sheaf_status> tell_all(Visit visit, void* context) {
    auto labels = store_.labels(pipeline_, profile_);
    if (!labels) return tl::unexpected(labels.error());
    auto places = store_.library(pipeline_, profile_);
    if (!places) return tl::unexpected(places.error());
    std::vector<Told> all;
    for (const store::Label& l : *labels) {
      labelled_.insert(l.row);
      all.push_back({l.at_ms, l.value, l.row, {}});
    }
    for (store::LibraryPlace& p : *places) all.push_back({p.at_ms, 1, std::nullopt, std::move(p)});
    std::stable_sort(all.begin(), all.end(),
                     [](const Told& a, const Told& b) { return a.at_ms < b.at_ms; });
    plugin::RecordView record;
    for (const Told& told : all) {
      auto work = told.row ? store_.load(*told.row) : of_library(told.place);
      if (!work && work.error().code == SHEAF_E_NOT_FOUND) continue;  // gone meanwhile, or told
      if (!work) return tl::unexpected(work.error());
      record.fill(work->record);
      sheaf_label out{};
      out.struct_size = sizeof out;
      out.work = record.get();
      out.value = told.value;
      out.origin = abi(told.row ? kFeedback : kLibrary);
      out.at_ms = told.at_ms;
      if (const sheaf_status s = visit(context, &out); s != SHEAF_OK) return s;
    }
    return sheaf_status{SHEAF_OK};
  }

 private:
  static constexpr std::string_view kFeedback = "feedback", kLibrary = "library";

  // The entry under the id of the store's work, if that has it. NOT_FOUND if the reader has told
  // what to think of that work, or another entry is the same.
  Result<Work> of_library(const store::LibraryPlace& place) {
    auto work = store_.load_from_library(pipeline_, profile_, place);
    if (!work) return work;
    const auto keys = identity::keys(work->record, pipeline_ + "/" + place.source);
    auto hits = store_.find(keys);
    if (!hits) return tl::unexpected(hits.error());
    for (const auto& hit : *hits) {
      if (!hit || hit->weak) continue;
      if (labelled_.contains(hit->row)) return fail(SHEAF_E_NOT_FOUND, "labelled itself");
      auto known = store_.load(hit->row);
      if (!known) return known;
      work->id = work->record.id = known->id;
      break;
    }
    if (!told_.insert(work->id).second) return fail(SHEAF_E_NOT_FOUND, "told already");
    return work;
  }

  store::Store& store_;
  const std::string& pipeline_;
  const std::string profile_;
  std::set<store::Row> labelled_;
  std::set<std::string> told_;
};

FeedbackService::FeedbackService(store::Store& store, std::string pipeline)
    : sheaf_feedback{}, store_(store), pipeline_(std::move(pipeline)) {
  struct_size = sizeof(sheaf_feedback);
  labels = &FeedbackAbi::labels;
}

// ---- budget ----------------------------------------------------------------------------------

struct BudgetAbi {
  static store::Amount amount(const sheaf_usage& u) {
    return {u.cost_micros, std::string(view(u.currency)), u.input_tokens + u.output_tokens,
            u.requests};
  }
  static sheaf_status reserve(const sheaf_budget* self, const sheaf_call* call,
                              const sheaf_usage* most, std::uint64_t* ticket) {
    const auto& b = *static_cast<const BudgetService*>(self);
    auto got = b.store_.reserve(b.component_, b.period_.run, b.limits_, amount(*most),
                                b.period_.day, b.period_.month);
    if (!got) return tell(call, got.error());
    *ticket = *got;
    return SHEAF_OK;
  }
  static sheaf_status settle(const sheaf_budget* self, const sheaf_call* call, std::uint64_t ticket,
                             const sheaf_usage* used) {
    const auto& b = *static_cast<const BudgetService*>(self);
    auto ok =
        b.store_.settle(ticket, used != nullptr ? std::optional(amount(*used)) : std::nullopt);
    return ok ? sheaf_status{SHEAF_OK} : tell(call, ok.error());
  }
};

BudgetService::BudgetService(store::Store& store, std::string component, store::Limits limits,
                             Period period)
    : sheaf_budget{},
      store_(store),
      component_(std::move(component)),
      limits_(std::move(limits)),
      period_(std::move(period)) {
  struct_size = sizeof(sheaf_budget);
  reserve = &BudgetAbi::reserve;
  settle = &BudgetAbi::settle;
}

}  // namespace host::pipeline
