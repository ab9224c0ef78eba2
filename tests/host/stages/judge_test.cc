#include "stages/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "host/stages/judging.h"

namespace host::stages::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// Scores by words: the value is what stands behind the reader's id in the title, as in "ada=0.5".
double value_for(const sheaf_record& work, const sheaf_profile& profile) {
  const std::string title(sheaf::view(work.title));
  const std::size_t at = title.find(std::string(sheaf::view(profile.id)) + "=");
  return at == std::string::npos ? 0 : std::stod(title.substr(title.find('=', at) + 1));
}

struct Log {
  std::vector<std::string> asked;  // titles with readers
};

void by_words(Log* log, const sheaf_score_request& request, const sheaf::ScoreSink& sink) {
  for (std::size_t i = 0; i < request.record_count; ++i) {
    for (std::size_t p = 0; p < request.profile_count; ++p) {
      if (log != nullptr) {
        log->asked.push_back(std::string(sheaf::view(request.records[i]->title)) + " for " +
                             std::string(sheaf::view(request.profiles[p]->id)));
      }
      sheaf::Score s;
      s.record = i;
      s.profile = p;
      s.value = value_for(*request.records[i], *request.profiles[p]);
      if (s.value > 0) sink.score(s);
    }
  }
}

ScorerStep local(Log* log = nullptr, Pass pass = {}) {
  return scorer_step(scorer<SHEAF_S_LOCAL | SHEAF_S_SPARSE>(
                         "words", [log](const sheaf::Call&, const sheaf_score_request& rq,
                                        const sheaf::ScoreSink& sink) { by_words(log, rq, sink); }),
                     pass);
}

// Asks for abstracts and speaks of every pair; `say` gives the value or throws.
ScorerStep model(std::function<double(std::string_view title)> say, Log* log = nullptr,
                 Pass pass = {}) {
  return scorer_step(
      scorer<SHEAF_S_NEEDS_ABSTRACT>("model",
                                     [say, log](const sheaf::Call&, const sheaf_score_request& rq,
                                                const sheaf::ScoreSink& sink) {
                                       for (std::size_t i = 0; i < rq.record_count; ++i) {
                                         for (std::size_t p = 0; p < rq.profile_count; ++p) {
                                           const auto title = sheaf::view(rq.records[i]->title);
                                           if (log != nullptr) log->asked.emplace_back(title);
                                           sheaf::Score s;
                                           s.record = i;
                                           s.profile = p;
                                           s.value = say(title);
                                           if (s.value < 0) {
                                             s.status = SHEAF_E_UPSTREAM;
                                             s.value = 0;
                                             s.error = "no answer";
                                           }
                                           sink.score(s);
                                         }
                                       }
                                     }),
      pass);
}

Plan words_of(std::vector<std::string> readers) {
  Plan s;
  s.readers = std::move(readers);
  s.scorers = [] { return std::vector<ScorerStep>{local()}; };
  return s;
}

TEST(Judge, ShowsAWorkOnceToWhomItConcerns) {
  Days days(words_of({"ada", "bob"}));
  const auto first =
      days.run({record("1", "ada=0.5"), record("2", "ada=0.9 bob=0.1"), record("3", "for nobody")});
  EXPECT_THAT(first.at("ada").titles, ElementsAre("ada=0.9 bob=0.1", "ada=0.5"));
  EXPECT_THAT(first.at("bob").titles, ElementsAre("ada=0.9 bob=0.1"));
  const auto second = days.run({record("1", "ada=0.5")});
  EXPECT_THAT(second.at("ada").titles, IsEmpty());
  EXPECT_EQ(second.at("ada").funnel.seen, 2u) << "those that are fresh count";
}

TEST(Judge, AWorkOverTheLimitCompetesAgainWhileItIsFresh) {
  Plan plan = words_of({"ada"});
  plan.select.limit = 1;
  Days days(plan);
  const auto first = days.run({record("1", "ada=0.5"), record("2", "ada=0.9")});
  EXPECT_THAT(first.at("ada").titles, ElementsAre("ada=0.9"));
  EXPECT_EQ(first.at("ada").funnel.over_limit, 1u);
  const auto second = days.run({record("3", "ada=0.4")});
  EXPECT_THAT(second.at("ada").titles, ElementsAre("ada=0.5"));
  EXPECT_EQ(second.at("ada").funnel.earlier, 2u);
  for (int day = 0; day < 7; ++day) days.run(std::vector<Record>{});
  EXPECT_EQ(days.run(std::vector<Record>{}).at("ada").funnel.considered, 0u);
}

