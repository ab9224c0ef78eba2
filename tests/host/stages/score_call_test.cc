#include "stages/score_call.h"

#include <gtest/gtest.h>

#include "host/stages/judging.h"

namespace host::stages::testing {
namespace {

// Scores what it is asked to estimate.
struct Eager final : sheaf::Scorer {
  static constexpr std::uint32_t kFlags = 0;
  static constexpr std::size_t kMaxProfiles = 0;
  Eager() : Scorer(std::vector<sheaf::Axis>()) {}
  void score(const sheaf::Call&, const sheaf_score_request&,
             const sheaf::ScoreSink& sink) override {
    sheaf::Score score;
    score.value = 0.5;
    sink.score(score);
  }
  std::string fingerprint(const sheaf_profile&) override { return ""; }
  void estimate(const sheaf::Call& call, const sheaf_score_request& request,
                const sheaf::ScoreSink& sink) override {
    score(call, request, sink);
  }
};

TEST(ScoreCaller, AScoreInAnEstimateIsNotTaken) {
  const auto store = test::open_memory_store();
  VirtualClock clock(kStart);
  const CallMaker calls{.run_id = "r",
                        .clock = &clock,
                        .cancel = nullptr,
                        .log = {},
                        .progress = {},
                        .scrubber = nullptr};
  ScoreCaller caller(*store, "p", kStart, calls);
  const ScorerStep step =
      scorer_step(scripted_step<Eager>("eager", [] { return std::make_unique<Eager>(); }), Pass{});
  Profile ada;
  ada.id = "ada";
  caller.estimate(step, {Subject{WorkId{1}, std::make_shared<const Work>(), 0}},
                  std::make_shared<const ReaderProfile>(ada));
  EXPECT_EQ(caller.failure("eager"), nullptr);
  EXPECT_EQ(caller.detail("eager", 0, WorkId{1}), nullptr);
}

}  // namespace
}  // namespace host::stages::testing
