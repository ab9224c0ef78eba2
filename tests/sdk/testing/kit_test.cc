// The test kit itself: fakes behave as their comments say, and a failing plugin is seen to fail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sdk/testing/toys.h"

namespace {

using namespace sheaf::testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using toys::Fixture;

// ---- Call, threads

TEST(FakeCall, TakesTheLastFailure) {
  const FakeCall call;
  EXPECT_EQ(call.failure().code, SHEAF_OK);
  EXPECT_EQ(call.fail(&call, SHEAF_E_AUTH, 0, sheaf::str("first")), SHEAF_E_AUTH);
  call.fail(&call, SHEAF_E_RATE_LIMITED, 500, sheaf::str("second"));
  EXPECT_EQ(call.failure().code, SHEAF_E_RATE_LIMITED);
  EXPECT_EQ(call.failure().retry_after_ms, 500);
  EXPECT_EQ(call.message(), "second");
}

TEST(FakeCall, CancelsAfterSoManyPolls) {
  FakeCall call;
  call.cancel_after(2);
  EXPECT_EQ(call.is_cancelled(&call), 0);
  EXPECT_EQ(call.is_cancelled(&call), 0);
  EXPECT_EQ(call.is_cancelled(&call), 1);
  EXPECT_EQ(call.is_cancelled(&call), 1);
  EXPECT_EQ(call.polls(), 4u);
}

TEST(FakeCall, CancelsAtItsDeadline) {
  FakeHost host;
  FakeCall call;
  host.clock.set(1000);
  call.set_deadline(2000, [&] { return host.clock.now(); });
  EXPECT_EQ(call.deadline_ms, 2000);
  EXPECT_EQ(host.clock.sleep_ms(&host.clock, &call, 999), SHEAF_OK);
  EXPECT_EQ(host.clock.sleep_ms(&host.clock, &call, 1), SHEAF_OK);
  EXPECT_EQ(host.clock.now(), 2000);
  EXPECT_EQ(host.clock.sleep_ms(&host.clock, &call, 1), SHEAF_E_CANCELLED);
}

TEST(Threads, MayUseEveryFakeAtOnce) {
  Fixture<toys::Source> f(R"({"mode": "threads", "count": 50})");
  f.host.http.answer("https://toys.example/", {.body = "x"});
  RecordSink sink;
  std::atomic<int> seen{0};
  sink.on_record([&](const sheaf::Record&) { ++seen; });
  ASSERT_EQ(f.instance.fetch(f.call, sink), SHEAF_OK);
  EXPECT_THAT(sink.records(), SizeIs(200));
  EXPECT_EQ(seen, 200);
  EXPECT_THAT(sink.checkpoints(), SizeIs(200));
  EXPECT_THAT(f.call.logs(), SizeIs(200));
  EXPECT_THAT(f.host.http.asked(), SizeIs(200));
  EXPECT_EQ(f.host.http.unreleased(), 0);
}

// ---- Sinks

TEST(RecordSink, CopiesEverything) {
  sheaf::Record r = toys::record("x1", "T");
  r.version = 2;
  r.flags = SHEAF_R_PREPRINT;
  r.type = SHEAF_TYPE_REVIEW;
  r.announce = SHEAF_ANNOUNCE_CROSS;
  r.abstract = {"<p>A</p>", SHEAF_MARKUP_HTML, SHEAF_TEXT_DROP_CITATIONS};
  r.summary.value = "S";
  r.comment.value = "12 pages";
  r.venue.value = "J. Toys";
  r.url = "https://toys.example/x1";
  r.language = "en";
  r.license = "CC0-1.0";
  r.primary_category = "toys.AI";
  r.published_ms = 1;
  r.published_precision = SHEAF_PRECISION_YEAR;
  r.updated_ms = 2;
  r.announced_ms = 3;
  r.authors = {{"Ada Lovelace", "Lovelace", "Ada", "Jr.", "0000-0000-0000-0000", "Toy Inst.",
                SHEAF_MARKUP_TEX, false},
               {"The Toy Collaboration", "", "", "", "", "", SHEAF_MARKUP_PLAIN, true}};
  r.categories = {"toys.AI", "toys.LG"};
  r.identifiers = {{"doi", "10.1000/x"}};
  r.extras = {{"report-no", "7"}};
  r.relations = {{SHEAF_REL_PREPRINT_OF, "doi", "10.1000/y"}};
  r.links = {{SHEAF_LINK_PDF, "https://toys.example/x1.pdf", "PDF"}};

  const RecordSink sink;
  {
    const auto temporary = std::make_unique<sheaf::Record>(r);
    ASSERT_EQ(sink.emit(&sink, sheaf::RecordView(*temporary).get()), SHEAF_OK);
  }
  const sheaf::Record got = sink.records().at(0);
  EXPECT_EQ(got.id, r.id);
  EXPECT_EQ(got.version, 2u);
  EXPECT_EQ(got.flags, r.flags);
  EXPECT_EQ(got.type, r.type);
  EXPECT_EQ(got.announce, r.announce);
  EXPECT_EQ(got.title.value, "T");
  EXPECT_EQ(got.abstract.value, "<p>A</p>");
  EXPECT_EQ(got.abstract.markup, r.abstract.markup);
  EXPECT_EQ(got.abstract.flags, r.abstract.flags);
  EXPECT_EQ(got.summary.value, "S");
  EXPECT_EQ(got.comment.value, "12 pages");
  EXPECT_EQ(got.venue.value, "J. Toys");
  EXPECT_EQ(got.url, r.url);
  EXPECT_EQ(got.language, "en");
  EXPECT_EQ(got.license, "CC0-1.0");
  EXPECT_EQ(got.primary_category, "toys.AI");
  EXPECT_EQ(got.published_ms, 1);
  EXPECT_EQ(got.published_precision, r.published_precision);
  EXPECT_EQ(got.updated_ms, 2);
  EXPECT_EQ(got.announced_ms, 3);
  ASSERT_THAT(got.authors, SizeIs(2));
  EXPECT_EQ(got.authors[0].family, "Lovelace");
  EXPECT_EQ(got.authors[0].given, "Ada");
  EXPECT_EQ(got.authors[0].suffix, "Jr.");
  EXPECT_EQ(got.authors[0].orcid, "0000-0000-0000-0000");
  EXPECT_EQ(got.authors[0].affiliation, "Toy Inst.");
  EXPECT_EQ(got.authors[0].markup, std::uint32_t{SHEAF_MARKUP_TEX});
  EXPECT_FALSE(got.authors[0].group);
  EXPECT_TRUE(got.authors[1].group);
  EXPECT_THAT(got.categories, ElementsAre("toys.AI", "toys.LG"));
  EXPECT_EQ(got.identifiers, r.identifiers);
  EXPECT_EQ(got.extras, r.extras);
  ASSERT_THAT(got.relations, SizeIs(1));
  EXPECT_EQ(got.relations[0].id, "10.1000/y");
  ASSERT_THAT(got.links, SizeIs(1));
  EXPECT_EQ(got.links[0].label, "PDF");
}

TEST(RecordSink, RefusesARecordWithoutIdOrTitle) {
  const RecordSink sink;
  EXPECT_EQ(sink.emit(&sink, sheaf::RecordView(toys::record("")).get()), SHEAF_E_UPSTREAM);
  EXPECT_EQ(sink.emit(&sink, sheaf::RecordView(toys::record("1", "")).get()), SHEAF_E_UPSTREAM);
  EXPECT_EQ(sink.refused_count(), 2u);
  EXPECT_THAT(sink.records(), IsEmpty());
}

TEST(RecordSink, KeepsCheckpointsWithTheirPlaceAndTheWorstState) {
  const RecordSink sink;
  sink.emit(&sink, sheaf::RecordView(toys::record("1")).get());
  sink.checkpoint(&sink, sheaf::str("c1"));
  EXPECT_EQ(sink.checkpoint(&sink, sheaf::str(std::string(65537, 'c'))), SHEAF_E_INTERNAL);
  sink.report(&sink, SHEAF_STATE_TRUNCATED, sheaf::str("cut"));
  sink.report(&sink, SHEAF_STATE_EMPTY_EXPECTED, sheaf::str("quiet"));
  ASSERT_THAT(sink.checkpoints(), SizeIs(1));
  EXPECT_EQ(sink.checkpoints()[0].records, 1u);
  EXPECT_EQ(sink.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_EQ(sink.reports()[1].detail, "quiet");
}

TEST(ScoreSink, RefusesWhatTheHostRefuses) {
  const ScoreSink sink(2, 1);
  auto s = sheaf::sized<sheaf_score>();
  s.value = std::nan("");
  EXPECT_EQ(sink.score(&sink, &s), SHEAF_E_INTERNAL);
  s.value = 1.01;
  EXPECT_EQ(sink.score(&sink, &s), SHEAF_E_INTERNAL);
  s.status = SHEAF_E_TRANSIENT; /* the value of a failed pair is ignored */
  EXPECT_EQ(sink.score(&sink, &s), SHEAF_OK);
  s.status = SHEAF_OK;
  s.value = 0.5;
  EXPECT_EQ(sink.score(&sink, &s), SHEAF_E_INTERNAL) << "a pair is scored once";
  s.record = 2;
  EXPECT_EQ(sink.score(&sink, &s), SHEAF_E_INTERNAL) << "no such record";
  s.record = 1;
  const sheaf_axis_value axis = {sheaf::str("a"), -1};
  s.axes = &axis;
  s.axis_count = 1;
  EXPECT_EQ(sink.score(&sink, &s), SHEAF_E_INTERNAL) << "below its scale";
  s.axis_count = 0;
  EXPECT_EQ(sink.score(&sink, &s), SHEAF_OK);
  EXPECT_THAT(sink.scores(), SizeIs(2));
}

TEST(SectionSink, RefusesABlockWithoutSection) {
  const SectionSink sink;
  auto b = sheaf::sized<sheaf_block>();
  EXPECT_EQ(sink.block(&sink, &b), SHEAF_E_INTERNAL);
}

TEST(EnrichSink, RefusesAnIndexOutsideTheRequest) {
  const EnrichSink sink(1);
  const sheaf::Record r;
  EXPECT_EQ(sink.emit(&sink, 1, sheaf::RecordView(r).get()), SHEAF_E_INTERNAL);
  EXPECT_EQ(sink.emit(&sink, 0, sheaf::RecordView(r).get()), SHEAF_OK);
}

// ---- Digests

TEST(DigestView, ShowsAllParts) {
  sheaf::Score score;
  score.value = 0.75;
  score.axes = {{"match", 7.5}};
  score.evidence = {{SHEAF_EVIDENCE_TERM, SHEAF_STRENGTH_NONE, "cats", "title", 1}};
  const Digest digest{.profile = {.id = "ada",
                                  .criteria = {{"c1", "Cats", "Dogs"}},
                                  .terms = {{"cats", 2}},
                                  .people = {{"Ada Lovelace", "Lovelace", "Ada", "", "", "",
                                              SHEAF_MARKUP_PLAIN, false}}},
                      .axes = {{"match", "Match", 10, {{10, "all"}}}},
                      .funnel = {{"fetched", "Fetched", 9, 0}},
                      .notices = {{SHEAF_NOTICE_WARNING, "fast", "skipped"}},
                      .sections = {{"brief", "News", {{SHEAF_BLOCK_LIST_ITEM, 2, "A cat", {0}}}}},
                      .items = {{.record = toys::record("1", "Cats"),
                                 .scores = {{"fast", score}},
                                 .rank_value = 0.75,
                                 .sources = {"toy"},
                                 .suggestions = {"x:2"},
                                 .flags = SHEAF_ITEM_FOLLOWED}},
                      .unscored = {{"x:3", "Dogs", "fast", "budget"}}};
  const DigestView view(digest);
  const sheaf_digest& d = *view.get();
  EXPECT_EQ(sheaf::view(d.profile->criteria[0].irrelevant), "Dogs");
  EXPECT_EQ(d.profile->terms[0].weight, 2);
  EXPECT_EQ(sheaf::view(d.profile->people[0]->family), "Lovelace");
  EXPECT_EQ(sheaf::view(d.axes[0]->rubric[0].text), "all");
  EXPECT_EQ(d.funnel[0].value, 9u);
  EXPECT_EQ(sheaf::view(d.notices[0].text), "skipped");
  EXPECT_EQ(sheaf::view(d.sections[0]->title), "News");
  EXPECT_EQ(d.sections[0]->blocks[0]->citation_count, 1u);
  ASSERT_EQ(d.item_count, 1u);
  const sheaf_item& item = *d.items[0];
  EXPECT_EQ(sheaf::view(item.record->title), "Cats");
  EXPECT_EQ(item.rank, 1u);
  EXPECT_EQ(item.flags, std::uint32_t{SHEAF_ITEM_FOLLOWED});
  EXPECT_EQ(sheaf::view(item.scorers[0]), "fast");
  EXPECT_EQ(item.scores[0]->axes[0].value, 7.5);
  EXPECT_EQ(sheaf::view(item.scores[0]->evidence[0].subject), "cats");
  EXPECT_EQ(sheaf::view(item.sources[0]), "toy");
  EXPECT_EQ(sheaf::view(item.suggestions[0]), "x:2");
  EXPECT_EQ(sheaf::view(d.unscored[0].reason), "budget");
}

TEST(RunView, ShowsAllParts) {
  const sheaf::testing::Run run{
      .id = "r1",
      .date = "2026-09-24",
      .sequence = 2,
      .partial = true,
      .sources = {{"toy", "toy-source", SHEAF_STATE_STALE, "old", 3, 1}},
      .notices = {{SHEAF_NOTICE_ERROR, "toy", "stale"}},
      .usage = {{"llm", {.requests = 4, .currency = "USD", .model = "m"}}},
      .settings = {{"sources.toy.mode", "count"}}};
  const RunView view(run);
  const sheaf_run& r = *view.get();
  EXPECT_EQ(r.flags, std::uint32_t{SHEAF_RUN_PARTIAL});
  EXPECT_EQ(r.sequence, 2u);
  EXPECT_EQ(r.sources[0]->state, std::uint32_t{SHEAF_STATE_STALE});
  EXPECT_EQ(r.sources[0]->refused, 1u);
  EXPECT_EQ(r.notices[0].level, std::uint32_t{SHEAF_NOTICE_ERROR});
  EXPECT_EQ(sheaf::view(r.usage[0].step), "llm");
  EXPECT_EQ(r.usage[0].usage->requests, 4u);
  EXPECT_EQ(sheaf::view(r.settings[0].value), "count");
}

// ---- Services in memory

class Services : public ::testing::Test {
 protected:
  FakeHost host_;
  FakeCall call_;
};

TEST_F(Services, StateKeepsExpiresAndListsByProfile) {
  const sheaf::Host host(&host_);
  const sheaf::Call call(&call_);
  EXPECT_EQ(host.state(call, "k"), std::nullopt);
  host.put_state(call, "k", "v");
  host.put_state(call, "k2", "brief", host_.clock.now() + 10);
  host.put_state(call, "k", "hers", SHEAF_TIME_UNKNOWN, "ada");
  EXPECT_EQ(host.state(call, "k"), "v");
  EXPECT_EQ(host.state(call, "k", "ada"), "hers");
  EXPECT_EQ(host.state(call, "k2"), "brief");
  host_.clock.set(host_.clock.now() + 10);
  EXPECT_EQ(host.state(call, "k2"), std::nullopt);
  host_.state.set("kb", "w");
  host_.state.set("other", "w");
  std::vector<std::string> keys;
  const sheaf::StringSink sink([&](std::string_view k) { keys.emplace_back(k); });
  EXPECT_EQ(host_.state.keys(&host_.state, &call_, {}, sheaf::str("k"), &sink), SHEAF_OK);
  EXPECT_THAT(keys, ElementsAre("k", "kb"));
  EXPECT_EQ(host_.state.remove(&host_.state, &call_, {}, sheaf::str("k")), SHEAF_OK);
  EXPECT_EQ(host_.state.value("k"), std::nullopt);
  EXPECT_EQ(host_.state.value("k", "ada"), "hers");
  EXPECT_THROW(host.put_state(call, "", "v"), sheaf::Reported);
  EXPECT_THROW(host.put_state(call, std::string(1025, 'k'), "v"), sheaf::Reported);
  EXPECT_THROW(host.put_state(call, "k", std::string((4 << 20) + 1, 'v')), sheaf::Reported);
  EXPECT_EQ(call_.failure().code, SHEAF_E_INTERNAL);
}

TEST_F(Services, TheNthCallFails) {
  const sheaf::Host host(&host_);
  const sheaf::Call call(&call_);
  host_.state.fail_call(2, SHEAF_E_TRANSIENT, "the disk is busy");
  host.put_state(call, "a", "1");
  EXPECT_THROW(host.put_state(call, "b", "2"), sheaf::Reported);
  EXPECT_EQ(call_.message(), "the disk is busy");
  host.put_state(call, "c", "3");
  EXPECT_EQ(host_.state.value("b"), std::nullopt);
  EXPECT_EQ(host_.state.calls(), 3u);
}

TEST_F(Services, HistoryIsWalkedInOrderAndStops) {
  host_.history.add({.record = toys::record("late"), .shown_ms = 20, .profile = "ada"});
  host_.history.add(
      {.record = toys::record("second"), .shown_ms = 10, .rank = 2, .profile = "ada"});
  host_.history.add({.record = toys::record("first"), .shown_ms = 10, .rank = 1, .profile = "ada"});
  host_.history.add({.record = toys::record("his"), .shown_ms = 10, .profile = "bob"});
  std::vector<std::string> ids;
  const auto visit = [](void* context, const sheaf_history_entry* e) -> sheaf_status {
    auto& out = *static_cast<std::vector<std::string>*>(context);
    out.emplace_back(sheaf::view(e->item->record->id));
    return out.size() == 3 ? SHEAF_STOP : SHEAF_OK;
  };
  auto query = sheaf::sized<sheaf_history_query>();
  query.since_ms = query.until_ms = SHEAF_TIME_UNKNOWN;
  query.profile = sheaf::str("ada");
  EXPECT_EQ(host_.history.items(&host_.history, &call_, &query, visit, &ids), SHEAF_OK);
  EXPECT_THAT(ids, ElementsAre("first", "second", "late"));
  ids.clear();
  query.profile = {};
  query.until_ms = 20;
  EXPECT_EQ(host_.history.items(&host_.history, &call_, &query, visit, &ids), SHEAF_OK);
  EXPECT_THAT(ids, ElementsAre("first", "his", "second"));
}

TEST_F(Services, FeedbackIsOrderedByTime) {
  host_.feedback.add("ada", {.work = toys::record("b"), .value = -1, .at_ms = 2});
  host_.feedback.add("ada", {.work = toys::record("a"), .origin = "library", .at_ms = 1});
  std::string seen;
  const auto visit = [](void* context, const sheaf_label* l) -> sheaf_status {
    *static_cast<std::string*>(context) +=
        std::string(sheaf::view(l->work->id)) + " " + std::string(sheaf::view(l->origin)) + ";";
    return SHEAF_OK;
  };
  EXPECT_EQ(host_.feedback.labels(&host_.feedback, &call_, sheaf::str("ada"), visit, &seen),
            SHEAF_OK);
  EXPECT_EQ(seen, "a library;b feedback;");
}

TEST_F(Services, BudgetReservesAndSettles) {
  host_.budget.set_limits({.tokens = 100});
  auto most = sheaf::sized<sheaf_usage>();
  most.input_tokens = 60;
  most.cost_micros = -1;
  std::uint64_t first = 0, second = 0;
  EXPECT_EQ(host_.budget.reserve(&host_.budget, &call_, &most, &first), SHEAF_OK);
  EXPECT_EQ(host_.budget.reserve(&host_.budget, &call_, &most, &second), SHEAF_E_BUDGET);
  auto used = most;
  used.input_tokens = 10;
  EXPECT_EQ(host_.budget.settle(&host_.budget, &call_, first, &used), SHEAF_OK);
  EXPECT_EQ(host_.budget.settle(&host_.budget, &call_, first, &used), SHEAF_E_INTERNAL);
  EXPECT_EQ(host_.budget.reserve(&host_.budget, &call_, &most, &second), SHEAF_OK);
  EXPECT_EQ(host_.budget.open_reservations(), 1u);
  ASSERT_THAT(host_.budget.used(), SizeIs(1));
  EXPECT_EQ(host_.budget.used()[0].input_tokens, 10u);
}

TEST_F(Services, AreAbsentOrReplacedOnRequest) {
  EXPECT_NE(host_.service(&host_, SHEAF_SERVICE_STATE), nullptr);
  EXPECT_EQ(host_.service(&host_, "sheaf.state/2"), nullptr);
  host_.without(SHEAF_SERVICE_STATE);
  EXPECT_EQ(host_.service(&host_, SHEAF_SERVICE_STATE), nullptr);
  const int mine = 0;
  host_.provide("com.example.mine/1", &mine);
  EXPECT_EQ(host_.service(&host_, "com.example.mine/1"), &mine);
}

TEST(Library, SaysWhyItRefuses) {
  const std::string folder = SHEAF_BUILD_DIR "/bad_plugins/";
  const auto refusal = [&](const std::string& name) -> std::string {
    try {
      const Library library(folder + name);
    } catch (const std::runtime_error& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_THAT(refusal("none.so"), HasSubstr("cannot open shared object file"));
  EXPECT_THAT(refusal("no-symbol.so"), HasSubstr("no symbol sheaf_plugin_entry"));
  EXPECT_THAT(refusal("wrong-magic.so"), HasSubstr("not a plugin of ABI 0.1"));
  EXPECT_THAT(refusal("truncated.so"), HasSubstr("not a plugin of ABI 0.1"));
  EXPECT_THAT(refusal("other-major.so"), HasSubstr("not a plugin of ABI 0.1"));
  EXPECT_THAT(refusal("other-minor.so"), HasSubstr("not a plugin of ABI 0.1"));
  EXPECT_THAT(refusal("undefined-symbol.so"), HasSubstr("nobody_defines_this"));
  const Library library(folder + "throws-int.so");
  EXPECT_EQ(library.component(SHEAF_SOURCE, "none"), nullptr);
  const auto* component = library.component(SHEAF_SOURCE, "throws-int");
  ASSERT_NE(component, nullptr);
  const FakeHost host;
  const FakeCall call;
  const auto config = FakeConfig::json(component);
  const Instance instance(component, host, config, call);
  const RecordSink sink;
  EXPECT_EQ(instance.fetch(call, sink), SHEAF_E_INTERNAL);
  EXPECT_EQ(call.message(), "unknown exception");
}

}  // namespace
