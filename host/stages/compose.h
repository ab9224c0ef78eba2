// From what was judged to digests: each reader's selection, enriched, explained and edited.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "report/digest.h"
#include "stages/edit.h"
#include "stages/enrich.h"
#include "stages/judge.h"
#include "stages/score_call.h"
#include "store/store.h"

namespace host::stages {

// One reader's digest as it will be stored.
struct Composed {
  report::Digest digest;
  std::vector<report::Item> items;
  std::vector<store::Row> rows;  // parallel to items
  std::vector<Unscored> unscored;
  std::vector<store::Row> settled;  // no longer carried
};

// What the digests are made of, beside what was judged.
struct ComposeInput {
  std::string pipeline;
  std::vector<std::shared_ptr<const ReaderProfile>> profiles;
  std::vector<ScorerStep> scorers;     // all of them, whether they were asked or not
  std::vector<report::Count> fetched;  // the run-wide lines of the funnel
  std::map<std::string, std::vector<report::Notice>> notices;  // by profile
};

class Composer {
 public:
  Composer(ComposeInput input, store::Store& store, Judge& judge, ScoreCaller& caller,
           Arrivals& arrivals)
      : input_(std::move(input)),
        store_(store),
        judge_(judge),
        caller_(caller),
        arrivals_(arrivals) {}

  // One for each reader, without what editors write. `enrichers`: may be null, then nothing is
  // enriched. Errors: the store's.
  Result<std::vector<Composed>> compose(Enrichers* enrichers);

 private:
  Result<std::vector<Selection>> select();
  Result<std::vector<Chosen>> settle_moves(std::size_t r, Selection& selection,
                                           const Enrichers& enrichers);
  Result<void> compose_one(std::size_t r, Selection& selection, const Enrichers* enrichers,
                           Composed& out);
  void explain(std::size_t r, std::vector<report::Item>& items);

  ComposeInput input_;
  store::Store& store_;
  Judge& judge_;
  ScoreCaller& caller_;
  Arrivals& arrivals_;
};

}  // namespace host::stages
