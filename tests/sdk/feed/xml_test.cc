#include "sheaf/feed/xml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "sdk/feed/bodies.h"
#include "sdk/feed/xml_log.h"

namespace {

using namespace sheaf::feed;
using testing::HasSubstr;
using How = ParseEnd::How;

TEST(Xml, NamesAttributesAndNesting) {
  const ParseResult r =
      parse("<a xmlns='u' xmlns:p='v' x='1' p:y='&lt;2'><p:b/><c xmlns=''><d/></c></a>");
  EXPECT_EQ(r.end.how, How::kComplete);
  EXPECT_EQ(r.out, "<u|a |x=1 v|y=<2><v|b></v|b><|c><|d></|d></|c></u|a>");
}

TEST(Xml, AnElementWithoutNamespaceDoesNotInheritThatOfItsSibling) {
  EXPECT_EQ(parse("<a xmlns:p='v'><p:b/><c/></a>").out, "<|a><v|b></v|b><|c></|c></|a>");
}

TEST(Xml, AttributeByName) {
  const std::vector<XmlAttribute> attributes = {{{"u", "a"}, "1"}, {{"", "a"}, "2"}};
  EXPECT_EQ(attribute(attributes, "a"), "2");
  EXPECT_EQ(attribute(attributes, "a", "u"), "1");
  EXPECT_EQ(attribute(attributes, "b"), "");
}

TEST(Xml, TextJoinsNestedElements) {
  EXPECT_EQ(parse("<a><t>x <i>y</i><b> &amp; z</b></t></a>").out, "<|a><|t>[x y & z]t</|a>");
}

TEST(Xml, MarkupIsWrittenOutAgainOnlyWhereThereIsSome) {
  EXPECT_EQ(parse("<a><m>1 &lt; 2 &amp; 3</m></a>").out, "<|a><|m>[1 < 2 & 3]m</|a>");
  EXPECT_EQ(parse("<a><m>1 &lt; <i t='&quot;&amp;'>x</i><br/><x:p xmlns:x='u'/> &amp;</m></a>").out,
            "<|a><|m>{1 &lt; <i t=\"&quot;&amp;\">x</i><br/><p></p> &amp;]m</|a>");
}

TEST(Xml, SkipsSubtrees) {
  EXPECT_EQ(parse("<a><s><t>no</t><s/></s><t>yes</t></a>").out, "<|a><|s><|t>[yes]t</|a>");
}

TEST(Xml, StopsWhenTheHandlerHasEnough) {
  const ParseResult r = parse("<a><t>1</t><stop/><t>2</t></a>");
  EXPECT_EQ(r.end.how, How::kComplete);
  EXPECT_TRUE(r.end.stopped);
  EXPECT_EQ(r.out, "<|a><|t>[1]t");
  EXPECT_TRUE(parse("<a><t xmlns='enough'>1</t><t>2</t></a>").end.stopped);
  EXPECT_FALSE(parse("<a/>").end.stopped);
}

TEST(Xml, ExceptionsOfTheHandlerPass) {
  EXPECT_THROW(parse("<a><throw/></a>"), std::invalid_argument);
}

TEST(Xml, ExceptionsOfTheSourcePassAfterWhatCameBefore) {
  Log log;
  std::string_view body;
  const Read read = [&](char* buffer, std::size_t capacity) {
    if (body.empty()) throw std::runtime_error("connection reset");
    const std::size_t n = std::min(capacity, body.size());
    body.copy(buffer, n);
    body.remove_prefix(n);
    return n;
  };
  for (const std::size_t blanks :
       {std::size_t{0}, std::size_t{2000}}) {  // inside the first bytes, and behind them
    const std::string whole = "<a>" + std::string(blanks, ' ') + "<t>1</t><t>";
    body = whole;
    log.out.clear();
    EXPECT_THROW(read_xml(read, log), std::runtime_error);
    EXPECT_EQ(log.out, "<|a><|t>[1]t<|t>") << blanks;
  }
}

// ---- how a body ends

TEST(Xml, Empty) {
  for (const std::string_view body : {"", " \r\n\t ", "\xEF\xBB\xBF", "\xEF\xBB\xBF\n"}) {
    EXPECT_EQ(parse(body).end.how, How::kEmpty) << body;
  }
}

TEST(Xml, Truncated) {
  for (const std::string_view body :
       {"<?xml version='1.0'?>", "<", "<a", "<a b='", "<a>", "<a>x", "<a>&am", "<a><!-- x",
        "<a><![CDATA[x", "<!DOCTYPE a [ <!ENTITY", "<a>\xC3", "<a></a", "<!-- only -->"}) {
    const ParseEnd end = parse(body).end;
    EXPECT_EQ(end.how, How::kTruncated) << body;
    EXPECT_THAT(end.detail, HasSubstr("after " + std::to_string(body.size()) + " bytes")) << body;
  }
  EXPECT_THAT(parse("<rss>").end.detail, HasSubstr("before <rss> is closed"));
}

TEST(Xml, Malformed) {
  const ParseResult r = parse("<a>\n<t>1</t>\n<b></c></a>");
  EXPECT_EQ(r.end.how, How::kMalformed);
  EXPECT_THAT(r.end.detail, HasSubstr("line 3"));
  EXPECT_EQ(r.out, "<|a><|t>[1]t<|b>");
  EXPECT_EQ(parse("<x b=1/>").end.how, How::kMalformed);
  EXPECT_EQ(parse("<x>1 <!2</x>").end.how, How::kMalformed);
}

TEST(Xml, LineNumbersSurviveWhatIsDropped) {
  const ParseResult r = parse(
      "<?xml version='1.0'\n?>\n<!DOCTYPE a [\n<!ENTITY x 'y'>\n]>\n<!--\n\n--><a><?pi\n?></x>");
  EXPECT_EQ(r.end.how, How::kMalformed);
  EXPECT_THAT(r.end.detail, HasSubstr("line 9"));
}

TEST(Xml, HtmlPageIsNoXml) {
  ParseEnd end =
      parse("<!doctype HTML>\n<html lang=en><head><title>Just a\n moment...</title></head>").end;
  EXPECT_EQ(end.how, How::kNotXml);
  EXPECT_EQ(end.detail, "an HTML page, not XML: \"Just a moment...\"");
  end = parse("\n<!-- x --><HTML><body>").end;
  EXPECT_EQ(end.how, How::kNotXml);
  EXPECT_EQ(end.detail, "an HTML page, not XML");
  EXPECT_EQ(
      parse("<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0' 'http://x'><html/>")
          .end.how,
      How::kNotXml);
}

TEST(Xml, PlainTextIsNoXml) {
  const ParseEnd end = parse("Rate\x1b exceeded.\n").end;
  EXPECT_EQ(end.how, How::kNotXml);
  EXPECT_EQ(end.detail, "not XML but text: \"Rate exceeded.\"");
  EXPECT_EQ(parse("{\"error\": 1}").end.how, How::kNotXml);
  EXPECT_EQ(parse("\x1f\x8b\x08 gzip").end.how, How::kNotXml);
  EXPECT_LE(parse(std::string(10'000, 'x')).end.detail.size(), 120U);
}

TEST(Xml, WhatFollowsTheRootIsReadAwayAndIgnored) {
  const std::string body = "<a/>" + std::string(10'000, '\n') + "<script>&&</a>";
  std::size_t given = 0;
  const Read source = from_memory(body);
  Log log;
  const ParseEnd end = read_xml(
      [&](char* buffer, std::size_t capacity) {
        const std::size_t n = source(buffer, std::min<std::size_t>(capacity, 100));
        given += n;
        return n;
      },
      log);
  EXPECT_EQ(end.how, How::kComplete);
  EXPECT_EQ(given, body.size());
}

// ---- entities

TEST(Xml, HtmlEntities) {
  EXPECT_EQ(
      text_of("<a><t>&nbsp;&eacute;&Scaron;&ccaron;&alpha;&lt;&amp;&quot;&apos;&LT;&nvlt;</t></a>"),
      "\u00A0\u00E9\u0160\u010D\u03B1<&\"'<<\u20D2");
  EXPECT_THAT(parse("<a b='x&nbsp;y&LT;&QUOT;'/>").out, HasSubstr("b=x\u00A0y<\""));
}

TEST(Xml, EntitiesAreLeftAloneInCdataAndComments) {
  EXPECT_EQ(text_of("<a><!-- &nbsp; & --><t><![CDATA[&nbsp; & ]] ]>]]></t></a>"), "&nbsp; & ]] ]>");
}

TEST(Xml, BareAmpersandsAndUnknownEntitiesAreText) {
  const ParseResult r = parse("<a><t>AT&T & Co &foo; &&amp;</t></a>");
  EXPECT_EQ(r.end.how, How::kComplete);
  EXPECT_EQ(r.out, "<|a><|t>[AT&T & Co &foo; &&]t</|a>");
  EXPECT_EQ(r.end.repaired, 4U);
}

TEST(Xml, BareLessThanSignsAreText) {
  const ParseResult r = parse("<a><t>p < 0.05, p<0.01, K << n, 1 <= 2 <- 3 <</t></a>");
  EXPECT_EQ(r.end.how, How::kComplete);
  EXPECT_EQ(r.out, "<|a><|t>[p < 0.05, p<0.01, K << n, 1 <= 2 <- 3 <]t</|a>");
  EXPECT_EQ(r.end.repaired, 7U);
}

TEST(Xml, DoctypeIsToleratedAndNeverLoaded) {
  EXPECT_EQ(
      text_of(
          "<?xml version='1.0'?>\n<!DOCTYPE PubmedArticleSet PUBLIC \"-//NLM//DTD PubMedArticle\" "
          "\"https://dtd.example.org/pubmed.dtd\">\n<a><t>x&#xe9;</t></a>"),
      "xé");
  EXPECT_EQ(text_of("<!DOCTYPE rdf:RDF [ <!-- it's --> <?pi '?> <!ENTITY % HTMLlat1 PUBLIC "
                    "'-//W3C//ENTITIES' "
                    "'http://www.w3.org/TR/xhtml1/DTD/xhtml-lat1.ent'> %HTMLlat1; <!ENTITY mine "
                    "\"A > 'B' &#38; "
                    "\xC3\xA9\"> <!ENTITY mine 'no'> ]><a><t>&mine;&eacute;</t></a>"),
            "A > 'B' & éé");
}

TEST(Xml, ExternalEntitiesAreRefused) {
  for (const std::string_view id :
       {"SYSTEM \"file:///etc/passwd\"", "SYSTEM 'http://127.0.0.1/x'", "PUBLIC 'x' 'y'"}) {
    const ParseResult r =
        parse("<!DOCTYPE a [<!ENTITY xxe " + std::string(id) + ">]><a><t>1</t><t>&xxe;</t></a>");
    EXPECT_EQ(r.end.how, How::kMalformed);
    EXPECT_THAT(r.end.detail, HasSubstr("never loaded"));
    EXPECT_EQ(r.out, "<|a><|t>[1]t<|t>");
  }
}

TEST(Xml, BillionLaughsIsRefused) {
  std::string body = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY lol0 'lol'>";
  for (int i = 1; i < 10; ++i) {
    body += "<!ENTITY lol" + std::to_string(i) + " '";
    for (int k = 0; k < 10; ++k) body += "&lol" + std::to_string(i - 1) + ";";
    body += "'>";
  }
  const ParseResult r = parse(body + "]><a><t>&lol0;</t><t>&lol9;</t></a>");
  EXPECT_EQ(r.end.how, How::kTooBig);
  EXPECT_THAT(r.end.detail, HasSubstr("\"lol9\" is made of other entities"));
  EXPECT_EQ(r.out, "<|a><|t>[lol]t<|t>");
  EXPECT_EQ(parse("<!DOCTYPE a [<!ENTITY x '<b/>'>]><a>&x;</a>").end.how, How::kTooBig);
}

TEST(Xml, QuadraticBlowUpIsRefused) {
  std::string body = "<!DOCTYPE a [<!ENTITY x '" + std::string(200, 'x') + "'>]><a><t>";
  for (int i = 0; i < 10'000; ++i) body += "&x;";
  const ParseEnd end = parse(body + "</t></a>").end;
  EXPECT_EQ(end.how, How::kTooBig);
  EXPECT_THAT(end.detail, HasSubstr("expand to more than"));
  EXPECT_EQ(
      parse("<!DOCTYPE a [<!ENTITY x '" + std::string(100'000, 'x') + "'>]><a>&x;</a>").end.how,
      How::kTooBig);
}

// ---- limits

TEST(Xml, Limits) {
  XmlOptions small;
  small.limits = {
      .depth = 3, .tag_bytes = 100, .value_bytes = 50, .entity_bytes = 10, .distinct_names = 5};
  EXPECT_EQ(parse("<a><b><c/></b></a>", small).end.how, How::kComplete);
  ParseEnd end = parse("<a>\n<b><c><a/></c></b></a>", small).end;
  EXPECT_EQ(end.how, How::kTooBig);
  EXPECT_EQ(end.detail, "line 2: elements nested more than 3 deep");
  EXPECT_EQ(parse("<a><b x='" + std::string(100, 'y') + "'/></a>", small).end.how, How::kTooBig);
  EXPECT_EQ(parse("<a><b " + std::string(100, ' ') + "/></a>", small).end.how, How::kTooBig);
  EXPECT_EQ(parse("<a><b x='" + std::string(80, 'y') + "'/></a>", small).end.how, How::kComplete);
  EXPECT_EQ(parse("<a><t>" + std::string(51, 'y') + "</t></a>", small).end.how, How::kTooBig);
  EXPECT_EQ(parse("<a><m><i>" + std::string(48, 'y') + "</i></m></a>", small).end.how,
            How::kTooBig);
  EXPECT_EQ(parse("<a><t>" + std::string(50, 'y') + "</t></a>", small).end.how, How::kComplete);
  EXPECT_EQ(parse("<a><s>" + std::string(500, 'y') + "</s></a>", small).end.how, How::kComplete);
  EXPECT_EQ(parse("<a><b c='' d=''/><e/><f/></a>", small).end.how, How::kTooBig);
  EXPECT_EQ(parse("<!DOCTYPE a [" + std::string(100, ' ') + "]><a/>", small).end.how, How::kTooBig);
  end = parse("<!DOCTYPE a [<!ENTITY x '12345678'>]><a>&x;&x;</a>", small).end;
  EXPECT_EQ(end.how, How::kTooBig);
}

TEST(Xml, DeepNestingIsRefused) {
  std::string body;
  for (int i = 0; i < 100'000; ++i) body += "<a>";
  EXPECT_EQ(parse(body).end.how, How::kTooBig);
}

TEST(Xml, EndlessTagsAndCommentsTakeNoMemory) {
  constexpr std::size_t kMany = 32 << 20;
  XmlOptions options;
  options.limits.value_bytes = 1 << 20;
  const auto how = [&](std::string head, char c, std::string tail) {
    Log log;
    return read_xml(generated(std::move(head), std::string(1000, c), kMany, std::move(tail)), log,
                    options)
        .how;
  };
  rusage before{};
  rusage after{};
  getrusage(RUSAGE_SELF, &before);
  EXPECT_EQ(how("<a b='", 'x', "'/>"), How::kTooBig);
  EXPECT_EQ(how("<a><!--", '-', "--></a>"), How::kComplete);
  EXPECT_EQ(how("<a><s>", 'x', "</s></a>"), How::kComplete);
  EXPECT_EQ(how("<a><t>", 'x', "</t></a>"), How::kTooBig);
  EXPECT_EQ(how("", ' ', "<a/>"), How::kComplete);
  getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 24 << 10);  // KiB; under ASan freed blocks linger
}

TEST(Xml, PiecesOfAnySizeGiveTheSame) {
  const std::vector<std::string> bodies = {
      fixture("rss2.xml"),
      fixture("atom.xml"),
      "<?xml version='1.0' encoding='gbk'?><!DOCTYPE a [<!-- '\" --><!ENTITY x 'y>'>]><a><!-- c "
      "--><t>&x;\xC1\xBF&nbsp;"
      "<![CDATA[ ]] ]]> & &eacute</t><?pi ?><m a='&x;'>\xFF<b/></m></a>",
      "\xFE\xFF" + utf16("<a><t>x&amp;y</t></a>", true),
      "<!doctype html><html><title>" + std::string(3000, 'x') + "</title>" + std::string(3000, 'y'),
      "Service unavailable " + std::string(6000, 'x'),
      "<a><b>\xC3\xA9\xF0\x9F\x92\xA9</c></a>",
  };
  for (const std::string& body : bodies) {
    Log whole;
    const ParseEnd end = read_xml(from_memory(body), whole);
    for (const std::size_t piece : {1U, 2U, 3U, 5U, 7U, 64U, 1023U, 4096U}) {
      Log log;
      const ParseEnd other = read_xml(in_pieces(body, piece), log);
      EXPECT_EQ(log.out, whole.out) << piece;
      EXPECT_EQ(other.how, end.how) << piece;
      EXPECT_EQ(other.detail, end.detail) << piece;
      EXPECT_EQ(other.replaced, end.replaced) << piece;
      EXPECT_EQ(other.repaired, end.repaired) << piece;
    }
  }
}

// ---- a reader of another format, to show what it takes: OAI-PMH with metadataPrefix=oai_dc

struct OaiRecord {
  std::string identifier;
  std::string title;
  std::vector<std::string> creators;
  bool deleted = false;
};

class OaiReader : public XmlHandler {
 public:
  std::vector<OaiRecord> records;
  std::string token;
  std::string error;

  Take on_start(const XmlName& name, XmlAttributes attributes) override {
    if (name.local == "record") records.emplace_back();
    if (name.local == "header")
      records.back().deleted = attribute(attributes, "status") == "deleted";
    if (name.local == "error") error = attribute(attributes, "code");
    for (const std::string_view leaf :
         {"identifier", "title", "creator", "resumptionToken", "error"}) {
      if (name.local == leaf) return Take::kText;
    }
    return name.local == "request" ? Take::kSkip : Take::kChildren;
  }
  bool on_value(const XmlName& name, const XmlValue& value) override {
    if (name.local == "identifier" && records.back().identifier.empty())
      records.back().identifier = value.text;
    if (name.local == "title") records.back().title = value.text;
    if (name.local == "creator") records.back().creators.emplace_back(value.text);
    if (name.local == "resumptionToken") token = value.text;
    return true;
  }
  bool on_end(const XmlName&) override { return true; }
};

TEST(Xml, ReadsOaiPmhWithASmallHandler) {
  OaiReader reader;
  const ParseEnd end = read_xml(
      from_memory(
          "<?xml version='1.0'?><OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'>"
          "<request verb='ListRecords'>http://example.org/oai</request><ListRecords>"
          "<record><header status='deleted'><identifier>oai:x:1</identifier></header></record>"
          "<record><header><identifier>oai:x:2</identifier></header><metadata>"
          "<d:dc xmlns:d='http://www.openarchives.org/OAI/2.0/oai_dc/' "
          "xmlns='http://purl.org/dc/elements/1.1/'>"
          "<title>A</title><creator>B, C</creator><creator>D, "
          "E</creator><identifier>no</identifier></d:dc>"
          "</metadata></record><resumptionToken>skip%3D2</resumptionToken></ListRecords></"
          "OAI-PMH>"),
      reader);
  EXPECT_EQ(end.how, How::kComplete);
  ASSERT_EQ(reader.records.size(), 2U);
  EXPECT_TRUE(reader.records[0].deleted);
  EXPECT_EQ(reader.records[1].identifier, "oai:x:2");
  EXPECT_THAT(reader.records[1].creators, testing::ElementsAre("B, C", "D, E"));
  EXPECT_EQ(reader.token, "skip%3D2");
}

}  // namespace
