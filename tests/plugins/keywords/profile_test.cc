#include "profile.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "fixtures.h"

namespace keywords {
namespace {

using sheaf::testing::Profile;
using testing::ElementsAre;

WeightedPhrases read(const Profile& profile, const Settings& settings = {}) {
  Tokenizer tokenizer(settings.stem);
  ProfileReader reader(settings, tokenizer);
  const sheaf::testing::Profiles raw({profile});
  return reader.read(raw[0]);
}

std::vector<std::string> labels(const WeightedPhrases& phrases) {
  std::vector<std::string> out;
  for (const auto& p : phrases.phrases) out.push_back(p.label);
  return out;
}

const keywords::Phrase& phrase(const WeightedPhrases& all, const std::string& label) {
  for (const auto& p : all.phrases) {
    if (p.label == label) return p;
  }
  throw std::out_of_range(label);
}

Profile with_terms(std::vector<std::pair<std::string, double>> terms) {
  Profile p;
  p.terms = std::move(terms);
  return p;
}

TEST(ProfileTest, TermsKeepTheirWeights) {
  const auto read_back = read(with_terms({{"Mixture of experts", 3}, {"medical imaging", -2}}));
  EXPECT_THAT(labels(read_back), ElementsAre("Mixture of experts", "medical imaging"));
  EXPECT_EQ(read_back.phrases[0].weight, 3);
  EXPECT_EQ(read_back.phrases[0].tokens.size(), 3u);
  EXPECT_EQ(read_back.phrases[1].weight, -2);
  EXPECT_EQ(read_back.unit, 3);
}

TEST(ProfileTest, TheUnitIsOneWithoutPositiveTerms) {
  EXPECT_EQ(read(with_terms({{"survey", -2}})).unit, 1);
  EXPECT_EQ(read(Profile{}).unit, 1);
}

TEST(ProfileTest, OneTermInTwoSpellingsCountsOnce) {
  const auto p = read(with_terms({{"pre-training", 1}, {"pretraining", -2}, {"pre training", 2}}));
  EXPECT_THAT(labels(p), ElementsAre("pre-training"));
  EXPECT_EQ(p.phrases[0].weight, -2);
}

TEST(ProfileTest, TermsThatSayNothingAreLeftOut) {
  EXPECT_TRUE(read(with_terms({{"", 1},
                               {"?!", 2},
                               {"zero", 0},
                               {"nan", std::nan("")},
                               {"infinite", std::numeric_limits<double>::infinity()}}))
                  .phrases.empty());
}

TEST(ProfileTest, HugeWeightsAndTermsAreCut) {
  std::string words;
  for (int i = 0; i < 100; ++i) words += "w" + std::to_string(i) + " ";
  const auto p = read(with_terms({{words, 1e300}}));
  EXPECT_EQ(p.phrases[0].weight, 1e6);
  EXPECT_EQ(p.phrases[0].tokens.size(), ProfileReader::kMaxTokens);
}

TEST(ProfileTest, TextsGiveWordsAndPairs) {
  Profile profile;
  profile.interests = "How networks are compressed";
  profile.criteria = {
      {"moe", "Mixture of experts and conditional computation", "a use of such a model"}};
  const auto p = read(profile);
  EXPECT_THAT(labels(p),
              ElementsAre("networks", "compressed", "networks are compressed", "Mixture", "experts",
                          "Mixture of experts", "conditional", "experts and conditional",
                          "computation", "conditional computation"));
  EXPECT_EQ(p.phrases[0].origin, "interests");
  EXPECT_EQ(phrase(p, "conditional").origin, "criterion moe");
  // Each text's words together weigh its setting.
  EXPECT_DOUBLE_EQ(phrase(p, "networks").weight * 3, Settings().interests_weight);
  EXPECT_DOUBLE_EQ(phrase(p, "conditional").weight * 7, Settings().criteria_weight);
}

TEST(ProfileTest, TextsWeighInUnitsOfTheStrongestTerm) {
  Profile profile = with_terms({{"quantization", 4}});
  profile.interests = "pruning";
  EXPECT_DOUBLE_EQ(phrase(read(profile), "pruning").weight, 4 * Settings().interests_weight);
}

TEST(ProfileTest, AWordThatIsATermCountsAsTheTerm) {
  Profile profile = with_terms({{"pruning", -1}});
  profile.criteria = {{"c", "Pruning and sparsity", ""}};
  const auto p = read(profile);
  EXPECT_EQ(phrase(p, "pruning").weight, -1);
  EXPECT_EQ(phrase(p, "pruning").origin, "");
  EXPECT_THAT(p.criteria[0].clauses,
              ElementsAre(ElementsAre(0u, 1u)));  // still a word of the criterion
}

TEST(ProfileTest, WhatIsNotWantedIsNotRead) {
  Profile profile;
  profile.criteria = {
      {"c", "Autoencoders, not their applications in imaging; caches", "segmentation"}};
  const auto p = read(profile);
  EXPECT_THAT(labels(p), ElementsAre("Autoencoders", "caches"));
  EXPECT_EQ(p.criteria[0].clauses.size(), 2u);
}

TEST(ProfileTest, AWordOfTwoCriteriaCountsForBoth) {
  Profile profile;
  profile.criteria = {{"a", "sparsity", ""}, {"b", "sparsity", ""}};
  const auto p = read(profile);
  ASSERT_EQ(p.phrases.size(), 1u);
  EXPECT_DOUBLE_EQ(p.phrases[0].weight, 2 * Settings().criteria_weight);
  EXPECT_EQ(p.phrases[0].origin, "criterion a, criterion b");
}

TEST(ProfileTest, ScriptsWithoutBlanksGivePairsOfCharacters) {
  Profile profile;
  profile.interests = "深層学習";
  EXPECT_THAT(labels(read(profile)), ElementsAre("深層", "層学", "学習"));
}

TEST(ProfileTest, TextsCanBeSwitchedOff) {
  Profile profile;
  profile.interests = "pruning";
  Settings settings;
  settings.interests_weight = 0;
  EXPECT_EQ(phrase(read(profile, settings), "pruning").weight, 0);
}

}  // namespace
}  // namespace keywords