TEST(Judge, FiltersBeforeAnybodyScores) {
  Log log;
  Plan plan;
  plan.filter.exclude = {"editorial"};
  plan.scorers = [&] { return std::vector<ScorerStep>{local(&log)}; };
  Days days(plan);
  const auto got = days.run({record("1", "An editorial ada=1"), record("2", "ada=0.5")});
  EXPECT_THAT(got.at("ada").titles, ElementsAre("ada=0.5"));
  EXPECT_EQ(got.at("ada").funnel.filtered, 1u);
  EXPECT_THAT(log.asked, ElementsAre("ada=0.5 for ada"));
}

TEST(Judge, TheSecondScorerSeesWhatTheFirstLetsPass) {
  Log log;
  Plan plan;
  plan.scorers = [&] {
    return std::vector<ScorerStep>{
        local(nullptr, {.top_share = {}, .top_count = 2, .min = {}, .band = {}}),
        model([](std::string_view title) { return title.size() > 9 ? 0.9 : 0.2; }, &log)};
  };
  Days days(plan);
  const auto got =
      days.run({record("1", "ada=0.5"), record("2", "longer ada=0.6"), record("3", "ada=0.1")});
  EXPECT_THAT(log.asked, UnorderedElementsAre("ada=0.5", "longer ada=0.6"));
  EXPECT_THAT(got.at("ada").titles, ElementsAre("longer ada=0.6", "ada=0.5"));
  EXPECT_EQ(got.at("ada").funnel.rejected[0], (std::pair<std::string, std::uint64_t>("words", 1)));
}

TEST(Judge, WhatHasNoScoreIsCarriedUntilItHasOne) {
  bool answers = false;
  Plan plan;
  plan.scorers = [&] {
    return std::vector<ScorerStep>{model([&](std::string_view) { return answers ? 0.7 : -1; })};
  };
  Days days(plan);
  const auto first = days.run({record("1", "One"), record("2", "Two")});
  EXPECT_THAT(first.at("ada").titles, IsEmpty());
  EXPECT_THAT(first.at("ada").unscored, ElementsAre("One", "Two")) << "the oldest first";
  for (int day = 0; day < 9; ++day) {  // past the time that they are fresh
    EXPECT_EQ(days.run(std::vector<Record>{}).at("ada").funnel.unscored, 2u);
  }
  answers = true;
  EXPECT_THAT(days.run(std::vector<Record>{}).at("ada").titles, ElementsAre("One", "Two"));
  EXPECT_EQ(days.run(std::vector<Record>{}).at("ada").funnel.considered, 0u);
}

TEST(Judge, WhenTheSecondScorerFailsTheFirstRanks) {
  Plan plan;
  plan.select.min = {{"depth", 3}};
  plan.scorers = [] {
    ScorerStep failing = scorer_step(
        scorer<SHEAF_S_NEEDS_ABSTRACT>(
            "model",
            [](const sheaf::Call&, const sheaf_score_request&, const sheaf::ScoreSink&) {
              throw sheaf::Error(SHEAF_E_TRANSIENT, "no line");
            },
            {{"depth", "Depth", 10, {}}}),
        {});
    return std::vector<ScorerStep>{local(), std::move(failing)};
  };
  Days days(plan);
  const auto got = days.run({record("1", "ada=0.2"), record("2", "ada=0.8")});
  EXPECT_THAT(got.at("ada").titles, ElementsAre("ada=0.8", "ada=0.2"));
  EXPECT_THAT(got.at("ada").flags, ElementsAre(SHEAF_ITEM_SUSPENDED, SHEAF_ITEM_SUSPENDED));
}

TEST(Judge, AReplacementIsShownAgainOnlyWhereAsked) {
  for (const bool wanted : {false, true}) {
    Plan plan = words_of({"ada"});
    plan.again.replaced = wanted;
    Days days(plan);
    Record first = record("1", "ada=0.5", {{"doi", "10.1/a"}});
    first.version = 1;
    days.run({first});
    Record second = first;
    second.version = 2;
    second.announce = SHEAF_ANNOUNCE_REPLACE;
    const auto got = days.run({second});
    EXPECT_EQ(got.at("ada").titles.size(), wanted ? 1u : 0u);
    if (wanted) {
      EXPECT_EQ(got.at("ada").flags[0], unsigned{SHEAF_ITEM_CHANGED});
    }
  }
}

