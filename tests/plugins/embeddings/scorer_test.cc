// The scorer, with a server in memory behind it.
#include "scorer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <numeric>

#include "background.h"
#include "sheaf/testing.hpp"
#include "support/fake_embeddings.h"

namespace embeddings {
namespace {

namespace t = sheaf::testing;
using test::EmbeddingFault;
using test::FakeEmbeddings;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::int64_t kDay = 86'400'000;
constexpr const char* kUrl = "https://emb.example/v1/embeddings";

sheaf::Record work(const std::string& id, const std::string& title, const std::string& abstract) {
  sheaf::Record r;
  r.id = id;
  r.title.value = title;
  r.abstract.value = abstract;
  return r;
}

// Works of three fields in turn: 0, 3, 6 ... are about crabs.
std::vector<sheaf::Record> works_of(std::size_t count) {
  static const std::pair<const char*, const char*> kFields[] = {
      {"Shore crabs and tides", "Crabs moult below stones while tidal currents carry larvae."},
      {"Compilers for parallel loops", "Polyhedral compilers reorder nested loops onto threads."},
      {"Trade routes of medieval merchants", "Merchants shipped cloth, spices and silver by sea."}};
  std::vector<sheaf::Record> out;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& [title, abstract] = kFields[i % 3];
    std::string word = "sample";  // digits are no words
    for (std::size_t n = i + 1; n > 0; n /= 26) word += static_cast<char>('a' + n % 26);
    out.push_back(work("test:" + std::to_string(i), std::string(title) + " " + word, abstract));
  }
  return out;
}

class Scoring : public testing::Test {
 protected:
  Scoring() {
    host.http.answer_with(kUrl, [this](const t::Asked& asked) {
      const FakeEmbeddings::Reply made = server.answer(asked.body);
      t::Answer out;
      out.status = made.status;
      out.headers = made.headers;
      out.body = made.body;
      return out;
    });
    profile.interests = "";
  }
  // Settings are JSON members beside base_url, model and key.
  void make(const std::string& settings = "") {
    instance.reset();
    const auto config = t::FakeConfig::json(
        component(),
        R"({"base_url": "https://emb.example/v1", "model": "fake", "api_key": "sk-secret")" +
            (settings.empty() ? "" : ", " + settings) + "}");
    instance.emplace(component(), host, config, call);
    ASSERT_EQ(instance->status(), SHEAF_OK) << call.failure().message;
  }
  static const sheaf_component* component() { return sheaf::Component<Embeddings>::get(); }
  void like(const sheaf::Record& r, double value = 1, std::int64_t age_days = 0) {
    host.feedback.add(profile.id, {r, value, "library", host.clock.now() - age_days * kDay});
  }
  void like_crabs() {
    like(work("lib:1", "Crabs of tidal shores", "Moult of crabs below stones."));
  }

  sheaf_status score(std::size_t count) { return score(works_of(count)); }
  sheaf_status score(std::vector<sheaf::Record> records) {
    if (!instance) make();
    const std::size_t count = records.size();
    works = std::make_unique<t::Works>(std::move(records));
    sink = std::make_unique<t::ScoreSink>(count, 1);
    return instance->score(call, *works, t::Profiles{profile}, *sink);
  }
  std::map<std::size_t, sheaf::Score> scores(bool good = true) const {
    std::map<std::size_t, sheaf::Score> out;
    for (const sheaf::Score& s : sink->scores()) {
      if ((s.status == SHEAF_OK) == good) out[s.record] = s;
    }
    return out;
  }
  double value(std::size_t record) const { return scores().at(record).value; }
  // Works of the reader's field are far before all others.
  void expect_all_right(std::size_t count) const {
    const auto got = scores();
    ASSERT_EQ(got.size(), count);
    for (const auto& [record, s] : got) {
      EXPECT_EQ(s.value > 0.3, record % 3 == 0) << record << " has " << s.value;
    }
  }
  std::vector<std::size_t> sizes() const {
    std::vector<std::size_t> out;
    for (const auto& texts : server.seen()) out.push_back(texts.size());
    return out;
  }
  void fail_at(std::size_t nth_request, EmbeddingFault fault) {
    server.plan = [=](std::size_t nth, const std::vector<std::string>&) {
      return nth == nth_request ? fault : EmbeddingFault::kNone;
    };
  }

