// What the feed plugin reads in texts, names, addresses, pages and lists.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "documents.h"
#include "fixture.h"
#include "people.h"
#include "support/people.h"
#include "texts.h"
#include "urls.h"

namespace {

using namespace feed;
using feed_test::data;
using test::shown;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Texts, BylinesAreToldFromSentences) {
  struct Case {
    const char* text;
    const char* names;  // nullptr: no byline
    const char* rest;
  };
  for (const auto& [text, names, rest] : {
           Case{"<p>by Ada Moor, Ben van der Ode</p>\n\nAnts vote.", "Ada Moor, Ben van der Ode",
                "Ants vote."},
           Case{"by Ada Moor<br/>Ants vote.", "Ada Moor", "Ants vote."},
           Case{"by A. Author Missense variants are common.", "A. Author",
                "Missense variants are common."},
           Case{"by A. Author, B.-C. van Writer and É. Scribe Foam is light.",
                "A. Author, B.-C. van Writer and É. Scribe", "Foam is light."},
           Case{"by Known Person, Other One Foam is light.", "Known Person, Other One",
                "Foam is light."},
           Case{"<p>By combining soap and water</p><p>foam is made.</p>", nullptr, ""},
           Case{"<p>by 2026, Half of it</p><p>foam is made.</p>", nullptr, ""},
           Case{"by Ada Moor", nullptr, ""},
           Case{"by Known Person, Other One</p>", "Known Person, Other One", ""},
           Case{"by Unknown Name Foam is light.", nullptr, ""},
           Case{"<p>by Ada Moor</p>", nullptr, ""},
           Case{"Bystanders, A. Author", nullptr, ""},
           Case{"", nullptr, ""},
       }) {
    const bool with_known = std::string_view(text).find("Known") != std::string_view::npos;
    const auto byline =
        split_byline(text, with_known ? std::vector<std::string>{"Known Person", "Other One"}
                                      : std::vector<std::string>{});
    ASSERT_EQ(byline.has_value(), names != nullptr) << text;
    if (!byline) continue;
    EXPECT_EQ(byline->names, names);
    EXPECT_EQ(byline->rest, rest);
  }
}

TEST(Texts, CitationsOfTheItemAreCut) {
  struct Case {
    const char* text;
    const char* rest;
  };
  for (const auto& [text, rest] : {
           Case{"Science, Volume 380, Issue 6641, Page 123-126, April 2023. <br/>Foam.", "Foam."},
           Case{"<p>PNAS, Volume 120, Issue 1, January 2026.</p>Foam.", "Foam."},
           Case{"Science, Volume 380, Issue 6641, April 2023. Foam is light.", "Foam is light."},
           Case{"Nature, Man and Foam, Ahead of Print. <br/>Foam.", "Foam."},
           Case{"New England Journal of Examples, Volume 1, Issue 2, Page 3-4, May 2026.", ""},
           Case{"Science, Ahead of Print.", ""},
           Case{
               "<p>Nature, Published online: 08 May 2026; <a href=\"x\">doi:10.1038/x</a></p>Foam.",
               "Foam."},
           Case{"Nature, Published online: 08 May 2026; doi:10.1038/x", ""},
           Case{"Foam was published online: it is light.",
                "Foam was published online: it is light."},
           Case{"The volume, page by page, was read. Then closed.",
                "The volume, page by page, was read. Then closed."},
           Case{"Volume matters. Foam is light.", "Volume matters. Foam is light."},
           Case{"In April 2023, foam was light.", "In April 2023, foam was light."},
           Case{"", ""},
       }) {
    EXPECT_EQ(trimmed(without_citation(text)), rest) << text;
  }
}

