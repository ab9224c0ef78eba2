#include "sheaf/feed/feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "sdk/feed/bodies.h"
#include "sheaf/text/dates.hpp"

namespace {

using namespace sheaf::feed;
using sheaf::text::to_date;
using sheaf::text::to_rfc3339;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using How = ParseEnd::How;

struct Result {
  std::vector<Item> items;
  std::vector<Feed> announced;
  FeedEnd end;
};

Result read_all(const Read& read, const FeedOptions& options = {}) {
  Result r;
  r.end = read_feed(
      read,
      [&](Item& item) {
        r.items.push_back(std::move(item));
        return true;
      },
      [&](const Feed& feed) { r.announced.push_back(feed); }, options);
  EXPECT_EQ(r.end.items, r.items.size());
  return r;
}

Result read_all(std::string_view body, const FeedOptions& options = {}) {
  return read_all(from_memory(body), options);
}

std::vector<std::string> hrefs(const std::vector<Link>& links) {
  std::vector<std::string> out;
  for (const Link& link : links)
    out.push_back(link.rel + " " + link.href + (link.type.empty() ? "" : " " + link.type));
  return out;
}

TEST(Feed, Rss2Channel) {
  const Result r = read_all(fixture("rss2.xml"));
  EXPECT_EQ(r.end.parse.how, How::kComplete) << r.end.parse.detail;
  const Feed& feed = r.end.feed;
  EXPECT_EQ(feed.format, Feed::Format::kRss);
  EXPECT_EQ(feed.title.text, "cs.XX, math.YY updates");
  EXPECT_EQ(feed.subtitle.text, "Updates on an archive.");
  EXPECT_THAT(hrefs(feed.links),
              ElementsAre("alternate http://rss.example.org/rss/cs.XX+math.YY",
                          "self http://rss.example.org/rss/cs.XX+math.YY application/rss+xml"));
  EXPECT_EQ(feed.updated.raw, "Thu, 24 Sep 2026 08:58:05 +0000");
  EXPECT_EQ(to_rfc3339(feed.updated.date->ms), "2026-09-24T08:58:05Z");
  EXPECT_EQ(to_rfc3339(feed.published.date->ms), "2026-09-24T04:00:00Z");
  EXPECT_EQ(feed.language, "en-us");
  EXPECT_THAT(feed.skip_days, ElementsAre("Sunday", "Saturday"));
  ASSERT_NE(feed.find("managingEditor"), nullptr);
  EXPECT_EQ(feed.find("managingEditor")->text, "help@example.org");
  ASSERT_EQ(r.announced.size(), 1U);
  EXPECT_EQ(r.announced[0].title.text, feed.title.text);
}

TEST(Feed, Rss2Items) {
  const Result r = read_all(fixture("rss2.xml"));
  ASSERT_EQ(r.items.size(), 2U);
  const Item& first = r.items[0];
  EXPECT_EQ(first.id, "oai:example.org:2609.00001v1");
  EXPECT_FALSE(first.id_is_permalink);
  EXPECT_EQ(first.title.text, "On $p<0.01$ & the rest");
  EXPECT_EQ(first.title.type, Text::Type::kUnknown);
  EXPECT_THAT(hrefs(first.links), ElementsAre("alternate https://example.org/abs/2609.00001"));
  EXPECT_EQ(first.summary.text,
            "arXiv:2609.00001v1 Announce Type: new \nAbstract: When K << n, and $p<0.01$, nothing "
            "follows.");
  ASSERT_EQ(first.categories.size(), 2U);
  EXPECT_EQ(first.categories[0].term, "cs.XX");
  EXPECT_EQ(first.categories[1].scheme, "http://example.org/acm");
  EXPECT_EQ(first.published.date->ms, 1'790'222'400'000);
  ASSERT_EQ(first.authors.size(), 1U);
  EXPECT_EQ(first.authors[0].name, " Example Collaboration, Ada Lovelace");
  EXPECT_EQ(first.authors[0].from, Author::From::kCreator);
  ASSERT_EQ(first.other.size(), 3U);
  EXPECT_EQ(first.find("announce_type", kArxivNs)->text, "new");
  EXPECT_EQ(first.find("rights", kDublinCoreNs)->text,
            "http://creativecommons.org/licenses/by/4.0/");
  EXPECT_EQ(first.find("DOI")->text, "10.1000/xyz");
  EXPECT_EQ(first.find("doi"), nullptr);
  EXPECT_EQ(first.find("rights", kArxivNs), nullptr);

  const Item& second = r.items[1];
  EXPECT_TRUE(second.id_is_permalink);
  EXPECT_EQ(second.title.text, "The second <i>PIK3CA</i> &lt; title");
  EXPECT_EQ(second.title.type, Text::Type::kXhtml);
  EXPECT_THAT(second.content.text, HasSubstr("<p>A paragraph &amp; more</p>"));
  EXPECT_EQ(second.content.type, Text::Type::kHtml);
  EXPECT_EQ(second.authors.at(0).from, Author::From::kRss);
  EXPECT_THAT(hrefs(second.links),
              ElementsAre("alternate https://example.org/abs/2609.00002",
                          "enclosure https://example.org/pdf/2609.00002 application/pdf"));
  EXPECT_EQ(second.find("comments")->text, "https://example.org/talk");
  EXPECT_EQ(second.published.raw, "");
  EXPECT_FALSE(second.published.date.has_value());
}

TEST(Feed, Rdf) {
  const Result r = read_all(fixture("rdf.xml"));
  EXPECT_EQ(r.end.parse.how, How::kComplete) << r.end.parse.detail;
  const Feed& feed = r.end.feed;
  EXPECT_EQ(feed.format, Feed::Format::kRdf);
  EXPECT_EQ(feed.title.text, "Journal of Examples");
  EXPECT_EQ(feed.language, "en");
  EXPECT_EQ(feed.dc_date.raw, "2026-09-08");
  EXPECT_EQ(feed.find("issn")->text, "0000-0000");
  ASSERT_EQ(r.announced.size(), 1U);
  EXPECT_EQ(r.announced[0].find("issn")->text, "0000-0000");

  ASSERT_EQ(r.items.size(), 2U);
  const Item& item = r.items[0];
  EXPECT_EQ(item.id, "http://example.org/articles/1");
  EXPECT_THAT(item.title.text, HasSubstr("A wrapped title: <sub>2</sub>"));
  EXPECT_EQ(item.title.type, Text::Type::kUnknown);
  EXPECT_THAT(hrefs(item.links), ElementsAre("alternate http://example.org/articles/1?rss=1"));
  ASSERT_EQ(item.authors.size(), 2U);
  EXPECT_EQ(item.authors[1].name, "Émilie du Châtelet");
  EXPECT_EQ(item.dc_date.date->precision, Date::Precision::kDay);
  EXPECT_EQ(item.find("doi")->text, "10.1000/s1-026-1");
  EXPECT_EQ(item.find("title", kDublinCoreNs)->text, "A wrapped title");
  EXPECT_EQ(item.find("section")->text, "");

  EXPECT_EQ(r.items[1].summary.text, "<p>of $2.6&lt;\\eta$</p>") << "one level of escaping undone";
  EXPECT_THAT(r.items[1].authors, IsEmpty());
}

TEST(Feed, Atom) {
  const Result r = read_all(fixture("atom.xml"));
  EXPECT_EQ(r.end.parse.how, How::kComplete) << r.end.parse.detail;
  const Feed& feed = r.end.feed;
  EXPECT_EQ(feed.format, Feed::Format::kAtom);
  EXPECT_EQ(feed.id, "https://example.org/api/x/y+z");
  EXPECT_EQ(feed.title.text, "Query: a=b&amp;c");
  EXPECT_EQ(feed.title.type, Text::Type::kHtml);
  EXPECT_EQ(feed.subtitle.type, Text::Type::kPlain);
  EXPECT_THAT(hrefs(feed.links),
              ElementsAre("alternate https://example.org/api/query?a=b&c= application/atom+xml"));
  EXPECT_EQ(feed.language, "en-us");
  EXPECT_EQ(feed.generator, "Gen 1");
  EXPECT_EQ(feed.find("totalResults", kOpenSearchNs)->text, "101355");
  EXPECT_EQ(feed.find("author")->text, "<name>The Feed</name>");
  EXPECT_EQ(feed.find("rights")->text, "after the entries");
  EXPECT_EQ(r.announced.at(0).find("rights"), nullptr) << "announced before the first entry";

  ASSERT_EQ(r.items.size(), 2U);
  const Item& item = r.items[0];
  EXPECT_EQ(item.id, "http://example.org/abs/2606.00001v2");
  EXPECT_EQ(to_rfc3339(item.updated.date->ms), "2026-06-19T16:25:14Z");
  EXPECT_EQ(to_rfc3339(item.published.date->ms), "2026-06-18T16:25:14.866Z");
  ASSERT_EQ(item.links.size(), 2U);
  EXPECT_EQ(item.links[1].title, "pdf");
  EXPECT_EQ(item.summary.text, "  We show\nthat it is so.\n");
  ASSERT_EQ(item.authors.size(), 2U);
  EXPECT_EQ(item.authors[0].name, "Ada Lovelace");
  EXPECT_EQ(item.authors[0].uri, "http://example.org/ada");
  EXPECT_THAT(item.authors[0].affiliations, ElementsAre("Somewhere", "Elsewhere"));
  EXPECT_EQ(item.authors[1].email, "s@example.org");
  EXPECT_EQ(item.authors[1].from, Author::From::kAtom);
  EXPECT_EQ(item.categories.at(1).term, "14F20");
  EXPECT_EQ(item.find("primary_category")->attribute("term"), "math.YY");
  EXPECT_EQ(item.find("primary_category")->attribute("scheme"), "");

  const Item& second = r.items[1];
  EXPECT_EQ(second.title.text, "Less <em>is</em> &lt; more");
  EXPECT_EQ(second.title.type, Text::Type::kXhtml);
  EXPECT_EQ(second.content.text, "<p class=\"a&amp;&quot;b\">One<br/>two</p><div>three</div>");
  EXPECT_EQ(second.summary.text, "<b>bold</b>");
  EXPECT_EQ(second.summary.type, Text::Type::kHtml);
}

TEST(Feed, AtomWithoutAuthorAndAtom03) {
  Result r = read_all(
      "<feed xmlns='http://www.w3.org/2005/Atom' "
      "xmlns:dc='http://purl.org/dc/elements/1.1/'><entry><id>i</id>"
      "<title type='xhtml'>plain &lt;</title><dc:creator>A, B</dc:creator></entry></feed>");
  ASSERT_EQ(r.items.size(), 1U);
  EXPECT_EQ(r.items[0].authors.at(0).name, "A, B");
  EXPECT_EQ(r.items[0].title.text, "plain <");
  EXPECT_EQ(r.items[0].title.type, Text::Type::kPlain);

  r = read_all(
      "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>t</title><tagline>s</tagline>"
      "<modified>2004-01-02T00:00:00Z</modified><entry><id>i</id><issued>2004-01-01T00:00:00Z</"
      "issued>"
      "<author><name>N</name><url>u</url></author><link rel='alternate' href='h'/>"
      "<content type='text/html' mode='escaped'>&lt;p&gt;</content></entry></feed>");
  ASSERT_EQ(r.items.size(), 1U);
  EXPECT_EQ(r.end.feed.subtitle.text, "s");
  EXPECT_EQ(to_date(r.end.feed.updated.date->ms), "2004-01-02");
  EXPECT_EQ(to_date(r.items[0].published.date->ms), "2004-01-01");
  EXPECT_EQ(r.items[0].authors.at(0).uri, "u");
  EXPECT_EQ(r.items[0].content.type, Text::Type::kHtml);
}

TEST(Feed, XhtmlLosesOnlyTheDivAroundIt) {
  const auto content = [](std::string inside) {
    const Result r =
        read_all("<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>" +
                 inside + "</content></entry></feed>");
    return r.items.at(0).content.text;
  };
  EXPECT_EQ(content("\n<div class='x'>a<div>b</div></div>\n"), "a<div>b</div>");
  EXPECT_EQ(content("<div>a</div><div>b</div>"), "<div>a</div><div>b</div>");
  EXPECT_EQ(content("<div>a</div> tail"), "<div>a</div> tail");
  EXPECT_EQ(content("<divx>a</divx>"), "<divx>a</divx>");
  EXPECT_EQ(content("<div/>"), "");
}

TEST(Feed, NoItemsIsStillAFeed) {
  const Result r = read_all("<rss><channel><title>Feed error for query: x</title></channel></rss>");
  EXPECT_EQ(r.end.parse.how, How::kComplete);
  EXPECT_EQ(r.end.items, 0U);
  ASSERT_EQ(r.announced.size(), 1U);
  EXPECT_EQ(r.announced[0].title.text, "Feed error for query: x");
}

TEST(Feed, ADateThatIsNoneKeepsItsText) {
  const Result r = read_all(
      "<rss><channel><item><pubDate> 30 Feb 2026 00:00:00 GMT </pubDate></item></channel></rss>");
  EXPECT_EQ(r.items.at(0).published.raw, "30 Feb 2026 00:00:00 GMT");
  EXPECT_FALSE(r.items[0].published.date.has_value());
}

TEST(Feed, OtherRootsAreNoFeeds) {
  const Result r =
      read_all("<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'><item/></OAI-PMH>");
  EXPECT_EQ(r.end.parse.how, How::kMalformed);
  EXPECT_EQ(r.end.parse.detail, "the root element <OAI-PMH> is not that of a feed");
  EXPECT_FALSE(r.end.parse.stopped);
  EXPECT_THAT(r.announced, IsEmpty());
  EXPECT_EQ(read_all("<!doctype html><title>Oops</title>").end.parse.how, How::kNotXml);
  EXPECT_EQ(read_all("").end.parse.how, How::kEmpty);
}

TEST(Feed, StopsWhenEnough) {
  int seen = 0;
  const FeedEnd end =
      read_feed(from_memory(fixture("rss2.xml")), [&](Item&) { return ++seen < 1; });
  EXPECT_EQ(seen, 1);
  EXPECT_EQ(end.items, 1U);
  EXPECT_EQ(end.parse.how, How::kComplete);
  EXPECT_TRUE(end.parse.stopped);
}

TEST(Feed, CallbacksMayBeNullOrThrow) {
  EXPECT_EQ(read_feed(from_memory(fixture("rss2.xml")), nullptr).items, 2U);
  EXPECT_THROW(read_feed(from_memory(fixture("rss2.xml")), [](Item&) -> bool { throw 7; }), int);
  EXPECT_THROW(read_feed(from_memory(fixture("rss2.xml")), nullptr, [](const Feed&) { throw 7; }),
               int);
}

TEST(Feed, TruncatedAtEveryByteKeepsTheItemsBefore) {
  for (const char* name : {"rss2.xml", "rdf.xml", "atom.xml"}) {
    const std::string body = fixture(name);
    const std::string_view end_tag = std::string_view(name) == "atom.xml" ? "</entry>" : "</item>";
    const std::size_t root_end = body.rfind('>');
    for (std::size_t cut = 0; cut < body.size(); ++cut) {
      const std::string_view part = std::string_view(body).substr(0, cut);
      std::size_t whole = 0;
      for (auto at = part.find(end_tag); at != part.npos; at = part.find(end_tag, at + 1)) ++whole;
      const FeedEnd end = read_feed(from_memory(part), nullptr);
      ASSERT_EQ(end.items, whole) << name << " " << cut;
      ASSERT_EQ(end.parse.how, cut > root_end ? How::kComplete
                               : cut == 0     ? How::kEmpty
                                              : How::kTruncated)
          << name << " " << cut << " " << end.parse.detail;
    }
  }
}

TEST(Feed, BrokenHalfWayKeepsTheItemsBefore) {
  std::string body = fixture("rss2.xml");
  body.replace(body.rfind("</item>"), 7, "</itme>");
  const Result r = read_all(body);
  EXPECT_EQ(r.end.parse.how, How::kMalformed);
  EXPECT_THAT(r.end.parse.detail, HasSubstr("line 41"));
  ASSERT_EQ(r.items.size(), 1U);
  EXPECT_EQ(r.items[0].title.text, "On $p<0.01$ & the rest");
}

TEST(Feed, PiecesOfAnySizeGiveTheSame) {
  for (const char* name : {"rss2.xml", "rdf.xml", "atom.xml"}) {
    const std::string body = fixture(name);
    const Result whole = read_all(body);
    for (std::size_t piece = 1; piece < 40; ++piece) {
      const Result r = read_all(in_pieces(body, piece));
      ASSERT_EQ(r.items.size(), whole.items.size());
      for (std::size_t i = 0; i < r.items.size(); ++i) {
        EXPECT_EQ(r.items[i].title.text, whole.items[i].title.text);
        EXPECT_EQ(r.items[i].content.text, whole.items[i].content.text);
        EXPECT_EQ(r.items[i].other.size(), whole.items[i].other.size());
      }
    }
  }
}

TEST(Feed, MemoryDoesNotGrowWithTheFeed) {
  rusage before{};
  rusage after{};
  getrusage(RUSAGE_SELF, &before);
  const std::string item = "<item><title>T</title><description>" + std::string(1500, 'x') +
                           "</description><a:b xmlns:a='u' c='d'>e</a:b></item>";
  std::size_t seen = 0;
  const FeedEnd end =
      read_feed(generated("<rss><channel>", item, 64 << 20, "</channel></rss>"), [&](Item& i) {
        seen += i.summary.text.size() == 1500 && i.other.size() == 1 ? 1U : 0U;
        return true;
      });
  getrusage(RUSAGE_SELF, &after);
  EXPECT_EQ(end.parse.how, How::kComplete) << end.parse.detail;
  EXPECT_GT(end.items, 40'000U);
  EXPECT_EQ(seen, end.items);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 32 << 10);  // KiB; under ASan freed blocks linger
}

TEST(Feed, AnItemOrAFeedThatNeverEndsIsRefused) {
  FeedOptions small;
  small.item_bytes = 1 << 20;
  const Read item = generated("<rss><channel><item><title>1</title></item><item>",
                              "<category>x</category>", 64 << 20, "");
  Result r = read_all(item, small);
  EXPECT_EQ(r.end.parse.how, How::kTooBig);
  EXPECT_THAT(r.end.parse.detail, HasSubstr("1048576 bytes"));
  EXPECT_EQ(r.items.size(), 1U);
  r = read_all(generated("<rss><channel>", "<x a='b'/>", 64 << 20, ""), small);
  EXPECT_EQ(r.end.parse.how, How::kTooBig);
  r = read_all(generated("<rss><channel>", "<link>x</link>", 64 << 20, ""), small);
  EXPECT_EQ(r.end.parse.how, How::kTooBig);
}

TEST(Feed, EntityBombsAreRefused) {
  const Result r = read_all(
      "<!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><rss><channel><item><title>&a;</title>"
      "</item><item><title>&b;</title></item></channel></rss>");
  EXPECT_EQ(r.end.parse.how, How::kTooBig);
  ASSERT_EQ(r.items.size(), 1U);
  EXPECT_EQ(r.items[0].title.text, "ha");
}

TEST(Feed, CharsetOfTheHttpHeader) {
  FeedOptions options;
  options.content_type = "text/xml; charset=ISO-8859-1";
  const Result r =
      read_all("<rss><channel><item><title>\xE9</title></item></channel></rss>", options);
  EXPECT_EQ(r.items.at(0).title.text, "é");
}

TEST(Feed, StateOfASource) {
  const auto state = [](How how, std::size_t records, bool empty_expected) {
    ParseEnd end;
    end.how = how;
    return state_of(end, records, empty_expected);
  };
  EXPECT_EQ(state(How::kComplete, 3, true), SHEAF_STATE_OK);
  EXPECT_EQ(state(How::kComplete, 0, true), SHEAF_STATE_EMPTY_EXPECTED);
  EXPECT_EQ(state(How::kComplete, 0, false), SHEAF_STATE_EMPTY_UNEXPECTED);
  EXPECT_EQ(state(How::kEmpty, 0, true), SHEAF_STATE_FAILED);
  EXPECT_EQ(state(How::kTruncated, 3, true), SHEAF_STATE_TRUNCATED);
  for (const How how : {How::kMalformed, How::kNotXml, How::kTooBig}) {
    EXPECT_EQ(state(how, 3, false), SHEAF_STATE_FORMAT_CHANGED);
  }
}

TEST(Feed, TheRootTellsTheFormatInWhateverNamespace) {
  for (const char* body :
       {"<rss xmlns='http://my.netscape.com/publish/formats/rss-0.91.dtd' version='0.91'><channel>"
        "<item><title>A</title><link>/a</link></item></channel></rss>",
        "<rss xmlns='http://blogs.law.harvard.edu/tech/rss'><channel><item><title>A</title>"
        "<link>/a</link></item></channel></rss>",
        "<feed><entry><title>A</title><link href='/a'/></entry></feed>",
        "<feed xmlns='http://purl.org/atom/ns#draft'><entry><title>A</title><link href='/a'/>"
        "</entry></feed>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        "xmlns='http://purl.org/net/rss0.9x#'><channel/><item><title>A</title><link>/a</link>"
        "</item></rdf:RDF>"}) {
    const Result r = read_all(body);
    EXPECT_EQ(r.end.parse.how, How::kComplete) << body;
    ASSERT_EQ(r.items.size(), 1u) << body;
    EXPECT_EQ(r.items[0].title.text, "A") << body;
    ASSERT_EQ(r.items[0].links.size(), 1u) << body;
    EXPECT_EQ(r.items[0].links[0].href, "/a") << body;
  }
  EXPECT_EQ(read_all("<html><body/></html>").end.parse.how, How::kNotXml);
  EXPECT_EQ(read_all("<records/>").end.parse.how, How::kMalformed);
}

TEST(Feed, DublinCoreFillsWhatIsMissing) {
  const std::string head =
      "<rss xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:t='http://purl.org/dc/terms/'>"
      "<channel><item>";
  const std::string tail = "</item></channel></rss>";
  const std::string core =
      "<dc:title>Moss</dc:title><dc:description>Of moss.</dc:description><dc:subject>Botany"
      "</dc:subject><dc:subject>Bogs</dc:subject><t:issued>2026-09-24</t:issued>"
      "<t:modified>2026-09-25</t:modified>";
  Result r = read_all(head + core + tail);
  ASSERT_EQ(r.items.size(), 1u);
  EXPECT_EQ(r.items[0].title.text, "Moss");
  EXPECT_EQ(r.items[0].summary.text, "Of moss.");
  ASSERT_EQ(r.items[0].categories.size(), 2u);
  EXPECT_EQ(r.items[0].categories[1].term, "Bogs");
  ASSERT_TRUE(r.items[0].published.date);
  EXPECT_EQ(to_date(r.items[0].published.date->ms), "2026-09-24");
  ASSERT_TRUE(r.items[0].updated.date);
  EXPECT_EQ(to_date(r.items[0].updated.date->ms), "2026-09-25");
  r = read_all(head +
               "<title>Fern</title><description>Of ferns.</description><category>C</category>"
               "<pubDate>Wed, 23 Sep 2026 00:00:00 GMT</pubDate>" +
               core + tail);
  EXPECT_EQ(r.items[0].title.text, "Fern");
  EXPECT_EQ(r.items[0].summary.text, "Of ferns.");
  EXPECT_EQ(r.items[0].categories.size(), 1u);
  EXPECT_EQ(to_date(r.items[0].published.date->ms), "2026-09-23");
}

TEST(Feed, FilesAreNoText) {
  const auto content = [](const std::string& attributes) {
    return read_all("<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title><content " +
                    attributes + ">JVBERi0xLjQ=</content></entry></feed>")
        .items.at(0)
        .content.text;
  };
  for (const char* file : {"type='application/pdf'", "type='image/png'", "mode='base64'",
                           "type='text/plain' mode='base64'"})
    EXPECT_EQ(content(file), "") << file;
  for (const char* text : {"type='text'", "type='text/plain'", "type='TEXT/html'", ""})
    EXPECT_NE(content(text), "") << text;
}

TEST(Feed, PeopleInsideAnAuthorAreTakenByName) {
  const Result r = read_all(
      "<rss><channel><item><title>A</title><author><name>Ada Moor</name><email>ada@x.example"
      "</email></author><author>Bo Lind</author></item></channel></rss>");
  ASSERT_EQ(r.items.at(0).authors.size(), 2u);
  EXPECT_EQ(r.items[0].authors[0].name, "Ada Moor");
  EXPECT_EQ(r.items[0].authors[1].name, "Bo Lind");
}

TEST(Feed, LanguagesOfItemsAndTitles) {
  const Result r = read_all(
      "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'>"
      "<entry xml:lang='de'><title xml:lang='fr'>A</title></entry>"
      "<entry><title xml:lang='fr'>B</title></entry><entry><title>C</title></entry></feed>");
  EXPECT_EQ(r.end.feed.language, "en");
  ASSERT_EQ(r.items.size(), 3u);
  EXPECT_EQ(r.items[0].language, "de");
  EXPECT_EQ(r.items[1].language, "fr");
  EXPECT_EQ(r.items[2].language, "");
}

TEST(Feed, RssLinkWithHref) {
  const Result r = read_all(
      "<rss><channel><item><title>A</title><link "
      "href='https://x.example/a'/></item></channel></rss>");
  ASSERT_EQ(r.items.at(0).links.size(), 1u);
  EXPECT_EQ(r.items[0].links[0].href, "https://x.example/a");
  EXPECT_EQ(r.items[0].links[0].rel, "alternate");
}

}  // namespace
