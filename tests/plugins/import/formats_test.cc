// What the import plugin reads in each format.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "bibtex.h"
#include "charset.h"
#include "dates.h"
#include "files.h"
#include "json_formats.h"
#include "ris.h"
#include "texts.h"
#include "zotero.h"

namespace {

using namespace import;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

std::string data(const std::string& name) {
  std::ifstream in(SHEAF_TEST_DATA "/import/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::int64_t day(int y, int m, int d) {
  return date_of(y, m, d).value().ms;
}

const sheaf::Record& titled(const Parsed& parsed, const std::string& title) {
  static const sheaf::Record kNone;
  for (const Entry& e : parsed.entries) {
    if (e.record.title.value.find(title) != std::string::npos) return e.record;
  }
  ADD_FAILURE() << "no entry " << title;
  return kNone;
}

std::vector<std::string> lines(const Parsed& parsed) {
  std::vector<std::string> out;
  for (const Problem& p : parsed.problems) out.push_back(std::to_string(p.line) + " " + p.sentence);
  return out;
}

TEST(Bibtex, AnArticleIsReadWhole) {
  const Parsed parsed = parse_bibtex(data("refs.bib"));
  const auto& r = titled(parsed, "DNA");
  EXPECT_EQ(r.title.value, "The {DNA} of foam: $p<0.01$ and Lov\\'{a}sz");
  EXPECT_EQ(r.title.markup, SHEAF_MARKUP_TEX);
  EXPECT_EQ(r.venue.value, "Journal of Foam");
  EXPECT_EQ(r.abstract.value, "Foam is 50\\% air.");
  EXPECT_THAT(r.identifiers, ElementsAre(Pair("doi", "10.1000/foam_1")));
  EXPECT_EQ(r.id, "10.1000/foam_1");
  EXPECT_EQ(r.url, "https://foam.example/a_b");
  EXPECT_EQ(r.published_ms, day(2024, 9, 5));
  EXPECT_THAT(r.categories, ElementsAre("foam", "air, thin"));
  ASSERT_THAT(r.authors, SizeIs(4));
  EXPECT_EQ(r.authors[1].name, "Ben van der Ode Jr.");
  EXPECT_EQ(r.authors[1].family, "van der Ode");
  EXPECT_EQ(r.authors[1].given, "Ben");
  EXPECT_EQ(r.authors[1].suffix, "Jr.");
  EXPECT_EQ(r.authors[2].name, "World Foam Organization");
  EXPECT_TRUE(r.authors[2].group);
  EXPECT_EQ(r.authors[3].family, "G{\\\"o}del");
}

TEST(Bibtex, CrossrefsArxivAndBooks) {
  const Parsed parsed = parse_bibtex(data("refs.bib"));
  const auto& soap = titled(parsed, "quoted");
  EXPECT_EQ(soap.title.value, "On {\"}quoted{\"} soap");
  EXPECT_EQ(soap.venue.value, "Foam 2023");
  EXPECT_EQ(soap.published_ms, day(2023, 1, 1));
  EXPECT_THAT(soap.identifiers, IsEmpty());  // the proceedings' DOI is not the paper's
  EXPECT_THAT(soap.authors, SizeIs(2));
  EXPECT_THAT(soap.id, HasSubstr("ode2023-"));
  EXPECT_THAT(titled(parsed, "Attention").identifiers, ElementsAre(Pair("arxiv", "1706.03762")));
  EXPECT_EQ(titled(parsed, "Attention").flags, std::uint32_t{SHEAF_R_PREPRINT});
  EXPECT_EQ(titled(parsed, "Attention").url, "https://arxiv.org/abs/1706.03762");
  EXPECT_EQ(titled(parsed, "Attention").published_ms, day(2017, 6, 12));
  EXPECT_THAT(titled(parsed, "Scholar").identifiers, ElementsAre(Pair("arxiv", "2401.00001")));
  // Book and chapter share the book's DOI: nobody is known by it.
  const auto& book = titled(parsed, "A book of foam");
  EXPECT_EQ(book.authors[0].name, "Guy Line");
  EXPECT_EQ(book.venue.value, "Foam Press");
  EXPECT_THAT(book.identifiers, ElementsAre(Pair("isbn", "9780306406157")));
  EXPECT_THAT(book.extras, ElementsAre(Pair("doi-shared", "10.1000/book")));
  EXPECT_THAT(titled(parsed, "One chapter").identifiers, IsEmpty());
}

TEST(Bibtex, BrokenEntriesAreToldByLineAndTheRestIsKept) {
  const Parsed parsed = parse_bibtex(data("refs.bib"));
  EXPECT_THAT(parsed.entries, SizeIs(7));
  EXPECT_THAT(lines(parsed), ElementsAre("33 a value is not closed", "34 `untitled` has no title",
                                         "35 expected `=` behind `nocomma`"));
  EXPECT_EQ(titled(parsed, "Proceedings of Foam").id, "10.1000/proc");
}

TEST(Bibtex, AnyBytesEndInEntriesAndProblems) {
  const std::string text = data("refs.bib");
  for (std::size_t cut = 0; cut < text.size(); cut += 7) parse_bibtex(text.substr(0, cut));
  parse_bibtex(std::string(100'000, '{'));
  parse_bibtex("@article{" + std::string(100'000, '{'));
  parse_bibtex(std::string(50'000, '@'));
  std::string bomb = "@string{a = \"aaaaaaaaaaaaaaaa\"}";
  for (int i = 0; i < 40; ++i) {
    const std::string from(1, static_cast<char>('a' + i % 26)),
        to(1, static_cast<char>('a' + (i + 1) % 26));
    bomb += "\n@string{" + to + " = " + from + " # " + from + "}";
  }
  const Parsed parsed = parse_bibtex(bomb);
  ASSERT_THAT(parsed.problems, testing::Not(IsEmpty()));
  EXPECT_THAT(parsed.problems[0].sentence, HasSubstr("4 MiB"));
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "@article{k, title = {unclosed\n";
  EXPECT_THAT(parse_bibtex(many).problems, SizeIs(5000));
}

TEST(Ris, IsReadHoweverItIsWritten) {
  const Parsed parsed = parse_ris(to_utf8(data("refs.ris")));
  const auto& soap = titled(parsed, "Soap &amp;");
  EXPECT_EQ(soap.title.value, "Soap &amp; <i>water</i>, together");
  EXPECT_EQ(soap.title.markup, SHEAF_MARKUP_HTML);
  ASSERT_THAT(soap.authors, SizeIs(2));
  EXPECT_EQ(soap.authors[1].name, "Ben Ode Jr.");
  EXPECT_EQ(soap.authors[1].family, "Ode");
  EXPECT_EQ(soap.authors[1].suffix, "Jr.");
  EXPECT_EQ(soap.abstract.value, "First line. Second line.");
  EXPECT_EQ(soap.published_ms, day(2022, 5, 1));
  EXPECT_THAT(soap.identifiers, ElementsAre(Pair("doi", "10.1000/soap.1")));
  EXPECT_EQ(soap.url, "https://soap.example/1");
  EXPECT_THAT(soap.categories, ElementsAre("soap", "water"));
  const auto& book = titled(parsed, "A book of soap");
  EXPECT_THAT(book.identifiers, ElementsAre(Pair("isbn", "9780306406157")));
  EXPECT_EQ(book.authors[0].family, "Line");
  const auto& news = titled(parsed, "news");
  EXPECT_EQ(news.type, SHEAF_TYPE_NEWS);
  EXPECT_EQ(news.id, "10.1000/news");
  EXPECT_THAT(lines(parsed), ElementsAre("30 a reference without a title"));
}

TEST(Ris, LinesEndAsTheyLike) {
  for (const std::string& end : {std::string("\n"), std::string("\r\n"), std::string("\r")}) {
    const Parsed parsed = parse_ris("TY  - JOUR" + end + "TI  - A" + end + "AB  - b" + end + "c" +
                                    end + "ER  - " + end);
    ASSERT_THAT(parsed.entries, SizeIs(1));
    EXPECT_EQ(parsed.entries[0].record.abstract.value, "b c");
  }
  EXPECT_THAT(parse_ris("TI  - outside\nER  - \n").entries, IsEmpty());
}

TEST(Csl, IsReadWhole) {
  const Parsed parsed = parse_csl(data("refs.json"));
  const auto& rope = titled(parsed, "Rope and");
  EXPECT_EQ(rope.venue.value, "Journal of Rope");
  ASSERT_THAT(rope.authors, SizeIs(3));
  EXPECT_EQ(rope.authors[0].name, "Ludwig van Beethoven");
  EXPECT_EQ(rope.authors[0].family, "van Beethoven");
  EXPECT_TRUE(rope.authors[1].group);
  EXPECT_EQ(rope.authors[2].name, "M. L. King Jr.");
  EXPECT_EQ(rope.authors[2].suffix, "Jr.");
  EXPECT_EQ(rope.published_ms, day(2021, 4, 2));
  EXPECT_THAT(rope.identifiers, ElementsAre(Pair("doi", "10.1000/rope"), Pair("pmid", "12345")));
  const auto& book = titled(parsed, "A book of rope");
  EXPECT_EQ(book.published_ms, day(1998, 1, 1));
  EXPECT_THAT(book.identifiers, ElementsAre(Pair("isbn", "9780306406157")));
  EXPECT_EQ(titled(parsed, "Dates").published_ms, SHEAF_TIME_UNKNOWN);
  EXPECT_THAT(titled(parsed, "Dates").identifiers, ElementsAre(Pair("arxiv", "2401.00002")));
  EXPECT_THAT(lines(parsed), ElementsAre("0 item 4 has no title"));
  EXPECT_THAT(parse_csl(R"({"items": [{"id": "a", "title": "A"}]})").entries, SizeIs(1));
  EXPECT_THAT(parse_csl(R"({"id": "a", "title": "A"})").entries, SizeIs(1));
  EXPECT_THROW(parse_csl("[1"), sheaf::Error);
  const Parsed cut = parse_csl(R"([{"id": "a", "title": "A"}, {"id": "b")");
  EXPECT_THAT(cut.entries, SizeIs(1));
  EXPECT_THAT(lines(cut), ElementsAre("0 the end of the list is missing"));
}

TEST(JsonLines, SheafsOwnAndOthers) {
  const Parsed parsed = parse_jsonl(data("refs.jsonl"));
  const auto& own = titled(parsed, "own");
  EXPECT_EQ(own.title.value, "Sheaf's own: $a<b$");
  EXPECT_EQ(own.title.markup, SHEAF_MARKUP_PLAIN);
  EXPECT_EQ(own.summary.value, "A teaser.");
  EXPECT_EQ(own.authors[0].orcid, "0000-0002-1825-0097");
  EXPECT_THAT(own.identifiers,
              ElementsAre(Pair("doi", "10.1000/own"), Pair("arxiv", "2401.00003")));
  EXPECT_EQ(own.published_ms, 1'700'000'000'000);
  EXPECT_EQ(own.type, SHEAF_TYPE_REVIEW);
  EXPECT_EQ(own.version, 2U);
  EXPECT_EQ(own.links[0].rel, SHEAF_LINK_PDF);
  const auto& other = titled(parsed, "else");
  EXPECT_THAT(other.identifiers, ElementsAre(Pair("doi", "10.1000/else")));
  EXPECT_EQ(other.authors[1].family, "Reed");
  EXPECT_EQ(other.published_ms, day(2020, 1, 1));
  const auto& text = titled(parsed, "As text");
  EXPECT_THAT(text.authors, SizeIs(2));
  EXPECT_THAT(text.identifiers, ElementsAre(Pair("pmid", "77"), Pair("doi", "10.1000/text")));
  EXPECT_EQ(text.published_ms, day(2021, 2, 3));
  EXPECT_EQ(titled(parsed, "digest").title.value, "An item of a digest");
  ASSERT_THAT(parsed.problems, SizeIs(2));
  EXPECT_EQ(lines(parsed)[0], "6 title is missing");
  EXPECT_THAT(lines(parsed)[1], HasSubstr("7 the answer is not JSON"));
}

TEST(Formats, AreToldByWhatAFileContains) {
  EXPECT_EQ(format_of(data("refs.bib")), Format::kBibtex);
  EXPECT_EQ(format_of(data("refs.ris")), Format::kRis);
  EXPECT_EQ(format_of(data("refs.json")), Format::kCsl);
  EXPECT_EQ(format_of(data("refs.jsonl")), Format::kJsonl);
  EXPECT_EQ(format_of("{\"title\": \"one\"}"), Format::kJsonl);
  EXPECT_EQ(format_of("{\n \"id\": 1\n}"), Format::kCsl);
  EXPECT_THROW(format_of("just words"), sheaf::Error);
  EXPECT_THROW(format_of(""), sheaf::Error);
}

TEST(Texts, Identifiers) {
  EXPECT_EQ(arxiv_id("arXiv:1706.03762v5 [cs.CL]", false), "1706.03762");
  EXPECT_EQ(arxiv_id("https://arxiv.org/pdf/hep-th/9901001v2", false), "hep-th/9901001");
  EXPECT_EQ(arxiv_id("10.48550/arXiv.1706.03762", false), "1706.03762");
  EXPECT_EQ(arxiv_id("math.GT/0309136", true), "math.GT/0309136");
  EXPECT_EQ(arxiv_id("1706.03762", false), "");
  EXPECT_EQ(arxiv_id("1706.03762.pdf", true), "");
  EXPECT_EQ(arxiv_id("PMC12345", true), "");
  EXPECT_EQ(isbn13("0-306-40615-2 (hardback)"), "9780306406157");
  EXPECT_EQ(isbn13("978-0-306-40615-8"), "");
  EXPECT_EQ(isbn13("1234-5678"), "");
}

TEST(Zotero, ItemsAreReadAndAttachmentsAreNot) {
  const std::string body = R"([
    {"key": "AAAA1111", "version": 7, "data": {"key": "AAAA1111", "itemType": "journalArticle",
     "title": "Foam in <i>vitro</i>", "creators": [
       {"creatorType": "editor", "name": "The Editors"},
       {"creatorType": "author", "firstName": "Ada", "lastName": "Moor"},
       {"creatorType": "author", "name": "Foam Consortium"}],
     "abstractNote": "Foam.", "publicationTitle": "Journal of Foam", "date": "2024-05-01", "DOI": "10.1000/Z",
     "url": "https://z.example", "extra": "PMID: 99\narXiv: 2401.00004 [cs]", "tags": [{"tag": "foam"}]}},
    {"key": "BBBB2222", "data": {"key": "BBBB2222", "itemType": "attachment", "title": "PDF"}},
    {"key": "CCCC3333", "data": {"key": "CCCC3333", "itemType": "book", "title": "Gone", "deleted": 1}},
    {"key": "DDDD4444", "data": {"key": "DDDD4444", "itemType": "book", "title": ""}}])";
  const ZoteroPage page = read_zotero_page(body, "users/1");
  EXPECT_EQ(page.items, 4U);
  ASSERT_THAT(page.parsed.entries, SizeIs(1));
  const auto& r = page.parsed.entries[0].record;
  EXPECT_EQ(r.id, "users/1/AAAA1111");
  EXPECT_THAT(r.identifiers, ElementsAre(Pair("doi", "10.1000/z"), Pair("pmid", "99"),
                                         Pair("arxiv", "2401.00004")));
  ASSERT_THAT(r.authors, SizeIs(2));
  EXPECT_EQ(r.authors[0].name, "Ada Moor");
  EXPECT_TRUE(r.authors[1].group);
  EXPECT_EQ(r.published_ms, day(2024, 5, 1));
  EXPECT_THAT(page.removed, ElementsAre("users/1/CCCC3333"));
  EXPECT_THAT(page.parsed.problems, SizeIs(1));
  EXPECT_THROW(read_zotero_page("{}", "users/1"), sheaf::Error);
  EXPECT_THROW(read_zotero_page("[{}]", "users/1"), sheaf::Error);
  EXPECT_THAT(read_zotero_deleted(R"({"collections": [], "items": ["X", "Y"]})", "users/1"),
              ElementsAre("users/1/X", "users/1/Y"));
}

}  // namespace
