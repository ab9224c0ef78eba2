#include "support/memory_store.h"

#include <date/date.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <tuple>

namespace test {
namespace {

using namespace host;         // NOLINT: all of them are used
using namespace host::store;  // NOLINT
using std::int64_t;
using std::string;
using std::string_view;
using std::uint64_t;

struct StoredWork {
  Work work;
  std::optional<uint64_t> title_key;
  std::optional<WorkId> into;  // united: the row it is now
};

struct StoredDigest {
  string pipeline, blob;
  int64_t shown_ms = 0;
  std::map<std::uint32_t, Item> items;
};

struct StoredExchange {
  string pipeline;
  Exchange exchange;
  std::set<string> works;
  int64_t until_ms = 0;
};

struct Ticket {
  string scope, run, day, month;
  Amount most;
};

template <class... Parts>
using Key = std::tuple<Parts...>;

// Everything. Runs and profiles are keyed by number, in the order in which they were met.
struct Data {
  int64_t last_row = 0;
  std::map<WorkId, StoredWork> works;
  std::map<string, Hit> keys;
  std::map<Key<WorkId, WorkId>, string> suggestions;

  std::set<string> pipelines;
  std::map<string, int64_t> names;  // of profiles
  std::map<Key<string, WorkId>, Arrival> arrivals;
  std::map<Key<WorkId, string, string>, Seen> seen;       // work, pipeline, profile
  std::map<Key<string, WorkId, string>, string> carries;  // pipeline, work, profile
  std::map<Key<string, string, WorkId>, Label> labels;    // pipeline, profile
  std::map<Key<string, string, string, string>, std::pair<int64_t, Work>> library;

  int64_t last_run = 0;
  std::map<int64_t, Run> runs;
  std::map<Key<string, string>, Cursor> cursors;
  std::map<Key<int64_t, int64_t>, StoredDigest> digests;        // run, profile
  std::map<Key<int64_t, string, string>, Delivery> deliveries;  // run, profile, step

  struct Value {
    string value;
    std::optional<int64_t> until_ms;
    bool expired(int64_t now_ms) const { return until_ms && *until_ms <= now_ms; }
  };
  std::map<Key<string, string, string, string, string>, Value> state;  // step before component
  std::map<Key<string, uint64_t>, std::pair<string, int64_t>> scores;
  std::map<Key<string, string, string>, int64_t> asked;
  std::map<Key<string, string, string>, Value> sections;
  std::map<Key<string, string, string, string>, int64_t> receivers;
  std::map<int64_t, StoredExchange> exchanges;  // oldest first
  int64_t last_exchange = 0;

  std::map<Key<string, string, string>, int64_t> budget;  // scope, period, unit
  std::map<uint64_t, Ticket> tickets;
  uint64_t last_ticket = 0;

  WorkId actual(WorkId row) const {
    const auto at = works.find(row);
    return at != works.end() && at->second.into ? *at->second.into : row;
  }
  std::optional<int64_t> run_number(string_view id) const {
    for (const auto& [number, run] : runs)
      if (run.id == id) return number;
    return std::nullopt;
  }
  Result<int64_t> known_run(string_view id) const {
    if (const auto number = run_number(id)) return *number;
    return fail(SHEAF_E_NOT_FOUND, "there is no run " + string(id));
  }
  int64_t name(string_view profile) {
    return names.emplace(profile, static_cast<int64_t>(names.size()) + 1).first->second;
  }
  int64_t known_name(string_view profile) const {
    const auto at = names.find(string(profile));
    return at == names.end() ? 0 : at->second;
  }
};

// One transaction. Reads and writes go through here, so that a failed write dooms it.
struct Tx {
  Data* data = nullptr;
  bool writable = false;
  std::optional<Error> doomed;

  template <class Body>
  auto read(Body body) -> decltype(body(*data)) {
    if (doomed) return tl::unexpected(*doomed);
    return body(*data);
  }
  template <class Body>
  auto write(Body body) -> decltype(body(*data)) {
    if (!doomed && !writable)
      doomed = Error{SHEAF_E_INTERNAL, "a transaction that only reads the store wrote", 0};
    if (doomed) return tl::unexpected(*doomed);
    auto result = body(*data);
    if (!result) doomed = result.error();
    return result;
  }
};

string s(string_view text) {
  return string(text);
}

class MemoryWorks final : public Works {
 public:
  explicit MemoryWorks(Tx& tx) : tx_(tx) {}

