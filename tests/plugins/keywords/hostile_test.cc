// Works and profiles that mean harm.
#include <gmock/gmock.h>

#include "fixtures.h"

namespace keywords_test {
namespace {

using sheaf::testing::Profile;

Profile profile() {
  Profile p;
  p.terms = {{"pruning", 2}, {"deep learning", 1}, {"survey", -1}};
  p.people = {person("Ada Lovelace")};
  return p;
}

TEST(KeywordsHostileTest, AMegabyteOfAbstract) {
  std::string abstract;
  while (abstract.size() < (1u << 20)) abstract += "deep learning without end ";
  const auto score = Plugin().score(work("T", abstract), profile());
  EXPECT_GT(score.value, 0);
  EXPECT_LT(score.value, 1);
}

TEST(KeywordsHostileTest, AMegabyteOfOneWord) {
  EXPECT_TRUE(Plugin().score_all({work("T", std::string(1u << 20, 'a'))}, {profile()}).empty());
}

TEST(KeywordsHostileTest, AVeryLongPhraseInAVeryLongText) {
  Profile p;
  std::string words;
  for (int i = 0; i < 10'000; ++i) words += "a ";
  p.terms = {{words, 1}};
  std::string abstract;
  while (abstract.size() < 100'000) abstract += "a ";
  EXPECT_GT(Plugin().score(work("T", abstract), p).value, 0);
}

TEST(KeywordsHostileTest, AMegabyteThatIsNoUtf8) {
  std::string abstract;
  for (unsigned i = 0; abstract.size() < (1u << 20); ++i)
    abstract += static_cast<char>(i * 7 + i / 256);
  EXPECT_NO_THROW(Plugin().score(work("T", abstract), profile()));
}

TEST(KeywordsHostileTest, NothingAtAll) {
  const Plugin plugin;
  EXPECT_TRUE(plugin.score_all({work("", ""), sheaf::Record{}}, {profile(), Profile{}}).empty());
  EXPECT_EQ(plugin.explain(sheaf::Record{}, Profile{}).value, 0);
}

TEST(KeywordsHostileTest, NulBytes) {
  const std::string nul(1, '\0');
  EXPECT_GT(Plugin().score(work("pruning" + nul, nul + nul), profile()).value, 0);
  EXPECT_GT(Plugin().score(work("deep" + nul + "learning"), profile()).value, 0);
}

TEST(KeywordsHostileTest, FiveHundredAuthors) {
  std::vector<sheaf::Person> authors;
  for (int i = 0; i < 574; ++i) authors.push_back(person("Author Number" + std::to_string(i)));
  authors[573] = person("Ada Lovelace");
  const auto score = Plugin().score(work("Pruning", "", authors), profile());
  ASSERT_EQ(score.evidence.size(), 1u);
  EXPECT_EQ(score.evidence[0].subject, "Ada Lovelace");
}

TEST(KeywordsHostileTest, NamesThatAreNone) {
  std::string words;
  for (int i = 0; i < 100'000; ++i) words += "x ";
  Profile p = profile();
  p.people = {person(""), person("???"), person(words), person(std::string(1u << 20, 'y')),
              person(",,,")};
  EXPECT_NO_THROW(Plugin().score_all(
      {work("T", "",
            {person(""), person("\xff\xfe"), person(words), person(",,,"), person(", Jr.")})},
      {p}));
}

TEST(KeywordsHostileTest, WeightsOutOfThisWorld) {
  Profile p;
  p.terms = {{"pruning", 1e308}, {"caches", -1e308}, {"nothing", std::nan("")}};
  const Plugin plugin;
  const auto score = plugin.score(work("Pruning"), p);
  EXPECT_GT(score.value, 0);
  EXPECT_LE(score.value, 1);
  EXPECT_EQ(plugin.score(work("Pruning and caches, caches", "caches"), p).value, 0);
}

}  // namespace
}  // namespace keywords_test