// A batch may bring a work twice; the scorer, which says nothing of the newer text, is not to be
// quoted about the older.
TEST(Judge, OfAWorkThatComesTwiceAtOnceTheNewerTextIsScored) {
  Log log;
  Plan plan = words_of({"ada"});
  plan.scorers = [&log] { return std::vector<ScorerStep>{local(&log)}; };
  Days days(plan);
  Record first = record("1", "ada=0.5", {{"doi", "10.1/a"}});
  first.version = 1;
  Record second = first;
  second.version = 2;
  second.title = "of no interest";
  const auto got =
      days.run(std::vector<Record>{first, second, record("2", "ada=0.4", {{"doi", "10.1/b"}})});
  EXPECT_THAT(log.asked, ElementsAre("of no interest for ada", "ada=0.4 for ada"));
  EXPECT_THAT(got.at("ada").titles, ElementsAre("ada=0.4"));
}

TEST(Judge, ARetractionGoesToThoseWhoWereShownTheWorkAndAheadOfAll) {
  Plan plan = words_of({"ada", "bob"});
  plan.again.retracted = true;
  plan.select.limit = 1;
  Days days(plan);
  days.run({record("1", "ada=0.5", {{"doi", "10.1/a"}})});
  Record notice = record("2", "Retraction ada=0.1", {{"doi", "10.1/n"}});
  notice.relations = {{SHEAF_REL_RETRACTS, {"doi", "10.1/a"}}};
  const auto got = days.run({notice, record("3", "ada=0.9 bob=0.9")});
  EXPECT_THAT(got.at("ada").titles, ElementsAre("ada=0.5", "ada=0.9 bob=0.9"));
  EXPECT_EQ(got.at("ada").flags[0], unsigned{SHEAF_ITEM_CHANGED | SHEAF_ITEM_NOTICE});
  EXPECT_THAT(got.at("bob").titles, ElementsAre("ada=0.9 bob=0.9")) << "was never shown it";
}

// ---- What enrichers bring is news

StepInstance knows(std::map<std::string, std::function<void(sheaf::Record&)>> of_doi,
                   std::vector<std::string>* asked = nullptr) {
  return enricher("lookup", [=](std::span<const sheaf_record* const> works,
                                const sheaf::EnrichSink& sink) {
    for (std::size_t i = 0; i < works.size(); ++i) {
      for (const sheaf_kv& id : sheaf::range(works[i]->identifiers, works[i]->identifier_count)) {
        if (sheaf::view(id.key) != "doi") continue;
        if (asked != nullptr) asked->emplace_back(sheaf::view(id.value));
        const auto known = of_doi.find(std::string(sheaf::view(id.value)));
        if (known == of_doi.end()) continue;
        sheaf::Record partial;
        known->second(partial);
        sink.emit(i, partial);
      }
    }
  });
}

TEST(Enrichment, AWorkThatTurnsOutToBeASeenOneIsNotShownAndTheNextMovesUpEnriched) {
  Plan plan = words_of({"ada"});
  plan.select.limit = 1;
  Days days(plan);
  days.run({record("b", "ada=0.9", {{"e2e", "b"}})});
  std::vector<std::string> asked;
  days.plan().enrichers = {knows({{"10.1/a",
                                   [](sheaf::Record& r) {
                                     r.identifiers = {{"e2e", "b"}};
                                   }},
                                  {"10.1/c",
                                   [](sheaf::Record& r) {
                                     r.abstract = {"More.", SHEAF_MARKUP_PLAIN, 0};
                                   }}},
                                 &asked)};
  const auto got = days.run({record("a", "ada=0.8", {{"doi", "10.1/a"}}),
                             record("c", "ada=0.3", {{"doi", "10.1/c"}}),
                             record("d", "ada=0.2", {{"doi", "10.1/d"}})});
  const Shown& ada = got.at("ada");
  EXPECT_THAT(ada.titles, ElementsAre("ada=0.3"));
  EXPECT_EQ(days.work("doi:10.1/c").record.abstract, "More.");
  EXPECT_THAT(asked, ElementsAre("10.1/a", "10.1/c")) << "d was never to be shown";
  EXPECT_EQ(ada.funnel.considered, 3u) << "a and b are one work now";
  EXPECT_EQ(ada.funnel.seen, 1u);
  EXPECT_EQ(accounted(ada.funnel), ada.funnel.considered);
}