  Result<std::vector<std::optional<Hit>>> find(std::span<const host::Key> keys) override {
    return tx_.read([&](Data& d) -> Result<std::vector<std::optional<Hit>>> {
      std::vector<std::optional<Hit>> hits;
      for (const host::Key& key : keys) hits.push_back(holder(d, key.text));
      return hits;
    });
  }
  Result<std::vector<WorkId>> by_age(std::vector<WorkId> works) override {
    std::sort(works.begin(), works.end());
    return works;
  }
  Result<std::optional<WorkId>> find_work(string_view id) override {
    return tx_.read([&](Data& d) -> Result<std::optional<WorkId>> {
      const auto hit = holder(d, id);
      return hit ? std::optional(hit->work) : std::nullopt;
    });
  }
  Result<std::vector<std::optional<Work>>> load(std::span<const WorkId> rows) override {
    return tx_.read([&](Data& d) -> Result<std::vector<std::optional<Work>>> {
      std::vector<std::optional<Work>> works;
      for (const WorkId row : rows) {
        const auto at = d.works.find(d.actual(row));
        works.push_back(at == d.works.end() ? std::nullopt : std::optional(at->second.work));
      }
      return works;
    });
  }
  Result<Claim> claim(const Work& work, std::span<const host::Key> keys,
                      std::optional<uint64_t> title_key) override {
    return tx_.write([&](Data& d) -> Result<Claim> {
      Claim claim;
      std::set<WorkId> taken;
      for (const host::Key& key : keys)
        if (const auto hit = holder(d, key.text); hit && !hit->weak && !key.weak)
          taken.insert(hit->work);
      for (const WorkId row : taken) claim.taken.push_back({row, false});
      if (!taken.empty()) return claim;
      claim.work = WorkId{++d.last_row};
      d.works[*claim.work] = {work, title_key, std::nullopt};
      put_keys(d, *claim.work, keys);
      return claim;
    });
  }
  Result<void> update(WorkId row, const Work& work, std::span<const host::Key> keys,
                      std::optional<uint64_t> title_key) override {
    return tx_.write([&](Data& d) -> Result<void> {
      const auto at = d.works.find(d.actual(row));
      if (at == d.works.end())
        return fail(SHEAF_E_NOT_FOUND, "the work is not in the store any more");
      at->second.work = work;
      at->second.title_key = title_key;
      put_keys(d, at->first, keys);
      return {};
    });
  }
  Result<std::vector<WorkId>> with_title_key(uint64_t title_key) override {
    return tx_.read([&](Data& d) -> Result<std::vector<WorkId>> {
      std::vector<WorkId> found;
      for (const auto& [row, stored] : d.works)
        if (stored.title_key == title_key && found.size() < 16) found.push_back(row);
      return found;
    });
  }
  Result<void> add_suggestion(WorkId a, WorkId b, string_view reason) override {
    return tx_.write([&](Data& d) -> Result<void> {
      const WorkId one = d.actual(a), other = d.actual(b);
      if (one == other) return {};
      d.suggestions.emplace(std::pair(one, other), reason);
      d.suggestions.emplace(std::pair(other, one), reason);
      return {};
    });
  }
  Result<std::vector<Suggestion>> suggestions(WorkId row) override {
    return tx_.read([&](Data& d) -> Result<std::vector<Suggestion>> {
      std::vector<Suggestion> found;
      for (const auto& [pair, reason] : d.suggestions)
        if (const auto& [a, b] = pair; a == d.actual(row))
          found.push_back({b, d.works.at(b).work.id, reason});
      return found;
    });
  }
  Result<void> unite(WorkId keep, WorkId gone, UniteStamps stamps) override {
    return tx_.write([&](Data& d) -> Result<void> {
      const WorkId to = d.actual(keep), from = d.actual(gone);
      if (to == from) return {};
      if (d.works.count(from) == 0)
        return fail(SHEAF_E_NOT_FOUND, "the work is not in the store any more");
      move(d, to, from, stamps);
      for (auto& [row, stored] : d.works)
        if (row == from || stored.into == from) stored.into = to;
      d.works[from].title_key.reset();
      return {};
    });
  }
  Result<std::vector<string>> aliases(WorkId row) override {
    return tx_.read([&](Data& d) -> Result<std::vector<string>> {
      std::vector<string> found;
      for (const auto& [gone, stored] : d.works)
        if (stored.into == d.actual(row)) found.push_back(stored.work.id);
      return found;
    });
  }
  Result<void> arrive(string_view pipeline, WorkId row, int64_t now_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.pipelines.insert(s(pipeline));
      arrive(d, s(pipeline), {d.actual(row), now_ms, now_ms});
      return {};
    });
  }
  Result<std::vector<WorkId>> arrived_since(string_view pipeline, int64_t since_ms,
                                            std::optional<WorkId> after,
                                            std::size_t limit) override {
    return tx_.read([&](Data& d) -> Result<std::vector<WorkId>> {
      std::vector<WorkId> found;
      for (const auto& [key, arrival] : d.arrivals)
        if (std::get<0>(key) == pipeline && arrival.last_ms >= since_ms &&
            (!after || arrival.work > *after) && found.size() < limit)
          found.push_back(arrival.work);
      return found;
    });
  }
  Result<std::optional<Arrival>> arrival(string_view pipeline, WorkId row) override {
    return tx_.read([&](Data& d) -> Result<std::optional<Arrival>> {
      const auto at = d.arrivals.find({s(pipeline), d.actual(row)});
      return at == d.arrivals.end() ? std::nullopt : std::optional(at->second);
    });
  }

