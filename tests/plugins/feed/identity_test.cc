// By what the feed plugin knows an item again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture.h"

namespace feed_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

TEST(FeedIdentity, KnowsItemsByDoiLinkOrGuid) {
  const auto run = read(
      rss("<item><title>A</title><link>https://x.example/doi/full/10.1000/ABC?af=R</link></item>"
          "<item><title>B</title><link>/b?utm_campaign=x&amp;id=7</link><guid "
          "isPermaLink='false'>b</guid></item>"
          "<item><title>C</title><link>https://journal.example/</link><guid "
          "isPermaLink='false'>c-7</guid></item>"
          "<item><title>D</title><guid>https://x.example/d</guid></item>"
          "<item><title>E</title><guid isPermaLink='false'>doi:10.1000/E</guid></item>"
          "<item><title>F</title><link>http://arxiv.org/abs/2609.00001v2</link></item>"
          "<item><link>https://x.example/untitled</link></item>"
          "<item><title>Nothing to know it by</title></item>"));
  EXPECT_EQ(run->state(), SHEAF_STATE_TRUNCATED) << "more than a tenth is left out";
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& r : run->records()) found.emplace_back(r.id, r.url);
  EXPECT_THAT(found,
              ElementsAre(Pair("10.1000/abc", "https://x.example/doi/full/10.1000/ABC"),
                          Pair("https://journal.example/b?id=7", "https://journal.example/b?id=7"),
                          Pair("c-7", "https://journal.example/"),
                          Pair("https://x.example/d", "https://x.example/d"),
                          Pair("10.1000/e", "https://doi.org/10.1000/e"),
                          Pair("2609.00001", "http://arxiv.org/abs/2609.00001v2")));
  EXPECT_THAT(run->find("2609.00001").identifiers, ElementsAre(Pair("arxiv", "2609.00001")));
  EXPECT_THAT(run->detail(), HasSubstr("2 of 8 items left out"));
}

std::vector<std::string> ids(const Fetch& run) {
  std::vector<std::string> out;
  for (const auto& r : run.records()) out.push_back(r.id);
  return out;
}

std::vector<std::string> further_ids(const sheaf::Record& record) {
  std::vector<std::string> out;
  for (const auto& [scheme, value] : record.identifiers) {
    if (scheme == SHEAF_SCHEME_RECORD) out.push_back(value);
  }
  return out;
}

std::string item(const std::string& title, const std::string& link, const std::string& guid = "") {
  return "<item><title>" + title + "</title><link>" + link + "</link>" +
         (guid.empty() ? "" : "<guid isPermaLink='false'>" + guid + "</guid>") + "</item>";
}

TEST(FeedIdentity, OfOneLinkForSeveralItemsTheGuidIsTheId) {
  const std::string issue = "https://journal.example/issue/4";
  const auto run = read(rss(item("Moss", issue, "h-1") + item("Fern", issue + "/", "h-2") +
                            item("Reed", "http://www.journal.example/issue/4", "h-3")));
  EXPECT_EQ(run->state(), SHEAF_STATE_OK);
  EXPECT_THAT(ids(*run), ElementsAre("h-1", "h-2", "h-3"));
  EXPECT_EQ(run->find("h-2").url, issue + "/");
  EXPECT_THAT(further_ids(run->find("h-1")), IsEmpty()) << "the link is everybody's";
}

TEST(FeedIdentity, WithoutGuidTheTitleTellsApart) {
  const std::string issue = "https://journal.example/issue/4";
  for (const std::string guid : {"", "always-the-same"}) {
    const auto run = read(rss(item("Moss", issue, guid) + item("Fern", issue, guid)));
    ASSERT_THAT(ids(*run), SizeIs(2)) << guid;
    EXPECT_NE(ids(*run)[0], ids(*run)[1]) << guid;
    EXPECT_TRUE(ids(*run)[0].starts_with(issue + "#"));
    const auto again = read(rss(item("Fern", issue, guid) + item("Reed", issue, guid)));
    EXPECT_EQ(ids(*again)[0], ids(*run)[1]) << "and holds tomorrow";
  }
  const auto alone = read(rss(item("Moss", "https://journal.example/")));
  EXPECT_NE(ids(*alone)[0], "https://journal.example/") << "the journal's own page";
}

TEST(FeedIdentity, AnItemThatIsLeftOutBlursNoOther) {
  const auto run = read(rss(item("Moss", "https://journal.example/1", "g-1") +
                            item("", "https://journal.example/1", "g-1")));
  EXPECT_THAT(ids(*run), ElementsAre("https://journal.example/1"));
}

TEST(FeedIdentity, OneItemListedTwiceIsOne) {
  const std::string twice = item("Moss", "https://journal.example/1", "g-1");
  const auto run = read(rss(twice + twice));
  EXPECT_THAT(ids(*run), ElementsAre("https://journal.example/1", "https://journal.example/1"));
}

TEST(FeedIdentity, GuidAndBareLinkAreFurtherIds) {
  const auto further = [](const std::string& link, const std::string& guid) {
    return further_ids(read(rss(item("Moss", link, guid)))->records().at(0));
  };
  for (const char* link :
       {"http://journal.example/a1", "https://journal.example/a1", "https://www.journal.example/a1",
        "https://journal.example/a1/", "https://journal.example/a1?session=9",
        "https://Journal.Example/a1?utm_source=rss&amp;PHPSESSID=7#rss",
        "https://journal.example/a1;jsessionid=1F"}) {
    EXPECT_THAT(further(link, "g-00041"), ElementsAre("journal.example/a1", "g-00041")) << link;
  }
  EXPECT_THAT(further("https://journal.example/a?id=2", "g-1"),
              ElementsAre("journal.example/a?id=2", "g-1"));
  EXPECT_THAT(further("https://journal.example/a", "2"), ElementsAre("journal.example/a"))
      << "a place in the list is another item's tomorrow";
  EXPECT_THAT(further("https://doi.org/10.1000/x", "g-1"), IsEmpty()) << "its DOI is enough";
}

TEST(FeedIdentity, EmptyAddressesAreNone) {
  const auto run =
      read(rss("<item><title>Moss</title><link></link><guid isPermaLink='false'>g-1</guid>"
               "<enclosure url='' type='application/pdf'/></item>"));
  EXPECT_THAT(ids(*run), ElementsAre("g-1"));
  EXPECT_THAT(run->find("g-1").links, IsEmpty());
  const auto atom = read(
      "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>"
      "<entry><title>Moss</title><id>urn:x:1</id><link href=''/><link rel='enclosure' href='' "
      "type='application/pdf'/></entry>"
      "<entry><title>Fern</title><id>urn:x:2</id><link href=''/></entry>"
      "<entry><title>Reed</title><link href=''/></entry></feed>");
  EXPECT_THAT(ids(*atom), ElementsAre("urn:x:1", "urn:x:2"));
  EXPECT_THAT(atom->detail(), HasSubstr("1 of 3 items left out"));
}

}  // namespace
}  // namespace feed_test
