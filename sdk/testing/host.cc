#include "sheaf/testing/host.hpp"

#include <algorithm>
#include <tuple>

#include "raw.hpp"
#include "sheaf/testing/cassette.hpp"

namespace sheaf::testing {

namespace {

const FakeClock& of(const sheaf_clock* c) noexcept {
  return *static_cast<const FakeClock*>(c);
}

const FakeState& of(const sheaf_state* s) noexcept {
  return *static_cast<const FakeState*>(s);
}

const FakeHistory& of(const sheaf_history* h) noexcept {
  return *static_cast<const FakeHistory*>(h);
}

const FakeFeedback& of(const sheaf_feedback* f) noexcept {
  return *static_cast<const FakeFeedback*>(f);
}

const FakeBudget& of(const sheaf_budget* b) noexcept {
  return *static_cast<const FakeBudget*>(b);
}

bool asked_for(const sheaf_history_query& query, const std::string& profile,
               std::int64_t shown_ms) {
  return (query.profile.len == 0 || view(query.profile) == profile) &&
         (query.since_ms == SHEAF_TIME_UNKNOWN || shown_ms >= query.since_ms) &&
         (query.until_ms == SHEAF_TIME_UNKNOWN || shown_ms < query.until_ms);
}

}  // namespace

FakeClock::FakeClock() : sheaf_clock(sized<sheaf_clock>()) {
  now_ms = [](const sheaf_clock* c) noexcept { return of(c).now(); };
  sleep_ms = [](const sheaf_clock* c, const sheaf_call* call, std::int64_t ms) noexcept {
    const sheaf_status entered = of(c).enter(call);
    if (entered == SHEAF_OK && ms > 0) of(c).now_ += ms;
    return entered;
  };
}

FakeClock::~FakeClock() = default;

FakeState::FakeState(const FakeClock& clock) : sheaf_state(sized<sheaf_state>()), clock_(clock) {
  get = [](const sheaf_state* s, const sheaf_call* call, sheaf_str profile, sheaf_str key,
           const sheaf_string_sink* sink) noexcept -> sheaf_status {
    if (const sheaf_status entered = of(s).enter(call); entered != SHEAF_OK) return entered;
    const auto value = of(s).value(view(key), view(profile));
    return value ? sink->put(sink, str(*value)) : SHEAF_E_NOT_FOUND;
  };
  put = [](const sheaf_state* s, const sheaf_call* call, sheaf_str profile, sheaf_str key,
           sheaf_str value, std::int64_t expires_ms) noexcept -> sheaf_status {
    if (const sheaf_status entered = of(s).enter(call); entered != SHEAF_OK) return entered;
    if (key.len == 0 || key.len > kMaxKey || value.len > kMaxValue) {
      return tell(call, SHEAF_E_INTERNAL, "state key is empty, or key or value too long");
    }
    of(s).store(view(key), view(value), expires_ms, view(profile));
    return SHEAF_OK;
  };
  remove = [](const sheaf_state* s, const sheaf_call* call, sheaf_str profile,
              sheaf_str key) noexcept -> sheaf_status {
    if (const sheaf_status entered = of(s).enter(call); entered != SHEAF_OK) return entered;
    const std::lock_guard lock(of(s).mutex_);
    of(s).values_.erase({std::string(view(profile)), std::string(view(key))});
    return SHEAF_OK;
  };
  keys = [](const sheaf_state* s, const sheaf_call* call, sheaf_str profile, sheaf_str prefix,
            const sheaf_string_sink* sink) noexcept -> sheaf_status {
    if (const sheaf_status entered = of(s).enter(call); entered != SHEAF_OK) return entered;
    for (const std::string& key : of(s).keys_of(view(profile))) {
      if (key.compare(0, prefix.len, view(prefix)) != 0) continue;
      const sheaf_status answer = sink->put(sink, str(key));
      if (answer != SHEAF_OK) return answer == SHEAF_STOP ? SHEAF_OK : answer;
    }
    return SHEAF_OK;
  };
}

FakeState::~FakeState() = default;

std::optional<std::string> FakeState::value(std::string_view key, std::string_view profile) const {
  const std::lock_guard lock(mutex_);
  const auto found = values_.find({std::string(profile), std::string(key)});
  if (found == values_.end() || expired(found->second)) return std::nullopt;
  return found->second.text;
}

void FakeState::set(std::string_view key, std::string_view value, std::string_view profile) {
  store(key, value, SHEAF_TIME_UNKNOWN, profile);
}

void FakeState::forget() {
  const std::lock_guard lock(mutex_);
  values_.clear();
}

bool FakeState::expired(const Value& v) const {
  return v.expires_ms != SHEAF_TIME_UNKNOWN && v.expires_ms <= clock_.now();
}

void FakeState::store(std::string_view key, std::string_view value, std::int64_t expires_ms,
                      std::string_view profile) const {
  const std::lock_guard lock(mutex_);
  values_[{std::string(profile), std::string(key)}] = {std::string(value), expires_ms};
}

std::vector<std::string> FakeState::keys_of(std::string_view profile) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> out;
  for (const auto& [id, value] : values_) {
    if (id.first == profile && !expired(value)) out.push_back(id.second);
  }
  return out;
}

