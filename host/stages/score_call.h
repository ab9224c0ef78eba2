// Asks one scorer: calls the plugin, checks what it says, keeps what was paid for.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/rules.h"
#include "plugin/instance.h"
#include "ranking/scores.h"
#include "report/digest.h"
#include "report/digest_view.h"
#include "stages/step.h"
#include "store/store.h"

namespace host::stages {

using store::WorkId;

struct ScorerStep {
  StepInstance step;
  Pass pass;
  bool local = false, sparse = false, needs_abstract = false;
  std::size_t max_profiles = 0, max_records = 0;  // 0: no limit
  std::vector<report::Axis> axes;
};
// What a scorer says that it judges by.
std::vector<report::Axis> axes_of(const StepInstance& scorer);
// Reads flags, limits and axes from the instance.
ScorerStep scorer_step(StepInstance step, Pass pass);

// Works and profiles are shared with the call, since a plugin that hangs may go on reading them.
struct Subject {
  WorkId id{};
  std::shared_ptr<const Work> work;
  ranking::Number number = 0;  // the caller's own
};

struct ReaderProfile {
  explicit ReaderProfile(Profile p) : profile(std::move(p)), view(profile) {}
  const Profile profile;
  const report::ProfileView view;
};

// A reader to score for: the caller's index and the profile.
struct ReaderRef {
  std::size_t index = 0;
  std::shared_ptr<const ReaderProfile> profile;
};

// Takes what a scorer said of a pair. `reader` is the caller's index. Called under a lock.
using TakeScore =
    std::function<void(std::size_t reader, const Subject& subject, const sheaf_score& score)>;

struct ScoreFailure {
  Error error;
  bool hung = false;
};

class ScoreCaller {
 public:
  // `calls` is borrowed.
  ScoreCaller(store::Store& store, std::string pipeline, std::int64_t now_ms,
              const CallMaker& calls)
      : store_(store), pipeline_(std::move(pipeline)), now_ms_(now_ms), calls_(calls) {}

  // Scores the subjects for the readers, `eligible(subject, reader)` says which pairs. Of a scorer
  // that is not local, pairs in the score cache are not asked again and new ones are kept at once.
  // After a failure the scorer is not called again in this run.
  void score(const ScorerStep& scorer, const std::vector<Subject>& subjects,
             const std::vector<ReaderRef>& readers,
             const std::function<bool(std::size_t subject, std::size_t reader)>& eligible,
             const TakeScore& take);

  // One call of the plugin that explains `works` for one profile; evidence is put into `scores`,
  // parallel to works. Failures are ignored: the score stands without evidence.
  void explain(const ScorerStep& scorer, const std::vector<std::shared_ptr<const Work>>& works,
               const std::shared_ptr<const ReaderProfile>& profile,
               std::vector<report::Score*>& scores);

  // What score() would use, added to usage(); no network. A dry run's estimate.
  void estimate(const ScorerStep& scorer, const std::vector<Subject>& subjects,
                const std::shared_ptr<const ReaderProfile>& profile);

  // What the plugin said of a pair beside its numbers; empty unless the scorer is not local.
  const report::Score* detail(const std::string& scorer, std::size_t reader, WorkId work) const;
  // Why a pair has no score, where the scorer said so; nullptr otherwise.
  const std::string* error_of(const std::string& scorer, std::size_t reader, WorkId work) const;
  const ScoreFailure* failure(const std::string& scorer) const;
  // What was said of `gone` is said of `kept`, unless something was said of that, too.
  void unite(WorkId kept, WorkId gone);
  // By step and model.
  std::vector<report::Usage> usage() const;

 private:
  struct Sink;
  struct Request;
  using Pair = std::pair<std::size_t, WorkId>;
  struct State {  // shared with sinks, which a hung plugin may still hold
    mutable std::mutex mutex;
    std::map<std::string, std::map<Pair, report::Score>> details;
    std::map<std::string, std::map<Pair, std::string>> errors;
    std::map<std::string, ScoreFailure> failures;
    std::vector<report::Usage> usage;
  };
  std::shared_ptr<Request> request_for(const ScorerStep& scorer,
                                       const std::vector<Subject>& subjects,
                                       const std::vector<ReaderRef>& readers);
  void call(const ScorerStep& scorer, const std::vector<Subject>& subjects,
            const std::vector<ReaderRef>& readers,
            std::function<bool(std::size_t, std::size_t)> eligible, const TakeScore& take,
            const std::string& fingerprint);

  store::Store& store_;
  const std::string pipeline_;
  const std::int64_t now_ms_;
  const CallMaker& calls_;
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace host::stages
