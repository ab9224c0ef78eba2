#include "stages/compose.h"

#include <utility>

#include "identity/identity.h"
#include "report/funnel.h"

namespace host::stages {

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

Result<void> Composer::compose_one(std::size_t r, Selection& selection, Composed& out) {
  report::Digest& digest = out.digest;
  digest.profile = input_.profiles[r]->profile;
  digest.axes = judge_.axes();
  digest.notices = std::move(input_.notices[digest.profile.id]);
  digest.funnel = input_.fetched;
  for (report::Count& line : report::lines(selection.funnel))
    digest.funnel.push_back(std::move(line));
  TRY(store_.read([&](store::Session& s) -> Result<void> {
    for (const Chosen& c : selection.chosen) {
      report::Item& item = out.items.emplace_back();
      TRY_ASSIGN(item.work, s.works().load(c.work));
      item.work.record.links = identity::all_links(item.work);
      item.flags = c.flags;
      item.rank = out.items.size();
      item.rank_value = c.rank_value;
      item.scores = judge_.scores(r, c.work);
      for (const Place& p : item.work.places) {
        if (item.sources.empty() || item.sources.back() != p.source) {
          item.sources.push_back(p.source);
        }
      }
      TRY_ASSIGN(auto alike, s.works().suggestions(c.work));
      for (store::Suggestion& other : alike) item.suggestions.push_back(std::move(other.id));
      out.works.push_back(c.work);
    }
    for (const Unscored& u : selection.unscored) {
      TRY_ASSIGN(const Work work, s.works().load(u.work));
      digest.unscored.push_back({work.id, work.record.title, u.scorer, u.reason});
    }
    return {};
  }));
  explain(r, out.items);
  out.unscored = std::move(selection.unscored);
  out.settled = std::move(selection.settled);
  return {};
}

Result<std::vector<Composed>> Composer::compose(std::vector<Selection> selections) {
  std::vector<Composed> out(selections.size());
  for (std::size_t r = 0; r < out.size(); ++r) TRY(compose_one(r, selections[r], out[r]));
  return out;
}

}  // namespace host::stages
