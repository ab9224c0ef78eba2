// What bodies are written in, whatever they say of it.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "sdk/feed/bodies.h"
#include "sdk/feed/xml_log.h"

namespace {

using namespace sheaf::feed;
using How = ParseEnd::How;

TEST(Charset, Charsets) {
  const std::string cafe = "caf\xC3\xA9 \xE2\x82\xAC";
  EXPECT_EQ(text_of("<a><t>caf\xC3\xA9 \xE2\x82\xAC</t></a>"), cafe);
  EXPECT_EQ(text_of("\xEF\xBB\xBF<a><t>caf\xC3\xA9 \xE2\x82\xAC</t></a>"), cafe);
  EXPECT_EQ(text_of("<?xml version='1.0' encoding='ISO-8859-1'?><a><t>caf\xE9 \x80</t></a>"), cafe);
  EXPECT_EQ(text_of("<?xml version=\"1.0\" encoding=\"iso-8859-15\"?><a><t>caf\xE9 \xA4</t></a>"),
            cafe);
  EXPECT_EQ(text_of("<?xml version='1.0' encoding='windows-1251'?><a><t>\xCC\xE8\xF0</t></a>"),
            "\xD0\x9C\xD0\xB8\xD1\x80");
  EXPECT_EQ(text_of("<?xml version='1.0' encoding='GB2312'?><a><t>\xC1\xBF\xD7\xD3</t></a>"),
            "量子");
  EXPECT_EQ(text_of("<?xml version='1.0' encoding='GB18030'?><a><t>\xC1\xBF\xD7\xD3</t></a>"),
            "量子");
  EXPECT_EQ(text_of("<?xml version='1.0' encoding='Shift_JIS'?><a><t>\x97\xCA\x8E\x71</t></a>"),
            "量子");
  EXPECT_EQ(text_of("<?xml version='1.0' encoding='EUC-JP'?><a><t>\xCE\xCC\xBB\xD2</t></a>"),
            "量子");
  EXPECT_EQ(text_of("<?xml version='1.0' encoding='euc-kr'?><a><t>\xB0\xA1</t></a>"), "가");
  EXPECT_EQ(text_of("<?xml version='1.0' encoding='Big5'?><a><t>\xB6\x71</t></a>"), "量");
}

TEST(Charset, Utf16) {
  const std::string_view doc = "<?xml version='1.0' encoding='UTF-16'?><a><t>x</t></a>";
  EXPECT_EQ(text_of("\xFF\xFE" + utf16(doc, false)), "x");
  EXPECT_EQ(text_of("\xFE\xFF" + utf16(doc, true)), "x");
  EXPECT_EQ(text_of(utf16(doc, false)), "x");
  EXPECT_EQ(text_of(utf16(doc, true)), "x");
  EXPECT_EQ(text_of(doc), "x") << "declared UTF-16 but written in ASCII";
}

TEST(Charset, HeaderBeatsDeclarationAndLosesToMark) {
  const std::string latin = "<?xml version='1.0' encoding='utf-8'?><a><t>\xE9</t></a>";
  EXPECT_EQ(text_of(latin, "text/xml; charset=\"ISO-8859-1\""), "\xC3\xA9");
  EXPECT_EQ(text_of("\xEF\xBB\xBF<a><t>\xC3\xA9</t></a>", "text/xml;Charset=latin1; q=1"),
            "\xC3\xA9");
  EXPECT_EQ(text_of("<?xml version='1.0' encoding='latin1'?><a><t>\xE9</t></a>",
                    "text/xml; charset=bogus"),
            "\xC3\xA9");
  EXPECT_EQ(parse(latin, {.content_type = "text/xml; charset=latin1", .limits = {}}).end.charset,
            "windows-1252");
}

TEST(Charset, CharsetOfContentType) {
  EXPECT_EQ(charset_of("application/rss+xml"), "");
  EXPECT_EQ(charset_of("text/xml; charset=UTF-8"), "UTF-8");
  EXPECT_EQ(charset_of("text/xml; charset=\"gbk\"; x=y"), "gbk");
}

TEST(Charset, ForbiddenControlCharactersAreDroppedAndCounted) {
  using namespace std::string_literals;
  const ParseResult r = parse("<a><t b='\x02&#11;'>f\x0B\0i\x1Fn&#12;&#x1B;</t></a>"s);
  EXPECT_EQ(r.end.how, How::kComplete);
  EXPECT_EQ(r.out, "<|a><|t |b=>[fin]t</|a>");
  EXPECT_EQ(r.end.dropped, 7U);
  EXPECT_EQ(r.end.replaced, 0U);
}

TEST(Charset, NumericReferencesAreThoseOfHtml) {
  EXPECT_EQ(text_of("<a><t>Darwin&#146;s moss &#150; a note &#x80;</t></a>"),
            "Darwin’s moss – a note €");
  EXPECT_EQ(text_of("<a><t>&#X41;&#x42 &#67, &#xE9;&#233; &#60;&#38;&#62;</t></a>"),
            "AB C, éé <&>");
  EXPECT_EQ(text_of("<a><t>&amp;#931; <![CDATA[&#964;]]></t></a>"), "&#931; &#964;");
  EXPECT_EQ(parse("<a b='&#X41;&#146;&#34;'/>").out, "<|a |b=A’\"></|a>");
  const ParseResult r = parse("<a><t>&#0;&#xD800;&#99999999999;&#xFFFF;|&#;&#x;</t></a>");
  EXPECT_EQ(r.out, "<|a><|t>[\uFFFD\uFFFD\uFFFD\uFFFD|&#;&#x;]t</|a>");
  EXPECT_EQ(r.end.replaced, 4U);
  EXPECT_EQ(r.end.repaired, 2U);
}

std::string under(std::string_view label, std::string_view text) {
  return "<?xml version='1.0' encoding='" + std::string(label) + "'?><a><t>" + std::string(text) +
         "</t></a>";
}

TEST(Charset, BytesOfWindows1252AreReadWhateverIsDeclared) {
  for (const std::string_view label : {"", "utf-8", "us-ascii", "ISO-8859-1", "windows-1252",
                                       "unicode", "UTF-16", "klingon//TRANSLIT", "latin1", "x"}) {
    const ParseResult r = parse(under(label,
                                      "R\xF6"
                                      "ntgen\x92s \x96 \xA9"));
    EXPECT_EQ(r.out, "<|a><|t>[Röntgen’s – ©]t</|a>") << label;
    EXPECT_EQ(r.end.charset, "windows-1252") << label;
    EXPECT_EQ(r.end.replaced, 0U) << label;
    EXPECT_EQ(r.end.recoded, 4U) << label;
  }
  EXPECT_EQ(text_of("<a><t>caf\xE9</t></a>"), "café");
}

TEST(Charset, Utf8IsReadWhateverIsDeclared) {
  for (const std::string_view label :
       {"", "utf8", "UTF_8", "us-ascii", "iso-8859-1", "windows-1252", "koi8-r", "windows-1251",
        "ISO-8859-2", "Shift_JIS", "gbk", "big5", "euc-kr", "unicode", "macintosh", "klingon"}) {
    for (const std::string_view text : {"Röntgen", "Дарвин – “мох”", "量子 ≤ ½", "😀 Ångström"}) {
      const ParseResult r = parse(under(label, text));
      EXPECT_EQ(r.out, "<|a><|t>[" + std::string(text) + "]t</|a>") << label;
      EXPECT_EQ(r.end.charset, "utf-8") << label;
      EXPECT_EQ(text_of(under("utf-8", text), "text/xml; charset=" + std::string(label)), text);
    }
  }
}

TEST(Charset, LabelsAreKnownHoweverTheyAreSpelt) {
  for (const std::string_view label : {"Shift_JIS", "shift-jis", "x-sjis", "SJIS", "csShiftJIS",
                                       "windows-31j", "cp932", "MS_Kanji"})
    EXPECT_EQ(text_of(under(label, "\x97\xCA\x8E\x71")), "量子") << label;
  for (const std::string_view label : {"ISO-8859-2", "iso8859-2", "ISO_8859-2:1987", "latin2", "L2",
                                       "csISOLatin2", "8859-2", "iso 8859 2"})
    EXPECT_EQ(text_of(under(label,
                            "\xB3\xF3"
                            "d\xBC")),
              "łódź")
        << label;
  for (const std::string_view label :
       {"windows-1251", "Windows_1251", "cp1251", "CP-1251", "1251", "win1251", "x-cp1251"})
    EXPECT_EQ(text_of(under(label, "\xCC\xEE\xF5")), "Мох") << label;
  for (const std::string_view label : {"KOI8-R", "koi8r", "cskoi8r", "koi8"})
    EXPECT_EQ(text_of(under(label, "\xED\xCF\xC8")), "Мох") << label;
  for (const std::string_view label :
       {"iso8859-1", "ISO_8859-1", "latin-1", "l1", "cp1252", "ANSI"})
    EXPECT_EQ(text_of(under(label, "caf\xE9 \x80")), "café €") << label;
  EXPECT_EQ(text_of(under("iso8859-15", "\xA4")), "€");
  EXPECT_EQ(text_of(under("latin5", "\xFD")), "ı");
  EXPECT_EQ(text_of(under("IBM850", "\x82")), "é");
  EXPECT_EQ(text_of(under("cp437", "\xE1")), "ß");
  EXPECT_EQ(text_of(under("iso-2022-jp", "\x1B$BNL;R\x1B(B x")), "量子 x");
}

TEST(Charset, HeaderAndDeclarationThatContradictEachOther) {
  const auto read = [](std::string_view header, std::string_view label, std::string_view text) {
    return text_of(under(label, text), "text/xml; charset=" + std::string(header));
  };
  EXPECT_EQ(read("utf-8", "windows-1251", "\xCC\xEE\xF5"), "Мох");
  EXPECT_EQ(read("us-ascii", "iso-8859-2", "\xB3"), "ł");
  EXPECT_EQ(read("windows-1251", "utf-8", "\xCC\xEE\xF5"), "Мох");
  EXPECT_EQ(read("'koi8-r'", "windows-1251", "\xED\xCF\xC8"), "Мох");
  EXPECT_EQ(read("klingon", "gbk", "\xC1\xBF"), "量");
  EXPECT_EQ(read("iso-8859-1", "utf-8", "Röntgen"), "Röntgen");
  EXPECT_EQ(read("iso-8859-1", "utf-8",
                 "R\xF6"
                 "ntgen"),
            "Röntgen");
}

TEST(Charset, BothInOneBody) {
  const ParseResult r = parse(
      "<a><t>R\xF6"
      "ntgen “caf\xC3\xA9” \x93x\x94</t></a>");
  EXPECT_EQ(r.out, "<|a><|t>[Röntgen “café” “x”]t</|a>");
  EXPECT_EQ(r.end.charset, "utf-8");
  EXPECT_EQ(r.end.recoded, 3U);
  EXPECT_EQ(r.end.replaced, 0U);
}

TEST(Charset, LettersAndQuotesOfWindows1252AreNoRareCharacters) {
  EXPECT_EQ(text_of("<a><t>\x84Spa\xDF\x93, \xAB CAF\xC9\xBB, \xAB\xA0un caf\xE9\xA0\xBB</t></a>"),
            "„Spaß“, « CAFÉ», «\u00A0un café\u00A0»");
  EXPECT_EQ(text_of("<a><t>é ɻ ߓ 頻</t></a>"), "é ɻ ߓ 頻");
}

TEST(Charset, TheDeclaredOneWaitsForBytesBeyondAscii) {
  const std::string ascii(100'000, 'x');
  EXPECT_EQ(text_of(under("koi8-r", ascii + "Röntgen")), ascii + "Röntgen");
  EXPECT_EQ(text_of(under("koi8-r", ascii + "\xED\xCF\xC8")), ascii + "Мох");
}

TEST(Charset, WhatCannotBeDecodedIsReplacedAndCounted) {
  const ParseResult r =
      parse("<a><t>é “\xE2\x80 x \xED\xA0\x80 \xF0\x9F\x92 \xEF\xBF\xBE \x81</t></a>");
  EXPECT_EQ(r.end.how, How::kComplete);
  EXPECT_EQ(r.out, "<|a><|t>[é “\uFFFD x \uFFFD \uFFFD \uFFFD \uFFFD]t</|a>");
  EXPECT_EQ(r.end.replaced, 5U);
  EXPECT_EQ(r.end.recoded, 0U);
  const ParseResult gb = parse(under("gbk", "\xFF x"));
  EXPECT_EQ(gb.out, "<|a><|t>[\uFFFD x]t</|a>");
  EXPECT_EQ(gb.end.replaced, 1U);
  EXPECT_EQ(gb.end.charset, "gb18030");
}

TEST(Charset, Marks) {
  EXPECT_EQ(text_of("\xEF\xBB\xBF" + under("koi8-r", "é")), "é");
  EXPECT_EQ(text_of("\n\xEF\xBB\xBF\xEF\xBB\xBF<a><t>é</t></a>"), "é");
  const auto utf32 = [](std::string_view ascii, bool big) {
    std::string out;
    for (const char c : ascii) {
      if (big) out.append(3, '\0');
      out += c;
      if (!big) out.append(3, '\0');
    }
    return out;
  };
  const std::string_view doc = "<a><t>x</t></a>";
  EXPECT_EQ(text_of(std::string("\xFF\xFE\0\0", 4) + utf32(doc, false)), "x");
  EXPECT_EQ(text_of(std::string("\0\0\xFE\xFF", 4) + utf32(doc, true)), "x");
  EXPECT_EQ(text_of(utf32(doc, false)), "x");
  EXPECT_EQ(text_of(utf32(doc, true)), "x");
}

TEST(Charset, PiecesOfAnySizeGiveTheSame) {
  const std::vector<std::string> bodies = {
      under("koi8-r", std::string(5000, 'x') + "\xED\xCF\xC8"),
      under("koi8-r", "Röntgen" + std::string(5000, 'x') + "“é”"),
      under("iso-2022-jp", "\x1B$BNL;R\x1B(B x"),
      "\xEF\xBB\xBF\xEF\xBB\xBF<a><t>é\xED\xA0\x80\xE2\x80\xF0\x9F\xF6</t></a>",
      "<a><t>\x84Spa\xDF\x93 caf\xE9\xA0\xBB caf\xE9\xA0\xBB &#X41 &#146;&#x</t></a>"};
  for (const std::string& body : bodies) {
    const ParseResult whole = parse(body);
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 1024U, 4095U}) {
      Log log;
      const ParseEnd end = read_xml(in_pieces(body, piece), log);
      EXPECT_EQ(log.out, whole.out) << piece;
      EXPECT_EQ(end.charset, whole.end.charset) << piece;
      EXPECT_EQ(end.replaced, whole.end.replaced) << piece;
      EXPECT_EQ(end.recoded, whole.end.recoded) << piece;
    }
  }
}

}  // namespace
