// The plugins as the host loads them; what they write is read by our feed reader, by feedparser and
// by an HTML parser.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "feed.h"
#include "search.h"
#include "sheaf/feed/feed.hpp"
#include "support/programs.h"
#include "support/sample_digest.h"
#include "support/temp_dir.h"

namespace output_atom {
namespace {

using namespace sheaf::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;

struct ReadFeed {
  sheaf::feed::FeedEnd end;
  std::vector<sheaf::feed::Item> items;
};

ReadFeed read_back(const std::string& text) {
  ReadFeed out;
  std::size_t at = 0;
  out.end = sheaf::feed::read_feed(
      [&](char* buffer, std::size_t capacity) {
        const std::size_t n = std::min(capacity, text.size() - at);
        std::memcpy(buffer, text.data() + at, n);
        at += n;
        return n;
      },
      [&](sheaf::feed::Item& item) {
        out.items.push_back(std::move(item));
        return true;
      });
  return out;
}

class AtomOutput : public ::testing::Test {
 protected:
  static const sheaf_component* component(const std::string& id) {
    static const Library plugin(SHEAF_ATOM_PLUGIN);
    return plugin.component(SHEAF_OUTPUT, id);
  }
  std::unique_ptr<Instance> create(const std::string& id,
                                   std::initializer_list<FakeConfig::Setting> settings) {
    const auto config = FakeConfig::of(component(id), settings);
    return std::make_unique<Instance>(component(id), host_, config, call_);
  }
  std::unique_ptr<Instance> feeding(int max = 100) {
    return create("output-atom", {{"path", file("f/{profile}.xml")},
                                  {"base_url", "https://Example.org:8443/f/"},
                                  {"max_entries", max}});
  }
  std::string file(const std::string& name) const { return (dir_.path() / name).string(); }
  void show(const sheaf::Record& record, std::int64_t ms, const std::string& profile = "ada") {
    FakeHistory::Entry e;
    e.record = record;
    e.shown_ms = ms;
    e.profile = profile;
    e.rank = ++rank_;
    host_.history.add(std::move(e));
  }
  // The file's text, found right by check_feed.py.
  std::string checked(const std::string& path) const {
    const auto judged =
        test::judge(SHEAF_PYTHON " " SHEAF_SOURCE_DIR "/tests/plugins/output-atom/check_feed.py '" +
                    path + "' 2>&1");
    EXPECT_EQ(judged.code, 0) << judged.said;
    return test::read_file(path);
  }
  sheaf::Record titled(const std::string& id, const std::string& title) const {
    sheaf::Record r;
    r.id = id;
    r.title.value = title;
    return r;
  }

