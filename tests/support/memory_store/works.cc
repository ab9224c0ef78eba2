// Works, their keys, suggestions, and what uniting two of them moves.
#include "support/memory_store/data.h"

namespace test::memory_store {
namespace {

class MemoryWorks final : public Subject<Works> {
 public:
  using Subject::Subject;

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
};

}  // namespace

std::unique_ptr<Works> memory_works(Tx& tx) {
  return std::make_unique<MemoryWorks>(tx);
}

}  // namespace test::memory_store