 private:
  static std::optional<Hit> holder(const Data& d, string_view key) {
    const auto at = d.keys.find(s(key));
    if (at == d.keys.end()) return std::nullopt;
    return Hit{d.actual(at->second.work), at->second.weak};
  }
  static void put_keys(Data& d, WorkId row, std::span<const host::Key> keys) {
    for (const host::Key& key : keys) {
      const auto [at, added] = d.keys.emplace(key.text, Hit{row, key.weak});
      if (!added && at->second.weak && !key.weak) at->second = {row, false};
    }
  }
  static void arrive(Data& d, const string& pipeline, const Arrival& arrival) {
    const auto [at, added] = d.arrivals.emplace(std::pair(pipeline, arrival.work), arrival);
    at->second.first_ms = std::min(at->second.first_ms, arrival.first_ms);
    at->second.last_ms = std::max(at->second.last_ms, arrival.last_ms);
  }
  // Everything that hangs on `from` hangs on `to`.
  static void move(Data& d, WorkId to, WorkId from, UniteStamps stamps) {
    const auto take = [](auto& map, const auto& belongs) {
      std::remove_reference_t<decltype(map)> taken;
      for (auto at = map.begin(); at != map.end();) {
        const auto here = at++;
        if (belongs(*here)) taken.insert(map.extract(here));
      }
      return taken;
    };
    for (const auto& [key, arrival] :
         take(d.arrivals, [&](const auto& e) { return e.second.work == from; }))
      arrive(d, std::get<0>(key), {to, arrival.first_ms, arrival.last_ms});
    for (const auto& [key, mark] :
         take(d.seen, [&](const auto& e) { return std::get<0>(e.first) == from; })) {
      const auto [at, added] =
          d.seen.emplace(std::tuple(to, std::get<1>(key), std::get<2>(key)), mark);
      if (added) continue;
      const uint64_t stamp = stamps(mark.stamp, at->second.stamp);
      if (mark.shown_ms > at->second.shown_ms) at->second = mark;
      at->second.stamp = stamp;
    }
    for (const auto& [key, reason] :
         take(d.carries, [&](const auto& e) { return std::get<1>(e.first) == from; }))
      d.carries.emplace(std::tuple(std::get<0>(key), to, std::get<2>(key)), reason);
    for (const auto& [key, label] :
         take(d.labels, [&](const auto& e) { return e.second.work == from; })) {
      Label& kept =
          d.labels.emplace(std::tuple(std::get<0>(key), std::get<1>(key), to), label).first->second;
      if (label.at_ms > kept.at_ms) kept = label;
      kept.work = to;
    }
    for (const auto& [pair, reason] : take(d.suggestions, [&](const auto& e) {
           return std::get<0>(e.first) == from || std::get<1>(e.first) == from;
         })) {
      const WorkId a = std::get<0>(pair) == from ? to : std::get<0>(pair);
      const WorkId b = std::get<1>(pair) == from ? to : std::get<1>(pair);
      if (a != b) d.suggestions.emplace(std::pair(a, b), reason);
    }
  }

  Tx& tx_;
};

class MemoryReaders final : public Readers {
 public:
  explicit MemoryReaders(Tx& tx) : tx_(tx) {}

  Result<void> mark_seen(string_view pipeline, string_view profile, WorkId row, uint64_t stamp,
                         string_view run, int64_t now_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      TRY(d.known_run(run));
      d.pipelines.insert(s(pipeline));
      d.seen[{d.actual(row), s(pipeline), s(profile)}] = {s(profile), stamp, s(run), now_ms};
      return {};
    });
  }
  Result<std::vector<std::vector<Seen>>> seen_by(string_view pipeline,
                                                 std::span<const WorkId> rows) override {
    return tx_.read([&](Data& d) -> Result<std::vector<std::vector<Seen>>> {
      std::vector<std::vector<Seen>> marks(rows.size());
      for (std::size_t i = 0; i < rows.size(); ++i)
        for (const auto& [key, mark] : d.seen)
          if (std::get<0>(key) == d.actual(rows[i]) && std::get<1>(key) == pipeline)
            marks[i].push_back(mark);
      return marks;
    });
  }
  Result<void> set_carry(string_view pipeline, string_view profile, WorkId row,
                         string_view reason) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.pipelines.insert(s(pipeline));
      d.carries[{s(pipeline), d.actual(row), s(profile)}] = reason;
      return {};
    });
  }
  Result<void> clear_carry(string_view pipeline, string_view profile, WorkId row) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.carries.erase({s(pipeline), d.actual(row), s(profile)});
      return {};
    });
  }
  Result<std::vector<Carry>> carried(string_view pipeline) override {
    return tx_.read([&](Data& d) -> Result<std::vector<Carry>> {
      std::vector<Carry> found;
      for (const auto& [key, reason] : d.carries)
        if (std::get<0>(key) == pipeline)
          found.push_back({std::get<2>(key), std::get<1>(key), reason});
      return found;
    });
  }
  Result<void> put_label(string_view pipeline, string_view profile, WorkId row, double value,
                         int64_t now_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.pipelines.insert(s(pipeline));
      const WorkId now = d.actual(row);
      d.labels[{s(pipeline), s(profile), now}] = {now, value, now_ms};
      return {};
    });
  }
  Result<void> remove_label(string_view pipeline, string_view profile, WorkId row) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.labels.erase({s(pipeline), s(profile), d.actual(row)});
      return {};
    });
  }
  Result<std::vector<Label>> labels(string_view pipeline, string_view profile) override {
    return tx_.read([&](Data& d) -> Result<std::vector<Label>> {
      std::vector<Label> found;
      for (const auto& [key, label] : d.labels)
        if (std::get<0>(key) == pipeline && std::get<1>(key) == profile) found.push_back(label);
      std::stable_sort(found.begin(), found.end(),
                       [](const Label& a, const Label& b) { return a.at_ms < b.at_ms; });
      return found;
    });
  }

 private:
  Tx& tx_;
};

