#include "stages/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace host::stages {
namespace {

constexpr std::size_t kChunk = 512;  // works in memory at once

std::size_t at(Row row) {
  return static_cast<std::size_t>(row);
}

void set(std::vector<bool>& bits, Row row, bool value) {
  if (at(row) >= bits.size()) bits.resize(std::max(at(row) + 1, bits.size() * 2));
  bits[at(row)] = value;
}

bool has(const std::vector<bool>& bits, Row row) {
  return at(row) < bits.size() && bits[at(row)];
}

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

bool contains(const std::vector<Row>& sorted, Row row) {
  return std::binary_search(sorted.begin(), sorted.end(), row);
}

void sort_unique(std::vector<Row>& rows) {
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
}

}  // namespace

Judge::Judge(JudgePlan plan, store::Store& store, ScoreCaller& caller)
    : plan_(std::move(plan)), store_(store), caller_(caller), readers_(plan_.profiles.size()) {
  for (std::size_t r = 0; r < readers_.size(); ++r) {
    reader_refs_.push_back({r, plan_.profiles[r]});
    reader_of_[plan_.profiles[r]->profile.id] = r;
    Reader& reader = readers_[r];
    for (const ScorerStep& s : plan_.scorers) reader.tables.emplace_back(s.axes.size());
    reader.asked.resize(plan_.scorers.size());
    reader.entrants.resize(plan_.scorers.size());
    reader.passed.resize(plan_.scorers.size());
    reader.rejected.resize(plan_.scorers.size());
  }
  for (std::size_t k = 0; k < plan_.scorers.size(); ++k) {
    for (std::size_t i = 0; i < plan_.scorers[k].axes.size(); ++i) {
      const report::Axis& a = plan_.scorers[k].axes[i];
      axis_places_[a.id] = {k, i, a.scale};
    }
  }
}

bool Judge::allowed(Row row, std::size_t r) const {
  const auto it = only_.find(row);
  return it == only_.end() || it->second.count(r) != 0;
}

void Judge::take(std::size_t scorer, std::size_t r, Row row, const sheaf_score& score) {
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
  readers_[r].tables[scorer].put(row, score.value, axes, followed);
}

Result<void> Judge::consider(std::vector<Placed>& batch) {
  std::vector<Subject> subjects;
  std::vector<std::vector<std::size_t>> barred;  // readers who may not see the subject, sorted
  for (Placed& placed : batch) {
    for (Row gone : placed.gone) {
      set(considered_, gone, false);
      set(filtered_, gone, true);  // whatever was scored under that row is dropped with it
      for (Reader& reader : readers_) reader.notices.erase(gone);
    }
    const bool again = has(considered_, placed.row);
    if (again && !placed.changed) continue;
    set(considered_, placed.row, true);
    const bool accepted = plan_.filter.accepts(placed.work.record);
    set(filtered_, placed.row, !accepted);

    std::vector<std::size_t> no;
    if (!placed.is_new) {
      TRY_ASSIGN(const auto marks, store_.read([&](store::Session& s) {
        return s.readers().seen_by(plan_.pipeline, placed.row);
      }));
      const identity::Stamp now = identity::stamp(placed.work);
      for (const store::Seen& mark : marks) {
        const auto it = reader_of_.find(mark.profile);
        if (it == reader_of_.end()) continue;
        Reader& reader = readers_[it->second];
        const auto change = identity::change_since(identity::unpack(mark.stamp), now);
        const bool again_now = wants(plan_.again, change);
        if (again_now && identity::is_notice(change)) {
          reader.notices.insert(placed.row);
        } else if (!accepted) {
          continue;
        } else if (again_now) {
          reader.changed.push_back(placed.row);
          continue;
        } else {
          reader.seen.push_back(placed.row);
        }
        no.push_back(it->second);
      }
      std::sort(no.begin(), no.end());
    }
    if (!accepted) continue;
    if (!streams()) continue;
    if (again) {
      // the score of what was known before holds no more: the scorer may say nothing now, or the
      // work may have turned out to be one that the reader has seen
      const std::vector<double> no_axes(plan_.scorers[0].axes.size(), ranking::kNoValue);
      for (Reader& reader : readers_) reader.tables[0].put(placed.row, 0, no_axes, false);
    }
    subjects.push_back({placed.row, std::make_shared<const Work>(std::move(placed.work))});
    barred.push_back(std::move(no));
  }
  if (subjects.empty()) return {};

  if (caller_.failure(plan_.scorers[0].step.id) == nullptr) {
    caller_.score(
        plan_.scorers[0], subjects, reader_refs_,
        [&](std::size_t i, std::size_t r) {
          return !std::binary_search(barred[i].begin(), barred[i].end(), r) &&
                 allowed(subjects[i].row, r);
        },
        [this](std::size_t r, Row row, const sheaf_score& s) { take(0, r, row, s); });
  }
  if (caller_.failure(plan_.scorers[0].step.id) != nullptr) {
    for (const Subject& s : subjects) unjudged_.insert(s.row);
  }
  return {};
}

