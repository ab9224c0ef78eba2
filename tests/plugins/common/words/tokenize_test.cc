#include "words/tokenize.h"

#include <gmock/gmock.h>

#include <random>

#include "plugins/keywords/fixtures.h"
#include "words/hash.h"

namespace words {
namespace {

std::vector<Token> tokens_of(Tokenizer& tokenizer, std::string_view text) {
  std::vector<Token> out;
  tokenizer.tokenize(text, out);
  return out;
}

std::vector<uint64_t> hashes(const std::vector<Token>& tokens) {
  std::vector<uint64_t> out;
  for (const Token& t : tokens) out.push_back(t.hash);
  return out;
}

// Words with the joint before each but the first: "a", " b", "-c", "|d".
std::vector<std::pair<char, std::string>> expected_tokens(const std::string& text) {
  std::vector<std::pair<char, std::string>> out;
  if (text.empty()) return out;
  out.emplace_back('|', "");
  for (const char c : text) {
    if (c == ' ' || c == '-' || c == '|') {
      out.emplace_back(c, "");
    } else {
      out.back().second += c;
    }
  }
  return out;
}

char joint(Join j) {
  return j == Join::kBreak ? '|' : j == Join::kSpace ? ' ' : '-';
}

TEST(TokenizerTest, FollowsTheTable) {
  Tokenizer tokenizer("none");
  for (const auto& row : keywords_test::table("tokens.tsv")) {
    ASSERT_EQ(row.size(), 2u) << row[0];
    const auto expected = expected_tokens(row[1]);
    // Once at the very end of the readable bytes, once far from it: two paths lead to one result.
    for (const std::string& padding : {std::string(), std::string(64, ' ')}) {
      const auto got = tokens_of(tokenizer, row[0] + padding);
      ASSERT_EQ(got.size(), expected.size()) << row[0];
      for (size_t i = 0; i < got.size(); ++i) {
        EXPECT_EQ(got[i].hash, hash_bytes(expected[i].second))
            << row[0] << ": token " << i << " is not " << expected[i].second;
        EXPECT_EQ(got[i].length, expected[i].second.size()) << row[0];
        EXPECT_EQ(joint(got[i].join), expected[i].first)
            << row[0] << ": before " << expected[i].second;
      }
    }
  }
}

TEST(TokenizerTest, StemsByLanguage) {
  Tokenizer english("en");
  EXPECT_EQ(hashes(tokens_of(english, "networks")), hashes(tokens_of(english, "Network")));
  EXPECT_EQ(tokens_of(english, "networks")[0].hash, hash_bytes("network"));
  EXPECT_EQ(tokens_of(english, "networks")[0].length, 7);
  Tokenizer german("de");
  EXPECT_EQ(hashes(tokens_of(german, "Häusern")), hashes(tokens_of(german, "Haus")));
  Tokenizer none("none");
  EXPECT_NE(hashes(tokens_of(none, "networks")), hashes(tokens_of(none, "network")));
}

TEST(TokenizerTest, DigitsAreNotStemmed) {
  Tokenizer english("en");
  EXPECT_EQ(tokens_of(english, "co2s")[0].hash, hash_bytes("co2s"));
}

TEST(TokenizerTest, RefusesAnUnknownLanguage) {
  try {
    Tokenizer t("tlh");
    FAIL();
  } catch (const sheaf::Error& e) {
    EXPECT_EQ(e.code(), SHEAF_E_CONFIG);
    EXPECT_THAT(e.what(), testing::HasSubstr("tlh"));
  }
}

TEST(TokenizerTest, ATokenKnowsItsPlace) {
  Tokenizer tokenizer("en");
  const std::string text = "Über Mixtures-of $k$ experts";
  const auto tokens = tokens_of(tokenizer, text);
  std::vector<std::string> words;
  for (const Token& t : tokens) words.push_back(text.substr(t.begin, t.end - t.begin));
  EXPECT_THAT(words, testing::ElementsAre("Über", "Mixtures", "of", "$k$", "experts"));
}

TEST(TokenizerTest, LongWordsAreCutNotLost) {
  Tokenizer tokenizer("none");
  const std::string word(Tokenizer::kMaxWord + 50, 'a');
  const auto tokens = tokens_of(tokenizer, word + " b");
  ASSERT_EQ(tokens.size(), 2u);
  EXPECT_EQ(tokens[0].hash, hash_bytes(word.substr(0, Tokenizer::kMaxWord)));
  EXPECT_EQ(tokens[1].hash, hash_bytes("b"));
}

// Words around the length that the memo keeps, and twice: the second time out of the memo.
TEST(TokenizerTest, TheMemoChangesNothing) {
  Tokenizer tokenizer("none");
  for (size_t length = 1; length < 40; ++length) {
    const std::string word(length, 'q');
    for (int time = 0; time < 2; ++time) {
      const auto tokens = tokens_of(tokenizer, word + " and something behind it");
      ASSERT_EQ(tokens.size(), 5u) << length;
      EXPECT_EQ(tokens[0].hash, hash_bytes(word)) << length;
      EXPECT_EQ(tokens[0].is_long, length >= 3) << length;
    }
  }
}

TEST(TokenizerTest, AnyBytesAreText) {
  std::mt19937 random(7);
  Tokenizer tokenizer("en");
  Tokenizer other("en");
  const std::string parts[] = {
      "$",    "$$", "\\", "'s",   "\xff", "\xf0\x9f", "é",  "深", std::string(1, '\0'),
      "\n\n", "-",  ".",  "word", "7",    "\u0301",   "++", "#",  " "};
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (auto n = random() % 40; n > 0; --n) text += parts[random() % std::size(parts)];
    const auto tokens = tokens_of(tokenizer, text);
    uint32_t end = 0;
    for (const Token& t : tokens) {
      EXPECT_LT(t.begin, t.end);
      EXPECT_GE(t.begin, end);
      EXPECT_LE(t.end, text.size());
      EXPECT_GT(t.length, 0);
      end = t.end;
    }
    // A used tokenizer says what a fresh one says.
    if (round % 100 == 0) {
      EXPECT_EQ(hashes(tokens), hashes(tokens_of(other, text)));
    }
  }
}

// Dollar signs that open maths which never closes must not make the pass quadratic.
TEST(TokenizerTest, ManyOpenDollarSignsAreLinear) {
  Tokenizer tokenizer("en");
  std::string text;
  for (int i = 0; i < 400'000; ++i) text += "$a ";
  EXPECT_EQ(tokens_of(tokenizer, text).size(), 400'000u);
}

TEST(HashTest, OfAConcatenationFollowsFromTheParts) {
  const std::string a = "mixture", b = "of", c = "experts";
  uint64_t h = hash_bytes(a);
  h = hash_concat(h, hash_bytes(b), b.size());
  h = hash_concat(h, hash_bytes(c), c.size());
  EXPECT_EQ(h, hash_bytes(a + b + c));
  EXPECT_NE(hash_bytes("ab"), hash_bytes("ba"));
  EXPECT_NE(hash_bytes("a"), hash_bytes(std::string("a\0", 2)));
}

}  // namespace
}  // namespace words