string time_words(int64_t ms, const char* format) {
  return date::format(format,
                      date::floor<std::chrono::seconds>(
                          std::chrono::system_clock::time_point(std::chrono::milliseconds(ms))));
}

class MemoryRuns final : public Runs {
 public:
  explicit MemoryRuns(Tx& tx) : tx_(tx) {}

  Result<string> begin(string_view pipeline, string_view date, int64_t now_ms) override {
    return tx_.write([&](Data& d) -> Result<string> {
      const string base = time_words(now_ms, "%Y%m%dT%H%M%SZ");
      string id = base;
      for (int n = 2; d.run_number(id); ++n) id = fmt::format("{}-{}", base, n);
      Run run;
      run.id = id;
      run.pipeline = pipeline;
      run.date = date;
      run.started_ms = now_ms;
      d.pipelines.insert(run.pipeline);
      d.runs[++d.last_run] = run;
      return id;
    });
  }
  Result<void> update(const Run& run) override {
    return tx_.write([&](Data& d) -> Result<void> {
      TRY_ASSIGN(const int64_t number, d.known_run(run.id));
      Run& stored = d.runs[number];
      stored.status = run.status;
      stored.finished_ms = run.finished_ms;
      stored.facts = run.facts;
      stored.report = run.report;
      return {};
    });
  }
  Result<std::optional<Run>> find(string_view id) override {
    return tx_.read([&](Data& d) -> Result<std::optional<Run>> {
      const auto number = d.run_number(id);
      return number ? std::optional(d.runs[*number]) : std::nullopt;
    });
  }
  Result<std::vector<Run>> list(string_view pipeline, std::size_t limit) override {
    return tx_.read([&](Data& d) -> Result<std::vector<Run>> {
      std::vector<Run> found;
      for (auto at = d.runs.rbegin(); at != d.runs.rend(); ++at) {
        if (!pipeline.empty() && at->second.pipeline != pipeline) continue;
        Run& run = found.emplace_back(at->second);
        run.facts.clear();
        run.report.clear();
      }
      std::stable_sort(found.begin(), found.end(),
                       [](const Run& a, const Run& b) { return a.started_ms > b.started_ms; });
      found.resize(std::min(found.size(), limit));
      return found;
    });
  }
  Result<std::vector<string>> pipelines() override {
    return tx_.read([&](Data& d) -> Result<std::vector<string>> {
      return std::vector<string>(d.pipelines.begin(), d.pipelines.end());
    });
  }
  Result<std::optional<Cursor>> cursor(string_view pipeline, string_view source) override {
    return tx_.read(
        [&](Data& d) -> Result<std::optional<Cursor>> { return stored(d, pipeline, source); });
  }
  Result<std::vector<CursorEntry>> cursors(string_view pipeline) override {
    return tx_.read([&](Data& d) -> Result<std::vector<CursorEntry>> {
      std::vector<CursorEntry> found;
      for (const auto& [key, cursor] : d.cursors)
        if (std::get<0>(key) == pipeline) found.push_back({std::get<1>(key), cursor});
      return found;
    });
  }
  Result<void> set_cursor(string_view pipeline, string_view source,
                          const std::optional<Cursor>& begun_from, const Cursor& cursor) override {
    return tx_.write([&](Data& d) -> Result<void> {
      const auto now = stored(d, pipeline, source);
      if (now.has_value() != begun_from.has_value() ||
          (now &&
           (now->cursor != begun_from->cursor || now->identity_hash != begun_from->identity_hash)))
        return fail(SHEAF_E_TRANSIENT, "the cursor was changed meanwhile");
      d.pipelines.insert(s(pipeline));
      d.cursors[{s(pipeline), s(source)}] = cursor;
      return {};
    });
  }
  Result<void> reset_cursor(string_view pipeline, string_view source) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.cursors.erase({s(pipeline), s(source)});
      return {};
    });
  }

 private:
  static std::optional<Cursor> stored(const Data& d, string_view pipeline, string_view source) {
    const auto at = d.cursors.find({s(pipeline), s(source)});
    return at == d.cursors.end() ? std::nullopt : std::optional(at->second);
  }

  Tx& tx_;
};

class MemoryDigests final : public Digests {
 public:
  explicit MemoryDigests(Tx& tx) : tx_(tx) {}

