#include "stages/score_call.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <mutex>

#include "plugin/own.h"
#include "plugin/record_view.h"
#include "report/usage.h"
#include "sheaf/cpp/call.hpp"

namespace host::stages {

using plugin::view;

namespace {

// A cache key must not run two profiles' fingerprints together.
std::string cache_key(const ScorerStep& scorer, const std::string& fingerprint) {
  const sheaf_component& c = scorer.step.instance->component();
  return fmt::format("{}/{}", c.id, fingerprint);
}

std::string fingerprint_of(const ScorerStep& scorer, const sheaf_profile* profile) {
  std::string said;
  const sheaf::StringSink sink([&](std::string_view s) { said = s; });
  const auto* table = scorer.step.instance->table<sheaf_scorer>();
  if (table->fingerprint == nullptr ||
      table->fingerprint(scorer.step.instance->raw(), profile, &sink) < 0) {
    return {};
  }
  return said;
}

}  // namespace

std::vector<report::Axis> axes_of(const StepInstance& scorer) {
  std::vector<report::Axis> out;
  const auto* table = scorer.instance->table<sheaf_scorer>();
  if (table->axes == nullptr) return out;
  std::size_t count = 0;
  const sheaf_axis* const* axes = table->axes(scorer.instance->raw(), &count);
  for (std::size_t i = 0; i < count; ++i) {
    report::Axis& a = out.emplace_back();
    a.id = view(axes[i]->id);
    a.title = view(axes[i]->title);
    a.scale = axes[i]->scale;
    for (std::size_t k = 0; k < axes[i]->rubric_count; ++k) {
      a.rubric.emplace_back(axes[i]->rubric[k].value, std::string(view(axes[i]->rubric[k].text)));
    }
  }
  return out;
}

ScorerStep scorer_step(StepInstance step, Pass pass) {
  ScorerStep s;
  s.step = std::move(step);
  s.pass = pass;
  const auto* table = s.step.instance->table<sheaf_scorer>();
  s.local = (table->flags & SHEAF_S_LOCAL) != 0;
  s.sparse = (table->flags & SHEAF_S_SPARSE) != 0;
  s.needs_abstract = (table->flags & SHEAF_S_NEEDS_ABSTRACT) != 0;
  s.max_profiles = table->max_profiles;
  s.max_records = table->max_records;
  s.axes = axes_of(s.step);
  return s;
}

// Lives as long as the plugin may call it; `take` only while open.
struct ScoreCaller::Sink : sheaf_score_sink {
  const ScorerStep scorer;
  std::vector<Subject> subjects;
  std::vector<std::size_t> readers;
  std::vector<std::string> profiles;  // ids, parallel to readers
  std::string pipeline;
  // of an estimate no score is wanted
  std::function<bool(std::size_t, std::size_t)> eligible = [](auto, auto) { return false; };
  TakeScore take;
  std::string key;  // of the score cache; empty: do not keep
  store::Store* store = nullptr;
  std::int64_t now_ms = 0;
  std::shared_ptr<State> state;
  plugin::CallOptions call;

  std::mutex mutex;
  bool open = true;
  std::vector<bool> reported;  // subject x reader
  std::optional<Error> store_error;

  explicit Sink(const ScorerStep& s) : sheaf_score_sink{}, scorer(s) {
    struct_size = sizeof(sheaf_score_sink);
    sheaf_score_sink::score = [](const sheaf_score_sink* self, const sheaf_score* value) {
      return plugin::own<Sink>(self).on_score(*value);
    };
    sheaf_score_sink::usage = [](const sheaf_score_sink* self, const sheaf_usage* u) {
      Sink& me = plugin::own<Sink>(self);
      const std::lock_guard lock(me.state->mutex);
      report::add_usage(me.state->usage, me.scorer.step.id, *u);
      return sheaf_status{SHEAF_OK};
    };
    sheaf_score_sink::exchange = [](const sheaf_score_sink* self, const sheaf_exchange* e) {
      return plugin::own<Sink>(self).on_exchange(*e);
    };
  }

  sheaf_status on_exchange(const sheaf_exchange& e) {
    constexpr std::size_t kLongest = std::size_t{4} << 20;
    const std::lock_guard lock(mutex);
    if (!open) return SHEAF_E_CANCELLED;
    if (e.profile >= profiles.size()) return SHEAF_E_INTERNAL;
    std::vector<std::string> works;
    for (std::size_t i = 0; i < e.record_count; ++i) {
      if (e.records[i] >= subjects.size()) return SHEAF_E_INTERNAL;
      works.push_back(subjects[e.records[i]].work->id);
    }
    store::Exchange kept;
    kept.step = scorer.step.id;
    kept.component = scorer.step.component;
    kept.profile = profiles[e.profile];
    kept.text = fmt::format("{}\n\n{}\n\n{}", view(e.to), view(e.request), view(e.answer));
    if (kept.text.size() > kLongest || e.until_ms <= now_ms) return SHEAF_OK;
    const auto stored =
        store->in_transaction(store::Durability::process, [&](store::Session& session) {
          return session.memory().put_exchange(pipeline, kept, works, e.until_ms);
        });
    if (!stored) store_error = stored.error();
    return SHEAF_OK;
  }

