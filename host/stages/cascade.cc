// The second half of the judge: the scorers one after the other, and who is chosen in the end.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>
#include <utility>

#include "stages/judge.h"

namespace host::stages {
namespace {

using ranking::Candidate;
using ranking::Number;

bool contains(const std::vector<Number>& sorted, Number n) {
  return std::binary_search(sorted.begin(), sorted.end(), n);
}

void sort_unique(std::vector<Number>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

}  // namespace

std::vector<WorkId> Judge::ids(const std::vector<Number>& works) const {
  std::vector<WorkId> out;
  out.reserve(works.size());
  for (const Number n : works) out.push_back(works_.work(n));
  return out;
}

// Considered, not filtered, not seen: what the first scorer is asked about.
std::vector<Number> Judge::entrants(std::size_t r) const {
  std::vector<Number> out;
  const Reader& reader = readers_[r];
  for (Number n = 0; n < works_.size(); ++n) {
    if (!competes(n) || !allowed(n, r)) continue;
    if (!contains(reader.seen, n) && reader.notices.count(n) == 0) out.push_back(n);
  }
  return out;
}

// Of a work that a reader has seen, one thing is true: it is a notice, it changed, or it was seen.
void Judge::settle_readers() {
  for (Reader& reader : readers_) {
    sort_unique(reader.changed);
    sort_unique(reader.seen);
    // a later record may have brought the change
    std::erase_if(reader.changed, [&](Number n) { return reader.notices.count(n) != 0; });
    std::erase_if(reader.seen, [&](Number n) {
      return filtered_[n] || contains(reader.changed, n) || reader.notices.count(n) != 0;
    });
    reader.unscored.clear();
    reader.suspended.clear();
    reader.outliers.clear();
  }
}

// The scorers one after the other. True if enrichers brought something meanwhile: begin again.
Result<bool> Judge::cascade(const Enrich& enrich) {
  settle_readers();
  std::uint64_t open = 0;  // for all readers alike
  for (Number n = 0; n < works_.size(); ++n) open += competes(n) && only_.count(n) == 0 ? 1 : 0;
  for (std::size_t k = 0; k < plan_.scorers.size(); ++k) {
    std::vector<Number> all;
    for (std::size_t r = 0; r < readers_.size(); ++r) {
      Reader& reader = readers_[r];
      Stage& stage = reader.stages[k];
      if (k == 0 && streams()) {
        stage.entrants = open - reader.seen.size();
        for (const auto& [n, who] : only_) {
          stage.entrants += who.count(r) != 0 && competes(n) ? 1 : 0;
        }
        for (const Number n : reader.notices) {
          stage.entrants -= !filtered_[n] && allowed(n, r) ? 1 : 0;
        }
        continue;
      }
      stage.asked = k == 0 ? entrants(r) : reader.stages[k - 1].passed.on;
      stage.entrants = stage.asked.size();
      all.insert(all.end(), stage.asked.begin(), stage.asked.end());
    }
    sort_unique(all);
    if (enrich && plan_.scorers[k].needs_abstract) {
      TRY_ASSIGN(const bool again, learn(enrich, all));
      if (again) return true;
    }
    TRY(score_works(k, all));
    for (std::size_t r = 0; r < readers_.size(); ++r) finish_stage(k, r);
  }
  return false;
}

// Asks scorer k what its readers' works are, as far as it was not asked before.
Result<void> Judge::score_works(std::size_t k, const std::vector<Number>& works) {
  const ScorerStep& scorer = plan_.scorers[k];
  const auto eligible = [&](Number n, std::size_t r) {
    const Stage& stage = readers_[r].stages[k];
    return contains(stage.asked, n) && !contains(stage.answered, n);
  };
  std::vector<Number> open;
  std::copy_if(works.begin(), works.end(), std::back_inserter(open), [&](Number n) {
    for (std::size_t r = 0; r < readers_.size(); ++r) {
      if (eligible(n, r)) return true;
    }
    return false;
  });
  TRY_ASSIGN(const auto ordered,
             store_.read([&](store::Session& s) { return s.works().by_age(ids(open)); }));
  // what costs money is asked in one call, so that the plugin can make its own batches
  const std::size_t chunk = scorer.local ? kChunk : std::max<std::size_t>(ordered.size(), 1);
  for (std::size_t from = 0; from < ordered.size(); from += chunk) {
    if (caller_.failure(scorer.step.id) != nullptr) break;
    const std::span<const WorkId> some(ordered.data() + from,
                                       std::min(chunk, ordered.size() - from));
    TRY_ASSIGN(auto loaded, store_.read([&](store::Session& s) { return s.works().load(some); }));
    std::vector<Subject> subjects;
    for (std::size_t i = 0; i < some.size(); ++i) {
      if (!loaded[i]) return fail(SHEAF_E_INTERNAL, "a work that competes was pruned");
      subjects.push_back(
          {some[i], std::make_shared<const Work>(std::move(*loaded[i])), number(some[i])});
    }
    caller_.score(
        scorer, subjects, reader_refs_,
        [&](std::size_t i, std::size_t r) { return eligible(subjects[i].number, r); },
        [this, k](std::size_t r, const Subject& subject, const sheaf_score& s) {
          take(k, r, subject.number, s);
        });
  }
  for (Reader& reader : readers_) reader.stages[k].answered = reader.stages[k].asked;
  return {};
}

// Who goes on from scorer k, and who has no score.
void Judge::finish_stage(std::size_t k, std::size_t r) {
  const ScorerStep& scorer = plan_.scorers[k];
  Reader& reader = readers_[r];
  Stage& stage = reader.stages[k];
  const bool streamed = k == 0 && streams();
  stage.table.settle();
  stage.table.keep_if([&](Number n) {
    if (filtered_[n] || reader.notices.count(n) != 0) return false;
    return streamed ? !contains(reader.seen, n) : contains(stage.asked, n);
  });
  stage.passed = ranking::pass(stage.table, scorer.pass, stage.entrants);
  if (k > 0 && !scorer.local) {
    for (const Number n : ranking::outliers(reader.stages[k - 1].table, stage.table)) {
      reader.outliers.insert(n);
    }
  }

  const ScoreFailure* failure = caller_.failure(scorer.step.id);
  std::uint64_t unscored = 0;
  const auto missing = [&](Number n) {
    const std::string& id = scorer.step.id;
    if (const std::string* why = caller_.error_of(id, r, works_.work(n))) {
      reader.unscored.push_back({n, {works_.work(n), id, *why}});
    } else if (failure == nullptr) {
      return;  // a sparse scorer's zero
    } else if (failure->error.code == SHEAF_E_BUDGET || k == 0) {
      reader.unscored.push_back({n, {works_.work(n), id, failure->error.message}});
    } else {
      // the scorer before it ranks, conditions on this one's axes are suspended
      stage.passed.on.push_back(n);
      reader.suspended.insert(n);
      return;
    }
    ++unscored;
  };
  if (streamed) {
    for (const Number n : unjudged_) {
      if (filtered_[n] || contains(reader.seen, n) || reader.notices.count(n) != 0 ||
          !allowed(n, r)) {
        continue;
      }
      const auto i = stage.table.find(n);
      if (!i || stage.table.value(*i) == 0) missing(n);
    }
  } else {
    for (const Number n : stage.asked) {
      if (!stage.table.find(n)) missing(n);
    }
  }
  sort_unique(stage.passed.on);
  stage.rejected = stage.entrants - stage.passed.on.size() - stage.passed.kept.size() - unscored;
}

// Nothing if the work falls below a condition of `select.min`.
std::optional<Candidate> Judge::candidate(std::size_t r, Number n) const {
  const Reader& reader = readers_[r];
  Candidate c;
  c.work = n;
  std::vector<std::optional<std::size_t>> found;
  for (std::size_t k = 0; k < reader.stages.size(); ++k) {
    const ranking::ScoreTable& table = reader.stages[k].table;
    found.push_back(table.find(n));
    if (!found[k]) continue;
    c.tier = k + 1;
    c.value = table.value(*found[k]);
    if (table.followed(*found[k])) c.flags |= SHEAF_ITEM_FOLLOWED;
  }
  const ranking::AxisOf axis = [&](std::string_view id) {
    const auto place = axis_places_.find(id);
    if (place == axis_places_.end()) return ranking::Said{};
    const auto& [k, i, scale] = place->second;
    const Stage& stage = reader.stages[k];
    return ranking::Said{found[k] ? stage.table.axis(*found[k], i) : ranking::kNoValue, scale,
                         k == 0 || contains(stage.asked, n)};
  };
  if (const auto value = ranking::weighted(plan_.select, axis)) c.value = *value;
  const ranking::Met met = ranking::conditions(plan_.select, axis, reader.suspended.count(n) != 0);
  if (met.suspended) c.flags |= SHEAF_ITEM_SUSPENDED;
  if (contains(reader.changed, n)) c.flags |= SHEAF_ITEM_CHANGED;
  if (reader.outliers.count(n) != 0) c.flags |= SHEAF_ITEM_OUTLIER;
  const bool followed = (c.flags & SHEAF_ITEM_FOLLOWED) != 0;
  return met.below && !followed ? std::nullopt : std::optional(c);
}

Result<void> Judge::look_up_ties(std::vector<Candidate>& candidates) const {
  for (std::size_t from = 0; from < candidates.size(); from += kChunk) {
    const std::size_t end = std::min(from + kChunk, candidates.size());
    std::vector<WorkId> some;
    for (std::size_t i = from; i < end; ++i) some.push_back(works_.work(candidates[i].work));
    TRY_ASSIGN(auto loaded, store_.read([&](store::Session& s) { return s.works().load(some); }));
    for (std::size_t i = from; i < end; ++i) {
      if (!loaded[i - from]) return fail(SHEAF_E_INTERNAL, "a chosen work was pruned");
      Work& work = *loaded[i - from];
      candidates[i].announced_ms = work.record.announced_ms;
      candidates[i].id = std::move(work.id);
      if (!work.places.empty()) candidates[i].source = std::move(work.places.front().source);
    }
  }
  return {};
}

Result<Selection> Judge::select(std::size_t r) {
  const Reader& reader = readers_[r];
  std::vector<Number> passed;
  if (plan_.scorers.empty()) {
    passed = entrants(r);
  } else {
    passed = reader.stages.back().passed.on;
    for (const Stage& stage : reader.stages) {
      passed.insert(passed.end(), stage.passed.kept.begin(), stage.passed.kept.end());
    }
    sort_unique(passed);
  }
  Selection out;
  std::vector<Candidate> candidates;
  for (const Number n : passed) {
    if (reader.notices.count(n) != 0) continue;
    if (auto c = candidate(r, n)) {
      candidates.push_back(std::move(*c));
    } else {
      ++out.funnel.below;
    }
  }
  for (const Number n : reader.notices) {
    candidates.push_back({n, SHEAF_ITEM_CHANGED | SHEAF_ITEM_NOTICE, 0, 0, 0, {}, {}});
  }
  const std::size_t before = candidates.size();
  candidates = ranking::contenders(std::move(candidates), plan_.select);
  TRY(look_up_ties(candidates));
  for (const Candidate& c : ranking::rank(std::move(candidates), plan_.select)) {
    out.chosen.push_back({works_.work(c.work), c.flags, c.value});
  }
  out.funnel.over_limit = before - out.chosen.size();
  TRY(count(r, out));
  return out;
}

// The rest of the funnel, who has no score, and who need no longer be carried.
Result<void> Judge::count(std::size_t r, Selection& out) const {
  const Reader& reader = readers_[r];
  Funnel& funnel = out.funnel;
  for (Number n = 0; n < works_.size(); ++n) {
    const bool notice = reader.notices.count(n) != 0;
    if (!considered_[n] || (!allowed(n, r) && !notice)) continue;
    ++funnel.considered;
    funnel.earlier += earlier_[n] ? 1 : 0;
    funnel.filtered += filtered_[n] && !notice ? 1 : 0;
  }
  funnel.seen = reader.seen.size();
  for (std::size_t k = 0; k < plan_.scorers.size(); ++k) {
    funnel.rejected.emplace_back(plan_.scorers[k].step.id, reader.stages[k].rejected);
  }
  funnel.unscored = reader.unscored.size();
  funnel.shown = out.chosen.size();

  std::set<Number> still;
  std::map<WorkId, std::vector<const Unscored*>> of_work;
  std::vector<WorkId> works;
  for (const auto& [n, unscored] : reader.unscored) {
    if (still.insert(n).second) works.push_back(works_.work(n));
    of_work[works_.work(n)].push_back(&unscored);
  }
  TRY_ASSIGN(works, store_.read([&](store::Session& s) { return s.works().by_age(works); }));
  for (const WorkId work : works) {
    for (const Unscored* unscored : of_work[work]) out.unscored.push_back(*unscored);
  }
  for (const Number n : reader.carried) {
    if (still.count(n) == 0) out.settled.push_back(works_.work(n));
  }
  return {};
}

Result<std::vector<Selection>> Judge::decide(const Enrich& enrich) {
  for (;;) {
    TRY_ASSIGN(bool again, cascade(enrich));
    if (again) continue;
    std::vector<Selection> out;
    std::vector<Number> chosen;
    for (std::size_t r = 0; r < readers_.size(); ++r) {
      TRY_ASSIGN(auto selection, select(r));
      for (const Chosen& c : selection.chosen) chosen.push_back(number(c.work));
      out.push_back(std::move(selection));
    }
    if (!enrich) return out;
    sort_unique(chosen);
    TRY_ASSIGN(again, learn(enrich, chosen));
    if (!again) return out;
  }
}

std::vector<report::Score> Judge::scores(std::size_t r, WorkId work) const {
  std::vector<report::Score> out;
  const auto known = works_.find(work);
  if (!known) return out;
  for (std::size_t k = 0; k < plan_.scorers.size(); ++k) {
    const ScorerStep& scorer = plan_.scorers[k];
    if (const report::Score* detail = caller_.detail(scorer.step.id, r, work)) {
      out.push_back(*detail);
      continue;
    }
    const ranking::ScoreTable& table = readers_[r].stages[k].table;
    const auto i = table.find(*known);
    if (!i) continue;
    report::Score s;
    s.scorer = scorer.step.id;
    s.value = table.value(*i);
    for (std::size_t a = 0; a < scorer.axes.size(); ++a) {
      const double v = table.axis(*i, a);
      if (!std::isnan(v)) s.axes.push_back({scorer.axes[a].id, v});
    }
    out.push_back(std::move(s));
  }
  return out;
}

std::vector<report::Axis> Judge::axes() const {
  std::vector<report::Axis> out;
  for (const ScorerStep& s : plan_.scorers) out.insert(out.end(), s.axes.begin(), s.axes.end());
  return out;
}

}  // namespace host::stages