Result<void> Judge::consider_earlier() {
  const auto open = [this](Row row) { return !has(considered_, row) && !has(filtered_, row); };
  std::vector<Row> rows;
  std::vector<store::Carry> carries;
  TRY(store_.read([&](store::Session& s) -> Result<void> {
    TRY_ASSIGN(rows, s.works().arrived_since(plan_.pipeline, plan_.now_ms - plan_.fresh_ms,
                                             std::nullopt, SIZE_MAX));
    TRY_ASSIGN(carries, s.readers().carried(plan_.pipeline));
    return {};
  }));
  std::erase_if(rows, [&](Row row) { return !open(row); });
  const std::vector<Row> fresh = rows;
  for (const store::Carry& c : carries) {
    const auto it = reader_of_.find(c.profile);
    if (it == reader_of_.end()) continue;
    readers_[it->second].carried.insert(c.row);
    if (has(considered_, c.row)) continue;
    rows.push_back(c.row);
    if (!contains(fresh, c.row)) only_[c.row].insert(it->second);
  }
  sort_unique(rows);
  earlier_ = rows.size();
  for (std::size_t from = 0; from < rows.size(); from += kChunk) {
    const std::span<const Row> some(rows.data() + from, std::min(kChunk, rows.size() - from));
    TRY_ASSIGN(auto works, store_.read([&](store::Session& s) { return s.works().load(some); }));
    std::vector<Placed> batch;
    for (std::size_t i = 0; i < some.size(); ++i) {
      if (!works[i]) continue;  // pruned
      Placed& p = batch.emplace_back();
      p.row = some[i];
      p.work = std::move(*works[i]);
    }
    TRY(consider(batch));
  }
  return {};
}

Result<void> Judge::consider_notices(const std::set<Row>& rows) {
  for (Row row : rows) {
    std::vector<store::Seen> marks;
    identity::Stamp now;
    TRY(store_.read([&](store::Session& s) -> Result<void> {
      TRY_ASSIGN(marks, s.readers().seen_by(plan_.pipeline, row));
      if (marks.empty()) return {};
      TRY_ASSIGN(const Work work, s.works().load(row));
      now = identity::stamp(work);
      return {};
    }));
    for (const store::Seen& mark : marks) {
      const auto change = identity::change_since(identity::unpack(mark.stamp), now);
      const auto it = reader_of_.find(mark.profile);
      if (it == reader_of_.end() || !identity::is_notice(change) || !wants(plan_.again, change)) {
        continue;
      }
      Reader& reader = readers_[it->second];
      reader.notices.insert(row);
      std::erase(reader.seen, row);
      std::erase(reader.changed, row);
      if (has(considered_, row)) continue;
      set(considered_, row, true);
      only_[row];  // it competes for nobody
      ++earlier_;
    }
  }
  return {};
}

std::vector<Row> Judge::entrants(std::size_t r) const {
  std::vector<Row> out;
  const Reader& reader = readers_[r];
  for (std::size_t i = 0; i < considered_.size(); ++i) {
    const Row row{static_cast<std::int64_t>(i)};
    if (!considered_[i] || has(filtered_, row) || !allowed(row, r)) continue;
    if (!contains(reader.seen, row) && reader.notices.count(row) == 0) out.push_back(row);
  }
  return out;
}