TEST(Enrichment, TwoChosenWorksThatAreOneAreShownOnceWithWhatEitherWasWorth) {
  Plan plan = words_of({"ada", "bob"});
  plan.enrichers = {knows({{"10.1/b", [](sheaf::Record& r) { r.identifiers = {{"e2e", "a"}}; }}})};
  Days days(plan);
  const auto got = days.run({record("a", "ada=0.4", {{"e2e", "a"}}),
                             record("b", "ada=0.6 bob=0.7", {{"doi", "10.1/b"}})});
  EXPECT_THAT(got.at("ada").titles, ElementsAre("ada=0.6 bob=0.7"));
  EXPECT_THAT(got.at("ada").values, ElementsAre(0.4)) << "of the older half, which she was to see";
  EXPECT_THAT(got.at("bob").titles, ElementsAre("ada=0.6 bob=0.7"));
  EXPECT_THAT(got.at("bob").values, ElementsAre(0.7)) << "of the half that he was to see";
  for (const auto& [reader, shown] : got) {
    EXPECT_EQ(shown.funnel.considered, 1u) << reader;
    EXPECT_EQ(accounted(shown.funnel), 1u) << reader;
  }
  const auto next = days.run(std::vector<Record>{});
  EXPECT_THAT(next.at("ada").titles, IsEmpty());
  EXPECT_THAT(next.at("bob").titles, IsEmpty());
}

TEST(Enrichment, WhatItSaysPassesTheFilterToo) {
  Plan plan = words_of({"ada"});
  plan.filter.types = {SHEAF_TYPE_RESEARCH};
  plan.enrichers = {knows({{"10.1/a", [](sheaf::Record& r) { r.type = SHEAF_TYPE_EDITORIAL; }}})};
  Days days(plan);
  Record a = record("a", "ada=0.4", {{"doi", "10.1/a"}});
  a.type = SHEAF_TYPE_UNKNOWN;
  const auto got = days.run({a, record("b", "ada=0.2")});
  EXPECT_EQ(accounted(got.at("ada").funnel), got.at("ada").funnel.considered);
  EXPECT_THAT(got.at("ada").titles, ElementsAre("ada=0.2"));
  EXPECT_EQ(got.at("ada").funnel.filtered, 1u);
}

TEST(Enrichment, ComesBeforeAScorerThatNeedsAbstractsAndAsksNobodyTwice) {
  Log log;
  std::vector<std::string> asked;
  Plan plan;
  plan.readers = {"ada", "bob"};
  plan.scorers = [&] {
    return std::vector<ScorerStep>{local(), model([](std::string_view) { return 0.5; }, &log)};
  };
  plan.enrichers = {knows({{"10.1/a",
                            [](sheaf::Record& r) {
                              r.abstract = {"A.", SHEAF_MARKUP_PLAIN, 0};
                            }},
                           {"10.1/b",
                            [](sheaf::Record& r) {
                              r.identifiers = {{"e2e", "c"}};
                            }}},
                          &asked)};
  Days days(plan);
  const auto got = days.run({record("a", "ada=0.4 bob=0.4", {{"doi", "10.1/a"}}),
                             record("b", "ada=0.6 bob=0.6", {{"doi", "10.1/b"}}),
                             record("c", "ada=0.5 bob=0.5", {{"e2e", "c"}})});
  EXPECT_THAT(asked, UnorderedElementsAre("10.1/a", "10.1/b"));
  EXPECT_EQ(log.asked.size(), 4u) << "two works for two readers, after the join";
  EXPECT_EQ(got.at("ada").titles.size(), 2u);
  EXPECT_EQ(accounted(got.at("bob").funnel), got.at("bob").funnel.considered);
}