  Result<void> put(string_view run, string_view profile, string_view blob,
                   std::span<const Item> items, int64_t shown_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      TRY_ASSIGN(const int64_t number, d.known_run(run));
      StoredDigest digest{d.runs[number].pipeline, s(blob), shown_ms, {}};
      for (const Item& item : items)
        if (!digest.items.emplace(item.rank, item).second)
          return fail(SHEAF_E_INTERNAL, "two items of one rank");
      d.digests[{number, d.name(profile)}] = std::move(digest);
      return {};
    });
  }
  Result<std::optional<string>> find(string_view run, string_view profile) override {
    return tx_.read([&](Data& d) -> Result<std::optional<string>> {
      const StoredDigest* digest = stored(d, run, profile);
      return digest != nullptr ? std::optional(digest->blob) : std::nullopt;
    });
  }
  Result<std::vector<string>> profiles(string_view run) override {
    return tx_.read([&](Data& d) -> Result<std::vector<string>> {
      std::vector<string> found;
      for (const auto& [name, number] : d.names)
        if (stored(d, run, name) != nullptr) found.push_back(name);
      return found;
    });
  }
  Result<std::vector<Item>> items(string_view run, string_view profile) override {
    return tx_.read([&](Data& d) -> Result<std::vector<Item>> {
      std::vector<Item> found;
      if (const StoredDigest* digest = stored(d, run, profile))
        for (const auto& [rank, item] : digest->items)
          found.push_back({rank, d.actual(item.work), item.blob});
      return found;
    });
  }
  // A page begins with the item of that number.
  Result<HistoryPage> history(const HistoryQuery& query, string_view from) override {
    return tx_.read([&](Data& d) -> Result<HistoryPage> {
      constexpr std::size_t kPage = 100;
      std::size_t begin = 0;
      for (const char c : from) {
        if (c < '0' || c > '9') return fail(SHEAF_E_INTERNAL, "no page begins there");
        begin = begin * 10 + static_cast<std::size_t>(c - '0');
      }
      std::vector<HistoryItem> all;
      std::map<Key<int64_t, int64_t, int64_t>, const StoredDigest*> by_time;
      for (const auto& [key, digest] : d.digests)
        if (digest.pipeline == query.pipeline && digest.shown_ms >= query.since_ms &&
            digest.shown_ms < query.until_ms &&
            (query.profile.empty() || std::get<1>(key) == d.known_name(query.profile)))
          by_time[{digest.shown_ms, std::get<0>(key), std::get<1>(key)}] = &digest;
      for (const auto& [key, digest] : by_time) {
        const Run& run = d.runs[std::get<1>(key)];
        for (const auto& [rank, item] : digest->items)
          all.push_back({run.id,
                         run.date,
                         name_of(d, std::get<2>(key)),
                         digest->shown_ms,
                         {rank, d.actual(item.work), item.blob}});
      }
      HistoryPage page;
      for (; begin < all.size() && page.items.size() < kPage; ++begin)
        page.items.push_back(all[begin]);
      if (begin < all.size()) page.next = std::to_string(begin);
      return page;
    });
  }

 private:
  static const StoredDigest* stored(const Data& d, string_view run, string_view profile) {
    const auto at = d.digests.find({d.run_number(run).value_or(0), d.known_name(profile)});
    return at == d.digests.end() ? nullptr : &at->second;
  }
  static string name_of(const Data& d, int64_t number) {
    for (const auto& [name, n] : d.names)
      if (n == number) return name;
    return {};
  }

  Tx& tx_;
};

class MemoryOutbox final : public Outbox {
 public:
  explicit MemoryOutbox(Tx& tx) : tx_(tx) {}

  Result<std::uint32_t> next_sequence(string_view pipeline, string_view profile, string_view step,
                                      string_view date) override {
    return tx_.read([&](Data& d) -> Result<std::uint32_t> {
      std::uint32_t last = 0;
      for (const auto& [key, x] : d.deliveries)
        if (x.pipeline == pipeline && x.profile == profile && x.step == step && x.date == date)
          last = std::max(last, x.sequence);
      return last + 1;
    });
  }
  Result<void> add(const Delivery& delivery) override {
    return tx_.write([&](Data& d) -> Result<void> {
      TRY_ASSIGN(const int64_t run, d.known_run(delivery.run));
      d.pipelines.insert(delivery.pipeline);
      if (!d.deliveries.emplace(std::tuple(run, delivery.profile, delivery.step), delivery).second)
        return fail(SHEAF_E_INTERNAL, "there is such a delivery");
      return {};
    });
  }
  Result<std::vector<Delivery>> list(string_view pipeline, DeliveryState state) override {
    return all([&](const Delivery& x) {
      return x.state == state && (pipeline.empty() || x.pipeline == pipeline);
    });
  }
  Result<std::vector<Delivery>> due(string_view pipeline, int64_t now_ms) override {
    return all([&](const Delivery& x) {
      return x.state == DeliveryState::pending && x.pipeline == pipeline && x.next_ms <= now_ms;
    });
  }
  Result<void> mark_delivered(string_view id) override {
    return change(id, [](Delivery& x) {
      x.state = DeliveryState::delivered;
      ++x.attempts;
      x.error.clear();
    });
  }
  Result<void> mark_failed(string_view id, int64_t next_ms, string_view error) override {
    return change(id, [&](Delivery& x) {
      x.state = DeliveryState::pending;
      ++x.attempts;
      x.next_ms = next_ms;
      x.error = error;
    });
  }
  Result<void> mark_dead(string_view id, string_view error) override {
    return change(id, [&](Delivery& x) {
      x.state = DeliveryState::dead;
      ++x.attempts;
      x.error = error;
    });
  }
  Result<void> retry(string_view id, int64_t now_ms) override {
    return change(id, [&](Delivery& x) {
      x.state = DeliveryState::pending;
      x.attempts = 0;
      x.next_ms = now_ms;
    });
  }
  Result<void> drop(string_view id) override {
    return change(id, [](Delivery& x) { x.state = DeliveryState::dropped; });
  }

