// RDF of arxiv.org until 2024.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture.h"

namespace {

using namespace arxiv_test;

class ArxivLegacyRdf : public testing::Test {
 protected:
  ArxivLegacyRdf() { EXPECT_EQ(read(arxiv, data("legacy.rdf")), SHEAF_OK); }
  Arxiv arxiv{kAnyUrl};
};

TEST_F(ArxivLegacyRdf, TakesIdVersionCategoryAndKindOutOfTheTitle) {
  const auto fresh = arxiv.find("1805.00001");
  EXPECT_EQ(fresh.title.value, "A spoon in the beam");
  EXPECT_EQ(fresh.version, 1U);
  EXPECT_EQ(fresh.primary_category, "hep-ex");
  EXPECT_EQ(fresh.announce, SHEAF_ANNOUNCE_NEW);
  const auto cross = arxiv.find("1805.00002");
  EXPECT_EQ(cross.title.value, "Forks at the ring?");
  EXPECT_EQ(cross.announce, SHEAF_ANNOUNCE_CROSS);
  EXPECT_EQ(cross.primary_category, "nucl-ex");
  const auto old = arxiv.find("hep-ex/0501001");
  EXPECT_EQ(old.title.value, "Old knives");
  EXPECT_EQ(old.version, 2U);
  EXPECT_EQ(old.announce, SHEAF_ANNOUNCE_REPLACE);
}

TEST_F(ArxivLegacyRdf, UndoesTheDoubleEscapingOfMaths) {
  EXPECT_EQ(arxiv.find("1805.00001").abstract.value,
            "The spoon covers $2.6<\\eta<4$ and bends\nthe beam by 3 & 4 degrees. See "
            "http://spoon.example/x?a=1 for more.\n\nIt was polished.");
}

TEST_F(ArxivLegacyRdf, TakesAuthorsOutOfTheirLinks) {
  const auto authors = arxiv.find("1805.00001").authors;
  ASSERT_EQ(authors.size(), 2U);
  EXPECT_EQ(authors[0].name, "Christopher Cook");
  EXPECT_EQ(authors[1].name, "J. Ló");
}

TEST_F(ArxivLegacyRdf, HasOneDateForAll) {
  EXPECT_EQ(arxiv.find("hep-ex/0501001").announced_ms, at("2018-05-24T01:30:00Z"));
}

TEST(ArxivLegacyItem, MayLackWhatTheTitleUsuallySays) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, with(data("legacy.rdf"), " (arXiv:1805.00001v1 [hep-ex])", "")), SHEAF_OK);
  const auto r = arxiv.find("1805.00001");
  EXPECT_EQ(r.title.value, "A spoon in the beam.");
  EXPECT_EQ(r.version, 0U);
  EXPECT_EQ(r.announce, SHEAF_ANNOUNCE_UNKNOWN);
  EXPECT_EQ(r.links[0].url, "https://arxiv.org/pdf/1805.00001");
}

}  // namespace