TEST(Enrichment, AFailureIsSaidAndCostsOnlyWhatItKnows) {
  Plan plan = words_of({"ada"});
  plan.enrichers = {
      enricher("lookup", [](std::span<const sheaf_record* const>, const sheaf::EnrichSink&) {
        throw sheaf::Error(SHEAF_E_TRANSIENT, "no line");
      })};
  Days days(plan);
  EXPECT_THAT(days.run({record("a", "ada=0.4", {{"doi", "10.1/a"}})}).at("ada").titles,
              ElementsAre("ada=0.4"));
  ASSERT_EQ(days.notices().size(), 1u);
  EXPECT_THAT(days.notices()[0].text, ::testing::HasSubstr("no line"));
}

TEST(Enrichment, AChangeForOneReaderIsAskedAboutAnew) {
  // bob saw the preprint; ada is shown it today, and the enricher says that it is published
  Plan plan = words_of({"bob"});
  plan.again.published = true;
  Days days(plan);
  Record preprint = record("a", "ada=0.5 bob=0.5", {{"doi", "10.1/a"}});
  preprint.flags = SHEAF_R_PREPRINT;
  days.run({preprint});
  days.plan().readers = {"ada", "bob"};
  days.plan().enrichers = {knows({{"10.1/a", [](sheaf::Record& r) {
                                     r.relations = {{SHEAF_REL_PREPRINT_OF, "doi", "10.2/a"}};
                                     r.venue = {"A Journal", SHEAF_MARKUP_PLAIN, 0};
                                   }}})};
  const auto got = days.run(std::vector<Record>{});
  EXPECT_EQ(got.at("ada").titles.size(), 1u);
  EXPECT_EQ(got.at("bob").titles.size() + got.at("bob").funnel.seen, 1u);
  EXPECT_EQ(accounted(got.at("bob").funnel), got.at("bob").funnel.considered);
}

// Whatever is listed, joined, filtered, limited and left unscored over some days: nobody is shown a
// work twice, and each work that was considered ends in one place.
TEST(Judge, NobodyIsShownAWorkTwiceAndEveryWorkIsAccountedFor) {
  std::mt19937 rng(20261130);
  const auto any = [&](int n) { return static_cast<int>(rng() % static_cast<unsigned>(n)); };
  for (int world = 0; world < 200; ++world) {
    std::map<std::string, std::function<void(sheaf::Record&)>> known;
    for (int i = 0; i < 12; ++i) {
      const std::string other = std::to_string(any(12));
      if (any(3) == 0) {
        known["10.1/" + std::to_string(i)] = [other](sheaf::Record& r) {
          r.identifiers = {{"e2e", other}};
        };
      }
    }
    int mood = 0;
    Plan plan;
    plan.readers = {"ada", "bob", "eve"};
    plan.enrichers = {knows(known)};
    if (any(2) == 0) plan.select.limit = 2;
    if (any(3) == 0) plan.filter.exclude = {"bob=0.3"};
    const bool two = any(2) == 0;
    plan.scorers = [&] {
      std::vector<ScorerStep> steps{
          local(nullptr, {.top_share = 0.5, .top_count = {}, .min = {}, .band = {}})};
      if (two) {
        steps.push_back(model([&](std::string_view title) {
          return (title.size() + static_cast<unsigned>(mood)) % 4 == 0 ? -1 : 0.6;
        }));
      }
      return steps;
    };
    Days days(plan);
    for (int day = 0; day < 6; ++day) {
      mood = any(4);
      std::vector<std::vector<Record>> batches;
      for (int b = any(3); b >= 0; --b) {
        auto& batch = batches.emplace_back();
        for (int n = any(6); n > 0; --n) {
          const std::string i = std::to_string(any(12));
          std::string title = "t" + i;
          for (const char* reader : {"ada", "bob", "eve"}) {
            title += std::string(" ") + reader + "=0." + std::to_string(any(10));
          }
          std::vector<Identifier> ids;
          if (any(4) != 0) ids.push_back({"doi", "10.1/" + i});
          if (any(3) == 0) ids.push_back({"e2e", std::to_string(any(12))});
          batch.push_back(record("r" + i, title, ids));
        }
      }
      const auto got = days.run(std::move(batches));
      for (const auto& [reader, what] : got) {
        EXPECT_EQ(accounted(what.funnel), what.funnel.considered)
            << "world " << world << ", day " << day << ", " << reader;
        EXPECT_LE(what.funnel.earlier, what.funnel.considered);
        EXPECT_EQ(what.twice, 0u) << "world " << world << ", day " << day << ", " << reader;
      }
      if (HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace host::stages::testing
