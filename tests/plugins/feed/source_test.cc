// The feed plugin: what it reads of feeds, what it says of them, what it asks for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "fixture.h"
#include "support/samples.h"

namespace feed_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

TEST(FeedSource, ReadsPlosByPreset) {
  Fetch run(R"({"feeds": [{"preset": "plos", "journal": "plosone"}]})");
  run.host.http.answer("https://journals.plos.org/plosone/feed/atom", {data("plos.atom")});
  ASSERT_EQ(run.fetch(), SHEAF_OK) << run.call.message();
  EXPECT_EQ(run.state(), SHEAF_STATE_OK);
  const auto moss = run.find("10.1371/journal.pone.0900001");
  EXPECT_THAT(moss.identifiers, ElementsAre(Pair("doi", "10.1371/journal.pone.0900001")));
  EXPECT_EQ(moss.url, "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0900001");
  EXPECT_EQ(moss.venue.value, "PLOS Examples");
  ASSERT_THAT(moss.authors, SizeIs(2));
  EXPECT_EQ(moss.authors[1].family, "de la Vega");
  EXPECT_TRUE(moss.abstract.value.starts_with("Mosses were sprayed")) << moss.abstract.value;
  EXPECT_EQ(moss.abstract.markup, SHEAF_MARKUP_HTML);
  ASSERT_THAT(moss.links, SizeIs(2));
  EXPECT_EQ(moss.links[0].rel, SHEAF_LINK_PDF);
  EXPECT_EQ(moss.links[1].rel, SHEAF_LINK_FULLTEXT);
  EXPECT_EQ(moss.published_ms, at("2026-09-23"));
  const auto correction = run.find("10.1371/journal.pone.0900002");
  EXPECT_EQ(correction.type, SHEAF_TYPE_CORRECTION);
  EXPECT_EQ(correction.abstract.value, "");              // nothing but a byline
  EXPECT_EQ(correction.published_ms, at("2026-12-30"));  // the year of the week, undone
}

TEST(FeedSource, ReadsAtypon) {
  Fetch run(R"({"feeds": [{"preset": "science", "journal": "examples"}]})");
  run.host.http.answer("https://www.science.org/action/showFeed?type=etoc&feed=rss&jc=examples",
                       {data("science.rdf")});
  ASSERT_EQ(run.fetch(), SHEAF_OK) << run.call.message();
  const auto ants = run.find("10.1126/examples.ex0001");
  EXPECT_EQ(ants.abstract.value, "Colonies of ants agreed on a nest within hours.");
  EXPECT_EQ(ants.summary.value, "");
  EXPECT_EQ(ants.url, "https://www.science.org/doi/abs/10.1126/examples.ex0001");
  EXPECT_EQ(ants.published_ms, at("2026-04-07T07:00:00Z"));
  EXPECT_THAT(ants.authors, SizeIs(2));
  EXPECT_EQ(ants.venue.value, "Examples");
  EXPECT_EQ(ants.language, "en-US");
  const auto letter = run.find("10.1126/examples.ex0002");
  EXPECT_EQ(letter.abstract.value, "");
  EXPECT_EQ(letter.type, SHEAF_TYPE_LETTER);
  const auto foam = run.find("10.1126/examples.ex0003");
  EXPECT_EQ(foam.abstract.value, "Foam, volume by volume, was weighed. It is light.");
  EXPECT_EQ(foam.url, "https://www.science.org/doi/abs/10.1126/examples.ex0003?page=2");
}

TEST(FeedSource, ReadsCell) {
  Fetch run(R"({"feeds": [{"preset": "cell", "journal": "cell"}]})");
  run.host.http.answer("https://www.cell.com/cell/current.rss", {data("cell.rdf")});
  ASSERT_EQ(run.fetch(), SHEAF_OK) << run.call.message();
  const auto soap = run.find("10.1016/j.ex.2026.01.001");
  ASSERT_THAT(soap.authors, SizeIs(3));
  EXPECT_EQ(soap.authors[2].family, "van Water");
  EXPECT_EQ(soap.url, "https://www.cell.com/cell/fulltext/S0092-0001(26)00001-1");
  EXPECT_EQ(soap.type, SHEAF_TYPE_RESEARCH);
}