  FakeEmbeddings server;
  t::FakeHost host;
  t::FakeCall call;
  t::Profile profile;
  std::optional<t::Instance> instance;
  std::unique_ptr<t::Works> works;
  std::unique_ptr<t::ScoreSink> sink;
};

// The first request is what works are compared with: the background and one work of the library.
const std::size_t kReferences = background_texts().size() + 1;

TEST_F(Scoring, RanksByTheLibrary) {
  like_crabs();
  ASSERT_EQ(score(9), SHEAF_OK) << call.failure().message;
  expect_all_right(9);
  EXPECT_THAT(sizes(), ElementsAre(kReferences, 9));
  const sheaf::Score s = scores().at(0);
  EXPECT_EQ(s.axes.at(0).id, "library");
  EXPECT_EQ(s.axes.at(0).value, s.value) << "no interests, so the library is all there is";
  EXPECT_EQ(s.axes.at(1).value, 0);
  ASSERT_THAT(s.evidence, SizeIs(1));
  EXPECT_EQ(s.evidence[0].subject, "close to: Crabs of tidal shores");
  EXPECT_EQ(s.evidence[0].kind, sheaf_evidence_kind{SHEAF_EVIDENCE_OTHER});
  EXPECT_NEAR(std::stod(s.evidence[0].detail), s.value, 0.0051);
  EXPECT_EQ(instance->fingerprint(t::Profiles{profile}[0]), "") << "no score is cached";
}

TEST_F(Scoring, InterestsAndCriteriaAreEnough) {
  profile.interests = "Compilers that reorder parallel loops onto threads";
  profile.criteria = {{"trade", "Trade routes and shipping of medieval merchants", ""}};
  ASSERT_EQ(score(6), SHEAF_OK);
  EXPECT_LT(value(0), 0.2);
  EXPECT_GT(value(1), 0.3);
  EXPECT_GT(value(2), 0.3);
  EXPECT_EQ(scores().at(1).evidence.at(0).subject, "close to: the interests");
  EXPECT_EQ(scores().at(2).evidence.at(0).subject,
            "close to: Trade routes and shipping of medieval merchants");

  // with a library the value is the mean by weight
  like_crabs();
  make(R"("library_weight": 3, "interests_weight": 1)");
  ASSERT_EQ(score(3), SHEAF_OK);
  for (const auto& [record, s] : scores()) {
    EXPECT_NEAR(s.value, (3 * s.axes[0].value + s.axes[1].value) / 4, 1e-12);
  }
}

TEST_F(Scoring, WhatIsDislikedCountsAgainst) {
  like(works_of(1)[0]);
  ASSERT_EQ(score(works_of(3)), SHEAF_OK);
  const double before = value(0);
  like(work("lib:2", "Crabs in pots", "Recipes for crabs with tidal salt."), -1);
  ASSERT_EQ(score(works_of(3)), SHEAF_OK);
  EXPECT_LT(value(0), before);
  const auto evidence = scores().at(0).evidence;
  ASSERT_THAT(evidence, SizeIs(2));
  EXPECT_EQ(evidence[1].subject, "close to: Crabs in pots");
  EXPECT_NEAR(evidence[1].contribution, value(0) - before, 1e-9);
  make(R"("dislike_weight": 0)");
  ASSERT_EQ(score(works_of(3)), SHEAF_OK);
  EXPECT_EQ(value(0), before);
  EXPECT_THAT(scores().at(0).evidence, SizeIs(1)) << "then they are no reason, either";
}

TEST_F(Scoring, NewLikesCountMore) {
  const auto crabs = work("lib:1", "Shore crabs", "Crabs moult below stones.");
  const auto loops = work("lib:2", "Parallel loops", "Compilers reorder nested loops.");
  make(R"("neighbours": 1)");
  const auto preference = [&] {
    EXPECT_EQ(score(3), SHEAF_OK);
    return value(0) / (value(0) + value(1));
  };
  like(crabs, 1, 400);
  like(loops, 1, 400);
  const double even = preference();
  const double old_scores = value(0);
  host.clock.set(host.clock.now() + 300 * kDay);
  EXPECT_EQ(preference(), even) << "ages count from the newest like, not from today";
  EXPECT_EQ(value(0), old_scores);
  like(work("lib:3", "Merchants", "Medieval trade routes."), 1, 0);
  EXPECT_NEAR(preference(), even, 1e-9) << "both are old now";
  EXPECT_NEAR(value(0), old_scores / 4, 1e-9) << "but count a quarter";
  const double old = value(1);
  host.feedback.add(profile.id, {loops, 1, "feedback", SHEAF_TIME_UNKNOWN});
  EXPECT_LT(preference(), even) << "an unknown time counts as new";
  EXPECT_GT(value(1), old);
}

TEST_F(Scoring, VectorsArePaidForOnce) {
  like_crabs();
  host.feedback.add("other", {works_of(1)[0], 1, "library", host.clock.now()});
  ASSERT_EQ(score(9), SHEAF_OK);
  const auto first = scores();
  ASSERT_EQ(score(9), SHEAF_OK);
  EXPECT_THAT(sizes(), SizeIs(2)) << "in the same run";
  make();
  ASSERT_EQ(score(10), SHEAF_OK);
  EXPECT_THAT(sizes(), ElementsAre(kReferences, 9, 1)) << "in the next run";
  for (const auto& [record, s] : first) EXPECT_EQ(s.value, value(record)) << "the same as before";
  profile.id = "other";
  ASSERT_EQ(score(10), SHEAF_OK);
  EXPECT_THAT(sizes(), SizeIs(3)) << "another reader, who likes one of the works";
  EXPECT_GT(value(0), 0.95);
  make(R"("dimensions": 512)");
  ASSERT_EQ(score(1), SHEAF_OK);
  EXPECT_THAT(sizes(), ElementsAre(kReferences, 9, 1, kReferences))
      << "other settings, other vectors; the work is in the library";
}

TEST_F(Scoring, WhatIsUsedIsKept) {
  like_crabs();
  make(R"("keep": "10d")");
  ASSERT_EQ(score(3), SHEAF_OK);
  for (int week = 0; week < 4; ++week) {  // the library is needed every week, the works are not
    host.clock.set(host.clock.now() + 7 * kDay);
    make(R"("keep": "10d")");
    ASSERT_EQ(score({work("new:" + std::to_string(week), "Shore crabs", "Same text.")}), SHEAF_OK);
  }
  EXPECT_THAT(sizes(), ElementsAre(kReferences, 3, 1));
  ASSERT_EQ(score(3), SHEAF_OK);
  EXPECT_THAT(sizes(), ElementsAre(kReferences, 3, 1, 3));
  // what cannot be read is as good as nothing
  for (const auto& texts : server.seen()) ASSERT_THAT(texts, Not(IsEmpty()));
  host.state.forget();
  make();
  ASSERT_EQ(score(3), SHEAF_OK);
  EXPECT_THAT(sizes(), SizeIs(6));
}

TEST_F(Scoring, WorksWithoutServicesThatMayBeMissing) {
  profile.interests = "Shore crabs, tides and stones";
  for (const char* service : {SHEAF_SERVICE_STATE, SHEAF_SERVICE_BUDGET, SHEAF_SERVICE_FEEDBACK}) {
    host.without(service);
  }
  ASSERT_EQ(score(3), SHEAF_OK) << call.failure().message;
  EXPECT_GT(value(0), value(1));
}

TEST_F(Scoring, AReaderWithNothingIsToldSo) {
  like(works_of(1)[0], -1);  // dislikes alone do not tell what is liked
  ASSERT_EQ(score(3), SHEAF_OK);
  EXPECT_THAT(scores(), IsEmpty());
  ASSERT_THAT(scores(false), SizeIs(3));
  EXPECT_EQ(scores(false).at(2).status, SHEAF_E_CONFIG);
  EXPECT_THAT(scores(false).at(2).error,
              AllOf(HasSubstr("profile reader"), HasSubstr("nothing to compare with")));
  EXPECT_THAT(sizes(), IsEmpty());
  profile.id = "another";
  profile.interests = "Crabs";
  ASSERT_EQ(score(3), SHEAF_OK);
  EXPECT_THAT(scores(), SizeIs(3)) << "one reader's emptiness is not another's";
  make(R"("interests_weight": 0)");
  ASSERT_EQ(score(3), SHEAF_OK);
  EXPECT_THAT(scores(), IsEmpty());
}

TEST_F(Scoring, BatchesAreInOrderAndTextsUnique) {
  like_crabs();
  make(R"("batch": 4, "prefix": "clustering: ")");
  auto records = works_of(9);
  records.push_back(records[2]);
  records.back().abstract.value.clear();
  records.back().summary.value = records[2].abstract.value;
  ASSERT_EQ(score(records), SHEAF_OK);
  EXPECT_THAT(scores(), SizeIs(10));
  EXPECT_EQ(value(9), value(2)) << "the summary stands in for the abstract";
  const auto seen = server.seen();
  ASSERT_EQ(seen.size(), 5u + 3u);
  EXPECT_EQ(seen[5][0],
            "clustering: Shore crabs and tides sampleb\n\n" + records[0].abstract.value);
  EXPECT_THAT(seen[7], SizeIs(1)) << "what is there twice is asked about once";
}

struct FaultCase {
  EmbeddingFault fault;
  std::vector<std::size_t> sizes;  // of the requests after the references
};

TEST_F(Scoring, WhatAnAnswerLeavesOutIsAskedAgain) {
  like_crabs();
  const FaultCase cases[] = {{EmbeddingFault::kNone, {4, 4, 1}},
                             {EmbeddingFault::kMixed, {4, 4, 1}},
                             {EmbeddingFault::kNoIndex, {4, 4, 1}},
                             {EmbeddingFault::kTwice, {4, 4, 1}},
                             {EmbeddingFault::kLeavesOut, {4, 4, 1, 1}},
                             {EmbeddingFault::kTwiceUnlike, {4, 4, 1, 1}},
                             {EmbeddingFault::kStrange, {4, 4, 1, 1}},
                             {EmbeddingFault::kShort, {4, 4, 1, 1}},
                             {EmbeddingFault::kNaN, {4, 4, 1, 1}},
                             {EmbeddingFault::kZeros, {4, 4, 1, 1}},
                             {EmbeddingFault::kEmptyList, {4, 4, 1, 2, 2}},
                             {EmbeddingFault::kErrorIn200, {4, 4, 1, 4}},
                             {EmbeddingFault::kServerError, {4, 4, 1, 4}},
                             {EmbeddingFault::kNotJson, {4, 4, 1, 4}}};
  for (const FaultCase& c : cases) {
    host.state.forget();
    make(R"("batch": 4)");
    const std::size_t before = server.seen().size();
    fail_at(before + 5, c.fault);  // of 17 references in fours, the first request for works
    ASSERT_EQ(score(9), SHEAF_OK) << call.failure().message;
    expect_all_right(9);
    auto after = sizes();
    after.erase(after.begin(), after.begin() + static_cast<std::ptrdiff_t>(before) + 5);
    EXPECT_EQ(after, c.sizes) << static_cast<int>(c.fault);
    EXPECT_EQ(host.budget.open_reservations(), 0u);
  }
}

TEST_F(Scoring, WhatHasNoVectorIsReported) {
  like_crabs();
  const std::map<EmbeddingFault, const char*> reasons = {
      {EmbeddingFault::kEmptyList, "left it out"},
      {EmbeddingFault::kNaN, "else than numbers"},
      {EmbeddingFault::kZeros, "no direction"},
      {EmbeddingFault::kShort, "511 dimensions"},
      {EmbeddingFault::kServerError, "had a hiccup"}};
  std::size_t nth = 100;
  for (const auto& [fault, why] : reasons) {
    host.state.forget();
    make(R"("batch": 4)");
    auto records = works_of(12);
    for (const std::size_t i : {1u, 4u, 5u, 10u}) {
      records[i].title.value = "cursed " + std::to_string(nth++);
    }
    server.plan = [f = fault](std::size_t, const std::vector<std::string>& texts) {
      for (const std::string& text : texts) {
        if (text.starts_with("cursed")) return f;
      }
      return EmbeddingFault::kNone;
    };
    ASSERT_EQ(score(records), SHEAF_OK) << call.failure().message;
    EXPECT_THAT(scores(), SizeIs(8)) << why;
    ASSERT_THAT(scores(false), SizeIs(4)) << why;
    EXPECT_EQ(scores(false).at(4).status, SHEAF_E_UPSTREAM);
    EXPECT_THAT(scores(false).at(4).error, HasSubstr(why));
    const std::size_t asked = server.seen().size();
    ASSERT_EQ(score(records), SHEAF_OK);
    EXPECT_EQ(server.seen().size(), asked) << "not again in this run, for another reader";
    EXPECT_EQ(host.budget.open_reservations(), 0u);
    make(R"("batch": 4)");
    ASSERT_EQ(score(records), fault == EmbeddingFault::kServerError ? SHEAF_E_TRANSIENT : SHEAF_OK)
        << "in the next run, where they are all that is asked about, nothing tells a bad text from "
           "an "
           "outage";
    EXPECT_THAT(scores(), SizeIs(8));
  }
}

TEST_F(Scoring, ALibraryWorkWithoutVectorIsLeftOut) {
  like_crabs();
  like(work("lib:2", "cursed", ""));
  server.plan = [](std::size_t, const std::vector<std::string>& texts) {
    return texts.back().starts_with("cursed") ? EmbeddingFault::kLeavesOut : EmbeddingFault::kNone;
  };
  ASSERT_EQ(score(9), SHEAF_OK);
  expect_all_right(9);
  EXPECT_THAT(call.logs(),
              Contains(Field(&t::FakeCall::LogLine::message, HasSubstr("1 works of the library"))));
}

TEST_F(Scoring, LongTextsAreShortened) {
  like_crabs();
  server.context = 1000;
  auto records = works_of(6);
  for (int i = 0; i < 400; ++i) records[3].abstract.value += " crabs äöü";
  records[4].abstract.value = std::string(100'000, 'x');
  ASSERT_EQ(score(records), SHEAF_OK) << call.failure().message;
  EXPECT_THAT(scores(), SizeIs(6));
  EXPECT_GT(value(3), value(2));
  for (const auto& texts : server.seen()) {
    for (const std::string& text : texts) EXPECT_LE(text.size(), Embedder::kLongest);
  }
  server.context = 100;  // not even the shortest fits
  ASSERT_EQ(score({work("a", "Long", std::string(900, 'y')), works_of(1)[0]}), SHEAF_OK);
  EXPECT_THAT(scores(false).at(0).error, HasSubstr("too long"));
  EXPECT_THAT(scores(), SizeIs(1));
}

TEST_F(Scoring, AdaptsToWhatServersRefuse) {
  like_crabs();
  server.plan = [](std::size_t, const std::vector<std::string>&) {
    return EmbeddingFault::kNoBase64;
  };
  make(R"("batch": 4)");
  ASSERT_EQ(score(9), SHEAF_OK) << call.failure().message;
  expect_all_right(9);
  EXPECT_THAT(host.http.asked().back().body, Not(HasSubstr("base64")));
  server.plan = nullptr;
  server.fixed_base64 = true;
  host.state.forget();
  make();
  ASSERT_EQ(score(9), SHEAF_OK);
  expect_all_right(9);
  server.plan = [](std::size_t, const std::vector<std::string>&) {
    return EmbeddingFault::kNoDimensions;
  };
  make(R"("dimensions": 256)");
  EXPECT_EQ(score(9), SHEAF_E_CONFIG);
  EXPECT_THAT(call.failure().message, HasSubstr("`dimensions`"));
  server.plan = nullptr;  // the server does as if nothing had been said
  EXPECT_EQ(score(3), SHEAF_E_UPSTREAM);
  EXPECT_THAT(call.failure().message, HasSubstr("512 dimensions instead of 256"));
}

TEST_F(Scoring, HoldsStillWhenAsked) {
  like_crabs();
  make(R"("batch": 3, "max_in_flight": 4)");
  fail_at(8, EmbeddingFault::kRateLimit);
  const auto began = host.clock.now();
  ASSERT_EQ(score(9), SHEAF_OK);
  expect_all_right(9);
  EXPECT_EQ(host.clock.now() - began, 2000);
  make(R"("max_wait": "1s")");
  fail_at(server.seen().size(), EmbeddingFault::kRateLimit);
  EXPECT_EQ(score(12), SHEAF_E_RATE_LIMITED);
  EXPECT_EQ(call.failure().retry_after_ms, 2000);
  EXPECT_EQ(host.budget.open_reservations(), 0u);
}

TEST_F(Scoring, NeverRepeatsWhatCannotSucceed) {
  like_crabs();
  const std::pair<EmbeddingFault, sheaf_status> cases[] = {
      {EmbeddingFault::kBadKey, SHEAF_E_AUTH}, {EmbeddingFault::kQuota, SHEAF_E_RATE_LIMITED}};
  for (const auto& [fault, code] : cases) {
    server.plan = [f = fault](std::size_t, const std::vector<std::string>&) { return f; };
    const std::size_t before = server.seen().size();
    EXPECT_EQ(score(9), code);
    EXPECT_EQ(server.seen().size() - before, 1u);
    EXPECT_THAT(call.failure().message, Not(HasSubstr("sk-secret")));
    EXPECT_THAT(sink->scores(), IsEmpty());
    EXPECT_EQ(instance->probe(call), code);
  }
  for (const EmbeddingFault fault : {EmbeddingFault::kServerError, EmbeddingFault::kNotJson}) {
    server.plan = [fault](std::size_t, const std::vector<std::string>&) { return fault; };
    EXPECT_EQ(score(9), SHEAF_E_TRANSIENT) << "an outage ends the stage";
    EXPECT_THAT(sink->scores(), IsEmpty());
  }
  server.plan = nullptr;
  make(R"("batch": 4)");
  ASSERT_EQ(score(1), SHEAF_OK);
  const std::size_t before = server.seen().size();
  server.plan = [](std::size_t, const std::vector<std::string>&) {
    return EmbeddingFault::kServerError;
  };
  EXPECT_EQ(score(25), SHEAF_E_TRANSIENT) << "one that begins later, too";
  EXPECT_EQ(server.seen().size() - before, 6u * 4u) << "each of six requests four times";
  EXPECT_THAT(scores(), SizeIs(1)) << "what was known before";
  host.state.forget();
  make(R"("batch": 4)");
  server.plan = [](std::size_t, const std::vector<std::string>&) {
    return EmbeddingFault::kEmptyList;
  };
  EXPECT_EQ(score(9), SHEAF_E_UPSTREAM);
  EXPECT_THAT(call.failure().message, HasSubstr("none of 5 answers could be used"));
  EXPECT_EQ(host.budget.open_reservations(), 0u);
  server.plan = nullptr;
  EXPECT_EQ(instance->probe(call), SHEAF_OK) << call.failure().message;
}

TEST_F(Scoring, StaysWithinTheBudget) {
  like_crabs();
  make(R"("batch": 4, "prices": {"fake": {"input": 2, "output": 0}})");
  host.budget.set_limits({.requests = 6});
  EXPECT_EQ(score(9), SHEAF_E_BUDGET);
  EXPECT_THAT(sizes(), SizeIs(6));
  EXPECT_THAT(scores(), SizeIs(4)) << "what was paid for is told";
  ASSERT_THAT(scores(false), SizeIs(5));
  EXPECT_EQ(scores(false).at(8).status, SHEAF_E_BUDGET);
  EXPECT_EQ(host.budget.open_reservations(), 0u);
  std::uint64_t tokens = 0;
  std::int64_t cost = 0;
  for (const t::Usage& u : sink->usages()) {
    tokens += u.input_tokens;
    cost += u.cost_micros;
    EXPECT_EQ(u.model, "fake");
  }
  EXPECT_GT(tokens, 100u);
  EXPECT_EQ(cost, static_cast<std::int64_t>(2 * tokens));
  host.budget.set_limits({});
  ASSERT_EQ(score(9), SHEAF_OK);
  EXPECT_THAT(sizes(), SizeIs(8)) << "the rest alone";
  host.state.forget();
  make();
  host.budget.set_limits({.requests = 0});
  EXPECT_EQ(score(9), SHEAF_E_BUDGET);
  EXPECT_THAT(scores(false), SizeIs(9)) << "before there is anything to compare with";
}

TEST_F(Scoring, EstimatesWhatIsNotKept) {
  like_crabs();
  make(R"("model": "text-embedding-3-small")");
  works = std::make_unique<t::Works>(works_of(100));
  const auto estimate = [&] {
    sink = std::make_unique<t::ScoreSink>(100, 1);
    EXPECT_EQ(instance->estimate(call, *works, t::Profiles{profile}, *sink), SHEAF_OK);
    const auto all = sink->usages();
    return std::accumulate(all.begin(), all.end(), t::Usage{.cost_micros = 0},
                           [](t::Usage sum, const t::Usage& u) {
                             sum.requests += u.requests;
                             sum.input_tokens += u.input_tokens;
                             sum.cost_micros += u.cost_micros;
                             return sum;
                           });
  };
  const t::Usage first = estimate();
  EXPECT_EQ(first.requests, 2u) << "117 texts, 64 at a time";
  EXPECT_GT(first.input_tokens, 1500u);
  EXPECT_NEAR(static_cast<double>(first.cost_micros),
              static_cast<double>(first.input_tokens) * 0.02, 1);
  EXPECT_EQ(estimate().requests, 0u) << "another reader's works are the same";
  EXPECT_THAT(sizes(), IsEmpty());
  ASSERT_EQ(score(100), SHEAF_OK);
  std::uint64_t used = 0;
  for (const t::Usage& u : sink->usages()) used += u.input_tokens;
  EXPECT_NEAR(static_cast<double>(used), static_cast<double>(first.input_tokens),
              0.4 * static_cast<double>(used));
  make(R"("model": "text-embedding-3-small")");
  works = std::make_unique<t::Works>(works_of(100));
  EXPECT_EQ(estimate().requests, 0u) << "all is kept";
}

TEST_F(Scoring, KeepsTheKeyToItself) {
  like_crabs();
  ASSERT_EQ(score(1), SHEAF_OK);
  const t::Asked asked = host.http.asked().at(0);
  EXPECT_THAT(asked.secret_headers,
              ElementsAre(testing::Pair("authorization", "Bearer sk-secret")));
  EXPECT_THAT(asked.body, Not(HasSubstr("sk-secret")));
  make(R"("api_key": "")");
  host.state.forget();
  ASSERT_EQ(score(1), SHEAF_OK) << "local servers need none";
  EXPECT_THAT(host.http.asked().back().secret_headers, IsEmpty());
}

TEST(Settings, AreChecked) {
  const t::FakeHost host;
  const t::FakeCall call;
  const auto* component = sheaf::Component<Embeddings>::get();
  for (const char* bad : {R"("half_life": "1h")", R"("keep": "0")",
                          R"("library_weight": 0, "interests_weight": 0)"}) {
    const auto config =
        t::FakeConfig::json(component, std::string(R"({"model": "m", )") + bad + "}");
    const t::Instance instance(component, host, config, call);
    EXPECT_EQ(instance.status(), SHEAF_E_CONFIG) << bad;
  }
}

}  // namespace
}  // namespace embeddings
