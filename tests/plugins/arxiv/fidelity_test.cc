// text-fidelity.md: the cases that a source of arXiv's papers answers for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture.h"

namespace {

using namespace arxiv_test;
using testing::ElementsAre;

sheaf::Record item(const std::string& description, const std::string& more = "") {
  Arxiv arxiv(kAnyUrl);
  const std::string body =
      "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' "
      "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><item><title>T</title><guid>"
      "oai:arXiv.org:2609.00001v1</guid><description>" +
      description + "</description>" + more + "</item></channel></rss>";
  EXPECT_EQ(read(arxiv, body), SHEAF_OK);
  return arxiv.one();
}

TEST(Fidelity, Case01AnnouncementPrefixBecomesFields) {
  for (const auto& [word, type] :
       {std::pair{"new", SHEAF_ANNOUNCE_NEW}, std::pair{"cross", SHEAF_ANNOUNCE_CROSS},
        std::pair{"replace", SHEAF_ANNOUNCE_REPLACE},
        std::pair{"replace-cross", SHEAF_ANNOUNCE_REPLACE_CROSS}}) {
    for (const char* blank : {" \n", "\n", " "}) {
      const auto r = item("arXiv:2609.00001v1 Announce Type: " + std::string(word) + blank +
                          "Abstract: A box. Abstract: kept.");
      EXPECT_EQ(r.abstract.value, "A box. Abstract: kept.");
      EXPECT_EQ(r.announce, static_cast<sheaf_announce>(type));
    }
  }
  EXPECT_EQ(item("Abstract: of a talk").abstract.value, "Abstract: of a talk");
  EXPECT_EQ(item("arXiv:2609.00001v1 is refuted").abstract.value, "arXiv:2609.00001v1 is refuted");
  EXPECT_EQ(item("").abstract.value, "");
}

TEST(Fidelity, Case02DatesAreThreeFields) {
  Arxiv daily(kAnyUrl), api(kAnyUrl);
  read(daily, data("daily.rss"));
  const auto replaced = daily.find("2601.00042");
  EXPECT_NE(replaced.announced_ms, SHEAF_TIME_UNKNOWN);
  EXPECT_EQ(replaced.published_ms, SHEAF_TIME_UNKNOWN) << "today is not when it was published";
  read(api, data("api_new.xml"));
  EXPECT_EQ(api.one().published_ms, at("2026-06-18T16:25:14Z"));
  EXPECT_EQ(api.one().updated_ms, at("2026-06-19T16:25:14Z"));
  EXPECT_EQ(api.one().announced_ms, SHEAF_TIME_UNKNOWN);
}

TEST(Fidelity, Case03CategoriesAreCanonical) {
  const auto r = item("x",
                      "<category>CS.cl</category><category>QUANT-PH</category>"
                      "<category>cs.CL</category><category>68T05</category>");
  EXPECT_THAT(r.categories, ElementsAre("cs.CL", "quant-ph"));
  EXPECT_EQ(r.primary_category, "cs.CL");
}

TEST(Fidelity, Case06SummaryEqualToContentIsSaidOnce) {
  const auto r = item("arXiv:2609.00001v1 Announce Type: new \nAbstract: Once.",
                      "<content:encoded>arXiv:2609.00001v1 Announce Type: new \nAbstract: "
                      "Once.</content:encoded>");
  EXPECT_EQ(r.abstract.value, "Once.");
  EXPECT_EQ(r.summary.value, "");
}

TEST(Fidelity, Case07AbstractAndCommentAreTwoFields) {
  Arxiv arxiv(kAnyUrl);
  read(arxiv, data("oai_dc.xml"));
  EXPECT_EQ(arxiv.one().abstract.value, "Boxes on a lattice.");
  EXPECT_EQ(arxiv.one().comment.value, "12 pages");
}

TEST(Fidelity, Case18EveryRecordHasLinkAndIds) {
  for (const char* name : {"daily.rss", "daily.atom", "legacy.rdf", "api_old.xml", "api_new.xml",
                           "oai_arxiv.xml", "oai_raw.xml", "oai_dc.xml"}) {
    Arxiv arxiv(kAnyUrl);
    ASSERT_EQ(read(arxiv, data(name)), SHEAF_OK);
    ASSERT_FALSE(arxiv.records().empty()) << name;
    for (const auto& r : arxiv.records()) {
      EXPECT_EQ(r.url, "https://arxiv.org/abs/" + r.id);
      ASSERT_EQ(r.identifiers.size(), 2U);
      EXPECT_EQ(r.identifiers[0], (std::pair<std::string, std::string>("arxiv", r.id)));
      EXPECT_EQ(r.identifiers[1].second, "10.48550/arxiv." + r.id);
      EXPECT_EQ(r.links.size(), 1U);
    }
  }
}

TEST(Fidelity, Case22AuthorsAreSplitOutsideParenthesesAndTrimmed) {
  const auto r = item("x",
                      "<dc:creator> Planck Group of Boxes Collaboration, A. Lid (Lab, City), "
                      "B. Hinge Jr., C. Latch (X (Y, Z))</dc:creator>");
  std::vector<std::string> names;
  for (const auto& a : r.authors) names.push_back(a.name);
  EXPECT_THAT(names, ElementsAre("Planck Group of Boxes Collaboration", "A. Lid", "B. Hinge Jr.",
                                 "C. Latch"));
}

TEST(Fidelity, Case28EachPaperIsCountedOnce) {
  Arxiv arxiv(R"({"categories": ["cs.CL", "cs.LG"],
                  "announce": ["new", "cross", "replace", "replace-cross"]})");
  auto full = papers(2000, 1, "replace", "cs.CL cs.LG");
  arxiv.host.http.answer("https://rss.arxiv.org/rss/cs.CL+cs.LG",
                         {.body = rss("2026-09-24", full)});
  for (const char* category : {"cs.CL", "cs.LG"}) {
    full.resize(1999);
    full.push_back(
        {"2609.09999v1", std::string(category) == "cs.LG" ? "new" : "cross", "cs.LG cs.CL"});
    full.erase(full.begin());
    arxiv.host.http.answer(std::string("https://rss.arxiv.org/rss/") + category,
                           {.body = rss("2026-09-24", full)});
  }
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK) << arxiv.call.message();
  std::map<sheaf_announce, int> count;
  for (const auto& r : arxiv.records()) ++count[r.announce];
  EXPECT_EQ(count[SHEAF_ANNOUNCE_REPLACE], 2000);
  EXPECT_EQ(count[SHEAF_ANNOUNCE_NEW], 1);
  EXPECT_EQ(arxiv.records().size(), 2001U);
}

}  // namespace