Result<void> Judge::score(const std::function<Result<void>(const std::vector<Row>&)>& prepare) {
  std::uint64_t open = 0;  // considered and not filtered, for all readers alike
  for (std::size_t i = 0; i < considered_.size(); ++i) {
    const Row row{static_cast<std::int64_t>(i)};
    open += considered_[i] && !has(filtered_, row) && only_.count(row) == 0 ? 1 : 0;
  }
  for (std::size_t r = 0; r < readers_.size(); ++r) {
    Reader& reader = readers_[r];
    sort_unique(reader.changed);
    sort_unique(reader.seen);
    // a later record may have brought the change
    std::erase_if(reader.changed, [&](Row row) { return reader.notices.count(row) != 0; });
    std::erase_if(reader.seen, [&](Row row) {
      return has(filtered_, row) || contains(reader.changed, row) || reader.notices.count(row) != 0;
    });
    if (plan_.scorers.empty()) continue;
    if (streams()) {
      std::uint64_t mine = open;
      for (const auto& [row, who] : only_) {
        mine += who.count(r) != 0 && has(considered_, row) && !has(filtered_, row) ? 1 : 0;
      }
      for (Row row : reader.notices) mine -= !has(filtered_, row) && allowed(row, r) ? 1 : 0;
      reader.entrants[0] = mine - reader.seen.size();
    } else {
      reader.asked[0] = entrants(r);
      reader.entrants[0] = reader.asked[0].size();
    }
  }
  for (std::size_t k = 0; k < plan_.scorers.size(); ++k) {
    if (k > 0 || !streams()) {
      if (k > 0) {
        for (Reader& reader : readers_) {
          reader.asked[k] = reader.passed[k - 1].on;
          reader.entrants[k] = reader.asked[k].size();
        }
      }
      if (plan_.scorers[k].needs_abstract && prepare) {
        std::vector<Row> all;
        for (const Reader& reader : readers_) {
          all.insert(all.end(), reader.asked[k].begin(), reader.asked[k].end());
        }
        sort_unique(all);
        TRY(prepare(all));
      }
      TRY(score_rows(k));
    }
    for (std::size_t r = 0; r < readers_.size(); ++r) finish_stage(k, r);
  }
  return {};
}

// Asks scorer k about what its readers' works are.
Result<void> Judge::score_rows(std::size_t k) {
  const ScorerStep& scorer = plan_.scorers[k];
  std::vector<Row> all;
  for (const Reader& reader : readers_) {
    all.insert(all.end(), reader.asked[k].begin(), reader.asked[k].end());
  }
  sort_unique(all);
  // what costs money is asked in one call, so that the plugin can make its own batches
  const std::size_t chunk = scorer.local ? kChunk : std::max<std::size_t>(all.size(), 1);
  for (std::size_t from = 0; from < all.size(); from += chunk) {
    if (caller_.failure(scorer.step.id) != nullptr) break;
    const std::span<const Row> some(all.data() + from, std::min(chunk, all.size() - from));
    TRY_ASSIGN(auto works, store_.read([&](store::Session& s) { return s.works().load(some); }));
    std::vector<Subject> subjects;
    for (std::size_t i = 0; i < some.size(); ++i) {
      if (!works[i]) return fail(SHEAF_E_INTERNAL, "a work that competes was pruned");
      subjects.push_back({some[i], std::make_shared<const Work>(std::move(*works[i]))});
    }
    caller_.score(
        scorer, subjects, reader_refs_,
        [&](std::size_t i, std::size_t r) {
          return contains(readers_[r].asked[k], subjects[i].row);
        },
        [this, k](std::size_t r, Row row, const sheaf_score& s) { take(k, r, row, s); });
  }
  return {};
}

// Who goes on from scorer k, and who has no score.
void Judge::finish_stage(std::size_t k, std::size_t r) {
  const ScorerStep& scorer = plan_.scorers[k];
  Reader& reader = readers_[r];
  ranking::ScoreTable& table = reader.tables[k];
  table.settle();
  table.keep_if([&](Row row) { return !has(filtered_, row) && reader.notices.count(row) == 0; });
  ranking::Passed& passed = reader.passed[k];
  passed = ranking::pass(table, scorer.pass, reader.entrants[k]);
  if (k > 0 && !scorer.local) {
    for (const Row row : ranking::outliers(reader.tables[k - 1], table))
      reader.outliers.insert(row);
  }

  const ScoreFailure* failure = caller_.failure(scorer.step.id);
  std::uint64_t unscored = 0;
  const auto missing = [&](Row row) {
    if (const std::string* why = caller_.error_of(scorer.step.id, r, row)) {
      reader.unscored.push_back({row, scorer.step.id, *why});
    } else if (failure == nullptr) {
      return;  // a sparse scorer's zero
    } else if (failure->error.code == SHEAF_E_BUDGET || k == 0) {
      reader.unscored.push_back({row, scorer.step.id, failure->error.message});
    } else {
      // the scorer before it ranks, conditions on this one's axes are suspended
      passed.on.push_back(row);
      reader.suspended.insert(row);
      return;
    }
    ++unscored;
  };
  if (k == 0 && streams()) {
    for (Row row : unjudged_) {
      if (has(filtered_, row) || contains(reader.seen, row) || reader.notices.count(row) != 0 ||
          !allowed(row, r)) {
        continue;
      }
      const auto i = table.find(row);
      if (!i || table.value(*i) == 0) missing(row);
    }
  } else {
    for (Row row : reader.asked[k]) {
      if (!table.find(row)) missing(row);
    }
  }
  sort_unique(passed.on);
  reader.rejected[k] = reader.entrants[k] - passed.on.size() - passed.kept.size() - unscored;
}