TEST(FeedSource, ReadsJsonFeeds) {
  const auto run = read(data("feed.json"));
  EXPECT_EQ(run->state(), SHEAF_STATE_OK);
  const auto knots = run->find("https://json.example/1?v=2");
  EXPECT_EQ(knots.title.value, "Plain < titles & all");
  EXPECT_EQ(knots.title.markup, SHEAF_MARKUP_PLAIN);
  EXPECT_EQ(knots.abstract.value, "<p>Knots were tied in <i>string</i>.</p>");
  EXPECT_EQ(knots.abstract.markup, SHEAF_MARKUP_HTML);
  EXPECT_EQ(knots.summary.value, "");  // the same again
  EXPECT_EQ(knots.published_ms, at("2026-09-23T08:00:00Z"));
  ASSERT_THAT(knots.authors, SizeIs(2));
  EXPECT_EQ(knots.authors[0].orcid, "0000-0002-1825-0097");
  ASSERT_THAT(knots.links, SizeIs(1));
  EXPECT_EQ(knots.links[0].url, "https://journal.example/files/1.pdf");
  const auto untied = run->find("10.1000/json.2");
  EXPECT_EQ(untied.abstract.value, "What the editor thinks of it is another matter.");
  EXPECT_EQ(untied.summary.value, "Untied again.");
  EXPECT_THAT(untied.authors, SizeIs(1));
}

