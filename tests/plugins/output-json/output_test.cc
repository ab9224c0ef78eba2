// The plugin as the host loads it; what it writes is judged by its schema and by an importer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "json_formats.h"
#include "lines.h"
#include "support/programs.h"
#include "support/sample_digest.h"
#include "support/temp_dir.h"

namespace output_json {
namespace {

using namespace sheaf::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;

std::string lines(const test::SampleDay& day) {
  return lines_of(*RunView(day.run).get(), *DigestView(day.digest).get());
}

std::vector<Json> parsed(const std::string& text) {
  std::vector<Json> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(Json::parse(line));
  return out;
}

class JsonOutput : public ::testing::Test {
 protected:
  JsonOutput() {
    static const Library plugin(SHEAF_JSON_PLUGIN);
    const auto* component = plugin.component(SHEAF_OUTPUT, "output-json");
    const auto config =
        FakeConfig::of(component, {{"path", (dir_.path() / "{profile}/{date}.jsonl").string()}});
    output_ = std::make_unique<Instance>(component, host_, config, call_);
  }
  ::test::TempDir dir_;
  FakeHost host_;
  FakeCall call_;
  std::unique_ptr<Instance> output_;
};

TEST_F(JsonOutput, ItsSchemaDescribesEveryLine) {
  for (const auto& day : {test::sample_day(), test::hostile_day(), test::SampleDay{}}) {
    ASSERT_EQ(deliver(*output_, call_, "d", day.run, {day.digest}), SHEAF_OK) << call_.message();
    const auto path = output_->target(day.digest.profile, day.run);
    EXPECT_EQ(test::read_file(path), lines(day));
    const auto judged =
        test::judge(SHEAF_PYTHON " " SHEAF_SOURCE_DIR
                                 "/tests/plugins/output-json/check_lines.py " SHEAF_SOURCE_DIR
                                 "/plugins/output-json/digest.schema.json '" +
                    path + "' 2>&1");
    EXPECT_EQ(judged.code, 0) << judged.said;
  }
}

TEST_F(JsonOutput, IsThereAfterCommitOnlyAndOnce) {
  const auto day = test::sample_day();
  Delivery delivery(*output_, call_, "d1", day.run);
  ASSERT_EQ(delivery.digest(call_, day.digest), SHEAF_OK);
  EXPECT_THAT(test::files_below(dir_.path()), IsEmpty());
  delivery.abort();
  EXPECT_THAT(test::files_below(dir_.path()), IsEmpty());
  for (int attempt = 0; attempt < 2; ++attempt) {
    ASSERT_EQ(deliver(*output_, call_, "d1", day.run, {day.digest}), SHEAF_OK);
    EXPECT_THAT(test::files_below(dir_.path()), ElementsAre(Key("ada/2026-09-24.jsonl")));
  }
  EXPECT_EQ(output_->interface<sheaf_output>(SHEAF_OUTPUT)->flags, std::uint32_t{SHEAF_O_REBUILDS});
}

TEST(Lines, HoldAllOfAWork) {
  const auto all = parsed(lines(test::sample_day()));
  ASSERT_EQ(all.size(), 7u);
  EXPECT_EQ(all[4], Json::parse(R"({
    "kind": "item", "rank": 3, "rank_value": 0.85, "flags": ["changed", "outlier"],
    "work": {
      "id": "arxiv:2609.26811", "title": "Sparse routing in LaTeX & <plain> text: 40% fewer operations",
      "authors": [
        {"name": "Émilie du Châtelet", "family": "du Châtelet", "given": "Émilie",
         "affiliation": "Académie de l'Exemple"},
        {"name": "Sofja Kowalewskaja", "family": "Kowalewskaja", "given": "Sofja"},
        {"name": "Example Array Collaboration", "family": "Example Array Collaboration", "group": true}],
      "abstract": "A router sends each token to one of $k$ experts.\n\nIt costs $p<0.01$ of it.",
      "summary": "Routing becomes cheap.", "comment": "12 pages; code at https://code.example/routing.",
      "url": "https://arxiv.org/abs/2609.26811", "type": "research", "announce": "replace", "version": 2,
      "published": "2026-09-22T00:00:00Z", "updated": "2026-09-23T01:02:03.004Z",
      "announced": "2026-09-24T00:00:00Z", "language": "en", "license": "CC-BY-4.0",
      "primary_category": "cs.LG", "categories": ["cs.AI", "cs.LG"], "flags": ["preprint"],
      "identifiers": [{"scheme": "arxiv", "value": "2609.26811"},
                      {"scheme": "doi", "value": "10.48550/arxiv.2609.26811"}],
      "relations": [{"scheme": "doi", "value": "10.1000/later", "relation": "preprint_of"}],
      "links": [{"rel": "pdf", "url": "https://arxiv.org/pdf/2609.26811v2"},
                {"rel": "code", "url": "https://code.example/routing?a=1&b=2", "label": "code"}],
      "extras": [{"name": "report-no", "value": "EX-7"}]},
    "scores": [
      {"scorer": "fast", "value": 0.83, "axes": [], "matched": [],
       "evidence": [{"kind": "term", "subject": "sparse", "detail": "title", "contribution": 0.5}]},
      {"scorer": "llm", "value": 0.85,
       "axes": [{"id": "relevance", "value": 9.0}, {"id": "novelty", "value": 8.0}],
       "matched": ["moe", "training"], "evidence": [],
       "comment": "Trains the router with a loss that is almost free."}],
    "sources": ["arxiv", "mirror"], "maybe_same_as": ["doi:10.1000/elsewhere"]})"))
      << all[4].dump(1);
  EXPECT_EQ(all[5]["scores"][0], Json::parse(R"({"scorer": "llm", "status": "rate_limited",
    "error": "HTTP 429", "axes": [], "matched": [], "evidence": []})"));
  EXPECT_FALSE(all[2]["work"].contains("published")) << "unknown is absent";
  EXPECT_EQ(all[1]["blocks"][1]["cites"],
            Json::parse(R"(["arxiv:2609.30001", "arxiv:2609.26811"])"));
  EXPECT_EQ(all[0]["partial"], true);
}

TEST(Lines, GoBackThroughTheImporter) {
  for (const auto& day : {test::sample_day(), test::hostile_day()}) {
    const import::Parsed back = import::parse_jsonl(lines(day));
    EXPECT_THAT(back.problems, IsEmpty());
    ASSERT_EQ(back.entries.size(), day.digest.items.size() + day.digest.unscored.size());
    for (std::size_t i = 0; i < day.digest.items.size(); ++i) {
      const sheaf::Record& in = day.digest.items[i].record;
      const sheaf::Record& out = back.entries[i].record;
      if (in.title.value.find_first_of("\x01\n") == std::string::npos) {
        EXPECT_EQ(out.title.value, in.title.value);
      }
      ASSERT_EQ(out.authors.size(), in.authors.size());
      for (std::size_t a = 0; a < in.authors.size(); ++a) {
        EXPECT_EQ(out.authors[a].family, in.authors[a].family);
        EXPECT_EQ(out.authors[a].group, in.authors[a].group);
      }
      EXPECT_EQ(out.published_ms, in.published_ms);
      EXPECT_EQ(out.published_precision, in.published_precision);
    }
  }
}

TEST(Lines, KeepWhatIsKnownOfADateAndSuffixes) {
  const struct {
    std::int64_t ms;
    sheaf_date_precision precision;
    const char* written;
  } kCases[] = {{820'454'400'000, SHEAF_PRECISION_YEAR, "1996"},
                {830'908'800'000, SHEAF_PRECISION_MONTH, "1996-05"},
                {830'908'800'000, SHEAF_PRECISION_DAY, "1996-05-01T00:00:00Z"}};
  for (const auto& c : kCases) {
    auto day = test::sample_day();
    day.digest.items.resize(1);
    sheaf::Record& in = day.digest.items[0].record;
    in.published_ms = c.ms;
    in.published_precision = c.precision;
    in.authors.resize(1);
    in.authors[0].name = "Martin Luther King Jr.";
    in.authors[0].given = "Martin Luther";
    in.authors[0].family = "King";
    in.authors[0].suffix = "Jr.";
    const std::string text = lines(day);
    EXPECT_EQ(parsed(text)[2]["work"]["published"], c.written);
    const auto back = import::parse_jsonl(text);
    const sheaf::Record& out = back.entries.at(0).record;
    EXPECT_EQ(out.published_ms, c.ms);
    EXPECT_EQ(out.published_precision, c.precision);
    ASSERT_EQ(out.authors.size(), 1U);
    EXPECT_EQ(out.authors[0].name, "Martin Luther King Jr.");
    EXPECT_EQ(out.authors[0].given, "Martin Luther");
    EXPECT_EQ(out.authors[0].family, "King");
    EXPECT_EQ(out.authors[0].suffix, "Jr.");
  }
}

TEST(Lines, ReplaceBytesThatAreNoText) {
  auto day = test::sample_day();
  day.digest.items[0].record.title.value = "cut \xE2\x82 and \xFF";
  EXPECT_EQ(parsed(lines(day))[2]["work"]["title"], "cut \uFFFD and \uFFFD");
}

}  // namespace
}  // namespace output_json
