// Tags that do not fit together.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "sdk/feed/bodies.h"
#include "sdk/feed/xml_log.h"
#include "sheaf/feed/feed.hpp"

namespace {

using namespace sheaf::feed;
using How = ParseEnd::How;

// What <m> holds when more follows it.
std::string markup_of(std::string_view inner) {
  const ParseResult r = parse("<a><m>" + std::string(inner) + "</m><t>after</t></a>");
  EXPECT_EQ(r.end.how, How::kComplete) << inner << ": " << r.end.detail;
  const auto end = r.out.find("]m");
  EXPECT_EQ(r.out.substr(end), "]m<|t>[after]t</|a>") << inner;
  return r.out.substr(9, end - 9);
}

TEST(Tags, HtmlElementsWithoutContentNeedNoEnd) {
  EXPECT_EQ(markup_of("one<br>two<br/>three<br></br>four"), "one<br/>two<br/>three<br/>four");
  EXPECT_EQ(markup_of("<p>one<hr>two<img src='u' alt='a > b'>three</p>"),
            "<p>one<hr/>two<img src=\"u\" alt=\"a &gt; b\"/>three</p>");
  EXPECT_EQ(markup_of("a<br>b<i>c<wbr>d</i><input type='x'>e"),
            "a<br/>b<i>c<wbr/>d</i><input type=\"x\"/>e");
  EXPECT_EQ(markup_of("a</br>b<BR>c"), "a<br/>b<BR>c</BR>");
  EXPECT_EQ(markup_of("a<br/ >b"), "a<br/>b");
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "<br>x";
  EXPECT_EQ(markup_of(many).size(), 6000U) << "each is closed before the next";
}

TEST(Tags, HtmlElementsLeftOpenAreClosed) {
  EXPECT_EQ(markup_of("<p>one<p>two"), "<p>one</p><p>two</p>");
  EXPECT_EQ(markup_of("<div><p>one<br>two</div>x"), "<div><p>one<br/>two</p></div>x");
  EXPECT_EQ(markup_of("<ul><li>a<li>b<ul><li>c</ul></ul>"),
            "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>");
  EXPECT_EQ(markup_of("<i>a <b>b</i> c</b> d"), "<i>a <b>b</b></i> c d");
  EXPECT_EQ(markup_of("one</p>two</i>"), "onetwo");
  EXPECT_EQ(markup_of("<P>one</p>two"), "<P>one</P>two");
}

TEST(Tags, AttributesOfHtmlMayBeWrittenAsThere) {
  EXPECT_EQ(markup_of("<img src=a.png?b=1&c=2 width='5'>x<td nowrap>y</td>"),
            "<img src=\"a.png?b=1&amp;c=2\" width=\"5\"/>x<td nowrap=\"nowrap\">y</td>");
  EXPECT_EQ(markup_of("<p align='left'class='a' >x</p><hr noshade/><br clear=all />"),
            "<p align=\"left\" class=\"a\">x</p><hr noshade=\"noshade\"/><br clear=\"all\"/>");
  EXPECT_EQ(parse("<x><m><a href=u?v</a></m></x>").end.how, How::kMalformed);
  EXPECT_EQ(parse("<x><y href=u/></x>").end.how, How::kMalformed);
}

TEST(Tags, WellFormedDocumentsStayAsTheyAre) {
  EXPECT_EQ(parse("<x><area>Physics</area><t>1</t><i><y/></i><link>u</link></x>").out,
            "<|x><|area></|area><|t>[1]t<|i><|y></|y></|i><|link></|link></|x>");
  EXPECT_EQ(parse("<x><t>a</t><br></br></x>").end.repaired, 0U);
  EXPECT_EQ(markup_of("<div><p>a</p><br/><i>b</i></div>"), "<div><p>a</p><br/><i>b</i></div>");
}

TEST(Tags, OtherElementsMustFit) {
  EXPECT_EQ(parse("<x><item><t>1</t></x>").end.how, How::kMalformed);
  EXPECT_EQ(parse("<x></item></x>").end.how, How::kMalformed);
  EXPECT_EQ(parse("<x><link>u</x>").end.how, How::kMalformed);
}

TEST(Tags, UndeclaredPrefixesAreDropped) {
  EXPECT_EQ(parse("<x><prism:volume>7</prism:volume><y:t>v</y:t><z:s/></x>").out,
            "<|x><|volume></|volume><|t>[v]t<|s></|x>");
  EXPECT_EQ(parse("<x xmlns='u'><p:y q:b='1' c='2'/></x>").out, "<u|x><|y |b=1 |c=2></|y></u|x>");
  EXPECT_EQ(parse("<x><y href='1' l:href='2' m:href='3' xml:lang='en'/></x>").out,
            "<|x><|y |href=1 http://www.w3.org/XML/1998/namespace|lang=en></|y></|x>");
  EXPECT_EQ(parse("<x><p:y xmlns:p='u'><p:z/></p:y><p:y/></x>").out,
            "<|x><u|y><u|z></u|z></u|y><|y></|y></|x>");
  EXPECT_EQ(parse("<x><p:y xmlns:p=''/></x>").out, "<|x><|y></|y></|x>");
  EXPECT_EQ(parse("<p:x><p:t>1</p:t ></p:x>").out, "<|x><|t>[1]t</|x>");
}

TEST(Tags, PrefixesThatAllFeedsMeanAlikeGetTheirNamespace) {
  const std::string dc(kDublinCoreNs);
  EXPECT_EQ(parse("<x><dc:title>1</dc:title><dc:y/></x>").out,
            "<|x><" + dc + "|title></" + dc + "|title><" + dc + "|y></" + dc + "|y></|x>");
  EXPECT_EQ(parse("<x><dc:y xmlns:dc='u'/></x>").out, "<|x><u|y></u|y></|x>");
}

TEST(Tags, ManyPrefixesAreRefused) {
  XmlOptions small;
  small.limits.distinct_names = 5;
  std::string tag = "<x";
  for (int i = 0; i < 10; ++i) tag += " xmlns:p" + std::to_string(i) + "='u'";
  EXPECT_EQ(parse(tag + "/>", small).end.how, How::kTooBig);
  std::string many = "<x";
  for (int i = 0; i < 60'000; ++i) many += " xmlns:p" + std::to_string(i) + "='u'";
  EXPECT_EQ(parse(many + "/>").end.how, How::kTooBig);
  std::string odd = "<x";
  for (int i = 0; i < 40'000; ++i) odd += " p" + std::to_string(i) + ":a='u'";
  EXPECT_EQ(parse(odd + "/>").out, "<|x |a=u></|x>");
}

TEST(Tags, HostileTagsTakeLinearTime) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<b></p>";
  EXPECT_EQ(parse("<a>" + deep).end.how, How::kTooBig);
  std::string stray = "<a>";
  for (int i = 0; i < 300'000; ++i) stray += "</p>";
  EXPECT_EQ(parse(stray + "</a>").end.how, How::kComplete);
}

TEST(Tags, PiecesOfAnySizeGiveTheSame) {
  const std::string body =
      "<x a='1>2'><prism:volume q:z='&lt;'>7</prism:volume><m>o<br>t<p>\xC3\xA9<p c='é'>u</m>"
      "<dc:t>v</dc:t></x>";
  const ParseResult whole = parse(body);
  EXPECT_EQ(whole.end.how, How::kComplete);
  for (const std::size_t piece : {1U, 2U, 3U, 5U, 7U, 64U}) {
    Log log;
    const ParseEnd end = read_xml(in_pieces(body, piece), log);
    EXPECT_EQ(log.out, whole.out) << piece;
    EXPECT_EQ(end.repaired, whole.end.repaired) << piece;
  }
}

TEST(Tags, TheItemsAfterBrokenOnesAreRead) {
  std::vector<std::string> titles;
  std::string creator;
  std::string volume;
  const FeedEnd end = read_feed(
      from_memory("<rss version='2.0'><channel><title>f</title><link>u</link>"
                  "<item><title>one</title><link>https://x.example/1</link>"
                  "<description>a<br>b<p>c <img src='u'></description>"
                  "<prism:volume>7</prism:volume><dc:creator>A. Mosse</dc:creator>"
                  "<media:title>no</media:title></item>"
                  "<item><media:title>no</media:title><title>two</title></item></channel></rss>"),
      [&](Item& item) {
        titles.push_back(item.title.text);
        if (const Other* found = item.find("volume")) volume = found->text;
        if (!item.authors.empty()) creator = item.authors[0].name;
        return true;
      });
  EXPECT_EQ(end.parse.how, How::kComplete) << end.parse.detail;
  EXPECT_EQ(titles, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(volume, "7");
  EXPECT_EQ(creator, "A. Mosse");
}

}  // namespace