TEST(Texts, SayingsAreRecognised) {
  EXPECT_EQ(skeleton("<p>CO<sub>2</sub> &amp; p&lt;0.01 &eacute;t\xC3\xA9</p>"),
            "co2p001\xC3\xA9t\xC3\xA9");
  EXPECT_EQ(skeleton(std::string(300'000, '<')).size(), 0U);
  std::string open_tags;
  for (int i = 0; i < 300'000; ++i) open_tags += "<a";
  EXPECT_EQ(skeleton(open_tags).size(), 300'000U);  // no square of it
  EXPECT_TRUE(is_cut("Foam is …"));
  EXPECT_TRUE(is_cut("<p>Foam is [...]</p> <a href='x'>Read more</a>"));
  EXPECT_FALSE(is_cut("Foam is light."));
  EXPECT_EQ(type_of_label("<p>Letter to the Editor</p>"), SHEAF_TYPE_LETTER);
  EXPECT_EQ(type_of_label("News &amp; Views"), SHEAF_TYPE_NEWS);
  EXPECT_EQ(type_of_label("Research Article"), SHEAF_TYPE_RESEARCH);
  EXPECT_EQ(type_of_label("Letters to a friend"), SHEAF_TYPE_UNKNOWN);
  EXPECT_EQ(type_of_title("Correction for Held et al., A moss"), SHEAF_TYPE_CORRECTION);
  EXPECT_EQ(type_of_title("Retraction Note: A moss"), SHEAF_TYPE_RETRACTION);
  EXPECT_EQ(type_of_title("Reply to Held"), SHEAF_TYPE_LETTER);
  EXPECT_EQ(type_of_title("Review: foams"), SHEAF_TYPE_UNKNOWN);  // only notices are told so
  EXPECT_EQ(type_of_title("Correction of errors in quantum codes"), SHEAF_TYPE_UNKNOWN);
  EXPECT_TRUE(says_retracted("RETRACTED: A moss"));
  EXPECT_TRUE(says_no_abstract("No abstract available."));
}

TEST(People, AreReadInEveryStyle) {
  const auto names = [](std::string_view list, Authors style = Authors::kAuto) {
    std::vector<std::string> out;
    for (const auto& p : people_of(list, style, SHEAF_MARKUP_HTML))
      out.push_back(p.family + "|" + p.given);
    return out;
  };
  EXPECT_THAT(names("Ada Moor, Ben de Ode and Cleo Reed"),
              ElementsAre("Moor|Ada", "de Ode|Ben", "Reed|Cleo"));
  EXPECT_THAT(names("Moor, A.; de Ode, B."), ElementsAre("Moor|A.", "de Ode|B."));
  EXPECT_THAT(names("Moor, A., Ode, B.-C."), ElementsAre("Moor|A.", "Ode|B.-C."));
  EXPECT_THAT(names("Moor, Ada"), ElementsAre("Moor|Ada"));
  EXPECT_THAT(names("by Ada Moor"), ElementsAre("Moor|Ada"));
  EXPECT_THAT(names("Moor, Ada", Authors::kComma), ElementsAre("Moor|", "Ada|"));
  EXPECT_THAT(names("Moor, Ada Ben", Authors::kOnePerElement), ElementsAre("Moor|Ada Ben"));
  EXPECT_THAT(names("Mo&euml;, Ada"), ElementsAre("Mo&euml;|Ada"));
  EXPECT_THAT(names(" , "), IsEmpty());

  std::vector<sheaf::feed::Author> authors(4);
  authors[0].name = "ada@example.org (Ada Moor)";
  authors[1].name = "Ben Ode <ben@example.org>";
  authors[2].name = "noreply@example.org";
  authors[3].name = "Reed, Cleo";
  authors[3].uri = "https://orcid.org/0000-0002-1825-0097";
  const auto all = people(authors, Authors::kAuto, SHEAF_MARKUP_PLAIN);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].name, "Ada Moor");
  EXPECT_EQ(all[1].name, "Ben Ode");
  EXPECT_EQ(all[2].name, "Cleo Reed");
  EXPECT_EQ(all[2].orcid, "0000-0002-1825-0097");
}

TEST(People, OfOneString) {
  const auto of = [](std::string_view text) {
    std::vector<sheaf::feed::Author> authors(1);
    authors[0].name = text;
    return shown(people(authors, Authors::kAuto, SHEAF_MARKUP_HTML));
  };
  EXPECT_THAT(of("王伟, 李明"), ElementsAre("伟|王", "明|李"));
  EXPECT_THAT(of("王伟，李明；张三"), ElementsAre("伟|王", "明|李", "三|张"));
  EXPECT_THAT(of("김철수, 이영희"), ElementsAre("철수|김", "영희|이"));
  EXPECT_THAT(of("山田 太郎"), ElementsAre("太郎|山田"));
  EXPECT_THAT(of("Jane Roe, MD, PhD, John Poe, MSc"), ElementsAre("Jane|Roe", "John|Poe"));
  EXPECT_THAT(of("Roe, Jane and Poe, John"), ElementsAre("Jane|Roe", "John|Poe"));
  EXPECT_THAT(of("King, Jr., Martin Luther"), ElementsAre("Martin Luther|King|Jr."));
  EXPECT_THAT(of("By Dr. Jane Roe"), ElementsAre("Jane|Roe"));
  EXPECT_THAT(of("WEIR Collaboration: A. Adler"), ElementsAre("=WEIR Collaboration", "A.|Adler"));
  EXPECT_THAT(of("[Anonymous]"), IsEmpty());
}

TEST(People, AddressesOfMailAreNoNames) {
  const auto of = [](std::string_view text) {
    std::vector<sheaf::feed::Author> authors(1);
    authors[0].name = text;
    return shown(people(authors, Authors::kAuto, SHEAF_MARKUP_HTML));
  };
  for (const char* text :
       {"Ada Moor (ada@x.example)", "ada@x.example (Ada Moor)", "Ada Moor <ada@x.example>",
        "Ada Moor [ada@x.example]", "Ada Moor, ada@x.example", "ada@x.example Ada Moor",
        "Ada Moor (mailto:ada@x.example)", "Ada Moor < ada@x.example >"}) {
    EXPECT_THAT(of(text), ElementsAre("Ada|Moor")) << text;
  }
  EXPECT_THAT(of("ada@x.example"), IsEmpty());
  EXPECT_THAT(of("ada@x.example (Ada Moor), ben@x.example (Ben Ode)"),
              ElementsAre("Ada|Moor", "Ben|Ode"));
  std::vector<sheaf::feed::Author> authors(1);
  authors[0].name = "Ada Moor (Moss Lab, ada@x.example)";
  EXPECT_EQ(people(authors, Authors::kAuto, SHEAF_MARKUP_HTML).at(0).affiliation, "Moss Lab");
}

TEST(People, AreNamedOnce) {
  using From = sheaf::feed::Author::From;
  const auto of = [](std::initializer_list<std::pair<const char*, From>> elements) {
    std::vector<sheaf::feed::Author> authors;
    for (const auto& [name, from] : elements) {
      auto& author = authors.emplace_back();
      author.name = name;
      author.from = from;
    }
    authors.back().uri = "https://orcid.org/0000-0002-1825-0097";
    return people(authors, Authors::kAuto, SHEAF_MARKUP_HTML);
  };
  const auto twice = of({{"Moë, Ada", From::kCreator}, {"Ada Mo&euml;", From::kCreator}});
  EXPECT_THAT(shown(twice), ElementsAre("Ada|Moë"));
  EXPECT_EQ(twice[0].orcid, "0000-0002-1825-0097");
  EXPECT_THAT(shown(of({{"ada@x.example (Ada Moor)", From::kRss}, {"Ada Moor", From::kCreator}})),
              ElementsAre("Ada|Moor"));
  EXPECT_THAT(shown(of({{"Ada Moor, Ben Ode", From::kRss},
                        {"Ada Moor", From::kCreator},
                        {"BEN ODE", From::kCreator}})),
              ElementsAre("Ada|Moor", "Ben|Ode"));
  EXPECT_THAT(shown(of({{"Ada Moor", From::kRss}, {"Ada Moor, Ben Ode", From::kCreator}})),
              ElementsAre("Ada|Moor", "Ben|Ode"));
}

TEST(Urls, AreCleaned) {
  EXPECT_EQ(without_tracking("https://a/b?af=R&id=1&utm_source=x#rss"), "https://a/b?id=1");
  EXPECT_EQ(without_tracking("https://a/b?rss=yes"), "https://a/b");
  EXPECT_EQ(without_tracking("https://a/b?id=10.1/x%2Fy#part"), "https://a/b?id=10.1/x%2Fy#part");
}

TEST(Documents, AreToldApart) {
  EXPECT_EQ(kind_of(" \xEF\xBB\xBF{\"version\""), Kind::kXml);  // the mark is not in front
  EXPECT_EQ(kind_of("\xEF\xBB\xBF {\"version\""), Kind::kJson);
  EXPECT_EQ(kind_of("<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html>"), Kind::kHtml);
  EXPECT_EQ(kind_of("<rss><description>&lt;html&gt;<html>"), Kind::kXml);
  EXPECT_EQ(kind_of("<!-- a --><HTML>"), Kind::kHtml);
  EXPECT_EQ(kind_of(""), Kind::kXml);
}

TEST(Pages, NameTheirFeeds) {
  std::vector<std::string> urls;
  for (const auto& a : alternates(data("home.html"), "https://journal.example/home/"))
    urls.push_back(a.url);
  EXPECT_THAT(
      urls, ElementsAre("https://static.example/journal/feed.xml?a=1&b=2",
                        "https://other.example/feed.json", "https://static.example/comments/feed"));
}

TEST(Pages, MayBeHostile) {
  const std::string link = "<link rel=alternate type=application/rss+xml href=";
  EXPECT_THAT(alternates(link, "https://a.example/"), IsEmpty());
  EXPECT_THAT(alternates(link + "\"/x", "https://a.example/"), testing::SizeIs(1));
  EXPECT_THAT(alternates("<!--" + link + "/x>", "https://a.example/"), IsEmpty());
  EXPECT_THAT(alternates("<script>" + link + "/x>", "https://a.example/"), IsEmpty());
  EXPECT_THAT(alternates(link + "file:///etc/passwd>", "https://a.example/"), IsEmpty());
  EXPECT_THAT(
      alternates("<base href='file:///etc/'>" + link + "passwd>", "https://a.example/")[0].url,
      "https://a.example/passwd");
  EXPECT_THAT(alternates(std::string(1 << 20, ' ') + link + "/x>", "https://a.example/"),
              IsEmpty());
  std::string many;
  for (int i = 0; i < 1000; ++i) many += link + "/" + std::to_string(i) + ">";
  EXPECT_THAT(alternates(many, "https://a.example/"), testing::SizeIs(50));
  std::string open = "<link";
  for (int i = 0; i < 100'000; ++i) open += " a=<\"'";
  EXPECT_THAT(alternates(open, "https://a.example/"), IsEmpty());
}

TEST(Lists, AreReadHoweverNested) {
  const auto list = read_opml(data("subscriptions.opml"), "", 100);
  EXPECT_TRUE(list.is_opml);
  EXPECT_THAT(list.urls, ElementsAre("https://one.example/feed", "https://two.example/feed",
                                     "https://three.example/feed"));
  EXPECT_EQ(list.unusable, 1U);
  const auto schemes = read_opml(
      "<opml><body><outline xmlUrl='feed:https://a.example/f'/><outline "
      "xmlUrl='FEED://b.example/f'/><outline xmlUrl='feed:/c'/></body></opml>",
      "", 100);
  EXPECT_THAT(schemes.urls, ElementsAre("https://a.example/f", "https://b.example/f"));
  EXPECT_EQ(schemes.unusable, 1U);
  EXPECT_FALSE(read_opml("<rss/>", "", 100).is_opml);
  EXPECT_EQ(read_opml(data("subscriptions.opml"), "", 2).urls.size(), 2U);
}

}  // namespace