 private:
  template <class Wanted>
  Result<std::vector<Delivery>> all(Wanted wanted) {
    return tx_.read([&](Data& d) -> Result<std::vector<Delivery>> {
      std::vector<Delivery> found;
      for (const auto& [key, x] : d.deliveries)
        if (wanted(x)) found.push_back(x);
      return found;
    });
  }
  template <class Change>
  Result<void> change(string_view id, Change change) {
    return tx_.write([&](Data& d) -> Result<void> {
      for (auto& [key, x] : d.deliveries) {
        if (x.id() != id) continue;
        change(x);
        return {};
      }
      return fail(SHEAF_E_NOT_FOUND, "there is no delivery " + s(id));
    });
  }

  Tx& tx_;
};

class MemoryState final : public State {
 public:
  explicit MemoryState(Tx& tx) : tx_(tx) {}

  Result<std::optional<string>> get(const StateScope& scope, string_view key,
                                    int64_t now_ms) override {
    return tx_.read([&](Data& d) -> Result<std::optional<string>> {
      const auto at = d.state.find(key_of(scope, key));
      if (at == d.state.end() || at->second.expired(now_ms)) return std::nullopt;
      return at->second.value;
    });
  }
  Result<std::vector<string>> keys(const StateScope& scope, string_view prefix,
                                   int64_t now_ms) override {
    return tx_.read([&](Data& d) -> Result<std::vector<string>> {
      std::vector<string> found;
      for (const auto& [key, value] : d.state) {
        const string& name = std::get<4>(key);
        if (key == key_of(scope, name) && name.starts_with(prefix) && !value.expired(now_ms))
          found.push_back(name);
      }
      return found;
    });
  }
  Result<void> put(const StateScope& scope, string_view key, string_view value,
                   int64_t expires_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.pipelines.insert(s(scope.pipeline));
      d.state[key_of(scope, key)] = {
          s(value), expires_ms == SHEAF_TIME_UNKNOWN ? std::nullopt : std::optional(expires_ms)};
      return {};
    });
  }
  Result<void> remove(const StateScope& scope, string_view key) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.state.erase(key_of(scope, key));
      return {};
    });
  }
  Result<void> reset(string_view pipeline, string_view step) override {
    return tx_.write([&](Data& d) -> Result<void> {
      std::erase_if(d.state, [&](const auto& e) {
        return std::get<0>(e.first) == pipeline && std::get<1>(e.first) == step;
      });
      return {};
    });
  }

 private:
  static Key<string, string, string, string, string> key_of(const StateScope& scope,
                                                            string_view key) {
    return {s(scope.pipeline), s(scope.step), s(scope.component), s(scope.profile), s(key)};
  }

  Tx& tx_;
};

class MemoryMemory final : public Memory {
 public:
  explicit MemoryMemory(Tx& tx) : tx_(tx) {}

  Result<std::optional<string>> score(string_view fingerprint, uint64_t text_hash) override {
    return tx_.read([&](Data& d) -> Result<std::optional<string>> {
      const auto at = d.scores.find({s(fingerprint), text_hash});
      return at == d.scores.end() ? std::nullopt : std::optional(at->second.first);
    });
  }
  Result<void> put_score(string_view fingerprint, uint64_t text_hash, string_view blob,
                         int64_t now_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.scores[{s(fingerprint), text_hash}] = {s(blob), now_ms};
      return {};
    });
  }
  Result<bool> was_asked(string_view pipeline, string_view enricher, string_view work,
                         int64_t now_ms) override {
    return tx_.read([&](Data& d) -> Result<bool> {
      const auto at = d.asked.find({s(pipeline), s(enricher), s(work)});
      return at != d.asked.end() && at->second > now_ms;
    });
  }
  Result<void> put_asked(string_view pipeline, string_view enricher, string_view work,
                         int64_t until_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.pipelines.insert(s(pipeline));
      d.asked[{s(pipeline), s(enricher), s(work)}] = until_ms;
      return {};
    });
  }
  Result<std::optional<string>> sections(string_view pipeline, string_view editor, string_view key,
                                         int64_t now_ms) override {
    return tx_.read([&](Data& d) -> Result<std::optional<string>> {
      const auto at = d.sections.find({s(pipeline), s(editor), s(key)});
      if (at == d.sections.end() || at->second.expired(now_ms)) return std::nullopt;
      return at->second.value;
    });
  }
  Result<void> put_sections(string_view pipeline, string_view editor, string_view key,
                            string_view blob, int64_t until_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.pipelines.insert(s(pipeline));
      d.sections[{s(pipeline), s(editor), s(key)}] = {s(blob), until_ms};
      return {};
    });
  }
  Result<std::vector<string>> receivers(string_view pipeline, string_view output, string_view key,
                                        int64_t now_ms) override {
    return tx_.read([&](Data& d) -> Result<std::vector<string>> {
      std::vector<string> found;
      for (const auto& [at, until_ms] : d.receivers) {
        const auto& [in, by, of, address] = at;
        if (in == pipeline && by == output && of == key && until_ms > now_ms)
          found.push_back(address);
      }
      return found;
    });
  }
  Result<void> put_receiver(string_view pipeline, string_view output, string_view key,
                            string_view address, int64_t until_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.pipelines.insert(s(pipeline));
      d.receivers[{s(pipeline), s(output), s(key), s(address)}] = until_ms;
      return {};
    });
  }
  Result<void> put_exchange(string_view pipeline, const Exchange& exchange,
                            const std::vector<string>& works, int64_t until_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.pipelines.insert(s(pipeline));
      d.exchanges[++d.last_exchange] = {
          s(pipeline), exchange, {works.begin(), works.end()}, until_ms};
      return {};
    });
  }
  Result<std::vector<Exchange>> exchanges(string_view pipeline, string_view step, string_view work,
                                          int64_t now_ms) override {
    return tx_.read([&](Data& d) -> Result<std::vector<Exchange>> {
      std::map<Key<string, string>, Exchange> newest;
      for (const auto& [number, x] : d.exchanges)
        if (x.pipeline == pipeline && x.works.count(s(work)) != 0 && x.until_ms > now_ms &&
            (step.empty() || x.exchange.step == step))
          newest[{x.exchange.step, x.exchange.profile}] = x.exchange;
      std::vector<Exchange> found;
      for (auto& [key, exchange] : newest) found.push_back(std::move(exchange));
      return found;
    });
  }

 private:
  Tx& tx_;
};