FakeHistory::FakeHistory() : sheaf_history(sized<sheaf_history>()) {
  items = [](const sheaf_history* h, const sheaf_call* call, const sheaf_history_query* query,
             sheaf_status(SHEAF_CALL * visit)(void*, const sheaf_history_entry*),
             void* context) noexcept -> sheaf_status {
    if (const sheaf_status entered = of(h).enter(call); entered != SHEAF_OK) return entered;
    return of(h).walk(*query, visit, context);
  };
  digests = [](const sheaf_history* h, const sheaf_call* call, const sheaf_history_query* query,
               sheaf_status(SHEAF_CALL * visit)(void*, const sheaf_run*, const sheaf_digest*),
               void* context) noexcept -> sheaf_status {
    if (const sheaf_status entered = of(h).enter(call); entered != SHEAF_OK) return entered;
    for (const auto& [run, digest] : of(h).digests_) {
      if (!asked_for(*query, digest.profile.id, run.started_ms)) continue;
      const sheaf_status s = visit(context, RunView(run).get(), DigestView(digest).get());
      if (s != SHEAF_OK) return s == SHEAF_STOP ? SHEAF_OK : s;
    }
    return SHEAF_OK;
  };
  works = [](const sheaf_history* h, const sheaf_call* call, std::int64_t since_ms,
             sheaf_status(SHEAF_CALL * visit)(void*, const sheaf_history_work*),
             void* context) noexcept -> sheaf_status {
    if (const sheaf_status entered = of(h).enter(call); entered != SHEAF_OK) return entered;
    for (const Work& w : of(h).works_) {
      if (since_ms != SHEAF_TIME_UNKNOWN && w.listed_ms < since_ms) continue;
      const RecordView record(w.record);
      const std::vector<sheaf_str> sources = raw(w.sources);
      auto out = sized<sheaf_history_work>();
      out.work = record.get();
      out.sources = sources.data();
      out.source_count = sources.size();
      out.listed_ms = w.listed_ms;
      const sheaf_status s = visit(context, &out);
      if (s != SHEAF_OK) return s == SHEAF_STOP ? SHEAF_OK : s;
    }
    return SHEAF_OK;
  };
}

FakeHistory::~FakeHistory() = default;

void FakeHistory::add(Entry entry) {
  entries_.push_back(std::move(entry));
}

void FakeHistory::add(Run run, Digest digest) {
  digests_.emplace_back(std::move(run), std::move(digest));
}

void FakeHistory::add_work(Record work, std::vector<std::string> sources, std::int64_t listed_ms) {
  works_.push_back({std::move(work), std::move(sources), listed_ms});
}

sheaf_status FakeHistory::walk(const sheaf_history_query& query,
                               sheaf_status(SHEAF_CALL* visit)(void*, const sheaf_history_entry*),
                               void* context) const {
  std::vector<const Entry*> found;
  for (const Entry& e : entries_) {
    if (asked_for(query, e.profile, e.shown_ms)) found.push_back(&e);
  }
  std::stable_sort(found.begin(), found.end(), [](const Entry* a, const Entry* b) {
    return std::pair(a->shown_ms, a->rank) < std::pair(b->shown_ms, b->rank);
  });
  for (const Entry* e : found) {
    const RecordView record(e->record);
    auto item = sized<sheaf_item>();
    item.flags = e->flags;
    item.record = record.get();
    item.rank = e->rank;
    auto out = sized<sheaf_history_entry>();
    out.item = &item;
    out.profile = str(e->profile);
    out.run_id = str(e->run_id);
    out.date = str(e->date);
    out.shown_ms = e->shown_ms;
    const sheaf_status s = visit(context, &out);
    if (s != SHEAF_OK) return s == SHEAF_STOP ? SHEAF_OK : s;
  }
  return SHEAF_OK;
}

FakeFeedback::FakeFeedback() : sheaf_feedback(sized<sheaf_feedback>()) {
  labels = [](const sheaf_feedback* f, const sheaf_call* call, sheaf_str profile,
              sheaf_status(SHEAF_CALL * visit)(void*, const sheaf_label*),
              void* context) noexcept -> sheaf_status {
    if (const sheaf_status entered = of(f).enter(call); entered != SHEAF_OK) return entered;
    return of(f).walk(std::string(view(profile)), visit, context);
  };
}

FakeFeedback::~FakeFeedback() = default;

