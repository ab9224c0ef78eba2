// The examples of the SDK, loaded as shared objects and driven through the ABI alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "sheaf/testing.hpp"
#include "support/temp_dir.h"

namespace {

using namespace sheaf::testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Loaded {
  Loaded(const char* kind, const std::string& id, std::string_view settings = "{}")
      : library(SHEAF_BUILD_DIR "/examples/" + id + ".so"),
        component(library.component(kind, id)),
        config(FakeConfig::json(component, settings)),
        instance(component, host, config, call) {}
  Library library;
  const sheaf_component* component;
  FakeHost host;
  FakeCall call;
  FakeConfig config;
  Instance instance;
};

// ---- own-journal, in C

constexpr const char* kListUrl = "https://journal.example/new.txt";
constexpr const char* kList =
    "# id\tdate\ttitle\tauthors\tlink\n"
    "j1\t2026-09-22\tOn sheaves\tAda Lovelace; Émilie du Châtelet\thttps://journal.example/1\n"
    "j2\t2026-09-23\tMore on sheaves\t\thttps://journal.example/2\r\n"
    "\n"
    "j3\tsoon\tLast on sheaves\tThe Sheaf Collaboration;;\t";

class OwnJournal : public ::testing::Test {
 protected:
  OwnJournal()
      : plugin_(SHEAF_SOURCE, "own-journal", R"({"url": "https://journal.example/new.txt"})") {}
  std::vector<std::string> ids(const FetchRequest& request) {
    const RecordSink sink;
    EXPECT_EQ(plugin_.instance.fetch(plugin_.call, sink, request), SHEAF_OK);
    return sink.ids();
  }
  Loaded plugin_;
};

TEST_F(OwnJournal, EmitsEveryLine) {
  plugin_.host.http.answer(kListUrl, {.body = kList});
  const RecordSink sink;
  ASSERT_EQ(plugin_.instance.fetch(plugin_.call, sink), SHEAF_OK) << plugin_.call.message();
  const auto records = sink.records();
  ASSERT_THAT(records, SizeIs(3));
  EXPECT_EQ(records[0].id, "j1");
  EXPECT_EQ(records[0].title.value, "On sheaves");
  EXPECT_EQ(records[0].url, "https://journal.example/1");
  EXPECT_EQ(records[0].published_ms, 1'790'035'200'000) << "2026-09-22";
  ASSERT_THAT(records[0].authors, SizeIs(2));
  EXPECT_EQ(records[0].authors[1].name, "Émilie du Châtelet");
  EXPECT_THAT(records[1].authors, IsEmpty());
  EXPECT_EQ(records[1].url, "https://journal.example/2") << "without the carriage return";
  EXPECT_EQ(records[2].published_ms, SHEAF_TIME_UNKNOWN);
  EXPECT_THAT(records[2].authors, SizeIs(1));
  EXPECT_EQ(sink.state(), SHEAF_STATE_OK);
  EXPECT_EQ(plugin_.host.http.unreleased(), 0);
}

TEST_F(OwnJournal, ResumesBehindEachCheckpoint) {
  plugin_.host.http.answer(kListUrl, {.body = kList});
  const RecordSink all;
  ASSERT_EQ(plugin_.instance.fetch(plugin_.call, all), SHEAF_OK);
  const auto ids_of_all = all.ids();
  ASSERT_THAT(all.checkpoints(), SizeIs(3));
  for (const auto& c : all.checkpoints()) {
    const std::vector<std::string> rest(ids_of_all.begin() + static_cast<std::ptrdiff_t>(c.records),
                                        ids_of_all.end());
    EXPECT_EQ(ids({.cursor = c.cursor}), rest);
  }
  EXPECT_THAT(ids({.cursor = "gone from the list"}), SizeIs(3)) << "rather twice than never";
}

TEST_F(OwnJournal, SaysThatNothingIsNew) {
  plugin_.host.http.answer(kListUrl, {.body = kList});
  const RecordSink sink;
  EXPECT_EQ(plugin_.instance.fetch(plugin_.call, sink, {.cursor = "j3"}), SHEAF_OK);
  EXPECT_EQ(sink.state(), SHEAF_STATE_EMPTY_EXPECTED);
}

TEST_F(OwnJournal, BackfillsFromADateAndKeepsToTheLimit) {
  plugin_.host.http.answer(kListUrl, {.body = kList});
  EXPECT_THAT(ids({.cursor = "j3", .since_ms = 1'790'121'600'000}), ElementsAre("j2", "j3"));
  EXPECT_THAT(ids({.max_records = 2}), ElementsAre("j1", "j2"));
}

TEST_F(OwnJournal, ReportsAPageThatIsNoList) {
  plugin_.host.http.answer(kListUrl, {.body = "<html>\n<body>Maintenance</body>\n</html>\n"});
  const RecordSink sink;
  EXPECT_EQ(plugin_.instance.fetch(plugin_.call, sink), SHEAF_OK);
  EXPECT_THAT(sink.records(), IsEmpty());
  EXPECT_EQ(sink.state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_THAT(sink.reports()[0].detail, HasSubstr("3 lines"));
}

TEST_F(OwnJournal, StopsIsCancelledAndPassesFailuresOn) {
  plugin_.host.http.answer(kListUrl, {.body = kList});
  RecordSink sink;
  sink.stop_after(1);
  EXPECT_EQ(plugin_.instance.fetch(plugin_.call, sink), SHEAF_OK);
  EXPECT_THAT(sink.ids(), ElementsAre("j1"));
  EXPECT_EQ(sink.cursor(), "j1") << "what was taken need not come again";

  RecordSink failing;
  failing.fail_at(2, SHEAF_E_TRANSIENT);
  EXPECT_EQ(plugin_.instance.fetch(plugin_.call, failing), SHEAF_E_TRANSIENT);
  EXPECT_EQ(failing.cursor(), "j1");

  plugin_.host.http.fail_call(1, SHEAF_E_RATE_LIMITED, "too often", 60000);
  EXPECT_EQ(plugin_.instance.fetch(plugin_.call, sink), SHEAF_E_RATE_LIMITED);
  EXPECT_EQ(plugin_.call.message(), "too often");

  plugin_.host.without(SHEAF_SERVICE_HTTP);
  EXPECT_EQ(plugin_.instance.fetch(plugin_.call, sink), SHEAF_E_UNSUPPORTED);
  EXPECT_EQ(plugin_.host.http.unreleased(), 0);

  Loaded cancelled(SHEAF_SOURCE, "own-journal", R"({"url": "https://journal.example/new.txt"})");
  cancelled.host.http.answer(kListUrl, {.body = kList});
  RecordSink one;
  one.on_record([&](const sheaf::Record&) { cancelled.call.cancel(); });
  EXPECT_EQ(cancelled.instance.fetch(cancelled.call, one), SHEAF_E_CANCELLED);
  EXPECT_THAT(one.ids(), ElementsAre("j1"));
}

TEST_F(OwnJournal, AnswersOnlyItsOwnInterface) {
  EXPECT_EQ(plugin_.instance.interface<void>("sheaf.source/1x"), nullptr);
  EXPECT_EQ(plugin_.library.entry().component(1), nullptr);
}

// ---- own-feed, in C++

constexpr const char* kFeed = R"(<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">
<channel><title>Journal</title>
<item><title>On &lt;i&gt;sheaves&lt;/i&gt;</title><link>https://journal.example/1</link>
  <guid isPermaLink="false">j1</guid><dc:creator>Ada Lovelace</dc:creator>
  <prism:doi>10.1000/j1</prism:doi><description>&lt;p&gt;Short.&lt;/p&gt;</description>
  <pubDate>Tue, 22 Sep 2026 00:00:00 GMT</pubDate></item>
<item><title>Without an id</title><link>https://journal.example/2</link></item>
</channel></rss>)";

class OwnFeed : public ::testing::Test {
 protected:
  OwnFeed() : plugin_(SHEAF_SOURCE, "own-feed", R"({"url": "https://journal.example/feed"})") {}
  Loaded plugin_;
};

TEST_F(OwnFeed, EmitsTheItemsOfAStreamedFeed) {
  plugin_.host.http.answer("https://journal.example/feed", {.body = kFeed});
  plugin_.host.http.chunk_size(7);
  const RecordSink sink;
  ASSERT_EQ(plugin_.instance.fetch(plugin_.call, sink), SHEAF_OK) << plugin_.call.message();
  const auto records = sink.records();
  ASSERT_THAT(records, SizeIs(2));
  EXPECT_EQ(records[0].id, "j1");
  EXPECT_EQ(records[0].title.value, "On <i>sheaves</i>");
  EXPECT_EQ(records[0].title.markup, std::uint32_t{SHEAF_MARKUP_HTML});
  EXPECT_EQ(records[0].abstract.value, "<p>Short.</p>");
  EXPECT_EQ(records[0].url, "https://journal.example/1");
  EXPECT_EQ(records[0].published_ms, 1'790'035'200'000);
  ASSERT_THAT(records[0].authors, SizeIs(1));
  EXPECT_EQ(records[0].authors[0].name, "Ada Lovelace");
  EXPECT_THAT(records[0].identifiers,
              ElementsAre(std::pair<std::string, std::string>("doi", "10.1000/j1")));
  EXPECT_EQ(records[1].id, "https://journal.example/2");
  EXPECT_EQ(sink.state(), SHEAF_STATE_OK);
  EXPECT_EQ(plugin_.host.http.unreleased(), 0);
}

TEST_F(OwnFeed, KeepsWhatCameBeforeABreak) {
  plugin_.host.http.answer(
      "https://journal.example/feed",
      {.body = kFeed, .cut_off = std::string_view(kFeed).find("Without an id")});
  const RecordSink broken;
  EXPECT_EQ(plugin_.instance.fetch(plugin_.call, broken), SHEAF_E_TRANSIENT);
  EXPECT_THAT(broken.ids(), ElementsAre("j1"));

  Loaded page(SHEAF_SOURCE, "own-feed", R"({"url": "https://journal.example/feed"})");
  page.host.http.answer("https://journal.example/feed",
                        {.body = "<!doctype html><html><body>Maintenance</body></html>"});
  const RecordSink sink;
  EXPECT_EQ(page.instance.fetch(page.call, sink), SHEAF_OK);
  EXPECT_EQ(sink.state(), SHEAF_STATE_FORMAT_CHANGED);
}

TEST_F(OwnFeed, StopsWhenTheHostHasEnough) {
  plugin_.host.http.answer("https://journal.example/feed", {.body = kFeed});
  RecordSink sink;
  sink.stop_after(1);
  EXPECT_EQ(plugin_.instance.fetch(plugin_.call, sink), SHEAF_OK);
  EXPECT_THAT(sink.ids(), ElementsAre("j1"));
  EXPECT_EQ(plugin_.host.http.unreleased(), 0);
}

TEST(OwnFeedSource, HasFortyLinesAtMostWithoutItsSchema) {
  std::ifstream in(SHEAF_SOURCE_DIR "/sdk/examples/own_feed.cc");
  int lines = 0;
  bool schema = false;
  for (std::string line; std::getline(in, line);) {
    if (line.find("fields() {") != std::string::npos) schema = true;
    const auto first = line.find_first_not_of(' ');
    if (!schema && first != std::string::npos && line.compare(first, 2, "//") != 0) ++lines;
    if (line == "  }") schema = false;
  }
  EXPECT_GT(lines, 20);
  EXPECT_LE(lines, 40);
}

// ---- by-category

TEST(ByCategory, GroupsTheDigest) {
  const Loaded plugin(SHEAF_EDITOR, "by-category");
  const auto item = [](const std::string& title, const std::string& category) {
    Item i;
    i.record.id = i.record.title.value = title;
    i.record.primary_category = category;
    return i;
  };
  Digest digest;
  digest.items = {item("A", "math.AG"), item("B", ""), item("C", "cs.LG"), item("D", "math.AG")};
  const SectionSink sink(digest.items.size());
  ASSERT_EQ(plugin.instance.edit(plugin.call, {}, digest, sink), SHEAF_OK);
  const Section expected{"",
                         "By category",
                         {{SHEAF_BLOCK_HEADING, 1, "cs.LG", {}},
                          {SHEAF_BLOCK_LIST_ITEM, 1, "C", {2}},
                          {SHEAF_BLOCK_HEADING, 1, "math.AG", {}},
                          {SHEAF_BLOCK_LIST_ITEM, 1, "A", {0}},
                          {SHEAF_BLOCK_LIST_ITEM, 1, "D", {3}},
                          {SHEAF_BLOCK_HEADING, 1, "Others", {}},
                          {SHEAF_BLOCK_LIST_ITEM, 1, "B", {1}}}};
  EXPECT_THAT(sink.sections(), ElementsAre(expected));
}

TEST(ByCategory, WritesNothingAboutNothing) {
  const Loaded plugin(SHEAF_EDITOR, "by-category", R"({"title": "Overview"})");
  const SectionSink sink;
  EXPECT_EQ(plugin.instance.edit(plugin.call, {}, {}, sink), SHEAF_OK);
  EXPECT_THAT(sink.sections(), IsEmpty());
}

// ---- local-abstracts

sheaf::Record work(const std::string& doi, const std::string& abstract = "") {
  sheaf::Record r;
  r.id = "doi:" + doi;
  r.title.value = "A title";
  r.abstract.value = abstract;
  if (!doi.empty()) r.identifiers = {{"arxiv", "2609.00001"}, {"doi", doi}};
  return r;
}

class LocalAbstracts : public ::testing::Test {
 protected:
  LocalAbstracts()
      : plugin_(SHEAF_ENRICHER, "local-abstracts", R"({"url": "http://localhost:8080/abstract"})") {
  }
  Loaded plugin_;
};

TEST_F(LocalAbstracts, FillsOnlyWhatIsMissing) {
  plugin_.host.http.answer("http://localhost:8080/abstract?doi=10.1000%2Fa%3Cb",
                           {.body = "Found."});
  plugin_.host.http.answer("http://localhost:8080/abstract?doi=10.1000%2Fnone", {.status = 404});
  const Works works(
      {work("10.1000/has", "There already."), work("10.1000/a<b"), work("10.1000/none"), work("")});
  const EnrichSink sink(works.size());
  ASSERT_EQ(plugin_.instance.enrich(plugin_.call, works, sink), SHEAF_OK) << plugin_.call.message();
  ASSERT_THAT(sink.partials(), SizeIs(1));
  EXPECT_EQ(sink.partials()[0].index, 1u);
  EXPECT_EQ(sink.partials()[0].record.id, "10.1000/a<b");
  EXPECT_EQ(sink.partials()[0].record.abstract.value, "Found.");
  EXPECT_EQ(plugin_.host.http.asked().size(), 2u);
  EXPECT_EQ(plugin_.call.failure().code, SHEAF_OK);
}

TEST_F(LocalAbstracts, KeepsWhatCameBeforeAFailure) {
  plugin_.host.http.answer("http://localhost:8080/abstract?doi=1", {.body = "One."});
  plugin_.host.http.answer("http://localhost:8080/abstract?doi=2", {.status = 503});
  const Works works({work("1"), work("2"), work("3")});
  const EnrichSink sink(works.size());
  EXPECT_EQ(plugin_.instance.enrich(plugin_.call, works, sink), SHEAF_E_TRANSIENT);
  EXPECT_THAT(plugin_.call.message(), HasSubstr("503"));
  EXPECT_THAT(sink.partials(), SizeIs(1));
  EXPECT_EQ(plugin_.host.http.asked().size(), 2u);
}

// ---- title-list

TEST(TitleList, WritesTitlesAndAddresses) {
  const test::TempDir folder;
  const std::string path = (folder.path() / "new/{profile}.txt").string();
  const Loaded plugin(SHEAF_OUTPUT, "title-list", R"({"path": ")" + path + R"("})");
  Digest digest;
  digest.profile.id = "ada";
  digest.items.resize(2);
  digest.items[0].record.title.value = "On sheaves";
  digest.items[0].record.url = "https://journal.example/1";
  digest.items[1].record.title.value = "More on sheaves";
  digest.items[1].record.url = "https://journal.example/2";
  ASSERT_EQ(deliver(plugin.instance, plugin.call, "d1", {}, {digest}), SHEAF_OK)
      << plugin.call.message();
  std::ostringstream text;
  text << std::ifstream(folder.path() / "new/ada.txt").rdbuf();
  EXPECT_EQ(text.str(),
            "On sheaves https://journal.example/1\nMore on sheaves https://journal.example/2\n");
}

}  // namespace