class MemoryBudgets final : public Budgets {
 public:
  explicit MemoryBudgets(Tx& tx) : tx_(tx) {}

  Result<uint64_t> reserve(string_view scope, string_view run, const Budget& limits,
                           const Amount& most, string_view day, string_view month) override {
    return tx_.write([&](Data& d) -> Result<uint64_t> {
      const Ticket ticket{s(scope), s(run), s(day), s(month), most};
      const Limit* limit_of[] = {&limits.run, &limits.day, &limits.month};
      for (std::size_t i = 0; i < 3; ++i) {
        const Limit& limit = *limit_of[i];
        if (limit.cost_micros && most.cost_micros > 0 && limit.currency != most.currency)
          return fail(SHEAF_E_CONFIG,
                      fmt::format("the budget of {} is in {} but it is billed in {}", scope,
                                  limit.currency, most.currency));
        for (const auto& [unit, wanted] : units(most)) {
          const std::optional<int64_t> allowed = unit == "tokens"     ? whole(limit.tokens)
                                                 : unit == "requests" ? whole(limit.requests)
                                                                      : limit.cost_micros;
          const auto at = d.budget.find({ticket.scope, period(ticket, i), unit});
          const int64_t used = at == d.budget.end() ? 0 : at->second;
          if (wanted == 0 || !allowed || (used <= *allowed && wanted <= *allowed - used)) continue;
          const bool counted = unit == "tokens" || unit == "requests";
          const auto words = [&counted, &unit = unit](int64_t n) {
            return (counted ? std::to_string(n) : decimal(n)) + " " + string(unit);
          };
          const string name = period(ticket, i);
          return fail(
              SHEAF_E_BUDGET,
              fmt::format("the budget of {} for this {} is {}: {} used or reserved, and the "
                          "next request may take {}",
                          scope, name.substr(0, name.find(' ')), words(*allowed), words(used),
                          words(wanted)));
        }
      }
      charge(d, ticket, most, 1);
      d.tickets[++d.last_ticket] = ticket;
      return d.last_ticket;
    });
  }
  Result<void> settle(uint64_t ticket, const std::optional<Amount>& used) override {
    return tx_.write([&](Data& d) -> Result<void> {
      const auto at = d.tickets.find(ticket);
      if (at == d.tickets.end())
        return fail(SHEAF_E_NOT_FOUND, "this reservation was settled already");
      charge(d, at->second, at->second.most, -1);
      if (used) charge(d, at->second, *used, 1);
      d.tickets.erase(at);
      return {};
    });
  }
  Result<std::vector<BudgetUse>> used(string_view scope) override {
    return tx_.read([&](Data& d) -> Result<std::vector<BudgetUse>> {
      std::vector<BudgetUse> found;
      for (const auto& [key, used] : d.budget)
        if (const auto& [of, period, unit] = key; scope.empty() || of == scope)
          found.push_back({of, period, unit, used});
      return found;
    });
  }

 private:
  static int64_t bounded(uint64_t n) {
    return static_cast<int64_t>(std::min<uint64_t>(n, INT64_MAX / 4));
  }
  static std::optional<int64_t> whole(const std::optional<uint64_t>& n) {
    return n ? std::optional(bounded(*n)) : std::nullopt;
  }
  static std::map<string, int64_t> units(const Amount& a) {
    std::map<string, int64_t> all = {{"tokens", bounded(a.tokens)},
                                     {"requests", bounded(a.requests)}};
    if (!a.currency.empty()) all[a.currency] = std::max<int64_t>(a.cost_micros, 0);
    return all;
  }
  static string period(const Ticket& t, std::size_t i) {
    return i == 0 ? "run " + t.run : i == 1 ? "day " + t.day : "month " + t.month;
  }
  static string decimal(int64_t micros) {
    string text = fmt::format("{}.{:06}", micros / 1'000'000, micros % 1'000'000);
    while (text.back() == '0' && text[text.size() - 3] != '.') text.pop_back();
    return text;
  }
  static void charge(Data& d, const Ticket& ticket, const Amount& amount, int64_t sign) {
    for (std::size_t i = 0; i < 3; ++i)
      for (const auto& [unit, n] : units(amount))
        if (n != 0) d.budget[{ticket.scope, period(ticket, i), unit}] += sign * n;
  }

