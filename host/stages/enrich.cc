#include "stages/enrich.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <mutex>
#include <utility>

#include "stages/intake.h"
#include "plugin/record_view.h"
#include "report/usage.h"

namespace host::pipeline {

using store::Row;

namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kAnswerMs = 30 * kDayMs;  // abstracts and notices come late
constexpr std::int64_t kSilenceMs = 3 * kDayMs;
constexpr const char* kAsked = "(asked)";  // among a step's values; no component has such a name

// Owned by the call, which may hang.
struct Request : sheaf_enrich_sink {
  std::string step;
  std::vector<Work> works;
  std::deque<plugin::RecordView> views;
  std::vector<const sheaf_record*> records;

  std::mutex mutex;
  bool open = true;
  std::vector<std::pair<std::size_t, Record>> answers;
  std::vector<report::Usage> used;

  static Request& of(const sheaf_enrich_sink* s) {
    return *const_cast<Request*>(static_cast<const Request*>(s));
  }
  Request() : sheaf_enrich_sink{} {
    struct_size = sizeof(sheaf_enrich_sink);
    emit = [](const sheaf_enrich_sink* s, std::size_t index, const sheaf_record* partial) {
      Request& self = of(s);
      const std::lock_guard lock(self.mutex);
      if (!self.open) return sheaf_status{SHEAF_E_CANCELLED};
      if (index >= self.works.size()) return sheaf_status{SHEAF_E_INTERNAL};
      self.answers.emplace_back(index, intake_partial(*partial));
      return sheaf_status{SHEAF_OK};
    };
    usage = [](const sheaf_enrich_sink* s, const sheaf_usage* u) {
      Request& self = of(s);
      const std::lock_guard lock(self.mutex);
      report::add_usage(self.used, self.step, *u);
      return sheaf_status{SHEAF_OK};
    };
  }
};

bool can_look_up(const sheaf_enricher& table, const Record& work) {
  for (const char* const* scheme = table.schemes; scheme != nullptr && *scheme != nullptr;
       ++scheme) {
    for (const Identifier& id : work.identifiers) {
      if (id.scheme == *scheme) return true;
    }
  }
  return false;
}

}  // namespace

Result<void> Enrichers::enrich(const std::vector<Row>& rows) {
  for (const StepInstance& step : steps_) {
    const sheaf_enricher& table = *step.instance->table<sheaf_enricher>();
    std::vector<std::pair<Row, Work>> batch;
    for (const Row given : rows) {
      if (failed_.count(step.step->id) != 0) break;
      const Row row = now_at(given);
      if (!asked_[step.step->id].insert(row).second) continue;
      auto work = store_.load(row);
      if (!work) return tl::unexpected(work.error());
      if (!can_look_up(table, work->record)) continue;
      auto known = knows_answer(step, work->id);
      if (!known) return tl::unexpected(known.error());
      if (*known) continue;
      batch.emplace_back(row, std::move(*work));
      if (batch.size() != table.max_batch) continue;
      if (auto ok = ask(step, std::exchange(batch, {})); !ok) return ok;
    }
    if (batch.empty()) continue;
    if (auto ok = ask(step, std::move(batch)); !ok) return ok;
  }
  return tell(rows);
}

// What a notice is about may be known to an enricher only.
Result<void> Enrichers::tell(const std::vector<Row>& rows) {
  if (steps_.empty()) return {};
  auto transaction = store_.begin(store::Durability::process);
  if (!transaction) return tl::unexpected(transaction.error());
  for (const Row row : rows) {
    auto work = store_.load(now_at(row));
    if (!work) return tl::unexpected(work.error());
    if (auto ok = arrivals_.tell(*work); !ok) return ok;
  }
  return transaction->commit();
}

Result<bool> Enrichers::knows_answer(const StepInstance& step, const std::string& work) {
  auto kept = store_.state_get({pipeline_, kAsked, step.step->id, ""}, work, now_ms_);
  if (!kept) return tl::unexpected(kept.error());
  return kept->has_value();
}

Result<void> Enrichers::keep_answer(const StepInstance& step, const std::string& work,
                                    bool answered) {
  return store_.state_put({pipeline_, kAsked, step.step->id, ""}, work, answered ? "1" : "0",
                          now_ms_ + (answered ? kAnswerMs : kSilenceMs));
}

Result<void> Enrichers::ask(const StepInstance& step, std::vector<std::pair<Row, Work>> batch) {
  auto request = std::make_shared<Request>();
  request->step = step.step->id;
  std::vector<Row> asked;
  for (auto& [row, work] : batch) {
    asked.push_back(row);
    request->works.push_back(std::move(work));
  }
  for (const Work& w : request->works) {
    request->records.push_back(request->views.emplace_back(w.record).get());
  }
  auto instance = step.instance;
  const plugin::Outcome outcome = plugin::call(
      instance, "enrich", calls_(*step.step),
      [instance, request](const sheaf_call* c) {
        return instance->table<sheaf_enricher>()->enrich(
            instance->raw(), c, request->records.data(), request->records.size(), request.get());
      },
      request);
  std::vector<std::pair<std::size_t, Record>> answers;
  {
    const std::lock_guard lock(request->mutex);
    request->open = false;
    answers = std::move(request->answers);
    for (const report::Usage& u : request->used) report::add_usage(usage_, u);
  }
  if (outcome.status < 0) {
    failed_.insert(step.step->id);
    notices_.push_back({SHEAF_NOTICE_WARNING, step.step->id,
                        fmt::format("works are shown without what {} knows of them: {}",
                                    step.step->id, outcome.error.message)});
  }
  // answers may come in any order; joined in the order of the works
  std::stable_sort(answers.begin(), answers.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  auto transaction = store_.begin(store::Durability::process);
  if (!transaction) return tl::unexpected(transaction.error());
  std::vector<bool> answered(asked.size(), false);
  for (auto& [index, partial] : answers) {
    answered[index] = true;
    const Row row = now_at(asked[index]);
    auto placed = arrivals_.enrich(row, std::move(partial), step.step->id);
    if (!placed) return tl::unexpected(placed.error());
    if (placed->row != row) moved_[row] = placed->row;
    for (Row gone : placed->gone) moved_[gone] = placed->row;
  }
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (!answered[i] && outcome.status < 0) continue;
    if (auto ok = keep_answer(step, request->works[i].id, answered[i]); !ok) return ok;
  }
  return transaction->commit();
}

Row Enrichers::now_at(Row row) const {
  for (auto it = moved_.find(row); it != moved_.end(); it = moved_.find(row)) row = it->second;
  return row;
}

}  // namespace host::pipeline
