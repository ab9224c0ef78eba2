// The source of Nature's journals: feeds.md 3.1 by pitfall, states, and the real sample.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>

#include "article.h"
#include "sheaf/testing.hpp"
#include "sheaf/text/dates.hpp"
#include "source.h"
#include "support/people.h"
#include "support/samples.h"

namespace {

namespace st = sheaf::testing;
using test::shown;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const std::string kWww = "https://www.nature.com/nmeth.rss";
const std::string kFeeds = "https://feeds.nature.com/nmeth/rss/current";
const std::string kMethods = R"({"journals": ["nmeth"]})";

std::string file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("no " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}
std::string sample() {
  return file(SHEAF_TEST_DATA "/nature/nmeth.rdf");
}
// Fails the test when there is no `from`.
std::string with(std::string text, const std::string& from, const std::string& to) {
  EXPECT_NE(text.find(from), text.npos) << from;
  for (auto i = text.find(from); i != text.npos; i = text.find(from, i + to.size())) {
    text.replace(i, from.size(), to);
  }
  return text;
}
std::int64_t at(const std::string& time) {
  return sheaf::text::parse_rfc3339(time).value();
}
std::string item(const std::string& doi, const std::string& title,
                 const std::string& more = "<dc:creator>Ada Lamp</dc:creator>") {
  return "<item><title>" + title + "</title><link>https://www.nature.com/articles/" +
         doi.substr(8) + "</link><content:encoded>x</content:encoded>" + more +
         "<dc:date>2026-09-23</dc:date><prism:doi>" + doi + "</prism:doi></item>";
}
std::string feed(const std::string& items) {
  return "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
         "xmlns:prism='http://prismstandard.org/namespaces/basic/2.0/' "
         "xmlns:dc='http://purl.org/dc/elements/1.1/' "
         "xmlns:content='http://purl.org/rss/1.0/modules/content/' "
         "xmlns='http://purl.org/rss/1.0/'><channel><title>Nature Methods</title></channel>" +
         items + "</rdf:RDF>";
}
st::Answer status(int code) {
  st::Answer out;
  out.status = code;
  return out;
}
st::Answer redirect(const std::string& to) {
  st::Answer out = status(302);
  out.headers = {{"location", to}};
  return out;
}
const sheaf_component* component() {
  return sheaf::Component<nature::NatureSource>::get();
}

class Nature {
 public:
  explicit Nature(const std::string& config = kMethods)
      : config_(st::FakeConfig::json(component(), config)),
        source_(component(), host, config_, call) {
    host.clock.set(at("2026-09-24T06:00:00Z"));
  }
  sheaf_status created() const { return source_.status(); }
  sheaf_status fetch(st::FetchRequest request = {}) {
    sink_ = std::make_unique<st::RecordSink>();
    if (stop_after != 0) sink_->stop_after(stop_after);
    return source_.fetch(call, *sink_, request);
  }
  sheaf_status probe() { return source_.probe(call); }
  const st::RecordSink& sink() const { return *sink_; }
  std::string detail() const {
    std::string out;
    for (const auto& r : sink_->reports()) out += r.detail;
    return out;
  }
  sheaf::Record find(const std::string& doi_end) const {
    for (const auto& r : sink_->records()) {
      if (r.id.ends_with(doi_end)) return r;
    }
    ADD_FAILURE() << "no record " << doi_end;
    return {};
  }
  std::size_t stop_after = 0;
  st::FakeHost host;
  st::FakeCall call;

