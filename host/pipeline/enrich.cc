#include "pipeline/enrich.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <mutex>
#include <utility>

#include "pipeline/intake.h"
#include "plugin/record_view.h"
#include "report/usage.h"

namespace host::pipeline {

using store::Row;

namespace {

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
    std::vector<Row> fresh;
    for (Row row : rows) {
      if (asked_[step.step->id].insert(now_at(row)).second) fresh.push_back(now_at(row));
    }
    const std::size_t batch = step.instance->table<sheaf_enricher>()->max_batch;
    const std::size_t most = batch == 0 ? std::max<std::size_t>(fresh.size(), 1) : batch;
    for (std::size_t at = 0; at < fresh.size(); at += most) {
      if (failed_.count(step.step->id) != 0) break;
      const std::vector<Row> part(
          fresh.begin() + static_cast<std::ptrdiff_t>(at),
          fresh.begin() + static_cast<std::ptrdiff_t>(std::min(at + most, fresh.size())));
      if (auto ok = ask(step, part); !ok) return ok;
    }
  }
  return {};
}

Result<void> Enrichers::ask(const StepInstance& step, const std::vector<Row>& rows) {
  auto request = std::make_shared<Request>();
  request->step = step.step->id;
  std::vector<Row> asked;
  for (Row row : rows) {
    auto work = store_.load(row);
    if (!work) return tl::unexpected(work.error());
    if (!can_look_up(*step.instance->table<sheaf_enricher>(), work->record)) continue;
    asked.push_back(row);
    request->works.push_back(std::move(*work));
  }
  if (asked.empty()) return {};
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
  if (answers.empty()) return {};
  // answers may come in any order; joined in the order of the works
  std::stable_sort(answers.begin(), answers.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  auto transaction = store_.begin(store::Durability::process);
  if (!transaction) return tl::unexpected(transaction.error());
  for (auto& [index, partial] : answers) {
    const Row row = now_at(asked[index]);
    auto placed = arrivals_.enrich(row, std::move(partial), step.step->id);
    if (!placed) return tl::unexpected(placed.error());
    if (placed->row != row) moved_[row] = placed->row;
    for (Row gone : placed->gone) moved_[gone] = placed->row;
  }
  return transaction->commit();
}

Row Enrichers::now_at(Row row) const {
  for (auto it = moved_.find(row); it != moved_.end(); it = moved_.find(row)) row = it->second;
  return row;
}

}  // namespace host::pipeline
