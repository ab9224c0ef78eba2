#include "stages/judge.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

namespace host::stages {
namespace {

bool wants(const Again& again, identity::Change change) {
  switch (change) {
    case identity::Change::replaced:
      return again.replaced;
    case identity::Change::published:
      return again.published;
    case identity::Change::corrected:
      return again.corrected;
    case identity::Change::retracted:
      return again.retracted;
    default:
      return false;
  }
}

}  // namespace

Judge::Judge(JudgePlan plan, store::Store& store, ScoreCaller& caller)
    : plan_(std::move(plan)), store_(store), caller_(caller), readers_(plan_.profiles.size()) {
  for (std::size_t r = 0; r < readers_.size(); ++r) {
    reader_refs_.push_back({r, plan_.profiles[r]});
    reader_of_[plan_.profiles[r]->profile.id] = r;
    for (const ScorerStep& s : plan_.scorers) readers_[r].stages.emplace_back(s.axes.size());
  }
  for (std::size_t k = 0; k < plan_.scorers.size(); ++k) {
    for (std::size_t i = 0; i < plan_.scorers[k].axes.size(); ++i) {
      const report::Axis& a = plan_.scorers[k].axes[i];
      axis_places_[a.id] = {k, i, a.scale};
    }
  }
}

ranking::Number Judge::number(WorkId work) {
  const Number n = works_.number(work);
  for (auto* bits : {&considered_, &filtered_, &earlier_, &enriched_}) bits->resize(works_.size());
  return n;
}

bool Judge::allowed(Number n, std::size_t r) const {
  const auto it = only_.find(n);
  return it == only_.end() || it->second.count(r) != 0;
}

void Judge::take(std::size_t scorer, std::size_t r, Number n, const sheaf_score& score) {
  const ScorerStep& step = plan_.scorers[scorer];
  std::vector<double> axes(step.axes.size(), ranking::kNoValue);
  for (std::size_t i = 0; i < score.axis_count; ++i) {
    const std::string_view id = plugin::view(score.axes[i].id);
    for (std::size_t k = 0; k < axes.size(); ++k) {
      if (step.axes[k].id == id) axes[k] = score.axes[i].value;
    }
  }
  bool followed = false;
  for (std::size_t i = 0; i < score.evidence_count; ++i) {
    followed = followed || (score.evidence[i].kind == SHEAF_EVIDENCE_PERSON &&
                            score.evidence[i].strength == SHEAF_STRENGTH_STRONG);
  }
  readers_[r].stages[scorer].table.put(n, score.value, axes, followed);
}

// Lets a work that is new, or says something new, compete: false if the filter refuses it.
// `barred`: readers for whom it does not, sorted.
Result<bool> Judge::admit(const Placed& placed, Number n, std::vector<std::size_t>& barred) {
  considered_[n] = true;
  const bool accepted = plan_.filter.accepts(placed.work.record);
  filtered_[n] = !accepted;
  if (placed.is_new) return accepted;
  TRY_ASSIGN(const auto marks, store_.read([&](store::Session& s) {
    return s.readers().seen_by(plan_.pipeline, placed.id);
  }));
  const identity::Stamp now = identity::stamp(placed.work);
  for (const store::Seen& mark : marks) {
    const auto it = reader_of_.find(mark.profile);
    if (it == reader_of_.end()) continue;
    Reader& reader = readers_[it->second];
    const auto change = identity::change_since(identity::unpack(mark.stamp), now);
    const bool again = wants(plan_.again, change);
    if (again && identity::is_notice(change)) {
      reader.notices.insert(n);
    } else if (!accepted) {
      continue;
    } else if (again) {
      reader.changed.push_back(n);
      continue;
    } else {
      reader.seen.push_back(n);
    }
    barred.push_back(it->second);
  }
  std::sort(barred.begin(), barred.end());
  return accepted;
}

// Asks the streamed scorer.
void Judge::ask_first(const std::vector<Subject>& subjects,
                      const std::function<bool(std::size_t, std::size_t)>& eligible) {
  if (subjects.empty()) return;
  const ScorerStep& scorer = plan_.scorers[0];
  if (caller_.failure(scorer.step.id) == nullptr) {
    caller_.score(scorer, subjects, reader_refs_, eligible,
                  [this](std::size_t r, const Subject& subject, const sheaf_score& s) {
                    take(0, r, subject.number, s);
                  });
  }
  if (caller_.failure(scorer.step.id) != nullptr) {
    for (const Subject& s : subjects) unjudged_.insert(s.number);
  }
}

Result<void> Judge::consider(std::vector<Placed>& batch) {
  std::vector<Subject> subjects;
  std::vector<std::vector<std::size_t>> barred;  // parallel to subjects
  for (Placed& placed : batch) {
    for (const WorkId gone : placed.gone) {
      const Number n = number(gone);
      considered_[n] = false;
      filtered_[n] = true;  // whatever was scored under that number is dropped with it
      for (Reader& reader : readers_) reader.notices.erase(n);
    }
    const Number n = number(placed.id);
    const bool again = considered_[n];
    if (again && !placed.changed) continue;
    std::vector<std::size_t> no;
    TRY_ASSIGN(const bool accepted, admit(placed, n, no));
    if (!accepted || !streams()) continue;
    if (again) {
      // the score of what was known before holds no more: the scorer may say nothing now, or the
      // work may have turned out to be one that the reader has seen
      const std::vector<double> no_axes(plan_.scorers[0].axes.size(), ranking::kNoValue);
      for (Reader& reader : readers_) reader.stages[0].table.put(n, 0, no_axes, false);
      const auto same = std::find_if(subjects.begin(), subjects.end(),
                                     [n](const Subject& s) { return s.number == n; });
      if (same != subjects.end()) {  // twice in this batch: the newer text is asked about
        barred.erase(barred.begin() + (same - subjects.begin()));
        subjects.erase(same);
      }
    }
    subjects.push_back({placed.id, std::make_shared<const Work>(std::move(placed.work)), n});
    barred.push_back(std::move(no));
  }
  ask_first(subjects, [&](std::size_t i, std::size_t r) {
    return !std::binary_search(barred[i].begin(), barred[i].end(), r) &&
           allowed(subjects[i].number, r);
  });
  return {};
}

Result<void> Judge::consider_earlier() {
  std::vector<WorkId> works;
  std::vector<store::Carry> carries;
  TRY(store_.read([&](store::Session& s) -> Result<void> {
    TRY_ASSIGN(works, s.works().arrived_since(plan_.pipeline, plan_.now_ms - plan_.fresh_ms,
                                              std::nullopt, SIZE_MAX));
    TRY_ASSIGN(carries, s.readers().carried(plan_.pipeline));
    return {};
  }));
  std::erase_if(works, [&](WorkId work) {
    const auto known = works_.find(work);
    return known && (considered_[*known] || filtered_[*known]);
  });
  std::sort(works.begin(), works.end());
  const std::vector<WorkId> fresh = works;
  for (const store::Carry& c : carries) {
    const auto it = reader_of_.find(c.profile);
    if (it == reader_of_.end()) continue;
    const Number n = number(c.work);
    readers_[it->second].carried.insert(n);
    if (considered_[n]) continue;
    works.push_back(c.work);
    if (!std::binary_search(fresh.begin(), fresh.end(), c.work)) only_[n].insert(it->second);
  }
  std::sort(works.begin(), works.end());
  works.erase(std::unique(works.begin(), works.end()), works.end());
  for (const WorkId work : works) earlier_[number(work)] = true;
  for (std::size_t from = 0; from < works.size(); from += kChunk) {
    const std::span<const WorkId> some(works.data() + from, std::min(kChunk, works.size() - from));
    TRY_ASSIGN(auto loaded, store_.read([&](store::Session& s) { return s.works().load(some); }));
    std::vector<Placed> batch;
    for (std::size_t i = 0; i < some.size(); ++i) {
      if (!loaded[i]) continue;  // pruned
      Placed& p = batch.emplace_back();
      p.id = some[i];
      p.work = std::move(*loaded[i]);
    }
    TRY(consider(batch));
  }
  return {};
}

Result<bool> Judge::consider_told(const std::set<WorkId>& works) {
  bool news = false;
  for (const WorkId told : works) {
    std::vector<store::Seen> marks;
    identity::Stamp now;
    WorkId id = told;
    TRY(store_.read([&](store::Session& s) -> Result<void> {
      TRY_ASSIGN(marks, s.readers().seen_by(plan_.pipeline, told));
      if (marks.empty()) return {};
      TRY_ASSIGN(const Work work, s.works().load(told));
      TRY_ASSIGN(const auto united, s.works().find_work(work.id));
      id = united.value_or(told);  // it may have become another one since
      now = identity::stamp(work);
      return {};
    }));
    for (const store::Seen& mark : marks) {
      const auto change = identity::change_since(identity::unpack(mark.stamp), now);
      const auto it = reader_of_.find(mark.profile);
      if (it == reader_of_.end() || !identity::is_notice(change) || !wants(plan_.again, change)) {
        continue;
      }
      const Number n = number(id);
      Reader& reader = readers_[it->second];
      news = reader.notices.insert(n).second || news;
      std::erase(reader.seen, n);
      std::erase(reader.changed, n);
      if (considered_[n]) continue;
      considered_[n] = true;
      earlier_[n] = true;
      only_.try_emplace(n);
    }
  }
  return news;
}

// What was found out about `gone`, and for whom it competed, is true of the work that it is.
void Judge::inherit(WorkId gone, WorkId kept) {
  const Number from = number(gone);
  const Number to = number(kept);
  caller_.unite(kept, gone);
  for (Reader& reader : readers_) {
    reader.notices.erase(from);
    if (reader.carried.erase(from) != 0) reader.carried.insert(to);
    for (Stage& stage : reader.stages) {
      const auto theirs = stage.table.find(from);
      const auto own = stage.table.find(to);
      if (!theirs || (own && stage.table.value(*own) > 0)) continue;
      std::vector<double> axes(stage.table.axis_count());
      for (std::size_t i = 0; i < axes.size(); ++i) axes[i] = stage.table.axis(*theirs, i);
      stage.table.put(to, stage.table.value(*theirs), axes, stage.table.followed(*theirs));
      stage.table.settle();
    }
    for (Stage& stage : reader.stages) {
      const auto was = std::lower_bound(stage.answered.begin(), stage.answered.end(), from);
      if (was == stage.answered.end() || *was != from) continue;
      const auto at = std::lower_bound(stage.answered.begin(), stage.answered.end(), to);
      if (at == stage.answered.end() || *at != to) stage.answered.insert(at, to);
    }
  }
  if (unjudged_.count(from) != 0 && !considered_[to]) unjudged_.insert(to);
  if (enriched_[from]) enriched_[to] = true;
  if (considered_[from]) {
    const auto narrow = only_.find(from);
    if (narrow == only_.end()) {
      only_.erase(to);
    } else if (!considered_[to] || only_.count(to) != 0) {
      only_[to].insert(narrow->second.begin(), narrow->second.end());
    }
    if (!considered_[to]) earlier_[to] = earlier_[from];
    considered_[to] = true;
  }
  considered_[from] = false;
  filtered_[from] = true;
}

// Has works enriched that were not before in this run. True if that changes who competes.
Result<bool> Judge::learn(const Enrich& enrich, const std::vector<Number>& works) {
  std::vector<Number> open;
  for (const Number n : works) {
    if (enriched_[n]) continue;
    enriched_[n] = true;
    open.push_back(n);
  }
  if (open.empty()) return false;
  TRY_ASSIGN(const auto ordered,
             store_.read([&](store::Session& s) { return s.works().by_age(ids(open)); }));
  TRY_ASSIGN(News news, enrich(ordered));
  std::vector<Subject> subjects;
  std::vector<std::set<std::size_t>> unasked;  // parallel to subjects
  for (Placed& placed : news.works) {
    for (const WorkId gone : placed.gone) inherit(gone, placed.id);
    const Number n = number(placed.id);
    std::vector<std::size_t> barred;
    TRY_ASSIGN(const bool accepted, admit(placed, n, barred));
    if (!accepted || !streams()) continue;
    // readers who had seen the work, and are to see it again for what is new
    std::set<std::size_t> readers;
    for (std::size_t r = 0; r < readers_.size(); ++r) {
      const Reader& reader = readers_[r];
      const bool changed = std::count(reader.changed.begin(), reader.changed.end(), n) != 0;
      if (changed && allowed(n, r) && !reader.stages[0].table.find(n)) readers.insert(r);
    }
    if (readers.empty()) continue;
    subjects.push_back({placed.id, std::make_shared<const Work>(std::move(placed.work)), n});
    unasked.push_back(std::move(readers));
  }
  ask_first(subjects, [&](std::size_t i, std::size_t r) { return unasked[i].count(r) != 0; });
  TRY_ASSIGN(const bool told, consider_told(news.told));
  return told || !news.works.empty();
}

}  // namespace host::stages