void FakeFeedback::add(const std::string& profile, Label label) {
  auto& all = labels_[profile];
  all.push_back(std::move(label));
  std::stable_sort(all.begin(), all.end(), [](const Label& a, const Label& b) {
    return std::tie(a.at_ms, a.work.id) < std::tie(b.at_ms, b.work.id);
  });
}

sheaf_status FakeFeedback::walk(const std::string& profile,
                                sheaf_status(SHEAF_CALL* visit)(void*, const sheaf_label*),
                                void* context) const {
  const auto found = labels_.find(profile);
  if (found == labels_.end()) return SHEAF_OK;
  for (const Label& l : found->second) {
    const RecordView work(l.work);
    auto out = sized<sheaf_label>();
    out.work = work.get();
    out.value = l.value;
    out.origin = str(l.origin);
    out.at_ms = l.at_ms;
    const sheaf_status s = visit(context, &out);
    if (s != SHEAF_OK) return s == SHEAF_STOP ? SHEAF_OK : s;
  }
  return SHEAF_OK;
}

FakeBudget::FakeBudget() : sheaf_budget(sized<sheaf_budget>()) {
  reserve = [](const sheaf_budget* b, const sheaf_call* call, const sheaf_usage* most,
               std::uint64_t* ticket) noexcept -> sheaf_status {
    if (const sheaf_status entered = of(b).enter(call); entered != SHEAF_OK) return entered;
    const std::lock_guard lock(of(b).mutex_);
    if (!of(b).affordable(*most)) return tell(call, SHEAF_E_BUDGET, "the budget is used up");
    *ticket = ++of(b).last_ticket_;
    of(b).open_[*ticket] = copy(*most);
    return SHEAF_OK;
  };
  settle = [](const sheaf_budget* b, const sheaf_call* call, std::uint64_t ticket,
              const sheaf_usage* used) noexcept -> sheaf_status {
    if (const sheaf_status entered = of(b).enter(call); entered != SHEAF_OK) return entered;
    const std::lock_guard lock(of(b).mutex_);
    if (of(b).open_.erase(ticket) == 0) {
      return tell(call, SHEAF_E_INTERNAL, "no such reservation, or settled already");
    }
    if (used) of(b).used_.push_back(copy(*used));
    return SHEAF_OK;
  };
}

FakeBudget::~FakeBudget() = default;

std::vector<Usage> FakeBudget::used() const {
  const std::lock_guard lock(mutex_);
  return used_;
}

std::size_t FakeBudget::open_reservations() const {
  const std::lock_guard lock(mutex_);
  return open_.size();
}

bool FakeBudget::affordable(const sheaf_usage& most) const {
  Usage sum = copy(most);
  sum.cost_micros = std::max<std::int64_t>(sum.cost_micros, 0); /* unknown counts as 0 */
  const auto add = [&sum](const Usage& u) {
    sum.requests += u.requests;
    sum.input_tokens += u.input_tokens;
    sum.output_tokens += u.output_tokens;
    sum.cost_micros += std::max<std::int64_t>(u.cost_micros, 0);
  };
  for (const Usage& u : used_) add(u);
  for (const auto& [ticket, u] : open_) add(u);
  return sum.requests <= limits_.requests && sum.cost_micros <= limits_.cost_micros &&
         sum.input_tokens + sum.output_tokens <= limits_.tokens;
}

FakeHost::FakeHost() : sheaf_host(sized<sheaf_host>()) {
  name = str("sheaf");
  version = str("0.0.0-test");
  service = [](const sheaf_host* h, const char* id) noexcept -> const void* {
    const auto& services = static_cast<const FakeHost*>(h)->services_;
    const auto found = services.find(id);
    return found == services.end() ? nullptr : found->second;
  };
  provide(SHEAF_SERVICE_HTTP, static_cast<sheaf_http*>(&http));
  provide(SHEAF_SERVICE_CLOCK, static_cast<sheaf_clock*>(&clock));
  provide(SHEAF_SERVICE_STATE, static_cast<sheaf_state*>(&state));
  provide(SHEAF_SERVICE_HISTORY, static_cast<sheaf_history*>(&history));
  provide(SHEAF_SERVICE_FEEDBACK, static_cast<sheaf_feedback*>(&feedback));
  provide(SHEAF_SERVICE_BUDGET, static_cast<sheaf_budget*>(&budget));
}

FakeHost::~FakeHost() = default;

void FakeHost::play(const std::filesystem::path& folder) {
  http.play(folder);
  std::optional<std::int64_t> first;
  for (const Recorded& r : read_cassettes(folder)) {
    first = std::min(first.value_or(r.at_ms), r.at_ms);
  }
  clock.set(first.value_or(clock.now()));
}

void FakeHost::without(const std::string& id) {
  services_.erase(id);
}

void FakeHost::without_services() {
  services_.clear();
}

void FakeHost::provide(const std::string& id, const void* table) {
  services_[id] = table;
}

}  // namespace sheaf::testing