  ::test::TempDir dir_;
  FakeHost host_;
  FakeCall call_;
  std::uint64_t rank_ = 0;
};

TEST_F(AtomOutput, HoldsTheNewestWorksOfAllDigests) {
  const auto day = test::sample_day();
  show(titled("a", "First"), test::september(1));
  show(titled("x", "Of another reader"), test::september(2), "bob");
  show(day.digest.items[2].record, test::september(3));
  show(titled("a", "First, revised"), test::september(4));
  show(titled("b", "Second of that day"), test::september(4));
  const auto output = feeding(3);
  ASSERT_EQ(output->status(), SHEAF_OK) << call_.message();
  EXPECT_EQ(output->target(day.digest.profile, day.run), file("f/ada.xml"));
  for (int attempt = 0; attempt < 2; ++attempt) {
    ASSERT_EQ(deliver(*output, call_, "d", day.run, {day.digest}), SHEAF_OK) << call_.message();
  }
  EXPECT_THAT(test::files_below(dir_.path()), ElementsAre(Key("f/ada.xml")));
  const ReadFeed feed = read_back(checked(file("f/ada.xml")));
  EXPECT_EQ(feed.end.feed.id, "https://Example.org:8443/f/ada.xml");
  EXPECT_EQ(feed.end.feed.title.text, "Ada's list");
  EXPECT_EQ(feed.end.feed.updated.raw, "2026-09-04T00:00:00Z");
  ASSERT_EQ(feed.items.size(), 3u);
  EXPECT_EQ(feed.items[0].title.text, "First, revised");
  EXPECT_EQ(feed.items[0].id, "tag:example.org,2026:a");
  EXPECT_EQ(feed.items[1].title.text, "Second of that day");
  const sheaf::feed::Item& whole = feed.items[2];
  EXPECT_EQ(whole.id, "tag:example.org,2026:arxiv:2609.26811");
  EXPECT_EQ(whole.title.text, day.digest.items[2].record.title.value);
  EXPECT_EQ(whole.summary.text, day.digest.items[2].record.abstract.value);
  EXPECT_EQ(whole.published.raw, "2026-09-22T00:00:00Z");
  ASSERT_EQ(whole.authors.size(), 3u);
  EXPECT_EQ(whole.authors[0].name, "Émilie du Châtelet");
  ASSERT_EQ(whole.categories.size(), 2u);
  EXPECT_EQ(whole.categories[1].term, "cs.LG");
  ASSERT_EQ(whole.links.size(), 2u);
  EXPECT_EQ(whole.links[0].href, "https://arxiv.org/abs/2609.26811");
  EXPECT_EQ(whole.links[1].href, "https://arxiv.org/pdf/2609.26811v2");
}

TEST_F(AtomOutput, SaysWhatTheScorersSaid) {
  const auto day = test::sample_day();
  const DigestView view(day.digest);
  const Entry e = entry_of(*view.get()->items[2], view.get()->axes, view.get()->axis_count, 0);
  EXPECT_THAT(e.content,
              HasSubstr("<p><strong>Relevance 9/10 · Novelty 8/10</strong> (llm): Trains "
                        "the router with a loss that is almost free.</p>\n"));
  EXPECT_THAT(e.content, HasSubstr("<p>It costs $p&lt;0.01$ of it.</p>"));
  EXPECT_THAT(entry_of(*view.get()->items[0], nullptr, 0, 0).content, HasSubstr("Withdrawn"));
}

TEST_F(AtomOutput, HostileWorksStayText) {
  auto day = test::hostile_day();
  std::int64_t ms = 0;
  for (const Item& i : day.digest.items) show(i.record, ++ms * 1000);
  show(titled("doi:10.1000/é \"<&>", "cut \xE2\x82 here \xFF"), 0);
  const auto output = feeding();
  ASSERT_EQ(deliver(*output, call_, "d", day.run, {day.digest}), SHEAF_OK) << call_.message();
  const ReadFeed feed = read_back(checked(file("f/ada.xml")));
  ASSERT_EQ(feed.items.size(), day.digest.items.size() + 1);
  EXPECT_EQ(feed.items.back().title.text, "cut  here ");
  EXPECT_EQ(feed.items.back().id, "tag:example.org,2026:doi:10.1000/%C3%A9%20%22%3C%26%3E");
  EXPECT_EQ(feed.items[7].title.text, day.digest.items[6].record.title.value);
  EXPECT_EQ(feed.items[8].title.text, day.digest.items[5].record.title.value);
  // the judge can say no
  std::ofstream(file("bad.xml")) << "<feed xmlns='http://www.w3.org/2005/Atom'><id>x</id></feed>";
  EXPECT_NE(
      test::judge(SHEAF_PYTHON " " SHEAF_SOURCE_DIR "/tests/plugins/output-atom/check_feed.py '" +
                  file("bad.xml") + "' 2>/dev/null")
          .code,
      0);
}

TEST_F(AtomOutput, AnEmptyFeedIsAFeed) {
  const auto day = test::sample_day();
  ASSERT_EQ(deliver(*feeding(), call_, "d", day.run, {day.digest}), SHEAF_OK) << call_.message();
  const ReadFeed feed = read_back(checked(file("f/ada.xml")));
  EXPECT_THAT(feed.items, IsEmpty());
  EXPECT_EQ(feed.end.feed.updated.raw, "2026-09-24T06:00:00Z");
}

TEST_F(AtomOutput, NothingIsThereBeforeCommitNorAfterAbort) {
  const auto day = test::sample_day();
  const auto search = create("output-atom-search", {{"path", file("s.xml")},
                                                    {"base_url", "https://example.org"},
                                                    {"title", "T"},
                                                    {"words", "x"}});
  const auto reader = feeding();
  for (const Instance* output : {reader.get(), search.get()}) {
    Delivery delivery(*output, call_, "d", day.run);
    ASSERT_EQ(delivery.digest(call_, day.digest), SHEAF_OK);
    EXPECT_THAT(test::files_below(dir_.path()), IsEmpty());
    delivery.abort();
    EXPECT_THAT(test::files_below(dir_.path()), IsEmpty());
  }
  EXPECT_EQ(reader->interface<sheaf_output>(SHEAF_OUTPUT)->flags, std::uint32_t{SHEAF_O_REBUILDS});
  EXPECT_EQ(search->interface<sheaf_output>(SHEAF_OUTPUT)->flags,
            std::uint32_t{SHEAF_O_REBUILDS | SHEAF_O_PER_RUN});
}

TEST_F(AtomOutput, ASavedSearchHoldsAllWorksListedThatMatch) {
  const auto day = test::sample_day();
  for (const Item& i : day.digest.items) {
    host_.history.add_work(i.record, i.sources, test::september(20));
  }
  const auto search = create("output-atom-search", {{"path", file("{pipeline}/moe.xml")},
                                                    {"base_url", "https://example.org/{pipeline}"},
                                                    {"title", "Routing & <more>"},
                                                    {"words", "ROUTING chatelet"},
                                                    {"sources", Json::array({"arxiv"})},
                                                    {"categories", Json::array({"cs.LG"})}});
  ASSERT_EQ(search->status(), SHEAF_OK) << call_.message();
  ASSERT_EQ(deliver(*search, call_, "d", day.run, {day.digest, day.digest}), SHEAF_OK);
  const ReadFeed feed = read_back(checked(file("examples/moe.xml")));
  EXPECT_EQ(feed.end.feed.title.text, "Routing & <more>");
  EXPECT_EQ(feed.end.feed.id, "https://example.org/examples/moe.xml");
  ASSERT_EQ(feed.items.size(), 1u);
  EXPECT_EQ(feed.items[0].title.text, day.digest.items[2].record.title.value);
}

TEST_F(AtomOutput, RefusesWhatMakesNoFeed) {
  const struct {
    const char *id, *path, *base, *words, *message;
  } kCases[] = {
      {"output-atom", "/x/{date}.xml", "https://example.org", "", "path: a feed goes on"},
      {"output-atom", "/x/f.xml", "https://", "", "base_url"},
      {"output-atom-search", "/x/{profile}.xml", "https://example.org", "x", "no {profile}"},
      {"output-atom-search", "/x/f.xml", "https://example.org", " \"\" ", "say what to search"},
  };
  for (const auto& c : kCases) {
    const bool is_search = std::string(c.id) == "output-atom-search";
    const auto output =
        is_search
            ? create(c.id,
                     {{"path", c.path}, {"base_url", c.base}, {"title", "T"}, {"words", c.words}})
            : create(c.id, {{"path", c.path}, {"base_url", c.base}});
    EXPECT_EQ(output->status(), SHEAF_E_CONFIG) << c.path;
    EXPECT_THAT(call_.message(), HasSubstr(c.message));
  }
}

TEST(Search, FindsWordsWhateverTheirCaseAndAccents) {
  sheaf::Record r;
  r.id = "1";
  r.title.value = "Mixture of\nExperts";
  r.abstract.value = "Über Straßen.";
  r.categories = {"cs.LG"};
  const sheaf::RecordView view(r);
  const sheaf_str source = sheaf::str("arxiv");
  const struct {
    const char* words;
    bool found;
  } kCases[] = {{"", true},
                {"experts mixture", true},
                {"\"mixture of experts\"", true},
                {"EXPERT", true},
                {"\"experts mixture\"", false},
                {"uber STRASSEN", true},
                {"experts cats", false}};
  for (const auto& c : kCases) {
    EXPECT_EQ(Search(c.words, {}, {}).matches(*view.get(), {&source, 1}), c.found) << c.words;
  }
  EXPECT_FALSE(Search("", {"other"}, {}).matches(*view.get(), {&source, 1}));
  EXPECT_FALSE(Search("", {}, {"cs"}).matches(*view.get(), {&source, 1}));
}

}  // namespace
}  // namespace output_atom
