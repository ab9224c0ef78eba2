// The scorer through its shared object.
#include <gmock/gmock.h>

#include <map>
#include <random>

#include "fixtures.h"

namespace keywords_test {
namespace {

using sheaf::testing::Profile;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr const char* kAda = "0000-0002-1825-0097";

Profile with_terms(std::vector<std::pair<std::string, double>> terms) {
  Profile p;
  p.terms = std::move(terms);
  return p;
}

double value(const sheaf::Record& w, const Profile& p, const std::string& config = "{}") {
  return Plugin(config).score(w, p).value;
}

std::vector<sheaf::Evidence> of_kind(const sheaf::Score& s, sheaf_evidence_kind kind) {
  std::vector<sheaf::Evidence> out;
  for (const auto& e : s.evidence) {
    if (e.kind == kind) out.push_back(e);
  }
  return out;
}

TEST(KeywordsTest, SaysWhatItIs) {
  const auto* c = Plugin::component();
  ASSERT_NE(c, nullptr);
  EXPECT_STREQ(c->version, "1.0.0");
  EXPECT_EQ(c->host_count, 0u);
  const Plugin plugin;
  const auto* scorer = plugin.instance().interface<sheaf_scorer>(SHEAF_SCORER);
  ASSERT_NE(scorer, nullptr);
  EXPECT_EQ(scorer->flags, uint32_t{SHEAF_S_SPARSE} | uint32_t{SHEAF_S_LOCAL});
  EXPECT_EQ(scorer->max_profiles, 0u);
  EXPECT_EQ(scorer->max_records, 0u);
  size_t count = 0;
  const auto* const* axes = scorer->axes(plugin.instance().raw(), &count);
  ASSERT_EQ(count, 1u);
  EXPECT_EQ(sheaf::view(axes[0]->id), "keywords");
  EXPECT_EQ(axes[0]->scale, 1);
}

// The formula of scoring.h, by hand.
TEST(KeywordsTest, ScoresByTheFormula) {
  const Profile p = with_terms({{"quantization", 2}, {"pruning", 1}});
  const std::string config = R"({"title_weight": 4, "abstract_weight": 1, "k1": 2, "b": 0.5})";
  // title: 2 words of 11; abstract: 4 words of 190, the term twice
  const auto w = work("Quantization works", "pruning, quantized pruning again");
  const double title = 1 - 0.5 + 0.5 * 2 / 11;
  const double abstract = 1 - 0.5 + 0.5 * 4 / 190;
  const double tf_quantization = 4 / title + 1 / abstract;
  const double tf_pruning = 2 / abstract;
  const double sum =
      2 * tf_quantization / (2 + tf_quantization) + 1 * tf_pruning / (2 + tf_pruning);
  const auto score = Plugin(config).score(w, p);
  EXPECT_NEAR(score.value, sum / (sum + 2), 1e-7);
  ASSERT_EQ(score.axes.size(), 1u);
  EXPECT_EQ(score.axes[0].id, "keywords");
  EXPECT_EQ(score.axes[0].value, score.value);
}

TEST(KeywordsTest, IsSilentAboutZero) {
  const Plugin plugin;
  const auto scores = plugin.score_all({work("Nothing of that kind"), work("Pruning")},
                                       {with_terms({{"pruning", 1}})});
  ASSERT_EQ(scores.size(), 1u);
  EXPECT_EQ(scores[0].record, 1u);
  EXPECT_TRUE(plugin.score_all({work("Pruning")}, {Profile{}}).empty());
  EXPECT_TRUE(plugin.score_all({}, {with_terms({{"pruning", 1}})}).empty());
}

TEST(KeywordsTest, MoreIsMore) {
  const Profile p = with_terms({{"pruning", 2}, {"caches", 1}});
  const std::string filler = " of many large models";
  const double once = value(work("Study" + filler, "pruning and nothing else here"), p);
  const double twice = value(work("Study" + filler, "pruning and pruning else here"), p);
  const double both = value(work("Study" + filler, "pruning and caches else here"), p);
  const double title = value(work("Pruning" + filler, "nothing of all that else here"), p);
  EXPECT_GT(once, 0);
  EXPECT_GT(twice, once);
  EXPECT_GT(both, once);
  EXPECT_GT(title, twice);
  EXPECT_LT(title, 1);
}

TEST(KeywordsTest, MentionsSaturate) {
  const Profile p = with_terms({{"pruning", 1}});
  std::string abstract;
  double last = 0, gain = 1;
  for (int n = 1; n <= 50; ++n) {
    abstract += "pruning ";
    const double now = value(work("T", abstract), p, R"({"b": 0})");
    EXPECT_GT(now, last);
    EXPECT_LT(now - last, gain);
    gain = now - last;
    last = now;
  }
  EXPECT_LT(last, 0.5);
}

TEST(KeywordsTest, OnlyRatiosOfWeightsMatter) {
  const auto w = work("Pruning and caches", "pruning");
  EXPECT_EQ(value(w, with_terms({{"pruning", 1}, {"caches", 0.5}})),
            value(w, with_terms({{"pruning", 4}, {"caches", 2}})));
}

TEST(KeywordsTest, TitleOverAbstractOverTheRest) {
  const Profile p = with_terms({{"quantum error correction", 1}});
  auto title = work("Quantum error correction and other things in eight words");
  auto abstract = work("Things", "Quantum error correction");
  auto comment = work("Things");
  comment.comment.value = "Tutorial on quantum error correction";
  auto venue = work("Things");
  venue.venue.value = "Workshop on quantum error correction";
  auto summary = work("Things");
  summary.summary.value = "Quantum error correction, explained";
  EXPECT_GT(value(title, p), value(abstract, p));
  EXPECT_GT(value(abstract, p), value(comment, p));
  EXPECT_GT(value(summary, p), value(comment, p));
  EXPECT_GT(value(comment, p), 0);
  EXPECT_EQ(value(comment, p), value(venue, p));
  EXPECT_EQ(value(comment, p, R"({"other_weight": 0})"), 0);
  EXPECT_EQ(value(title, p, R"({"title_weight": 0})"), 0);
  EXPECT_EQ(value(abstract, p, R"({"abstract_weight": 0})"), 0);
  EXPECT_EQ(value(title, p, R"({"title_weight": 0, "k1": 0})"), 0);
}

TEST(KeywordsTest, CategoriesAreTerms) {
  auto w = work("Things");
  w.categories = {"cs.LG", "quant-ph"};
  EXPECT_GT(value(w, with_terms({{"cs.LG", 1}})), 0);
  EXPECT_GT(value(w, with_terms({{"quant-ph", 1}})), 0);
  EXPECT_EQ(value(w, with_terms({{"cs.CL", 1}})), 0);
  EXPECT_EQ(value(w, with_terms({{"lg quant", 1}})), 0);
}

TEST(KeywordsTest, NegativeTermsSubtract) {
  const auto w = work("Quantization for medical imaging", "Quantization.");
  const double plain = value(w, with_terms({{"quantization", 2}}));
  const double less = value(w, with_terms({{"quantization", 2}, {"medical imaging", -1}}));
  EXPECT_GT(less, 0);
  EXPECT_LT(less, plain);
  EXPECT_EQ(value(w, with_terms({{"quantization", 2}, {"medical imaging", -4}})), 0);
  EXPECT_EQ(value(w, with_terms({{"medical imaging", -1}})), 0);
}

TEST(KeywordsTest, PhrasesStayInTheirField) {
  const Profile p = with_terms({{"deep learning", 1}});
  EXPECT_EQ(value(work("Very deep", "learning to rank"), p), 0);
  auto w = work("Very deep");
  w.summary.value = "deep";
  w.comment.value = "learning";
  EXPECT_EQ(value(w, p), 0);
  EXPECT_GT(value(work("Very deep learning"), p), 0);
}

TEST(KeywordsTest, SpellingDoesNotMatter) {
  const double plain =
      value(work("A mixture of experts model"), with_terms({{"mixture of experts", 1}}));
  EXPECT_GT(plain, 0);
  EXPECT_EQ(value(work("A Mixture-of-Experts model"), with_terms({{"mixture of experts", 1}})),
            plain);
  EXPECT_EQ(value(work("A mixture of experts model"), with_terms({{"Mixture-Of-Expert", 1}})),
            plain);
}

TEST(KeywordsTest, StemmingIsOptional) {
  const auto w = work("Networks");
  EXPECT_GT(value(w, with_terms({{"network", 1}})), 0);
  EXPECT_EQ(value(w, with_terms({{"network", 1}}), R"({"stem": "none"})"), 0);
  EXPECT_GT(value(work("Große Häuser"), with_terms({{"haus", 1}}), R"({"stem": "de"})"), 0);
}

TEST(KeywordsTest, EveryLanguageOfTheSchemaHasAStemmer) {
  const auto* component = Plugin::component();
  for (const auto* f : sheaf::range(component->fields, component->field_count)) {
    if (std::string_view(f->name) != "stem") continue;
    EXPECT_GT(f->option_count, 10u);
    for (const auto* o : sheaf::range(f->options, f->option_count)) {
      EXPECT_NO_THROW(Plugin(std::string(R"({"stem": ")") + o->value + "\"}")) << o->value;
    }
  }
}

TEST(KeywordsTest, CriteriaAloneGiveScores) {
  Profile p;
  p.criteria = {{"moe", "Mixture-of-experts and conditional computation", ""}};
  const Plugin plugin;
  const auto good = plugin.score(work("Conditional computation", "A mixture of experts."), p);
  const auto weak = plugin.score(work("Computation", "Something."), p);
  EXPECT_GT(good.value, weak.value);
  EXPECT_GT(weak.value, 0);
  EXPECT_EQ(value(work("Conditional computation"), p, R"({"criteria_weight": 0})"), 0);
}

TEST(KeywordsTest, InterestsCountLessThanTerms) {
  Profile p = with_terms({{"pruning", 1}});
  p.interests = "Caches";
  const Plugin plugin;
  const auto by_term = plugin.score(work("Pruning"), p).value;
  const auto by_text = plugin.score(work("Caches"), p).value;
  EXPECT_GT(by_term, by_text);
  EXPECT_GT(by_text, 0);
}

TEST(KeywordsTest, ExplainsWhichTermsAndWhere) {
  Profile p = with_terms({{"Mixture of Experts", 3}, {"survey", -1}, {"caches", 2}});
  p.criteria = {{"moe", "Conditional computation", ""},
                {"hpc", "distributed training of models", ""}};
  const auto w =
      work("A survey of mixture-of-experts", "Conditional computation by mixture of experts.");
  const Plugin plugin;
  const auto score = plugin.explain(w, p);
  std::map<std::string, std::string> where;
  double sum = 0;
  for (const auto& e : score.evidence) {
    EXPECT_EQ(e.kind, SHEAF_EVIDENCE_TERM);
    where[e.subject] = e.detail;
    sum += e.contribution;
    EXPECT_EQ(e.subject == "survey", e.contribution < 0);
  }
  EXPECT_THAT(where, testing::UnorderedElementsAre(
                         Pair("Mixture of Experts", "title, abstract"), Pair("survey", "title"),
                         Pair("Conditional", "abstract (word of criterion moe)"),
                         Pair("computation", "abstract (word of criterion moe)"),
                         Pair("Conditional computation", "abstract (word of criterion moe)")));
  EXPECT_EQ(score.evidence[0].subject, "Mixture of Experts");  // the strongest first
  EXPECT_DOUBLE_EQ(score.value, sum / (sum + 3));
  EXPECT_THAT(score.matched, ElementsAre("moe"));
  EXPECT_EQ(score.value, plugin.score(w, p).value);
}

TEST(KeywordsTest, ExplainsAZeroToo) {
  const auto score = Plugin().explain(work("A survey"), with_terms({{"survey", -1}}));
  EXPECT_EQ(score.value, 0);
  ASSERT_EQ(score.evidence.size(), 1u);
  EXPECT_LT(score.evidence[0].contribution, 0);
}

TEST(KeywordsTest, MatchesCriteriaByClauseOrHalf) {
  Profile p;
  p.criteria = {{"c", "sparse networks, caches; pruning at scale", ""}};
  const Plugin plugin;
  const auto matched = [&](const sheaf::Record& w) {
    return !plugin.explain(w, p).matched.empty();
  };
  EXPECT_TRUE(matched(work("Things", "Networks that are sparse.")));      // a clause
  EXPECT_TRUE(matched(work("On caches")));                                // one word, in the title
  EXPECT_TRUE(matched(work("Things", "Caches, and caches of caches.")));  // one word, twice
  EXPECT_FALSE(matched(work("Things", "A cache.")));                      // one word, once
  EXPECT_FALSE(matched(work("Things", "A network.")));
  EXPECT_TRUE(
      matched(work("Things", "A network with a cache, at any scale.")));  // half of the words
  EXPECT_FALSE(matched(work("Nothing of that kind")));
}

TEST(KeywordsTest, PeopleAreEvidenceBesideTheScore) {
  Profile p = with_terms({{"pruning", 1}});
  p.people = {person("Ada Lovelace", kAda), person("Charles Babbage")};
  const Plugin plugin;
  const auto off_topic = work("Bernoulli numbers", "", {person("A. Lovelace", kAda)});
  const auto scores = plugin.score_all({off_topic, work("Pruning", "", {person("Charles Babbage")}),
                                        work("Pruning", "", {person("Someone Else")})},
                                       {p});
  ASSERT_EQ(scores.size(), 3u);
  // An author match is no score: 0, but reported, with who and by what.
  EXPECT_EQ(scores[0].value, 0);
  ASSERT_EQ(scores[0].evidence.size(), 1u);
  EXPECT_EQ(scores[0].evidence[0].kind, SHEAF_EVIDENCE_PERSON);
  EXPECT_EQ(scores[0].evidence[0].strength, SHEAF_STRENGTH_STRONG);
  EXPECT_EQ(scores[0].evidence[0].subject, "Ada Lovelace");
  EXPECT_EQ(scores[0].evidence[0].detail, "ORCID 0000-0002-1825-0097; printed as A. Lovelace");
  EXPECT_EQ(scores[0].evidence[0].contribution, 0);
  EXPECT_EQ(scores[1].evidence[0].strength, SHEAF_STRENGTH_WEAK);
  EXPECT_EQ(scores[1].evidence[0].detail, "name only, could be someone else");
  EXPECT_EQ(scores[1].value, scores[2].value);  // people do not change the value
  EXPECT_THAT(scores[2].evidence, IsEmpty());
}

// Text fidelity, case 26: a followed author's work carries its score, the person and the evidence.
TEST(Case26Test, AnAuthorMatchSaysWhoAndWhy) {
  Profile p = with_terms({{"pruning", 1}});
  p.people = {person("Ada Lovelace", "", "Analytical Society")};
  const auto w = work("Pruning", "", {person("Ada Lovelace", "", "Analytical Society, London")});
  const auto score = Plugin().explain(w, p);
  const auto people = of_kind(score, SHEAF_EVIDENCE_PERSON);
  ASSERT_EQ(people.size(), 1u);
  EXPECT_EQ(people[0].subject, "Ada Lovelace");
  EXPECT_EQ(people[0].detail, "name and affiliation (Analytical Society)");
  EXPECT_EQ(people[0].strength, SHEAF_STRENGTH_STRONG);
  EXPECT_EQ(of_kind(score, SHEAF_EVIDENCE_TERM).size(), 1u);
  EXPECT_GT(score.value, 0);
}

TEST(KeywordsTest, WarnsOnceOfAnOrcidThatIsNone) {
  Plugin plugin;
  Profile p;
  p.id = "reader-1";
  p.people = {person("Ada Lovelace", "0000-0000-0000-0000")};
  plugin.score(work("T", "", {person("Ada Lovelace")}), p);
  plugin.score(work("T", "", {person("Ada Lovelace")}), p);
  const auto logs = plugin.call().logs();
  ASSERT_EQ(logs.size(), 1u);
  EXPECT_EQ(logs[0].level, SHEAF_LOG_WARN);
  EXPECT_EQ(logs[0].message,
            "profile reader-1: \"0000-0000-0000-0000\" is not an ORCID; Ada Lovelace is looked for "
            "by name only");
}

// ---- Properties --------------------------------------------------------------------------------

struct Corpus {
  std::vector<sheaf::Record> works;
  std::vector<Profile> profiles;
};

Corpus random_corpus(unsigned seed, size_t works, size_t profiles) {
  static const std::string words[] = {"pruning", "sparse",  "networks", "of",       "the",
                                      "mixture", "experts", "caches",   "training", "pre",
                                      "data",    "set",     "dataset",  "quantum",  "errors",
                                      "coding",  "theory",  "models"};
  static const std::string names[] = {"Ada Lovelace", "Charles Babbage", "Wei Zhang",
                                      "A. Lovelace"};
  std::mt19937 random(seed);
  const auto text = [&](size_t length) {
    std::string out;
    for (size_t n = 1 + random() % length; n > 0; --n) {
      out += words[random() % std::size(words)] + std::array{" ", "-", ", "}[random() % 3];
    }
    return out;
  };
  Corpus out;
  for (size_t i = 0; i < works; ++i) {
    out.works.push_back(work(text(10), text(60), {person(names[random() % 4])}));
  }
  for (size_t i = 0; i < profiles; ++i) {
    Profile p;
    p.id = "p" + std::to_string(i);
    for (int n = 0; n < 5; ++n) p.terms.emplace_back(text(3), double(random() % 7) - 2);
    p.interests = text(6);
    p.criteria = {{"c", text(6), ""}};
    if (random() % 3 == 0) p.people = {person(names[random() % 4])};
    out.profiles.push_back(p);
  }
  return out;
}

using Scores = std::map<std::pair<std::string, std::string>, std::pair<double, size_t>>;

void collect(const Plugin& plugin, const std::vector<sheaf::Record>& works,
             const std::vector<Profile>& profiles, size_t first_work, Scores& out) {
  for (const auto& s : plugin.score_all(works, profiles)) {
    out[{std::to_string(first_work + s.record), profiles[s.profile].id}] = {s.value,
                                                                            s.evidence.size()};
  }
}

// A score is a function of work, profile and settings: to the last bit the same however the host
// cuts works and profiles into requests, in a fresh instance, and in explain().
TEST(KeywordsPropertyTest, TheSameScoreWhateverTheChunks) {
  const Corpus c = random_corpus(11, 60, 25);
  const Plugin plugin;
  Scores whole;
  collect(plugin, c.works, c.profiles, 0, whole);
  ASSERT_GT(whole.size(), 500u);

  for (const size_t chunk : {1u, 7u, 64u}) {
    Scores parts;
    for (size_t i = 0; i < c.works.size(); i += chunk) {
      const auto last =
          c.works.begin() + static_cast<ptrdiff_t>(std::min(i + chunk, c.works.size()));
      const std::vector<sheaf::Record> some(c.works.begin() + static_cast<ptrdiff_t>(i), last);
      collect(plugin, some, c.profiles, i, parts);
    }
    EXPECT_EQ(parts, whole) << chunk;
  }
  Scores singly;
  for (const auto& p : c.profiles) collect(Plugin(), c.works, {p}, 0, singly);
  EXPECT_EQ(singly, whole);

  Scores reversed;
  collect(plugin, c.works, {c.profiles.rbegin(), c.profiles.rend()}, 0, reversed);
  EXPECT_EQ(reversed, whole);

  for (size_t i = 0; i < c.works.size(); i += 5) {
    for (const auto& p : c.profiles) {
      const auto at = whole.find({std::to_string(i), p.id});
      EXPECT_EQ(plugin.explain(c.works[i], p).value, at == whole.end() ? 0 : at->second.first);
    }
  }
}

TEST(KeywordsPropertyTest, ExplanationsAddUp) {
  const Corpus c = random_corpus(12, 20, 20);
  const Plugin plugin;
  for (const auto& w : c.works) {
    for (const auto& p : c.profiles) {
      const auto score = plugin.explain(w, p);
      double sum = 0, unit = 0;
      for (const auto& e : score.evidence) sum += e.contribution;
      for (const auto& [term, weight] : p.terms) unit = std::max(unit, weight);
      if (unit == 0) unit = 1;
      EXPECT_NEAR(score.value, sum > 0 ? sum / (sum + unit) : 0, 1e-12);
    }
  }
}

// ---- The host's side ---------------------------------------------------------------------------

TEST(KeywordsTest, FingerprintsTellApartWhatMatters) {
  Profile p = with_terms({{"pruning", 1}});
  p.interests = "caches";
  p.criteria = {{"c", "text", "unwanted"}};
  p.people = {person("Ada Lovelace")};
  const auto print = [](const Profile& profile, const std::string& config = "{}") {
    const sheaf::testing::Profiles raw({profile});
    return Plugin(config).instance().fingerprint(raw[0]).value();
  };
  const std::string base = print(p);
  EXPECT_EQ(print(p), base);

  Profile same = p;
  same.id = "other";
  same.title = "Other";
  same.language = "de";
  same.criteria[0].irrelevant = "";
  EXPECT_EQ(print(same), base);

  std::vector<Profile> others(8, p);
  others[0].terms[0].second = 1.0000000001;
  others[1].terms[0].first = "prunings";
  others[2].terms.emplace_back("", 1);
  others[3].interests = "cache";
  others[4].criteria[0].id = "d";
  others[5].criteria[0].text = "texts";
  others[6].people[0].orcid = kAda;
  others[7].people[0].group = true;
  for (const auto& o : others) EXPECT_NE(print(o), base);
  for (const char* config :
       {R"({"title_weight": 5})", R"({"abstract_weight": 2})", R"({"other_weight": 2})",
        R"({"k1": 1})", R"({"b": 0.6})", R"({"stem": "none"})", R"({"interests_weight": 0})",
        R"({"criteria_weight": 0})"}) {
    EXPECT_NE(print(p, config), base) << config;
  }
}

TEST(KeywordsTest, SeesThatAProfileChangedBetweenRequests) {
  const Plugin plugin;
  const auto w = work("Pruning and caches");
  const double before = plugin.score(w, with_terms({{"pruning", 1}, {"caches", 1}})).value;
  EXPECT_GT(before, 0);
  EXPECT_LT(plugin.score(w, with_terms({{"pruning", 1}, {"caches", -0.5}})).value, before);
  EXPECT_EQ(plugin.score(w, with_terms({{"caches", -0.5}})).value, 0);
  EXPECT_EQ(
      plugin.score_all({w}, {with_terms({{"caches", 1}}), with_terms({{"pruning", 1}})}).size(),
      2u);
  EXPECT_EQ(plugin.score_all({w}, {with_terms({{"caches", 1}})}).size(), 1u);
}

TEST(KeywordsTest, StopsWhenTheHostHasEnough) {
  const Plugin plugin;
  sheaf::testing::FakeCall call;
  sheaf::testing::ScoreSink sink;
  sink.stop_after(2);
  const std::vector<sheaf::Record> works(10, work("Pruning"));
  EXPECT_EQ(plugin.instance().score(call, sheaf::testing::Works(works),
                                    sheaf::testing::Profiles({with_terms({{"pruning", 1}})}), sink),
            SHEAF_OK);
  EXPECT_EQ(sink.scores().size(), 2u);
}

TEST(KeywordsTest, StopsWhenCancelled) {
  const Plugin plugin;
  sheaf::testing::FakeCall call;
  call.cancel_after(2);  // one poll for the profiles, one for the first works
  sheaf::testing::ScoreSink sink;
  const std::vector<sheaf::Record> works(1000, work("Pruning"));
  EXPECT_EQ(plugin.instance().score(call, sheaf::testing::Works(works),
                                    sheaf::testing::Profiles({with_terms({{"pruning", 1}})}), sink),
            SHEAF_E_CANCELLED);
  EXPECT_GT(sink.scores().size(), 0u);
  EXPECT_LT(sink.scores().size(), 1000u);
}

TEST(KeywordsTest, ASinkThatFailsEndsTheCall) {
  const Plugin plugin;
  sheaf::testing::FakeCall call;
  sheaf::testing::ScoreSink sink;
  sink.fail_at(2, SHEAF_E_TRANSIENT);
  const std::vector<sheaf::Record> works(5, work("Pruning"));
  EXPECT_EQ(plugin.instance().score(call, sheaf::testing::Works(works),
                                    sheaf::testing::Profiles({with_terms({{"pruning", 1}})}), sink),
            SHEAF_E_TRANSIENT);
  // The instance is as good as new.
  EXPECT_EQ(plugin.score_all(works, {with_terms({{"pruning", 1}})}).size(), 5u);
}

}  // namespace
}  // namespace keywords_test
