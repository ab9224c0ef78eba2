#include "stages/enrich.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <mutex>
#include <utility>

#include "plugin/own.h"
#include "plugin/record_view.h"
#include "report/usage.h"
#include "stages/intake.h"

namespace host::stages {

using store::WorkId;

namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kAnswerMs = 30 * kDayMs;  // abstracts and notices come late
constexpr std::int64_t kSilenceMs = 3 * kDayMs;

// Owned by the call, which may hang.
struct EnrichRequest : sheaf_enrich_sink {
  std::string step;
  std::vector<Work> works;
  std::deque<plugin::RecordView> views;
  std::vector<const sheaf_record*> records;

  std::mutex mutex;
  bool open = true;
  std::vector<std::pair<std::size_t, Record>> answers;
  std::vector<report::Usage> used;

  static EnrichRequest& of(const sheaf_enrich_sink* s) { return plugin::own<EnrichRequest>(s); }
  EnrichRequest() : sheaf_enrich_sink{} {
    struct_size = sizeof(sheaf_enrich_sink);
    emit = [](const sheaf_enrich_sink* s, std::size_t index, const sheaf_record* partial) {
      EnrichRequest& self = of(s);
      const std::lock_guard lock(self.mutex);
      if (!self.open) return sheaf_status{SHEAF_E_CANCELLED};
      if (index >= self.works.size()) return sheaf_status{SHEAF_E_INTERNAL};
      self.answers.emplace_back(index, intake_partial(*partial));
      return sheaf_status{SHEAF_OK};
    };
    usage = [](const sheaf_enrich_sink* s, const sheaf_usage* u) {
      EnrichRequest& self = of(s);
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

Result<std::vector<Placed>> Enrichers::enrich(const std::vector<WorkId>& works) {
  std::vector<Placed> out;
  for (const StepInstance& step : steps_) {
    const sheaf_enricher& table = *step.instance->table<sheaf_enricher>();
    Asked batch;
    for (const WorkId id : works) {
      if (failed_.count(step.id) != 0) break;
      TRY_ASSIGN(auto work, store_.read([&](store::Session& s) -> Result<std::optional<Work>> {
        TRY_ASSIGN(Work found, s.works().load(id));
        if (!can_look_up(table, found.record)) return std::nullopt;
        TRY_ASSIGN(const bool known, s.memory().was_asked(pipeline_, step.id, found.id, now_ms_));
        return known ? std::nullopt : std::optional(std::move(found));
      }));
      // two of the works may have become one meanwhile
      if (!work || !asked_[step.id].insert(work->id).second) continue;
      batch.emplace_back(id, std::move(*work));
      if (batch.size() == table.max_batch) TRY(ask(step, std::exchange(batch, {}), out));
    }
    if (!batch.empty()) TRY(ask(step, std::move(batch), out));
  }
  TRY(tell(works));
  return out;
}

// What a notice is about may be known to an enricher only.
Result<void> Enrichers::tell(const std::vector<WorkId>& works) {
  return store_.in_transaction(store::Durability::process, [&](store::Session& s) -> Result<void> {
    for (const WorkId id : works) {
      TRY_ASSIGN(const Work work, s.works().load(id));
      TRY(arrivals_.tell(s, work));
    }
    return {};
  });
}

Result<void> Enrichers::ask(const StepInstance& step, Asked batch, std::vector<Placed>& out) {
  auto request = std::make_shared<EnrichRequest>();
  request->step = step.id;
  for (auto& [id, work] : batch) {
    request->works.push_back(std::move(work));
  }
  for (const Work& w : request->works) {
    request->records.push_back(request->views.emplace_back(w.record).get());
  }
  auto instance = step.instance;
  const plugin::Outcome outcome = plugin::call(
      instance, "enrich", calls_(step),
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
    failed_.insert(step.id);
    notices_.push_back({SHEAF_NOTICE_WARNING, step.id,
                        fmt::format("works are shown without what {} knows of them: {}", step.id,
                                    outcome.error.message)});
  }
  // answers may come in any order; joined in the order of the works
  std::stable_sort(answers.begin(), answers.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  return store_.in_transaction(store::Durability::process, [&](store::Session& s) -> Result<void> {
    std::vector<bool> answered(batch.size(), false);
    for (auto& [index, partial] : answers) {
      answered[index] = true;
      // an answer before may have made it another work
      TRY_ASSIGN(const auto id, s.works().find_work(request->works[index].id));
      TRY_ASSIGN(Placed placed,
                 arrivals_.enrich(s, id.value_or(batch[index].first), std::move(partial), step.id));
      if (placed.changed) out.push_back(std::move(placed));
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (!answered[i] && outcome.status < 0) continue;
      TRY(s.memory().put_asked(pipeline_, step.id, request->works[i].id,
                               now_ms_ + (answered[i] ? kAnswerMs : kSilenceMs)));
    }
    return {};
  });
}

}  // namespace host::stages