// Nothing if the work falls below a condition of `select.min`.
std::optional<Judge::Candidate> Judge::candidate(std::size_t r, Row row, bool& below) const {
  const Reader& reader = readers_[r];
  Candidate c;
  c.row = row;
  std::vector<std::optional<std::size_t>> found;
  for (std::size_t k = 0; k < reader.tables.size(); ++k) {
    found.push_back(reader.tables[k].find(row));
    if (!found[k]) continue;
    c.tier = k + 1;
    c.rank_value = reader.tables[k].value(*found[k]);
    if (reader.tables[k].followed(*found[k])) c.flags |= SHEAF_ITEM_FOLLOWED;
  }
  const auto axis = [&](const std::string& id, double& scale) {
    const auto place = axis_places_.find(id);
    if (place == axis_places_.end()) return ranking::kNoValue;
    const auto& [k, i, s] = place->second;
    scale = s;
    return found[k] ? reader.tables[k].axis(*found[k], i) : ranking::kNoValue;
  };
  double sum = 0;
  double weights = 0;
  for (const auto& [id, weight] : plan_.select.rank) {
    double scale = 1;
    const double v = axis(id, scale);
    if (std::isnan(v)) continue;
    sum += weight * v / scale;
    weights += std::abs(weight);
  }
  if (weights > 0) c.rank_value = sum / weights;

  for (const auto& [id, least] : plan_.select.min) {
    double scale = 1;
    const double v = axis(id, scale);
    if (!std::isnan(v)) {
      below = below || v < least;
      continue;
    }
    const auto place = axis_places_.find(id);
    const bool asked =
        place != axis_places_.end() &&
        (place->second.scorer == 0 || contains(reader.asked[place->second.scorer], row));
    if (reader.suspended.count(row) != 0 || !asked) {
      c.flags |= SHEAF_ITEM_SUSPENDED;
    } else {
      below = true;
    }
  }
  if (contains(reader.changed, row)) c.flags |= SHEAF_ITEM_CHANGED;
  if (reader.outliers.count(row) != 0) c.flags |= SHEAF_ITEM_OUTLIER;
  if ((c.flags & SHEAF_ITEM_FOLLOWED) != 0) below = false;
  return below ? std::nullopt : std::optional(c);
}

// Sorts by tier, rank value, announcement (newest first) and id; of works beyond the first `enough`
// and their ties only tier and rank value count.
Result<void> Judge::order(std::vector<Candidate>& all, std::uint64_t enough) const {
  const auto better = [](const Candidate& a, const Candidate& b) {
    return std::pair(a.tier, a.rank_value) > std::pair(b.tier, b.rank_value);
  };
  std::stable_sort(all.begin(), all.end(), better);
  for (std::size_t from = 0; from < all.size();) {
    std::size_t to = from + 1;
    while (to < all.size() && !better(all[from], all[to])) ++to;
    if (from >= enough) break;
    std::vector<Row> tied;
    for (std::size_t i = from; i < to; ++i) tied.push_back(all[i].row);
    TRY_ASSIGN(auto works, store_.read([&](store::Session& s) { return s.works().load(tied); }));
    for (std::size_t i = from; i < to; ++i) {
      if (!works[i - from]) return fail(SHEAF_E_INTERNAL, "a chosen work was pruned");
      Work& work = *works[i - from];
      all[i].announced_ms = work.record.announced_ms;
      all[i].id = std::move(work.id);
      if (!work.places.empty()) all[i].source = std::move(work.places.front().source);
    }
    std::sort(all.begin() + static_cast<std::ptrdiff_t>(from),
              all.begin() + static_cast<std::ptrdiff_t>(to),
              [](const Candidate& a, const Candidate& b) {
                if (a.announced_ms != b.announced_ms) return a.announced_ms > b.announced_ms;
                return a.id < b.id;
              });
    from = to;
  }
  return {};
}

