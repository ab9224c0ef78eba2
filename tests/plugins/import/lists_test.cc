// Keywords and the names of journals.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsed.h"

namespace {

using testing::ElementsAre;

TEST(Keywords, OfBibtexArePartedBySemicolonsOrCommas) {
  const auto of = [](const std::string& list) {
    return test::bibtex("keywords = {" + list + "}").categories;
  };
  EXPECT_THAT(of("alpha;beta gamma"), ElementsAre("alpha", "beta gamma"));
  EXPECT_THAT(of("alpha, beta gamma,delta"), ElementsAre("alpha", "beta gamma", "delta"));
  EXPECT_THAT(of("foam, wet; soap; "), ElementsAre("foam, wet", "soap"));
  EXPECT_THAT(of("{foam, wet}, soap"), ElementsAre("foam, wet", "soap"));
  EXPECT_THAT(of("black and white"), ElementsAre("black and white"));
  EXPECT_THAT(of("R&amp;D, soap"), ElementsAre("R&amp;D", "soap"));
  EXPECT_THAT(of(";, ;"), ElementsAre(","));
  EXPECT_THAT(test::bibtex("keyword = {a; b}").categories, ElementsAre("a", "b"));
}

TEST(Keywords, OfOtherFormats) {
  EXPECT_THAT(test::ris("KW  - a; b\nKW  - c, d").categories, ElementsAre("a", "b", "c, d"));
  EXPECT_THAT(
      test::ris("KW  - first one\nsecond\n  third, one\n\nKW  - fourth\nAB  - Text\ngoes on")
          .categories,
      ElementsAre("first one", "second", "third, one", "fourth"));
  EXPECT_THAT(test::csl(R"("keyword": "a, b c")").categories, ElementsAre("a", "b c"));
  EXPECT_THAT(test::jsonl(R"("keywords": "a; b", "tags": ["c;d"])").categories,
              ElementsAre("a", "b", "c;d"));
}

TEST(Ris, TheFullNameOfAJournalCounts) {
  for (const std::string lines :
       {"JO  - J. Foam\nJF  - Journal of Foam", "JA  - J. Foam\nJF  - Journal of Foam",
        "J2  - J. Foam\nJF  - Journal of Foam\nJO  - J Foam",
        "J2  - J. Foam\nT2  - Journal of Foam", "JO  - Journal of Foam\nJA  - J. Foam"}) {
    EXPECT_EQ(test::ris(lines).venue.value, "Journal of Foam") << lines;
  }
  EXPECT_EQ(test::ris("J2  - J. Foam").venue.value, "J. Foam");
}

}  // namespace
