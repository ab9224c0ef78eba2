#include "report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "report/digest_view.h"

namespace host::report {
namespace {

using testing::HasSubstr;

RunReport sample() {
  RunReport r;
  r.facts.id = "20260924T060000Z";
  r.facts.pipeline = "de\"mo";
  r.facts.date = "2026-09-24";
  r.facts.sources = {{"a", "feed", SHEAF_STATE_OK, "", 12, 0},
                     {"b", "feed", SHEAF_STATE_STALE, "yesterday's", 3, 1}};
  r.facts.usage = {{"llm", "m-1", "USD", 2, 1000, 10, 50, 0, -1}};
  r.readers = {{"me", 4, {{"fetched", "records fetched", 15, 0}}, {}, {}}};
  r.deliveries = {{"x/me/md", "me", "md", "out/me.md", "pending", "disk full", 0, true, 4}};
  r.exit = Exit::kPartial;
  r.finished_ms = 1790229600000;
  return r;
}

TEST(Report, SummaryNeverLooksLikeAQuietDayWhenSomethingFailed) {
  const std::string line = summary(sample());
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 0);
  EXPECT_THAT(line, HasSubstr("delivered in part"));
  EXPECT_THAT(line, HasSubstr("b stale"));
  EXPECT_THAT(line, HasSubstr("1 delivery open"));
}

TEST(Report, TextNamesSourcesCostsAndDeliveries) {
  const std::string text = to_text(sample());
  EXPECT_THAT(text, HasSubstr("stale"));
  EXPECT_THAT(text, HasSubstr("yesterday's"));
  EXPECT_THAT(text, HasSubstr("cost unknown")) << "unknown is never 0";
  EXPECT_THAT(text, HasSubstr("pending to out/me.md: disk full"));
}

TEST(Report, JsonIsJsonWithTheSameFacts) {
  const auto json = nlohmann::json::parse(to_json(sample()));
  EXPECT_EQ(json["exit_code"], 3);
  EXPECT_EQ(json["sources"][1]["state"], "stale");
  EXPECT_TRUE(json["usage"][0]["cost_micros"].is_null());
  EXPECT_EQ(json["deliveries"][0]["error"], "disk full");
}

TEST(Report, IsReadBackAsItWasWritten) {
  RunReport r = sample();
  r.facts.time_zone = "Europe/Berlin";
  r.facts.notices = {{SHEAF_NOTICE_ERROR, "llm", "no key"}, {SHEAF_NOTICE_INFO, "", "a word"}};
  r.readers[0].notices = {{SHEAF_NOTICE_WARNING, "b", "yesterday's"}};
  r.readers[0].unscored = {{"w", "On things", "llm", "no key"}};
  r.traffic = {{"a", 3, 1000, 1, 2, 40}};
  r.deliveries[0].next_ms = 1790230000000;
  const auto again = from_json(to_json(r));
  ASSERT_TRUE(again);
  EXPECT_EQ(to_text(*again), to_text(r));
  EXPECT_EQ(to_json(*again), to_json(r));
  EXPECT_FALSE(from_json("{}"));
  EXPECT_FALSE(from_json("no report"));
}

TEST(Report, WhatWaitsSaysUntilWhenAndWhatToDo) {
  RunReport r = sample();
  r.facts.time_zone = "Europe/Berlin";
  r.deliveries[0].next_ms = 1790230000000;  // 2026-09-24T06:06:40Z
  EXPECT_THAT(summary(r), HasSubstr("(md for me: disk full; waits until 08:06; `sheaf state retry "
                                    "x/me/md` sends now)"));
  r.deliveries[0].next_ms += 86'400'000;
  EXPECT_THAT(to_text(r), HasSubstr("waits until 2026-09-25 08:06"));
}

TEST(Report, TheExitCodeSpeaksOfAllThatIsDue) {
  RunReport r = sample();
  EXPECT_EQ(exit_of(r), Exit::kNotDelivered);
  r.deliveries[0].tried = false;
  EXPECT_EQ(exit_of(r), Exit::kPartial) << "it waits from an earlier run, nothing was due";
  r.deliveries[0].state = "left out";
  EXPECT_EQ(exit_of(r), Exit::kDelivered) << "whoever left it out knows";
  EXPECT_EQ(open_deliveries(r), 1U);
  r.deliveries[0].state = "dead";
  r.deliveries.push_back({"x/you/md", "you", "md", "", "delivered", "", 0, true, 4});
  EXPECT_EQ(exit_of(r), Exit::kPartial);
  r.deliveries.erase(r.deliveries.begin());
  EXPECT_EQ(exit_of(r), Exit::kDelivered) << "a source that is stale says so itself";
  r.facts.partial = true;
  EXPECT_EQ(exit_of(r), Exit::kPartial);
  for (SourceReport& s : r.facts.sources) s.state = SHEAF_STATE_FAILED;
  EXPECT_EQ(exit_of(r), Exit::kPartial) << "what came before they failed is there";
  for (SourceReport& s : r.facts.sources) s.records = 0;
  EXPECT_EQ(exit_of(r), Exit::kNotDelivered);
  r.facts.sources[1].state = SHEAF_STATE_EMPTY_EXPECTED;
  EXPECT_EQ(exit_of(r), Exit::kPartial);
}

TEST(Report, PrometheusEscapesLabels) {
  const std::string text = to_prometheus(sample());
  EXPECT_THAT(text, HasSubstr("sheaf_run_exit_code{pipeline=\"de\\\"mo\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("sheaf_source_state{pipeline=\"de\\\"mo\",source=\"b\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("sheaf_run_finished_seconds{pipeline=\"de\\\"mo\"} 1790229600\n"));
}

Item item() {
  Item i;
  i.work.id = i.work.record.id = "x:1";
  i.work.record.title = "T";
  i.work.record.authors = {{"A B", "B", "A", "", "", "", false}};
  i.flags = SHEAF_ITEM_FOLLOWED;
  i.rank = 3;
  i.rank_value = 0.25;
  i.scores = {{"s",
               SHEAF_OK,
               0.5,
               {{"relevance", 8}},
               {"c1"},
               {{SHEAF_EVIDENCE_PERSON, SHEAF_STRENGTH_STRONG, "A B", "ORCID", 0.1}},
               "why",
               ""}};
  i.sources = {"a"};
  i.suggestions = {"x:2"};
  return i;
}

TEST(DigestCodec, ItemsSurvive) {
  const std::string blob = encode(item());
  const auto back = decode_item(blob);
  ASSERT_TRUE(back);
  EXPECT_EQ(encode(*back), blob);
  EXPECT_EQ(back->work, item().work);
  EXPECT_EQ(back->scores.at(0).evidence.at(0).strength, SHEAF_STRENGTH_STRONG);
}

TEST(DigestCodec, DamagedBlobsAreRefusedNotBelieved) {
  const std::string blob = encode(item());
  std::mt19937 random(1);
  for (std::size_t n = 0; n < blob.size(); ++n) {
    EXPECT_FALSE(decode_item(blob.substr(0, n))) << n;
    std::string mutated = blob;
    mutated[n] = static_cast<char>(random());
    (void)decode_item(mutated);  // must not crash
    (void)decode_digest(mutated);
    (void)decode_facts(mutated);
  }
}

TEST(DigestView, ShowsWhatTheOwningFormSays) {
  Digest d;
  d.profile.id = "me";
  d.profile.terms = {{"w", -1}};
  d.sections = {{"ed", "Section", {{SHEAF_BLOCK_PARAGRAPH, 1, "words", {0}}}}};
  d.axes = {{"relevance", "Relevance", 10, {{9, "on topic"}}}};
  const std::vector<Item> items = {item()};
  const DigestView view(d, items);
  const sheaf_digest* raw = view.get();
  ASSERT_EQ(raw->item_count, 1u);
  EXPECT_EQ(plugin::view(raw->items[0]->record->id), "x:1");
  EXPECT_EQ(raw->items[0]->scores[0]->axes[0].value, 8);
  EXPECT_EQ(raw->sections[0]->blocks[0]->citations[0], 0u);
  EXPECT_EQ(raw->axes[0]->rubric[0].value, 9);
  EXPECT_EQ(raw->profile->terms[0].weight, -1);
}

}  // namespace
}  // namespace host::report
