// What plugin.hpp promises: exceptions become statuses, tables are complete, fields are as written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string_view>

#include "sdk/testing/toys.h"

SHEAF_PLUGIN(toys::Source, toys::Scorer, toys::Editor, toys::Enricher, toys::Output);

namespace {

using namespace sheaf::testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using toys::Fixture;

struct Thrown {
  const char* settings;
  sheaf_status code;
  const char* message;
  std::int64_t retry_after_ms;
};

class Exceptions : public ::testing::TestWithParam<Thrown> {};

TEST_P(Exceptions, BecomeAStatusAndAMessage) {
  const Fixture<toys::Source> f(GetParam().settings);
  const RecordSink sink;
  EXPECT_EQ(f.instance.fetch(f.call, sink), GetParam().code);
  EXPECT_EQ(f.call.message(), GetParam().message);
  EXPECT_EQ(f.call.failure().retry_after_ms, GetParam().retry_after_ms);
}

INSTANTIATE_TEST_SUITE_P(
    All, Exceptions,
    ::testing::Values(Thrown{R"({"mode": "runtime_error"})", SHEAF_E_INTERNAL, "it broke", 0},
                      Thrown{R"({"mode": "int"})", SHEAF_E_INTERNAL, "unknown exception", 0},
                      Thrown{R"({"mode": "bad_alloc"})", SHEAF_E_INTERNAL, "out of memory", 0},
                      Thrown{R"({"mode": "error"})", SHEAF_E_RATE_LIMITED, "come back later",
                             30000},
                      // A service told the host already; the wrapper must not overwrite that.
                      Thrown{R"({"mode": "reported"})", SHEAF_E_BUDGET, "", 0}),
    [](const auto& param) { return "case" + std::to_string(param.index); });

TEST(Create, FailsWithTheReasonAndLeavesOutAlone) {
  const Fixture<toys::Source> f(R"({"create": "mode and count do not go together"})");
  EXPECT_EQ(f.instance.status(), SHEAF_E_CONFIG);
  EXPECT_EQ(f.instance.raw(), nullptr);
  EXPECT_EQ(f.call.message(), "mode and count do not go together");
}

TEST(Source, EmitsUntilTheSinkHasEnough) {
  const Fixture<toys::Source> f;
  RecordSink sink;
  sink.stop_after(2);
  EXPECT_EQ(f.instance.fetch(f.call, sink), SHEAF_OK);
  EXPECT_THAT(sink.ids(), ElementsAre("1", "2"));
  EXPECT_EQ(sink.cursor(), "1");
  EXPECT_THAT(sink.reports(), IsEmpty());
}

TEST(Source, PassesOnWhatTheSinkFailedWith) {
  const Fixture<toys::Source> f;
  RecordSink sink;
  sink.fail_at(2, SHEAF_E_TRANSIENT);
  EXPECT_EQ(f.instance.fetch(f.call, sink), SHEAF_E_TRANSIENT);
  EXPECT_THAT(sink.ids(), ElementsAre("1"));
}

TEST(Source, GoesOnAfterARefusedRecord) {
  const Fixture<toys::Source> f;
  RecordSink sink;
  sink.fail_at(2, SHEAF_E_UPSTREAM);
  EXPECT_EQ(f.instance.fetch(f.call, sink), SHEAF_OK);
  EXPECT_THAT(sink.ids(), ElementsAre("1", "3"));
}

TEST(Source, ResumesFromItsCursor) {
  const Fixture<toys::Source> f;
  const RecordSink sink;
  EXPECT_EQ(f.instance.fetch(f.call, sink, {.cursor = "2"}), SHEAF_OK);
  EXPECT_THAT(sink.ids(), ElementsAre("3"));
}

TEST(Source, IsCancelledByItsPoll) {
  Fixture<toys::Source> f;
  f.call.cancel_after(1);
  const RecordSink sink;
  EXPECT_EQ(f.instance.fetch(f.call, sink), SHEAF_E_CANCELLED);
  EXPECT_THAT(sink.ids(), ElementsAre("1"));
  EXPECT_EQ(f.call.message(), "cancelled");
}

TEST(Probe, IsOfferedByClassesThatHaveIt) {
  Fixture<toys::Source> f;
  f.host.http.answer("https://toys.example/probe", {.body = "ok"});
  EXPECT_EQ(f.instance.probe(f.call), SHEAF_OK);
  f.host.http.fail_call(1, SHEAF_E_AUTH, "the key is wrong");
  EXPECT_EQ(f.instance.probe(f.call), SHEAF_E_AUTH);
  EXPECT_EQ(f.call.message(), "the key is wrong");

  const Fixture<toys::Editor> without;
  EXPECT_EQ(without.instance.interface<sheaf_probe>(SHEAF_PROBE), nullptr);
}

TEST(Interfaces, OnlyTheExactIdsAreAnswered) {
  const Fixture<toys::Source> f;
  EXPECT_NE(f.instance.interface<sheaf_source>(SHEAF_SOURCE), nullptr);
  for (const char* id : {"", "sheaf.source/1x", "sheaf.source/2", "sheaf.source/", "sheaf.scorer/1",
                         "SHEAF.SOURCE/1", "com.example.unknown/1", "sheaf.probe/10"}) {
    EXPECT_EQ(f.instance.interface<sheaf_source>(id), nullptr) << id;
  }
}

TEST(MissingServices, AreUnsupported) {
  Fixture<toys::Source> f(R"({"mode": "time"})");
  const RecordSink sink;
  f.host.without(SHEAF_SERVICE_CLOCK);
  EXPECT_EQ(f.instance.fetch(f.call, sink), SHEAF_E_UNSUPPORTED);
  EXPECT_THAT(f.call.message(), HasSubstr(SHEAF_SERVICE_CLOCK));
  f.host.without_services();
  EXPECT_EQ(f.instance.probe(f.call), SHEAF_E_UNSUPPORTED);
  EXPECT_THAT(f.call.message(), HasSubstr(SHEAF_SERVICE_HTTP));
}

TEST(Scorer, ReportsScoresAxesAndFingerprint) {
  const Fixture<toys::Scorer> f;
  const Works works({toys::record("1", "quantum sheaves"), toys::record("2", "cats")});
  const Profiles profiles(
      {{.id = "a", .terms = {{"quantum", 2}, {"dogs", 1}}}, {.id = "b", .terms = {{"cats", 1}}}});
  const ScoreSink sink(works.size(), profiles.size());
  ASSERT_EQ(f.instance.score(f.call, works, profiles, sink), SHEAF_OK);
  ASSERT_EQ(sink.scores().size(), 4u);
  const auto s = sink.find(0, 0);
  ASSERT_TRUE(s);
  EXPECT_DOUBLE_EQ(s->value, 0.5);
  ASSERT_EQ(s->axes.size(), 1u);
  EXPECT_EQ(s->axes[0].id, "match");
  EXPECT_DOUBLE_EQ(s->axes[0].value, 5);
  ASSERT_EQ(s->evidence.size(), 1u);
  EXPECT_EQ(s->evidence[0].subject, "quantum");
  EXPECT_DOUBLE_EQ(s->evidence[0].contribution, 2);
  EXPECT_THAT(s->matched, ElementsAre("c1"));
  EXPECT_EQ(f.instance.fingerprint(profiles[0]), "toy|quantum|dogs");

  const auto* table = f.instance.interface<sheaf_scorer>(SHEAF_SCORER);
  EXPECT_EQ(table->flags, std::uint32_t{SHEAF_S_LOCAL});
  EXPECT_EQ(table->max_profiles, 0u);
  std::size_t count = 0;
  const auto* const* axes = table->axes(f.instance.raw(), &count);
  ASSERT_EQ(count, 1u);
  EXPECT_EQ(sheaf::view(axes[0]->title), "Match");
  ASSERT_EQ(axes[0]->rubric_count, 2u);
  EXPECT_EQ(sheaf::view(axes[0]->rubric[1].text), "everything");
}

TEST(Scorer, ExplainsByScoringThePairAgain) {
  const Fixture<toys::Scorer> f;
  const Works works({toys::record("1", "cats"), toys::record("2", "quantum")});
  const Profiles profiles({{.terms = {{"quantum", 1}}}});
  const ScoreSink sink(1, 1);
  EXPECT_EQ(f.instance.explain(f.call, works[1], profiles[0], sink), SHEAF_OK);
  ASSERT_EQ(sink.scores().size(), 1u);
  EXPECT_DOUBLE_EQ(sink.scores()[0].value, 1);
}

TEST(Scorer, EstimatesWithoutScoring) {
  const Fixture<toys::Scorer> f;
  const Works works({toys::record("1"), toys::record("2")});
  const Profiles profiles({{}});
  const ScoreSink sink;
  EXPECT_EQ(f.instance.estimate(f.call, works, profiles, sink), SHEAF_OK);
  ASSERT_EQ(sink.usages().size(), 1u);
  EXPECT_EQ(sink.usages()[0].requests, 2u);
  EXPECT_EQ(sink.usages()[0].cost_micros, -1);
  EXPECT_EQ(sink.usages()[0].model, "toy");
  EXPECT_THAT(sink.scores(), IsEmpty());
}

TEST(Scorer, ARefusedScoreFailsTheCall) {
  const Works works({toys::record("1")});
  const Profiles profiles({{}});
  for (const char* settings : {R"({"value": 1.5})", R"({"value": -0.1})"}) {
    const Fixture<toys::Scorer> f(settings);
    const ScoreSink sink;
    EXPECT_EQ(f.instance.score(f.call, works, profiles, sink), SHEAF_E_INTERNAL) << settings;
  }
}

TEST(Editor, WritesSectionsThatCiteItems) {
  const Fixture<toys::Editor> f;
  Digest digest;
  digest.profile.title = "For Ada";
  digest.items = {{.record = toys::record("1")}, {.record = toys::record("2")}};
  const SectionSink sink(digest.items.size());
  ASSERT_EQ(f.instance.edit(f.call, {.date = "2026-09-24"}, digest, sink), SHEAF_OK);
  const Section expected{"", "Of 2026-09-24", {{SHEAF_BLOCK_PARAGRAPH, 1, "For Ada", {0, 1}}}};
  EXPECT_THAT(sink.sections(), ElementsAre(expected));

  const Fixture<toys::Editor> wrong(R"({"cite_too_much": true})");
  const SectionSink strict(digest.items.size());
  EXPECT_EQ(wrong.instance.edit(wrong.call, {}, digest, strict), SHEAF_E_INTERNAL);
}

TEST(Enricher, FillsWhatItKnows) {
  const Fixture<toys::Enricher> f;
  sheaf::Record with_doi = toys::record("2");
  with_doi.identifiers = {{"doi", "10.1000/x"}};
  const Works works({toys::record("1"), with_doi});
  const EnrichSink sink(works.size());
  ASSERT_EQ(f.instance.enrich(f.call, works, sink), SHEAF_OK);
  EXPECT_FALSE(sink.find(0));
  ASSERT_TRUE(sink.find(1));
  EXPECT_EQ(sink.find(1)->abstract.value, "<p>Found.</p>");
  EXPECT_EQ(sink.find(1)->abstract.markup, std::uint32_t{SHEAF_MARKUP_HTML});

  const auto* table = f.instance.interface<sheaf_enricher>(SHEAF_ENRICHER);
  EXPECT_EQ(table->max_batch, 20u);
  EXPECT_EQ(std::string_view(table->schemes[0]), "doi");
  EXPECT_EQ(table->schemes[1], nullptr);
}

class OutputTest : public ::testing::Test {
 protected:
  OutputTest() { toys::Output::log.clear(); }
  Digest digest() const {
    Digest d;
    d.items = {{.record = toys::record("1", "First")}, {.record = toys::record("2", "Second")}};
    return d;
  }
  const sheaf::testing::Run run_{.date = "2026-09-24"};
};

TEST_F(OutputTest, CommitsAndDestroys) {
  const Fixture<toys::Output> f;
  EXPECT_EQ(deliver(f.instance, f.call, "d1", run_, {digest()}), SHEAF_OK);
  EXPECT_EQ(toys::Output::log, "begin d1 2026-09-24\n1 First\n2 Second\ncommit\ndestroy\n");
  EXPECT_EQ(f.instance.target({.id = "ada"}, run_), "ada/2026-09-24.txt");
  EXPECT_EQ(f.instance.interface<sheaf_output>(SHEAF_OUTPUT)->flags,
            std::uint32_t{SHEAF_O_REBUILDS});
}

TEST_F(OutputTest, AbortsAfterAFailure) {
  const Fixture<toys::Output> digest_fails(R"({"fail": "digest"})");
  EXPECT_EQ(deliver(digest_fails.instance, digest_fails.call, "d", run_, {digest()}),
            SHEAF_E_TRANSIENT);
  EXPECT_EQ(digest_fails.call.message(), "digest failed");
  EXPECT_EQ(toys::Output::log, "begin d 2026-09-24\nabort\ndestroy\n");

  toys::Output::log.clear();
  const Fixture<toys::Output> commit_fails(R"({"fail": "commit"})");
  EXPECT_EQ(deliver(commit_fails.instance, commit_fails.call, "d", run_, {}), SHEAF_E_TRANSIENT);
  EXPECT_EQ(toys::Output::log, "begin d 2026-09-24\nabort\ndestroy\n");

  toys::Output::log.clear();
  const Fixture<toys::Output> begin_fails(R"({"fail": "begin"})");
  EXPECT_EQ(deliver(begin_fails.instance, begin_fails.call, "d", run_, {}), SHEAF_E_TRANSIENT);
  EXPECT_EQ(toys::Output::log, "");
}

TEST_F(OutputTest, MayHaveNoTarget) {
  const Fixture<toys::Output> f(R"({"fail": "target"})");
  EXPECT_EQ(f.instance.target({}, run_), "");
}

TEST(Component, SaysWhatTheClassSays) {
  const auto* c = sheaf::Component<toys::Source>::get();
  EXPECT_EQ(c, sheaf::Component<toys::Source>::get());
  EXPECT_EQ(c->struct_size, sizeof(sheaf_component));
  EXPECT_STREQ(c->kind, SHEAF_SOURCE);
  EXPECT_STREQ(c->id, "toy-source");
  EXPECT_STREQ(c->version, "1.2.3");
  EXPECT_STREQ(c->description, "Counts *upwards*.");
  EXPECT_STREQ(c->homepage, "https://toys.example/");
  EXPECT_STREQ(c->license, "Apache-2.0");
  ASSERT_EQ(c->host_count, 2u);
  EXPECT_STREQ(c->hosts[0]->host, "toys.example");
  EXPECT_EQ(c->hosts[0]->min_interval_ms, 3000);
  EXPECT_EQ(c->hosts[0]->max_connections, 1u);
  EXPECT_EQ(c->hosts[1]->min_interval_ms, 0);

  const auto* plain = sheaf::Component<toys::Editor>::get();
  EXPECT_EQ(plain->description, nullptr);
  EXPECT_EQ(plain->homepage, nullptr);
  EXPECT_STREQ(plain->license, "MIT");
  EXPECT_EQ(plain->host_count, 0u);
}

TEST(Fields, AreAsWritten) {
  const sheaf::FieldSet set(
      {toys::field("feeds", SHEAF_T_OBJECT, "What to read.")
           .list()
           .required()
           .child(toys::field("url", SHEAF_T_URL, "Where.").required().identity())
           .child(toys::field("retry", SHEAF_T_OBJECT, "How often.")
                      .child(toys::field("max", SHEAF_T_INT, "Times.").def("3").range(0, 9)))
           .child(toys::field("kind", SHEAF_T_ENUM, "Which.")
                      .option("rss", "RSS.")
                      .option("atom", "Atom."))
           .description("*Feeds*."),
       toys::field("headers", SHEAF_T_STRING, "Sent.").map().advanced().pattern("[a-z]+"),
       toys::field("key", SHEAF_T_STRING, "Secret.").secret().deprecated().example("${KEY}")});
  ASSERT_EQ(set.size(), 3u);
  const sheaf_field& feeds = *set.data()[0];
  EXPECT_EQ(feeds.struct_size, sizeof(sheaf_field));
  EXPECT_EQ(feeds.flags, std::uint32_t{SHEAF_F_REQUIRED});
  EXPECT_EQ(feeds.shape, SHEAF_LIST);
  EXPECT_STREQ(feeds.description, "*Feeds*.");
  ASSERT_EQ(feeds.child_count, 3u);
  EXPECT_STREQ(feeds.children[0]->name, "url");
  EXPECT_EQ(feeds.children[0]->flags, std::uint32_t{SHEAF_F_REQUIRED} | SHEAF_F_IDENTITY);
  ASSERT_EQ(feeds.children[1]->child_count, 1u);
  const sheaf_field& max = *feeds.children[1]->children[0];
  EXPECT_STREQ(max.default_yaml, "3");
  EXPECT_EQ(max.min, 0);
  EXPECT_EQ(max.max, 9);
  ASSERT_EQ(feeds.children[2]->option_count, 2u);
  EXPECT_STREQ(feeds.children[2]->options[1]->value, "atom");
  const sheaf_field& headers = *set.data()[1];
  EXPECT_EQ(headers.shape, SHEAF_MAP);
  EXPECT_EQ(headers.flags, std::uint32_t{SHEAF_F_ADVANCED});
  EXPECT_STREQ(headers.pattern, "[a-z]+");
  EXPECT_EQ(headers.min, -INFINITY);
  EXPECT_EQ(headers.max, INFINITY);
  const sheaf_field& key = *set.data()[2];
  EXPECT_EQ(key.flags, std::uint32_t{SHEAF_F_SECRET} | SHEAF_F_DEPRECATED);
  EXPECT_STREQ(key.example_yaml, "${KEY}");
}

TEST(Entry, ListsTheComponentsInOrder) {
  EXPECT_EQ(sheaf_plugin_entry.magic, SHEAF_MAGIC);
  EXPECT_EQ(sheaf_plugin_entry.struct_size, sizeof(sheaf_plugin_entry_t));
  EXPECT_EQ(sheaf_plugin_entry.abi_major, SHEAF_ABI_MAJOR);
  EXPECT_EQ(sheaf_plugin_entry.abi_minor, SHEAF_ABI_MINOR);
  EXPECT_THAT(sheaf_plugin_entry.sdk, HasSubstr("sheaf-sdk-cpp, "));
  ASSERT_EQ(sheaf_plugin_entry.component_count(), 5u);
  EXPECT_STREQ(sheaf_plugin_entry.component(0)->id, "toy-source");
  EXPECT_STREQ(sheaf_plugin_entry.component(4)->kind, SHEAF_OUTPUT);
  EXPECT_EQ(sheaf_plugin_entry.component(5), nullptr);
  EXPECT_EQ(sheaf_plugin_entry.component(static_cast<std::size_t>(-1)), nullptr);
}

TEST(Call, LogsWithFields) {
  const FakeCall raw("run-7", "step-3");
  const sheaf::Call call(&raw);
  EXPECT_EQ(call.run_id(), "run-7");
  EXPECT_EQ(call.step_id(), "step-3");
  const sheaf_kv fields[] = {{sheaf::str("page"), sheaf::str("2")}};
  call.log(SHEAF_LOG_INFO, "reading", fields);
  call.warn("slow");
  ASSERT_EQ(raw.logs().size(), 2u);
  EXPECT_EQ(raw.logs()[0].message, "reading");
  EXPECT_THAT(raw.logs()[0].fields, ElementsAre(std::pair<std::string, std::string>("page", "2")));
  EXPECT_EQ(raw.logs()[1].level, SHEAF_LOG_WARN);
}

}  // namespace