  Tx& tx_;
};

class MemoryLibrary final : public Library {
 public:
  explicit MemoryLibrary(Tx& tx) : tx_(tx) {}

  Result<void> put(string_view pipeline, string_view profile, const LibraryPlace& place,
                   const Work& work) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.pipelines.insert(s(pipeline));
      d.library
          .emplace(std::tuple(s(pipeline), s(profile), place.source, place.record),
                   std::pair(place.at_ms, work))
          .first->second.second = work;
      return {};
    });
  }
  Result<void> remove(string_view pipeline, string_view profile, string_view source,
                      string_view record) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.library.erase({s(pipeline), s(profile), s(source), s(record)});
      return {};
    });
  }
  Result<std::vector<LibraryPlace>> list(string_view pipeline, string_view profile) override {
    return tx_.read([&](Data& d) -> Result<std::vector<LibraryPlace>> {
      std::vector<LibraryPlace> found;
      for (const auto& [key, entry] : d.library)
        if (std::get<0>(key) == pipeline && std::get<1>(key) == profile)
          found.push_back({std::get<2>(key), std::get<3>(key), entry.first});
      std::stable_sort(found.begin(), found.end(),
                       [](const auto& a, const auto& b) { return a.at_ms < b.at_ms; });
      return found;
    });
  }
  Result<Work> load(string_view pipeline, string_view profile, const LibraryPlace& place) override {
    return tx_.read([&](Data& d) -> Result<Work> {
      const auto at = d.library.find({s(pipeline), s(profile), place.source, place.record});
      if (at == d.library.end())
        return fail(SHEAF_E_NOT_FOUND, "the library has no entry " + place.record);
      return at->second.second;
    });
  }

 private:
  Tx& tx_;
};

void prune(Data& d, std::optional<int64_t> before_ms, int64_t now_ms) {
  const auto forget = [](auto& map, auto old) { std::erase_if(map, old); };
  forget(d.state, [&](auto& e) { return e.second.expired(now_ms); });
  forget(d.sections, [&](auto& e) { return e.second.expired(now_ms); });
  forget(d.exchanges, [&](auto& e) { return e.second.until_ms <= now_ms; });
  forget(d.asked, [&](auto& e) { return e.second <= now_ms; });
  forget(d.receivers, [&](auto& e) { return e.second <= now_ms; });
  if (!before_ms) return;
  forget(d.scores, [&](auto& e) { return e.second.second < *before_ms; });
  const auto old_run = [&](const auto& e) { return e.second.started_ms < *before_ms; };
  if (std::none_of(d.runs.begin(), d.runs.end(), old_run)) return;

  std::set<int64_t> open;
  for (const auto& [key, x] : d.deliveries)
    if (x.state == DeliveryState::pending || x.state == DeliveryState::dead)
      open.insert(std::get<0>(key));
  forget(d.runs,
         [&](auto& e) { return old_run(e) && open.count(e.first) == 0 && e.first != d.last_run; });
  const auto run_gone = [&](auto& e) { return d.runs.count(std::get<0>(e.first)) == 0; };
  forget(d.deliveries, run_gone);
  forget(d.digests, run_gone);
  forget(d.tickets, [&](auto& e) { return !d.run_number(e.second.run); });
  forget(d.budget, [&](auto& e) {
    const string& period = std::get<1>(e.first);
    return period.starts_with("run ") && !d.run_number(period.substr(4));
  });

  std::set<WorkId> kept;
  for (const auto& [key, arrival] : d.arrivals)
    if (arrival.last_ms >= *before_ms) kept.insert(arrival.work);
  for (const auto& [key, mark] : d.seen)
    if (mark.shown_ms >= *before_ms) kept.insert(std::get<0>(key));
  for (const auto& [key, reason] : d.carries) kept.insert(std::get<1>(key));
  for (const auto& [key, label] : d.labels) kept.insert(label.work);
  for (const auto& [key, digest] : d.digests)
    for (const auto& [rank, item] : digest.items) kept.insert(d.actual(item.work));
  kept.insert(d.actual(WorkId{d.last_row}));  // as SQLite does, which numbers by the last row
  forget(d.works, [&](auto& e) { return kept.count(e.second.into.value_or(e.first)) == 0; });
  const auto gone = [&](WorkId row) { return d.works.count(row) == 0; };
  forget(d.keys, [&](auto& e) { return gone(e.second.work); });
  forget(d.arrivals, [&](auto& e) { return gone(e.second.work); });
  forget(d.seen, [&](auto& e) { return gone(std::get<0>(e.first)); });
  forget(d.suggestions,
         [&](auto& e) { return gone(std::get<0>(e.first)) || gone(std::get<1>(e.first)); });
}

}  // namespace

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
      : works_(tx),
        readers_(tx),
        runs_(tx),
        digests_(tx),
        outbox_(tx),
        state_(tx),
        memory_(tx),
        budgets_(tx),
        library_(tx) {}
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
  MemoryWorks works_;
  MemoryReaders readers_;
  MemoryRuns runs_;
  MemoryDigests digests_;
  MemoryOutbox outbox_;
  MemoryState state_;
  MemoryMemory memory_;
  MemoryBudgets budgets_;
  MemoryLibrary library_;
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
        test::prune(d, before_ms, now_ms);
        return {};
      });
    });
  }
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