Result<Selection> Judge::select(std::size_t r) {
  Reader& reader = readers_[r];
  std::vector<Row> rows;
  if (plan_.scorers.empty()) {
    rows = entrants(r);
  } else {
    rows = reader.passed.back().on;
    for (const ranking::Passed& p : reader.passed)
      rows.insert(rows.end(), p.kept.begin(), p.kept.end());
    sort_unique(rows);
  }
  std::erase_if(rows, [&](Row row) { return reader.notices.count(row) != 0; });
  std::vector<Candidate> followed, others;
  std::uint64_t below_count = 0;
  for (Row row : rows) {
    bool below = false;
    auto c = candidate(r, row, below);
    if (!c) {
      ++below_count;
    } else {
      ((c->flags & SHEAF_ITEM_FOLLOWED) != 0 ? followed : others).push_back(std::move(*c));
    }
  }
  std::vector<Candidate> notices;
  for (Row row : reader.notices) {
    notices.push_back({row, SHEAF_ITEM_CHANGED | SHEAF_ITEM_NOTICE, 0, 0, 0, {}, {}});
  }
  TRY(order(notices, notices.size()));
  const std::uint64_t limit = plan_.select.limit.value_or(0);  // 0: none
  const std::uint64_t per_source = plan_.select.per_source.value_or(0);
  TRY(order(followed, followed.size()));
  TRY(order(others, per_source != 0 || limit == 0 ? others.size() : limit));
  Selection out;
  std::map<std::string, std::uint64_t> from_source;
  for (const auto* ahead : {&notices, &followed}) {
    for (const Candidate& c : *ahead) out.chosen.push_back({c.row, c.flags, c.rank_value});
  }
  std::uint64_t taken = 0;
  for (const Candidate& c : others) {
    if (limit != 0 && taken >= limit) break;
    if (per_source != 0 && ++from_source[c.source] > per_source) continue;
    out.chosen.push_back({c.row, c.flags, c.rank_value});
    ++taken;
  }

  std::uint64_t considered = 0;
  std::uint64_t filtered = 0;
  for (std::size_t i = 0; i < considered_.size(); ++i) {
    const Row row{static_cast<std::int64_t>(i)};
    const bool notice = reader.notices.count(row) != 0;
    if (!considered_[i] || (!allowed(row, r) && !notice)) continue;
    ++considered;
    filtered += has(filtered_, row) && !notice ? 1 : 0;
  }
  auto& f = out.funnel;
  f.push_back({"considered",
               earlier_ == 0
                   ? std::string("works considered")
                   : fmt::format("works considered ({} of them from earlier runs)", earlier_),
               considered, 0});
  f.push_back({"filtered", "filtered out", filtered, 1});
  f.push_back({"seen", "shown before", reader.seen.size(), 1});
  for (std::size_t k = 0; k < plan_.scorers.size(); ++k) {
    const std::string& id = plan_.scorers[k].step.id;
    f.push_back({"rejected-" + id, "not of interest (" + id + ")", reader.rejected[k], 1});
  }
  f.push_back({"unscored", "not scored, carried over", reader.unscored.size(), 1});
  f.push_back({"below", "below the conditions", below_count, 1});
  f.push_back({"limit", "over the limit, compete again", others.size() - taken, 1});
  f.push_back({"shown", "in this digest", out.chosen.size(), 1});

  out.unscored = reader.unscored;
  std::set<Row> still;
  for (const Unscored& u : reader.unscored) still.insert(u.row);
  for (Row row : reader.carried) {
    if (still.count(row) == 0) out.settled.push_back(row);
  }
  return out;
}

std::vector<report::Score> Judge::scores(std::size_t r, Row row) const {
  std::vector<report::Score> out;
  const Reader& reader = readers_[r];
  for (std::size_t k = 0; k < plan_.scorers.size(); ++k) {
    const ScorerStep& scorer = plan_.scorers[k];
    if (const report::Score* detail = caller_.detail(scorer.step.id, r, row)) {
      out.push_back(*detail);
      continue;
    }
    const auto i = reader.tables[k].find(row);
    if (!i) continue;
    report::Score s;
    s.scorer = scorer.step.id;
    s.value = reader.tables[k].value(*i);
    for (std::size_t a = 0; a < scorer.axes.size(); ++a) {
      const double v = reader.tables[k].axis(*i, a);
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
