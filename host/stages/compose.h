// From what was judged to digests: each reader's selection with its works, scores and reasons.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "report/digest.h"
#include "stages/edit.h"
#include "stages/judge.h"
#include "stages/score_call.h"
#include "store/store.h"

namespace host::stages {

// One reader's digest as it will be stored.
struct Composed {
  report::Digest digest;
  std::vector<report::Item> items;
  std::vector<WorkId> works;  // parallel to items
  std::vector<Unscored> unscored;
  std::vector<WorkId> settled;  // no longer carried
};

// What the digests are made of, beside what was judged.
struct ComposeInput {
  std::vector<std::shared_ptr<const ReaderProfile>> profiles;
  std::vector<ScorerStep> scorers;     // all of them, whether they were asked or not
  std::vector<report::Count> fetched;  // the run-wide lines of the funnel
  std::map<std::string, std::vector<report::Notice>> notices;  // by profile
};

class Composer {
 public:
  Composer(ComposeInput input, store::Store& store, const Judge& judge, ScoreCaller& caller)
      : input_(std::move(input)), store_(store), judge_(judge), caller_(caller) {}

  // One for each reader, without what editors write. Errors: the store's.
  Result<std::vector<Composed>> compose(std::vector<Selection> selections);

 private:
  Result<void> compose_one(std::size_t r, Selection& selection, Composed& out);
  void explain(std::size_t r, std::vector<report::Item>& items);

  ComposeInput input_;
  store::Store& store_;
  const Judge& judge_;
  ScoreCaller& caller_;
};

}  // namespace host::stages
