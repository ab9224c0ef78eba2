// What retention forgets.
#include "support/memory_store/data.h"

namespace test::memory_store {

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

}  // namespace test::memory_store