TEST(FeedSource, SaysWhatAJsonFeedLacks) {
  auto run = read(R"({"version": "https://jsonfeed.org/version/1", "title": "x"})");
  EXPECT_EQ(run->state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_THAT(run->detail(), HasSubstr(kUrl + ": items is missing"));
  run = read(R"({"title": "x", "items": []})");
  EXPECT_THAT(run->detail(), HasSubstr("version is missing"));
  run = read(
      R"({"version": "https://jsonfeed.org/version/1", "items": [{"id": "a", "title": "A"}, {"id")");
  EXPECT_EQ(run->state(), SHEAF_STATE_TRUNCATED) << run->detail();
  EXPECT_THAT(run->records(), SizeIs(1));
  EXPECT_EQ(read("{")->state(), SHEAF_STATE_FORMAT_CHANGED);
}

TEST(FeedSource, SaysOnceWhatTheFeedSaysTwice) {
  const std::string same =
      "A sentence that the feed has both as summary and as content of the item";
  const auto run = read(rss(
      "<item><title>Same</title><link>https://x.example/1</link><description>" + same +
      "</description><content:encoded>&lt;p&gt;" + same +
      "&lt;/p&gt;</content:encoded></item>"
      "<item><title>Longer</title><link>https://x.example/2</link><description>" +
      same + "...</description><content:encoded>" + same +
      ", and on it goes.</content:encoded></item>"
      "<item><title>Two texts</title><link>https://x.example/3</link><description>What an editor "
      "thinks.</description><content:encoded>" +
      same +
      "</content:encoded></item>"
      "<item><title>" +
      same + "</title><link>https://x.example/4</link><description>" + same +
      "</description></item>"));
  EXPECT_THAT(run->find("https://x.example/1").abstract.value, HasSubstr(same));
  EXPECT_EQ(run->find("https://x.example/1").summary.value, "");
  EXPECT_EQ(run->find("https://x.example/2").abstract.value, same + ", and on it goes.");
  EXPECT_EQ(run->find("https://x.example/2").summary.value, "");
  EXPECT_EQ(run->find("https://x.example/3").abstract.value, same);
  EXPECT_EQ(run->find("https://x.example/3").summary.value, "What an editor thinks.");
  EXPECT_EQ(run->find("https://x.example/4").abstract.value, "");
}

TEST(FeedSource, AFewItemsLeftOutAreSaidAndMoreAreNotOk) {
  std::string items;
  for (int i = 0; i < 20; ++i) items += item("Moss " + std::to_string(i), "/" + std::to_string(i));
  const std::string untitled = "<item><link>/u</link></item>";
  const auto few = read(rss(items + untitled + untitled));
  EXPECT_EQ(few->state(), SHEAF_STATE_OK);
  EXPECT_THAT(few->detail(), HasSubstr(kUrl + ": 2 of 22 items left out"));
  const auto many = read(rss(items + untitled + untitled + untitled));
  EXPECT_EQ(many->state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(many->records(), SizeIs(20));
}

TEST(FeedSource, ResolvesAgainstTheBaseOfTheXml) {
  const auto run = read(
      "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://other.example/vol1/'>"
      "<title>T</title><entry><title>A</title><link href='a1'/></entry>"
      "<entry xml:base='no2/'><title>B</title><link href='b1'/></entry>"
      "<entry><title>C</title><link xml:base='/vol3/' href='c1'/></entry></feed>");
  EXPECT_THAT(ids(*run),
              ElementsAre("https://other.example/vol1/a1", "https://other.example/vol1/no2/b1",
                          "https://other.example/vol3/c1"));
  const auto channel =
      read("<rss version='2.0'><channel xml:base='/deep/'><title>T</title>" + item("A", "a1") +
           "<item xml:base='https://b.example/'><title>B</title><link>b1</link></item>"
           "</channel></rss>");
  EXPECT_THAT(ids(*channel),
              ElementsAre("https://journal.example/deep/a1", "https://b.example/b1"));
}

TEST(FeedSource, EscapedReferencesAreATitle) {
  for (const char* title : {"&amp;#931;&amp;#964;", "<![CDATA[&#931;&#964;]]>", "&amp;#x3a3;"}) {
    EXPECT_THAT(read(rss(item(title, "https://x.example/1")))->records(), SizeIs(1)) << title;
  }
}

TEST(FeedSource, EntriesWithoutAuthorsHaveThoseOfTheirSourceOrFeed) {
  const auto authors_of = [](const Fetch& run, std::size_t i) {
    std::vector<std::string> out;
    const auto records = run.records();
    for (const auto& a : records.at(i).authors) out.push_back(a.name);
    return out;
  };
  const auto atom = read(
      "<feed xmlns='http://www.w3.org/2005/Atom'><title>Notes on moss</title>"
      "<author><name>Ada Moor</name></author>"
      "<entry><title>A</title><id>urn:a</id></entry>"
      "<entry><title>B</title><id>urn:b</id><author><name>Bo Lind</name></author></entry>"
      "<entry><title>C</title><id>urn:c</id><source><author><name>Cy Roe</name></author></source>"
      "</entry></feed>");
  EXPECT_THAT(authors_of(*atom, 0), ElementsAre("Ada Moor"));
  EXPECT_THAT(authors_of(*atom, 1), ElementsAre("Bo Lind"));
  EXPECT_THAT(authors_of(*atom, 2), ElementsAre("Cy Roe"));
  const auto journal = read(
      "<feed xmlns='http://www.w3.org/2005/Atom'><title>MOSS Letters: New Articles</title>"
      "<author><name>MOSS</name></author><entry><title>A</title><id>urn:a</id></entry></feed>");
  EXPECT_THAT(authors_of(*journal, 0), IsEmpty()) << "a journal writes no papers";
  const auto json = read(
      R"({"version": "https://jsonfeed.org/version/1.1", "title": "Notes", "authors":
      [{"name": "Ada Moor"}], "items": [{"id": "a", "title": "A"}]})");
  EXPECT_THAT(authors_of(*json, 0), ElementsAre("Ada Moor"));
}

TEST(FeedSource, ObeysTheOptionsOfAFeed) {
  const std::string body =
      rss("<item><title>On $p&lt;1$</title><link>https://x.example/1</link><description>Foam5,6 is "
          "light.</description><dc:creator>Moor, A., Ode, B.</dc:creator></item>"
          "<item><title>Note</title><link>https://x.example/2</link><description>Letter to the "
          "Editor</description></item>");
  auto run = read(body,
                  R"("markup": "tex", "type": "research", "authors": "pairs", "citations": "drop",
                     "venue": "Foam", "language": "de")");
  const auto foam = run->find("https://x.example/1");
  EXPECT_EQ(foam.title.markup, SHEAF_MARKUP_TEX);
  EXPECT_EQ(foam.abstract.markup, SHEAF_MARKUP_TEX);
  EXPECT_EQ(foam.abstract.flags, std::uint32_t{SHEAF_TEXT_DROP_CITATIONS});
  EXPECT_EQ(foam.type, SHEAF_TYPE_RESEARCH);
  EXPECT_EQ(foam.venue.value, "Foam");
  EXPECT_EQ(foam.language, "de");
  ASSERT_THAT(foam.authors, SizeIs(2));
  EXPECT_EQ(foam.authors[0].markup, SHEAF_MARKUP_TEX);
  const auto note = run->find("https://x.example/2");
  EXPECT_EQ(note.type, SHEAF_TYPE_LETTER);  // what the item says goes first
  EXPECT_EQ(note.abstract.value, "");
  run = read(body);
  EXPECT_EQ(run->find("https://x.example/1").title.markup, SHEAF_MARKUP_HTML);
  EXPECT_EQ(run->find("https://x.example/1").abstract.flags, 0U);
  EXPECT_EQ(run->find("https://x.example/1").venue.value, "Journal of Examples");
}

TEST(FeedSource, ReadsOtherCharsets) {
  const auto run =
      read("<?xml version='1.0' encoding='utf-8'?>" +
               rss("<item><title>Sch\xF6n</title><link>https://x.example/1</link></item>"),
           "", "application/rss+xml; charset=iso-8859-1");
  EXPECT_EQ(run->records()[0].title.value, "Sch\xC3\xB6n");
}

TEST(FeedSource, KeepsWhatCanBeReadOfABrokenFeed) {
  const std::string one = "<item><title>One</title><link>https://x.example/1</link></item>";
  auto run = read(rss(one + "<item><title>Two</x></title></item>"));
  EXPECT_EQ(run->state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_THAT(run->detail(), HasSubstr("the 1 item before that is kept"));
  EXPECT_THAT(run->records(), SizeIs(1));
  const std::string whole = rss(one + one);
  run = read(whole.substr(0, whole.size() - 30));
  EXPECT_EQ(run->state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(run->records(), SizeIs(1));
  run = read("<svg/>");
  EXPECT_EQ(run->state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_THAT(run->detail(), HasSubstr("svg"));
  run = read(rss("<item><link>https://x.example/1</link></item>"));
  EXPECT_EQ(run->state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_THAT(run->detail(), HasSubstr("no item has a title"));
  EXPECT_EQ(read(rss(""))->state(), SHEAF_STATE_EMPTY_UNEXPECTED);
}

TEST(FeedSource, FollowsAHomePageToItsFeed) {
  Fetch run(R"({"url": ["https://journal.example/home/"]})");
  run.host.http.answer("https://journal.example/home/", {data("home.html")});
  run.host.http.answer("https://static.example/journal/feed.xml?a=1&b=2",
                       {rss("<item><title>A</title><link>a</link></item>")});
  ASSERT_EQ(run.fetch(), SHEAF_OK) << run.call.message();
  ASSERT_THAT(run.records(), SizeIs(1));
  EXPECT_EQ(run.records()[0].url, "https://static.example/journal/a");
}

TEST(FeedSource, AFeedThatTheHostRefusesIsReported) {
  Fetch run(R"({"url": ["https://journal.example/"]})");
  run.host.http.answer(
      "https://journal.example/",
      {"<html><link rel=alternate type=application/rss+xml href=http://169.254.169.254/>"});
  run.host.http.answer(
      "http://169.254.169.254/",
      st::Answer::fail(SHEAF_E_CONFIG, "169.254.169.254 is an address of this network"));
  EXPECT_EQ(run.fetch(), SHEAF_E_CONFIG);
  EXPECT_THAT(run.call.message(), HasSubstr("address of this network"));
}

TEST(FeedSource, APageWithoutFeedOrOneThatNamesAPageIsReported) {
  auto run = read("<html><head></head>Prove that you are human");
  EXPECT_EQ(run->state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_THAT(run->detail(), HasSubstr("names no feed"));
  run = read("<html><link rel=alternate type=application/rss+xml href=" + kUrl + ">");
  EXPECT_EQ(run->state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_THAT(run->host.http.asked(), SizeIs(2));  // and no further
}

TEST(FeedSource, OneFailingFeedLeavesTheOthers) {
  Fetch run(
      R"({"url": ["https://a.example/f", "https://b.example/f", "https://c.example/f", "https://d.example/f"]})");
  run.host.http.answer("https://a.example/f",
                       {rss("<item><title>A</title><link>/a</link></item>")});
  run.host.http.answer("https://b.example/f", {"", 500});
  run.host.http.answer(
      "https://c.example/f",
      st::Answer::fail(SHEAF_E_TRANSIENT, "GET https://c.example/f: no such host"));
  run.host.http.answer("https://d.example/f",
                       {rss("<item><title>D</title><link>/d</link></item>")});
  ASSERT_EQ(run.fetch(), SHEAF_OK) << run.call.message();
  EXPECT_EQ(run.state(), SHEAF_STATE_FAILED);
  EXPECT_EQ(run.detail(),
            "https://b.example/f: the site is in trouble (HTTP status 500). GET "
            "https://c.example/f: no such host Read: 2 feeds.");
  EXPECT_THAT(run.records(), SizeIs(2));
}

TEST(FeedSource, AllFailingIsAFailureWithTheRightCode) {
  struct Case {
    int status;
    sheaf_status code;
  };
  for (const auto& [status, code] :
       {Case{404, SHEAF_E_NOT_FOUND}, Case{401, SHEAF_E_AUTH}, Case{429, SHEAF_E_RATE_LIMITED},
        Case{503, SHEAF_E_TRANSIENT}, Case{418, SHEAF_E_UPSTREAM}}) {
    Fetch run(R"({"url": ["https://a.example/f"]})");
    run.host.http.answer("https://a.example/f", {"", status, {{"retry-after", "7"}}});
    EXPECT_EQ(run.fetch(), code) << status;
    const bool waits = status == 429 || status == 503;
    EXPECT_EQ(run.call.failure().retry_after_ms, waits ? 7000 : 0) << status;
  }
}

TEST(FeedSource, LeavesASiteAloneThatBlocks) {
  Fetch run(R"({"url": ["https://a.example/f"]})");
  run.host.http.answer("https://a.example/f", {"<html>Attention required", 403});
  EXPECT_EQ(run.fetch(), SHEAF_E_AUTH);
  EXPECT_THAT(run.call.message(), HasSubstr("blocks programs"));
  EXPECT_EQ(run.fetch(), SHEAF_E_AUTH);
  EXPECT_THAT(run.host.http.asked(), SizeIs(1));
  run.host.clock.set(at("2026-09-24T12:00:01Z"));
  EXPECT_EQ(run.fetch(), SHEAF_E_AUTH);
  EXPECT_THAT(run.host.http.asked(), SizeIs(2));
}

TEST(FeedSource, ReadsTheFeedsOfALists) {
  Fetch run(
      R"({"opml": ["file:///srv/subscriptions.opml"], "venue": "All", "url": ["https://two.example/feed"]})");
  run.host.http.answer("file:///srv/subscriptions.opml", {data("subscriptions.opml")});
  for (const std::string host : {"one", "two", "three"}) {
    run.host.http.answer("https://" + host + ".example/feed",
                         {rss("<item><title>" + host + "</title><link>/1</link></item>")});
  }
  ASSERT_EQ(run.fetch(), SHEAF_OK) << run.call.message();
  std::vector<std::string> titles;
  for (const auto& r : run.records()) titles.push_back(r.title.value + " " + r.venue.value);
  EXPECT_THAT(titles, ElementsAre("two All", "one All", "three All"));
  EXPECT_THAT(run.host.http.asked(), SizeIs(4));
}

TEST(FeedSource, ABrokenListIsReported) {
  Fetch run(R"({"opml": ["https://x.example/list"]})");
  const std::string list = data("subscriptions.opml");
  run.host.http.answer("https://x.example/list", {list.substr(0, list.find("xmlurl"))});
  run.host.http.answer("https://one.example/feed",
                       {rss("<item><title>1</title><link>/1</link></item>")});
  ASSERT_EQ(run.fetch(), SHEAF_OK) << run.call.message();
  EXPECT_EQ(run.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(run.records(), SizeIs(1));
  Fetch other(R"({"opml": ["https://x.example/list"]})");
  other.host.http.answer("https://x.example/list", {"<rss/>"});
  ASSERT_EQ(other.fetch(), SHEAF_OK);
  EXPECT_EQ(other.state(), SHEAF_STATE_FORMAT_CHANGED);
}

TEST(FeedSource, StopsWhenTheHostHasEnough) {
  const std::string item = "<item><title>T</title><link>/1</link></item>";
  Fetch run(R"({"url": ["https://a.example/f", "https://b.example/f"]})");
  run.host.http.answer("https://a.example/f", {rss(item + item + item)});
  run.host.http.answer("https://b.example/f", {rss(item)});
  ASSERT_EQ(run.fetch(2), SHEAF_OK);
  EXPECT_THAT(run.records(), SizeIs(2));
  EXPECT_EQ(run.state(), SHEAF_STATE_OK);
}

TEST(FeedSource, CancelsAtOnce) {
  Fetch run(R"({"url": ["https://a.example/f"]})");
  run.call.cancel();
  EXPECT_EQ(run.fetch(), SHEAF_E_CANCELLED);
}

TEST(FeedSource, RefusesOptionsThatContradict) {
  struct Case {
    const char* config;
    const char* says;
  };
  for (const auto& [config, says] : {
           Case{"{}", "which feeds"},
           Case{R"({"feeds": [{"journal": "x"}]})", "give `url` or `preset`"},
           Case{R"({"feeds": [{"url": "https://a.example", "preset": "plos"}]})", "not both"},
           Case{R"({"feeds": [{"preset": "plos"}]})", "name the journal by its code"},
           Case{R"({"feeds": [{"preset": "plos", "journal": "../x"}]})", "name the journal"},
           Case{R"({"feeds": [{"preset": "elife", "journal": "x"}]})", "one journal"},
           Case{R"({"url": ["https://a.example", "https://a.example"]})", "named twice"},
       }) {
    Fetch run(config);
    EXPECT_EQ(run.created(), SHEAF_E_CONFIG) << config;
    EXPECT_THAT(run.call.message(), HasSubstr(says));
  }
}

TEST(FeedSource, ProbesEveryFeed) {
  Fetch run(R"({"url": ["https://a.example/f", "https://b.example/f"]})");
  run.host.http.answer("https://a.example/f",
                       {rss("<item><title>T</title><link>/1</link></item>")});
  run.host.http.answer("https://b.example/f", {"", 404});
  run.host.without(SHEAF_SERVICE_STATE);  // a probe has no store
  EXPECT_EQ(run.probe(), SHEAF_E_NOT_FOUND);
  EXPECT_THAT(run.call.message(), HasSubstr("https://b.example/f: there is nothing"));
}

TEST(FeedPresets, SayWhatTheyWereCheckedAgainst) {
  for (const feed::Preset& p : feed::presets()) {
    EXPECT_THAT(p.summary, HasSubstr("ot checked against a served feed")) << p.id;
    const bool coded = std::string_view(p.url).find("{journal}") != std::string_view::npos;
    EXPECT_EQ(coded, *p.journals != '\0') << p.id;
  }
}

// Real feeds, recorded.
TEST(FeedSamples, AreReadWhole) {
  struct Sample {
    const char* path;
    std::size_t records;
  };
  for (const auto& [path, count] :
       {Sample{"nature/nature_medicine_2026-09-08.rdf.xml", 8},
        Sample{"biorxiv_rss/miniflux_bioengineering_2019-11-29.rdf.xml", 1},
        Sample{"arxiv_rss/laya-reader_cs.LG+cs.AI+cs.CL+stat.ML_2026-09-24.rss", 4},
        Sample{"arxiv_rss_RECONSTRUCTED/cs.CV_2026-06-16.rss", 263},
        Sample{"arxiv_atom_rss/zotero-arxiv-daily_cs.AI_2025-08-20.atom", 7},
        Sample{"arxiv_rss_legacy_rdf/physbiblio_hep-ex_2018-05-23.rdf.xml", 3}}) {
    const auto run = read(test::read_file(test::sample(std::string("feeds/") + path)));
    EXPECT_EQ(run->state(), SHEAF_STATE_OK) << path << run->detail();
    EXPECT_THAT(run->records(), SizeIs(count)) << path;
    std::size_t authors = 0, identified = 0;
    for (const auto& r : run->records()) {
      EXPECT_NE(r.url, "") << path << r.id;
      identified += r.identifiers.empty() ? 0 : 1;
      authors += r.authors.size();
    }
    EXPECT_EQ(identified, count) << path;
    std::printf("%s: %zu items, %zu with an identifier, %zu authors\n", path, run->records().size(),
                identified, authors);
  }
}

}  // namespace
}  // namespace feed_test
