#include "stages/compose.h"

#include <algorithm>
#include <set>
#include <utility>

#include "identity/identity.h"

namespace host::stages {

using store::Row;

// What of a choice is still right after enrichers joined works: a work may be there twice now, or
// have been seen as another one.
Result<std::vector<Chosen>> Composer::settle_moves(std::size_t r, Selection& selection,
                                                   const Enrichers& enrichers) {
  if (!enrichers.joined()) return std::move(selection.chosen);
  std::vector<Chosen> out;
  std::set<Row> have;
  const auto count = [&](const char* id) -> std::uint64_t& {
    return std::find_if(selection.funnel.begin(), selection.funnel.end(),
                        [&](const report::Count& c) { return c.id == id; })
        ->value;
  };
  for (Chosen c : selection.chosen) {
    const Row row = enrichers.now_at(c.row);
    TRY_ASSIGN(const auto marks, store_.read([&](store::Session& s) {
      return s.readers().seen_by(input_.pipeline, row);
    }));
    const bool seen = std::any_of(marks.begin(), marks.end(), [&](const store::Seen& s) {
      return s.profile == input_.profiles[r]->profile.id;
    });
    if (seen && (c.flags & SHEAF_ITEM_CHANGED) == 0) {
      ++count("seen");
    } else if (!have.insert(row).second) {
      --count("considered");
    } else {
      out.push_back(c);
      continue;
    }
    --count("shown");
  }
  return out;
}

void Composer::explain(std::size_t r, std::vector<report::Item>& items) {
  for (const ScorerStep& scorer : input_.scorers) {
    if (!scorer.local) continue;
    std::vector<std::shared_ptr<const Work>> works;
    std::vector<report::Score*> scores;
    for (report::Item& item : items) {
      for (report::Score& score : item.scores) {
        if (score.scorer != scorer.step.id) continue;
        works.push_back(std::make_shared<const Work>(item.work));
        scores.push_back(&score);
      }
    }
    caller_.explain(scorer, works, input_.profiles[r], scores);
  }
}

Result<void> Composer::compose_one(std::size_t r, Selection& selection, const Enrichers* enrichers,
                                   Composed& out) {
  std::vector<Chosen> chosen = std::move(selection.chosen);
  if (enrichers != nullptr) {
    selection.chosen = std::move(chosen);
    TRY_ASSIGN(chosen, settle_moves(r, selection, *enrichers));
  }
  report::Digest& digest = out.digest;
  digest.profile = input_.profiles[r]->profile;
  digest.axes = judge_.axes();
  digest.notices = std::move(input_.notices[digest.profile.id]);
  digest.funnel = input_.fetched;
  digest.funnel.insert(digest.funnel.end(), selection.funnel.begin(), selection.funnel.end());
  TRY(store_.read([&](store::Session& s) -> Result<void> {
    for (const Chosen& c : chosen) {
      report::Item& item = out.items.emplace_back();
      TRY_ASSIGN(item.work, s.works().load(c.row));
      item.work.record.links = identity::all_links(item.work);
      item.flags = c.flags;
      item.rank = out.items.size();
      item.rank_value = c.rank_value;
      item.scores = judge_.scores(r, c.row);
      for (const Place& p : item.work.places) {
        if (item.sources.empty() || item.sources.back() != p.source) {
          item.sources.push_back(p.source);
        }
      }
      TRY_ASSIGN(auto alike, s.works().suggestions(c.row));
      for (store::Suggestion& other : alike) item.suggestions.push_back(std::move(other.work_id));
      out.rows.push_back(enrichers != nullptr ? enrichers->now_at(c.row) : c.row);
    }
    for (const Unscored& u : selection.unscored) {
      TRY_ASSIGN(const Work work, s.works().load(u.row));
      digest.unscored.push_back({work.id, work.record.title, u.scorer, u.reason});
    }
    return {};
  }));
  explain(r, out.items);
  out.unscored = std::move(selection.unscored);
  out.settled = std::move(selection.settled);
  return {};
}

Result<std::vector<Selection>> Composer::select() {
  std::vector<Selection> out;
  for (std::size_t r = 0; r < input_.profiles.size(); ++r) {
    TRY_ASSIGN(auto selection, judge_.select(r));
    out.push_back(std::move(selection));
  }
  return out;
}

Result<std::vector<Composed>> Composer::compose(Enrichers* enrichers) {
  TRY_ASSIGN(auto selections, select());
  // for all readers before any digest is made: a join may concern them all
  if (enrichers != nullptr && !enrichers->empty()) {
    std::vector<Row> rows;
    for (const Selection& s : selections) {
      for (const Chosen& c : s.chosen) rows.push_back(c.row);
    }
    // whatever the order of the readers, so that another one changes no question
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    TRY(enrichers->enrich(rows));
    // an enricher may know what a notice is about, which its source did not say
    TRY(judge_.consider_notices(arrivals_.told()));
    TRY_ASSIGN(selections, select());
  }
  std::vector<Composed> out(input_.profiles.size());
  for (std::size_t r = 0; r < out.size(); ++r) {
    TRY(compose_one(r, selections[r], enrichers, out[r]));
  }
  return out;
}

}  // namespace host::stages
