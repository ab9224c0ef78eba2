#include "index.h"

#include <gmock/gmock.h>

#include <map>
#include <random>

#include "fixtures.h"

namespace keywords {
namespace {

std::map<uint32_t, size_t> found(const Index& index, std::span<const Token> text) {
  std::map<uint32_t, size_t> out;
  index.match(text, [&](uint32_t phrase) { ++out[phrase]; });
  return out;
}

TEST(IndexTest, FollowsTheTable) {
  Tokenizer tokenizer("en");
  std::vector<Token> tokens;
  for (const auto& row : keywords_test::table("phrases.tsv")) {
    ASSERT_EQ(row.size(), 3u) << row[0];
    Index index;
    tokenizer.tokenize(row[0], tokens);
    const uint32_t phrase = index.add(tokens, 0, 1);
    index.freeze();
    tokenizer.tokenize(row[1], tokens);
    EXPECT_EQ(std::to_string(found(index, tokens)[phrase]), row[2]) << row[0] << " in " << row[1];
  }
}

TEST(IndexTest, EmptyIndexAndEmptyText) {
  Tokenizer tokenizer("en");
  std::vector<Token> tokens;
  tokenizer.tokenize("some text", tokens);
  Index none;
  none.freeze();
  EXPECT_TRUE(found(none, tokens).empty());
  Index index;
  index.add(tokens, 0, 1);
  index.freeze();
  EXPECT_TRUE(found(index, {}).empty());
}

TEST(IndexTest, ProfilesShareAPhrase) {
  Tokenizer tokenizer("en");
  std::vector<Token> tokens;
  Index index;
  tokenizer.tokenize("deep learning", tokens);
  const uint32_t first = index.add(tokens, 0, 1.5f);
  EXPECT_EQ(index.add(tokens, 3, -2.f), first);
  tokenizer.tokenize("deeplearning", tokens);  // found in other texts
  const uint32_t other = index.add(tokens, 3, 7.f);
  EXPECT_NE(other, first);
  index.freeze();
  EXPECT_EQ(index.phrase_count(), 2u);
  ASSERT_EQ(index.postings(first).size(), 2u);
  EXPECT_EQ(index.postings(first)[0].profile, 0u);
  EXPECT_EQ(index.postings(first)[1].profile, 3u);
  EXPECT_EQ(index.postings(first)[1].weight, -2.f);
  ASSERT_EQ(index.postings(other).size(), 1u);
  EXPECT_EQ(index.postings(other)[0].weight, 7.f);
}

// Few and short words, so that run together they meet all the time.
std::vector<Token> random_tokens(std::mt19937& random, size_t longest) {
  static const std::string words[] = {"a", "b", "ab", "ba", "abc", "cab", "bca"};
  std::vector<Token> out;
  for (size_t n = 1 + random() % longest; n > 0; --n) {
    const std::string& word = words[random() % std::size(words)];
    Token t;
    t.hash = hash_bytes(word);
    t.length = static_cast<uint8_t>(word.size());
    t.is_long = word.size() >= 3;
    t.join = std::array{Join::kGlued, Join::kSpace, Join::kSpace, Join::kBreak}[random() % 4];
    out.push_back(t);
  }
  return out;
}

// A score may depend on one profile only: what a phrase is found in cannot depend on the other
// phrases.
TEST(IndexTest, PhrasesDoNotDisturbEachOther) {
  std::mt19937 random(42);
  size_t hits = 0;
  for (int round = 0; round < 300; ++round) {
    std::vector<std::vector<Token>> phrases;
    std::vector<uint32_t> numbers;
    Index all;
    for (int i = 0; i < 30; ++i) {
      phrases.push_back(random_tokens(random, 4));
      numbers.push_back(all.add(phrases.back(), 0, 1));
    }
    all.freeze();
    const auto text = random_tokens(random, 30);
    auto together = found(all, text);
    for (size_t i = 0; i < phrases.size(); ++i) {
      Index one;
      const uint32_t number = one.add(phrases[i], 0, 1);
      one.freeze();
      const size_t alone = found(one, text)[number];
      EXPECT_EQ(together[numbers[i]], alone);
      hits += alone;
    }
  }
  EXPECT_GT(hits, 1000u);
}

// Wherever the very same tokens follow each other, they are found.
TEST(IndexTest, FindsWhatIsThere) {
  std::mt19937 random(43);
  for (int round = 0; round < 500; ++round) {
    auto text = random_tokens(random, 30);
    for (Token& t : text) t.join = Join::kSpace;
    const size_t first = random() % text.size();
    const size_t count = 1 + random() % std::min<size_t>(5, text.size() - first);
    Index index;
    const uint32_t number = index.add(std::span(text).subspan(first, count), 0, 1);
    index.freeze();
    EXPECT_GE(found(index, text)[number], 1u);
  }
}

TEST(IndexTest, GrowsToManyPhrases) {
  Tokenizer tokenizer("none");
  std::vector<Token> tokens;
  Index index;
  for (int i = 0; i < 20'000; ++i) {
    tokenizer.tokenize("word" + std::to_string(i), tokens);
    index.add(tokens, static_cast<uint32_t>(i), 1);
  }
  index.freeze();
  EXPECT_EQ(index.phrase_count(), 20'000u);
  for (int i = 0; i < 20'000; i += 97) {
    tokenizer.tokenize("a word" + std::to_string(i), tokens);
    const auto hits = found(index, tokens);
    ASSERT_EQ(hits.size(), 1u) << i;
    EXPECT_EQ(index.postings(hits.begin()->first)[0].profile, static_cast<uint32_t>(i));
  }
}

}  // namespace
}  // namespace keywords