  bool valid(const sheaf_score& s) const {
    if (!(s.value >= 0 && s.value <= 1)) return false;
    for (std::size_t i = 0; i < s.axis_count; ++i) {
      const auto axis =
          std::find_if(scorer.axes.begin(), scorer.axes.end(),
                       [&](const report::Axis& a) { return a.id == view(s.axes[i].id); });
      if (axis == scorer.axes.end()) return false;
      if (!(s.axes[i].value >= 0 && s.axes[i].value <= axis->scale)) return false;
    }
    return true;
  }

  sheaf_status on_score(const sheaf_score& s) {
    const std::lock_guard lock(mutex);
    if (!open) return SHEAF_E_CANCELLED;
    if (s.record >= subjects.size() || s.profile >= readers.size()) return SHEAF_E_INTERNAL;
    if (s.status >= 0 && !valid(s)) return SHEAF_E_INTERNAL;
    const std::size_t at = s.record * readers.size() + s.profile;
    if (reported[at]) return SHEAF_E_INTERNAL;
    reported[at] = true;
    if (!eligible(s.record, s.profile)) return SHEAF_OK;
    const Subject& subject = subjects[s.record];
    const std::size_t reader = readers[s.profile];
    if (s.status < 0) {
      const std::lock_guard state_lock(state->mutex);
      auto& why = state->errors[scorer.step.id][{reader, subject.id}];
      why = plugin::said(call, view(s.error));
      if (why.empty()) why = "the scorer gave no reason";
      return SHEAF_OK;
    }
    take(reader, subject, s);
    if (!scorer.local) {
      report::Score copy = report::from_abi(s, scorer.step.id);
      copy.comment = plugin::said(call, copy.comment);
      if (!key.empty()) {
        const auto kept =
            store->in_transaction(store::Durability::process, [&](store::Session& session) {
              return session.memory().put_score(key, subject.work->text_hash, report::encode(copy),
                                                now_ms);
            });
        if (!kept) store_error = kept.error();
      }
      const std::lock_guard state_lock(state->mutex);
      state->details[scorer.step.id][{reader, subject.id}] = std::move(copy);
    }
    return SHEAF_OK;
  }
};

// All that the plugin reads and writes during one call, owned by it.
struct ScoreCaller::Request {
  std::vector<ReaderRef> readers;
  std::deque<plugin::RecordView> views;
  std::vector<const sheaf_record*> records;
  std::vector<const sheaf_profile*> profiles;
  sheaf_score_request raw{};
  Sink sink;
  explicit Request(const ScorerStep& scorer) : sink(scorer) {}
};

std::shared_ptr<ScoreCaller::Request> ScoreCaller::request_for(
    const ScorerStep& scorer, const std::vector<Subject>& subjects,
    const std::vector<ReaderRef>& readers) {
  auto request = std::make_shared<Request>(scorer);
  Sink& sink = request->sink;
  sink.subjects = subjects;
  sink.store = &store_;
  sink.pipeline = pipeline_;
  sink.now_ms = now_ms_;
  sink.state = state_;
  sink.call = calls_(scorer.step);
  sink.reported.resize(subjects.size() * readers.size());
  request->readers = readers;
  for (const ReaderRef& r : readers) {
    sink.readers.push_back(r.index);
    sink.profiles.push_back(r.profile->profile.id);
    request->profiles.push_back(r.profile->view.get());
  }
  for (const Subject& s : subjects) {
    request->records.push_back(request->views.emplace_back(s.work->record).get());
  }
  request->raw.struct_size = sizeof request->raw;
  request->raw.records = request->records.data();
  request->raw.record_count = request->records.size();
  request->raw.profiles = request->profiles.data();
  request->raw.profile_count = request->profiles.size();
  return request;
}

void ScoreCaller::call(const ScorerStep& scorer, const std::vector<Subject>& subjects,
                       const std::vector<ReaderRef>& readers,
                       std::function<bool(std::size_t, std::size_t)> eligible,
                       const TakeScore& take, const std::string& fingerprint) {
  const auto request = request_for(scorer, subjects, readers);
  Sink& sink = request->sink;
  sink.eligible = std::move(eligible);
  sink.take = take;
  if (!fingerprint.empty()) sink.key = cache_key(scorer, fingerprint);
  auto instance = scorer.step.instance;
  plugin::Outcome outcome = plugin::call(
      instance, "score", sink.call,
      [instance, request](const sheaf_call* c) {
        return instance->table<sheaf_scorer>()->score(instance->raw(), c, &request->raw,
                                                      &request->sink);
      },
      request);
  {
    const std::lock_guard lock(sink.mutex);
    sink.open = false;
    if (sink.store_error && outcome.status >= 0) {
      outcome.status = sink.store_error->code;
      outcome.error = *sink.store_error;
    }
  }
  const std::lock_guard lock(state_->mutex);
  if (outcome.status < 0) {
    state_->failures[scorer.step.id] = {outcome.error, outcome.hung};
  } else if (!scorer.sparse) {
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      for (std::size_t p = 0; p < readers.size(); ++p) {
        if (sink.reported[i * readers.size() + p] || !sink.eligible(i, p)) continue;
        state_->errors[scorer.step.id][{readers[p].index, subjects[i].id}] =
            "the scorer said nothing about it";
      }
    }
  }
}