 private:
  st::FakeConfig config_;
  st::Instance source_;
  std::unique_ptr<st::RecordSink> sink_ = std::make_unique<st::RecordSink>();
};

// Reads one feed of the journal; the state is OK unless the test says otherwise.
Nature& read(Nature& nature, const std::string& body) {
  nature.host.http.answer(kWww, {.body = body});
  EXPECT_EQ(nature.fetch(), SHEAF_OK) << nature.call.message();
  return nature;
}

// ---- Records

TEST(NatureRecords, AreReadFromRdfWithoutXmlDeclaration) {
  Nature nature;
  read(nature, sample());
  EXPECT_EQ(nature.sink().state(), SHEAF_STATE_OK) << nature.detail();
  ASSERT_THAT(nature.sink().records(), SizeIs(8));
  const auto r = nature.find("00001-1");
  EXPECT_EQ(r.id, "10.1038/s41592-026-00001-1");
  EXPECT_EQ(r.title.value, "A lamp that reads <i>Vibrio</i> by night");
  EXPECT_EQ(r.title.markup, SHEAF_MARKUP_HTML);
  EXPECT_EQ(r.url, "https://www.nature.com/articles/s41592-026-00001-1");
  EXPECT_THAT(r.identifiers, ElementsAre(std::pair<std::string, std::string>("doi", r.id)));
  EXPECT_EQ(r.venue.value, "Nature Methods");
  EXPECT_EQ(r.language, "en");
  EXPECT_THAT(r.relations, IsEmpty());
}

TEST(NatureRecords, TheDateIsADayWithoutZone) {
  Nature nature;
  read(nature, with(sample(), "<dc:date>2026-09-22</dc:date>", ""));
  EXPECT_EQ(nature.find("00001-1").published_ms, at("2026-09-23T00:00:00Z"));
  EXPECT_EQ(nature.find("00004-z").published_ms, at("2026-09-22T00:00:00Z")) << "of dc:source";
  EXPECT_EQ(nature.find("00001-1").updated_ms, SHEAF_TIME_UNKNOWN);
}

TEST(NatureRecords, Case07TheStandfirstIsNoAbstract) {
  Nature nature;
  read(nature, sample());
  for (const auto& r : nature.sink().records()) EXPECT_EQ(r.abstract.value, "") << r.id;
  EXPECT_EQ(nature.find("00001-1").summary.value,
            "A small lamp and a patient camera tell 12 kinds of CO<sub>2</sub>-loving "
            "<i>Vibrio</i> apart.");
  EXPECT_EQ(nature.find("00002-x").summary.value, "") << "the title again";
}

TEST(NatureRecords, Case06StandfirstsThatRepeatTheTitleGo) {
  using nature::standfirst;
  const std::string line = "<p>N, Published online: 1 May 2026; <a href=\"x\">doi:10.1/x</a></p>";
  EXPECT_EQ(standfirst("\n  " + line + "Words.\n", "T"), "Words.");
  EXPECT_EQ(standfirst(line + "A  <i>T</i>.", "A <i>T</i>"), "") << "but for blanks and the stop";
  EXPECT_EQ(standfirst(line, "T"), "");
  EXPECT_EQ(standfirst("<p>N, Published online: 1 May 2026; cut", "T"), "");
  EXPECT_EQ(standfirst("Words alone.", "T"), "Words alone.");
  EXPECT_EQ(standfirst("", "T"), "");
}

TEST(NatureRecords, Case22OneElementIsOneAuthor) {
  Nature nature;
  read(nature, sample());
  const auto authors = nature.find("00001-1").authors;
  ASSERT_THAT(authors, SizeIs(3));
  EXPECT_EQ(authors[0].family, "Lamp");
  EXPECT_EQ(authors[1].name, "Børge Ö. Hansen");
  EXPECT_EQ(authors[1].given, "Børge Ö.");
  EXPECT_TRUE(authors[2].group);
  EXPECT_EQ(authors[2].name, "The Night Reading Consortium");
  EXPECT_EQ(nature.find("00002-x").authors.front().family, "de Grain");
  Nature twice;
  read(twice, feed(item("10.1038/s41592-026-1", "T",
                        "<dc:creator>A B</dc:creator><dc:creator>C D</dc:creator>"
                        "<dc:creator>A B</dc:creator>")));
  EXPECT_THAT(twice.find("026-1").authors, SizeIs(2)) << "listed twice for two addresses";
}

TEST(NatureRecords, AuthorsAreReadAsTheyArePrinted) {
  Nature nature;
  read(nature,
       feed(item("10.1038/s41592-026-1", "T",
                 "<dc:creator>King, Jr., Martin Luther</dc:creator><dc:creator>王伟</dc:creator>"
                 "<dc:creator>Dr. Jane Roe, MD, PhD</dc:creator><dc:creator>:</dc:creator>"
                 "<dc:creator>M. Bar and the LIGO and Virgo Collaborations</dc:creator>"
                 "<dc:creator>[Anonymous]</dc:creator><dc:creator>Roe, Jane</dc:creator>")));
  EXPECT_THAT(shown(nature.find("026-1").authors),
              ElementsAre("Martin Luther|King|Jr.", "伟|王", "Jane|Roe", "M.|Bar",
                          "=the LIGO and Virgo Collaborations"));
}

TEST(NatureRecords, AMonthAloneIsSaid) {
  Nature nature;
  read(nature, with(feed(item("10.1038/s41592-026-1", "T")), "2026-09-23", "2026-09"));
  EXPECT_EQ(nature.find("026-1").published_ms, at("2026-09-01T00:00:00Z"));
  EXPECT_EQ(nature.find("026-1").published_precision, SHEAF_PRECISION_MONTH);
}

TEST(NatureRecords, Case13TypesComeFromDoiTitleAndAuthors) {
  Nature nature;
  read(nature, sample());
  const std::map<std::string, sheaf_record_type> kTypes = {
      {"00001-1", SHEAF_TYPE_RESEARCH},   {"00002-x", SHEAF_TYPE_RESEARCH},
      {"00003-y", SHEAF_TYPE_NEWS},       {"00004-z", SHEAF_TYPE_NEWS},
      {"00005-0", SHEAF_TYPE_CORRECTION}, {"00006-1", SHEAF_TYPE_RETRACTION},
      {"00007-2", SHEAF_TYPE_LETTER},     {"00008-3", SHEAF_TYPE_LETTER}};
  for (const auto& [doi, type] : kTypes) EXPECT_EQ(nature.find(doi).type, type) << doi;
}

TEST(NatureRecords, TitlesThatSayTheirType) {
  using nature::type_of_title;
  for (const char* title :
       {"Author Correction: X", "Publisher Correction: X", "Correction: X", "AUTHOR CORRECTION: X",
        "Correction to: X", "Addendum: X", "Erratum: X", "Editorial Expression of Concern: X"}) {
    EXPECT_EQ(type_of_title(title), SHEAF_TYPE_CORRECTION) << title;
  }
  for (const char* title : {"Retraction Note: X", "Retraction: X", "Retraction Note to: X"}) {
    EXPECT_EQ(type_of_title(title), SHEAF_TYPE_RETRACTION) << title;
  }
  for (const char* title :
       {"Reply to: X", "reply to : X", "Matters arising: X", "Matters Arising From X"}) {
    EXPECT_EQ(type_of_title(title), SHEAF_TYPE_LETTER) << title;
  }
  for (const char* title : {"Correction of cataract", "Reply to stress in oats", "Retraction",
                            "Addenda: X", "Matters arisingly", ""}) {
    EXPECT_EQ(type_of_title(title), SHEAF_TYPE_UNKNOWN) << title;
  }
}

TEST(NatureRecords, ARetractedPaperIsThePaper) {
  Nature nature;
  read(nature, feed(item("10.1038/s41592-020-1", "RETRACTED ARTICLE: Sand that sings")));
  EXPECT_EQ(nature.find("020-1").type, SHEAF_TYPE_RESEARCH);
  EXPECT_TRUE(nature.find("020-1").flags & SHEAF_R_WITHDRAWN);
}

TEST(NatureRecords, OldDoisAreResearchToo) {
  Nature nature;
  read(nature, feed(item("10.1038/NATURE12345", "T") + item("10.1038/nmeth.4321", "U")));
  EXPECT_EQ(nature.find("nature12345").type, SHEAF_TYPE_RESEARCH) << "in small letters";
  EXPECT_EQ(nature.find("nmeth.4321").type, SHEAF_TYPE_RESEARCH);
}

TEST(NatureRecords, Case18LinksAreClean) {
  Nature nature;
  read(nature, with(with(feed(item("10.1038/s41592-026-1", "T")), "https://", "http://"), "</link>",
                    "?error=cookies_not_supported&amp;code=1#x</link>"));
  EXPECT_EQ(nature.find("026-1").url, "https://www.nature.com/articles/s41592-026-1");
  Nature bare;
  read(bare, with(feed(item("10.1038/s41592-026-1", "T")),
                  "<link>https://www.nature.com/articles/s41592-026-1</link>", ""));
  EXPECT_EQ(bare.find("026-1").url, "https://www.nature.com/articles/s41592-026-1");
}

TEST(NatureRecords, TheOldestComesFirst) {
  Nature nature;
  read(nature, sample());
  EXPECT_EQ(nature.sink().ids().front(), "10.1038/s41592-026-00008-3");
  EXPECT_EQ(nature.sink().ids().back(), "10.1038/s41592-026-00001-1");
}

// ---- Journals

TEST(NatureJournals, AreNamedByCodeNumberOrTitle) {
  for (const auto& [said, code] :
       std::map<std::string, std::string>{{"nature", "nature"},
                                          {"Nature", "nature"},
                                          {"NMETH", "nmeth"},
                                          {"s41598", "srep"},
                                          {"nature machine  intelligence", "natmachintell"},
                                          {"Nature Ecology and Evolution", "natecolevol"},
                                          {"Nature Structural & Molecular Biology", "nsmb"},
                                          {"npjsomething", "npjsomething"},
                                          {"s49999", "s49999"}}) {
    const auto found = nature::find_journal(said);
    ASSERT_TRUE(found) << said;
    EXPECT_EQ(found->code, code);
  }
  EXPECT_FALSE(nature::find_journal("Nature of Things"));
  EXPECT_FALSE(nature::find_journal("../x"));
  EXPECT_FALSE(nature::find_journal(""));
}

TEST(NatureJournals, ABadListIsRefusedAtOnce) {
  Nature title(R"({"journals": ["Nature of Things"]})");
  EXPECT_EQ(title.created(), SHEAF_E_CONFIG);
  EXPECT_THAT(title.call.message(), HasSubstr("`Nature of Things`"));
  EXPECT_EQ(Nature("{}").created(), SHEAF_E_CONFIG);
}

TEST(NatureJournals, ADoubleIsAskedForOnce) {
  Nature nature(R"({"journals": ["nmeth", "Nature Methods", "s41592"]})");
  read(nature, sample());
  EXPECT_THAT(nature.host.http.asked_urls(), ElementsAre(kWww));
}

// ---- The web

TEST(NatureWeb, CookiesAreKeptAndNoOriginIsSent) {
  Nature nature;
  read(nature, sample());
  ASSERT_THAT(nature.host.http.asked(), SizeIs(1));
  EXPECT_TRUE(nature.host.http.asked()[0].flags & SHEAF_H_COOKIES);
  EXPECT_THAT(nature.host.http.asked()[0].headers, IsEmpty());
}

TEST(NatureWeb, FiveRedirectsAreFollowed) {
  Nature nature;
  auto& http = nature.host.http;
  const std::string idp = "https://idp.nature.com/";
  http.answer(kWww, redirect(idp + "authorize?response_type=cookie&redirect_uri=x"));
  http.answer(idp + "authorize?response_type=cookie&redirect_uri=x", redirect(idp + "transit?a=1"));
  http.answer(idp + "transit?a=1", redirect(idp + "transit?a=2"));
  http.answer(idp + "transit?a=2", redirect(kWww + "?code=3"));
  http.answer(kWww + "?code=3", redirect(kWww + "?"));
  http.answer(kWww + "?", {.body = sample()});
  ASSERT_EQ(nature.fetch(), SHEAF_OK) << nature.call.message();
  EXPECT_THAT(nature.sink().records(), SizeIs(8));
}

TEST(NatureWeb, ACookieLoopLeadsToTheOtherAddress) {
  Nature nature;
  nature.host.http.answer(kWww, redirect("https://idp.nature.com/authorize?response_type=cookie"));
  nature.host.http.answer("https://idp.nature.com/authorize?response_type=cookie", redirect(kWww));
  nature.host.http.answer(kFeeds, {.body = sample()});
  ASSERT_EQ(nature.fetch(), SHEAF_OK) << nature.call.message();
  EXPECT_THAT(nature.sink().records(), SizeIs(8));
  EXPECT_EQ(nature.sink().state(), SHEAF_STATE_OK);
  EXPECT_THAT(nature.host.http.asked_urls(), ElementsAre(kWww, kFeeds));
}

TEST(NatureWeb, ACookieLoopAtBothIsAFailureThatSaysSo) {
  Nature nature;
  nature.host.http.answer(kWww, redirect(kWww));
  nature.host.http.answer(kFeeds, redirect(kFeeds));
  EXPECT_EQ(nature.fetch(), SHEAF_E_UPSTREAM);
  EXPECT_THAT(nature.call.message(), HasSubstr("Nature Methods: "));
  EXPECT_THAT(nature.call.message(), HasSubstr("redirects"));
  EXPECT_THAT(nature.sink().checkpoints(), IsEmpty());
}

TEST(NatureWeb, AnHtmlPageIsNoQuietDay) {
  Nature nature;
  st::Answer login;
  login.body = "<!DOCTYPE html><html><body>Log in</body></html>";
  login.url = "https://idp.nature.com/login/natureuser";
  nature.host.http.answer(kWww, login);
  login.url = kFeeds;
  nature.host.http.answer(kFeeds, login);
  ASSERT_EQ(nature.fetch(), SHEAF_OK) << nature.call.message();
  EXPECT_EQ(nature.sink().state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_THAT(nature.detail(), HasSubstr("idp.nature.com/login/natureuser answers with a login"));
  EXPECT_THAT(nature.detail(), HasSubstr("a web page instead of a feed"));
  EXPECT_THAT(nature.sink().checkpoints(), IsEmpty());
}

TEST(NatureWeb, RefusalsKeepTheirMeaning) {
  const std::pair<int, sheaf_status> kStatuses[] = {{403, SHEAF_E_AUTH},
                                                    {404, SHEAF_E_NOT_FOUND},
                                                    {503, SHEAF_E_TRANSIENT},
                                                    {429, SHEAF_E_RATE_LIMITED}};
  for (const auto& [code, meaning] : kStatuses) {
    Nature nature;
    nature.host.http.answer(kWww, status(code));
    nature.host.http.answer(kFeeds, status(code));
    EXPECT_EQ(nature.fetch(), meaning) << code;
    EXPECT_THAT(nature.call.message(), HasSubstr(std::to_string(code)));
    EXPECT_EQ(nature.host.http.unreleased(), 0);
  }
}

TEST(NatureWeb, OneThatMayPassDecides) {
  Nature nature(R"({"journals": ["nature", "nmeth"]})");
  for (const char* url :
       {"https://www.nature.com/nature.rss", "https://feeds.nature.com/nature/rss/current"}) {
    nature.host.http.answer(url, status(404));
  }
  st::Answer busy = status(503);
  busy.headers = {{"retry-after", "90"}};
  nature.host.http.answer(kWww, busy);
  nature.host.http.answer(kFeeds, status(404));
  EXPECT_EQ(nature.fetch(), SHEAF_E_RATE_LIMITED);
  EXPECT_EQ(nature.call.failure().retry_after_ms, 90'000);
  EXPECT_THAT(nature.call.message(), HasSubstr("Nature: "));
}

TEST(NatureWeb, OneOfFiveThatFailsLeavesTheOthers) {
  Nature nature(R"({"journals": ["nature", "nbt", "nmeth", "ng", "Nature Physics"]})");
  for (const std::string code : {"nature", "nbt", "ng", "nphys"}) {
    nature.host.http.answer("https://www.nature.com/" + code + ".rss",
                            {.body = feed(item("10.1038/" + code + "-1", "Of " + code))});
  }
  nature.host.http.answer(kWww, status(403));
  nature.host.http.answer(kFeeds, status(403));
  ASSERT_EQ(nature.fetch(), SHEAF_OK) << nature.call.message();
  EXPECT_THAT(nature.sink().ids(),
              ElementsAre("10.1038/nature-1", "10.1038/nbt-1", "10.1038/ng-1", "10.1038/nphys-1"));
  EXPECT_EQ(nature.sink().state(), SHEAF_STATE_TRUNCATED);
  EXPECT_THAT(nature.detail(), HasSubstr("Nature Methods could not be read"));
  EXPECT_THAT(nature.detail(), Not(HasSubstr("Nature Physics")));
}

TEST(NatureWeb, ACancelledCallEndsAsSuch) {
  Nature nature;
  nature.host.http.answer(kWww, {.body = sample()});
  nature.call.cancel();
  EXPECT_EQ(nature.fetch(), SHEAF_E_CANCELLED);
}

TEST(NatureWeb, TheProbeReadsOneFeed) {
  Nature good(R"({"journals": ["nmeth", "ng"]})");
  good.host.http.answer(kWww, {.body = sample()});
  EXPECT_EQ(good.probe(), SHEAF_OK) << good.call.message();
  EXPECT_THAT(good.host.http.asked_urls(), ElementsAre(kWww));
  Nature missing;
  missing.host.http.answer(kWww, status(404));
  missing.host.http.answer(kFeeds, status(404));
  EXPECT_EQ(missing.probe(), SHEAF_E_NOT_FOUND);
  Nature page;
  page.host.http.answer(kWww, {.body = "<html></html>"});
  page.host.http.answer(kFeeds, {.body = "<html></html>"});
  EXPECT_EQ(page.probe(), SHEAF_E_UPSTREAM);
}

// ---- States

TEST(NatureStates, AnEmptyFeedIsUnexpected) {
  Nature nature;
  read(nature, feed(""));
  EXPECT_EQ(nature.sink().state(), SHEAF_STATE_EMPTY_UNEXPECTED);
  EXPECT_THAT(nature.detail(), HasSubstr("Nature Methods: the feed has no items"));
}

TEST(NatureStates, NewsAloneIsFineAndSaid) {
  Nature nature;
  read(nature, feed(item("10.1038/d41592-026-1", "T") + item("10.1038/d41592-026-2", "U")));
  EXPECT_EQ(nature.sink().state(), SHEAF_STATE_OK);
  EXPECT_THAT(nature.detail(), HasSubstr("none of the 2 items is research"));
}

TEST(NatureStates, AnEmptyBodyIsAFailure) {
  Nature nature;
  nature.host.http.answer(kFeeds, {.body = ""});
  read(nature, "");
  EXPECT_EQ(nature.sink().state(), SHEAF_STATE_FAILED);
}

TEST(NatureStates, WhatCameBeforeACutIsKept) {
  Nature nature;
  const std::string whole = sample();
  read(nature, whole.substr(0, whole.rfind("</item>")));
  EXPECT_THAT(nature.sink().records(), SizeIs(7));
  EXPECT_EQ(nature.sink().state(), SHEAF_STATE_TRUNCATED);
  Nature next;
  next.host.http.answer(kWww, {.body = whole});
  ASSERT_EQ(next.fetch({.cursor = nature.sink().cursor()}), SHEAF_OK);
  EXPECT_THAT(next.sink().ids(), ElementsAre("10.1038/s41592-026-00008-3"));
}

TEST(NatureStates, ARenamedElementIsNamed) {
  const auto renamed = [](const std::string& from, const std::string& to) {
    Nature nature;
    read(nature, with(with(sample(), "<" + from + ">", "<" + to + ">"), "</" + from + ">",
                      "</" + to + ">"));
    EXPECT_EQ(nature.sink().state(), SHEAF_STATE_FORMAT_CHANGED) << from;
    return std::pair(nature.detail(), nature.sink().records().size());
  };
  EXPECT_EQ(renamed("dc:creator", "dc:author"),
            (std::pair<std::string, std::size_t>("Nature Methods: no item has dc:creator.", 8)));
  EXPECT_THAT(renamed("content:encoded", "content:text").first, HasSubstr("content:encoded"));
  Nature nature;
  std::string body = sample();
  for (const std::string name : {"prism:doi", "dc:identifier"}) {
    body = with(with(body, "<" + name + ">", "<x:y xmlns:x='x'>"), "</" + name + ">", "</x:y>");
  }
  read(nature, body);
  EXPECT_EQ(nature.sink().state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_EQ(nature.detail(), "Nature Methods: 8 of 8 items have no prism:doi.");
}

// ---- The cursor

TEST(NatureCursor, WhatWasTakenIsNotRepeated) {
  Nature nature;
  read(nature, sample());
  Nature again;
  again.host.http.answer(kWww, {.body = sample()});
  ASSERT_EQ(again.fetch({.cursor = nature.sink().cursor()}), SHEAF_OK);
  EXPECT_THAT(again.sink().records(), IsEmpty());
  EXPECT_EQ(again.sink().state(), SHEAF_STATE_EMPTY_EXPECTED);
  EXPECT_EQ(again.detail(), "Nothing new since the last run.");
  EXPECT_EQ(again.sink().cursor(), nature.sink().cursor());
}

TEST(NatureCursor, ItemsThatVanishAndReturnAreKnown) {
  Nature one, two, three;
  const std::string a = item("10.1038/s1-1", "A"), b = item("10.1038/s1-2", "B");
  read(one, feed(a + b));
  two.host.http.answer(kWww, {.body = feed(b)});
  ASSERT_EQ(two.fetch({.cursor = one.sink().cursor()}), SHEAF_OK);
  three.host.http.answer(kWww, {.body = feed(item("10.1038/s1-3", "C") + a + b)});
  ASSERT_EQ(three.fetch({.cursor = two.sink().cursor()}), SHEAF_OK);
  EXPECT_THAT(three.sink().ids(), ElementsAre("10.1038/s1-3"));
}

TEST(NatureCursor, ANewTitleComesAgain) {
  Nature one, two;
  read(one, feed(item("10.1038/s1-1", "A")));
  two.host.http.answer(kWww, {.body = feed(item("10.1038/s1-1", "RETRACTED ARTICLE: A"))});
  ASSERT_EQ(two.fetch({.cursor = one.sink().cursor()}), SHEAF_OK);
  EXPECT_THAT(two.sink().records(), SizeIs(1));
}

TEST(NatureCursor, JournalsComeAndGo) {
  Nature one, two(R"({"journals": ["ng", "nmeth"]})"), three(R"({"journals": ["ng"]})");
  read(one, feed(item("10.1038/s1-1", "A")));
  two.host.http.answer(kWww, {.body = feed(item("10.1038/s1-1", "A"))});
  const st::Answer genetics{.body = feed(item("10.1038/s2-1", "G"))};
  two.host.http.answer("https://www.nature.com/ng.rss", genetics);
  ASSERT_EQ(two.fetch({.cursor = one.sink().cursor()}), SHEAF_OK);
  EXPECT_THAT(two.sink().ids(), ElementsAre("10.1038/s2-1"));
  three.host.http.answer("https://www.nature.com/ng.rss", genetics);
  ASSERT_EQ(three.fetch({.cursor = two.sink().cursor()}), SHEAF_OK);
  EXPECT_THAT(three.sink().records(), IsEmpty());
  EXPECT_THAT(three.sink().cursor(), Not(HasSubstr("nmeth")));
}

TEST(NatureCursor, FromEveryCheckpointTheRestComes) {
  const std::string both = R"({"journals": ["nmeth", "ng"]})";
  const auto serve = [](Nature& nature) {
    nature.host.http.answer(kWww, {.body = sample()});
    nature.host.http.answer("https://www.nature.com/ng.rss",
                            {.body = feed(item("10.1038/s2-1", "G"))});
  };
  for (std::size_t stop = 0; stop < 9; ++stop) {
    Nature all(both), rest(both);
    all.stop_after = stop;
    serve(all);
    serve(rest);
    ASSERT_EQ(all.fetch(), SHEAF_OK);
    ASSERT_EQ(rest.fetch({.cursor = all.sink().cursor()}), SHEAF_OK);
    EXPECT_EQ(all.sink().records().size() + rest.sink().records().size(), 9U) << stop;
  }
}

TEST(NatureCursor, SinceAndUntilGoByTheDay) {
  Nature nature;
  nature.host.http.answer(kWww, {.body = sample()});
  ASSERT_EQ(nature.fetch(
                {.since_ms = at("2026-09-22T15:00:00Z"), .until_ms = at("2026-09-22T23:00:00Z")}),
            SHEAF_OK);
  EXPECT_THAT(nature.sink().ids(),
              ElementsAre("10.1038/s41592-026-00005-0", "10.1038/s41592-026-00004-z"));
  ASSERT_EQ(nature.fetch({.cursor = nature.sink().cursor()}), SHEAF_OK);
  EXPECT_THAT(nature.sink().records(), SizeIs(6)) << "the others were not taken";
}

TEST(NatureCursor, IsBoundedAndChecked) {
  nature::Cursor cursor;
  std::vector<std::uint64_t> many;
  for (std::uint64_t i = 0; i < 5000; ++i) many.push_back(i);
  for (int j = 0; j < 100; ++j) cursor.take("journal-" + std::to_string(j), many, 100);
  EXPECT_LT(cursor.text().size(), std::size_t{64} * 1024);
  EXPECT_EQ(nature::parse_cursor(cursor.text()), cursor);
  for (const char* bad : {"v2", "v1|", "v1|nmeth", "v1|=0123456789", "v1|nmeth=012345678",
                          "v1|nmeth=012345678g", "x"}) {
    EXPECT_FALSE(nature::parse_cursor(bad)) << bad;
  }
  Nature other;
  EXPECT_EQ(other.fetch({.cursor = "v2|x"}), SHEAF_E_CONFIG);
  EXPECT_THAT(other.call.message(), HasSubstr("sheaf state reset"));
}

// ---- Feeds by URL, and the real one

TEST(NatureUrl, IsReadAnewInEveryRun) {
  Nature nature(R"({"url": ["file:///srv/nm.rdf"]})");
  nature.host.http.answer("file:///srv/nm.rdf", {.body = sample()});
  ASSERT_EQ(nature.fetch(), SHEAF_OK) << nature.call.message();
  ASSERT_EQ(nature.fetch(), SHEAF_OK);
  EXPECT_THAT(nature.sink().records(), SizeIs(8));
  EXPECT_THAT(nature.sink().checkpoints(), IsEmpty());
}

TEST(NatureSample, NatureMedicineOf8September2026) {
  const auto path = test::sample("feeds/nature/nature_medicine_2026-09-08.rdf.xml");
  Nature nature(R"({"url": ["file:///x"]})");
  nature.host.http.answer("file:///x", {.body = file(path)});
  ASSERT_EQ(nature.fetch(), SHEAF_OK) << nature.call.message();
  EXPECT_EQ(nature.sink().state(), SHEAF_STATE_OK) << nature.detail();
  std::map<sheaf_record_type, int> types;
  std::size_t summaries = 0, authors = 0;
  for (const auto& r : nature.sink().records()) {
    ++types[r.type];
    summaries += r.summary.value.empty() ? 0 : 1;
    authors += r.authors.size();
    EXPECT_EQ(r.venue.value, "Nature Medicine");
    EXPECT_TRUE(r.url.starts_with("https://www.nature.com/articles/")) << r.url;
    EXPECT_TRUE(r.id.starts_with("10.1038/")) << r.id;
    EXPECT_NE(r.published_ms, SHEAF_TIME_UNKNOWN);
  }
  EXPECT_THAT(nature.sink().records(), SizeIs(8));
  EXPECT_EQ(types[SHEAF_TYPE_RESEARCH], 4);
  EXPECT_EQ(types[SHEAF_TYPE_NEWS], 2);
  EXPECT_EQ(types[SHEAF_TYPE_LETTER], 2);
  EXPECT_EQ(summaries, 4U);
  EXPECT_EQ(authors, 82U);
}

}  // namespace