void ScoreCaller::score(const ScorerStep& scorer, const std::vector<Subject>& subjects,
                        const std::vector<ReaderRef>& readers,
                        const std::function<bool(std::size_t, std::size_t)>& eligible,
                        const TakeScore& take) {
  const std::size_t step = scorer.max_profiles == 0 ? readers.size() : scorer.max_profiles;
  for (std::size_t from = 0; from < readers.size(); from += step) {
    const std::vector<ReaderRef> group(
        readers.begin() + static_cast<std::ptrdiff_t>(from),
        readers.begin() + static_cast<std::ptrdiff_t>(std::min(from + step, readers.size())));
    std::vector<Subject> ask;
    std::vector<std::size_t> index;  // of ask, into subjects
    std::string fingerprint;
    if (!scorer.local && group.size() == 1) {
      fingerprint = fingerprint_of(scorer, group[0].profile->view.get());
    }
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      bool wanted = false;
      for (std::size_t p = 0; p < group.size() && !wanted; ++p) wanted = eligible(i, from + p);
      if (!wanted) continue;
      if (!fingerprint.empty()) {
        const auto blob = store_.read([&](store::Session& s) {
          return s.memory().score(cache_key(scorer, fingerprint), subjects[i].work->text_hash);
        });
        if (blob && *blob) {
          if (auto kept = report::decode_score(**blob)) {
            // the step may have been renamed since
            kept->scorer = scorer.step.id;
            report::Item holder;
            holder.scores.push_back(*kept);
            const report::ItemView as_abi(holder);
            take(group[0].index, subjects[i], *as_abi.get()->scores[0]);
            const std::lock_guard lock(state_->mutex);
            state_->details[scorer.step.id][{group[0].index, subjects[i].id}] = std::move(*kept);
            continue;
          }
        }
      }
      ask.push_back(subjects[i]);
      index.push_back(i);
    }
    const std::size_t most = scorer.max_records == 0 ? ask.size() : scorer.max_records;
    for (std::size_t at = 0; at < ask.size(); at += most) {
      if (failure(scorer.step.id) != nullptr) return;
      const auto end = std::min(at + most, ask.size());
      const std::vector<Subject> part(ask.begin() + static_cast<std::ptrdiff_t>(at),
                                      ask.begin() + static_cast<std::ptrdiff_t>(end));
      call(
          scorer, part, group,
          [&eligible, index, at, from](std::size_t i, std::size_t p) {
            return eligible(index[at + i], from + p);
          },
          take, fingerprint);
    }
  }
}

void ScoreCaller::explain(const ScorerStep& scorer,
                          const std::vector<std::shared_ptr<const Work>>& works,
                          const std::shared_ptr<const ReaderProfile>& profile,
                          std::vector<report::Score*>& scores) {
  if (scorer.step.instance->table<sheaf_scorer>()->explain == nullptr || works.empty()) return;
  if (const ScoreFailure* f = failure(scorer.step.id); f != nullptr && f->hung) return;
  struct Told : sheaf_score_sink {
    std::mutex mutex;
    report::Score last;
    std::string scorer;
    std::vector<report::Score> all;
    std::shared_ptr<const ReaderProfile> profile;
    std::vector<std::shared_ptr<const Work>> works;
    std::deque<plugin::RecordView> views;
  };
  auto told = std::make_shared<Told>();
  static_cast<sheaf_score_sink&>(*told) = sheaf_score_sink{};
  told->struct_size = sizeof(sheaf_score_sink);
  told->scorer = scorer.step.id;
  static_cast<sheaf_score_sink&>(*told).score = [](const sheaf_score_sink* self,
                                                   const sheaf_score* s) {
    Told& t = plugin::own<Told>(self);
    const std::lock_guard lock(t.mutex);
    t.last = report::from_abi(*s, t.scorer);
    return sheaf_status{SHEAF_OK};
  };
  static_cast<sheaf_score_sink&>(*told).usage = [](const sheaf_score_sink*, const sheaf_usage*) {
    return sheaf_status{SHEAF_OK};
  };
  static_cast<sheaf_score_sink&>(*told).exchange =
      [](const sheaf_score_sink*, const sheaf_exchange*) { return sheaf_status{SHEAF_OK}; };
  told->profile = profile;
  told->works = works;
  for (const auto& w : works) told->views.emplace_back(w->record);
  auto instance = scorer.step.instance;
  const plugin::Outcome outcome = plugin::call(
      instance, "explain", calls_(scorer.step),
      [instance, told](const sheaf_call* c) {
        for (const auto& record : told->views) {
          {
            const std::lock_guard lock(told->mutex);
            told->last = {};
          }
          const sheaf_status s = instance->table<sheaf_scorer>()->explain(
              instance->raw(), c, record.get(), told->profile->view.get(), told.get());
          if (s < 0) return s;
          const std::lock_guard lock(told->mutex);
          told->all.push_back(std::move(told->last));
        }
        return sheaf_status{SHEAF_OK};
      },
      told);
  if (outcome.status < 0) {
    if (outcome.hung) {
      const std::lock_guard lock(state_->mutex);
      state_->failures[scorer.step.id] = {outcome.error, true};
    }
    return;
  }
  for (std::size_t i = 0; i < scores.size() && i < told->all.size(); ++i) {
    scores[i]->evidence = std::move(told->all[i].evidence);
    scores[i]->matched = std::move(told->all[i].matched);
    scores[i]->comment = std::move(told->all[i].comment);
  }
}

void ScoreCaller::estimate(const ScorerStep& scorer, const std::vector<Subject>& subjects,
                           const std::shared_ptr<const ReaderProfile>& profile) {
  const auto* table = scorer.step.instance->table<sheaf_scorer>();
  if (table->estimate == nullptr || subjects.empty()) return;
  const auto request = request_for(scorer, subjects, {{0, profile}});
  auto instance = scorer.step.instance;
  const plugin::Outcome outcome = plugin::call(
      instance, "estimate", request->sink.call,
      [instance, request](const sheaf_call* c) {
        return instance->table<sheaf_scorer>()->estimate(instance->raw(), c, &request->raw,
                                                         &request->sink);
      },
      request);
  if (outcome.status < 0) {
    const std::lock_guard lock(state_->mutex);
    state_->failures[scorer.step.id] = {outcome.error, outcome.hung};
  }
}

void ScoreCaller::unite(WorkId kept, WorkId gone) {
  const std::lock_guard lock(state_->mutex);
  const auto move = [&](auto& of_scorer) {
    for (auto& [scorer, said] : of_scorer) {
      for (auto at = said.begin(); at != said.end();) {
        if (at->first.second != gone) {
          ++at;
          continue;
        }
        auto node = said.extract(at++);
        node.key().second = kept;
        said.insert(std::move(node));
      }
    }
  };
  move(state_->details);
  move(state_->errors);
}

const report::Score* ScoreCaller::detail(const std::string& scorer, std::size_t reader,
                                         WorkId work) const {
  const std::lock_guard lock(state_->mutex);
  const auto step = state_->details.find(scorer);
  if (step == state_->details.end()) return nullptr;
  const auto it = step->second.find({reader, work});
  return it != step->second.end() ? &it->second : nullptr;
}

const std::string* ScoreCaller::error_of(const std::string& scorer, std::size_t reader,
                                         WorkId work) const {
  const std::lock_guard lock(state_->mutex);
  const auto step = state_->errors.find(scorer);
  if (step == state_->errors.end()) return nullptr;
  const auto it = step->second.find({reader, work});
  return it != step->second.end() ? &it->second : nullptr;
}

const ScoreFailure* ScoreCaller::failure(const std::string& scorer) const {
  const std::lock_guard lock(state_->mutex);
  const auto it = state_->failures.find(scorer);
  return it != state_->failures.end() ? &it->second : nullptr;
}

std::vector<report::Usage> ScoreCaller::usage() const {
  const std::lock_guard lock(state_->mutex);
  return state_->usage;
}

}  // namespace host::stages
